"""The texts of units, agents and crontab lines: what they mean to who reads them."""

import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.rendering import schedules
from vaultcrm.rendering.schedules import Found, Job

AT = time(7, 30)
NAMES = [
    "plain",
    "my crm",
    "100% done %h %%",
    "\"quoted\" and 'so'",
    "Größe ‒ 株式会社",
    "$HOME ${HOME} $$",
    "back\\slash \\x41 \\",
    "a\\%b \\\\% '%'",
    "; rm -rf * # & | > `x` $(x)",
    ".hidden-a",
    "n" * 200,
    "ü" * 80,
]
ANY_NAME = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="/"), min_size=1
)
VARIABLES = (("VAULTCRM_CACHE_DIR", "/tmp/a b%c\"\\ $x'"),)


def job(name: str) -> Job:
    return Job(f"/home/me/{name}", "/opt/my python/bin/python3", AT, VARIABLES)


def words_of_systemd(text: str) -> list[str]:
    """What systemd.syntax(7) makes of quoted words, with its specifiers and escapes."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    assert " ".join(f'"{each}"' for each in found) == text
    unescaped = [re.sub(r"\\(.)", r"\1", each) for each in found]
    assert not any(re.search(r"%", each.replace("%%", "")) for each in unescaped)
    return [each.replace("%%", "%") for each in unescaped]


def run_by_cron(command: str) -> str:
    """What cron hands to the shell (do_command.c): a command ends at a `%` with no backslash."""
    found, escaped = "", False
    for character in command:
        if escaped:
            found = found[:-1] + "%" if character == "%" else found + character
            escaped = False
        elif character == "%":
            return found
        else:
            found += character
            escaped = character == "\\"
    return found


def check_service(name: str) -> None:
    text = schedules.service(job(name))
    [command] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    program, *arguments = words_of_systemd(command)
    assert not any(re.search(r"\$", each.replace("$$", "")) for each in arguments)
    assert (program, *(each.replace("$$", "$") for each in arguments)) == job(name).command
    [variable] = re.findall(r"^Environment=(.*)$", text, re.MULTILINE)
    assert words_of_systemd(variable) == ["=".join(VARIABLES[0])]
    for unit in (text, schedules.timer(job(name))):
        assert not any(line.endswith("\\") for line in unit.split("\n"))
        assert schedules.read_unit(unit) == Found(job(name).vault, AT)


def check_cron(name: str) -> None:
    daily, reboot = schedules.cron_lines(job(name))
    minute, hour, *rest, command = daily.split(" ", 5)
    assert (minute, hour, rest) == ("30", "7", ["*"] * 3)
    assert reboot == f"@reboot {command}"
    words = shlex.split(run_by_cron(command), comments=True)
    assert words == ["=".join(VARIABLES[0]), *job(name).command]
    assert list(schedules.read_crontab(f"{daily}\n{reboot}")) == [Found(job(name).vault, AT)]


@pytest.mark.parametrize("name", NAMES)
def test_service_means_the_command(name: str) -> None:
    check_service(name)


@pytest.mark.parametrize("name", NAMES)
def test_crontab_line_means_the_command(name: str) -> None:
    check_cron(name)


@given(ANY_NAME)
def test_any_name(name: str) -> None:
    check_service(name)
    check_cron(name)
    unit = schedules.unit_name(job(name).vault)
    assert re.fullmatch(r"[A-Za-z0-9_\\-]+", unit) and len(f"{unit}.service") <= 255
    assert schedules.read_agent(schedules.agent(job(name))) == Found(job(name).vault, AT)


@pytest.mark.parametrize("name", NAMES)
def test_the_shell_agrees(name: str) -> None:
    """cron runs /bin/sh -c with the command."""
    _, line = schedules.cron_lines(job(name)._replace(python=sys.executable))
    command = run_by_cron(line.removeprefix("@reboot "))
    says = "import sys, os; print([os.environ['VAULTCRM_CACHE_DIR'], *sys.argv[1:]])"
    command = command.replace("-P -m vaultcrm", f"-c {shlex.quote(says)}")
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.decode() == f"{[VARIABLES[0][1], '--vault', job(name).vault, 'remind']}\n"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")
@pytest.mark.parametrize("name", NAMES)
def test_systemd_accepts_the_units(name: str, tmp_path: Path) -> None:
    wanted = job(name)._replace(python=sys.executable)
    unit = schedules.unit_name(wanted.vault)
    files = {f"{unit}.service": schedules.service(wanted), f"{unit}.timer": schedules.timer(wanted)}
    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(str(tmp_path / file) for file in files)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_agent(name: str) -> None:
    said = plistlib.loads(schedules.agent(job(name)))
    assert said["ProgramArguments"] == list(job(name).command)
    assert said["StartCalendarInterval"] == {"Hour": 7, "Minute": 30}
    assert said["EnvironmentVariables"] == dict(VARIABLES)
    assert said["RunAtLoad"] is True
    assert re.fullmatch(r"vaultcrm\.[A-Za-z0-9_-]+\.[0-9a-f]{12}", said["Label"])


@pytest.mark.parametrize("data", [b"", b"<plist>", b"\0", plistlib.dumps({}), plistlib.dumps([])])
def test_no_agent_of_ours(data: bytes) -> None:
    assert schedules.read_agent(data) is None


@pytest.mark.parametrize(
    "text", ["", "[Unit]\n", "# vaultcrm schedule\n", "# vaultcrm schedule []"]
)
def test_no_unit_of_ours(text: str) -> None:
    assert schedules.read_unit(text) is None


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\x1bb", "a\udcffb", "a\x7f"])
def test_what_no_schedule_can_hold(name: str) -> None:
    assert schedules.unwritable(job(name)) == job(name).vault
    assert schedules.unwritable(job("a")) == ""


def test_two_vaults_of_one_name() -> None:
    one, other = "/home/a/crm", "/home/b/crm"
    assert schedules.unit_name(one) != schedules.unit_name(other)
    assert schedules.label(one) != schedules.label(other)


@given(st.text(st.sampled_from("ab #%\\\n\r@*'0\x0b\u2028é"), max_size=60), ANY_NAME)
def test_other_lines_of_a_crontab_stay(crontab: str, name: str) -> None:
    digest = schedules.digest_of(job(name).vault)
    lines = schedules.cron_lines(job(name))
    once = schedules.with_lines(crontab, digest, lines)
    end = "" if not crontab or crontab.endswith("\n") else "\n"
    assert once == f"{crontab}{end}{lines[0]}\n{lines[1]}\n"
    assert schedules.with_lines(once, digest, lines) == once
    later = schedules.cron_lines(job(name)._replace(at=time(9)))
    assert schedules.with_lines(once, digest, later) == once.replace("30 7 *", "0 9 *")
    assert schedules.with_lines(once, digest, ()) == f"{crontab}{end}"
    assert schedules.with_lines(once, schedules.digest_of("/other"), ()) == once
