"""The frame of the command line: dispatch, help, errors and statuses."""

import importlib
import os
import signal
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from running import ROOT, Outcome, Run, run_trick, trick

from vaultcrm import __version__, cli, commands, resources

# --- help -----------------------------------------------------------------------------------------


def test_there_are_commands() -> None:
    assert "completion" in commands.names()
    assert not any(name.startswith("_") for name in commands.names())


@pytest.mark.parametrize("name", commands.names())
def test_every_command_has_help_with_examples(name: str) -> None:
    module = importlib.import_module(f"vaultcrm.commands.{commands.module_name(name)}")
    assert module.command.name == name
    first, _, _ = (module.__doc__ or "").partition("\n")
    assert first.endswith(".") and len(first) <= 72, f"not a summary: {first!r}"
    assert commands.summary(name) == first.removesuffix("."), "the file begins with its docstring"

    long = CliRunner().invoke(cli.group, [name, "--help"], prog_name="vaultcrm")
    short = CliRunner().invoke(cli.group, [name, "-h"], prog_name="vaultcrm")
    assert (long.exit_code, long.output) == (0, short.output)
    assert first in long.output
    _, found, examples = long.output.partition("\nExamples:\n")
    assert found and f"vaultcrm {name}" in examples
    assert all(line.startswith("  ") for line in examples.splitlines()), "examples end the help"


def test_help_lists_commands_without_importing_them(tmp_path: Path) -> None:
    program = trick(tmp_path, "pass", summary="Do a trick.")
    (tmp_path / "commands/broken_one.py").write_text('"""It is broken."""\nraise SystemExit(9)\n')
    (tmp_path / "commands/_private.py").write_text("")
    done = subprocess.run([*program, "--help"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    listed = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert ["trick", "Do a trick"] in listed
    assert ["broken-one", "It is broken"] in listed
    assert "private" not in done.stdout


def test_no_command_shows_the_help_on_stderr(vaultcrm: Run) -> None:
    outcome = vaultcrm()
    assert (outcome.status, outcome.stdout) == (2, "")
    assert "Commands:\n" in outcome.stderr


# --- what was said before the command ------------------------------------------------------------


def test_invocation_reaches_the_command(tmp_path: Path) -> None:
    outcome = run_trick(
        tmp_path, "emit(repr(invocation))", "--vault", "a/b", "--today", "2026-11-30", "trick"
    )
    said = commands.Invocation(Path("a/b"), date(2026, 11, 30))
    assert (outcome.stdout, outcome.status) == (f"{said!r}\n", 0)


@pytest.mark.parametrize("text", ["2026-02-30", "20261130", "2026-W01-1", "tomorrow", "", "30.11."])
def test_other_dates_are_refused(text: str, vaultcrm: Run) -> None:
    outcome = vaultcrm("--today", text, "completion", "bash")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(f"error: Invalid value for '--today': {text!r} is not a date")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"TERM": "dumb"}, False),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_color(environ: dict[str, str], expected: bool | None) -> None:
    assert cli.color(environ) is expected


@pytest.mark.parametrize(("env", "escapes"), [({}, False), ({"FORCE_COLOR": "1"}, True)])
def test_color_is_for_terminals(env: dict[str, str], escapes: bool, tmp_path: Path) -> None:
    outcome = run_trick(tmp_path, "emit('Acme', bold=True)", env=env)
    assert outcome.stdout == ("\x1b[1mAcme\x1b[0m\n" if escapes else "Acme\n")


# --- errors and statuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "stderr"),
    [
        ("pass", 0, ""),
        ("return 1", 1, ""),
        ("raise SystemExit(7)", 7, ""),
        ("click.get_current_context().exit(4)", 4, ""),
        ("raise VaultError('no vault here')", 2, "error: no vault here\n"),
        (
            "raise VaultError('no\\x1b[2J', 'do \\u202ethis', status=1)",
            1,
            "error: no\\x1b[2J\nhint: do \\u202ethis\n",
        ),
        (
            "raise click.UsageError('Not so.', click.get_current_context())",
            2,
            "error: Not so.\nhint: see vaultcrm trick --help\n",
        ),
        ("raise click.ClickException('No.')", 2, "error: No.\nhint: see vaultcrm --help\n"),
        ("raise KeyboardInterrupt", 130, "interrupted\n"),
        ("raise click.Abort", 130, "interrupted\n"),
        ("raise BrokenPipeError(32, 'Broken pipe')", 141, ""),
        ("raise OSError(28, 'No space', 'a.md')", 2, "error: No space: a.md\n"),
    ],
)
def test_status_and_message(body: str, status: int, stderr: str, tmp_path: Path) -> None:
    assert run_trick(tmp_path, body) == Outcome("", stderr, status)


@pytest.mark.parametrize(
    ("arguments", "stderr"),
    [
        (
            ["completoin"],
            "error: There is no command 'completoin'. Did you mean 'completion'?\n"
            "hint: see vaultcrm --help\n",
        ),
        (["zzz"], "error: There is no command 'zzz'.\nhint: see vaultcrm --help\n"),
        (
            ["--tody", "x"],
            "error: No such option '--tody'. Did you mean '--today'?\nhint: see vaultcrm --help\n",
        ),
        (
            ["completion", "\x1b[2J"],
            "error: Invalid value for '{bash|zsh|fish}': '\\x1b[2J' is not one of 'bash', 'zsh', "
            "'fish'.\nhint: see vaultcrm completion --help\n",
        ),
        (
            ["comp\udcff"],
            "error: There is no command 'comp\\udcff'.\nhint: see vaultcrm --help\n",
        ),
    ],
)
def test_misuse(arguments: list[str], stderr: str, vaultcrm: Run) -> None:
    assert vaultcrm(*arguments) == Outcome("", stderr, 2)


def test_a_bug_is_told_once_and_logged(tmp_path: Path) -> None:
    outcome = run_trick(tmp_path, "raise ZeroDivisionError('a\\x1bb' + 'c' * 999)")
    log = resources.cache_folder(os.environ) / "bug.log"
    first, second = outcome.stderr.splitlines()
    assert (outcome.status, outcome.stdout) == (3, "")
    assert first.startswith("error: vaultcrm has a bug: ZeroDivisionError: a\\x1bbccc")
    assert len(first) < 250
    assert second == f"hint: please report it with {log}"
    report = log.read_text()
    assert "Traceback (most recent call last)" in report and "trick.py" in report
    assert __version__ in report
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "body",
    [
        "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})",
        "f = lambda: f(); f()",
        "raise MemoryError",
        "raise ValueError('\\udcff')",
        "import vaultcrm.missing",
        "emit_json(object())",
    ],
)
def test_every_bug_is_told(body: str, tmp_path: Path) -> None:
    outcome = run_trick(tmp_path, body)
    assert outcome.status == 3
    assert outcome.stderr.startswith("error: vaultcrm has a bug: ")
    assert len(outcome.stderr.splitlines()) == 2


@pytest.mark.parametrize("place", ["/dev/null/cache", "/proc/cache", "\udcff/../" * 1000])
def test_a_bug_is_told_though_the_log_cannot_be_written(place: str, tmp_path: Path) -> None:
    outcome = run_trick(tmp_path, "1 / 0", env={"VAULTCRM_CACHE_DIR": place})
    assert outcome.status == 3
    assert outcome.stderr == (
        "error: vaultcrm has a bug: ZeroDivisionError: division by zero\n"
        "hint: VAULTCRM_DEBUG=1 shows what to report\n"
    )


def test_a_log_never_overwrites_what_a_link_points_to(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("kept")
    (resources.cache_folder(os.environ) / "bug.log").symlink_to(precious)
    assert run_trick(tmp_path, "1 / 0").status == 3
    assert precious.read_text() == "kept"


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    outcome = run_trick(tmp_path, "1 / 0", env={"VAULTCRM_DEBUG": "1"})
    assert outcome.status == 3
    assert "Traceback (most recent call last)" in outcome.stderr


def test_a_reader_that_has_gone(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    outcome = run_trick(tmp_path, "print('x' * 10)", stdout=writing)
    os.close(writing)
    assert (outcome.status, outcome.stderr) == (141, "")


def test_a_full_disk(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        outcome = run_trick(tmp_path, "emit('x')", stdout=full.fileno())
    assert (outcome.status, outcome.stderr) == (2, "error: No space left on device\n")


def test_no_stdout_at_all(tmp_path: Path) -> None:
    script = 'exec "$@" >&-'
    command = ["bash", "-c", script, "bash", *trick(tmp_path, "emit('x')"), "trick"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_interrupted_while_importing(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text(
        "import time\nprint('importing', flush=True)\ntime.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "vaultcrm", "completion", "bash"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Ignored in what a shell starts in the background, as perhaps these tests.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None and process.stdout.readline() == "importing\n"
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (130, "")
