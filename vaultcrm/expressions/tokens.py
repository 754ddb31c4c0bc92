"""The text of an expression → its tokens, as JavaScript cuts them (MDN, "Lexical grammar")."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from vaultcrm.expressions.mistakes import Refused
from vaultcrm.words import shown

LONGEST_TEXT = 20_000  # characters of an expression


class Token(NamedTuple):
    """`kind` is number, text, name, pattern, sign or end. `text` is as written, `value` what it
    means: a number, the characters of a text, (source, flags) of a pattern."""

    kind: str
    text: str
    column: int
    value: int | float | str | tuple[str, str] = ""


_SPACE = re.compile(r"[\s\ufeff]+")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_SIGN = re.compile(r"===|!==|==|!=|<=|>=|&&|\|\||=>|\*\*|\+\+|--|\?\?|[-+*/%<>!()\[\],.=&|?:^~;{}]")
_PATTERN = re.compile(r"/((?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*+\])++)/")
_DIGITS = {"x": 2, "u": 4}
_ESCAPES: Mapping[str, str] = {
    "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "",
}  # fmt: skip
_HINTS: Mapping[str, str] = {
    "“": "write straight quotes: \"…\" or '…'",
    "”": "write straight quotes: \"…\" or '…'",
    "„": "write straight quotes: \"…\" or '…'",
    "‘": "write straight quotes: \"…\" or '…'",
    "’": "write straight quotes: \"…\" or '…'",
    "`": "write quotes around a text: \"…\" or '…'",
    "–": "write - for minus",
    "−": "write - for minus",
    "×": "write * for times",
    "÷": "write / for divided by",
    "≠": "write !=",
    "≤": "write <=",
    "≥": "write >=",
    "#": "write a tag as a text: file.hasTag(\"tag\")",
    "@": "write note[\"…\"] for such a property",
}  # fmt: skip


def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of the text, an `end` behind them. Raises `Refused`."""
    if len(text) > LONGEST_TEXT:
        raise Refused(LONGEST_TEXT + 1, f"an expression has {LONGEST_TEXT:,} characters at most")
    found: list[Token] = []
    at = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at >= len(text):
            break
        token = _token(text, at, found[-1] if found else None)
        found.append(token)
        at += len(token.text)
    return (*found, Token("end", "", len(text) + 1))


def ends_value(token: Token | None) -> bool:
    """Whether a value may end with this token, so that `/` behind it divides."""
    return token is not None and (
        token.kind in ("number", "text", "name", "pattern") or token.text in (")", "]")
    )


def _token(text: str, at: int, previous: Token | None) -> Token:
    first = text[at]
    if first in "\"'":
        return _text(text, at)
    number = _NUMBER.match(text, at)
    if number and (first != "." or not ends_value(previous)):
        return _number(text, number)
    if first == "/" and not ends_value(previous):
        return _pattern(text, at)
    if sign := _SIGN.match(text, at):
        return Token("sign", sign[0], at + 1)
    end = _name_end(text, at)
    if end > at:
        return Token("name", text[at:end], at + 1)
    if first in _HINTS:
        raise Refused(at + 1, f"{first} is no sign of the language: {_HINTS[first]}")
    name = first if first.isprintable() else f"U+{ord(first):04X}"
    raise Refused(at + 1, f"{name} is no sign of the language")


def _in_name(character: str) -> bool:
    return (
        character in "_$"
        or character.isalnum()
        or unicodedata.category(character) in ("Mn", "Mc")  # vowel signs, accents
    )


def _name_end(text: str, at: int) -> int:
    """Where the name that begins at this offset ends; there, if none does."""
    while at < len(text) and _in_name(text[at]):
        at += 1
    return at


def _number(text: str, match: re.Match[str]) -> Token:
    written = match[0]
    if match.end() < len(text):
        after = text[match.end()]
        if after == ".":
            method = text[match.end() + 1 : _name_end(text, match.end() + 1)]
            call = f".{method}()" if method else ""
            raise Refused(
                match.end() + 1,
                f"a number needs parentheses here: write ({shown(written)[1:-1]})"
                f"{shown(call)[1:-1]}",
            )
        if _in_name(after):
            unit = shown(written + text[match.end() : _name_end(text, match.end())])[1:-1]
            raise Refused(
                match.end() + 1,
                f'a number ends where letters begin: write "{unit}" in quotes for a length of time',
            )
    value = float(written)
    whole = value.is_integer() and abs(value) < 2**53
    return Token("number", written, match.start() + 1, int(value) if whole else value)


def _pattern(text: str, at: int) -> Token:
    match = _PATTERN.match(text, at)
    if not match:
        raise Refused(at + 1, "expected a value; if / begins a pattern, its closing / is missing")
    end = _name_end(text, match.end())
    return Token("pattern", text[at:end], at + 1, (match[1], text[match.end() : end]))


def _text(text: str, at: int) -> Token:
    """A text in quotes, its escapes read (MDN, "String literals")."""
    quote = text[at]
    pieces: list[str] = []
    end = at + 1
    while end < len(text) and text[end] not in "\r\n":
        character = text[end]
        if character == quote:
            return Token("text", text[at : end + 1], at + 1, _whole("".join(pieces)))
        if character != "\\":
            pieces.append(character)
            end += 1
            continue
        piece, end = _escape(text, end)
        pieces.append(piece)
    raise Refused(at + 1, f"this text is not closed: expected a {quote} at its end")


def _escape(text: str, at: int) -> tuple[str, int]:
    """The character that the backslash at this offset stands for, and the offset behind it."""
    letter = text[at + 1 : at + 2]
    if letter in ("x", "u"):
        size = _DIGITS[letter]
        digits, end = text[at + 2 : at + 2 + size], at + 2 + size
        if letter == "u" and text[at + 2 : at + 3] == "{":
            close = text.find("}", at, at + 16)
            digits, end = text[at + 3 : max(close, at + 3)], close + 1
            size = len(digits) or 1
        if len(digits) != size or not re.fullmatch(r"[0-9A-Fa-f]+", digits):
            raise Refused(at + 1, f"expected {size} hexadecimal digits behind \\{letter}")
        if int(digits, 16) > 0x10FFFF:
            raise Refused(at + 1, "there is no such character")
        return chr(int(digits, 16)), end
    return _ESCAPES.get(letter, letter), at + 1 + len(letter)


def _whole(text: str) -> str:
    """The text with pairs of surrogates joined; lone ones, which no file can hold, as U+FFFD."""
    if not any("\ud800" <= each <= "\udfff" for each in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
