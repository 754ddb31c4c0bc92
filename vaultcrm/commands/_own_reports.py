"""What `report` does with a report of the vault's own."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from vaultcrm.commands._bases import answer, read
from vaultcrm.commands._output import emit, emit_document, say
from vaultcrm.commands._sites import as_ours, placed, put, refuse_foreign
from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.model import Ref
from vaultcrm.rendering.own_reports import Own
from vaultcrm.rendering.own_templates import text_of
from vaultcrm.rendering.report_cells import words
from vaultcrm.rendering.text import printable
from vaultcrm.reports import Block, Figure, Figures, Report, Row, Section, Table
from vaultcrm.reports._parts import many
from vaultcrm.views.table import Group, Summary
from vaultcrm.views.table import Table as Answer
from vaultcrm.watching.reporting import write_text


def base_report(session: Session, own: Own) -> Report:
    """The views of a base as a report. Raises VaultError for a base that cannot be run."""
    path = own.forms["base"]
    views = [answer(session, path, layout.name, path, "") for layout in read(session, path).layouts]
    rows = many(sum(len(table.rows) for _, table in views), "row")
    sections = tuple(Section(name, tuple(_blocks(table))) for name, table in views)
    return Report(own.name, own.name, f"{rows} in {many(len(views), 'view')}.", sections,
                  session.today)  # fmt: skip


def show_template(
    session: Session, own: Own, form: str | None, output: Path | None, write: bool, dry_run: bool
) -> None:
    """Prints what a template makes, writes it to a file, or into the vault."""
    if output:
        output, form = placed(session, own.name, output, form, next(iter(own.forms)))
        form = _form(own, form)
        text = text_of(session.vault, session.book, own, form)
        if form == "html":
            refuse_foreign(output)
            text = as_ours(text)
        put(Path(os.path.abspath(output.parent)), output.name, text)
        say(f"written {output}")
        return
    form = _form(own, form or ("md" if write else None))
    text = text_of(session.vault, session.book, own, form)
    if write:
        path, action = write_text(
            session.vault, own.name, text, (own.name,), session.today, dry_run
        )
        emit(f"{action} {path}")
    else:
        emit_document(printable(text))


def _form(own: Own, form: str | None) -> str:
    """The form that is wanted, the first that there is if none is named."""
    if form is None:
        return next(iter(own.forms))
    if form not in own.forms:
        known = ", ".join(own.forms.values())
        raise VaultError(f"the report {own.name} has no form {form}: there is only {known}")
    return form


def _blocks(table: Answer) -> Iterator[Block]:
    """A table for each group, with its summaries below it."""
    titles = {column.key: column.title for column in table.columns}
    for group in table.groups:
        name = words(group.key) or "none"
        yield _table(table, group, name if table.group_by else "")
        if group.summaries:
            yield _figures(titles, group.summaries)
    if table.summaries:
        yield _figures(titles, table.summaries)


def _table(table: Answer, group: Group, title: str) -> Table:
    keys = [column.key for column in table.columns]
    rows = []
    for row in group.rows:
        place = f"{row['path']}:{row['line']}" if row.get("line") else str(row["path"])
        cells = tuple(row.get(key) for key in keys)
        is_linked = any(isinstance(cell, Ref) and cell.path == place for cell in cells)
        rows.append(Row(cells, () if is_linked else (place,)))
    return Table(tuple(column.title for column in table.columns), tuple(rows), title=title)


def _figures(titles: Mapping[str, str], summaries: Sequence[Summary]) -> Figures:
    return Figures(
        tuple(Figure(f"{each.name} of {titles[each.column]}", each.value) for each in summaries)
    )
