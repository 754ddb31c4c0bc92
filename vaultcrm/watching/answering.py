"""What somebody says of a reminder, done to its note: the task and the status."""

from collections.abc import Callable, Sequence
from datetime import date

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.facts.calendar import later
from vaultcrm.index.index import Index
from vaultcrm.reminders._log import DISMISSED, DONE, MADE, Entry
from vaultcrm.reminders._plan import Known
from vaultcrm.schema.lengths import read_length
from vaultcrm.watching._reminder_notes import known_notes, log_of, write_log
from vaultcrm.watching.reminding import Outcome
from vaultcrm.writing import atomic, ticking
from vaultcrm.writing.front_matter import set_property
from vaultcrm.writing.lock import write_lock

Change = Callable[[str, date | None], str]  # a note's text and its due date → its new text


def answer(
    index: Index, paths: Sequence[str], action: str, today: date, until: str, dry_run: bool
) -> list[Outcome]:
    """Does these reminders as `done`, `dismiss`es them, or `snooze`s them until a day or for a
    time.

    Raises VaultError for a note that is no reminder, and a time that cannot be understood; nothing
    is done then."""
    notes = {each.path: each for each in known_notes(index, Book.of(index, today))}
    for path in paths:
        if path not in notes:
            raise VaultError(f"{path} is no reminder", "vaultcrm list reminders shows them")
    change, what = _change(action, today, until)
    chosen = [notes[path] for path in dict.fromkeys(paths)]
    if not dry_run:
        with write_lock(index.vault.root):
            for note in chosen:
                _write(index, note, change, today, what)
    return [Outcome(each.path, what, each.title, each.rule, each.due) for each in chosen]


def _change(action: str, today: date, until: str) -> tuple[Change, str]:
    """What is done to a note's text, and what to call that."""
    if action == "snooze":
        day = _day(until, today)

        def snooze(text: str, due: date | None) -> str:
            return set_property(text, "snooze", day.isoformat())

        return snooze, f"snoozed until {day}"
    status, sign, mark = {
        "done": (DONE, ticking.DONE, f"✅ {today}"),
        "dismiss": (DISMISSED, ticking.CANCELLED, f"❌ {today}"),
    }[action]

    def close(text: str, due: date | None) -> str:
        return ticking.with_task(set_property(text, "status", status), sign, due, mark)

    return close, status


def _write(index: Index, note: Known, change: Change, today: date, event: str) -> None:
    atomic.edit(index.vault.root, note.path, lambda text: change(text, note.due))
    log = log_of(index)
    made = [] if note.key in log.made else [Entry(today, MADE, note.key)]
    if event in (DONE, DISMISSED) and note.key not in log.said:
        made.append(Entry(today, event, note.key))
    if made:
        write_log(index.vault.root, made)


def _day(text: str, today: date) -> date:
    """The day until which something sleeps.

    Raises VaultError where the text names none, or one that is not to come."""
    length = read_length(text)
    try:
        day = later(today, length, tuple(range(5))) if length else date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or day <= today:
        hint = "a day to come (2026-12-01), or a time from now (3d, 2bd, 1 week)"
        raise VaultError(f"{text!r} is no time to snooze until", hint)
    return day
