"""What `log` does: one line more in a note's log."""

from datetime import date, datetime

from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.reading.values import FIRST_YEAR, LAST_YEAR
from vaultcrm.rendering.text import one_line, printable
from vaultcrm.writing.atomic import edit
from vaultcrm.writing.edits import insert_line
from vaultcrm.writing.lock import write_lock

_KIND = "interactions"


def log_line(text: str, day: date, stamped: bool) -> str:
    """The line for the log. `stamped` gives it the time of now."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise VaultError(f"{day} is no date between {FIRST_YEAR} and {LAST_YEAR}")
    words = printable(one_line(text))
    if not words:
        raise VaultError("there is nothing to log", "say what happened")
    time = f" {datetime.now():%H:%M}" if stamped else ""
    return f"- {day.isoformat()}{time} {words}"


def write_line(session: Session, path: str, line: str, dry_run: bool) -> None:
    """Writes the line into the section of the note's type that holds interactions.

    Raises VaultError for a note that has no log, or that cannot be edited safely."""
    heading = _heading(session, path)
    if not dry_run:
        with write_lock(session.vault.root):
            edit(session.vault.root, path, lambda text: insert_line(text, heading, line))


def _heading(session: Session, path: str) -> str:
    record = session.index.record(path)
    name = str(record.fields.get("type") or "") if record else ""
    note_type = session.vault.schema.types.get(name)
    if note_type:
        for heading in note_type.headings:
            if note_type.sections[heading.casefold()] == _KIND:
                return heading
    if path in session.index.unreadable():
        raise VaultError(f"{path} could not be read", "vaultcrm check says why")
    what = f"a {name}" if note_type else "a note without a type"
    raise VaultError(f"{path} is {what}, which has no log", "log contacts with clients and people")
