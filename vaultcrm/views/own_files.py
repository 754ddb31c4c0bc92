"""Expressions in the files in which somebody writes rules of their own: compiled, with their names
looked up, and texts that they are filled in to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from vaultcrm.expressions import Expression, Mistake, compile_expression, export
from vaultcrm.expressions.kinds import to_text
from vaultcrm.facts import facts_of
from vaultcrm.model import Problem, Record
from vaultcrm.reading.vault import read_settings, yaml_files
from vaultcrm.schema.documents import Document
from vaultcrm.schema.own_files import Placed
from vaultcrm.schema.schema import Schema
from vaultcrm.views.collections import collection_of
from vaultcrm.views.rows import INHERITED, PLACE, Row
from vaultcrm.views.view import Failure
from vaultcrm.words import shown, suggestion

Message: TypeAlias = tuple[str | Expression, ...]  # texts, and what is filled in between them

_FILLED_IN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def own_documents(root: Path, folder: str) -> Iterator[tuple[str, Document | Problem]]:
    """The YAML files of a folder by path, each as it was read, or why it cannot be."""
    paths, problem = yaml_files(root, folder)
    if problem:
        yield folder, problem
    for path in paths:
        yield path, read_settings(root, path)


class Reader:
    """Reads what a file says of the records of a collection, and notes what is wrong under a rule
    of `check`. `slips` are near misses of a field, by name: no mistakes where a record has such a
    property."""

    def __init__(self, schema: Schema, collection: str, rule: str) -> None:
        shape = collection_of(schema, collection)
        every_note = collection == schema.base.collection
        types = schema.types.values() if every_note else ()
        names = (*shape.names, *shape.fields, *PLACE, *INHERITED)
        names = (*names, *(name for each in types for name in each.names))
        collections = (collection, *(each.collection for each in types))
        self._names = {name.casefold() for name in names}
        self._facts = {name for each in collections for name in facts_of(each)}
        self._collection = collection
        self._rule = rule
        self.problems: list[Problem] = []
        self.slips: dict[str, Problem] = {}

    def expression(self, place: Placed, what: str) -> Expression | None:
        """The expression that a text is; None where it is none."""
        return self._compiled(place, place.text, what)

    def message(self, place: Placed, what: str) -> Message:
        """A text, with the expressions that stand in it between {{ and }}."""
        pieces = [
            self._compiled(place, piece, what) if number % 2 else piece
            for number, piece in enumerate(_FILLED_IN.split(place.text))
        ]
        return tuple(filter(None, pieces))

    def field(self, place: Placed, what: str) -> None:
        """Looks up the name of a field."""
        if slip := self._slip(place.text):
            self.slips[place.text] = place.problem(self._rule, f"{what}: {slip}")

    def _compiled(self, place: Placed, text: str, what: str) -> Expression | None:
        compiled = compile_expression(text)
        if isinstance(compiled, Mistake):
            where = f"column {compiled.column} of {shown(text.strip())}"
            message = f"{what}: {compiled.message} ({where})"
            self.problems.append(place.problem(self._rule, message))
            return None
        for root, name in sorted(compiled.names):
            if wrong := self._wrong(root, name):
                self.problems.append(place.problem(self._rule, f"{what}: {wrong}"))
            elif root == "" and (slip := self._slip(name)):
                self.slips[name] = place.problem(self._rule, f"{what}: {slip}")
        return compiled

    def _wrong(self, root: str, name: str) -> str:
        if root in ("formula", "this"):
            return f"{root} means something in .base files only"
        if root == "crm" and name not in self._facts:
            near = suggestion(name, self._facts)
            return f"{self._collection} have no fact {shown(name)}.{near}"
        return ""

    def _slip(self, name: str) -> str:
        if name.casefold() in self._names:
            return ""
        near = suggestion(name, self._names)
        return near and f"{self._collection} have no field {shown(name)}.{near}"


def reader(schema: Schema, collection: Placed, rule: str) -> Reader | Problem:
    """A reader for the collection that a file names, or what is wrong with the name."""
    if collection.text in schema.collections:
        return Reader(schema, collection.text, rule)
    near = suggestion(collection.text, schema.collections)
    known = "" if near else f" Known: {', '.join(sorted(schema.collections))}"
    return collection.problem(rule, f"no collection {shown(collection.text)}.{near}{known}")


def slips_in(slips: Mapping[str, Problem], records: Sequence[Record]) -> Iterator[Problem]:
    """Those near misses that are mistakes: no record has such a property."""
    for name, slip in slips.items():
        if not any(name in record.fields for record in records):
            yield slip


def left_out(place: Placed, rule: str, failures: Sequence[Failure]) -> Problem:
    """What an expression says nothing about, told at its place; of several the first."""
    more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
    return place.problem(rule, f"leaves out {failures[0].place}{more}: {failures[0].message}")


def filled_in(message: Message, row: Row, form: Callable[[str], str] = str) -> str:
    """The text for a record; `form` is done to what is filled in."""
    return "".join(
        each if isinstance(each, str) else form(to_text(export(each.value(row))))
        for each in message
    )
