"""What was promised, by whom, and until when."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from vaultcrm.facts.book import Book, path_of
from vaultcrm.index.tables import PROMISES as PROMISES
from vaultcrm.model import Link, Record, Ref, Value, is_open
from vaultcrm.reading.links import stem

US = frozenset({"us", "we", "me", "ours", "i"})
_BETWEEN = re.compile(r"[,;]")  # the names of several owners: "Mara, Dana"


class _We(NamedTuple):
    """The names that the settings call us by, folded: whole, and the first name of each."""

    whole: frozenset[str]
    first: frozenset[str]


def promises(book: Book) -> Iterator[Record]:
    """All open promises, whoever made them."""
    for kind in PROMISES:
        yield from book.open_lines(kind)


def is_waiting(record: Record) -> bool:
    """Whether a line is open and not put on hold: whether its due date means anything."""
    return is_open(record.fields) and record.fields.get("status") != "on hold"


def is_ours(record: Record, book: Book) -> bool:
    """Whether a promise is ours: it names no owner, or among its owners one of us.

    A text, or a link that leads nowhere, is one of us by a name of the settings' `we`, whole or the
    first name alone, and by a word such as "us". A link to a note is one of us only by a whole name
    of `we`, that of the note's file or the one linked by: `we: [Mara]` claims `[[Mara]]`, not
    `[[Mara Lind]]`, and `we: [Mara Lind]` claims no `[[Mara]]` that leads to another's note. A name
    of one word claims nobody whose note names a client: theirs may be called the same."""
    return is_us(record.fields.get("owner"), book)


def is_us(value: Value, book: Book) -> bool:
    """Whether a field that names somebody names nobody, or among others one of us (`is_ours`)."""
    if value is None:  # as of nearly all
        return True
    owners = tuple(_owners(value))
    return not owners or any(_is_one_of_us(each, book) for each in owners)


def _owners(value: Value) -> Iterator[Ref | str]:
    """Those whom an owner field names: links to notes, and names, folded."""
    if isinstance(value, Ref) and value.path:
        yield value
    elif isinstance(value, tuple) and not isinstance(value, Link | Ref):
        for each in value:
            yield from _owners(each)
    else:
        text = value.target if isinstance(value, Link | Ref) else str(value or "")
        yield from filter(None, map(_folded, _BETWEEN.split(text)))


def _is_one_of_us(owner: Ref | str, book: Book) -> bool:
    we = book.once(_we)
    if isinstance(owner, str):
        return owner in US or owner in we.whole or owner in we.first
    known = {_folded(owner.target), _folded(owner.path)} & we.whole
    theirs: Container[str] = book.once(_people_of_clients) if known else ()
    return any(" " in name or owner.path not in theirs for name in known)


def _folded(name: str) -> str:
    """What a name, a link or a path calls somebody."""
    target = name.strip().removeprefix("@").removeprefix("[[").removesuffix("]]").partition("|")[0]
    return stem(target).strip().casefold()


def _we(book: Book) -> _We:
    whole = frozenset(filter(None, map(_folded, book.config.we)))
    return _We(whole, frozenset(name.split()[0] for name in whole))


def _people_of_clients(book: Book) -> Container[str]:
    return {
        person.path for person in book.records("people") if path_of(person.fields.get("client"))
    }
