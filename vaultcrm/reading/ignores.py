"""Where a note says that rules are to be silent: in a property, or in a comment of its body.

    vaultcrm_ignore: [practice, link/broken]                       all of the note
    <!-- vaultcrm: ignore link/broken, field -->                   see below
    %% vaultcrm: ignore link/broken -- until Dana is back %%       the same, hidden by Obsidian

A comment behind text is about the lines that it stands on; one with nothing else on its lines is
about the next line that is not blank; such a one that the body begins with is about all of the
note. None counts in code. Case does not matter, and behind ` -- ` stands why.
"""

import re
from collections.abc import Iterator

from vaultcrm.model import Ignore, Problem, Raw, RawList, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.reading.masking import comments
from vaultcrm.schema.documents import is_null

PROPERTY = "vaultcrm_ignore"
_MARK = "vaultcrm"
_COMMENT = re.compile(
    r"(?:<!--|%%)\s*vaultcrm:\s*ignore(?![\w-])(.*?)(?:(?<=\s)(?:--|—)\s.*)?(?:-->|%%)\Z",
    re.DOTALL | re.IGNORECASE,
)
_OURS = re.compile(r"(?:<!--|%%)\s*vaultcrm(?!\w)(?!:\s*base\b)", re.IGNORECASE)
_NAME = re.compile(r"[^\s,]+")
_BLANK = " \t>"  # what may stand beside a comment that has its lines for itself


def in_property(root: RawMap, index: LineIndex) -> Iterator[Ignore]:
    """The names in the property; `index` is that of the front matter."""
    for key, value in root.entries:
        if key.text.casefold() == PROPERTY:
            for scalar in _scalars(value):
                for name in _NAME.findall(scalar.text):
                    line, column, end_line, end = index.span(scalar.start, scalar.end)
                    yield Ignore(
                        name.lower(), line, column, end if end_line == line else column + 1
                    )


def in_body(text: str, start: int) -> Iterator[Ignore]:
    """The names in comments of the body, which begins at offset `start`, in order."""
    if not _may_hold(text, start):
        return
    index = LineIndex(text)
    starts = (*index.starts, len(text))
    for begin, end in comments(text, start):
        places = names_in(text, begin, end)
        if places is None:
            continue
        line, last = index.position(begin)[0], index.position(end)[0]
        before = text[max(start, starts[line - 1]) : begin]
        after = text[end : starts[last]]
        first = line
        if not before.strip(_BLANK) and not after.strip(_BLANK + "\r\n"):
            if text[start:begin].strip():
                first = last = _next_line(text, starts, last)
            else:
                first = last = 0
        names = [(text[at:stop].lower(), at, stop) for at, stop in places]
        for name, at, stop in names or [("", begin, end)]:
            line, column, end_line, end_column = index.span(at, stop)
            yield Ignore(
                name, line, column, end_column if end_line == line else column + 1, first, last
            )


def _may_hold(text: str, start: int) -> bool:
    """Whether the body may hold a comment that is meant for us: a quick answer for most."""
    commented = text.find("<!--", start) >= 0 or text.find("%%", start) >= 0
    return commented and _MARK in text[start:].lower()


def names_in(text: str, begin: int, end: int) -> list[tuple[int, int]] | None:
    """Where the names in the comment from `begin` to `end` stand; None if it is no such comment."""
    found = _COMMENT.match(text[begin:end])
    if not found:
        return None
    first, last = found.span(1)
    return [match.span() for match in _NAME.finditer(text, begin + first, begin + last)]


def not_understood(text: str, start: int) -> Iterator[Problem]:
    """The comments of the body that are meant for us and say nothing that we know."""
    if not _may_hold(text, start):
        return
    index = LineIndex(text)
    for begin, end in comments(text, start):
        ours = _OURS.match(text, begin, end)
        closed = text.endswith(("-->", "%%"), begin + 4, end)  # else file/unclosed-block says it
        if ours and closed and names_in(text, begin, end) is None:
            message = "says nothing to vaultcrm: write <!-- vaultcrm: ignore RULE -->, or delete it"
            yield Problem("config/comment", message, *index.span(begin, ours.end()))


def _next_line(text: str, starts: tuple[int, ...], line: int) -> int:
    """The first line after `line` that is not blank; the one after it if all are."""
    for number in range(line + 1, len(starts)):
        if text[starts[number - 1] : starts[number]].strip(_BLANK + "\r\n"):
            return number
    return line + 1


def _scalars(raw: Raw) -> Iterator[RawScalar]:
    for each in raw.items if isinstance(raw, RawList) else (raw,):
        if isinstance(each, RawScalar) and not is_null(each):
            yield each
