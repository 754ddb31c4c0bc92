"""`init`, `new` and `log`: they write what they say, and nothing is ever lost."""

from pathlib import Path

import pytest
from running import Run
from vaults import write_vault

CLIENT = {
    "clients/Acme Corp.md": """
        ---
        type: client
        status: active
        aliases:
          - ACME
        ---
        ## Log
        - 2026-11-02 09:30 email in: asks for the invoice

        ## Notes
        Nice people.
    """
}


def test_init_changes_no_byte_of_what_is_there(vaultcrm: Run, tmp_path: Path) -> None:
    notes = {
        "a.md": b"\xef\xbb\xbf---\r\ntype: client\r\n---\r\n",
        "b/c.md": b"\xff\xfe",
        "d.bin": b"\0",
    }
    for path, data in notes.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    done = vaultcrm("init", cwd=tmp_path)
    assert done.status == 0, done.stderr
    found = {
        str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()
    }
    assert found.pop(".vaultcrm/config.yaml")
    assert found == notes
    again = vaultcrm("init", cwd=tmp_path)
    assert again.status == 2
    assert "a vault already" in again.stderr


def test_init_where_no_folder_can_be(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm("init", "x" * 300, cwd=tmp_path)
    assert (done.status, "cannot be looked at: File name too long" in done.stderr) == (2, True)


def test_init_example_needs_an_empty_place(vaultcrm: Run, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    done = vaultcrm("init", "full", "--example", cwd=tmp_path)
    assert done.status == 2
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert vaultcrm("init", "new", "--example", cwd=tmp_path).status == 0
    assert (tmp_path / "new" / ".vaultcrm" / "config.yaml").is_file()
    assert not list(tmp_path.glob(".~vaultcrm-*"))


def test_new_writes_a_note_that_checks(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, CLIENT)

    def new(*arguments: str) -> str:
        done = vaultcrm("--today", "2026-11-23", "new", *arguments, cwd=root)
        assert done.status == 0, done.stderr
        return (root / done.stdout.strip().removeprefix("wrote ")).read_text(encoding="utf-8")

    assert new("person", "Zoë & Søn", "-f", "client=acme").startswith(
        '---\ntype: person\nclient: "[[Acme Corp]]"\n'
    )
    meeting = new(
        "meeting", "Kickoff: part 1/2", "-f", "client=Acme Corp", "-f", "attendees=Zoë & Søn"
    )
    assert 'title: "Kickoff: part 1/2"\n' in meeting
    assert 'attendees:\n  - "[[Zoë & Søn]]"\n' in meeting
    assert (root / "meetings/2026/2026-11-23 Kickoff part 1 2.md").is_file()
    assert "## Decisions\n" in meeting
    project = new("project", "Site", "-f", "client=ACME", "-f", "budget=12000 EUR")
    assert "fee: 12000 EUR\n" in project
    assert vaultcrm("check", "--ignore", "practice", cwd=root).stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["clinet", "X"], "there is no type 'clinet'. Did you mean 'client'?"),
        (["client", "X", "-f", "statsu=active"], "Did you mean 'status'?"),
        (["client", "X", "-f", "status=actve"], "Did you mean 'active'?"),
        (["client", "X", "-f", "cadence"], "'cadence' is no field"),
        (["client", "X", "-f", "since=2026-02-30"], "a day that no calendar has"),
        (["client", "  "], "a note needs a name"),
        (["project", "X"], "a project needs a client"),
        (["project", "X", "-f", "client=Acme Crop"], "there is no note 'Acme Crop'. Did you mean"),
        (["client", "acme corp"], "there is a note of that name already: clients/Acme Corp.md"),
    ],
)
def test_new_refuses_what_would_do_harm(
    vaultcrm: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    root = write_vault(tmp_path, CLIENT)
    before = sorted(root.rglob("*"))
    done = vaultcrm("new", *arguments, cwd=root)
    assert done.status == 2
    assert message in done.stderr
    assert sorted(root.rglob("*")) == before


def test_log_adds_one_line_and_keeps_every_other_byte(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, CLIENT)
    file = root / "clients/Acme Corp.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes()
    done = vaultcrm("--today", "2026-11-23", "log", "acme", "call out Dana:  ok", cwd=root)
    assert done.status == 0, done.stderr
    line = b"- 2026-11-23 call out Dana: ok\r\n"
    after = file.read_bytes()
    assert after.count(line) == 1
    assert after.replace(line, b"") == before
    found = vaultcrm("list", "interactions", "--json", cwd=root).json()
    assert found[-1]["channel"] == "call"
    assert found[-1]["direction"] == "out"
    assert found[-1]["person"] == "Dana"
    assert found[-1]["text"] == "ok"
    assert found[-1]["client"]["path"] == "clients/Acme Corp.md"


def test_log_needs_a_note_with_a_log(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {**CLIENT, "Home.md": "# Home\n"})
    for name, message in [("Home", "has no log"), ("Nobody", "there is no note 'Nobody'")]:
        done = vaultcrm("log", name, "hello", cwd=root)
        assert done.status == 2
        assert message in done.stderr


def test_no_vault_here(vaultcrm: Run, tmp_path: Path) -> None:
    for command in (["check"], ["list", "clients"], ["new", "client", "X"], ["remind"]):
        done = vaultcrm(*command, cwd=tmp_path)
        assert done.status == 2
        assert "no vault here" in done.stderr
        assert "vaultcrm init" in done.stderr
