"""What `schedule` does: installs, removes and shows what runs `remind` every day."""

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path

from vaultcrm.commands import Invocation
from vaultcrm.commands._output import emit, emit_json, say
from vaultcrm.commands._where import root_of
from vaultcrm.errors import VaultError
from vaultcrm.reading.whereabouts import VARIABLE
from vaultcrm.rendering.schedules import Job
from vaultcrm.watching.scheduling import (
    SYSTEMS,
    Machine,
    Remove,
    Run,
    Step,
    Write,
    installed,
    installing,
    removing,
    take,
    usual,
)

_OURS = re.compile(r"VAULTCRM_[A-Z_]+")
_LEFT_OUT = (VARIABLE, "VAULTCRM_DEBUG")  # the vault is named; nobody sees what is printed
_CACHE = "VAULTCRM_CACHE_DIR"


def install(invocation: Invocation, at: time, system: str | None, dry_run: bool) -> None:
    machine = _machine()
    job = Job(str(root_of(invocation)), sys.executable, at, tuple(_variables()))
    chosen = system or usual(machine)
    _carry_out(installing(chosen, job, machine), machine, dry_run)
    if not dry_run:
        say(f"{job.vault}: reminders every day at {at:%H:%M}, by {chosen}")


def remove(invocation: Invocation, dry_run: bool) -> None:
    machine = _machine()
    vault = _vault_of(invocation)
    steps = [step for system in SYSTEMS for step in removing(system, vault, machine)]
    _carry_out(steps, machine, dry_run)
    if not steps:
        say(f"{vault}: nothing is installed")


def status(as_json: bool) -> None:
    found = list(installed(_machine(), datetime.now()))
    if as_json:
        emit_json(found)
        return
    for each in found:
        following = f", next {each.next}" if each.next else ""
        gone = "" if each.exists else "; there is no vault any more"
        emit(f"{each.vault}: every day at {each.at} by {each.system}{following}{gone}")
    if not found:
        say("nothing is installed: vaultcrm schedule install")


def _machine() -> Machine:
    try:
        return Machine(os.environ, Path.home())
    except RuntimeError:
        raise VaultError("nobody knows your home folder", "set HOME") from None


def _variables() -> Iterable[tuple[str, str]]:
    """What is set for us now, and would be missing then."""
    for name, value in sorted(os.environ.items()):
        if _OURS.fullmatch(name) and name not in _LEFT_OUT:
            yield name, os.path.abspath(value) if name == _CACHE else value


def _vault_of(invocation: Invocation) -> str:
    """The vault's real path; of one that is gone the path that was named."""
    try:
        return str(root_of(invocation))
    except VaultError:
        named = invocation.vault or os.environ.get(VARIABLE)
        if not named:
            raise
        with suppress(RuntimeError):  # no such user
            named = Path(named).expanduser()
        return os.path.realpath(named)


def _carry_out(steps: Iterable[Step], machine: Machine, dry_run: bool) -> None:
    """Does what is to be done, or only says it."""
    for step in steps:
        if dry_run:
            _tell(step)
        elif take(step, machine) and not isinstance(step, Run):
            emit(f"{'wrote' if isinstance(step, Write) else 'removed'} {step.file}")
        elif isinstance(step, Run):
            for line in step.says:
                emit(f"crontab {line}")


def _tell(step: Step) -> None:
    match step:
        case Write(file, data):
            emit(f"would write {file}")
            for line in data.decode().splitlines():
                emit(f"  {line}".rstrip())
        case Remove(file):
            emit(f"would remove {file}")
        case Run(command, _, says):
            emit(f"would run {' '.join(command)}")
            for line in says:
                emit(f"  {line}")
