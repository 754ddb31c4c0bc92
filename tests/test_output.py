"""Where output goes, and in what form."""

import re
from pathlib import Path

import pytest
from running import Outcome, on_terminal, run_trick, trick


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_data_is_utf8_whatever_the_locale(encoding: str, tmp_path: Path) -> None:
    env = {"PYTHONIOENCODING": encoding}
    outcome = run_trick(tmp_path, r"emit('Ł\x1b\udcff'); emit_json(['Ł\x1b\x9b\udcff'])", env=env)
    assert outcome == Outcome('Ł\\x1b\\udcff\n[\n  "Ł\\u001b\\u009b\\udcff"\n]\n', "", 0)


def test_notices_go_to_stderr(tmp_path: Path) -> None:
    assert run_trick(tmp_path, "say('a\\x9b')") == Outcome("", "a\\x9b\n", 0)


TABLE = "emit_table('table', plain_table(['name', 'fee'], [{'name': 'x' * 200 + '[b]', 'fee': 3}]))"


def test_a_table_in_a_pipe_is_never_cut(tmp_path: Path) -> None:
    outcome = run_trick(tmp_path, TABLE, env={"COLUMNS": "40", "FORCE_COLOR": "1"})
    assert outcome.stdout == f"name{' ' * 201}fee\n{'x' * 200}[b]    3\n"


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {}])
def test_a_table_on_a_terminal_is_cut_to_its_width(env: dict[str, str], tmp_path: Path) -> None:
    written = on_terminal([*trick(tmp_path, TABLE), "trick"], {"COLUMNS": "40", **env}).decode()
    assert written.count("\n") == 2
    assert (f"{'x' * 34}…" in written, "3" in written, "\x1b" in written) == (True, True, not env)


COUNT = """
    import time
    with progress('reading') as advance:
        advance(1, 3)
        time.sleep(1.1)
        advance(2, 3)
        advance(3, 3)
"""


def test_progress_shows_after_a_second(tmp_path: Path) -> None:
    written = on_terminal([*trick(tmp_path, COUNT), "trick"], {})
    told = re.fullmatch(rb"\r(reading 2/3, 2 a second, 1 s left)\r( +)\r", written)
    assert told and len(told[1]) == len(told[2])


def test_the_speed_is_that_of_the_last_seconds(tmp_path: Path) -> None:
    body = """
    import time
    from vaultcrm.commands import _output
    _output._LATELY = 0.5
    with progress('reading') as advance:
        advance(1000, 2000)  # done the last time
        time.sleep(1.1)
        advance(1001, 2000)
"""
    written = on_terminal([*trick(tmp_path, body), "trick"], {})
    assert re.match(rb"\rreading 1001/2000, 1 a second, \d{4} s left", written), written


def test_what_shows_progress_ends_in_order(tmp_path: Path) -> None:
    body = """
    import os, signal
    with progress('reading') as advance:
        say(f"{advance(1, 3)}")
        os.kill(os.getpid(), signal.SIGINT)
        say(f"{advance(2, 3)}, and keeps it")
    say("never said")
"""
    assert run_trick(tmp_path, body) == Outcome("", "True\nFalse, and keeps it\ninterrupted\n", 130)


def test_progress_is_for_terminals(tmp_path: Path) -> None:
    assert run_trick(tmp_path, COUNT) == Outcome("", "", 0)
