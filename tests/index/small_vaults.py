"""Small vaults for the tests of the index, and all that an index says about one."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from vaultcrm.index.index import Index, open_index
from vaultcrm.index.tables import PROMISES
from vaultcrm.reading.vault import Vault, shipped_types
from vaultcrm.schema.build import build
from vaultcrm.schema.config import Config
from vaultcrm.schema.schema import Schema

WORDS = ("kickoff", "invoices acme", "o'brien", "c")
NAMES = ("Acme", "acme corp", "dana", "Note 1")


@cache
def schema() -> Schema:
    return build(shipped_types())[0]


def vault(root: Path, ignore: tuple[str, ...] = ()) -> Vault:
    return Vault(root.resolve(), Config(currency="EUR", ignore=ignore), schema())


def write(root: Path, notes: Mapping[str, str]) -> None:
    for path, text in notes.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")


@contextmanager
def index(vault: Vault, cache: Path, **options: Any) -> Iterator[Index]:
    with open_index(vault, environ={"VAULTCRM_CACHE_DIR": str(cache)}, **options) as opened:
        yield opened


def answers(index: Index) -> dict[str, Any]:
    """Everything that an index can be asked, in a form that can be compared."""
    notes = [record.path for record in index.records("notes")]
    asked: dict[str, Any] = {name: index.records(name) for name in schema().collections}
    asked["fields in order"] = [list(record.fields) for record in asked["notes"]]
    asked["record"] = [index.record(path) for path in (*notes, "no such.md")]
    asked["places"] = [index.places(path) for path in notes]
    asked["lines"] = [index.lines_of(path) for path in notes]
    asked["in notes"] = [index.lines_in(name, path) for name in PROMISES for path in notes]
    asked["dues"] = [index.dues(name) for name in PROMISES]
    asked["planned"] = index.planned()
    asked["met"] = index.met()
    asked["problems"] = index.problems()
    asked["unreadable"] = index.unreadable()
    asked["links"] = list(index.links())
    asked["to"] = [index.links_to(path) for path in (*notes, *index.files())]
    asked["broken"] = index.broken_links()
    asked["ambiguous"] = index.ambiguous_links()
    asked["unique"] = sorted(index.unique())
    asked["found"] = [index.find(name) for name in NAMES]
    asked["hits"] = [index.search(word) for word in WORDS]
    asked["names"] = index.names()
    asked["tags"] = index.tags()
    asked["files"] = index.files()
    return asked


def fresh_answers(vault: Vault, cache: Path) -> dict[str, Any]:
    """What an index says that was made from nothing, in a cache folder of its own."""
    with index(vault, cache, rebuild=True) as fresh:
        return answers(fresh)


def views(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every view, as any program reads them."""
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
        }
