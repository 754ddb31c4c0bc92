"""The report on health: every active client, worst first, each with its reasons."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from running import ROOT, Run
from vaults import TODAY, book_of, write_vault

from vaultcrm.reports import Asked, Bar, Report, Table
from vaultcrm.reports.health import EXPLAINED, make

EXAMPLE = ROOT / "example-vault"
DAY = ("--today", "2026-11-23")


def client(days: int, name: str = "", status: str = "active") -> str:
    """A client who is called every 14 days, the last time so many days ago."""
    calls = "\n".join(
        f"- {TODAY - timedelta(days=days + 14 * number)} call: spoke" for number in range(6)
    )
    title = f"title: {name}\n" if name else ""
    lines = ["---", f"type: client\nstatus: {status}", f"{title}---", "## Onboarding"]
    lines += ["- [x] a 📅 2026-11-10 ✅ 2026-11-10", "## Log", calls]
    return "\n".join(lines) + "\n"


def report(root: Path, notes: dict[str, str]) -> Report:
    with book_of(root, notes) as book:
        return make(book, Asked())


def table(found: Report, title: str) -> list[tuple[Any, ...]]:
    for section in found.sections:
        if section.title == title:
            [block] = section.blocks
            assert isinstance(block, Table)
            return [row.cells for row in block.rows]
    raise AssertionError(title)


def test_worst_first_with_their_warnings(tmp_path: Path) -> None:
    notes = {"clients/Fine.md": client(3), "clients/Quiet.md": client(42)}
    notes["clients/Paused.md"] = client(42, status="paused")
    notes["clients/New.md"] = "---\ntype: client\nstatus: active\n---\n"
    found = report(tmp_path, notes)
    assert found.lead == (
        "3 active clients, 1 red, 1 green, 1 with too little data. Early warnings of 1 client."
    )
    # Contact 0 by weight 20, promises 100 by 20.
    assert [(row[0].target, *row[1:4]) for row in table(found, "All active clients")] == [
        ("Quiet", Bar(50, unit=""), "red", "40 %"),
        ("Fine", Bar(100, unit=""), "green", "40 %"),
    ]
    [warning] = table(found, "Early warnings")
    assert (warning[0].target, *warning[1:3]) == (
        "Quiet",
        "gone quiet",
        "42 days without contact; 14 are usual",
    )
    parts = table(found, "Quiet: 50 (red)")
    assert parts[0][2:] == (
        Bar(0, unit=""),
        "42 days since the last contact; 14 are usual",
        "Get in touch.",
    )
    assert parts[1][2:] == (None, "no message of theirs in 90 days", "Log what comes in.")
    [unknown] = table(found, "Too little data")
    assert (unknown[0].target, unknown[1]) == ("New", "0 %")


def test_every_row_has_evidence_that_is_there(vaultcrm: Run) -> None:
    found = vaultcrm("--vault", EXAMPLE, *DAY, "report", "health", "--json").json()
    rows = [
        row for section in found["sections"] for block in section["blocks"] for row in block["rows"]
    ]
    assert len(rows) > 50
    for row in rows:
        assert row["evidence"]
        for place in row["evidence"]:
            path, _, line = place.rpartition(":") if ".md:" in place else (place, "", "1")
            assert 1 <= int(line) <= len((EXAMPLE / path).read_text(encoding="utf-8").split("\n"))


def test_many_clients_are_all_in_one_table_and_the_worst_explained(tmp_path: Path) -> None:
    notes = {f"clients/C{number:03}.md": client(number % 60) for number in range(40)}
    found = report(tmp_path, notes)
    assert len(table(found, "All active clients")) == 40
    explained = [section.title for section in found.sections if section.title.startswith("C0")]
    assert len(explained) == EXPLAINED
    assert explained[0].startswith("C039: 56 ")  # 39 days: 2.79 × 14 scores 11, and (11 + 100) / 2


def test_an_empty_vault(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm(*DAY, "report", "health", cwd=write_vault(tmp_path, {}))
    assert done.status == 0
    assert "0 active clients. No early warnings." in done.stdout
    assert "No active client has enough data yet." in done.stdout


def test_a_name_is_never_markup(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"clients/A.md": client(42, '"x | <b>y</b>\\n# Owned"')})
    done = vaultcrm(*DAY, "report", "health", cwd=root)
    assert "\n# Owned" not in done.stdout
    assert "x | <b>" not in done.stdout


def test_the_settings_weigh(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"clients/A.md": client(42)}, "health: {promises: 0}\n")
    done = vaultcrm(*DAY, "report", "health", "--json", cwd=root).json()
    assert done["lead"].startswith("1 active client, 1 with too little data.")  # 20 of 80
    root = write_vault(tmp_path, {}, "health: {promises: 0, answers: 0}\n")
    done = vaultcrm(*DAY, "report", "health", "--json", cwd=root).json()
    assert done["lead"].startswith("1 active client, 1 red.")  # 20 of 65, and contact scores 0
    root = write_vault(tmp_path, {}, "health: {promise: 0}\n")
    done = vaultcrm(*DAY, "check", cwd=root)
    assert "config/settings" in done.stdout and "Did you mean 'promises'?" in done.stdout
