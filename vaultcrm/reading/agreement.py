"""What a project's note says was agreed: its sections Scope and Deliverables, without what working
on them changes.

What does not count: line ends, spaces at the end of a line, blank lines, checkboxes, the days on
which a line was done or cancelled, block ids, and vaultcrm's own comments. Everything else does.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from vaultcrm.model import Body, Fields, Heading
from vaultcrm.reading.body import scan
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.source import decode
from vaultcrm.schema.schema import NoteType

SCOPE = "scope"
DELIVERABLES = "deliverables"
SEAL = "agreed_text"  # the property that holds the digest of what was agreed
_NEWLINE = re.compile(r"\r\n|\n|\r")
_CHECKBOX = re.compile(r"((?:[-*+]|\d+[.)])[ \t]+)\[[^\[\]]\](?:[ \t]+|\Z)")
_PROGRESS = re.compile(
    r"[ \t]*(?:[✅❌]\ufe0f?[ \t]*\d{4}-\d\d-\d\d"
    r"|\[(?:completion|done|cancelled)::[^\[\]]*\]|\((?:completion|done|cancelled)::[^()]*\))"
)
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*\Z")
_FENCE = re.compile(r"^(`{4,})markdown\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_BLOCK_ID = re.compile(r"[ \t]+\^[A-Za-z0-9-]+\Z")
_OWN_COMMENT = re.compile(r"[ \t]*(?:<!--[ \t]*/?vaultcrm\b.*-->|%%[ \t]*vaultcrm\b.*%%)[ \t]*\Z")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+(.+)")
_FIELD = re.compile("[ \t]*(?:[\\[(][\\w -]+::|[📅📆🗓⏳⌛🛫➕🔁🔺⏫🔼🔽⏬🆔⛔])")


class Section(NamedTuple):
    """A section that was agreed: its heading as it is written, without # but with its level, the
    heading's line in the note, and its lines, none of them blank at either end."""

    title: str
    level: int
    line: int
    lines: tuple[str, ...]


class Changes(NamedTuple):
    """How the list items of sections, or their other lines, differ: `altered` are those of which
    only fields (a date, an amount) changed. The items are given without their fields."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    altered: tuple[str, ...]


def agreed_headings(note_type: NoteType) -> frozenset[str]:
    """The headings, casefolded, of the sections that an agreement is about."""
    kinds = note_type.sections
    return frozenset({SCOPE, *(title for title, kind in kinds.items() if kind == DELIVERABLES)})


def agreed_sections(text: str, headings: Collection[str]) -> tuple[Section, ...]:
    """The sections under these headings (casefolded) that hold anything, as they follow each other
    in a note's text (without byte-order mark)."""
    framing = split(text)
    first_line = len(_NEWLINE.findall(text, 0, framing.body)) + 1
    body, _ = scan(text, framing.body, first_line)
    return tuple(each for each in _sections(text, body, headings) if each.lines)


def places_of_sealed(text: str, fields: Fields, note_type: NoteType | None) -> Mapping[str, int]:
    """Of a note that has a seal, the line of the first section that it is about, by the digest of
    what these sections hold now: so a check knows a note whose seal holds without reading it."""
    if note_type is None or fields.get(SEAL) is None:
        return {}
    sections = agreed_sections(text, agreed_headings(note_type))
    return {digest(sections): sections[0].line} if sections else {}


def read_sections(root: Path, path: str, headings: Collection[str]) -> tuple[Section, ...]:
    """The sections of a note of the vault; none where it cannot be read."""
    data = read_bytes(root, path)
    return agreed_sections(decode(data).text, headings) if isinstance(data, bytes) else ()


def read_kept(
    root: Path, path: str, seal: object, headings: Collection[str]
) -> tuple[Section, ...] | None:
    """What was agreed, from the note that keeps it; None if that cannot be read or does not hold
    what was sealed."""
    data = read_bytes(root, path)
    if not isinstance(data, bytes):
        return None
    block = _FENCE.search(_NEWLINE.sub("\n", decode(data).text))
    kept = agreed_sections(block[2], headings) if block else ()
    return kept if digest(kept) == seal else None


def as_text(sections: Sequence[Section]) -> str:
    """The sections as Markdown, in the order in which they stand; `agreed_sections` of it is the
    same again, but for the lines' numbers."""
    return "\n".join(
        "\n".join((f"{'#' * each.level} {each.title}", "", *each.lines, "")) for each in sections
    )


def fenced(sections: Sequence[Section]) -> str:
    """The same in a block of code, in which nothing is a link, a task or a heading of its note."""
    text = as_text(sections)
    fence = "`" * max(4, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}markdown\n{text}{fence}\n"


def digest(sections: Sequence[Section]) -> str:
    """`sha256-` and 16 hexadecimal digits: the same for all notes in which the same was agreed,
    whatever the order and the level of the sections."""
    parts = sorted("\n".join((_title(each), *each.lines)) for each in sections)
    return f"sha256-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def is_scope(section: Section) -> bool:
    return _title(section) == SCOPE


def changes(before: Sequence[Section], now: Sequence[Section], in_scope: bool) -> Changes:
    """What changed in the Scope, line by line, or else in the items of the other sections."""
    old, new = (Counter(_parts(sections, in_scope)) for sections in (before, now))
    gone, come = list((old - new).elements()), list((new - old).elements())
    if in_scope:
        return Changes(tuple(come), tuple(gone), ())
    names_gone, names_come = Counter(map(_name, gone)), Counter(map(_name, come))
    return Changes(
        tuple((names_come - names_gone).elements()),
        tuple((names_gone - names_come).elements()),
        tuple((names_come & names_gone).elements()),
    )


def _sections(text: str, body: Body, headings: Collection[str]) -> Iterator[Section]:
    """Each ends with the next heading that is not below its own, or that is one of these too."""
    wanted = [each.text.strip().rstrip(":").casefold() in headings for each in body.headings]
    for at, heading in enumerate(body.headings):
        if wanted[at]:
            following = zip(body.headings[at + 1 :], wanted[at + 1 :], strict=True)
            ends = (each.start for each, too in following if too or each.level <= heading.level)
            end = _line_start(text, next(ends, len(text) + 1))
            title = heading.text.strip()
            yield Section(title, heading.level, heading.line, _lines(text, heading, end))


def _lines(text: str, heading: Heading, end: int) -> tuple[str, ...]:
    """The lines below a heading, normalised; a blank one only between two others."""
    found: list[str] = []
    written = _NEWLINE.split(text[heading.start : end])
    underlined = written[0][:1] != "#" and len(written) > 1 and _UNDERLINE.match(written[1])
    for line in written[2 if underlined else 1 :]:
        plain = _normalised(line)
        if plain or (found and found[-1]):
            found.append(plain)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _normalised(line: str) -> str:
    if _OWN_COMMENT.match(line):
        return ""
    line = _BLOCK_ID.sub("", line.rstrip())
    if _ITEM.match(line):
        line = _PROGRESS.sub("", _CHECKBOX.sub(r"\1", line, count=1))
    return line.rstrip()


def _parts(sections: Sequence[Section], in_scope: bool) -> Iterator[str]:
    for section in sections:
        if is_scope(section) == in_scope:
            yield from filter(None, section.lines)


def _name(line: str) -> str:
    """What a line is about: an item's text without its fields."""
    item = _ITEM.match(line)
    text = item[1] if item else line
    field = _FIELD.search(text)
    return (text[: field.start()] if field else text).strip()


def _title(section: Section) -> str:
    return section.title.rstrip(":").casefold()


def _line_start(text: str, offset: int) -> int:
    """Where the line begins that an offset is in; the end of the text for one beyond it."""
    if offset > len(text):
        return len(text)
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
