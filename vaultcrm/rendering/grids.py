"""Texts in lines and in columns that a terminal has room for.

Texts are broken between words, and within a word only where it is wider than all the room. Numbers,
amounts and dates never are, since what is left of them would be another one: whole columns that
there is no room for are left out instead."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from vaultcrm.rendering.text import width

_GAP = 2  # columns of the terminal between two of a table
_NARROWEST = 8  # that a column of texts gets, if it needs them
_MOST_LINES = 3  # of a cell


class Column(NamedTuple):
    """`right` for numbers, `rigid` for what must not be broken. Columns that matter less than
    others are left out first."""

    title: str
    cells: Sequence[str]
    right: bool = False
    rigid: bool = False
    matters: int = 0


def wrapped(text: str, room: int) -> list[str]:
    """The words of a text in lines of at most `room` columns; one empty line for no words. Where
    not even one character fits there is one a line."""
    lines, line = [], ""
    for word in text.split():
        if line and width(line) + 1 + width(word) <= room:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, room)
        lines += full
    return [*lines, line]


def cut(text: str, room: int) -> str:
    """The beginning of a text, with an ellipsis where not all of it fits."""
    if width(text) <= room:
        return text
    used = list(accumulate(map(width, text)))
    return f"{text[: bisect_right(used, room - 1)].rstrip()}…"


def filled(text: str, room: int, right: bool = False) -> str:
    """A text, cut or filled up with spaces to just so many columns."""
    text = cut(text, room)
    space = " " * (room - width(text))
    return space + text if right else text + space


def fitting(columns: Sequence[Column], room: int) -> tuple[list[int], list[int]]:
    """Which columns there is room for, by their numbers, and how wide these are to be. The first
    always stays; of those that matter as little as one another the last is left out first."""
    kept = list(range(len(columns)))
    while kept:
        widths = [
            size if columns[at].rigid else min(size, room)
            for at, size in ((at, _natural(columns[at])) for at in kept)
        ]
        least = [
            size if columns[at].rigid else min(size, max(_NARROWEST, width(columns[at].title)))
            for at, size in zip(kept, widths, strict=True)
        ]
        spare = room - _GAP * (len(kept) - 1)
        if sum(least) <= spare:
            return kept, _shrunk(widths, least, spare)
        if len(kept) == 1:
            break
        kept.remove(min(kept[1:], key=lambda at: (columns[at].matters, -at)))
    return kept, [room] * len(kept)


def needs(columns: Sequence[Column]) -> int:
    """How much room the columns would take with every cell on one line."""
    return sum(map(_natural, columns)) + _GAP * (len(columns) - 1)


def header(columns: Sequence[Column], widths: Sequence[int]) -> str:
    titles = (
        filled(each.title, size, each.right) for each, size in zip(columns, widths, strict=True)
    )
    return (" " * _GAP).join(titles)


def row(columns: Sequence[Column], widths: Sequence[int], number: int) -> Iterator[tuple[str, str]]:
    """The lines of a row, each as its first cell and all the others."""
    cells = [_cell(each, size, number) for each, size in zip(columns, widths, strict=True)]
    for at in range(max(map(len, cells))):
        parts = [
            filled(lines[at] if at < len(lines) else "", size, each.right)
            for each, lines, size in zip(columns, cells, widths, strict=True)
        ]
        yield parts[0], "".join(" " * _GAP + part for part in parts[1:])


def _cell(column: Column, size: int, number: int) -> list[str]:
    text = column.cells[number]
    if column.rigid:
        return [text]
    lines = wrapped(text, size)
    if len(lines) <= _MOST_LINES:
        return lines
    last = lines[_MOST_LINES - 1]
    while last and width(last) > size - 2:
        last = last[:-1]
    return [*lines[: _MOST_LINES - 1], f"{last.rstrip()} …"]


def _natural(column: Column) -> int:
    return max(map(width, (column.title, *column.cells)))


def _shrunk(widths: Sequence[int], least: Sequence[int], spare: int) -> list[int]:
    """Widths that fit together: the widest that can gives way first."""
    found = list(widths)
    while sum(found) > spare:
        soft = [at for at in range(len(found)) if found[at] > least[at]]
        widest = max(soft, key=found.__getitem__)
        found[widest] -= 1
    return found


def _broken(word: str, room: int) -> list[str]:
    """A word in pieces that fit."""
    pieces, piece, used = [], "", 0
    for character in word:
        size = width(character)
        if piece and size and used + size > room:
            pieces.append(piece)
            piece, used = "", 0
        piece += character
        used += size
    return [*pieces, piece]
