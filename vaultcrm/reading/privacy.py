"""What of a note is nobody else's business, or may be: what a page made for a client never holds.

Hidden are comments (`%% %%`, `<!-- -->`), what stands under a heading that says `private`, what is
tagged or marked so, and quotes. Where it is not certain what somebody hides (a comment without an
end, HTML that is still open), everything after it is hidden.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple

from vaultcrm.model import Body, Heading, ListItem, Value
from vaultcrm.positions import LineIndex
from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.masking import comments

PRIVATE = "private"
_LINE = re.compile(r"[^\r\n]+")
_NOT_NEWLINE = re.compile(r"[^\r\n]")
_WORD = re.compile(r"[^\W_]+")
_MARKER = r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*"
_QUOTE = re.compile(rf"{_MARKER}>")
_MARKED = re.compile(rf"{_MARKER}(?:\[.\][ \t]+)?[*_=~`]*{PRIVATE}[*_=~`]*[ \t]*:", re.IGNORECASE)
_FIELD = re.compile(rf"[\[(][ \t]*{PRIVATE}[ \t]*::", re.IGNORECASE)
_STRAY = re.compile(r"%%|<!--")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|\Z)|<[!?]")
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "link", "meta"})


class Hidden(NamedTuple):
    """A part of a note, as offsets in its text, and why it is hidden."""

    start: int
    end: int
    why: str


class Page(NamedTuple):
    """A note's text without its hidden parts, of the same length and lines, and what it was."""

    text: str
    hidden: tuple[Hidden, ...]
    body: Body
    starts: tuple[int, ...]  # of its lines, and the end

    def why(self, line: int) -> str:
        """Why nothing is left on a line."""
        start, end = self._span(line)
        found = (each.why for each in self.hidden if each.start < end and each.end > start)
        return next(found, "is not certain to be there")

    def box(self, line: int) -> str | None:
        """What stands in the checkbox of a list item, None without one."""
        at = self._item(line)
        return self.body.items[at].status if at >= 0 else None

    def around(self, line: int) -> Iterator[str]:
        """A line, the items that it is nested in and the headings that it stands under."""
        yield self.text[slice(*self._span(line))]
        level = 7
        for heading in reversed(self.body.headings):
            if heading.line < line and heading.level < level:
                level = heading.level
                yield heading.text
        at = self._item(line)
        depth = self.body.items[at].depth if at >= 0 else 0
        while depth and at > 0:
            at -= 1
            item = self.body.items[at]
            if item.depth < depth:
                depth = item.depth
                yield self.text[item.content : item.end]

    def _item(self, line: int) -> int:
        """The number of the item on a line, -1 without one."""
        at = bisect_left(self.body.items, line, key=lambda item: item.line)
        return at if at < len(self.body.items) and self.body.items[at].line == line else -1

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


def is_private(fields: Mapping[str, Value]) -> bool:
    """Whether a note's front matter says that it is private: unless it surely says the opposite."""
    tags = fields.get("tags")
    listed = tags if isinstance(tags, tuple) and not hasattr(tags, "_fields") else (tags,)
    return any(
        value is not False for name, value in fields.items() if PRIVATE in words(name)
    ) or any(_is_private_tag(str(tag)) for tag in listed)


def folded(text: str) -> str:
    """The text without what hides a word from a search: case, accents, forms of the same letter,
    characters that nobody sees, HTML's names for characters."""
    text = unescape(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))


def hidden(text: str) -> list[Hidden]:
    """The hidden parts of a note's text (without byte-order mark), in no order; they overlap."""
    start = split(text).body
    body, masked = scan(text, start, text.count("\n", 0, start) + 1)
    return [
        *_comments(text, start),
        *_html(masked, start),
        *_under_headings(text, body),
        *_lines(text, start, body),
        *_tagged(text, start, body),
    ]


def without(text: str, parts: Iterable[Hidden]) -> str:
    """The text with blanks in the place of its hidden parts: of the same length and lines."""
    pieces: list[str] = []
    done = 0
    for start, end, _ in sorted(parts):
        if end > done:
            begin = max(start, done)
            pieces += (text[done:begin], _NOT_NEWLINE.sub(" ", text[begin:end]))
            done = end
    return "".join((*pieces, text[done:]))


def _comments(text: str, start: int) -> Iterator[Hidden]:
    found = [Hidden(begin, end, "is a comment") for begin, end in comments(text, start)]
    yield from found
    stray = _STRAY.search(without(text, found), start)
    if stray:
        yield Hidden(stray.start(), len(text), "stands after a comment that does not end")


def _html(masked: str, start: int) -> Iterator[Hidden]:
    """All after the first tag that is not closed on its line."""
    for line in _LINE.finditer(masked, start):
        if "<" not in line[0]:
            continue
        tags = list(_TAG.finditer(line[0]))
        names = Counter[str | None]()
        for tag in tags:
            name = tag[2].lower() if tag[2] else None
            if name not in _VOID:
                names[name] += -1 if tag[1] else 1
        if any(names.values()):
            yield Hidden(line.start() + tags[0].start(), len(masked), "stands after HTML")
            return


def _under_headings(text: str, body: Body) -> Iterator[Hidden]:
    for number, heading in enumerate(body.headings):
        if PRIVATE in words(heading.text):
            following = range(number + 1, len(body.headings))
            ends = (at for at in following if body.headings[at].level <= heading.level)
            end = _start(body.headings, next(ends, len(body.headings)), text)
            yield Hidden(heading.start, end, "is in a private section")


def _lines(text: str, start: int, body: Body) -> Iterator[Hidden]:
    """Quotes; what follows a line that says nothing but `private`, up to the next heading; items
    that begin with `private:` or have such a field, with those below them."""
    for line in _LINE.finditer(text, start):
        if _QUOTE.match(line[0]):
            yield Hidden(*line.span(), "is in a quote")
        if words(line[0]) == [PRIVATE]:
            end = _next_heading(body.headings, line.start() + 1, text)
            yield Hidden(line.start(), end, "is in a private section")
        elif _MARKED.match(folded(line[0])) or _FIELD.search(folded(line[0])):
            yield _with_below(text, body, line.start(), line.end())


def _tagged(text: str, start: int, body: Body) -> Iterator[Hidden]:
    """An item with the tag `#private`, with those below it; elsewhere such a tag hides all."""
    items = {item.line: item for item in body.items}
    headings = {heading.line for heading in body.headings}
    for tag in body.tags:
        if _is_private_tag(tag.tag) and tag.line not in headings:
            item = items.get(tag.line)
            if item is None:
                yield Hidden(start, len(text), "is in a note that is tagged as private")
            else:
                yield _with_below(text, body, item.start, item.end)


def _with_below(text: str, body: Body, start: int, end: int) -> Hidden:
    """A line, and where it is a list item what is nested in it."""
    why = "is marked as private"
    at = bisect_right(body.items, start, key=lambda item: item.start) - 1
    if at < 0 or not body.items[at].start <= start <= body.items[at].end:
        return Hidden(start, end, why)
    following = range(at + 1, len(body.items))
    others = (each for each in following if body.items[each].depth <= body.items[at].depth)
    other = _start(body.items, next(others, len(body.items)), text)
    return Hidden(start, min(other, _next_heading(body.headings, end, text)), why)


def _next_heading(headings: Sequence[Heading], start: int, text: str) -> int:
    return _start(headings, bisect_left(headings, start, key=lambda each: each.start), text)


def _start(found: Sequence[Heading] | Sequence[ListItem], number: int, text: str) -> int:
    """Where one of these begins; the end of the text after the last of them."""
    return found[number].start if number < len(found) else len(text)


def _is_private_tag(tag: str) -> bool:
    return folded(tag).lstrip("#").split("/")[0] == PRIVATE
