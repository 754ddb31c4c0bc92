"""Reading in tests: the shipped schema, notes from text, problems as short lines."""

from collections.abc import Iterable

from vaultcrm.model import Note, Problem
from vaultcrm.positions import LineIndex
from vaultcrm.reading.note import read_note
from vaultcrm.reading.source import decode
from vaultcrm.reading.vault import shipped_types
from vaultcrm.reading.yaml import read_document
from vaultcrm.schema.build import build
from vaultcrm.schema.schema import Schema

SHIPPED = shipped_types()
SCHEMA, _ = build(SHIPPED)


def schema_with(*files: str) -> Schema:
    """The shipped types with these type files, which have no mistakes in them."""
    own = [read_document(f"{number}.yaml", text) for number, text in enumerate(files)]
    schema, problems = build([*SHIPPED, *own])
    assert not problems
    return schema


def read(text: str, path: str = "Note.md", schema: Schema = SCHEMA) -> Note:
    return read_note(path, text.encode(), schema, "EUR")


def with_front_matter(yaml: str, body: str = "") -> str:
    return f"---\n{yaml}\n---\n{body}"


def brief(problem: Problem) -> str:
    return f"{problem.line}:{problem.column} {problem.rule}"


# What any typed note of a test would have: no mistake in what is written.
ADVICE = {"field/undeclared", "field/missing", "file/no-front-matter", "file/empty-front-matter"}


def found(note: Note, *also_left_out: str) -> list[str]:
    left_out = {*ADVICE, *also_left_out}
    return [brief(problem) for problem in note.problems if problem.rule not in left_out]


def misplaced(problems: Iterable[Problem], data: bytes) -> list[str]:
    """What is wrong with the places of problems in the note with these bytes."""
    text = decode(data).text
    index = LineIndex(text)
    ends = [*index.starts[1:], len(text) + 1]
    wrong = []
    for problem in problems:
        start, end = problem[2:4], problem[4:6]
        for line, column in (start, end):
            if not 1 <= line <= len(index.starts):
                wrong.append(f"{problem} is on no line")
                continue
            width = len(text[index.starts[line - 1] : ends[line - 1]].rstrip("\r\n"))
            if not 1 <= column <= width + 1:
                wrong.append(f"{problem} is beyond the end of its line")
        if end < start:
            wrong.append(f"{problem} ends before it begins")
    return wrong
