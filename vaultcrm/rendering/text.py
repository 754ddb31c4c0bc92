"""Text for people: safe on a terminal, and values in a few words."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from vaultcrm.model import Duration, Error, Link, Money, Ref, Value

# Controls of C0 (but tab and newline) and C1, the characters with the Unicode property
# Bidi_Control, and surrogates, which no encoding can write.
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NO_WIKILINK = re.compile(r"[\[\]#^|<]|%%")
_MORE_THAN_TEXT = re.compile(r"[\[\]<]|%%")  # in what a wikilink shows, where nothing is escaped
_ESCAPED = str.maketrans({each: f"\\{each}" for each in "[]<%\\"})
_IN_PATH = str.maketrans({"%": "%25", "<": "%3C", ">": "%3E"})
_LONGEST_PLAIN = 40  # digits; amounts beyond it are written with an exponent


def printable(text: str) -> str:
    """The text with all that could command a terminal or deceive a reader as `\\x1b`."""
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """The text on one line: any run of white space becomes one space."""
    return " ".join(text.split())


def width(text: str) -> int:
    """How many columns of a terminal the text takes: East Asian wide characters two, marks none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def plain(number: Decimal) -> str:
    """A number's digits without an exponent, unless it is absurdly long."""
    return format(number, "f") if abs(number.adjusted()) < _LONGEST_PLAIN else str(number)


def cell(value: Value) -> str:
    """A value in a table: as one would write it in a note, links by what they show.

    Not yet safe to print: see `printable`."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case Decimal():
            return plain(value)
        case int():
            return plain(Decimal(value))  # str() refuses integers of over 4,300 digits
        case datetime():
            return value.isoformat(" ", "minutes" if not value.second else "auto")
        case date():
            return value.isoformat()
        case Money():
            return f"{plain(value.amount)} {value.currency}".rstrip()
        case Duration():
            return value.text
        case Link() | Ref():
            return value.display or value.target
        case Error():
            return f"error: {value.message}"
        case Mapping():
            return ", ".join(f"{key}: {cell(each)}" for key, each in value.items())
        case tuple():
            return ", ".join(cell(each) for each in value)


def wikilink(link: Link | Ref) -> str:
    """A link as it is written in a note, so that Obsidian follows it: a Markdown link where a
    wikilink cannot hold the name, or would take what it shows for more than text."""
    shown = link.display or link.target
    odd = _NO_WIKILINK.search(link.target) or _MORE_THAN_TEXT.search(link.display)
    if isinstance(link, Ref) and link.path and odd:
        return f"[{shown.translate(_ESCAPED)}](<{link.path.translate(_IN_PATH)}>)"
    return f"[[{link.target}|{link.display}]]" if link.display else f"[[{link.target}]]"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
