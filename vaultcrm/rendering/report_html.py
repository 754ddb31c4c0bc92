"""Report data → a page of HTML: one file, nothing else needed, no request to anywhere.

What a page shows is made here, as named tuples of texts; how it looks is in `templates/reports/`.
All that comes from notes is escaped there, and the page's policy lets no script run but its own.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from vaultcrm.facts.book import note_of
from vaultcrm.rendering import charts, timelines
from vaultcrm.rendering.html_cells import (
    Cell,
    Links,
    Piece,
    Place,
    Sources,
    cell,
    links,
    sentence,
    sources,
    text_pieces,
)
from vaultcrm.rendering.report_cells import TOO_LITTLE, words
from vaultcrm.rendering.templates import Renderer, renderer
from vaultcrm.rendering.text import printable
from vaultcrm.reports import (
    Bar,
    Block,
    Calendar,
    Chart,
    Entry,
    Feed,
    Figure,
    Figures,
    Report,
    Section,
    Table,
    Timeline,
    Words,
    data_behind,
    is_empty,
)

__all__ = ["Page", "Place", "Shelf", "as_html", "as_index"]

_MOST_PLACES = 6  # of a row, as links
_MOST_OF_FIGURE = 20
_AMOUNT = re.compile(r"([-+]?\d[\d,.]*) ([^\W\d]{1,4}|%)")
_SHORT = 16  # characters of a cell
_NUMBERS = ("number", "bar")


class Page(NamedTuple):
    """A page of a site, as its first page shows it."""

    href: str
    title: str
    lead: str = ""


class Shelf(NamedTuple):
    """Pages of one kind: the reports, the clients, the projects."""

    title: str
    pages: tuple[Page, ...]


class TableRow(NamedTuple):
    cells: tuple[Cell, ...]
    sources: Sources
    tone: str


class TableView(NamedTuple):
    """`label` is what a table without a title is called by those who do not see where it is.
    `columns` are names, each with what `_kind` says."""

    title: str
    label: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[TableRow, ...]
    has_sources: bool
    more: int
    ask: str


class FigureView(NamedTuple):
    """`size` is long or longer for values that need a smaller type. `told` says what there is
    behind it, `left_out` are places of what could not be used."""

    label: str
    value: str
    unit: str
    pieces: tuple[Piece, ...]
    size: str
    hint: tuple[Piece, ...]
    tone: str
    part: str
    spark: charts.Spark | None
    sources: Sources
    left_out: Sources
    note: str
    told: str


class EntryView(NamedTuple):
    day: str
    kind: str
    what: tuple[Piece, ...]
    text: tuple[Piece, ...]
    sources: Sources
    tone: str


class SectionView(NamedTuple):
    id: str
    title: str
    groups: tuple[tuple[Mapping[str, Any], ...], ...]
    note: str
    empty: str


def as_html(report: Report, place: Place, rendered: Renderer | None = None) -> str:
    """The report as a page that is to lie at a place. Who makes many pages has `renderer` compile
    the templates once. Raises VaultError for a template of the
    vault's own that cannot be used."""
    to = links(place)
    about = cell(report.about, to)
    return _page(
        rendered or renderer(place.root),
        "report",
        {
            "title": report.title,
            "name": report.name,
            "lead": sentence(report.lead),
            "today": report.today.isoformat(),
            "about": about.pieces and Piece(report.about, to.note(report.about), True),
            "home": place.home,
            "sections": [
                _section(section, f"s{number}", to)
                for number, section in enumerate(report.sections, 1)
            ],
        },
    )


def as_index(root: Path, title: str, today: date, shelves: Sequence[Shelf]) -> str:
    """The first page of a site, with all others on their shelves; `root` is the vault."""
    return _page(
        renderer(root),
        "index",
        {
            "title": title,
            "today": today.isoformat(),
            "shelves": [
                {
                    "id": f"s{number}",
                    "title": shelf.title,
                    "pages": [(page, sentence(page.lead)) for page in shelf.pages],
                }
                for number, shelf in enumerate(shelves, 1)
                if shelf.pages
            ],
        },
    )


def _page(rendered: Renderer, name: str, data: Mapping[str, Any]) -> str:
    script = rendered("reports/page.js.j2", {})
    digest = b64encode(sha256(script.encode()).digest()).decode()
    page = rendered(f"reports/{name}.html.j2", {**data, "script": script, "script_hash": digest})
    return printable(page)


def _section(section: Section, id: str, to: Links) -> SectionView:
    blocks = [block for block in section.blocks if not is_empty(block)]
    views = [
        _block(block, f"{id}-{number}", section.title, to) for number, block in enumerate(blocks, 1)
    ]
    groups = groupby(views, key=lambda view: view["kind"] in ("plot", "across"))
    return SectionView(
        id,
        section.title,
        tuple(
            group
            for beside, each in groups
            for group in ([tuple(each)] if beside else [(view,) for view in each])
        ),
        section.note if blocks else "",
        "" if blocks else section.empty,
    )


def _block(block: Block, id: str, label: str, to: Links) -> Mapping[str, Any]:
    match block:
        case Figures():
            return {"kind": "figures", "figures": [_figure(each, to) for each in block.figures]}
        case Table():
            return {"kind": "table", "table": _table(block, label, to)}
        case Feed():
            entries = [_entry(each, to) for each in block.entries]
            return {"kind": "feed", "entries": entries, "more": block.more, "ask": block.ask}
        case Words():
            return {
                "kind": "words",
                "html": _words(block, to),
                "sources": _places(block.evidence, to),
            }
        case Chart():
            drawn = charts.drawing(block)
            kind = "plot" if isinstance(drawn, charts.Plot) else "across"
            legend = charts.keys(block.series) if len(block.series) > 1 else ()
            return _picture(block, id, to, kind, drawn, legend=legend, unit=block.unit)
        case Timeline():
            return _picture(block, id, to, "gantt", timelines.gantt(block), legend=(), unit="")
        case Calendar():
            most = f"{words(max(block.days.values()))} {block.unit}".rstrip()
            return _picture(
                block, id, to, "heat", timelines.bands(block), legend=(), unit="", most=most
            )


def _picture(
    block: Chart | Timeline | Calendar, id: str, to: Links, kind: str, drawn: object, **more: object
) -> Mapping[str, Any]:
    return {
        "kind": kind,
        "id": id,
        "title": block.title,
        "description": block.description,
        "says": sentence(block.description),
        "drawn": drawn,
        "table": _table(data_behind(block)._replace(title=""), block.title, to),
        **more,
    }


def _words(block: Words, to: Links) -> str:
    from vaultcrm.rendering.markdown import as_html as markdown

    path = note_of(block.evidence[0]) if block.evidence else ""
    return markdown(block.text, path, to.shown, to.name)


def _table(table: Table, label: str, to: Links) -> TableView:
    rows = [tuple(cell(each, to) for each in row.cells) for row in table.rows]
    kinds = tuple(_kind([row[at] for row in rows]) for at in range(len(table.columns)))
    return TableView(
        table.title,
        table.title or label,
        tuple(zip(table.columns, kinds, strict=True)),
        tuple(
            TableRow(_placed(cells, kinds, row.tone), _places(row.evidence, to), row.tone)
            for cells, row in zip(rows, table.rows, strict=True)
        ),
        any(row.evidence for row in table.rows),
        table.more,
        table.ask,
    )


def _placed(cells: tuple[Cell, ...], kinds: tuple[str, ...], tone: str) -> tuple[Cell, ...]:
    """A row's cells in their columns; the first shows the row's tone."""
    placed = [
        each._replace(kind=f"{each.kind} {kind}".lstrip()) if kind else each
        for each, kind in zip(cells, kinds, strict=True)
    ]
    if tone and placed:
        placed[0] = placed[0]._replace(tone=tone)
    return tuple(placed)


def _kind(cells: Sequence[Cell]) -> str:
    """n for a column of numbers, s for one of texts so short that they need not be broken."""
    kinds = {cell.kind.removesuffix(" long") for cell in cells if cell.kind != "none"}
    if kinds and kinds <= set(_NUMBERS):
        return "n"
    lengths = (sum(len(piece.text) for piece in cell.pieces) for cell in cells)
    return "s" if kinds == {""} and max(lengths, default=0) <= _SHORT else ""


def _figure(figure: Figure, to: Links) -> FigureView:
    value = figure.value
    shown = cell(value, to)
    text, unit = TOO_LITTLE if value is None else words(value), ""
    if isinstance(value, Bar):
        text, unit = words(value.value), value.unit
    elif parts := _AMOUNT.fullmatch(text):
        text, unit = parts[1], parts[2]
    places = sources(figure.evidence, to, _MOST_OF_FIGURE)
    left_out = sources(figure.left_out, to, _MOST_OF_FIGURE)
    size = (
        "none" if value is None else "longer" if len(text) > 18 else "long" if len(text) > 9 else ""
    )
    return FigureView(
        figure.label,
        text,
        unit,
        () if unit or value is None else shown.pieces,
        size,
        text_pieces(figure.hint, to),
        figure.tone,
        shown.part,
        charts.spark(figure.trend) or shown.spark,
        places,
        left_out,
        figure.note,
        " · ".join(_told(figure)),
    )


def _told(figure: Figure) -> Iterator[str]:
    others = len(figure.evidence) - 1
    if others > 0:
        yield f"{others:,} more"
    if figure.note:
        yield "how it is counted" if others <= 0 else "definition"
    if figure.left_out:
        yield f"{len(figure.left_out):,} left out"


def _entry(entry: Entry, to: Links) -> EntryView:
    return EntryView(
        entry.day.isoformat() if entry.day else "",
        entry.kind,
        cell(entry.what, to).pieces,
        text_pieces(entry.text, to),
        _places(entry.evidence, to),
        entry.tone,
    )


def _places(places: Sequence[str], to: Links) -> Sources:
    return sources(tuple(places), to, _MOST_PLACES)
