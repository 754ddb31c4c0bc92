"""Rows → text, in every form that `list` and its like can give."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Final

from vaultcrm.model import Money, Value
from vaultcrm.rendering.jsonout import dumps
from vaultcrm.rendering.text import cell, one_line, printable, width

Row = Mapping[str, Value]

_NARROWEST = 6  # columns of a terminal that a column of a table keeps

# Spreadsheets take what begins like this for a formula: source shared/reference/safety.md.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def as_json(columns: Sequence[str], rows: Iterable[Row]) -> str:
    return dumps(tuple(rows)) + "\n"


def as_jsonl(columns: Sequence[str], rows: Iterable[Row]) -> str:
    return "".join(dumps(row, indent=None) + "\n" for row in rows)


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Comma-separated with a header. Text that a spreadsheet would run begins with a `'`."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_guarded, columns))
    writer.writerows([_guarded(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()


def as_tsv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [columns, *([_flat(row.get(name)) for name in columns] for row in rows)]
    return "".join("\t".join(map(_flat, line)) + "\n" for line in lines)


def as_md(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """A Markdown table, its columns aligned in the source too."""
    table = [list(map(_in_markdown, columns))]
    table += [[_in_markdown(row.get(name)) for name in columns] for row in rows]
    widths = [max(3, *map(width, column)) for column in zip(*table, strict=True)]
    right = [_is_numeric(name, rows) for name in columns]
    rule = [
        "-" * (size - 1) + (":" if ends else "-") for size, ends in zip(widths, right, strict=True)
    ]
    return "".join(
        "| " + " | ".join(_aligned(line, widths, right)) + " |\n"
        for line in [table[0], rule, *table[1:]]
    )


def as_paths(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """The notes' paths, one a line, each once, in the order of the rows."""
    paths = dict.fromkeys(cell(row["path"]) for row in rows)
    return "".join(printable(path).replace("\n", "\\x0a") + "\n" for path in paths)


def as_table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Aligned columns, two spaces apart, of whatever width they need."""
    table = [list(columns), *([_flat(row.get(name)) for name in columns] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    right = [_is_numeric(name, rows) for name in columns]
    return "".join("  ".join(_aligned(line, widths, right)).rstrip() + "\n" for line in table)


def on_terminal(
    columns: Sequence[str], rows: Sequence[Row], terminal_width: int, color: bool
) -> str:
    """Aligned columns cut to a terminal of `terminal_width`."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    texts = {name: [_flat(name), *(_flat(row.get(name)) for row in rows)] for name in columns}
    natural = [max(map(width, texts[name])) for name in columns]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name, size in zip(columns, _fitted(natural, terminal_width), strict=True):
        table.add_column(
            Text(_flat(name)),
            justify="right" if _is_numeric(name, rows) else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=size,
        )
    for row in rows:
        table.add_row(*(Text(_flat(row.get(name))) for name in columns))
    text = StringIO()
    console = Console(
        file=text,
        width=terminal_width,
        color_system="standard" if color else None,
        force_terminal=color,
        legacy_windows=False,
    )
    console.print(table)
    return text.getvalue()


def _fitted(widths: Sequence[int], terminal_width: int) -> list[int]:
    """Column widths, two spaces apart, that fit the terminal: the widest give way first."""
    fitted = list(widths)
    excess = sum(fitted) + 2 * (len(fitted) - 1) - terminal_width
    for _ in range(excess):
        widest = max(range(len(fitted)), key=fitted.__getitem__)
        if fitted[widest] <= _NARROWEST:
            break
        fitted[widest] -= 1
    return fitted


FORMATS: Final[Mapping[str, Callable[[Sequence[str], Sequence[Row]], str]]] = {
    "table": as_table,
    "json": as_json,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "tsv": as_tsv,
    "md": as_md,
    "paths": as_paths,
}


def _flat(value: Value) -> str:
    return printable(one_line(cell(value)))


def _guarded(value: Value) -> str:
    text = cell(value)
    is_number = isinstance(value, int | Decimal)
    return printable(f"'{text}" if text.startswith(_FORMULA) and not is_number else text)


def _in_markdown(value: Value) -> str:
    text = printable(cell(value)).replace("\\", "\\\\").replace("|", "\\|")
    return "<br>".join(one_line(line) for line in text.split("\n"))


def _is_numeric(name: str, rows: Iterable[Row]) -> bool:
    """Whether a column holds numbers or money only, and so is aligned to the right."""
    values = [row.get(name) for row in rows]
    return any(value is not None for value in values) and all(
        value is None or (isinstance(value, int | Decimal | Money) and not isinstance(value, bool))
        for value in values
    )


def _aligned(line: Iterable[str], widths: Iterable[int], right: Iterable[bool]) -> list[str]:
    """The cells of one line, each filled up with spaces to its column's width."""
    return [
        " " * (size - width(text)) + text if ends else text + " " * (size - width(text))
        for text, size, ends in zip(line, widths, right, strict=True)
    ]
