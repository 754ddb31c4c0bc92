"""Tables → text, in every form that `list` and its like can give.

Tables for people and for JSON show groups and summaries; what is one row a line has neither, but
its groups as a column."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import groupby
from typing import Any, Final

from vaultcrm.model import Duration, Link, Money, Ref, Value, is_empty
from vaultcrm.rendering.jsonout import dumps
from vaultcrm.rendering.text import cell, one_line, printable, width, wikilink
from vaultcrm.views.table import Column, Row, Summary, Table

_NARROWEST = 6  # columns of a terminal that a column of a table keeps

_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_TAG = re.compile(r"(?<!\S)#(?=\S)")
_BRACKET = re.compile(r"!?(\[\[[^\[\]\n]+\]\])(?!\()|\[")

# Spreadsheets take what begins like this for a formula: source shared/reference/safety.md.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def as_json(table: Table) -> str:
    """A list of rows; of a table with groups or summaries an object that holds them."""
    if not table.group_by and not table.summaries:
        return dumps(tuple(table.rows)) + "\n"
    data: dict[str, Any] = {}
    if table.group_by:
        data["group_by"] = table.group_by.key
        data["groups"] = [
            {"key": group.key, "rows": tuple(group.rows), **_summaries(group.summaries)}
            for group in table.groups
        ]
    else:
        data["rows"] = tuple(table.rows)
    return dumps({**data, **_summaries(table.summaries)}) + "\n"


def as_jsonl(table: Table) -> str:
    _, rows = _ungrouped(table)
    return "".join(dumps(row, indent=None) + "\n" for row in rows)


def as_csv(table: Table) -> str:
    """Comma-separated with a header. Text that a spreadsheet would run begins with a `'`."""
    import csv

    columns, rows = _ungrouped(table)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_guarded(column.title) for column in columns)
    writer.writerows([_guarded(row.get(column.key)) for column in columns] for row in rows)
    return text.getvalue()


def as_tsv(table: Table) -> str:
    columns, rows = _ungrouped(table)
    lines = [[column.title for column in columns]]
    lines += [[_flat(row.get(column.key)) for column in columns] for row in rows]
    return "".join("\t".join(map(_flat, line)) + "\n" for line in lines)


def as_md(table: Table) -> str:
    """A Markdown table for each group, its columns aligned in the source too. Links are written as
    in a note, so that Obsidian follows them."""
    parts = []
    for group in table.groups:
        if table.group_by:
            key = in_markdown(group.key) or "(none)"
            title = in_markdown(table.group_by.title)
            parts.append(f"**{title}: {key}** ({len(group.rows)})\n")
        last = group.summaries if table.group_by else table.summaries
        parts.append(_markdown(table.columns, group.rows, last))
    if table.group_by and table.summaries:
        parts.append(f"**all** ({len(table.rows)})\n")
        parts.append(_markdown(table.columns, (), table.summaries))
    return "\n".join(parts)


def as_paths(table: Table) -> str:
    """The notes' paths, one a line, each once, in the order of the rows."""
    paths = dict.fromkeys(cell(row["path"]) for row in table.rows)
    return "".join(printable(path).replace("\n", "\\x0a") + "\n" for path in paths)


def as_table(table: Table) -> str:
    """Aligned columns, two spaces apart, of whatever width they need."""
    lines = list(_lines(table))
    widths = _widths(lines)
    right = _numeric(table)
    return "".join(
        f"{line}\n"
        if isinstance(line, str)
        else "  ".join(_aligned(line, widths, right)).rstrip() + "\n"
        for line in lines
    )


def on_terminal(table: Table, terminal_width: int, color: bool) -> tuple[str, list[str]]:
    """Aligned columns that fit a terminal, and the titles of those that are left out for that.

    Texts are cut; numbers, amounts and dates never are, since what is left of them would be
    another one. Then the last columns go. Summaries that do not fit stand on lines of their own."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    text = StringIO()
    console = Console(
        file=text,
        width=terminal_width,
        color_system="standard" if color else None,
        force_terminal=color,
        legacy_windows=False,
    )
    shown, below = _fitting(table, terminal_width)
    lines = list(_lines(shown, below))
    widths = _fitted(_widths(lines), _rigid(shown), terminal_width)
    right = _numeric(shown)

    def put(rows: Sequence[Sequence[str]], style: str) -> None:
        grid = Grid.grid(padding=(0, 2, 0, 0), pad_edge=False)
        for ends, size in zip(right, widths, strict=True):
            justify: Any = "right" if ends else "left"
            grid.add_column(justify=justify, no_wrap=True, overflow="ellipsis", width=size)
        for row in rows:
            grid.add_row(*map(Text, row), style=style)
        console.print(grid)

    for number, (is_cells, block) in enumerate(groupby(lines, lambda line: type(line) is list)):
        for line in [list(block)] if is_cells else block:
            if isinstance(line, str):
                style = "bold" if line.startswith("\n") else ""
                console.print(Text(line, style, no_wrap=True, overflow="ellipsis"))
            elif number == 0:
                put([line[0]], "bold")
                put(line[1:], "") if line[1:] else None
            else:
                put(line, "")
    left_out = [column.title for column in table.columns[len(shown.columns) :]]
    return text.getvalue(), left_out


def _fitting(table: Table, terminal_width: int) -> tuple[Table, bool]:
    """The table with as many of its first columns as can be shown, and whether its summaries go
    below instead of into the columns."""
    columns = table.columns
    for below in (False, True):
        while True:
            shown = table._replace(columns=columns)
            least = [
                size if rigid else min(size, _NARROWEST)
                for size, rigid in zip(_widths(_lines(shown, below)), _rigid(shown), strict=True)
            ]
            if sum(least) + 2 * (len(least) - 1) <= terminal_width:
                return shown, below
            if not below or len(columns) == 1:
                break
            columns = columns[:-1]
    return shown, True


def _rigid(table: Table) -> list[bool]:
    """The columns whose cells must not be cut: of numbers, amounts, dates and truth values."""
    return [
        all(
            isinstance(value, date | bool | Duration) or is_empty(value) or is_number(value)
            for value in (row.get(column.key) for row in table.rows)
        )
        for column in table.columns
    ]


def _fitted(widths: Sequence[int], rigid: Sequence[bool], terminal_width: int) -> list[int]:
    """Column widths, two spaces apart, that fit the terminal: the widest text gives way first."""
    fitted = list(widths)
    soft = [index for index, is_rigid in enumerate(rigid) if not is_rigid] or [*range(len(fitted))]
    for _ in range(sum(fitted) + 2 * (len(fitted) - 1) - terminal_width):
        widest = max(soft, key=fitted.__getitem__)
        if fitted[widest] <= 1:
            break
        fitted[widest] -= 1
    return fitted


FORMATS: Final[Mapping[str, Callable[[Table], str]]] = {
    "table": as_table,
    "json": as_json,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "tsv": as_tsv,
    "md": as_md,
    "paths": as_paths,
}


def _summaries(summaries: Iterable[Summary]) -> dict[str, Any]:
    found: dict[str, dict[str, Value]] = {}
    for each in summaries:
        found.setdefault(each.column, {})[each.name] = each.value
    return {"summaries": found} if found else {}


def _ungrouped(table: Table) -> tuple[Sequence[Column], list[Row]]:
    """Columns and rows, with what the rows are grouped by as the first column unless it is one."""
    grouped = table.group_by
    if grouped is None or any(grouped.key == column.key for column in table.columns):
        return table.columns, table.rows
    rows: list[Row] = [
        {grouped.key: group.key, **row} for group in table.groups for row in group.rows
    ]
    return (grouped, *table.columns), rows


def _lines(table: Table, below: bool = False) -> Iterator[list[str] | str]:
    """Header and rows as texts of cells, the heading of a group (after an empty line) as one text;
    summaries as cells too, or `below` as texts."""

    def total(summaries: Sequence[Summary]) -> Iterator[list[str] | str]:
        if below:
            titles = {column.key: column.title for column in table.columns}
            for each in summaries:
                yield f"{titles.get(each.column, each.column)}: {each.name} {_flat(each.value)}"
        elif summaries:
            yield _total(table.columns, summaries, _flat)

    yield [_flat(column.title) for column in table.columns]
    for group in table.groups:
        if table.group_by:
            yield f"\n{_flat(group.key) or '(none)'} ({len(group.rows)})"
        for row in group.rows:
            yield [_flat(row.get(column.key)) for column in table.columns]
        yield from total(group.summaries)
    if table.group_by and table.summaries:
        yield f"\nall ({len(table.rows)})"
    yield from total(table.summaries)


def _total(
    columns: Iterable[Column], summaries: Iterable[Summary], shown: Callable[[Value], str]
) -> list[str]:
    """The cells of a line of summaries: `Sum 12000 EUR` below its column."""
    summaries = tuple(summaries)
    return [
        "; ".join(
            f"{each.name} {shown(each.value)}" for each in summaries if each.column == column.key
        )
        for column in columns
    ]


def _markdown(columns: Sequence[Column], rows: Sequence[Row], summaries: Sequence[Summary]) -> str:
    lines = [[in_markdown(column.title) for column in columns]]
    lines += [[in_markdown(row.get(column.key)) for column in columns] for row in rows]
    if summaries:
        lines.append(_total(columns, summaries, in_markdown))
    return in_columns(lines, [_is_numeric(column.key, rows) for column in columns])


def in_columns(lines: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """A Markdown table of cells that are Markdown, the titles first; `right` are the columns that
    are aligned there."""
    widths = [max(3, *map(width, column)) for column in zip(*lines, strict=True)]
    rule = [
        "-" * (size - 1) + (":" if ends else "-") for size, ends in zip(widths, right, strict=True)
    ]
    return "".join(
        "| " + " | ".join(_aligned(line, widths, right)) + " |\n"
        for line in [lines[0], rule, *lines[1:]]
    )


def _widths(lines: Iterable[list[str] | str]) -> list[int]:
    cells = [line for line in lines if not isinstance(line, str)]
    return [max(map(width, column)) for column in zip(*cells, strict=True)]


def _numeric(table: Table) -> list[bool]:
    return [_is_numeric(column.key, table.rows) for column in table.columns]


def _flat(value: Value) -> str:
    return printable(one_line(cell(value)))


def _guarded(value: Value) -> str:
    text = cell(value)
    is_number = isinstance(value, int | Decimal)
    return printable(f"'{text}" if text.startswith(_FORMULA) and not is_number else text)


def in_markdown(value: Value) -> str:
    """A cell that looks as it reads: nothing in it parts columns, is a tag, is HTML, opens a
    comment, leads out of the vault or fetches anything. Wikilinks stay, embeds become these."""
    lines = _in_markdown(value).replace("|", "\\|").split("\n")
    return "<br>".join(map(one_line, lines))


def _in_markdown(value: Value) -> str:
    if isinstance(value, Link | Ref):
        return printable(wikilink(value._replace(display=one_line(value.display))))
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(map(_in_markdown, value))
    text = _HTML.sub(r"\\<", printable(cell(value)).replace("\\", "\\\\"))
    text = _BRACKET.sub(lambda found: found[1] or r"\[", text)
    return _TAG.sub(r"\\#", text).replace("%%", "\\%\\%")


def _is_numeric(name: str, rows: Iterable[Row]) -> bool:
    """Whether a column holds numbers or money only, and so is aligned to the right."""
    values = [value for row in rows if not is_empty(value := row.get(name))]
    return bool(values) and all(map(is_number, values))


def is_number(value: object) -> bool:
    """Whether a value is a number or money, or several of these."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return all(map(is_number, value))
    return isinstance(value, int | Decimal | Money) and not isinstance(value, bool)


def _aligned(line: Iterable[str], widths: Iterable[int], right: Iterable[bool]) -> list[str]:
    """The cells of one line, each filled up with spaces to its column's width."""
    return [
        " " * (size - width(text)) + text if ends else text + " " * (size - width(text))
        for text, size, ends in zip(line, widths, right, strict=True)
    ]
