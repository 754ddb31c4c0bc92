"""Obsidian's `.base` files, run without Obsidian: what is in one, and its views.

A mistake in a formula shows in the cells that need it, as in Obsidian; any other makes a base that
cannot be run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.expressions import Expression
from vaultcrm.model import Error, Problem, Record, Ref, Value
from vaultcrm.reading.links import stem
from vaultcrm.views.rows import Row, Vaultwide
from vaultcrm.views.summaries import summary_named
from vaultcrm.views.table import Column
from vaultcrm.views.view import Condition, Order, Shown, Summarize, Total, View
from vaultcrm.words import suggestion

NAME = "file.name"
VALUES = "values"  # what a summary's expression calls the values of its column
_NOTE, _FILE, _FORMULA, _FACT = "note.", "file.", "formula.", "crm."


class Layout(NamedTuple):
    """One view of a base. Columns and the like are ids of properties: `note.status`, `file.name`,
    `formula.age`. An order is an id, and whether it is descending."""

    name: str
    where: Condition
    columns: tuple[str, ...] = (NAME,)
    sort: tuple[tuple[str, bool], ...] = ()
    group_by: tuple[str, bool] | None = None
    limit: int | None = None
    summaries: tuple[tuple[str, str], ...] = ()  # of which property, and the summary's name
    broken: tuple[Problem, ...] = ()  # for which it cannot be run


class Base(NamedTuple):
    """`formulas` and `summaries` are those that can be computed, `mistakes` why the other formulas
    cannot; `files` computes the properties of files by id; `titles` names properties for people;
    `broken` are those of its problems for which no view can be run."""

    layouts: tuple[Layout, ...]
    formulas: Mapping[str, Expression]
    mistakes: Mapping[str, str]
    files: Mapping[str, Expression]
    titles: Mapping[str, str]
    summaries: Mapping[str, Expression]
    problems: tuple[Problem, ...]
    broken: tuple[Problem, ...]

    def layout(self, name: str | None) -> Layout:
        """The view of this name; the first one if none is named. VaultError if there is none."""
        for each in self.layouts:
            if name is None or each.name == name:
                return each
        known = [each.name for each in self.layouts]
        raise VaultError(
            f"there is no view {name!r}.{suggestion(name or '', known)}",
            f"views: {', '.join(known)}",
        )


def candidates(notes: Iterable[Record], files: Iterable[str]) -> list[Record]:
    """What a base chooses from: every file of the vault, by path."""
    others = (Record("files", path, None, {}) for path in files)
    return sorted((*notes, *others), key=lambda record: record.path)


def view_of(base: Base, layout: Layout, shared: Vaultwide) -> View:
    """The view that a layout describes. `shared` must know the base's formulas."""

    def order(id_: str, descending: bool) -> Order:
        return Order(_value_of(base, id_), descending)

    grouped = layout.group_by
    return View(
        layout.where,
        tuple(
            Shown(Column(id_, _title(base, id_)), _value_of(base, id_)) for id_ in layout.columns
        ),
        tuple(order(*each) for each in layout.sort),
        (Column(grouped[0], _title(base, grouped[0])), order(*grouped)) if grouped else None,
        layout.limit,
        tuple(
            Total(id_, *_summary(base, name, shared))
            for id_, name in layout.summaries
            if id_ in layout.columns
        ),
        overall=False,  # as in Obsidian, where groups may be of different units
    )


def _value_of(base: Base, id_: str) -> Callable[[Row], Value]:
    """What computes a property of a row by its id."""
    root = id_.partition(".")[0] + "."
    name = id_.removeprefix(root)
    if id_ == NAME:  # Obsidian shows the file's name as a link to it
        return lambda row: Ref(stem(row.path), row.path)
    if root == _NOTE:
        return lambda row: row.note(name)
    if root == _FACT:
        return lambda row: row.fact(name)
    if root == _FORMULA and name in base.formulas:
        return lambda row: row.shown_formula(name)
    if id_ in base.files:
        expression = base.files[id_]
        return lambda row: row.shown(expression)
    mistake = base.mistakes.get(name) if root == _FORMULA else None
    error = Error(mistake or f"there is no {id_}")
    return lambda row: error


def _title(base: Base, id_: str) -> str:
    if base.titles.get(id_):
        return base.titles[id_]
    if id_.startswith(_FILE):
        return f"file {id_.removeprefix(_FILE)}"
    return id_.removeprefix(_NOTE).removeprefix(_FORMULA)


def _summary(base: Base, name: str, shared: Vaultwide) -> tuple[str, Summarize]:
    if name not in base.summaries:
        return summary_named(name)
    expression = base.summaries[name]
    nothing = shared.row(Record("files", shared.this, None, {}))

    def summarize(values: Sequence[Value]) -> Value:
        return expression.export(nothing, values=tuple(values))

    return name, summarize
