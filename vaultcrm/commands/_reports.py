"""What `report` does, once it is known what was asked for."""

import sys
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import NamedTuple

import click

from vaultcrm.commands._output import emit, emit_document, say
from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.reports import Asked, Report, find_report, report_names
from vaultcrm.words import suggestion

_NEEDS = {"clients": "CLIENT", "projects": "PROJECT"}


class Wanted(NamedTuple):
    """What was asked for, as it was said."""

    name: str | None
    argument: str | None
    start: date | None
    end: date | None
    form: str | None
    output: Path | None
    everything: bool
    write: bool
    dry_run: bool


def contradiction(wanted: Wanted) -> str:
    """What cannot be meant together, '' if all can."""
    if wanted.everything:
        if wanted.name or wanted.write or wanted.form:
            return "--all is every report as a page: leave the name and the other options out"
        return "" if wanted.output else "--all needs a folder: -o DIR"
    if wanted.write and (wanted.form or wanted.output):
        return "--write puts Markdown into the vault: leave --format and -o out"
    if wanted.dry_run and not wanted.write:
        return "--dry-run goes with --write"
    return "" if wanted.name or not (wanted.write or wanted.output) else "name a report"


def catalogue() -> None:
    """Says which reports there are."""
    makers = list(map(find_report, report_names()))
    names = [f"{maker.name} {_NEEDS.get(maker.about, '')}".rstrip() for maker in makers]
    widest = max(map(len, names))
    for name, maker in zip(names, makers, strict=True):
        emit(f"{name:{widest}}  {maker.summary}")


def answer(session: Session, wanted: Wanted) -> None:
    """Makes what is wanted, and prints it or says where it is."""
    if wanted.everything and wanted.output:
        from vaultcrm.commands._sites import INDEX, save_site

        count = save_site(session, wanted.output)
        say(f"{count} pages written; begin with {wanted.output / INDEX}")
        return
    report = make(session, wanted.name or "", wanted.argument, wanted.start, wanted.end)
    if wanted.write:
        from vaultcrm.watching.reporting import write_report

        path, action = write_report(session.vault, report, session.book.link, wanted.dry_run)
        emit(f"{action} {path}")
    elif wanted.output:
        from vaultcrm.commands._sites import save

        say(f"written {save(session, report, wanted.output, wanted.form)}")
    else:
        show(session, report, wanted.form)


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
        emit_document(as_terminal(report, get_terminal_size().columns, color))
    else:
        emit_document(rendered(session, report, form or "md"))


def rendered(session: Session, report: Report, form: str, folder: Path | None = None) -> str:
    """The report as md, html or json; a page is going to lie in the folder, if that is known."""
    if form == "json":
        from vaultcrm.rendering.report_json import as_json

        return as_json(report)
    if form == "html":
        from vaultcrm.commands._sites import place_of
        from vaultcrm.rendering.report_html import as_html

        return as_html(report, place_of(session, folder))
    from vaultcrm.rendering.report_markdown import as_markdown

    return as_markdown(report, session.book.link)
