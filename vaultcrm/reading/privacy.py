"""What of a note is nobody else's business, or may be: what a page made for a client never holds.

Hidden are comments (`%% %%`, `<!-- -->`), quotes, what stands under a heading that says `private`,
and what a line says to be so: whose first word is `private`, or which has it as a tag or a field.
Such a list item is hidden with all that belongs to it; such a line elsewhere hides what follows, up
to the next heading, and with a tag or a field the whole note. Where it is not certain what somebody
hides (a comment without an end, HTML that is still open), everything after it is hidden.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from vaultcrm.model import Body, Heading, ListItem, Value
from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.links import stem
from vaultcrm.reading.masking import code, comments

PRIVATE = "private"
_LINE = re.compile(r"[^\r\n]+")
_NOT_NEWLINE = re.compile(r"[^\r\n]")
_NEWLINE = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"[^\W_]+")
_FORMED = re.compile(r"[*`~\\]|==")  # what stands in a word without being a part of it
_BETWEEN = re.compile(r"[\s,]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ITEM = r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)"
_MARKER = rf"{_ITEM}*"
_QUOTE = re.compile(rf"{_MARKER}>")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")
_HASHES = re.compile(rf"{_MARKER}\W*#(?!\w)|{_MARKER}\W*##")  # a heading, or nearly one
# What may stand before the first word: a checkbox, a field, HTML, somebody, a tag, a day, a sign.
_BEFORE = (
    rf"{_MARKER}[ \t]*(?:\[.\][ \t]+)?(?:\[[^\[\]:]*+::[^\[\]]*+\]|<[^<>]*+>|@\[\[[^\[\]]*+\]\]"
    rf"|[#@](?!{PRIVATE})[^\s#@]++|\d++(?:t\d++)?+(?!\w)|[\W_])*+"
)
_ENDS = r"(?![^\W_])"
_FIRST = re.compile(rf"{_BEFORE}{PRIVATE}{_ENDS}")
_ASIDE = re.compile(
    rf"[\[(][\W_]*+{PRIVATE}[\W_]*[\])]|<!--\W*{PRIVATE}{_ENDS}|%%\W*{PRIVATE}{_ENDS}"
    rf"|(?<![^\W_]){PRIVATE}[\W_]*:"
)
_TAGGED = re.compile(rf"(?<!#)#(?:[^\s#/]+/)*{PRIVATE}(?![\w-])")
_FIELD = re.compile(
    rf"(?<![^\W_]){PRIVATE}[\W_]*::|[\[(](?:[^\[\]():]*[\W_])?{PRIVATE}{_ENDS}[^\[\]():]*::"
)
_PROPERTY = re.compile(rf"\W*{PRIVATE}\W*:[ \t]*(?:true|yes)\b")
_STRAY = re.compile(r"%%|<!--")
_RUN = re.compile(r"%%%")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|\Z)|<[!?]")
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "link", "meta"})
_FILLERS = "\u115f\u1160"  # letters that nobody sees
_IN_SECTION = "is in a private section"
_MARKED = "is marked as private"
IN_NOTE = "is in a note that is marked as private"


class Hidden(NamedTuple):
    """A part of a note, as offsets in its text, and why it is hidden."""

    start: int
    end: int
    why: str


# --- a note as a whole


def is_private(fields: Mapping[str, Value], path: str = "") -> bool:
    """Whether a note is private: because of a property of which the name or the value says so (and
    not `false`), of a folder that it lies in, or of the first word of its name."""
    if any(_says_so(name, value) for name, value in fields.items()):
        return True
    *folders, _ = path.split("/")
    if any(PRIVATE in words(folder) for folder in folders):
        return True
    names = () if fields.get("type") == "client" else (stem(path), str(fields.get("title") or ""))
    return any(_FIRST.match(folded(name)) for name in names)


def _says_so(name: str, value: Value) -> bool:
    if _is_named_so(name):
        return value is not False
    if isinstance(value, Mapping):
        return any(_says_so(key, each) for key, each in value.items())
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return any(_says_so(name, each) for each in value)
    if not isinstance(value, str):
        return False
    is_tag = name.casefold() in ("tag", "tags")
    return words(value) == [PRIVATE] or (is_tag and any(map(is_private_tag, _BETWEEN.split(value))))


@lru_cache(maxsize=1000)  # all notes have the same few
def _is_named_so(name: str) -> bool:
    return PRIVATE in words(_CAMEL.sub(" ", name))


def is_private_tag(tag: str) -> bool:
    """Whether a tag, or a part of a nested one, is `private`."""
    return PRIVATE in folded(tag).lstrip("#").split("/")


# --- texts


def folded(text: str) -> str:
    """The text without what hides a word from a search: case, accents, forms of the same letter,
    characters that nobody sees, HTML's names for characters."""
    text = unescape(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text).casefold()
    kinds = ("Mn", "Me", "Cf")
    unseen = {c for c in set(text) if unicodedata.category(c) in kinds or c in _FILLERS}
    for character in unseen:  # there are few, and `translate` takes ten times as long
        text = text.replace(character, "")
    return text


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))


def hidden(text: str) -> list[Hidden]:
    """The hidden parts of a note's text (without byte-order mark), in no order; they overlap."""
    start = split(text).body
    body, _ = scan(text, start, text.count("\n", 0, start) + 1)
    prose = without(text, (Hidden(*span, "") for span in code(text, start)))
    found = [Hidden(*span, "is a comment") for span in comments(text, start)]
    parts = [
        *found,
        *_odd_comments(text, prose, start, found),
        *_html(without(prose, found), start),
        *(Hidden(*line.span(), "is in a quote") for line in _LINE.finditer(text, start)
          if _QUOTE.match(line[0])),
    ]  # fmt: skip
    if PRIVATE in _bare(text[start:]):
        parts += _under_headings(text, body)
        long = [each for each in found if _NEWLINE.search(text, each.start, each.end)]
        parts += _in_comments(text, start, long)
        parts += _Marks(text, without(prose, long), start, body).found()
    return parts


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


def _odd_comments(text: str, prose: str, start: int, found: Sequence[Hidden]) -> Iterator[Hidden]:
    """All from the line on of which it is not certain what is a comment: where one does not end, or
    there are more ends or signs than comments have."""
    at = []
    if stray := _STRAY.search(without(text, found), start):
        at.append(stray.start())
    opener = prose.find("<!--", start)
    if opener >= 0 and "-->" in without(prose, found)[opener:]:
        at.append(opener)
    for comment in found:
        inner = text[comment.start + 2 : comment.end]
        if "<!--" in inner and "-->" not in inner[:-3]:
            at.append(comment.start)
    if _RUN.search(prose, start):
        at.append(prose.index("%%", start))
    for each in at:
        why = "stands in or after a comment that does not end"
        yield Hidden(_line_start(text, each), len(text), why)


def _html(prose: str, start: int) -> Iterator[Hidden]:
    """All from the first line on whose tags are not closed on it."""
    for line in _LINE.finditer(prose, start):
        if "<" in line[0] and not _is_closed(line[0]):
            why = "stands in or after HTML that is not closed on its line"
            yield Hidden(line.start(), len(prose), why)
            return


def _is_closed(line: str) -> bool:
    opened: list[str] = []
    for tag in _TAG.finditer(line):
        name = (tag[2] or "").lower()
        if not name:
            return False
        if name in _VOID:
            continue
        if not tag[1]:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def _under_headings(text: str, body: Body) -> Iterator[Hidden]:
    for number, heading in enumerate(body.headings):
        if PRIVATE in words(_bare(heading.text)):
            following = range(number + 1, len(body.headings))
            ends = (at for at in following if body.headings[at].level <= heading.level)
            end = _start(body.headings, next(ends, len(body.headings)), text)
            yield Hidden(heading.start, end, _IN_SECTION)


def _in_comments(text: str, start: int, long: Iterable[Hidden]) -> Iterator[Hidden]:
    """All of a note that has the tag in a comment of several lines, unless on an item there."""
    for each in long:
        for line in _LINE.finditer(text, each.start, each.end):
            if _TAGGED.search(_bare(line[0])) and not re.match(_ITEM, line[0]):
                yield Hidden(start, len(text), IN_NOTE)


class _Marks:
    """What lines say to be private. `prose` is the text without code and comments of several
    lines."""

    def __init__(self, text: str, prose: str, start: int, body: Body) -> None:
        self._text = text
        self._prose = prose
        self._start = start
        self._items = body.items
        self._headings = body.headings

    def found(self) -> Iterator[Hidden]:
        heads = {_line_start(self._text, heading.start) for heading in self._headings}
        items = {item.start: number for number, item in enumerate(self._items)}
        last: int | None = None  # the item that is not yet over
        paragraph: list[re.Match[str]] = []
        done, was_blank = self._start, True
        for line in _LINE.finditer(self._text, self._start):
            begin, end = line.span()
            is_blank = not line[0].strip()
            is_after_blank = was_blank or len(_NEWLINE.findall(self._text, done, begin)) > 1
            done, was_blank = end, is_blank
            paragraph = [] if is_blank or is_after_blank else paragraph
            if begin in items:
                last, paragraph = items[begin], []
                said = _bare(line[0])
                if words(said) == [PRIVATE]:
                    yield self._section(begin)
                yield from self._of_item(last, said)
            elif begin in heads:
                last, paragraph = None, []
                if _PROPERTY.match(_bare(line[0])):
                    yield Hidden(self._start, len(self._text), IN_NOTE)
            elif not is_blank:
                is_apart = not paragraph and (is_after_blank or last is None)
                around = None if is_apart and line[0][0] not in " \t" else last
                last = around
                said = _bare(self._prose[begin:end])
                is_section = line[0][0] not in " \t" and _is_headed(said)
                if around is not None and not (is_section and _HASHES.match(said)):
                    yield from self._of_item(self._outer(around, line[0]), said)
                if around is None or is_section:
                    yield from self._of_prose(begin, said)
                    if _UNDERLINE.match(line[0]) and any(map(self._has_word, paragraph)):
                        yield self._section(paragraph[0].start())
                paragraph.append(line)

    def _of_item(self, number: int, said: str) -> Iterator[Hidden]:
        if _is_headed(said) or any(each.search(said) for each in (_ASIDE, _TAGGED, _FIELD)):
            yield self._with_below(number)

    def _of_prose(self, begin: int, said: str) -> Iterator[Hidden]:
        if _PROPERTY.match(said) or _TAGGED.search(said) or _FIELD.search(said):
            yield Hidden(self._start, len(self._text), IN_NOTE)
        if _is_headed(said):
            yield self._section(begin)

    def _has_word(self, line: re.Match[str]) -> bool:
        return PRIVATE in words(_bare(self._prose[slice(*line.span())]))

    def _outer(self, number: int, line: str) -> int:
        """The item that a line below it goes on with, by how far it is indented; the outermost
        where that is not certain."""
        indent = _indent(line)
        while _indent(self._text[self._items[number].start :]) >= indent and number:
            depth = self._items[number].depth
            if not depth:
                break
            number = next(at for at in range(number, -1, -1) if self._items[at].depth < depth)
        return number

    def _with_below(self, number: int) -> Hidden:
        """A list item with what is nested in it."""
        items, item = self._items, self._items[number]
        following = range(number + 1, len(items))
        others = (each for each in following if items[each].depth <= item.depth)
        other = _start(items, next(others, len(items)), self._text)
        return Hidden(item.start, min(other, self._next_heading(item.end)), _MARKED)

    def _section(self, begin: int) -> Hidden:
        return Hidden(begin, self._next_heading(begin + 1), _IN_SECTION)

    def _next_heading(self, begin: int) -> int:
        at = bisect_left(self._headings, begin, key=lambda each: each.start)
        return _start(self._headings, at, self._text)


def _is_headed(said: str) -> bool:
    """Whether `private` is the first word of a line, or any of what is nearly a heading."""
    return bool(_FIRST.match(said) or (_HASHES.match(said) and PRIVATE in words(said)))


def _bare(text: str) -> str:
    """The text folded, and without the marks that may stand in a word."""
    return _FORMED.sub("", folded(text))


def _indent(line: str) -> int:
    before = re.match(r"[ \t]*", line)
    return len(before[0].expandtabs(4)) if before else 0


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _start(found: Sequence[Heading] | Sequence[ListItem], number: int, text: str) -> int:
    """Where one of these begins; the end of the text after the last of them."""
    return found[number].start if number < len(found) else len(text)
