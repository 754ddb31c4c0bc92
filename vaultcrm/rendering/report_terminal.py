"""Report data → a terminal's lines, none wider than it: figures with sparklines, tables that fit,
charts as bars made of characters. Colour says nothing that is not also said in words."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from rich.console import Console
from rich.text import Text

from vaultcrm.facts.book import note_of
from vaultcrm.model import Duration, Money
from vaultcrm.rendering import grids
from vaultcrm.rendering.report_cells import TOO_LITTLE, sparkline, words
from vaultcrm.rendering.tables import is_number
from vaultcrm.rendering.terminal_charts import STYLES, bar, bars, clean, heat, paragraph, spans
from vaultcrm.rendering.text import width
from vaultcrm.reports import (
    Bar,
    Block,
    Calendar,
    Cell,
    Chart,
    Feed,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Table,
    Timeline,
    Words,
    is_empty,
)

_NARROWEST = 20  # columns, below which lines are cut by the terminal itself
_WIDEST_TEXT = 100  # of what is read line by line
_SOURCE = "Source"
_NOTHING: tuple[Cell, ...] = (None, "", ())
_MOST = 3  # that a column may matter


def as_terminal(report: Report, columns: int, color: bool) -> str:
    """The report for a terminal that is so many columns wide."""
    text = StringIO()
    columns = max(columns, _NARROWEST)
    console = Console(
        file=text,
        width=columns,
        color_system="standard" if color else None,
        force_terminal=color,
        legacy_windows=False,
        highlight=False,
    )
    for line in _report(report, columns):
        line.rstrip()
        console.print(line, soft_wrap=True)
    return text.getvalue()


def _report(report: Report, columns: int) -> Iterator[Text]:
    yield from paragraph(report.title, columns, 0, "bold")
    yield from paragraph(report.lead, min(columns, _WIDEST_TEXT))
    for section in report.sections:
        yield Text()
        yield from paragraph(section.title, columns, 0, "bold underline")
        yield from _section(section, columns)


def _section(section: Section, columns: int) -> Iterator[Text]:
    blocks = [block for block in section.blocks if not is_empty(block)]
    if not blocks:
        yield from paragraph(section.empty, min(columns, _WIDEST_TEXT))
    for number, block in enumerate(blocks):
        if number:
            yield Text()
        yield from _block(block, columns)
    if section.note and blocks:
        yield from paragraph(section.note, min(columns, _WIDEST_TEXT), 0, "dim")


def _block(block: Block, columns: int) -> Iterator[Text]:
    match block:
        case Figures():
            yield from _figures(block, columns)
        case Table():
            yield from _table(block, columns)
        case Feed():
            yield from _table(_events(block), columns)
        case Words():
            for line in block.text.strip().splitlines():
                yield from paragraph(line, min(columns, _WIDEST_TEXT), 2)
        case Chart():
            yield from paragraph(block.title, columns, 0, "bold")
            yield from bars(block, columns)
        case Timeline():
            yield from paragraph(block.title, columns, 0, "bold")
            yield from spans(block, columns)
        case Calendar():
            yield from paragraph(block.title, columns, 0, "bold")
            yield from heat(block, columns)


def _figures(block: Figures, columns: int) -> Iterator[Text]:
    labels = min(max(width(clean(each.label)) for each in block.figures), columns // 2)
    for each in block.figures:
        yield from _figure(each, labels, columns)
    for each in block.figures:
        if each.note:
            note = f"{each.label}: {each.note}"
            yield from paragraph(note, min(columns, _WIDEST_TEXT), 2, "dim")


def _figure(figure: Figure, labels: int, columns: int) -> Iterator[Text]:
    """The label, the value, its trend, and what it is to be compared with; below one another where
    there is no room beside."""
    indent = labels + 4
    value = clean(words(figure.value)) if figure.value is not None else TOO_LITTLE
    first, *others = grids.wrapped(value, columns - indent)
    style = f"bold {STYLES[figure.tone]}".rstrip()
    line = Text(f"  {grids.filled(clean(figure.label), labels)}  ")
    line.append(first, style=style)
    for other in others:
        yield line
        line = Text(" " * indent)
        line.append(other, style=style)
    hints = [clean(figure.hint)] if figure.hint else []
    hints += [f"{len(figure.left_out):,} left out"] if figure.left_out else []
    for piece, dim in ((sparkline(figure.trend), ""), ("; ".join(hints), "dim")):
        if not piece:
            continue
        if width(line.plain) + 2 + width(piece) <= columns:
            line.append(f"  {piece}", style=dim)
            continue
        yield line
        *full, last = grids.wrapped(piece, columns - indent)
        for each in full:
            yield Text(" " * indent + each, style=dim)
        line = Text(" " * indent + last, style=dim)
    yield line


def _events(feed: Feed) -> Table:
    rows = tuple(
        Row(
            (each.day, each.kind, ": ".join(filter(None, (words(each.what), each.text)))),
            each.evidence,
            each.tone,
        )
        for each in feed.entries
    )
    return Table(("Day", "Kind", "What"), rows, feed.more, feed.ask)


# --- tables


def _table(table: Table, columns: int) -> Iterator[Text]:
    """A table with the place of each row's first source, if all of it fits beside the rest. Columns
    in which there is nothing are left out.

    Where there is no room for all, those go first that are empty in most rows, then amounts and
    bars, then the others in the middle, and days and the last column only after all these."""
    if table.title:
        yield from paragraph(table.title, columns, 0, "bold")
    grid = [
        _column(clean(title), [row.cells[at] for row in table.rows])
        for at, title in enumerate(table.columns)
        if any(row.cells[at] not in _NOTHING for row in table.rows)
    ]
    grid[-1:] = [each._replace(matters=_MOST) for each in grid[-1:]]
    sources = _sources(table.rows)
    if any(sources.cells) and grids.needs([*grid, sources]) <= columns:
        grid.append(sources)
    kept, widths = grids.fitting(grid, columns)
    shown = [grid[at] for at in kept]
    if any(each.title for each in shown):
        yield Text(grids.header(shown, widths), style="bold")
    for number, row in enumerate(table.rows if shown else ()):
        for first, rest in grids.row(shown, widths, number):
            line = Text()
            line.append(first, style=STYLES[row.tone])
            yield line.append(rest)
    if len(shown) < len(grid):
        names = ", ".join(each.title or "–" for at, each in enumerate(grid) if at not in kept)
        yield from paragraph(f"not shown: {names} (a wider terminal shows more)", columns, 0, "dim")
    if table.more:
        ask = f": {table.ask}" if table.ask else ""
        yield from paragraph(f"{table.more:,} more{ask}", columns, 0, "dim")


def _column(title: str, cells: Sequence[Cell]) -> grids.Column:
    known = [each for each in cells if each not in _NOTHING]
    return grids.Column(
        title,
        [_shown(each) for each in cells],
        right=all(is_number(each) for each in known),
        rigid=all(_is_rigid(each) for each in known),
        matters=_matters(known, len(cells)),
    )


def _matters(known: Sequence[Cell], rows: int) -> int:
    if all(isinstance(each, date) for each in known):
        return _MOST
    if 2 * len(known) < rows:
        return 0
    return 1 if all(isinstance(each, Money | Bar) for each in known) else 2


def _is_rigid(value: Cell) -> bool:
    return isinstance(value, int | Decimal | Money | date | Duration | Bar)


def _shown(value: Cell) -> str:
    if isinstance(value, Bar):
        share = float(value.value) / float(value.of) if value.of else 0.0
        return f"{bar(share, 8)} {clean(words(value))}"
    return clean(words(value))


def _sources(rows: Sequence[Row]) -> grids.Column:
    places = (row.evidence[0] if row.evidence else "" for row in rows)
    cells = [note_of(each).rpartition("/")[2] + each[len(note_of(each)) :] for each in places]
    return grids.Column(_SOURCE, list(map(clean, cells)))
