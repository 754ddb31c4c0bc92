"""Notes of a client and of what is about them, for tests, and their facts. Today is 2026-11-23, a
Monday."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent

from vaults import book_of

from vaultcrm.facts import facts_about
from vaultcrm.model import Fact, Value

ACME = "clients/Acme.md"
NONE = Fact(None)


def client(body: str = "", more: str = "", status: str = "active") -> str:
    """A client's note: the body's first line is its 6th, or later by the lines of `more`."""
    fields = f"type: client\nstatus: {status}\n{dedent(more)}".rstrip()
    return f"---\n{fields}\n---\n\n{dedent(body).strip()}\n"


def log(*lines: str) -> str:
    """A log whose first line is the note's 7th."""
    return "## Log\n" + "\n".join(lines)


def meeting(day: str, body: str = "", more: str = "", whose: str = "Acme") -> str:
    """A meeting's note: the body's first line is its 7th, or later by the lines of `more`."""
    fields = f'type: meeting\nclient: "[[{whose}]]"\ndate: {day}\n{dedent(more)}'.rstrip()
    return f"---\n{fields}\n---\n\n{dedent(body).strip()}\n"


def project(body: str = "", more: str = "", status: str = "active", whose: str = "Acme") -> str:
    fields = f'type: project\nclient: "[[{whose}]]"\nstatus: {status}\n{dedent(more)}'.rstrip()
    return f"---\n{fields}\n---\n\n{dedent(body).strip()}\n"


def about(
    root: Path, notes: dict[str, str], path: str = ACME, kind: str = "clients", config: str = ""
) -> dict[str, Fact]:
    with book_of(root, notes, config) as book:
        return facts_about(book, kind, path)


def shown(facts: dict[str, Fact], names: Iterable[str]) -> dict[str, tuple[Value, tuple[str, ...]]]:
    """Value and evidence by name, with short names for Acme's own lines: `:7`."""
    return {
        name: (
            facts[name].value,
            tuple(place.removeprefix(ACME) or "Acme" for place in facts[name].evidence),
        )
        for name in names
        if name in facts
    }
