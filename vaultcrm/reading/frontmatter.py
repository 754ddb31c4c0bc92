"""Finds a note's front matter: `---` on the very first line, until the next such line."""

import re
from typing import NamedTuple

from vaultcrm.model import Problem
from vaultcrm.positions import LineIndex

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSING = re.compile(r"(?:^|(?<=[\n\r]))(---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")
_LOOKALIKE = re.compile(r"(?:-{4,}|[ \t]+---|---[ \t]+\S[^\r\n]*)[ \t]*(?:\r\n|\n|\r)")
_LATE = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))+---[ \t]*(?:\r\n|\n|\r)")
_KEY = re.compile(r"[\w-]+:(?:\s|\Z)")


class Framing(NamedTuple):
    """Offsets of the YAML between the fences (`start` is -1 without front matter) and of the body;
    `unclosed` where the second fence is missing."""

    start: int
    end: int
    body: int
    unclosed: bool
    problem: Problem | None


def split(text: str) -> Framing:
    opening = _OPENING.match(text)
    if not opening:
        return Framing(-1, -1, 0, False, _why_none(text))
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        if not _KEY.match(text, opening.end()):  # a rule across the page, then text
            return Framing(-1, -1, 0, False, _none_at(text))
        message = "the front matter is never closed: put --- on a line of its own after it"
        unclosed = Problem("file/unclosed-front-matter", message, 1, 1, 1, 4)
        return Framing(opening.end(), len(text), len(text), True, unclosed)
    problem: Problem | None = None
    if closing[1] == "...":
        place = LineIndex(text).span(*closing.span(1))
        problem = Problem("file/fence", "Obsidian ends front matter with ---, not ...", *place)
    return Framing(opening.end(), closing.start(), closing.end(), False, problem)


def _why_none(text: str) -> Problem | None:
    if not text:
        return None  # file/empty says it
    if text.startswith("+++"):
        message = "TOML front matter is not read: write YAML between --- lines"
        return Problem("file/foreign-front-matter", message, 1, 1, 1, 4)
    if text.startswith("{") and text[1:2] in '\r\n "':
        message = "JSON front matter is not read: write YAML between --- lines"
        return Problem("file/foreign-front-matter", message, 1, 1, 1, 2)
    lookalike = _LOOKALIKE.match(text)
    if lookalike and _KEY.match(text, _skip_blank(text, lookalike.end())):
        message = "front matter begins with --- alone on the first line"
        return Problem("file/fence", message, 1, 1, 1, len(lookalike[0].rstrip()) + 1)
    late = _LATE.match(text)
    if late and _KEY.match(text, late.end()):
        line, _ = LineIndex(text).position(late.end() - 1)
        message = "front matter must begin on the very first line, or Obsidian sees none"
        return Problem("file/late-front-matter", message, line, 1, line, 4)
    return _none_at(text)


def _none_at(text: str) -> Problem | None:
    return Problem("file/no-front-matter", "has no front matter") if text else None


def _skip_blank(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t":
        start += 1
    return start
