"""Reminders → a notification: on the desktop, or wherever the user's own settings say.

The addresses often hold passwords, and what they name is told of clients: so they come from
`config.yaml` in the user's configuration folder and never from a vault, which others may write to.
"""

import logging
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

from vaultcrm.errors import VaultError
from vaultcrm.model import Problem, RawList, RawScalar
from vaultcrm.reading.vault import read_settings
from vaultcrm.schema.documents import Complaints
from vaultcrm.watching.reminding import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

Send: TypeAlias = Callable[[str], bool]  # whether it was sent

FILE = "config.yaml"
_KEY = "notify"
_LONGEST = 5.0  # seconds that a program may take to show a notification, and the last one at exit
_OSASCRIPT = (
    "on run argv",
    'display notification (item 1 of argv) with title "vaultcrm"',
    "end run",
)


def text_of(reminders: Sequence[Outcome]) -> str:
    """The notification for what has become of reminders in one batch; '' if none is called for."""
    new = [each for each in reminders if each.action in ("written", "reopened")]
    return new[0].title if len(new) == 1 else f"{len(new)} reminders" if new else ""


def addresses(folder: Path, vault: Path) -> list[str]:
    """The addresses (`notify: [URL, …]`, in the form that apprise documents) in the user's own
    settings; none where there are no such settings.

    Raises VaultError if these are in the vault, or cannot be used."""
    real = Path(os.path.realpath(folder / FILE))
    if not os.path.lexists(folder / FILE):
        return []
    if real.is_relative_to(vault):
        raise VaultError(f"{real} is in the vault: it is not used", "Keep it outside of any vault.")
    document = read_settings(real.parent, real.name)
    if isinstance(document, Problem):
        raise VaultError(f"{real} {document.message}")
    complaints = Complaints(document, "config/settings")
    entry = complaints.entries(document.root, "the settings").get(_KEY)
    found = [] if entry is None else _texts(entry[1])
    if complaints.problems or None in found:
        line = complaints.problems[0].line if complaints.problems else 1
        raise VaultError(f"{real}:{line}: {_KEY} must be a list of URLs", "For example: notify: []")
    return [each for each in found if each is not None]


def _texts(raw: object) -> list[str | None]:
    items = raw.items if isinstance(raw, RawList) else (raw,)
    return [each.text if isinstance(each, RawScalar) else None for each in items]


def sender(urls: Sequence[str]) -> tuple[Send, str]:
    """What sends notifications, to these addresses or else to the desktop, and a warning.

    Raises VaultError where there is neither."""
    warning = ""
    if urls:
        try:
            return _apprise(urls), ""
        except ImportError:
            warning = (
                "apprise is not installed, so that notifications come on the desktop alone: "
                "pip install 'vaultcrm[notify]'"
            )
    if shutil.which("notify-send"):
        # A title is plain text; a body may hold markup.
        return _program("notify-send", "--app-name=vaultcrm", "--"), warning
    if shutil.which("osascript"):
        script = (word for line in _OSASCRIPT for word in ("-e", line))
        return _program("osascript", *script, "--"), warning
    raise VaultError(
        "nothing here can show a notification: there is neither notify-send nor osascript",
        warning or f"Name addresses (notify: [URL]) in {FILE}; see docs/watching.md.",
    )


def _apprise(urls: Sequence[str]) -> Send:
    import apprise

    log = logging.getLogger("apprise")  # it would tell of troubles on stderr, addresses and all
    log.addHandler(logging.NullHandler())
    log.propagate = False
    client = apprise.Apprise()
    for number, url in enumerate(urls, 1):
        if not client.add(url):
            raise VaultError(
                f"apprise cannot use address {number} of {_KEY} ({url.partition(':')[0]}: …)",
                "https://appriseit.com/services/ lists what it knows.",
            )
    return lambda text: bool(client.notify(body=text, title="vaultcrm"))


def _program(*command: str) -> Send:
    def send(text: str) -> bool:
        try:
            done = subprocess.run(
                [*command, text],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_LONGEST,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0

    return send


@contextmanager
def notifier(send: Send, complain: Callable[[str], None]) -> "Iterator[Callable[[str], None]]":
    """A function that has a text sent and does not wait for it. `complain` is told, in another
    thread and not twice in a row, that one could not be sent."""
    texts: SimpleQueue[str] = SimpleQueue()

    def work() -> None:
        failed = False
        while text := texts.get():
            sent = False
            with suppress(Exception):  # whatever a service does, the watcher goes on
                sent = send(text)
            if not sent and not failed:
                complain("a notification could not be sent")
            failed = not sent

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield texts.put
    finally:
        texts.put("")
        thread.join(_LONGEST)
