"""What `report` does, once it is known what was asked for."""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import NamedTuple

import click

from vaultcrm.commands import Invocation
from vaultcrm.commands._output import emit, emit_document, say
from vaultcrm.commands._vault import Session
from vaultcrm.commands._where import root_of
from vaultcrm.errors import VaultError
from vaultcrm.model import Record
from vaultcrm.rendering.own_reports import Own, own_reports
from vaultcrm.rendering.text import one_line, width
from vaultcrm.reports import Asked, Maker, Report, find_report, report_names
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
    share: bool


def contradiction(wanted: Wanted) -> str:
    """What cannot be meant together, '' if all can."""
    if wanted.share:
        if wanted.name != "client" or wanted.everything:
            return "--share is for a client: vaultcrm report client NAME --share -o DIR"
        if wanted.form or wanted.write or wanted.start or wanted.end:
            return "--share is a page as it is: leave all options but -o out"
        return "" if wanted.output else "--share needs a folder for the page: -o DIR"
    if wanted.everything:
        if wanted.name or wanted.write or wanted.form:
            return "--all is every report as a page: leave the name and the other options out"
        return "" if wanted.output else "--all needs a folder: -o DIR"
    if wanted.write and (wanted.form or wanted.output):
        return "--write puts Markdown into the vault: leave --format and -o out"
    if wanted.dry_run and not wanted.write:
        return "--dry-run goes with --write"
    return "" if wanted.name or not (wanted.write or wanted.output) else "name a report"


def catalogue(invocation: Invocation) -> None:
    """Says which reports there are, with the vault's own if there is a vault."""
    makers = map(find_report, report_names())
    shown = [
        (f"{maker.name} {_NEEDS.get(maker.about, '')}".rstrip(), maker.summary) for maker in makers
    ]
    with suppress(VaultError):
        shown += (
            (one_line(own.name), one_line(own.summary))
            for own in own_reports(root_of(invocation)).values()
        )
    widest = max(width(name) for name, _ in shown)
    for name, summary in shown:
        emit(f"{name}{' ' * (widest - width(name))}  {summary}")


def answer(session: Session, wanted: Wanted) -> None:
    """Makes what is wanted, and prints it or says where it is."""
    own = own_reports(session.vault.root)
    if wanted.everything and wanted.output:
        from vaultcrm.commands._sites import INDEX, save_site

        count = save_site(session, wanted.output)
        say(f"{count} pages written; begin with {wanted.output / INDEX}")
    elif wanted.share and wanted.output:
        from vaultcrm.commands._shares import save_shared

        client = _subject(session, find_report("client"), wanted.argument)
        save_shared(session, client, wanted.output)
    elif wanted.name in own:
        _answer_own(session, own[wanted.name], wanted)
    elif wanted.name in report_names():
        report = make(session, wanted.name, wanted.argument, wanted.start, wanted.end)
        _deliver(session, report, wanted)
    else:
        known = [*report_names(), *own]
        near = suggestion(wanted.name or "", known)
        hint = f"reports: {', '.join(known)}"
        raise VaultError(f"there is no report {wanted.name!r}.{near}", hint)


def _answer_own(session: Session, own: Own, wanted: Wanted) -> None:
    """The same for a report of the vault's own."""
    from vaultcrm.commands._own_reports import base_report, show_template

    if wanted.argument or wanted.start or wanted.end:
        raise VaultError(f"the report {own.name} is your own: it takes no more than its name")
    if "base" in own.forms:
        _deliver(session, base_report(session, own), wanted)
    else:
        show_template(session, own, wanted.form, wanted.output, wanted.write, wanted.dry_run)


def _deliver(session: Session, report: Report, wanted: Wanted) -> None:
    """Prints a report, or writes it and says where it is."""
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
    return maker.make(session.book, Asked(_subject(session, maker, argument), start, end))


def _subject(session: Session, maker: Maker, argument: str | None) -> Record:
    """The note that a report is wanted about. Raises VaultError where it is not named."""
    kind = maker.about.removesuffix("s")
    if not argument:
        raise VaultError(f"which {kind}?", f'vaultcrm report {maker.name} "Their name"')
    path = session.find(argument)
    for record in session.book.records(maker.about):
        if record.path == path:
            return record
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
