"""What was promised, by whom, and until when."""

from collections.abc import Iterator

from vaultcrm.facts.book import Book, Facts, day_of, fact
from vaultcrm.model import Fact, Link, Record, Ref
from vaultcrm.schema.config import Config

PROMISES = ("actions", "steps")  # the kinds of lines that somebody promised to do
CLOSED = ("done", "cancelled")
US = frozenset({"", "us", "we", "me", "ours", "i"})


def promises(book: Book) -> Iterator[Record]:
    """All promises, whoever made them, open or not."""
    for kind in PROMISES:
        yield from book.records(kind)


def is_open(record: Record) -> bool:
    """Whether a line is still to be done: not ticked, not cancelled, and with no day for either."""
    fields = record.fields
    ended = fields.get("done") or fields.get("cancelled")
    return fields.get("status") not in CLOSED and not ended


def is_waiting(record: Record) -> bool:
    """Whether a line is open and not put on hold: whether its due date means anything."""
    return is_open(record) and record.fields.get("status") != "on hold"


def is_ours(record: Record, config: Config) -> bool:
    """Whether a promise is ours: it names no owner, or one of those whom the settings call us."""
    owner = record.fields.get("owner")
    if isinstance(owner, Link | Ref):
        owner = owner.target.rpartition("/")[2]
    name = str(owner or "").strip().removeprefix("@").casefold()
    return name in US or any(name in _names(each) for each in config.we)


def _names(name: str) -> tuple[str, ...]:
    """The ways to write one of us: the whole name, or the first."""
    whole = name.casefold()
    return (whole, whole.split(" ")[0])


@fact("actions")
def overdue(book: Book) -> Facts:
    """Days that an open action is past its due date; an action that is not has none."""
    return {
        record.place: Fact((book.today - due).days, (record.place,))
        for record in book.records("actions")
        if is_waiting(record) and (due := day_of(record.fields.get("due"))) and due < book.today
    }


@fact("actions")
def side(book: Book) -> Facts:
    """Who promised it: `ours` or `theirs`."""
    return {
        record.place: Fact("ours" if is_ours(record, book.config) else "theirs", (record.place,))
        for record in book.records("actions")
    }


@fact("clients")
def open_actions(book: Book) -> Facts:
    """How many promises of ours to the client are open."""
    return _count(book, ours=True)


@fact("clients")
def open_actions_theirs(book: Book) -> Facts:
    """How many promises of the client's to us are open."""
    return _count(book, ours=False)


def _count(book: Book, ours: bool) -> dict[str, Fact]:
    places: dict[str, list[str]] = {}
    for record in promises(book):
        client = record.fields.get("client")
        if isinstance(client, Ref) and is_open(record) and is_ours(record, book.config) == ours:
            places.setdefault(client.path, []).append(record.place)
    return {path: Fact(len(found), tuple(found)) for path, found in places.items()}
