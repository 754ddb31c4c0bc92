"""What is wrong with the text of an expression, and where."""

import unicodedata
from typing import NamedTuple

_WINDOW = 76  # characters of a line that are shown


class Mistake(NamedTuple):
    """A text that is no expression. `column` is that of the character at fault in the whole text
    (1-based; one past its end where something is missing), `message` says what was expected."""

    text: str
    column: int
    message: str

    def shown(self) -> str:
        """The message, the line of the text and a caret under the column."""
        at = min(max(self.column - 1, 0), len(self.text))
        begin = self.text.rfind("\n", 0, at) + 1
        newline = self.text.find("\n", at)
        line = self.text[begin : newline if newline >= 0 else len(self.text)]
        place = at - begin
        first = max(0, min(place - _WINDOW // 2, len(line) - _WINDOW))
        before = ("…" if first else "") + _plain(line[first:place])
        after = _plain(line[place : first + _WINDOW])
        more = "…" if first + _WINDOW < len(line) else ""
        return f"{self.message}\n  {before}{after}{more}\n  {' ' * _width(before)}^"


class Refused(Exception):
    """Carries a mistake out of the parser; never leaves this package."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def _plain(text: str) -> str:
    """The text with a visible sign for each character that would move or colour a terminal."""
    return "".join(
        " " if each == "\t" else "�" if unicodedata.category(each) in ("Cc", "Cs", "Cf") else each
        for each in text
    )


def _width(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return sum(
        0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )
