"""What all tests share: the real command, golden files, and a cache of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from running import ROOT, Outcome, Run

GOLDEN = ROOT / "tests" / "golden"
UNSET = ("VAULTCRM_VAULT", "VAULTCRM_DEBUG", "NO_COLOR", "FORCE_COLOR", "COLUMNS")

# The program is run some thousand times: it need not be compiled anew each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No deadline: other work on the machine must not fail a test. The same examples each time, so that
# what passed passes; `make soak` looks for others.
EXPLORE = "VAULTCRM_EXPLORE" in os.environ
settings.register_profile("vaultcrm", deadline=None, derandomize=not EXPLORE)
settings.load_profile("vaultcrm")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what the golden tests compare with"
    )


@pytest.fixture(autouse=True)
def own_surroundings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every test has an empty cache, and nothing of the user's settings."""
    monkeypatch.setenv("VAULTCRM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def vaultcrm(tmp_path: Path) -> Run:
    """`vaultcrm("list", "clients", cwd=vault)` runs the real command.

    `env` adds to the environment, `stdin` is text, `timeout` is in seconds; `cwd` is the test's
    `tmp_path` unless given. Output that is not UTF-8 fails the test."""

    def run(
        *arguments: str | Path,
        cwd: Path = tmp_path,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        timeout: float = 60,
    ) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "vaultcrm", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            input=stdin.encode(),
            capture_output=True,
            timeout=timeout,
        )
        return Outcome(done.stdout.decode(), done.stderr.decode(), done.returncode)

    return run


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden("report-summary.md", text)` fails unless tests/golden/report-summary.md is `text`.
    `pytest --update-golden` writes the files: look at the difference before you commit it."""
    update = request.config.getoption("--update-golden")

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        assert file.is_file(), f"{file} is missing: run pytest --update-golden"
        assert text == file.read_bytes().decode()

    return compare
