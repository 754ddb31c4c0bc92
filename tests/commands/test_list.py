"""`list`: what it shows, and what it says of what there is not."""

from pathlib import Path

import pytest
from running import Run
from vaults import write_vault

NOTES = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        since: 2026-01-05
        phone: "+49 30 01"
        ---
        ## Log
        - 2026-11-02 09:30 email in: asks for the invoice
    """,
    "clients/Böhm.md": """
        ---
        type: client
        status: lead
        ---
    """,
}


def test_csv_has_the_same_columns_whatever_the_rows(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, NOTES)
    every = vaultcrm("list", "clients", "--format", "csv", cwd=root).stdout.split("\n")
    one = vaultcrm(
        "list", "clients", "--format", "csv", "--sort", "title:desc", "--limit", "1", cwd=root
    ).stdout.split("\n")
    assert every[0] == one[0] == "title,status,since,cadence,prefers,owner,email,phone,path"
    assert every[1] == "Acme,active,2026-01-05,,,,,'+49 30 01,clients/Acme.md"
    assert one[1].startswith("Böhm,lead,")


def test_a_line_has_its_place_and_its_client(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, NOTES)
    assert vaultcrm("list", "interactions", "--json", cwd=root).json() == [
        {
            "text": "asks for the invoice",
            "date": "2026-11-02",
            "time": "09:30",
            "channel": "email",
            "direction": "in",
            "client": {"target": "Acme", "path": "clients/Acme.md"},
            "path": "clients/Acme.md",
            "line": 8,
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cleints"], "there is no collection 'cleints'. Did you mean 'clients'?"),
        (["clients", "--sort", "sinse"], "there is no field 'sinse'. Did you mean 'since'?"),
        (["clients", "--columns", "titel"], "Did you mean 'title'?"),
        (["clients", "--columns", ""], "no columns are named"),
        (["clients", "--sort", "since:up"], "cannot sort 'up'"),
    ],
)
def test_what_there_is_not(
    vaultcrm: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = vaultcrm("list", *arguments, cwd=write_vault(tmp_path, NOTES))
    assert (done.status, done.stdout) == (2, "")
    assert message in done.stderr


def test_nothing_to_list(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm("list", "invoices", cwd=write_vault(tmp_path, NOTES))
    assert (done.status, done.stdout, done.stderr) == (0, "", "no invoices\n")
