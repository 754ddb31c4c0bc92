"""An action or an onboarding step of ours is due, or overdue.

An action is a task anywhere in the vault's notes (`- [ ] Send the draft 📅 2026-11-24`), ours
unless it names another owner. Ticking it, cancelling it or moving its date ends it.
"""

from collections import Counter
from collections.abc import Iterator

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.promises import is_ours, is_waiting, promises
from vaultcrm.reminders import Reminder


def due(book: Book) -> Iterator[Reminder]:
    seen: Counter[tuple[str, str]] = Counter()
    for action in promises(book):
        fields = action.fields
        day = day_of(fields.get("due"))
        if day is None or day > book.today or not is_waiting(action):
            continue
        if not is_ours(action, book):
            continue
        text = str(fields.get("text") or "An action without words")
        client, project = path_of(fields.get("client")), path_of(fields.get("project"))
        note = book.link(action.path)
        subject = f"{note.target}: {fields.get('id') or text}"
        seen[subject, day.isoformat()] += 1
        number = seen[subject, day.isoformat()]  # the same words twice in a note are two promises
        yield Reminder(
            rule="action_due",
            subject=subject if number == 1 else f"{subject} ({number})",
            period=day.isoformat(),
            due=day,
            title=text,
            why="We promised it in the note below." if client else "It is due.",
            evidence=(note,),
            source=(action.place,),
            client=book.link(client) if client else None,
            project=book.link(project) if project else None,
            priority=str(fields.get("priority") or ""),
        )
