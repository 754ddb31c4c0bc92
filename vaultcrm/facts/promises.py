"""What was promised, by whom, and until when."""

from collections.abc import Iterator

from vaultcrm import model
from vaultcrm.facts.book import Book
from vaultcrm.model import Link, Record, Ref
from vaultcrm.schema.config import Config

PROMISES = ("actions", "steps")  # the kinds of lines that somebody promised to do
US = frozenset({"", "us", "we", "me", "ours", "i"})


def promises(book: Book) -> Iterator[Record]:
    """All open promises, whoever made them."""
    for kind in PROMISES:
        yield from book.open_lines(kind)


def is_open(record: Record) -> bool:
    """Whether a line is still to be done: not ticked, not cancelled, and with no day for either."""
    return model.is_open(record.fields)


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
