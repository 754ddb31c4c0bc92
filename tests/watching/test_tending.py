"""Managed properties are brought up to date in notes that lie still, and in no others."""

import errno
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Index, open_index
from vaultcrm.reading.vault import open_vault
from vaultcrm.watching import mending
from vaultcrm.watching.checking import Stale, checked
from vaultcrm.watching.tending import Tender
from vaultcrm.watching.timing import Timing

NOW = datetime(2026, 11, 24)
CLIENT = "---\ntype: client\nstatus: active\n---\n## Log\n- 2026-11-02 call out: spoke # \u00fc\r\n"
MENDED = CLIENT.replace("active\n", "active\nlast_contact: 2026-11-02\n")
FAST = Timing(settled=0.0, calm=10.0, longest_calm=10.0)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = (tmp_path / "vault").resolve()
    (root / ".vaultcrm/types").mkdir(parents=True)
    (root / ".vaultcrm/types/client.yaml").write_text(
        "type: client\nfields:\n  last_contact: {type: date, managed: last_contact}\n"
    )
    for name in ("Acme", "Birch"):
        save(root / f"{name}.md", age=60)
    return root


def save(file: Path, age: float, text: str = CLIENT) -> None:
    file.write_bytes(text.encode())
    os.utime(file, (time.time() - age,) * 2)


@pytest.fixture
def index(vault: Path) -> Iterator[Index]:
    with open_index(open_vault(vault)) as index:
        index.refresh()
        yield index


def text(file: Path) -> str:
    return file.read_bytes().decode()


def tend(tender: Tender, index: Index) -> list[str]:
    return tender.tend(index)


def stale(index: Index, *paths: str) -> dict[str, Stale]:
    """What a check finds, of these notes."""
    index.refresh()
    found = checked(index, NOW).stale
    return {path: found[path] for path in paths}


def test_only_notes_that_lie_still(vault: Path, index: Index) -> None:
    tender = Tender(vault, FAST)
    save(vault / "Birch.md", age=5)
    found = stale(index, "Acme.md", "Birch.md")
    tender.put(found | {"Gone.md": found["Acme.md"]})
    assert tend(tender, index) == ["Acme.md"]
    assert text(vault / "Acme.md") == MENDED
    assert text(vault / "Birch.md") == CLIENT
    os.utime(vault / "Birch.md", (time.time() - 60,) * 2)
    assert tend(tender, index) == [], "it is another than at the look before"
    tender.put(stale(index, "Birch.md"))
    assert tend(tender, index) == ["Birch.md"]
    assert text(vault / "Birch.md") == MENDED


def test_a_note_that_has_changed_since_the_check(vault: Path, index: Index) -> None:
    """Whatever its stamp was when the check came back: the fixes are for another text."""
    tender = Tender(vault, FAST)
    found = stale(index, "Acme.md")
    save(vault / "Acme.md", age=60, text=CLIENT.replace("client", "project"))
    tender.put(found)
    index.refresh()
    assert tend(tender, index) == []
    assert "last_contact" not in text(vault / "Acme.md")


def test_a_rule_that_is_off(vault: Path) -> None:
    (vault / ".vaultcrm/config.yaml").write_text("rules: {managed/stale: off}\n")
    with open_index(open_vault(vault)) as index:
        assert stale(index) == checked(index, NOW).stale == {}


def test_what_is_stale_is_no_finding(index: Index) -> None:
    found = checked(index, NOW)
    assert sorted(found.stale) == ["Acme.md", "Birch.md"]
    assert "managed/stale" not in {each.problem.rule for each in found.found}


def test_when_it_is_due(vault: Path, index: Index) -> None:
    tender = Tender(vault, FAST._replace(settled=2.0, longest_calm=60.0))
    assert tender.due(True) > time.monotonic() + 1e6
    tender.owe()
    assert tender.due(True) > time.monotonic() + 1e6, "nothing is stale"
    tender.put(stale(index, "Acme.md"))
    assert 5 < tender.due(True) - time.monotonic() <= 10
    assert 55 < tender.due(False) - time.monotonic() <= 60, "it waits for the check, but not long"
    tend(tender, index)
    assert tender.due(True) > time.monotonic() + 1e6


def test_why_a_note_is_left_alone_is_said_once(vault: Path, index: Index) -> None:
    os.link(vault / "Acme.md", vault.parent / "twin.md")
    tender = Tender(vault, FAST)
    for _ in range(2):
        tender.put(stale(index, "Acme.md"))
        assert tend(tender, index) == []
    assert len(tender.complaints) == 1
    assert tender.complaints[0].startswith("Acme.md: has a second name")


def test_a_full_disk_is_no_complaint(
    vault: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise VaultError("cannot be written") from OSError(errno.ENOSPC, "full")

    tender = Tender(vault, FAST)
    tender.put(stale(index, "Acme.md"))
    with monkeypatch.context() as patched:
        patched.setattr(mending, "replace", full)
        with pytest.raises(VaultError):
            tend(tender, index)
    assert tender.complaints == []
    assert tend(tender, index) == ["Acme.md"], "it is owed still"
