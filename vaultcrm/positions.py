"""Offsets to lines and columns, as editors count them (ground floor)."""

import re
from bisect import bisect_right

_LINE_END = re.compile(r"\r\n|\n|\r")


class LineIndex:
    """Where each line of a text begins. Lines end with LF, CR LF or a lone CR, and nothing else."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset; one past the end is the end."""
        offset = max(0, min(offset, self.length))
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Line, column, end line and end column of the characters from `start` to `end`."""
        return (*self.position(start), *self.position(max(start, end)))
