"""Finds a note's front matter: `---` on the very first line, until the next such line."""

import re
from typing import NamedTuple

from vaultcrm.model import Edit, Fix, Problem, Raw, RawScalar
from vaultcrm.positions import LineIndex

_END = r"(?:\r\n|\n|\r)"
_OPENING = re.compile(rf"---[ \t]*+(?:{_END}|\Z)")
_CLOSING = re.compile(rf"(?<=[\n\r])(---|\.\.\.)[ \t]*+(?:{_END}|\Z)")
# What is almost a fence: other dashes (telephones write — for ---), spaces before, text after.
_INVISIBLE = "[ \t\u00a0\u200b\ufeff]"
_LOOKALIKE = re.compile(
    rf"((?:[-\u2010-\u2015]{{2,}}|[\u2014\u2015]|{_INVISIBLE}++---|---[ \t]++[^\s][^\r\n]*+)"
    rf"[ \t]*+){_END}"
)
_LATE = re.compile(rf"(?:{_INVISIBLE}*+{_END})++---[ \t]*+{_END}")
_KEY = re.compile(
    rf"""(?:\#[^\r\n]*+{_END})*+[ \t]*+(?:[\w-]++|"[^"\r\n]++"|'[^'\r\n]++'):(?:\s|\Z)"""
)
_REST = re.compile(rf"(?:[ \t]*+:)?[ \t]*+{_END}")
_NEWLINE = re.compile(_END)
_TOML = re.compile(rf"\+\+\+[ \t]*+{_END}")
_JSON = re.compile(r'\{\s*+"')


class Framing(NamedTuple):
    """Offsets of the YAML between the fences (`start` is -1 without front matter) and of the body;
    `unclosed` where the second fence is missing."""

    start: int
    end: int
    body: int
    unclosed: bool
    problem: Problem | None


def split(text: str) -> Framing:
    """Where the front matter of a note's text (without its byte-order mark) lies."""
    opening = _OPENING.match(text)
    if not opening:
        return Framing(-1, -1, 0, False, _why_none(text))
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        if not _KEY.match(text, opening.end()):  # a rule across the page, then text
            return Framing(-1, -1, 0, False, _none())
        message = "the front matter is never closed: put --- on a line of its own after it"
        unclosed = Problem("file/unclosed-front-matter", message, 1, 1, 1, 4)
        return Framing(opening.end(), len(text), len(text), True, unclosed)
    problem: Problem | None = None
    if closing[1] == "...":
        place = LineIndex(text[: closing.end()]).span(*closing.span(1))
        message = "Obsidian ends front matter with ---, not ..."
        fix = Fix(True, (Edit(*closing.span(1), "---"),))
        problem = Problem("file/fence", message, *place, fix)
    return Framing(opening.end(), closing.start(), closing.end(), False, problem)


def entry_lines(text: str, key: RawScalar, value: Raw | None) -> tuple[int, int] | None:
    """From where to where a property of one line stands, with its line's end; None where there is
    anything else on that line."""
    start = max(text.rfind("\n", 0, key.start), text.rfind("\r", 0, key.start)) + 1
    rest = _REST.match(text, max(key.end, value.end)) if isinstance(value, RawScalar) else None
    if not rest or text[start : key.start].strip(" ") or _NEWLINE.search(text, start, rest.start()):
        return None
    return start, rest.end()


def _why_none(text: str) -> Problem | None:
    if not text:
        return None  # file/empty says it
    if _TOML.match(text):
        message = "TOML front matter is not read: write YAML between --- lines"
        return Problem("file/foreign-front-matter", message, 1, 1, 1, 4)
    if _JSON.match(text):
        message = "JSON front matter is not read: write YAML between --- lines"
        return Problem("file/foreign-front-matter", message, 1, 1, 1, 2)
    lookalike = _LOOKALIKE.match(text)
    if lookalike and _KEY.match(text, lookalike.end()):
        message = "front matter begins with --- alone on the first line"
        return Problem("file/fence", message, 1, 1, 1, len(lookalike[1].rstrip()) + 1)
    late = _LATE.match(text)
    if late and _KEY.match(text, late.end()):
        line, _ = LineIndex(text[: late.end()]).position(late.end() - 1)
        message = "front matter must begin on the very first line, or Obsidian sees none"
        return Problem("file/late-front-matter", message, line, 1, line, 4)
    return _none()


def _none() -> Problem:
    return Problem("file/no-front-matter", "has no front matter")
