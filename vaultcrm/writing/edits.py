"""Changes to a note's text that leave every other character as it is (text to text, pure)."""

import codecs
import re
from collections.abc import Iterable
from itertools import pairwise

from vaultcrm.errors import VaultError
from vaultcrm.model import Body, Edit, Heading, ListItem
from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.source import decode as read_source

_NEWLINE = re.compile(r"\r\n|\n|\r")
_INDENT = re.compile(r"[ \t]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_ENDS_BLANK = re.compile(r"(?>\r\n|\n|\r)[ \t]*(?>\r\n|\n|\r)\Z")
# What begins a block of its own, and so does not go on with the list item above it.
_BLOCK = re.compile(r"#|>|<|%%|\$\$|```|~~~|---|\*\*\*|___")


def decode(data: bytes, relpath: str) -> tuple[str, bool]:
    """A note's text without its byte-order mark, and whether it has one.

    Raises VaultError if the bytes are not all UTF-8 text: such a note is never edited.
    """
    source = read_source(data)
    if source.opaque or not source.exact:
        raise VaultError(
            f"{relpath}: cannot be edited: {source.problems[0].message}",
            "Mend the file in a text editor first.",
        )
    return source.text, data.startswith(codecs.BOM_UTF8)


def encode(text: str, relpath: str, mark: bool = False) -> bytes:
    """A note's bytes. Raises VaultError for text that UTF-8 cannot hold (a lone surrogate)."""
    try:
        return (codecs.BOM_UTF8 if mark else b"") + text.encode()
    except UnicodeEncodeError as error:
        raise VaultError(
            f"{relpath}: cannot be written: the text is not valid Unicode",
            "Is the terminal set to UTF-8?",
        ) from error


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; those that insert at one place stand in the order given.

    Raises ValueError if two edits overlap or one lies outside the text.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if not done <= edit.start <= edit.end <= len(text):
            raise ValueError(f"{edit} overlaps another edit or the end of the text")
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join(pieces) + text[done:]


def insert_line(text: str, section: str, line: str) -> str:
    """The note's text with a list line added to one of its sections, in the note's own newlines.

    A section begins at the first heading of that text, whatever its case, and runs to the next one
    of the same or a higher level. The line goes after the section's last list item, or before the
    first dated one where these mostly run from new to old. A missing section is added to the end.
    Raises VaultError if the line would not be a list item there (the note ends in an unclosed code
    block), or would change what the rest of the note is (the line opens a comment).
    """
    body = _body(text)
    edit = _insertion(text, body, section, _NEWLINE.sub(" ", line))
    result = apply_edits(text, [edit])
    if not _adds_one_item(body, _body(result), edit):
        raise VaultError(
            f"the line cannot be added to the section {section!r}: the note would not read the"
            f" same afterwards: {line}",
            "Look for code or a comment that is not closed, in the line or in the note.",
        )
    return result


def _body(text: str) -> Body:
    return scan(text, split(text).body, 1)[0]


def _insertion(text: str, body: Body, section: str, line: str) -> Edit:
    wanted = section.strip().casefold()
    for index, heading in enumerate(body.headings):
        if heading.text.strip().casefold() == wanted:
            return _in_section(text, body, heading, body.headings[index + 1 :], line)
    newline = _newline_before(text, len(text))
    finished = text == "" or text.endswith(("\n", "\r"))
    gap = "" if text == "" or _ENDS_BLANK.search(text) else newline
    if not finished:
        gap += newline
    added = f"{gap}## {section}{newline}{line}{newline if finished else ''}"
    return Edit(len(text), len(text), added)


def _in_section(
    text: str, body: Body, heading: Heading, following: tuple[Heading, ...], line: str
) -> Edit:
    ends = [_line_start(text, each.start) for each in following]
    closing = (at for at, each in zip(ends, following, strict=True) if each.level <= heading.level)
    end = next(closing, len(text))
    items = [
        item
        for item in body.items
        if heading.start < item.start < end and not _is_quoted(text, item)
    ]
    if not items:
        return _after_heading(text, heading, ends[0] if ends else len(text), line)
    roots = [item for item in items if item.depth == 0] or items
    dated = [(match[0], item) for item in roots if (match := _DATE.match(text, item.content))]
    steps = list(pairwise(day for day, _ in dated))
    if sum(a > b for a, b in steps) > sum(a < b for a, b in steps):
        first = dated[0][1]
        at = _line_start(text, first.start)
        return _line_at(text, at, _indent(text, first) + line)
    at = _end_of_item(text, items[-1], end)
    return _line_at(text, at, _indent(text, roots[-1]) + line)


def _after_heading(text: str, heading: Heading, end: int, line: str) -> Edit:
    """The first list item of a section: below the heading, or below the text that it has."""
    first = at = _next_line(text, heading.start)
    ahead = first
    while ahead < end:
        after = _next_line(text, ahead)
        if text[ahead:after].strip():
            at = after
        ahead = after
    return _line_at(text, at, line, gap=at > first)


def _end_of_item(text: str, item: ListItem, end: int) -> int:
    """Where the line after an item begins, with the lines that go on with it."""
    at = ahead = _next_line(text, item.end)
    blank = False
    while ahead < end:
        line = text[ahead : _next_line(text, ahead)]
        ahead += len(line)
        if not line.strip():
            blank = True
        elif line[0] in " \t" or not (blank or _BLOCK.match(line)):
            at, blank = ahead, False
        else:
            break
    return at


def _line_at(text: str, at: int, line: str, gap: bool = False) -> Edit:
    """Insert a line where a line begins, or at the end of a text without a final newline."""
    newline = _newline_before(text, at)
    before = newline if gap else ""
    if at == len(text) and not text.endswith(("\n", "\r")):
        return Edit(at, at, newline + before + line)
    return Edit(at, at, before + line + newline)


def _adds_one_item(before: Body, after: Body, edit: Edit) -> bool:
    """Whether all headings and list items are as they were, and one list item is new."""
    size = len(edit.text)

    def moved(offset: int) -> int:
        return offset + size if offset >= edit.start else offset

    def is_new(thing: Heading | ListItem) -> bool:
        return edit.start <= thing.start < edit.start + size

    headings = [(each.level, each.text, moved(each.start)) for each in before.headings]
    items = [(moved(each.start), each.status, each.depth) for each in before.items]
    return (
        headings == [(h.level, h.text, h.start) for h in after.headings if not is_new(h)]
        and items == [(i.start, i.status, i.depth) for i in after.items if not is_new(i)]
        and sum(map(is_new, after.items)) == 1
    )


def _is_quoted(text: str, item: ListItem) -> bool:
    return text[_line_start(text, item.start) : item.content].lstrip().startswith(">")


def _indent(text: str, item: ListItem) -> str:
    match = _INDENT.match(text, _line_start(text, item.start))
    return match[0] if match else ""


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _next_line(text: str, offset: int) -> int:
    match = _NEWLINE.search(text, offset)
    return match.end() if match else len(text)


def _newline_before(text: str, offset: int) -> str:
    """The newline that the text uses around here."""
    end = _line_start(text, offset)
    if end == 0:
        match = _NEWLINE.search(text)
        return match[0] if match else "\n"
    return "\r\n" if text[:end].endswith("\r\n") else text[end - 1]
