"""A note of a project, for tests, and its facts. Today is 2026-11-23, a Monday."""

from pathlib import Path
from textwrap import dedent

from vaults import book_of

from vaultcrm.facts import facts_about
from vaultcrm.model import Fact

SITE, ACME = "projects/Site.md", "clients/Acme.md"
CLIENT = {ACME: "---\ntype: client\nstatus: active\n---\n"}


def project(fields: str, body: str = "") -> dict[str, str]:
    """A project's note: its fields stand from line 4 on, its body after a line `---`."""
    front = f'---\ntype: project\nclient: "[[Acme]]"\n{fields.strip()}\n---\n'
    return {**CLIENT, SITE: front + dedent(body).lstrip("\n")}


def facts_of_site(tmp_path: Path, notes: dict[str, str]) -> dict[str, Fact]:
    with book_of(tmp_path, notes) as book:
        return facts_about(book, "projects", SITE)


def lines(*numbers: int) -> tuple[str, ...]:
    return tuple(f"{SITE}:{number}" for number in numbers)
