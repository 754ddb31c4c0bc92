"""A note's text as others may read it: without what `privacy` hides, of the same lines."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from vaultcrm.model import Body, ListItem
from vaultcrm.positions import LineIndex
from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.privacy import IN_NOTE, Hidden, hidden, without


class Page(NamedTuple):
    """A note's text without its hidden parts, of the same length and lines, and what it was."""

    text: str
    hidden: tuple[Hidden, ...]
    body: Body
    starts: tuple[int, ...]  # of its lines, and the end

    @property
    def is_private(self) -> bool:
        """Whether the note's body says that all of the note is private."""
        return any(each.why == IN_NOTE for each in self.hidden)

    def why(self, line: int) -> str:
        """Why nothing is left on a line."""
        start, end = self._span(line)
        found = (each.why for each in self.hidden if each.start < end and each.end > start)
        return next(found, "is not certain to be there")

    def item(self, line: int) -> ListItem | None:
        """The list item on a line."""
        at = bisect_left(self.body.items, line, key=lambda item: item.line)
        found = self.body.items[at : at + 1]
        return found[0] if found and found[0].line == line else None

    def box(self, line: int) -> str | None:
        """What stands in the checkbox of a list item, None without one."""
        item = self.item(line)
        return item.status if item else None

    def line(self, number: int) -> str:
        return self.text[slice(*self._span(number))]

    def around(self, line: int) -> Iterator[int]:
        """The numbers of a line, of the items that it is nested in, of what leads up to its list,
        and of the headings that it stands under."""
        yield line
        top = line
        item = self.item(line)
        if item:
            depth = item.depth
            before = bisect_left(self.body.items, line, key=lambda item: item.line)
            for each in reversed(self.body.items[:before]):
                if each.depth < depth:
                    depth, top = each.depth, each.line
                    yield each.line
        yield from self._leading(top)
        level = 7
        for heading in reversed(self.body.headings):
            if heading.line < line and heading.level < level:
                level = heading.level
                yield heading.line

    def _leading(self, line: int) -> Iterator[int]:
        """The lines of the paragraph that a list, in which an item begins on this line, belongs to:
        it stands right above the list, or ends with a colon."""
        line -= 1
        while line and (self.item(line) or self.line(line)[:1] in (" ", "\t")):
            line -= 1
        if line and not self.line(line).strip():
            line -= 1
            if not line or not self.line(line).rstrip("*_ \t\r\n").endswith(":"):
                return
        headings = {heading.line for heading in self.body.headings}
        while line and self.line(line).strip() and line not in headings and not self.item(line):
            yield line
            line -= 1

    def _span(self, line: int) -> tuple[int, int]:
        return self.starts[line - 1], self.starts[min(line, len(self.starts) - 1)]


def page_of(text: str) -> Page:
    """The note's text (without byte-order mark) as others may read it."""
    parts = tuple(hidden(text))
    public = without(text, parts)
    index = LineIndex(public)
    start = split(public).body
    body, _ = scan(public, start, index.position(start)[0])
    return Page(public, parts, body, (*index.starts, index.length))
