"""The vault's own reports that are templates: their data, their text, and what is wrong with them.

The data is loaded when a template names it: a collection, a report of ours, the facts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book, Compute, default_of
from vaultcrm.model import Duration, Error, Link, Money, Problem, Record, Ref
from vaultcrm.reading.vault import Vault, read_settings
from vaultcrm.rendering import templates
from vaultcrm.rendering.own_reports import Own, report_files, without_doubles
from vaultcrm.rendering.report_cells import words
from vaultcrm.rendering.report_json import as_data
from vaultcrm.rendering.templates import RULE, asked, render_report
from vaultcrm.rendering.text import wikilink
from vaultcrm.reports import Asked, find_report, report_names
from vaultcrm.views.base_file import read_base
from vaultcrm.views.rows import INHERITED

_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\ufeff]")
_SCRIPT = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_REPORT = "_report"  # after the name of a report that is a collection's too


def problems(root: Path) -> Iterator[tuple[str, Problem]]:
    """What is wrong with the vault's own reports, before any of them is used."""
    for name, forms in report_files(root).items():
        for form, path in forms.items():
            if name in report_names():
                yield path, Problem(RULE, f"{name} is a report of vaultcrm's: choose another name")
            if form != "base":
                yield from templates.problems_of(root, path)
                continue
            if form not in without_doubles(forms):
                yield path, Problem(RULE, "has the name of another report: choose another name")
            document = read_settings(root, path)
            base = document if isinstance(document, Problem) else read_base(document)
            found = (base,) if isinstance(base, Problem) else base.problems
            yield from ((path, each) for each in found)


def text_of(vault: Vault, book: Book, own: Own, form: str) -> str:
    """What a report that is a template says. Raises VaultError for one that cannot be used."""
    path = own.forms[form]
    needs = asked(vault.root, path)
    data = {
        name: load()
        for name, load in _sources(vault, book, needs.facts).items()
        if name in needs.names
    }
    return render_report(vault.root, path, data, _in_markdown if form == "md" else _in_html)


# --- the data of a template


def _sources(
    vault: Vault, book: Book, facts: frozenset[str] | None
) -> Mapping[str, Callable[[], Any]]:
    """What there is for templates by name, each loaded when it is asked for."""

    def records(collection: str) -> Callable[[], Any]:
        return lambda: _records(vault, book, collection, facts)

    def report(name: str) -> Callable[[], Any]:
        return lambda: _plain(as_data(find_report(name).make(book, Asked())), book)

    found: dict[str, Callable[[], Any]] = {
        "today": lambda: book.today,
        "config": lambda: {
            "currency": vault.config.currency,
            "country": vault.config.country,
            "timezone": vault.config.timezone,
            "we": vault.config.we,
        },
    }
    for name in report_names():
        if not find_report(name).about:
            found[name] = found[name + _REPORT] = report(name)
    for collection in vault.schema.collections:
        found[collection] = records(collection)
    return found


def _records(
    vault: Vault, book: Book, collection: str, facts: frozenset[str] | None
) -> list[dict[str, Any]]:
    """A collection's records as dictionaries: their fields (None for those of their type that they
    lack), `path`, `line` and `crm`, the facts."""
    types = vault.schema.types
    own_type = vault.schema.type_of_collection(collection) or vault.schema.kinds[collection]
    empty = dict.fromkeys((*own_type.fields, *INHERITED))
    is_base = collection == vault.schema.base.collection
    computed: dict[str, Mapping[str, Compute]] = {}

    def facts_for(record: Record) -> Mapping[str, Compute]:
        note_type = types.get(str(record.fields.get("type"))) if is_base else None
        of = note_type.collection if note_type else collection
        if of not in computed:
            every = facts_of(of)
            computed[of] = {name: every[name] for name in every if facts is None or name in facts}
        return computed[of]

    found = []
    for record in book.records(collection):
        known = {}
        for name, compute in facts_for(record).items():
            fact = compute(book).get(record.place)
            known[name] = _plain(fact.value if fact else default_of(compute), book)
        fields = {name: _plain(value, book) for name, value in record.fields.items()}
        found.append({**empty, **fields, "path": record.path, "line": record.line, "crm": known})
    return found


def _plain(value: Any, book: Book) -> Any:
    """The value as plain data: links lead to the same note from anywhere; what reports are made of
    are dictionaries."""
    match value:
        case Ref():
            return book.link(value.path, value.display) if value.path else value
        case Money() | Link() | Duration() | Error():
            return value
        case tuple() if hasattr(value, "_asdict"):
            return {name: _plain(each, book) for name, each in value._asdict().items()}
        case Mapping():
            return {name: _plain(each, book) for name, each in value.items()}
        case tuple() | list():
            return tuple(_plain(each, book) for each in value)
        case _:
            return value


def _in_markdown(value: Any) -> Any:
    """What a template of Markdown prints of a value: links as they are written in a note."""
    if isinstance(value, Link | Ref):
        return wikilink(value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(str(_in_markdown(each)) for each in value)
    return _in_words(value)


def _in_html(value: Any) -> Any:
    """What a template of a page prints of a value: nothing of a text that is a script if somebody
    writes it where a link leads."""
    if isinstance(value, str) and _SCRIPT.match(_UNSEEN.sub("", value)):
        return ""
    return _in_words(value)


def _in_words(value: Any) -> Any:
    """What a template prints of a value: the words for it; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Decimal | date | tuple):  # amounts, links and the like are tuples
        return words(value)
    return value
