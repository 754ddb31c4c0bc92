"""A note's body as syntax: headings, list items, links and tags, with their places.

Sources: CommonMark 0.31 for headings and lists, Obsidian's help and observed behaviour for links,
tags and tasks. A few regular expressions run over the whole masked body; no line is looked at that
holds none of these. Everything is linear in the body's length.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from vaultcrm.model import Body, Heading, LinkAt, ListItem, TagAt
from vaultcrm.reading.links import Found, find
from vaultcrm.reading.masking import columns, mask

TAG_CHARACTER = r"[^\s\u2000-\u200c\u200e-\u206f\u2e00-\u2e7f!-,.:-@\[-^`{-~]"

# Begins with its only literal so that the search for it is fast; the text is framed by newlines.
_LINE = re.compile(
    r"\n([ \t>]*+)(?:"
    r"(#{1,6})(?=[ \t\n])([^\n]*)"
    r"|(==++|--++)[ \t]*+(?=\n)"
    r"|([-*+]|[0-9]{1,9}[.)])(?=[ \t\n])(?!(?<=[-*])(?:[ \t]*+\5){2,}+[ \t]*+\n)"
    r"[ \t]*+(?:\[([^\[\]\n])\](?=[ \t\n])[ \t]*+)?)"
)
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#++[ \t]*+$")
_NO_PARAGRAPH = re.compile(
    r"[ \t]*+(?:\Z|[|>]|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|#{1,6}[ \t]|--+[ \t]*\Z)|    |\t"
)
_AFTER_BLANK = re.compile(r"\n[ \t>]*+\n([ \t>]*+)(?=[^\n])")
_TAG = re.compile(rf"#(?<![^\s(\[{{*_~|>]#)({TAG_CHARACTER}+)")
_NEXT_TAG = re.compile(rf"#({TAG_CHARACTER}+)")
_ADDRESS = re.compile(r"://[^\s<>]*")


def scan(text: str, start: int, first_line: int) -> tuple[Body, str]:
    """The syntax of a note's body and the note's masked text.

    `text` is the whole note; its body begins at offset `start`, on line `first_line`. Headings are
    ATX ones, and setext ones of a single line with two or more underlining characters; none is
    taken from quotes or lists, as in Obsidian's outline. The depth of a list item inside a quote
    is counted inside it. A Markdown link that goes on on the next line ends, for its place, with
    its first line. A tag follows white space, an opening bracket, an emphasis mark, a table's
    border or another tag, and stands in no link or address.
    """
    masked = mask(text, start)
    headings, items = _lines(text, masked, start, first_line)
    found = list(find(text, masked, start))
    links = _links(masked, start, first_line, found)
    tags = _tags(masked, start, first_line, found) if "#" in masked else ()
    return Body(headings, items, links, tags), masked


def _lines(
    text: str, masked: str, start: int, line: int
) -> tuple[tuple[Heading, ...], tuple[ListItem, ...]]:
    framed = f"\n{masked[start:]}\n"
    shift = start - 1  # from an offset in `framed` to one in `text`
    carriages = "\r" in text
    headings: list[Heading] = []
    items: list[ListItem] = []
    nesting = _Nesting(framed)
    counted = 1
    for match in _LINE.finditer(framed):
        begin = match.start() + 1
        line += framed.count("\n", counted, begin)
        counted = begin
        prefix, hashes, title, underline, marker, status = match.groups()
        if marker:
            content = match.end()
            end = framed.find("\n", content)
            depth = nesting.depth(prefix, begin, end) if prefix else nesting.outermost(end)
            if carriages and text[end + shift - 1] == "\r":
                end -= 1
                content = min(content, end)
            place = (begin + shift, content + shift, end + shift)
            items.append(ListItem(line, *place, depth, status))
        elif len(prefix) > 3 or prefix.strip(" "):
            continue
        elif hashes:
            closing = _CLOSING_HASHES.search(title) if "#" in title else None
            at = match.start(3) + shift
            name = text[at : at + (closing.start() if closing else len(title))].strip()
            headings.append(Heading(len(hashes), name, line, match.start(2) + shift))
            nesting.leave()
        elif above := _paragraph_above(framed, begin):
            name = text[above[0] + shift : above[1] + shift].strip()
            level = 1 if underline[0] == "=" else 2
            headings.append(Heading(level, name, line - 1, above[0] + shift))
            nesting.leave()
    return tuple(headings), tuple(items)


def _paragraph_above(framed: str, begin: int) -> tuple[int, int] | None:
    """Where the line before offset `begin` stands if it is a paragraph of its own."""
    end = begin - 1
    start = framed.rfind("\n", 0, max(end, 0)) + 1
    if start == 0 or _NO_PARAGRAPH.match(framed, start, end):
        return None
    before = framed.rfind("\n", 0, start - 1) + 1
    if before and not _NO_PARAGRAPH.match(framed, before, start - 1):
        return None
    return start, end


class _Nesting:
    """The list items around a line, as the columns of their markers. An item is nested in the one
    whose marker stands at least two columns to its left, unless a heading, or a line outside of
    that one after a blank line, comes between."""

    def __init__(self, framed: str) -> None:
        self.framed = framed
        self.quotes = 0
        self.around: list[int] = []
        self.end = 0

    def depth(self, prefix: str, begin: int, end: int) -> int:
        """How many items are around the one whose line, from `begin` to `end`, has `prefix`
        before its marker."""
        quotes = prefix.count(">")
        indent = columns(prefix, quotes)
        if not indent or quotes != self.quotes:
            self.around = [indent]
            depth = 0
        else:
            if self.end < begin - 1:
                for line in _AFTER_BLANK.finditer(self.framed, self.end, begin):
                    self._leave(columns(line[1], quotes))
            self._leave(indent)
            depth = len(self.around)
            self.around.append(indent)
        self.quotes = quotes
        self.end = end
        return depth

    def outermost(self, end: int) -> int:
        """The same for an item that nothing stands before."""
        self.around = [0]
        self.quotes = 0
        self.end = end
        return 0

    def leave(self) -> None:
        self.around.clear()

    def _leave(self, indent: int) -> None:
        while self.around and indent < self.around[-1] + 2:
            self.around.pop()


def _links(masked: str, start: int, line: int, found: Iterable[Found]) -> tuple[LinkAt, ...]:
    links = []
    counted = line_start = start
    for link, kind, embed, begin, end in found:
        if link is None:
            continue
        if newlines := masked.count("\n", counted, begin):
            line += newlines
            line_start = masked.rfind("\n", counted, begin) + 1
        counted = begin
        if kind == "markdown" and (newline := masked.find("\n", begin, end)) >= 0:
            end = newline
        column = begin - line_start + 1
        links.append(LinkAt(link, kind, embed, line, column, column + end - begin))
    return tuple(links)


def _tags(masked: str, start: int, line: int, found: Sequence[Found]) -> tuple[TagAt, ...]:
    tags = []
    counted = line_start = start
    at = 0
    for begin, tag in _tags_outside_addresses(masked, start):
        while at < len(found) and found[at][4] <= begin:
            at += 1
        if at < len(found) and found[at][3] <= begin:
            continue
        if newlines := masked.count("\n", counted, begin):
            line += newlines
            line_start = masked.rfind("\n", counted, begin) + 1
        counted = begin
        tags.append(TagAt(tag, line, begin - line_start + 1))
    return tuple(tags)


def _tags_outside_addresses(masked: str, start: int) -> Iterator[tuple[int, str]]:
    """Offset and name of each tag; the links that they may stand in are left to the caller."""
    addresses = _ADDRESS.finditer(masked, start)
    span = (start, start)
    for first in _TAG.finditer(masked, start):
        begin = first.start()
        if begin > start and not masked[begin - 1].isspace():
            while span[1] <= begin:
                address = next(addresses, None)
                span = address.span() if address else (len(masked), len(masked))
            if span[0] <= begin:
                continue
        match: re.Match[str] | None = first
        while match:
            if not match[1].isdecimal():
                yield match.start(), match[1]
            match = _NEXT_TAG.match(masked, match.end())
