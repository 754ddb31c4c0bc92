"""What lines of Markdown say, however they are laid out: one form for all the ways to write the
same.

What does not count: blank lines, rules across the page, how paragraphs and items are wrapped,
spaces, list markers, checkboxes, by how much an item is indented below another, tags, block ids,
and of a list item the days on which it was done or cancelled. What does: every other word, which
item stands below which, which heading or paragraph a list follows, and, but in `unordered` lines,
the order.
"""

import re
from collections.abc import Sequence

from vaultcrm.reading.body import TAG_CHARACTER

_ITEM = re.compile(r"([ \t]*)(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|\Z)(?:\[[^\[\]]\](?:[ \t]+|\Z))?(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*\Z")
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")  # across the page
_PROGRESS = re.compile(
    r"[ \t]*(?:[✅❌]\ufe0f?[ \t]*\d{4}-\d\d-\d\d"
    r"|\[(?:completion|done|cancelled)::[^\[\]]*\]|\((?:completion|done|cancelled)::[^()]*\))"
)
_BLOCK_ID = re.compile(r"(?:^|[ \t]+)\^[A-Za-z0-9-]+\Z")
_TAG = re.compile(rf"(?<!\S)#(?!\d+(?!\S)){TAG_CHARACTER}+(?!\S)")
_FIELD = re.compile("[ \t]*(?:[\\[(][\\w -]+::|[📅📆🗓⏳⌛🛫➕🔁🔺⏫🔼🔽⏬🆔⛔])")
_SENTENCE_END = re.compile(r"(?<=[.!?:;]) ")
_DEEPER = 2  # columns that an item stands to the right of the one that it is below


class _List:
    """The items of a list, so far: how many each stands below, and its text."""

    def __init__(self) -> None:
        self.items: list[tuple[int, str]] = []
        self._around: list[int] = []  # the columns of the markers around the next item

    def add(self, column: int, text: str) -> None:
        while self._around and column < self._around[-1] + _DEEPER:
            self._around.pop()
        self.items.append((len(self._around), text))
        self._around.append(column)

    def go_on(self, text: str) -> None:
        depth, before = self.items[-1]
        self.items[-1] = depth, f"{before} {text}"


def normal(lines: Sequence[str], level: int, unordered: bool) -> tuple[str, ...]:
    """The lines below a heading of `level`: a list item as `- text`, two spaces in for each item
    that it stands below, a sentence on a line of its own, a heading with the # that it has more."""
    found: list[str] = []
    words: list[str] = []  # of the paragraph that the lines are in
    listed = _List()
    for line in (each for each in lines if each.strip() and not _RULE.match(each)):
        heading, item = _HEADING.match(line), _ITEM.match(line)
        goes_on = not heading and not item
        text = _plain(line)
        if words and not (goes_on and text[:1] != "|"):
            found += _SENTENCE_END.split(" ".join(words))
            words = []
        if listed.items and not item and not (goes_on and line[0].isspace()):
            found += _of_list(listed.items, unordered)
            listed = _List()
        if heading:
            found.append(f"{'#' * max(1, len(heading[1]) - level)} {_plain(heading[2])}")
        elif item:
            listed.add(len(item[1].expandtabs(4)), _without_block_id(item[2]))
        elif listed.items:
            listed.go_on(_without_block_id(line))
        elif text[:1] == "|":  # a row of a table
            found.append(text)
        else:
            words += text.split()
    if words:
        found += _SENTENCE_END.split(" ".join(words))
    return (*found, *_of_list(listed.items, unordered))


def name_of(line: str) -> str:
    """What a line in normal form is about: an item's text without its fields."""
    text = line.strip().removeprefix("- ")
    field = _FIELD.search(text)
    return (text[: field.start()] if field else text).strip()


def _of_list(items: Sequence[tuple[int, str]], unordered: bool) -> list[str]:
    """The lines of a list; none of an item that says nothing."""
    plain = [(depth, _plain(_PROGRESS.sub("", text))) for depth, text in items]
    said = _sorted(plain, 0) if unordered else plain
    return [f"{'  ' * depth}- {text}" for depth, text in said if text]


def _sorted(items: Sequence[tuple[int, str]], depth: int) -> list[tuple[int, str]]:
    """The items of this depth by what they are about, those below each likewise."""
    starts = [at for at, item in enumerate(items) if item[0] == depth]
    ends = (*starts[1:], len(items))
    parts = [items[start:end] for start, end in zip(starts, ends, strict=False)]
    parts.sort(key=lambda part: (name_of(part[0][1]).casefold(), part[0][1]))
    return [item for part in parts for item in (part[0], *_sorted(part[1:], depth + 1))]


def _without_block_id(text: str) -> str:
    return _BLOCK_ID.sub("", text.rstrip())


def _plain(text: str) -> str:
    return " ".join(_TAG.sub("", _without_block_id(text)).split())
