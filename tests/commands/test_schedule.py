"""`schedule`, with made-up programs in the place of systemctl, launchctl and crontab."""

import json
import os
import plistlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Outcome
from vaults import write_vault

from vaultcrm import cli
from vaultcrm.errors import VaultError
from vaultcrm.watching import scheduling
from vaultcrm.watching.scheduling import Machine, usual

PROGRAM = f"""#!{sys.executable} -SE
import os, sys
from pathlib import Path
here = Path(os.environ["FAKE"])
name = Path(sys.argv[0]).name
with open(here / "log", "a") as log:
    print(name, *sys.argv[1:], file=log)
if (here / f"{{name}}.fails").exists():
    sys.exit((here / f"{{name}}.fails").read_text() or 1)
if "--value" in sys.argv:
    print("Tue 2026-11-24 08:00:00 CET")
if name == "crontab":
    table = here / "table"
    if sys.argv[1:] == ["-l"]:
        if not table.exists():
            sys.exit("no crontab for me")
        sys.stdout.buffer.write(table.read_bytes())
    elif sys.argv[1:] == ["-"]:
        table.write_bytes(sys.stdin.buffer.read())
    else:
        sys.exit("usage")
"""
ODD = "my \"crm\" 100% é $HOME 'x'"


class Fake:
    """A machine with some programs, a home folder, and vaults."""

    def __init__(
        self, folder: Path, capture: pytest.CaptureFixture[str], programs: tuple[str, ...]
    ) -> None:
        self.folder, self._capture = folder, capture
        self.home, self.table = folder / "home", folder / "table"
        self.units = self.home / "config" / "systemd" / "user"
        self.agents = self.home / "Library" / "LaunchAgents"
        (folder / "bin").mkdir()
        self.home.mkdir()
        for name in programs:
            file = folder / "bin" / name
            file.write_text(PROGRAM)
            file.chmod(0o755)

    def vault(self, name: str) -> Path:
        return write_vault(self.folder / "vaults" / name, {})

    def __call__(self, vault: Path, *arguments: str, **env: str) -> Outcome:
        """Runs the command in this process: there are many of these runs."""
        surroundings = {
            "PATH": str(self.folder / "bin"),
            "FAKE": str(self.folder),
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**surroundings, **env}.items():
                patch.setenv(name, value)
            status = cli.run(["--vault", str(vault), "schedule", *arguments])
        return Outcome(*self._capture.readouterr(), status)

    def log(self) -> list[str]:
        log = self.folder / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line for line in lines if "show" not in line and line != "crontab -l"]

    def fails(self, program: str, message: str) -> None:
        (self.folder / f"{program}.fails").write_text(message)

    def files(self) -> dict[str, bytes]:
        return {
            str(file.relative_to(self.home)): file.read_bytes()
            for file in self.home.rglob("*")
            if file.is_file()
        }


MakeFake = Callable[..., Fake]


@pytest.fixture
def fake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> MakeFake:
    return lambda *programs: Fake(tmp_path, capsys, programs)


def status(machine: Fake, vault: Path) -> list[dict[str, object]]:
    done = machine(vault, "status", "--json")
    assert done.status == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ["crm", ODD])
def test_systemd(fake: MakeFake, name: str) -> None:
    machine = fake("systemctl", "crontab")
    vault = machine.vault(name)
    done = machine(vault, "install")
    assert done.status == 0, done.stderr
    [service, timer] = sorted(machine.units.iterdir())
    assert done.stdout == f"wrote {service}\nwrote {timer}\n"
    assert machine.log() == [
        "systemctl --user daemon-reload",
        f"systemctl --user enable {timer.name}",
        f"systemctl --user restart {timer.name}",
    ]
    assert "OnCalendar=*-*-* 08:00:00\nPersistent=true\n" in timer.read_text()
    assert [status(machine, vault)[0][key] for key in ("vault", "system", "at", "exists")] == [
        str(vault), "systemd", "08:00", True,
    ]  # fmt: skip
    assert status(machine, vault)[0]["next"] == "Tue 2026-11-24 08:00:00 CET"

    before = machine.files()
    assert machine(vault, "install").stdout == ""  # nothing is new
    assert machine.files() == before
    machine.log()
    assert machine(vault, "install", "--at", "09:15").status == 0
    assert "OnCalendar=*-*-* 09:15:00\n" in timer.read_text()
    assert len(status(machine, vault)) == 1

    machine.log()
    assert machine(vault, "remove").status == 0
    assert machine.log() == [
        f"systemctl --user disable --now {timer.name}",
        "systemctl --user daemon-reload",
    ]
    assert machine.files() == {} and status(machine, vault) == []
    assert "nothing is installed" in machine(vault, "remove").stderr


@pytest.mark.parametrize(
    "others", [None, b"", b"MAILTO=me\n# mine\n0 1 * * * true", b"0 1 * * * \xff 100\\%\n\n"]
)
@pytest.mark.parametrize("name", ["crm", ODD])
def test_cron(fake: MakeFake, name: str, others: bytes | None) -> None:
    machine = fake("crontab")
    vault = machine.vault(name)
    if others is not None:
        machine.table.write_bytes(others)
    assert machine(vault, "install", "--at", "7:05").status == 0
    kept = others or b""
    kept += b"\n" if kept and not kept.endswith(b"\n") else b""
    table = machine.table.read_bytes()
    daily, reboot = table.removeprefix(kept).splitlines()
    assert table.startswith(kept)
    assert daily.startswith(b"5 7 * * * ") and reboot.startswith(b"@reboot ")
    assert [each["vault"] for each in status(machine, vault)] == [str(vault)]

    machine.log()
    assert machine(vault, "install", "--at", "07:05").stdout == ""
    assert machine.log() == []  # the same: nothing is written
    assert machine(vault, "install", "--at", "10:00").status == 0
    assert machine.table.read_bytes() == table.replace(b"5 7 * * * ", b"0 10 * * * ")
    assert machine(vault, "remove").status == 0
    assert machine.table.read_bytes() == kept


def test_a_crontab_that_cannot_be_read_is_not_written(fake: MakeFake) -> None:
    machine = fake("crontab")
    machine.table.write_bytes(b"0 1 * * * true\n")
    machine.fails("crontab", "you are not allowed to use this program")
    for action in ("install", "remove", "status"):
        done = machine(machine.vault("crm"), action)
        assert (done.status, "you are not allowed" in done.stderr) == (2, True)
    assert machine.log() == [] and machine.table.read_bytes() == b"0 1 * * * true\n"


@pytest.mark.parametrize("name", ["crm", ODD])
def test_launchd(fake: MakeFake, name: str) -> None:
    machine = fake("launchctl")
    vault = machine.vault(name)
    assert machine(vault, "install", "--with", "launchd").status == 0
    [file] = machine.agents.iterdir()
    said = plistlib.loads(file.read_bytes())
    assert said["ProgramArguments"][-3:] == ["--vault", str(vault), "remind"]
    assert said["EnvironmentVariables"]["VAULTCRM_CACHE_DIR"] == os.environ["VAULTCRM_CACHE_DIR"]
    domain = f"gui/{os.getuid()}"
    bootout = f"launchctl bootout {domain}/{said['Label']}"
    assert machine.log() == [bootout, f"launchctl bootstrap {domain} {file}"]
    assert [each["system"] for each in status(machine, vault)] == ["launchd"]
    assert machine(vault, "remove").stdout == f"removed {file}\n"
    assert machine.log() == [bootout] and machine.files() == {}


def test_dry_run_does_nothing(fake: MakeFake) -> None:
    machine = fake("systemctl", "crontab", "launchctl")
    vault = machine.vault("crm")
    for system in ("systemd", "launchd", "cron"):
        done = machine(vault, "install", "--dry-run", "--with", system)
        assert done.status == 0 and str(vault) in done.stdout and "would " in done.stdout
    assert machine.log() == [] and machine.files() == {} and not machine.table.exists()
    assert machine(vault, "install").status == 0
    machine.log()
    before = machine.files()
    done = machine(vault, "remove", "-n")
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["would", "run"], ["would", "remove"], ["would", "remove"], ["would", "run"],
    ]  # fmt: skip
    assert machine.log() == [] and machine.files() == before


def test_two_vaults_and_one_that_is_gone(fake: MakeFake) -> None:
    machine = fake("systemctl")
    one, two = machine.vault("a/crm"), machine.vault("b/crm")
    assert machine(one, "install").status == machine(two, "install").status == 0
    two.rename(two.with_name("moved"))
    found = {each["vault"]: each["exists"] for each in status(machine, one)}
    assert found == {str(one): True, str(two): False}
    assert "there is no vault any more" in machine(one, "status").stdout
    assert machine(two, "remove").status == 0
    assert [each["vault"] for each in status(machine, one)] == [str(one)]


def test_another_system_takes_the_place_of_the_first(fake: MakeFake) -> None:
    machine = fake("systemctl", "crontab")
    vault = machine.vault("crm")
    assert machine(vault, "install", "--with", "cron").status == 0
    assert machine(vault, "install").status == 0
    assert [each["system"] for each in status(machine, vault)] == ["systemd"]
    assert machine.table.read_bytes() == b""


@pytest.mark.parametrize(
    ("programs", "fails", "platform", "expected"),
    [
        (("systemctl", "crontab"), "", "linux", "systemd"),
        (("systemctl", "crontab"), "systemctl", "linux", "cron"),  # nobody is logged in
        (("crontab",), "", "linux", "cron"),
        (("launchctl", "crontab"), "", "darwin", "launchd"),
        (("launchctl", "crontab"), "", "linux", "cron"),
        ((), "", "win32", ""),
    ],
)
def test_what_a_machine_has(
    fake: MakeFake, programs: tuple[str, ...], fails: str, platform: str, expected: str
) -> None:
    there = fake(*programs)
    if fails:
        there.fails(fails, "Failed to connect to bus")
    environ = {"PATH": str(there.folder / "bin"), "FAKE": str(there.folder)}
    machine = Machine(environ, there.home, platform)
    if expected:
        assert usual(machine) == expected
    else:
        with pytest.raises(VaultError, match="nothing here runs a program every day"):
            usual(machine)


def test_a_program_that_fails_is_told(fake: MakeFake) -> None:
    machine = fake("systemctl")
    machine.fails("systemctl", "Failed to connect to bus")
    done = machine(machine.vault("crm"), "install", "--with", "systemd")
    assert done.status == 2 and "daemon-reload failed: Failed to connect to bus" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("install", "--at", "24:00"), "is not a time like 08:00"),
        (("install", "--at", "8"), "is not a time like 08:00"),
        (("remove", "--at", "08:00"), "--at and --with go with install"),
        (("status", "--with", "cron"), "--at and --with go with install"),
        (("install", "--json"), "--json goes with status"),
        (("install", "--with", "cron"), "there is no crontab here"),
    ],
)
def test_misuse(fake: MakeFake, arguments: tuple[str, ...], message: str) -> None:
    machine = fake("systemctl")
    done = machine(machine.vault("crm"), *arguments)
    assert (done.status, message in done.stderr) == (2, True), done.stderr


def test_a_newline_is_refused(fake: MakeFake) -> None:
    machine = fake("systemctl", "crontab")
    done = machine(machine.vault("a\nb"), "install")
    assert done.status == 2 and "a character that no schedule can hold" in done.stderr
    assert machine.log() == [] and machine.files() == {}


def test_only_our_variables_are_kept(fake: MakeFake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULTCRM_BROWSER", raising=False)  # CI has set it
    machine = fake("systemctl")
    vault = machine.vault("crm")
    env = {"VAULTCRM_CACHE_DIR": "some/cache", "VAULTCRM_DEBUG": "1", "SECRET": "x"}
    assert machine(vault, "install", **env).status == 0
    [text] = [file.read_text() for file in machine.units.glob("*.service")]
    lines = [line for line in text.splitlines() if line.startswith("Environment=")]
    assert len(lines) == 1 and "some/cache" in lines[0]
    assert lines[0].startswith('Environment="VAULTCRM_CACHE_DIR=/')  # absolute


def test_a_program_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "crontab"
    program.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(scheduling, "_TIMEOUT", 0.2)
    with pytest.raises(VaultError, match="did not end"):
        Machine({"PATH": str(tmp_path)}, tmp_path).run(("crontab", "-l"))
