"""Keep the vault's book while you work.

Whenever notes change, and when a new day begins, the index follows, reminders are written and close
themselves, and managed properties of notes that nobody has touched for 10 seconds are brought up to
date. A line says what changed, and what is wrong that was not wrong before; of what was wrong at
the start only a count is told. Nothing is written while git is in the middle of something.

Editors, sync tools and git may all be at work at the same time. Ctrl-C ends it once it has finished
what it is doing; a second Ctrl-C ends it at once, which loses nothing either.

\b
With --json every line is an object:
  {"time", "notes", "added", "changed", "removed", "seconds",
   "reminders": [{"action", "path", "title"}, …], "refreshed": [PATH, …]}
  {"time", "errors", "warnings"}                  what was wrong at the start
  {"time", "finding": {…}}                        what is new, as check --json has it
  {"time", "gone"}                                how many findings are no more
  {"time", "git"}                                 what is waited for
  {"time", "error", "hint"}

Examples:
  vaultcrm watch
  vaultcrm watch --notify
  vaultcrm --vault ~/clients watch --json
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import drawn, say

if TYPE_CHECKING:
    from pathlib import Path

    from vaultcrm.watching.loop import Report


@click.command("watch", cls=Command, help=__doc__)
@click.option("--notify", is_flag=True, help="Show new reminders on the desktop, or send them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@pass_invocation
def command(invocation: Invocation, notify: bool, as_json: bool) -> None:
    from vaultcrm.commands._watching import show, show_json
    from vaultcrm.commands._where import now_of, root_of
    from vaultcrm.resources import cache_folder
    from vaultcrm.watching.events import Inbox
    from vaultcrm.watching.loop import watch
    from vaultcrm.watching.sole import sole_watcher

    root = root_of(invocation)
    inbox = Inbox()
    with ExitStack() as stack:
        send = stack.enter_context(_notifications(root)) if notify else None
        stack.enter_context(sole_watcher(root, cache_folder(os.environ)))
        draw = stack.enter_context(drawn("reading notes"))  # for a first index
        stack.enter_context(_ended_by_signals(inbox.stop))

        def tell(report: "Report") -> None:
            (show_json if as_json else show)(report)
            if send:
                send(report)

        say(f"watching {root}; Ctrl-C stops it")
        watch(root, lambda: now_of(invocation), tell, inbox, draw=draw)
    say("stopped")


@contextmanager
def _notifications(root: "Path") -> Iterator[Callable[["Report"], None]]:
    """A function that sends one notification for the reminders of a report, if it has any."""
    from vaultcrm.resources import config_folder
    from vaultcrm.watching.notifying import addresses, notifier, sender, text_of

    send, warning = sender(addresses(config_folder(), root))
    if warning:
        say(f"warning: {warning}", fg="yellow")
    with notifier(send, lambda text: say(f"warning: {text}", fg="yellow")) as put:

        def notify(report: "Report") -> None:
            if text := text_of(report.reminders):
                put(text)

        yield notify


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
