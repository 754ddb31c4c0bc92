"""Notifications: what they say, where they go, and whose word counts for that."""

import os
import sys
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from vaultcrm.errors import VaultError
from vaultcrm.watching import notifying
from vaultcrm.watching.notifying import addresses, notifier, sender, text_of
from vaultcrm.watching.reminding import Outcome

DAY = date(2026, 11, 24)


def outcomes(*actions: str) -> list[Outcome]:
    return [Outcome(f"{n}.md", each, f"Call {n}", "x", DAY) for n, each in enumerate(actions)]


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ((), ""),
        (("written",), "Call 0"),
        (("settled", "reopened"), "Call 1"),
        (("written", "archived", "written", "reopened"), "3 reminders"),
        (("settled", "marked", "archived"), ""),
    ],
)
def test_one_text_a_batch(actions: Sequence[str], expected: str) -> None:
    assert text_of(outcomes(*actions)) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", []),
        ("other: 1\n", []),
        ("notify: []\n", []),
        ("notify: json://one\n", ["json://one"]),
        ("notify:\n  - json://one\n  - mailto://a:b@c\n", ["json://one", "mailto://a:b@c"]),
    ],
)
def test_addresses(settings: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(settings)
    assert addresses(tmp_path, tmp_path / "vault") == expected


@pytest.mark.parametrize(
    "settings", ["notify: {a: b}\n", "notify: [[a]]\n", "notify: [\n", "- a\n"]
)
def test_odd_settings(settings: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(settings)
    with pytest.raises(VaultError, match=r"config\.yaml"):
        addresses(tmp_path, tmp_path / "vault")


def test_no_settings(tmp_path: Path) -> None:
    assert addresses(tmp_path / "none", tmp_path / "vault") == []


def test_never_from_the_vault(tmp_path: Path) -> None:
    vault, own = tmp_path / "vault", tmp_path / "own"
    for folder in (vault, own):
        folder.mkdir()
    (vault / "config.yaml").write_text("notify: json://evil\n")
    (own / "config.yaml").symlink_to(vault / "config.yaml")
    for folder in (vault, own):
        with pytest.raises(VaultError, match="is in the vault"):
            addresses(folder, vault)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up notify-send that puts its arguments down."""
    said = tmp_path / "said"
    program = tmp_path / "bin/notify-send"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {said}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return said


def test_the_desktop(desktop: Path) -> None:
    send, warning = sender([])
    assert send("-h <b>Call</b> $(Acme)") and not warning
    assert desktop.read_text() == "--app-name=vaultcrm\n--\n-h <b>Call</b> $(Acme)\n"


def test_without_apprise_the_desktop(desktop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    send, warning = sender(["json://localhost"])
    assert send("x") and "vaultcrm[notify]" in warning


def test_nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifying.shutil, "which", lambda name: None)
    with pytest.raises(VaultError, match="nothing here can show"):
        sender([])


WITH_APPRISE = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own making


@WITH_APPRISE
def test_an_address_that_apprise_does_not_know() -> None:
    pytest.importorskip("apprise")
    with pytest.raises(VaultError, match="cannot use address 2") as caught:
        sender(["json://localhost", "nonsense://user:secret@host"])
    assert "secret" not in caught.value.message


@WITH_APPRISE
def test_apprise(monkeypatch: pytest.MonkeyPatch) -> None:
    apprise = pytest.importorskip("apprise")
    sent = []
    monkeypatch.setattr(apprise.Apprise, "notify", lambda self, **what: sent.append(what) or True)
    send, warning = sender(["json://localhost"])
    assert send("Call Acme") and not warning
    assert sent == [{"body": "Call Acme", "title": "vaultcrm"}]


def test_who_fails_is_told_once_and_nobody_waits() -> None:
    complaints: list[str] = []
    go_on = threading.Event()
    sent = []

    def send(text: str) -> bool:
        go_on.wait(10)
        sent.append(text)
        if text == "raises":
            raise RuntimeError
        return text == "fine"

    with notifier(send, complaints.append) as put:
        for text in ("fails", "raises", "fine", "fails"):
            put(text)
        assert sent == []
        go_on.set()
    assert sent == ["fails", "raises", "fine", "fails"]
    assert complaints == ["a notification could not be sent"] * 2
