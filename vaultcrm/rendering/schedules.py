"""A daily run of `remind` in the words of systemd, launchd and cron. Pure: texts and names alone.

Each text names the vault in a way that can be read back, so that what was installed is found again
even when the vault is gone.
"""

import hashlib
import json
import plistlib
import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from datetime import time
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError

PREFIX = "vaultcrm-"
LABEL = "vaultcrm."
_MARK = "# vaultcrm schedule"
_HASH = 12  # hexadecimal digits in names
_LONGEST_NAME = 120  # of an escaped vault's name; a file's name has at most 255 bytes
_PLAIN = re.compile(r"[^A-Za-z0-9_]+")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Job(NamedTuple):
    """What is run every day: `vault` is the real path of the vault's folder, `python` that of an
    interpreter that has vaultcrm, `variables` what is set for it."""

    vault: str
    python: str
    at: time
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def command(self) -> tuple[str, ...]:
        # -P: whatever lies in the folder that it is run in is not taken for a module.
        return (self.python, "-P", "-m", "vaultcrm", "--vault", self.vault, "remind")


class Found(NamedTuple):
    """What an installed text says."""

    vault: str
    at: time


def digest_of(vault: str) -> str:
    """What tells a vault's schedule from those of others."""
    return hashlib.sha256(vault.encode("utf-8", "surrogateescape")).hexdigest()[:_HASH]


def unwritable(job: Job) -> str:
    """The first of a job's texts that holds a character which no schedule can: a newline, another
    control character, or one that is no UTF-8. '' if there is none."""
    texts = (*job.command, *(part for pair in job.variables for part in pair))
    return next((text for text in texts if _UNWRITABLE.search(text)), "")


# --- systemd: systemd.syntax(7), systemd.unit(5), systemd.exec(5), systemd.service(5) -------------


def unit_name(vault: str) -> str:
    """The name of the service and the timer, without their endings: the vault's own, escaped as
    systemd-escape does, and a hash of its path."""
    escaped = "".join(map(_escaped_in_name, vault.rpartition("/")[2]))
    while len(escaped) > _LONGEST_NAME:
        escaped = escaped[: escaped.rindex("\\")] if "\\" in escaped else escaped[:_LONGEST_NAME]
    return f"{PREFIX}{escaped}-{digest_of(vault)}"


def _escaped_in_name(character: str) -> str:
    if character.isascii() and (character.isalnum() or character == "_"):
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def service(job: Job) -> str:
    program, *arguments = job.command
    # `$` begins a variable in the arguments, but not in the path of the program.
    words = (_quoted(program), *(_quoted(each).replace("$", "$$") for each in arguments))
    variables = "".join(
        f"Environment={_quoted(f'{name}={value}')}\n" for name, value in job.variables
    )
    return (
        f"{_note(job)}"
        "[Unit]\n"
        f"Description={_about(job)}\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"{variables}"
        f"ExecStart={' '.join(words)}\n"
    )


def timer(job: Job) -> str:
    return (
        f"{_note(job)}"
        "[Unit]\n"
        f"Description={_about(job)}\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar=*-*-* {job.at:%H:%M}:00\n"
        "Persistent=true\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def read_unit(text: str) -> Found | None:
    """What a unit of ours is for; None if it is none."""
    first = text.partition("\n")[0]
    with suppress(ValueError, KeyError, TypeError):
        if first.startswith(_MARK):
            said = json.loads(first.removeprefix(_MARK))
            return Found(str(said["vault"]), time.fromisoformat(said["at"]))
    return None


def _note(job: Job) -> str:
    # As ASCII: what another locale cannot read it shall not lose. A backslash at the end of a line
    # would join it to the next one, so that the text ends with a brace.
    return f"{_MARK} {json.dumps({'vault': job.vault, 'at': f'{job.at:%H:%M}'})}\n"


def _about(job: Job) -> str:
    name = job.vault.rpartition("/")[2].replace("%", "%%").replace("\\", "/")
    return f"Reminders of {name} by vaultcrm"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


# --- launchd: launchd.plist(5) --------------------------------------------------------------------


def label(vault: str) -> str:
    name = _PLAIN.sub("-", vault.rpartition("/")[2]).strip("-")[:_LONGEST_NAME]
    return f"{LABEL}{name or 'vault'}.{digest_of(vault)}"


def agent(job: Job) -> bytes:
    """Runs each day, or when the machine wakes up after that time, and at each login, since a
    machine that was off misses it."""
    wanted: dict[str, Any] = {
        "Label": label(job.vault),
        "ProgramArguments": list(job.command),
        "StartCalendarInterval": {"Hour": job.at.hour, "Minute": job.at.minute},
        "RunAtLoad": True,
        "ProcessType": "Background",
    }
    if job.variables:
        wanted["EnvironmentVariables"] = dict(job.variables)
    return plistlib.dumps(wanted)


def read_agent(data: bytes) -> Found | None:
    """What an agent of ours is for; None if it is none."""
    with suppress(ValueError, KeyError, TypeError, AttributeError, ExpatError):
        said = plistlib.loads(data)
        when = said["StartCalendarInterval"]
        return Found(_vault_in(said["ProgramArguments"]), time(when["Hour"], when["Minute"]))
    return None


def _vault_in(words: list[str]) -> str:
    return words[words.index("--vault") + 1]


# --- cron: crontab(5) -----------------------------------------------------------------------------


def cron_lines(job: Job) -> tuple[str, str]:
    """A line for each day and one for the start of the machine, each with a mark at its end, which
    to the shell is a comment."""
    variables = [f"{name}={shlex.quote(value)}" for name, value in job.variables]
    command = " ".join((*variables, *map(shlex.quote, job.command)))
    # cron ends a command at `%`, but for `\%`, of which it takes the backslash away; the empty
    # quotes part it from a backslash before it, which would count with it.
    command = f"{command} {_MARK} {digest_of(job.vault)}".replace("%", "''\\%")
    return f"{job.at.minute} {job.at.hour} * * * {command}", f"@reboot {command}"


def with_lines(crontab: str, digest: str, lines: tuple[str, ...]) -> str:
    """The crontab with these lines for a vault in the place of those it has; all others stay as
    they are."""
    kept = [line for line in _whole_lines(crontab) if not _is_of(line, digest)]
    if lines and kept and not kept[-1].endswith("\n"):
        kept[-1] += "\n"
    return "".join((*kept, *(f"{line}\n" for line in lines)))


def read_crontab(crontab: str) -> Iterator[Found]:
    """What our lines for each day say."""
    for line in _whole_lines(crontab):
        if _MARK in line and not line.startswith(("@", "#")):
            with suppress(ValueError, IndexError):
                minute, hour, _, _, _, command = line.split(maxsplit=5)
                words = shlex.split(command.replace("\\%", "%"), comments=True)
                yield Found(_vault_in(words), time(int(hour), int(minute)))


def _whole_lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _is_of(line: str, digest: str) -> bool:
    return line.rstrip().endswith(f"{_MARK} {digest}")
