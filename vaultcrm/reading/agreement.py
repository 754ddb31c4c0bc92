"""What a project's note says was agreed: its sections Scope and Deliverables, without what working
on them changes. Where no heading is just Scope, the first that is another of SCOPES stands for it.

What does not count is how they are laid out (`normal_form.py`), comments, the order of the sections
and that of deliverables. Everything else does.
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
from vaultcrm.reading.masking import comments
from vaultcrm.reading.normal_form import name_of, normal
from vaultcrm.reading.sections import DELIVERABLES, SCOPE, SCOPES
from vaultcrm.reading.source import decode
from vaultcrm.schema.schema import NoteType, Schema

SEAL = "agreed_text"  # the property that holds the digest of what was agreed
_NEWLINE = re.compile(r"\r\n|\n|\r")
_CHECKBOX = re.compile(r"([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[[^\[\]]\](?:[ \t]+|\Z)")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*\Z")
_VISIBLE = re.compile(r"[^\r\n]")
_FENCED = "````markdown"  # what the block that keeps an agreement begins with, or more backticks
_BLOCK = re.compile(r"^(`{4,})markdown\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


class Section(NamedTuple):
    """A section that was agreed: its heading as it is written, without # but with its level, the
    heading's line in the note, and its lines, none of them blank at either end."""

    title: str
    level: int
    line: int
    lines: tuple[str, ...]


class Changes(NamedTuple):
    """How the lines of sections differ, in normal form: `altered` are those of which only fields (a
    date, an amount) changed, or that stand elsewhere. Items are given without their fields."""

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
    found = _sections(_uncommented(text, framing.body), body, {*headings, _scope_of(body)})
    return tuple(each for each in found if _normal(each))


def _scope_of(body: Body) -> str:
    """The heading, casefolded, of what is in the scope."""
    found = [name for each in body.headings if (name := _name_of(each)) in SCOPES]
    return SCOPE if SCOPE in found or not found else found[0]


def places_of_sealed(text: str, fields: Fields, schema: Schema) -> Mapping[str, int]:
    """Of a note that has a seal, the line of the first section that it is about, and of one that
    keeps what was agreed that of the block, by the digest of what these hold now: so a check knows
    that a seal holds without reading a note."""
    headings = agreed_headings(schema.types["project"])
    places = {}
    if f"{_FENCED}\n" in text or f"{_FENCED}\r" in text:
        text = _NEWLINE.sub("\n", text)
        if block := _BLOCK.search(text):
            kept = agreed_sections(block[2], headings)
            places[digest(kept)] = text.count("\n", 0, block.start()) + 1
    sections = agreed_sections(text, headings) if fields.get(SEAL) is not None else ()
    if sections:
        places[digest(sections)] = sections[0].line
    return places


def sections_in(data: object, headings: Collection[str]) -> tuple[Section, ...]:
    """The sections in a note's bytes; none in what are no bytes."""
    return agreed_sections(decode(data).text, headings) if isinstance(data, bytes) else ()


def read_kept(
    root: Path, path: str, seal: object, headings: Collection[str]
) -> tuple[Section, ...] | None:
    """What was agreed, from the note that keeps it; None if that cannot be read or does not hold
    what was sealed."""
    data = read_bytes(root, path)
    if not isinstance(data, bytes):
        return None
    block = _BLOCK.search(_NEWLINE.sub("\n", decode(data).text))
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


def as_normal(sections: Sequence[Section]) -> str:
    """The sections as Markdown in normal form, each line with its newline: the same for all notes
    in which the same was agreed."""
    lines = []
    for title, in_scope in (("## Scope", True), ("## Deliverables", False)):
        if parts := _parts(sections, in_scope):
            lines += [title, "", *parts, ""]
    return "".join(f"{line}\n" for line in lines)


def digest(sections: Sequence[Section]) -> str:
    """`sha256-` and 16 hexadecimal digits of the normal form."""
    return f"sha256-{hashlib.sha256(as_normal(sections).encode()).hexdigest()[:16]}"


def is_scope(section: Section) -> bool:
    return _title(section) in SCOPES


def changes(before: Sequence[Section], now: Sequence[Section], in_scope: bool) -> Changes:
    """What changed in the Scope, line by line, or else in the items of the other sections. There is
    a change if and only if the normal forms differ."""
    old, new = _parts(before, in_scope), _parts(now, in_scope)
    texts = [Counter(each.strip() for each in lines) for lines in (old, new)]
    gone, come = (list(each.elements()) for each in (texts[0] - texts[1], texts[1] - texts[0]))
    moved = _moved(*(_of_both(lines, texts[0] & texts[1]) for lines in (old, new)))
    if in_scope:
        return Changes(tuple(come), tuple(gone), tuple(moved))
    names_gone, names_come = Counter(map(name_of, gone)), Counter(map(name_of, come))
    return Changes(
        tuple((names_come - names_gone).elements()),
        tuple((names_gone - names_come).elements()),
        (*(names_come & names_gone).elements(), *map(name_of, moved)),
    )


def _of_both(lines: Sequence[str], common: Counter[str]) -> list[str]:
    """The lines that are in both, as they follow each other in one."""
    left = Counter(common)
    found = []
    for line in lines:
        if left[line.strip()]:
            left[line.strip()] -= 1
            found.append(line)
    return found


def _moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The lines that stand elsewhere in the second."""
    from difflib import SequenceMatcher

    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if old != new else ()
    return [line.strip() for step in steps if step[0] != "equal" for line in new[step[3] : step[4]]]


def _sections(text: str, body: Body, headings: Collection[str]) -> Iterator[Section]:
    """Each ends with the next heading that is not below its own, or that is one of these too."""
    wanted = [_name_of(each) in headings for each in body.headings]
    for at, heading in enumerate(body.headings):
        if wanted[at]:
            following = zip(body.headings[at + 1 :], wanted[at + 1 :], strict=True)
            ends = (each.start for each, too in following if too or each.level <= heading.level)
            end = _line_start(text, next(ends, len(text) + 1))
            title = heading.text.strip()
            yield Section(title, heading.level, heading.line, _lines(text, heading, end))


def _name_of(heading: Heading) -> str:
    return heading.text.strip().rstrip(":").casefold()


def _lines(text: str, heading: Heading, end: int) -> tuple[str, ...]:
    """The lines below a heading as they are kept, without checkboxes; a blank one only between two
    others."""
    found: list[str] = []
    written = _NEWLINE.split(text[heading.start : end])
    underlined = written[0][:1] != "#" and len(written) > 1 and _UNDERLINE.match(written[1])
    for line in written[2 if underlined else 1 :]:
        kept = _CHECKBOX.sub(r"\1", line.rstrip(), count=1).rstrip()
        if kept or (found and found[-1]):
            found.append(kept)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _normal(section: Section) -> tuple[str, ...]:
    return normal(section.lines, section.level, unordered=not is_scope(section))


def _parts(sections: Sequence[Section], in_scope: bool) -> list[str]:
    """The lines of the Scope, or of the other sections, in normal form."""
    parts = sorted((_title(each), _normal(each)) for each in sections if is_scope(each) == in_scope)
    return [line for _, lines in parts for line in lines]


def _uncommented(text: str, start: int) -> str:
    """The text with its comments blanked."""
    pieces = []
    done = 0
    for begin, end in comments(text, start):
        pieces += [text[done:begin], _VISIBLE.sub(" ", text[begin:end])]
        done = end
    return "".join((*pieces, text[done:]))


def _title(section: Section) -> str:
    return section.title.rstrip(":").casefold()


def _line_start(text: str, offset: int) -> int:
    """Where the line begins that an offset is in; the end of the text for one beyond it."""
    if offset > len(text):
        return len(text)
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
