"""What commands say: data on stdout, all else on stderr. Commands print only from here.

All text passes `printable`, so that nothing in a note can command the terminal; style is given
beside the text, never in it."""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from vaultcrm.rendering.text import printable

if TYPE_CHECKING:
    from vaultcrm.views.table import Table

Advance = Callable[[int, int], bool]

_LATELY = 5.0  # seconds


def emit(text: str, *, nl: bool = True, **style: Any) -> None:
    """Print data; `style` as for `click.style` (`bold=True`, `fg="red"`)."""
    click.secho(printable(text), nl=nl, **style)


def say(text: str, *, nl: bool = True, **style: Any) -> None:
    """Tell the user something that is not data, on stderr."""
    click.secho(printable(text), nl=nl, err=True, **style)


def warn(warnings: Iterable[str]) -> None:
    for each in warnings:
        say(f"warning: {each}", fg="yellow")


def emit_document(text: str | bytes) -> None:
    """Print a text that was made to be printed, and is safe as it stands."""
    click.echo(text, nl=False)


def emit_json(value: Any) -> None:
    """Print any of our values as JSON (`rendering/jsonout.py`)."""
    from vaultcrm.rendering.jsonout import dumps

    click.echo(dumps(value))


def emit_table(form: str, table: "Table") -> None:
    """Print a table in one of `tables.FORMATS`; the form `table` is cut to the terminal's width,
    and to none elsewhere."""
    from vaultcrm.rendering import tables

    if form == "table" and sys.stdout is not None and sys.stdout.isatty():
        from shutil import get_terminal_size

        context = click.get_current_context(silent=True)
        color = context is None or context.color is not False
        text, left_out = tables.on_terminal(table, get_terminal_size().columns, color)
        if left_out:
            say(f"no room for: {', '.join(left_out)} (--columns chooses)")
    else:
        text = tables.FORMATS[form](table)
    click.echo(text, nl=False)


@contextmanager
def progress(label: str) -> Iterator[Advance]:
    """A function to call with (done, total), which says whether to go on: after Ctrl-C it says no,
    so that what is done can be kept, and the interrupt follows in the end. It draws on stderr, if
    that is a terminal, once a second has passed, and wipes what it drew in the end."""
    interrupts: list[int] = []

    with _noting(interrupts), drawn(label) as draw:

        def advance(done: int, total: int) -> bool:
            draw(done, total)
            return not interrupts

        yield advance
    if interrupts:
        raise KeyboardInterrupt


@contextmanager
def drawn(label: str) -> Iterator[Callable[[int, int], None]]:
    """The same for whoever minds Ctrl-C himself: it only draws."""
    line = _Line(label)
    try:
        yield line.show
    finally:
        line.wipe()


class _Line:
    """How far something has come, on a line of the terminal that is drawn again and again."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._due, self._drawn = time.monotonic() + 1.0, ""
        # Some of it may be as good as done before, so the speed is that of the last seconds.
        self._marks = deque([(time.monotonic(), 0)])
        self._is_shown = sys.stderr is not None and sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        now, marks = time.monotonic(), self._marks
        if not marks:  # another time
            self._due = now + 1.0
        marks.append((now, done))
        while len(marks) > 2 and marks[1][0] < now - _LATELY:
            marks.popleft()
        if done >= total:
            self.wipe()
            marks.clear()
        elif self._is_shown and now >= self._due:
            since, before = marks[0]
            speed = max(done - before, 1) / (now - since)
            left = (total - done) / speed
            text = f"{self._label} {done}/{total}, {speed:,.0f} a second, {left:.0f} s left"
            self._due, self._drawn = now + 0.1, text.ljust(len(self._drawn))
            click.echo(f"\r{self._drawn}", nl=False, err=True)

    def wipe(self) -> None:
        if self._drawn:
            click.echo(f"\r{' ' * len(self._drawn)}\r", nl=False, err=True)
        self._drawn = ""


@contextmanager
def _noting(interrupts: list[int]) -> Iterator[None]:
    """Meanwhile Ctrl-C is noted in the list; a second one interrupts all the same."""
    import signal

    def note(number: int, _: object) -> None:
        if interrupts:
            raise KeyboardInterrupt
        interrupts.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
