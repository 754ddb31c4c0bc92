"""What every change to a note must hold, whatever the note: fixes, a property set, a line added.

Each function changes one note in one way, fails with an AssertionError where more or less than was
meant has changed, and else gives in a few words what became of it. What reading makes of front
matter is compared with PyYAML's own pure reader, which nothing of ours has a part in."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import yaml

from vaultcrm.errors import EXIT_MISUSE, VaultError
from vaultcrm.model import Edit, Note, Problem
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.note import read_note
from vaultcrm.schema.schema import Schema
from vaultcrm.writing.edits import apply_edits, decode, encode, insert_line
from vaultcrm.writing.fixes import Mended, can_mend, mend
from vaultcrm.writing.front_matter import property_edit, set_property

NAMES = ("status", "Status", "cadence", "owner", "agreed_on", "tags", "a b", "é", "no", "NO", "#x")
VALUES = ("active", "14d", "2026-11-23", "[[Acme: b]]", "NO", "012", "", "a #b", "é: '\"", "a\nb")
JUDGED = 5_000  # characters of front matter that PyYAML, which is slow, is asked about
NEW = "vaultcrm_soak"  # a property that no note has
_NEWLINE = re.compile(r"\r\n|\n|\r")


class Reader:
    """Reads one note's texts, and keeps what it has read, in order."""

    def __init__(self, path: str, data: bytes, schema: Schema) -> None:
        self.text, self.mark = decode(data, path)
        self.path, self.schema = path, schema
        self.notes: list[tuple[str, Note]] = []

    def __call__(self, text: str) -> Note:
        note = read_note(self.path, encode(text, self.path, self.mark), self.schema, "EUR")
        self.notes.append((text, note))
        return note


def fixes(path: str, data: bytes, schema: Schema) -> Iterator[str]:
    """What becomes of a note's fixes, the safe ones and all of them."""
    for unsafe in (False, True):
        try:
            yield fixed(Reader(path, data, schema), unsafe)
        except VaultError as error:
            yield refused("note", error)


def changes(path: str, data: bytes, schema: Schema, dice: random.Random) -> Iterator[str]:
    """What becomes of other changes to a note, which fall by these dice."""
    try:
        read = Reader(path, data, schema)
    except VaultError as error:
        yield refused("note", error)
        return
    assert encode(read.text, path, read.mark) == data, "decoding and encoding changes bytes"
    keys = [key for key in _properties(read.text) or () if key.isprintable()]
    for value in (dice.choice(VALUES), None):
        yield property_set(read, dice.choice((dice.choice(NAMES), *keys)), value)
    yield added_and_removed(read.text, dice.choice(VALUES))
    yield line_added(read.text, dice.choice(("Log", "Risks", "log")))


def refused(what: str, error: VaultError) -> str:
    assert error.message and error.hint and error.status == EXIT_MISUSE, repr(error)
    return f"{what} refused"


def fixed(read: Reader, unsafe: bool) -> str:
    """Every text on the way to the last one is an earlier one with some of its fixes made."""
    text = read.text
    before = read(text)
    result = mend(text, before.problems, read, unsafe)
    known: list[tuple[str, Note]] = []
    for candidate, note in read.notes:
        made = any(_is_mended(old, was.problems, candidate, unsafe) for old, was in known[::-1])
        assert made or not known, f"nothing meant makes {candidate!r}"
        known.append((candidate, note))
    assert result.text in [candidate for candidate, _ in known]
    after = read(result.text)
    assert after.readable or not before.readable, "does not read any more"
    assert (result.text == text) == (result.problems == 0), "miscounted"
    twice = mend(result.text, after.problems, read, unsafe)
    assert twice == Mended(result.text, 0), f"the second time gives {twice.text!r}"
    if not unsafe:
        assert dict(after.fields) == dict(before.fields), "a safe fix changes what the note says"
        assert [line.fields for line in after.lines] == [line.fields for line in before.lines]
    wanted = any(can_mend(each, unsafe) for each in before.problems)
    what = "all fixes" if unsafe else "safe fixes"
    return f"{what}: {'made' if result.problems else 'dropped' if wanted else 'none'}"


def property_set(read: Reader, name: str, value: str | None) -> str:
    """Nothing but the lines of this property changes, and PyYAML reads it as it was meant."""
    text = read.text
    what = "property" if value is not None else "removal"
    try:
        edit = property_edit(text, name, value)
    except VaultError as error:
        return refused(what, error)
    after = set_property(text, name, value)
    assert after == (apply_edits(text, [edit]) if edit else text)
    assert set_property(after, name, value) == after, "the second time changes it again"
    assert read(after).readable or not read(text).readable, "does not read any more"
    assert after[split(after).body :] == text[split(text).body :], "the body has changed"
    properties, new = _properties(text), _properties(after)
    if properties is None:
        return f"{what} set, which PyYAML cannot judge"
    assert new is not None, f"PyYAML does not read {after!r}"
    key = next((each for each in properties if each.casefold() == name.casefold()), name)
    expected = {each: said for each, (said, _, _) in properties.items() if each != key}
    if value is not None:
        expected[key] = value
    assert {each: said for each, (said, _, _) in new.items()} == expected, f"says {after!r}"
    begin = max(split(text).end, 0)  # where a new one goes
    _, start, end = properties.get(key, ("", begin, begin))
    assert after.startswith(text[:start]) and after.endswith(text[end:]), f"too much: {after!r}"
    come = after[start : len(after) - len(text) + end]
    lines = max(len(_NEWLINE.findall(text[start:end])), 1 if split(text).start >= 0 else 3)
    assert len(_NEWLINE.findall(come)) <= lines, f"too many lines: {come!r}"
    return f"{what} set" if edit else f"{what}: nothing to do"


def added_and_removed(text: str, value: str) -> str:
    try:
        after = set_property(text, NEW, value)
    except VaultError as error:
        return refused("new property", error)
    if split(text).start < 0:
        return "front matter begun"
    assert set_property(after, NEW, None) == text, f"{after!r} without it is another note"
    return "new property set and removed"


def line_added(text: str, section: str) -> str:
    """Just that line comes in, and the heading above it where there was none."""
    line = "- 2026-11-23 call: asked [about:: all]"
    try:
        after = insert_line(text, section, line)
    except VaultError as error:
        return refused("line", error)
    size = len(after) - len(text)
    places = [at for at in _places(text, after) if after[:at] + after[at + size :] == text]
    assert places, f"more than a line has changed: {after!r}"
    come = {after[at : at + size].strip() for at in places}
    heading = re.compile(rf"(?:## {section}(?:\r\n|\n|\r))?{re.escape(line)}")
    assert any(map(heading.fullmatch, come)), f"something else came: {come}"
    return "line added"


def _places(before: str, after: str) -> range:
    """Where what came may begin: not after the first difference, nor before the last one."""
    size = len(after) - len(before)
    first = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    first = len(before) if first is None else first
    return range(max(first - size, 0), first + 1)


def _is_mended(before: str, problems: Sequence[Problem], after: str, unsafe: bool) -> bool:
    """Whether a text is another one with some of the fixes of its problems made."""
    edits = sorted(
        edit for each in problems if can_mend(each, unsafe) and each.fix for edit in each.fix.edits
    )
    places, done = {0}, 0  # how far the other text may have been read
    while edits:
        together = [edits.pop(0)]
        while edits and edits[0].start < max(max(each.end, each.start + 1) for each in together):
            together.append(edits.pop(0))
        start, end = together[0].start, max(each.end for each in together)
        same = before[done:start]
        places = {
            place + len(same) + len(piece)
            for piece in _pieces(before[start:end], start, together)
            for place in places
            if after.startswith(same + piece, place)
        }
        done = end
    return any(after[place:] == before[done:] for place in places)


def _pieces(text: str, start: int, edits: Sequence[Edit]) -> set[str]:
    """What a piece of text may be with none, one or two of these edits, or all."""
    moved = [Edit(each.start - start, each.end - start, each.text) for each in edits]
    made = {text}
    for some in (*combinations(moved, 1), *combinations(moved, 2), moved):
        try:
            made.add(apply_edits(text, some))
        except ValueError:  # of two that overlap, one is made
            continue
    return made


def _properties(text: str) -> Mapping[str, tuple[Any, int, int]] | None:
    """Of each property: what it says, in PyYAML's plain objects of text, and from where to where
    its lines are. None where PyYAML reads no mapping, or would read it as something else."""
    framing = split(text)
    if framing.start < 0:
        return {}
    front = text[framing.start : framing.end]
    if len(front) > JUDGED:
        return None
    try:
        node = yaml.compose(front, Loader=yaml.BaseLoader)
        said = yaml.load(front, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode) or len(said) != len(node.value):
        return {} if said == "" else None
    properties = {}
    for key, value in node.value:
        start, end = key.start_mark.index, max(key.end_mark.index, value.end_mark.index)
        start = max(front.rfind("\n", 0, start), front.rfind("\r", 0, start)) + 1
        newline = _NEWLINE.search(front, end)
        places = (framing.start + start, framing.start + (newline.end() if newline else len(front)))
        properties[key.value] = (said[key.value], *places)
    return properties
