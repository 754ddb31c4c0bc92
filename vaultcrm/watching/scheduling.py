"""A vault's reminders run every day by what this machine has: a timer of systemd's, an agent of
launchd's, or lines in the crontab.

What is to be done is worked out first, as steps, and then either said or done. Nothing of the vault
is changed, and programs are run as lists of arguments, never by a shell.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple, TypeAlias

from vaultcrm.errors import VaultError
from vaultcrm.reading.files import read_bytes
from vaultcrm.rendering import schedules
from vaultcrm.rendering.schedules import Found, Job
from vaultcrm.writing.atomic import overwrite

SYSTEMD, LAUNCHD, CRON = SYSTEMS = ("systemd", "launchd", "cron")
_SYSTEMCTL = ("systemctl", "--user")
_TIMEOUT = 30  # seconds
_NO_CRONTAB = "no crontab for"  # how every crontab says that there is none


class Write(NamedTuple):
    file: Path
    data: bytes


class Remove(NamedTuple):
    file: Path


class Run(NamedTuple):
    """`says` is what of its input is worth saying, line by line; what it does may be done already
    if it `may_fail`."""

    command: tuple[str, ...]
    stdin: bytes = b""
    says: tuple[str, ...] = ()
    may_fail: bool = False


Step: TypeAlias = Write | Remove | Run


class Installed(NamedTuple):
    """`next` is when it runs next, as well as is known, '' where it is not; `exists` whether the
    vault is still there."""

    vault: str
    system: str
    at: str
    next: str
    exists: bool


class Machine(NamedTuple):
    """The user's part of the machine: the environment, the home folder, and the platform as
    `sys.platform` has it."""

    environ: Mapping[str, str]
    home: Path
    platform: str = sys.platform

    @property
    def units(self) -> Path:
        config = self.environ.get("XDG_CONFIG_HOME", "")
        folder = Path(config) if os.path.isabs(config) else self.home / ".config"
        return folder / "systemd" / "user"

    @property
    def agents(self) -> Path:
        return self.home / "Library" / "LaunchAgents"

    def has(self, program: str) -> bool:
        return shutil.which(program, path=self.environ.get("PATH")) is not None

    def run(self, command: Sequence[str], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Raises VaultError if there is no such program, or it does not end."""
        program = shutil.which(command[0], path=self.environ.get("PATH"))
        if program is None:
            raise VaultError(f"there is no {command[0]} here", "--with chooses another way")
        try:
            return subprocess.run(
                [program, *command[1:]],
                input=stdin, capture_output=True, check=False, timeout=_TIMEOUT,
                env={**self.environ, "LC_ALL": "C"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise VaultError(f"{' '.join(command)} did not end") from None
        except OSError as error:
            raise VaultError(f"{program} cannot be run: {error.strerror}") from None


def usual(machine: Machine) -> str:
    """What this machine has to run something every day. Raises VaultError if it has nothing."""
    if machine.platform == "darwin" and machine.has("launchctl"):
        return LAUNCHD
    # Where nobody is logged in, as in a container, systemd has nobody to do it.
    if machine.has("systemctl") and not machine.run((*_SYSTEMCTL, "show-environment")).returncode:
        return SYSTEMD
    if machine.has("crontab"):
        return CRON
    raise VaultError(
        "nothing here runs a program every day: no systemd for users, no launchd, no crontab",
        "have your system run `vaultcrm --vault DIR remind` every day, at login too",
    )


def installing(system: str, job: Job, machine: Machine) -> list[Step]:
    """The steps that make a machine run the job every day, by this system alone. Raises VaultError
    for a vault with a name that cannot be written down."""
    if text := schedules.unwritable(job):
        raise VaultError(
            f"{text!r} has a character that no schedule can hold", "rename the folder of the vault"
        )
    others = [other for other in SYSTEMS if other != system]
    steps = [step for other in others for step in removing(other, job.vault, machine)]
    if system == SYSTEMD:
        return [*steps, *_installing_timer(job, machine)]
    if system == LAUNCHD:
        return [*steps, *_installing_agent(job, machine)]
    lines = schedules.cron_lines(job)
    return [*steps, *_changing_crontab(schedules.digest_of(job.vault), lines, machine)]


def removing(system: str, vault: str, machine: Machine) -> list[Step]:
    """The steps that take away what this system runs for a vault; none if it runs nothing."""
    digest = schedules.digest_of(vault)
    if system == CRON:
        return _changing_crontab(digest, (), machine)
    if system == LAUNCHD:
        files = sorted(machine.agents.glob(f"{schedules.LABEL}*.{digest}.plist"))
        return [step for file in files for step in (_unloading(file.stem), Remove(file))]
    files = sorted(machine.units.glob(f"{schedules.PREFIX}*-{digest}.*"))
    timers = [file.name for file in files if file.suffix == ".timer"]
    off = [Run((*_SYSTEMCTL, "disable", "--now", name), may_fail=True) for name in timers]
    reload = [Run((*_SYSTEMCTL, "daemon-reload"), may_fail=True)] if files else []
    return [*off, *map(Remove, files), *reload]


def installed(machine: Machine, now: datetime) -> Iterator[Installed]:
    """What there is of ours, for whatever vault."""
    for file in sorted(machine.units.glob(f"{schedules.PREFIX}*.timer")):
        if found := schedules.read_unit(_read(file).decode(errors="replace")):
            yield _installed(SYSTEMD, found, _next_of_timer(file.name, machine))
    for file in sorted(machine.agents.glob(f"{schedules.LABEL}*.plist")):
        if found := schedules.read_agent(_read(file)):
            yield _installed(LAUNCHD, found, _next(found.at, now))
    for found in schedules.read_crontab(_crontab(machine)):
        yield _installed(CRON, found, _next(found.at, now))


def take(step: Step, machine: Machine) -> bool:
    """Carries out a step; False if there was nothing to do. Raises VaultError if it cannot be."""
    match step:
        case Write(file, data):
            return overwrite(file.parent, file.name, data)
        case Remove(file):
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                raise VaultError(f"{file} cannot be removed: {error.strerror}") from None
        case Run(command, stdin, _, may_fail):
            if may_fail and not machine.has(command[0]):
                return False
            done = machine.run(command, stdin)
            if done.returncode and not may_fail:
                raise _failed(command, done)
    return True


# --- each system ----------------------------------------------------------------------------------


def _installing_timer(job: Job, machine: Machine) -> list[Step]:
    name = schedules.unit_name(job.vault)
    return [
        Write(machine.units / f"{name}.service", schedules.service(job).encode()),
        Write(machine.units / f"{name}.timer", schedules.timer(job).encode()),
        Run((*_SYSTEMCTL, "daemon-reload")),
        Run((*_SYSTEMCTL, "enable", f"{name}.timer")),
        Run((*_SYSTEMCTL, "restart", f"{name}.timer")),  # one that runs keeps its old time
    ]


def _installing_agent(job: Job, machine: Machine) -> list[Step]:
    name = schedules.label(job.vault)
    file = machine.agents / f"{name}.plist"
    load = Run(("launchctl", "bootstrap", _domain(), str(file)))
    return [_unloading(name), Write(file, schedules.agent(job)), load]


def _unloading(name: str) -> Run:
    return Run(("launchctl", "bootout", f"{_domain()}/{name}"), may_fail=True)


def _domain() -> str:
    return f"gui/{os.getuid()}"


def _changing_crontab(digest: str, lines: tuple[str, ...], machine: Machine) -> list[Step]:
    old = _crontab(machine)
    new = schedules.with_lines(old, digest, lines)
    if new == old:
        return []
    before, after = old.split("\n"), new.split("\n")
    says = [f"- {line}" for line in before if line not in after]
    says += [f"+ {line}" for line in after if line not in before]
    return [Run(("crontab", "-"), new.encode("utf-8", "surrogateescape"), tuple(says))]


def _crontab(machine: Machine) -> str:
    """The user's crontab. Raises VaultError unless it is certain what it holds: it is going to be
    written again as a whole."""
    if not machine.has("crontab"):
        return ""
    done = machine.run(("crontab", "-l"))
    if done.returncode:
        if _NO_CRONTAB in done.stderr.decode(errors="replace"):
            return ""
        raise _failed(("crontab", "-l"), done)
    return done.stdout.decode("utf-8", "surrogateescape")


def _failed(command: Sequence[str], done: subprocess.CompletedProcess[bytes]) -> VaultError:
    said = done.stderr.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
    return VaultError(f"{' '.join(command)} failed: {said[0]}", "--with chooses another way")


# --- what there is --------------------------------------------------------------------------------


def _read(file: Path) -> bytes:
    data = read_bytes(file.parent, file.name)
    return data if isinstance(data, bytes) else b""


def _installed(system: str, found: Found, next: str) -> Installed:
    exists = os.path.isdir(os.path.join(found.vault, ".vaultcrm"))
    return Installed(found.vault, system, f"{found.at:%H:%M}", next, exists)


def _next(at: time, now: datetime) -> str:
    day = now.date() if at > now.time() else now.date() + timedelta(days=1)
    return datetime.combine(day, at).isoformat(" ", "minutes")


def _next_of_timer(name: str, machine: Machine) -> str:
    if not machine.has("systemctl"):
        return ""
    wanted = ("show", name, "--property=NextElapseUSecRealtime", "--value")
    done = machine.run((*_SYSTEMCTL, *wanted))
    said = done.stdout.decode(errors="replace").strip()
    return "" if done.returncode or said in ("0", "n/a") else said
