"""What a page that is made for a client may say: whose names it must not hold, and somebody's words
without links, tags and marks."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from unicodedata import category
from urllib.parse import unquote

from vaultcrm.facts.book import Book, path_of
from vaultcrm.model import Record, Value
from vaultcrm.reading.body import TAG_CHARACTER
from vaultcrm.reading.links import find, stem
from vaultcrm.reading.masking import mask
from vaultcrm.reading.privacy import folded, is_private, words

_NAMED = ("clients", "people", "projects", "meetings")  # of which private notes are not named
_MENTION = re.compile(r"(?<!\S)@(?:\[\[[^\[\]]*\]\]|\S+)")
_TAG = re.compile(rf"(?<!\S)#({TAG_CHARACTER}+)")
_LABEL = re.compile(r"\[(.*)\]\(", re.DOTALL)
_MARKS = re.compile(r"\*\*|__|==|`+")
_UNCLEAR = re.compile(
    r"%%|<!--|-->|\[\[|\]\]|\]\(|\^\[|::|~~|<[A-Za-z/!?]|\b(?:obsidian|file|vscode):/"
)


class Names:
    """The names that a page for a client must not hold. What is a part of a longer name of the
    client's own is no mention of somebody else."""

    def __init__(self, forbidden: Iterable[str], own: Iterable[str]) -> None:
        self._own = _by_first_word(own)
        self._forbidden = _by_first_word(forbidden)
        # Where words are not parted by blanks, a name may stand anywhere in one.
        self._anywhere = {
            "".join(folded(name).split()): name
            for name in forbidden
            if name.strip() and (not words(name) or any(category(sign) == "Lo" for sign in name))
        }

    def in_text(self, text: str) -> str:
        """A forbidden name that a text holds, as it is written in its note; '' if it has none."""
        for form in {text, unquote(text)}:
            joined = "".join(folded(form).split())
            found = next((name for part, name in self._anywhere.items() if part in joined), "")
            if found := found or self._in_words(words(form)):
                return found
        return ""

    def _in_words(self, text: list[str]) -> str:
        reach = 0  # the end of the client's own names that begin before here
        for at in range(len(text)):
            longest = max((at + len(own) for own, _ in _fitting(self._own, text, at)), default=at)
            for parts, name in _fitting(self._forbidden, text, at):
                end = at + len(parts)
                if reach < end and longest <= end:
                    return name
            reach = max(reach, longest)
        return ""


_ByFirstWord = Mapping[str, Sequence[tuple[Sequence[str], str]]]


def _by_first_word(names: Iterable[str]) -> _ByFirstWord:
    """The names' words, and the names as they are written, by the first word of each."""
    found: dict[str, list[tuple[Sequence[str], str]]] = {}
    for name in names:
        if parts := words(name):
            found.setdefault(parts[0], []).append((parts, name))
    return found


def _fitting(
    names: _ByFirstWord, text: Sequence[str], at: int
) -> Iterator[tuple[Sequence[str], str]]:
    """The names that stand in a text, taken apart into words, at this word."""
    for parts, name in names.get(text[at], ()):
        if text[at : at + len(parts)] == parts:
            yield parts, name


def names_for(book: Book, client: Record, unclear: Container[str]) -> Names:
    """The names that a page for this client must not hold: those of other clients, of people of
    other clients (or of nobody knows whom), and of notes that are private. `unclear` are notes of
    which it is not certain whose they are."""
    forbidden: list[str] = []
    own = list(names_of(client))
    for collection in _NAMED:
        for record in book.records(collection):
            whose = record.fields.get("client")
            if record.path == client.path:
                continue
            if is_private(record.fields) or collection == "clients":
                forbidden += names_of(record)
            elif collection == "people" and whose:
                is_theirs = path_of(whose) == client.path and record.path not in unclear
                (own if is_theirs else forbidden).extend(names_of(record))
    return Names(forbidden, own)


def names_of(record: Record) -> Iterator[str]:
    """What a note is called: its title, its file's name, its aliases."""
    yield stem(record.path)
    for value in (record.fields.get("title"), record.fields.get("aliases")):
        yield from texts(value)


def texts(value: Value) -> Iterator[str]:
    """The texts in a value: of a link its target and its words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)


def said(text: str) -> str:
    """Somebody's words as plain text: links are their words, and there are no tags, no mentions
    and no marks. '' where nothing is left, or where it is not clear what is meant to be seen."""
    text = _MENTION.sub(" ", text)
    pieces, done = [], 0
    for link, kind, embed, begin, end in find(text, mask(text)):
        pieces.append(text[done:begin])
        if kind == "markdown" and not embed:
            label = _LABEL.match(text[begin:end])
            pieces.append(label[1] if label else "")
        elif link and not embed:
            pieces.append(link.display or stem(link.target))
        done = end
    text = "".join((*pieces, text[done:]))
    text = _TAG.sub(lambda tag: tag[0] if tag[1].isdecimal() else " ", text)
    if _UNCLEAR.search(text):
        return ""
    return " ".join(_MARKS.sub("", text).split())
