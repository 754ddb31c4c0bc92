"""Slips of the pen in lines that are records, or were meant to be: what would else go unread in
silence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vaultcrm.model import Edit, Fix, Heading, ListItem, Problem
from vaultcrm.reading.lines import ParsedLine
from vaultcrm.reading.values import Mistake, read_scalar
from vaultcrm.schema.schema import TEXT_SECTION, Field, LineKind
from vaultcrm.words import nearest, shown

_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?=[\s:,]|\Z)", re.ASCII)
_TIME = re.compile(r"\d{1,2}[:.]\d\d[^\s,]*", re.ASCII)
_HEAD = re.compile(r"([^:]{1,80}):(?:\s|\Z)")
_OPEN_FIELD = re.compile(r"[\[(][ \t]*([^\s\[\]():][^\[\]():]*?)[ \t]*::")
_LATE_DATE = re.compile("([📅📆🗓⏳⌛🛫])\ufe0f?[ \t]*\\d{4}-\\d\\d-\\d\\d")
_SIGNS = {"⏳": "scheduled", "⌛": "scheduled", "🛫": "start"}
_NO_ITEM = re.compile(  # begins with its only literal so that the search for it is fast
    r"\n(?:(?P<marker>[-*+])(?P<box>\[[^\[\]\n]?\])(?=[ \t])"
    r"|[ \t]*[-*+][ \t]+(?P<empty>\[\])(?=[ \t\n]|\Z)"
    r"|(?P<date>\d{4}-\d\d-\d\d)(?:[T \t]+\d?\d:\d\d)?[:,]?[ \t]+(?P<rest>\S[^\n]*))",
    re.ASCII,
)


class Slip(NamedTuple):
    """The field that was meant, the text that is meant for it, why that is none, and the offset of
    the text in the note."""

    name: str
    text: str
    mistake: Mistake
    start: int


def of_line(masked: str, item: ListItem, parsed: ParsedLine, kind: LineKind) -> Iterator[Slip]:
    """The slips in a line of this kind, that `parsed` has the good parts of."""
    line = masked[item.content : item.end]
    if not parsed.date and "date" in (*kind.columns, *kind.required):
        yield from _misread(line, _DATE.match(parsed.text), "date", kind.fields["date"], item)
    elif parsed.date and not parsed.time and "time" in kind.columns:
        word = _TIME.match(parsed.text)
        if word and word[0] in line:
            mistake = Mistake("", f"{shown(word[0])} is no time: write HH:MM", None)
            yield Slip("time", word[0], mistake, item.content + line.index(word[0]))
    if parsed.date and kind.prefix:
        yield from _of_prefix(line, parsed.text, kind, item)
    if "::" in parsed.text:
        for opening in _OPEN_FIELD.finditer(line):
            start = item.content + opening.start()
            field = kind.names.get(opening[1].casefold())
            if field and not any(at <= start < end for _, _, at, end in parsed.fields):
                mistake = Mistake("", f"{shown(opening[0])} is never closed", None)
                yield Slip(field.name, opening[0], mistake, start)
    for late in () if line.isascii() else _LATE_DATE.finditer(line):
        start = item.content + late.start()
        if not any(at <= start < end for _, _, at, end in parsed.fields):
            message = f"{late[0]} is not read: nothing but fields and tags may stand behind it"
            yield Slip(_SIGNS.get(late[1], "due"), late[0], Mistake("", message, None), start)


def no_items(
    masked: str, headings: Sequence[tuple[Heading, str]], kinds: Mapping[str, LineKind]
) -> Iterator[Problem]:
    """The lines in a typed section that look like its records and are no list items, or none with
    a checkbox."""
    for number, (heading, name) in enumerate(headings):
        if not name or name == TEXT_SECTION:
            continue
        end = headings[number + 1][0].start if number + 1 < len(headings) else len(masked)
        first = masked.find("\n", heading.start, end)
        for line in _NO_ITEM.finditer(masked, first, end) if first >= 0 else ():
            if not line["date"] or _is_meant(line["rest"], kinds[name]):
                count = masked.count("\n", heading.start, line.start() + 1)
                yield _no_item(line, heading.line + count)


def _no_item(line: re.Match[str], number: int) -> Problem:
    start = line.start() + 1
    if line["empty"]:
        at = line.start("empty") + 1
        message, edit = "a checkbox holds a character: write - [ ]", Edit(at, at, " ")
    elif line["box"]:
        message = f"is no task without a space after the {line['marker']}"
        box = "[ ]" if line["box"] == "[]" else line["box"]
        edit = Edit(start, line.end("box"), f"{line['marker']} {box}")
    else:
        message, edit = (
            "is no list item, and does not count: begin it with -",
            Edit(start, start, "- "),
        )
    column = line.start("empty") - start + 1 if line["empty"] else 1
    fix = Fix(False, (edit,))
    return Problem("line/marker", message, number, column, number, column + 1, fix)


def _is_meant(text: str, kind: LineKind) -> bool:
    """Whether what follows a date is what records of a kind say, and not just prose."""
    if "date" not in (*kind.columns, *kind.required):
        return False
    if not kind.prefix:
        return any(f"{name}::" in text for name in kind.names)
    word = text.split(maxsplit=1)[0].rstrip(",:").casefold()
    return word in (each.casefold() for each in kind.fields[kind.prefix[0]].choices)


def _misread(
    line: str, match: re.Match[str] | None, name: str, field: Field, item: ListItem
) -> Iterator[Slip]:
    if match and match[0] in line:
        read = read_scalar(match[0], field, "")
        if isinstance(read, Mistake):
            yield Slip(name, match[0], read, item.content + line.index(match[0]))


def _of_prefix(line: str, text: str, kind: LineKind, item: ListItem) -> Iterator[Slip]:
    """The first word, where it is near to one of the first field's, or one of the second's follows
    it before a colon."""
    first, *others = (kind.fields[name] for name in kind.prefix)
    second = others[0].choices if others else ()
    head = _HEAD.match(text)
    words = (head[1] if head else text).split()
    if not first.choices or not words:
        return
    word = words[0].rstrip(",:")
    if not word or word.casefold() in (each.casefold() for each in first.choices):
        return
    directed = len(words) > 1 and words[1].casefold() in second
    near = nearest(word, first.choices) and (directed or (head and len(words) == 1))
    if (near or (directed and head and len(words) == 2)) and word in line:
        read = read_scalar(word, first, "")
        if isinstance(read, Mistake):
            yield Slip(first.name, word, read, item.content + line.index(word))
