"""What `report` does, once it is known what was asked for."""

import sys
from collections.abc import Sequence
from datetime import date
from shutil import get_terminal_size

import click

from vaultcrm.commands._output import emit
from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.reports import Asked, Report, find_report
from vaultcrm.words import suggestion


def make(
    session: Session, name: str, argument: str | None, start: date | None, end: date | None
) -> Report:
    """The report that somebody asks for. Raises VaultError for what it cannot be made of."""
    maker = find_report(name)
    if (start or end) and not maker.period:
        raise VaultError(f"the report {name} is not of a period", "leave out --from and --to")
    if start and end and start > end:
        raise VaultError(f"--from {start.isoformat()} is after --to {end.isoformat()}")
    if not maker.about:
        if argument:
            raise VaultError(f"the report {name} is about the whole vault, not {argument!r}")
        return maker.make(session.book, Asked(None, start, end))
    kind = maker.about.removesuffix("s")
    if not argument:
        raise VaultError(f"which {kind}?", f'vaultcrm report {name} "Their name"')
    path = session.find(argument)
    for record in session.book.records(maker.about):
        if record.path == path:
            return maker.make(session.book, Asked(record, start, end))
    titles = [str(each.fields.get("title")) for each in session.book.records(maker.about)]
    near = suggestion(argument, titles)
    raise VaultError(f"{path} is no {kind}.{near}", f"vaultcrm list {maker.about} shows all")


def show(session: Session, report: Report, form: str | None) -> None:
    """Prints a report: for reading on a terminal, elsewhere as Markdown."""
    if form is None and sys.stdout is not None and sys.stdout.isatty():
        from vaultcrm.rendering.report_terminal import as_terminal

        context = click.get_current_context(silent=True)
        color = context is None or context.color is not False
        click.echo(as_terminal(report, get_terminal_size().columns, color), nl=False)
    else:
        emit(rendered(session, report, form or "md"), nl=False)


FORMS: Sequence[str] = ("md", "html", "json")


def rendered(session: Session, report: Report, form: str) -> str:
    """The report in one of FORMS."""
    if form == "json":
        from vaultcrm.rendering.report_json import as_json

        return as_json(report)
    from vaultcrm.rendering.report_markdown import as_markdown

    return as_markdown(report, session.book.link)
