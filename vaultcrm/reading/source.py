"""Bytes → text, with what is wrong with the bytes."""

import re
from typing import NamedTuple

from vaultcrm.model import Problem
from vaultcrm.positions import LineIndex
from vaultcrm.reading.masking import fences

BOM = "\ufeff"
_POINTERS = (b"version https://git-lfs.github.com/spec/v1", b"/annex/objects/", b"../.git/annex/")
_CONTROLS = bytes((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_CONTROL = re.compile(f"[{re.escape(_CONTROLS.decode())}]")
# What turns the direction of the text that follows around, or isolates it.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKER = re.compile(r"^(<{7}|={7}|>{7})(?: [^\n]*)?\r?$", re.MULTILINE)


class Source(NamedTuple):
    """A file's text after its byte-order mark. `exact` is False where bytes could not be decoded
    (such a note is shown, never edited); `opaque` where there is no text to read at all;
    `conflict` is the offset of the first conflict marker, -1 without one."""

    text: str
    exact: bool
    opaque: bool
    conflict: int
    problems: tuple[Problem, ...]


def decode(data: bytes) -> Source:
    """The text of a note; positions in the problems count characters of that text."""
    if data.startswith(_POINTERS):
        return _opaque(
            "file/pointer",
            "stands for a large file that is not here: fetch that with git lfs, or git annex",
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _opaque("file/not-utf8", "is UTF-16: save it as UTF-8")
    if data and not data.strip(b"\0"):
        return _opaque("file/nul-bytes", "holds nothing but NUL bytes: look for a backup of it")
    problems: list[Problem] = []
    exact = True
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if b"\0" in data[:8000]:
            return _opaque("file/binary", "is no text: give it another name than .md")
        exact = False
        text = data.decode(errors="replace")
        before = data[: error.start].decode(errors="replace").removeprefix(BOM)
        line, column = LineIndex(before).position(len(before))
        byte = data[error.start]
        message = f"byte 0x{byte:02x} is not UTF-8: save the note as UTF-8"
        problems.append(Problem("file/not-utf8", message, line, column, line, column + 1))
    text = text.removeprefix(BOM)
    if not text:
        problems.append(Problem("file/empty", "is empty"))
    conflict = _conflict(text)
    if conflict >= 0:
        message = "has conflict markers: choose a side and remove them"
        place = LineIndex(text).span(conflict, conflict + 7)
        problems.append(Problem("file/conflict-markers", message, *place))
    elif control := _control(text, data):
        problems.append(_control_problem(text, control))
    return Source(text, exact, False, conflict, tuple(problems))


def _opaque(rule: str, message: str) -> Source:
    return Source("", False, True, -1, (Problem(rule, message),))


def _control(text: str, data: bytes) -> re.Match[str] | None:
    """The first character that controls something; whether there is one the bytes tell sooner."""
    if len(data.translate(None, _CONTROLS)) < len(data) and (found := _CONTROL.search(text)):
        return found
    if b"\xe2\x80" in data or b"\xe2\x81" in data:  # as UTF-8 of what turns text begins
        return TURNING.search(text)
    return None


def _control_problem(text: str, control: re.Match[str]) -> Problem:
    place = LineIndex(text).span(*control.span())
    if control[0] == "\0":
        message = "has NUL bytes, as a power cut leaves them: look for a backup of it"
        return Problem("file/nul-bytes", message, *place)
    message = f"has a control character (U+{ord(control[0]):04X}): delete it"
    if TURNING.match(control[0]):
        message = f"has a character that turns text around (U+{ord(control[0]):04X}): delete it"
    return Problem("file/control-character", message, *place)


def _conflict(text: str) -> int:
    """Where the first conflict begins. A `=======` alone is a heading's underline, and a conflict
    that is all in one block of code is an example."""
    if "<<<<<<<" not in text or ">>>>>>>" not in text:
        return -1
    begin = -1
    divided = False
    blocks = [*fences(text)] if "```" in text or "~~~" in text else []
    for marker in _MARKER.finditer(text):
        sign = marker[1][0]
        if sign == "<":
            begin, divided = marker.start(), False
        elif sign == "=" and begin >= 0:
            divided = True
        elif sign == ">" and divided:
            if not any(start < begin and marker.end() < end for start, end in blocks):
                return begin
            begin, divided = -1, False
    return -1
