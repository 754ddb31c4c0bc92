"""What the drafts of mails are made of: whom they greet, and what notes say, without marks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import east_asian_width

from vaultcrm.facts.book import Book, by_note
from vaultcrm.facts.promises import is_us
from vaultcrm.facts.titles import text_of, title_of
from vaultcrm.model import Link, Record, Ref, Value
from vaultcrm.reading.links import find, stem
from vaultcrm.reading.masking import mask

_BETWEEN = frozenset(",;&+/")  # the names of several people: "June, Marcus"
_MENTION = re.compile(r"(?<!\S)@([^\s,;.:!?]+)")
_LONG = 60  # characters of a line's text in a title


def greeted(book: Book, client: str, named: Value = None) -> str:
    """The first name of the one person of a client (a path) whom a field names, or, where it names
    nobody but us, of the only one there is; '' if there are several, or none."""
    people = book.once(_people).get(client, ())
    names = {name for name in _names(named, people) if not name or not is_us(name, book)}
    if not names and len(people) == 1:
        names = {title_of(people[0])}
    return first_of(names.pop()) if len(names) == 1 else ""


def first_of(name: str) -> str:
    """A person's first name; the whole name where it begins with a title, or with the family."""
    words = name.split()
    whole = len(words) < 2 or words[0].endswith(".") or east_asian_width(words[0][0]) in "WF"
    return " ".join(words) if whole else words[0]


def words_of(line: Record) -> str:
    """What a line says, with what its links show in their place, and `@Mara` as `(Mara)`."""
    text, pieces, done = text_of(line), list[str](), 0
    for link, kind, embed, begin, end in find(text, mask(text)):
        if link and kind == "wiki" and not embed:
            shown, mentioned = link.display or stem(link.target), text[:begin].endswith("@")
            pieces += [text[done : begin - mentioned], f"({shown})" if mentioned else shown]
            done = end
    return " ".join(_MENTION.sub(r"(\1)", "".join((*pieces, text[done:]))).split())


def in_brief(text: str) -> str:
    """A text that is short enough for a title."""
    if len(text) <= _LONG:
        return text
    return f"{text[:_LONG].rsplit(' ', 1)[0].rstrip(' ,;:.-')}…"


def _names(named: Value, people: Sequence[Record]) -> Iterator[str]:
    """The names of those people of the client whom a field names. A text is somebody's first name
    or whole name; it is '' where it may be those of several."""
    if isinstance(named, Ref) and named.path:
        yield from (title_of(person) for person in people if person.path == named.path)
    elif isinstance(named, Link | Ref):
        yield named.display or stem(named.target)
    elif isinstance(named, tuple):
        for each in named:
            yield from _names(each, people)
    elif isinstance(named, str) and named.strip(" @"):
        yield "" if _BETWEEN & set(named) else named.strip(" @")


def _people(book: Book) -> Mapping[str, Sequence[Record]]:
    """The people of each client."""
    return by_note(book.records("people"), "client")
