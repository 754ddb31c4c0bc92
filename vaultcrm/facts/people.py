"""When we were last in touch with a person."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, fact, path_of
from vaultcrm.facts.contact import interactions
from vaultcrm.model import Fact, Record, Ref, Value
from vaultcrm.reading.links import stem

_BETWEEN = re.compile(r"[,;&+/]")  # the names of several people: "June, Marcus"


class Names(NamedTuple):
    """People by what they are called, folded, at each client; more than one are nobody."""

    whole: Mapping[tuple[str, str], frozenset[str]]
    first: Mapping[tuple[str, str], frozenset[str]]


@fact("people")
def last_contact(book: Book) -> Facts:
    """The day of the latest interaction with a person that is not in the future: a line of their
    own log, a meeting that they attended, or a line of their client's log that names them. A link
    names whoever it leads to; a text somebody of that client, by title, file, alias or first name,
    and nobody if it fits two of them. Rests on that interaction."""
    people = {person.path for person in book.records("people")}
    names = _names(book)
    latest: dict[str, tuple[date, str]] = {}
    for day, record in interactions(book):
        named = set(_named(record, names, path_of(record.fields.get("client"))))
        for path in {record.path, *named} & people:
            if path not in latest or day >= latest[path][0]:
                latest[path] = (day, record.place)
    return {path: Fact(day, (place,)) for path, (day, place) in latest.items()}


def _names(book: Book) -> Names:
    whole: dict[tuple[str, str], set[str]] = {}
    first: dict[tuple[str, str], set[str]] = {}
    for person in book.records("people"):
        client, aliases = path_of(person.fields.get("client")), person.fields.get("aliases")
        file = stem(person.path)
        given = (file, person.fields.get("title"), *(aliases if isinstance(aliases, tuple) else ()))
        for name in {each.casefold() for each in given if isinstance(each, str) and each.strip()}:
            whole.setdefault((client, name), set()).add(person.path)
            first.setdefault((client, name.split()[0]), set()).add(person.path)
    return Names(
        {name: frozenset(paths) for name, paths in whole.items()},
        {name: frozenset(paths) for name, paths in first.items()},
    )


def _named(record: Record, names: Names, client: str) -> Iterator[str]:
    """The paths of those whom an interaction names."""
    value = record.fields.get("person")
    for each in value if isinstance(value, tuple) and not isinstance(value, Ref) else (value,):
        if isinstance(each, Ref) and each.path:
            yield each.path
            continue
        for name in _texts(each):
            paths = names.whole.get((client, name)) or names.first.get((client, name))
            if client and paths and len(paths) == 1:
                yield from paths


def _texts(value: Value) -> list[str]:
    """The names in a text, or in a link that leads nowhere, folded."""
    text = value.target if isinstance(value, Ref) else value
    parts = _BETWEEN.split(text) if isinstance(text, str) else []
    return [part.strip().removeprefix("@").casefold() for part in parts]
