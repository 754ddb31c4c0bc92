"""What `export ics` does: the vault's calendar, printed or written."""

import os
from pathlib import Path

import click

from vaultcrm.commands._sites import place_of, put
from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.model import Duration
from vaultcrm.reminders._dates import dates
from vaultcrm.rendering.calendar_file import MAKER, Wanted, as_calendar
from vaultcrm.rendering.html_cells import links
from vaultcrm.schema.lengths import read_length
from vaultcrm.writing.names import safe_name

_ENDING = ".ics"
_HEAD = 512  # bytes of a calendar in which its maker is named


def read_alarm(text: str) -> Duration | None:
    """How long before something an alarm rings; None for no alarm."""
    if text == "none":
        return None
    length = read_length(text)
    if length is None or length.months or length.business_days:
        raise click.UsageError(f"--alarm is none, or days, weeks or hours as 1d, not {text!r}")
    return length


def calendar_of(
    session: Session, client: str | None, alarm: Duration | None, to_do: bool
) -> tuple[bytes, int]:
    """The calendar file, and how many entries it has."""
    config, place = session.vault.config, place_of(session, None)
    found = dates(session.index, session.book, _client(session, client) if client else "")
    wanted = Wanted(
        name=session.vault.name,
        today=session.today,
        clock=config.timezone,
        office=config.office_hours,
        alarm=alarm,
        to_do=to_do,
        link=links(place).note if place.obsidian else lambda path: "",
    )
    file = as_calendar(found, wanted)
    return file, file.count(b"\r\nEND:VEVENT") + file.count(b"\r\nEND:VTODO")


def save(session: Session, output: Path, file: bytes) -> Path:
    """Writes the calendar to a file, or into a folder, and says where it is. Raises VaultError
    rather than replace what is no calendar of ours."""
    if output.is_dir():
        output = output / f"{safe_name(session.vault.name)}{_ENDING}"
    if output.suffix.lower() != _ENDING:
        raise VaultError(f"{output}: the name is not that of a calendar", f"end it with {_ENDING}")
    if output.is_file() and output.stat().st_size and not _is_ours(output):
        raise VaultError(f"{output} is no calendar of ours", "remove it, or name another file")
    put(Path(os.path.abspath(output.parent)), output.name, file.decode())
    return output


def _is_ours(output: Path) -> bool:
    with open(output, "rb") as file:
        return f"PRODID:{MAKER}".encode() in file.read(_HEAD)


def _client(session: Session, name: str) -> str:
    """The path of the client that somebody means."""
    path = session.find(name)
    if not any(each.path == path for each in session.book.records("clients")):
        raise VaultError(f"{path} is no client", "vaultcrm list clients shows all")
    return path
