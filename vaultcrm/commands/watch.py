"""Keep the index up to date and write reminders while you work.

Whenever notes change, and when a new day begins, a line says what changed and which reminders were
written. Editors, sync tools and git may all be at work at the same time. Ctrl-C ends it once it has
finished what it is doing; a second Ctrl-C ends it at once, which loses nothing either.

\b
With --json every line is an object:
  {"time", "notes", "added", "changed", "removed", "seconds", "reminders": [PATH, …]}
  {"time", "error", "hint"}

Examples:
  vaultcrm watch
  vaultcrm --vault ~/clients watch --json
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, say

if TYPE_CHECKING:
    from vaultcrm.index.index import Changes
    from vaultcrm.watching.loop import Report


@click.command("watch", cls=Command, help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@pass_invocation
def command(invocation: Invocation, as_json: bool) -> None:
    from vaultcrm.commands._vault import root_of, today_of
    from vaultcrm.resources import cache_folder
    from vaultcrm.watching.events import Inbox
    from vaultcrm.watching.loop import watch
    from vaultcrm.watching.sole import sole_watcher

    root = root_of(invocation)
    inbox = Inbox()
    with sole_watcher(root, cache_folder(os.environ)), _ended_by_signals(inbox.stop):
        say(f"watching {root}; Ctrl-C stops it")
        watch(root, lambda: today_of(invocation), _json if as_json else _text, inbox)
    say("stopped")


@contextmanager
def _ended_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """The first SIGINT or SIGTERM calls `stop`; the next does what it always does."""

    def end(number: int, frame: FrameType | None) -> None:
        stop()
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        restore()


def _text(report: "Report") -> None:
    _say_troubles(report)
    at = f"{report.at:%H:%M:%S}"
    if report.changes and (counted := _counted(report.changes)):
        emit(f"{at} {counted}")
    for outcome in report.written:
        emit(f"{at} wrote {outcome.path}")


def _json(report: "Report") -> None:
    from vaultcrm.rendering.jsonout import dumps

    _say_troubles(report)
    found = _as_object(report)
    if found:
        emit(dumps({"time": report.at.replace(microsecond=0), **found}, indent=None))


def _say_troubles(report: "Report") -> None:
    at = f"{report.at:%H:%M:%S}"
    if report.error:
        say(f"{at} error: {report.error.message}", fg="red")
        if report.error.hint:
            say(f"hint: {report.error.hint}")
    if report.recovered:
        say(f"{at} all is well again")
    if report.notice:
        say(f"{at} warning: {report.notice}", fg="yellow")


def _counted(changes: "Changes") -> str:
    """`2 notes added, 1 changed`; '' if nothing has changed."""
    counts = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    parts = [f"{count} {what}" for what, count in counts.items() if count]
    if not parts:
        return ""
    number, what = parts[0].split()
    return ", ".join([f"{number} {'note' if number == '1' else 'notes'} {what}", *parts[1:]])


def _as_object(report: "Report") -> dict[str, Any]:
    """What the report says; {} if nothing has happened."""
    if report.error:
        return {"error": report.error.message, "hint": report.error.hint}
    changes = report.changes
    if changes is None or not (_counted(changes) or report.written):
        return {}
    return {
        "notes": changes.notes,
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "seconds": round(changes.seconds, 3),
        "reminders": [outcome.path for outcome in report.written],
    }
