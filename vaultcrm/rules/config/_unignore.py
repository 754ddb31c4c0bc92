"""How a wish that a rule be silent is taken out of a note."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from vaultcrm.model import Edit, Ignore, Note, Raw, RawList, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.ignores import PROPERTY, names_in
from vaultcrm.reading.masking import comments
from vaultcrm.reading.note import read_note
from vaultcrm.reading.yaml import parse
from vaultcrm.schema.schema import Schema
from vaultcrm.writing.edits import apply_edits

_NAME = re.compile(r"[^\s,]+")
_BETWEEN = re.compile(r"[ \t]*(?:,[ \t]*|(?:\r\n|\n|\r)[ \t]*-[ \t]+|[ \t])\Z")  # two names
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_OWN_BLOCK = re.compile(r"[ \t]*(?:[-*+] +\S|#{1,6} |\Z)")  # however the line above it ends
_WISH = re.compile(r"\s*(?:<!--|%%)\s*vaultcrm:.*?(?:-->|%%)", re.DOTALL | re.IGNORECASE)

_MOST = 5_000_000  # characters read to see what edits do: some seconds


class _Name(NamedTuple):
    """A name's place, and where the text begins that holds it and maybe others (a wish's place)."""

    text: int
    start: int
    end: int


class _Holder(NamedTuple):
    """What holds names: a property or a comment. `whole` is what is to go with the last of them,
    None if that is not certain."""

    names: tuple[_Name, ...]
    whole: tuple[int, int] | None


def removals(path: str, text: str, unused: Sequence[Ignore], schema: Schema) -> list[Edit | None]:
    """For each of a note's wishes the edit that takes it out, or None where it is not certain that
    the note says the same without it. Wishes that are the last of a comment or a property have the
    same edit, which takes out all of it."""
    starts = LineIndex(text).starts
    places = {
        (name.text, text[name.start : name.end].strip("'\"").lower()): (holder, number)
        for holder in _holders(text)
        for number, name in enumerate(holder.names)
    }
    found = [places.get((starts[each.line - 1] + each.column - 1, each.rule)) for each in unused]
    gone = {holder.names[number] for holder, number in filter(None, found)}
    edits = [_edit(text, *place, gone) if place else None for place in found]
    certain = _certain(path, text, [*{each: None for each in edits if each}], schema)
    return [each if each in certain else None for each in edits]


def _certain(path: str, text: str, edits: Sequence[Edit], schema: Schema) -> Set[Edit]:
    """Those after which the note says the same: all at once, else each by itself as long as that
    takes no more than seconds."""
    before = _says(_read(path, text, schema))

    def same(*edits: Edit) -> bool:
        return before == _says(_read(path, apply_edits(text, edits), schema))

    apart = all(one.end <= two.start for one, two in pairwise(sorted(edits)))
    if apart and same(*edits):
        return {*edits}
    return {each for each in edits[: _MOST // (len(text) + 1)] if same(each)}


def _edit(text: str, holder: _Holder, number: int, gone: Set[_Name]) -> Edit | None:
    names = holder.names
    if gone >= {*names}:
        return Edit(*holder.whole, "") if holder.whole else None
    if number + 1 < len(names):
        begin, end = names[number].start, names[number + 1].start
        between = text[names[number].end : end]
    else:
        begin, end = names[number - 1].end, names[number].end
        between = text[begin : names[number].start]
    return Edit(begin, end, "") if _BETWEEN.match(between) else None


def _holders(text: str) -> Iterator[_Holder]:
    framing = split(text)
    if framing.start >= 0:
        root = parse(text, framing.start, framing.end).root
        for key, value in root.entries if isinstance(root, RawMap) else ():
            if key.text.casefold() == PROPERTY:
                yield _property(text, key, value)
    for begin, end in comments(text, framing.body):
        spans = names_in(text, begin, end)
        if spans is not None:
            names = tuple(_Name(span[0], *span) for span in spans)
            yield _Holder(names, _comment(text, framing.body, begin, end))


def _property(text: str, key: RawScalar, value: Raw) -> _Holder:
    items = value.items if isinstance(value, RawList) else (value,)
    names: list[_Name] = []
    for item in items:
        if isinstance(item, RawScalar) and not item.alias:
            spans = [match.span() for match in _NAME.finditer(text, item.start, item.end)]
            if len(spans) == 1 or item.style:
                spans = [(item.start, item.end)]
            names += (_Name(item.start, *span) for span in spans)
    last = max((name.end for name in names), default=key.end)
    if isinstance(value, RawList) and value.flow:
        last = value.end
    rest = _LINE.match(text, last)
    clear = rest and not rest[0].strip() and "#" not in text[key.start : last]
    whole = (_line_start(text, key.start), rest.end()) if clear and rest else None
    return _Holder(tuple(names), whole)


def _comment(text: str, body: int, begin: int, end: int) -> tuple[int, int] | None:
    """From where to where a comment goes: with its line where it has that for itself and the lines
    around it do not become one block, else with the white space before it."""
    start = max(_line_start(text, begin), body)
    rest = _LINE.match(text, end)
    stop = rest.end() if rest else end
    before, after = text[start:begin], text[end:stop]
    if before.strip() or after.strip():
        return (begin - (len(before) - len(before.rstrip(" \t"))), end) if before.strip() else None
    above = text[body:start].rstrip(" \t").endswith(("\n\n", "\r\r", "\n\r\n")) or start <= body
    below = _LINE.match(text, stop)
    apart = above or not below or not below[0].strip() or _OWN_BLOCK.match(below[0])
    return (start, stop) if apart else None


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _read(path: str, text: str, schema: Schema) -> Note:
    return read_note(path, text.encode(), schema)


def _says(note: Note) -> tuple[object, ...]:
    """What a note says, but for its wishes."""
    lines = [
        (line.kind, line.section, {**line.fields, "text": _plain(line.fields.get("text"))})
        for line in note.lines
    ]
    return (
        note.readable,
        note.type,
        note.title,
        {name: value for name, value in note.fields.items() if name != PROPERTY},
        {*note.places} - {PROPERTY},  # the sections that are written, and the seal that holds
        lines,
        [link.link for link in note.links],
        note.tags,
        [(heading.level, heading.text) for heading in note.headings],
        Counter(problem.rule for problem in note.problems),
    )


def _plain(text: object) -> str:
    return " ".join(_WISH.sub("", str(text)).split())
