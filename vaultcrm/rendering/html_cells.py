"""Cells of a report as a page of HTML shows them: pieces of text with their links, what a table is
sorted by, and the places that they come from."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from os.path import relpath
from pathlib import Path
from posixpath import normpath
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from vaultcrm.facts.book import note_of
from vaultcrm.model import Duration, Error, Link, Money, Ref
from vaultcrm.rendering.charts import Spark, spark
from vaultcrm.rendering.report_cells import words
from vaultcrm.rendering.scales import percent
from vaultcrm.rendering.text import plain
from vaultcrm.reports import Bar, Places, Trend
from vaultcrm.reports import Cell as Value

NO_PAGES: Mapping[str, str] = MappingProxyType({})
_WIKILINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_URL = re.compile(r"https?://[^\s<>\"']+")
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_LONG = re.compile(r"\S{20}")
_LONG_NUMBER = 24
# What is written from right to left, with the spaces and digits within it; commas part names.
_RIGHT_TO_LEFT = re.compile(r"[{0}](?:[ \d'’\"״׳&/-]*[{0}])*".replace("{0}", _RTL))
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


class Place(NamedTuple):
    """What a page's links depend on. `root` is the vault, `obsidian` whether it is Obsidian's;
    `folder` where the page is going to lie (None: nobody knows); `pages` are the notes that have a
    page of their own in the same site, by path, with their addresses; `home` is the address of the
    site's first page, '' without one. A page that is `linkless` links to nothing at all."""

    root: Path
    obsidian: bool
    folder: Path | None = None
    pages: Mapping[str, str] = NO_PAGES
    home: str = ""
    linkless: bool = False


class Links(NamedTuple):
    """Addresses of notes: by path, and by the name in a wikilink; '' for those that have none."""

    note: Callable[[str], str]
    name: Callable[[str], str]
    pages: Mapping[str, str] = NO_PAGES
    linkless: bool = False  # not even addresses in a text are links

    def shown(self, path: str) -> str:
        """The address of a note's page, else of the note."""
        return self.pages.get(path) or self.note(path)


class Piece(NamedTuple):
    """`mixed` if its direction is to be found out, since it is not plain ASCII."""

    text: str
    href: str = ""
    mixed: bool = False


class Cell(NamedTuple):
    """`kind` is '', number, day, bar, trend, none, wrong, or long where a word is so long that it
    has to be broken, and n after it in a column of numbers. `order` is what it is sorted by, in
    `unit`; '' for its text. `part` is how much of a bar is full, in percent. `tone` is that of the
    row, in its first cell.

    Templates unpack cells, pieces and sources: the sandbox looks at every name that is asked of a
    value, and a page has thousands of them."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    order: str = ""
    unit: str = ""
    part: str = ""
    spark: Spark | None = None
    tone: str = ""


class Source(NamedTuple):
    href: str
    name: str
    line: str
    title: str


class Sources(NamedTuple):
    """`more` is how many are not among them."""

    first: Source | None
    others: tuple[Source, ...] = ()
    more: int = 0


EMPTY = Cell("none")


def links(place: Place) -> Links:
    """How a page at a place links to the vault's notes."""
    if place.linkless:
        return Links(lambda path: "", lambda name: "", linkless=True)
    root = Path(place.root.absolute())
    if place.obsidian:
        # https://help.obsidian.md/Extending+Obsidian/Obsidian+URI: `file` is a name or a path.
        start = f"obsidian://open?vault={_quoted(root.name, '')}&file="
        return Links(lambda path: start + _quoted(path, "") if _inside(path) else "",
                     lambda name: start + _quoted(name, ""), place.pages)  # fmt: skip
    if place.folder is None:
        start = root.as_uri()
    else:
        start = _quoted(Path(relpath(root, place.folder.absolute())).as_posix(), "/")
    return Links(
        lambda path: f"{start}/{_quoted(path, '/')}" if _inside(path) else "",
        lambda name: "",
        place.pages,
    )


def cell(value: Value, to: Links) -> Cell:
    match value:
        case None | "" | ():
            return EMPTY
        case Bar():
            part = percent(value.value, value.of)
            return Cell("bar", (_piece(words(value)),), _order(value.value), "", part)
        case Trend():
            drawn = spark(value.values)
            return Cell("trend", spark=drawn) if drawn else EMPTY
        case Money():
            return _number(words(value), _order(value.amount), value.currency)
        case bool() | Duration():
            return Cell("", (_piece(words(value)),))
        case int() | Decimal():
            return _number(words(value), _order(value))
        case date():
            return Cell("day", (_piece(words(value)),))
        case Error():
            return Cell("wrong", (_piece(words(value)),))
        case tuple() if not isinstance(value, Link | Ref):
            return Cell("", tuple(_listed(value, to)))
        case _:
            pieces = tuple(_pieces(value, to))
            return Cell("long" if any(_LONG.search(each.text) for each in pieces) else "", pieces)


def sources(places: Places, to: Links, most: int) -> Sources:
    """The places that something comes from, `most` of them as links."""
    shown = [_source(place, to) for place in places[:most]]
    first = shown[0] if shown else None
    return Sources(first, tuple(shown[1:]), len(places) - len(shown))


def text_pieces(text: str, to: Links) -> tuple[Piece, ...]:
    """A line of somebody's text, with its wikilinks followed."""
    return tuple(_text(text, to))


def sentence(text: str) -> tuple[Piece, ...]:
    """A sentence of ours, in which names that are written from right to left stand by themselves:
    they would take the numbers and points beside them to their other side."""
    pieces, done = [], 0
    for found in _RIGHT_TO_LEFT.finditer(text):
        pieces += [Piece(text[done : found.start()])] if found.start() > done else []
        pieces.append(Piece(found[0], mixed=True))
        done = found.end()
    return (*pieces, Piece(text[done:])) if done < len(text) else tuple(pieces)


def _listed(values: tuple[Value, ...], to: Links) -> Iterator[Piece]:
    for number, each in enumerate(values):
        if number:
            yield Piece(", ")
        yield from _pieces(each, to)


def _pieces(value: Value, to: Links) -> Iterator[Piece]:
    match value:
        case Ref():
            yield _piece(words(value), to.shown(value.path) if value.path else "")
        case str():
            yield from _text(value, to)
        case _:
            yield _piece(words(value))


def _text(text: str, to: Links) -> Iterator[Piece]:
    if to.linkless:
        yield _piece(text)
        return
    if _URL.fullmatch(text):
        yield _piece(text, text)
        return
    if _EMAIL.fullmatch(text):
        yield _piece(text, f"mailto:{text}")
        return
    done = 0
    for found in _WIKILINK.finditer(text):
        if found.start() > done:
            yield _piece(text[done : found.start()])
        yield _piece(found[2] or found[1], to.name(found[1].partition("#")[0].strip()))
        done = found.end()
    if done < len(text):
        yield _piece(text[done:])


def _piece(text: str, href: str = "") -> Piece:
    return Piece(text, href, not text.isascii())


def _source(place: str, to: Links) -> Source:
    path = note_of(place)
    name = path.rpartition("/")[2].removesuffix(".md")
    return Source(to.note(path), name, place[len(path) :], place)


def _number(text: str, order: str, unit: str = "") -> Cell:
    kind = "number long" if len(text) > _LONG_NUMBER else "number"
    return Cell(kind, (_piece(text),), order, unit)


def _order(number: int | Decimal) -> str:
    return plain(Decimal(number))


def _inside(path: str) -> bool:
    """Whether a path is of something in the vault."""
    return bool(path) and not path.startswith("/") and normpath(path).split("/")[0] != ".."


def _quoted(text: str, safe: str) -> str:
    return quote(text, safe, errors="surrogateescape")
