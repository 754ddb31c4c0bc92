"""A view: which records, in which columns and order. Running one gives a table."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from vaultcrm.errors import VaultError
from vaultcrm.expressions import Expression, Mistake, compile_expression, decided
from vaultcrm.expressions.summaries import identity
from vaultcrm.model import Error, Record, Value, is_empty
from vaultcrm.views.rows import PLACE, Row, Vaultwide
from vaultcrm.views.table import Column, Group, Summary, Table, row_of, sort_key

T = TypeVar("T")
Condition: TypeAlias = Callable[[Row], bool | Error]
Summarize: TypeAlias = Callable[[Sequence[Value]], Value]


class Shown(NamedTuple):
    """A column and what its cells are computed from."""

    column: Column
    value: Callable[[Row], Value]


class Order(NamedTuple):
    value: Callable[[Row], Value]
    descending: bool = False


class Total(NamedTuple):
    """What is made of all values of a column. The column need not be among those shown."""

    column: str
    name: str
    summarize: Summarize


class View(NamedTuple):
    """`whole` rows hold all fields of their records beside the columns; `overall` totals are those
    of all rows, beside those of the groups."""

    where: Condition
    columns: tuple[Shown, ...]
    order: tuple[Order, ...] = ()
    group_by: tuple[Column, Order] | None = None
    limit: int | None = None
    totals: tuple[Total, ...] = ()
    whole: bool = False
    overall: bool = True


_PATIENCE, _PATIENCE_EACH = 10, 0.002  # seconds, for a question and for each record of it


class Failure(NamedTuple):
    """A record that a condition could not be decided for."""

    place: str
    message: str


def compiled(text: str, where: str) -> Expression:
    """The expression that somebody wrote. Raises VaultError, which says what is wrong with it;
    `where` says where it stands."""
    expression = compile_expression(text)
    if isinstance(expression, Mistake):
        raise VaultError(f"{where}: {expression.shown()}")
    return expression


def condition(expression: Expression) -> Condition:
    """Whether an expression is true of a row."""
    return lambda row: decided(expression.value(row))


def all_of(conditions: Sequence[Condition]) -> Condition:
    def holds(row: Row) -> bool | Error:
        for each in conditions:
            verdict = each(row)
            if verdict is not True:
                return verdict
        return True

    return holds


def any_of(conditions: Sequence[Condition]) -> Condition:
    def holds(row: Row) -> bool | Error:
        failed: Error | None = None
        for each in conditions:
            verdict = each(row)
            if verdict is True:
                return True
            if isinstance(verdict, Error):
                failed = failed or verdict
        return failed or False

    return holds


def none_of(conditions: Sequence[Condition]) -> Condition:
    anything = any_of(conditions)

    def holds(row: Row) -> bool | Error:
        verdict = anything(row)
        return verdict if isinstance(verdict, Error) else not verdict

    return holds


def matching(
    where: Condition, records: Iterable[Record], shared: Vaultwide
) -> tuple[list[Row], list[Failure]]:
    """The records of which the condition holds, and those that it could not be decided for.

    Raises VaultError if it could be decided for none of several: then it is the condition that is
    wrong."""
    rows: list[Row] = []
    failures: list[Failure] = []
    decided = False
    for record in patiently(records, "the condition takes"):
        row = shared.row(record)
        verdict = where(row)
        if isinstance(verdict, Error):
            failures.append(Failure(record.place, verdict.message))
            continue
        decided = True
        if verdict:
            rows.append(row)
    if len(failures) > 1 and not decided:
        raise VaultError(f"the condition can be decided for no record: {failures[0].message}")
    return rows, failures


def patiently(items: Iterable[T], what: str) -> Iterator[T]:
    """The items, as long as whoever takes them does not take too long.

    Raises VaultError then, which says that `what` (`the condition takes`) is it."""
    started = time.monotonic()
    for count, each in enumerate(items, 1):
        yield each
        if time.monotonic() - started > _PATIENCE + count * _PATIENCE_EACH:
            raise VaultError(f"{what} too long: given up after {count} records")


def arranged(view: View, rows: Sequence[Row]) -> list[Row]:
    """The first rows in the view's order, as many as its limit; then by group."""
    for order in reversed(view.order):
        rows = ordered(rows, order)
    rows = list(rows[: view.limit])
    return ordered(rows, view.group_by[1]) if view.group_by else rows


def tabulated(view: View, rows: Sequence[Row]) -> Table:
    """The table of rows that are arranged already. Raises VaultError if its cells take too long."""
    if view.group_by:
        groups = _groups(view, view.group_by[1].value, rows)
    else:
        groups = [Group(None, _rows(view, rows))]
    return Table(
        tuple(shown.column for shown in view.columns),
        tuple(groups),
        view.group_by[0] if view.group_by else None,
        _summaries(view, rows) if view.overall or not view.group_by else (),
    )


def ordered(rows: Sequence[Row], order: Order) -> list[Row]:
    """In this order; rows without a value come last either way, and equal ones stay as they are."""
    decorated = [(row, order.value(row)) for row in rows]
    filled = [(sort_key(value), row) for row, value in decorated if not is_empty(value)]
    filled.sort(key=lambda pair: pair[0], reverse=order.descending)
    return [*(row for _, row in filled), *(row for row, value in decorated if is_empty(value))]


def _groups(view: View, key: Callable[[Row], Value], rows: Sequence[Row]) -> list[Group]:
    """The rows with the same key together: links that lead to one note, whatever they show."""
    members: dict[object, tuple[Value, list[Row]]] = {}
    for row in rows:
        value = key(row)
        value = None if is_empty(value) else value
        members.setdefault(identity(value), (value, []))[1].append(row)
    return [
        Group(value, _rows(view, found), _summaries(view, found))
        for value, found in members.values()
    ]


def _cells(view: View, row: Row) -> Mapping[str, Value]:
    whole = row_of(row.record)
    cells = dict(whole) if view.whole else {name: whole[name] for name in PLACE if name in whole}
    for shown in view.columns:
        if shown.column.key not in cells:
            cells[shown.column.key] = shown.value(row)
    return cells


def _rows(view: View, rows: Sequence[Row]) -> list[Mapping[str, Value]]:
    return [_cells(view, row) for row in patiently(rows, "the columns take")]


def _summaries(view: View, rows: Sequence[Row]) -> tuple[Summary, ...]:
    values = {shown.column.key: shown.value for shown in view.columns}
    return tuple(
        Summary(
            total.column, total.name, total.summarize([values[total.column](row) for row in rows])
        )
        for total in view.totals
    )
