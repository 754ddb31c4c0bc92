"""Whose names a page that is made for a client must not hold."""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from unicodedata import category
from urllib.parse import unquote

from vaultcrm.facts.book import Book, path_of
from vaultcrm.index.index import Index
from vaultcrm.model import Problem, Record, Value
from vaultcrm.reading.links import stem
from vaultcrm.reading.privacy import folded, is_private, words
from vaultcrm.reading.source import decode
from vaultcrm.words import nearest

_LONG = 8  # letters of a name that is also found where it is the beginning of a word
_HEAD = 8192  # characters of a note in which it says what it is
_KINDS = ("client", "person")
_TYPE = re.compile(r"""^[ \t"']*type["']?[ \t]*:[ \t]*["']?([\w-]+)""", re.MULTILINE)
_CLIENT = re.compile(r"""^[ \t"']*client["']?[ \t]*:(.*)""", re.MULTILINE)
_PRIVATE = re.compile(r"""^[ \t"']*private["']?[ \t]*:[ \t]*(?!false\b)""", re.MULTILINE)
_CALLED = re.compile(
    r"""^[ \t"']*(title|alias|aliases)["']?[ \t]*:[ \t]*"""
    r"""([^\r\n]*(?:\r?\n(?:[ \t]+|-[ \t])[^\r\n]+)*)""",
    re.MULTILINE | re.IGNORECASE,
)
_PARTS = re.compile(r"""\[\[[^\[\]]*\]\]|"[^"]*"|'[^']*'|[^,\[\]\r\n"'][^,\[\]\r\n]*""")
_LINK = re.compile(r"\[\[([^\[\]|#]*)[^\[\]|]*\|?([^\[\]]*)\]\]")
_HARMLESS = (
    "file/no-front-matter",
    "file/empty-front-matter",
    "file/empty",
    "file/name",
    "file/unclosed-block",  # what stands below its beginning is hidden here as well
)
_FORMED = re.compile(r"[*`~\\]|==")


class Names:
    """The names that a page for a client must not hold. What is a part of a longer name of the
    client's own is no mention of somebody else."""

    def __init__(self, forbidden: Collection[str], own: Collection[str]) -> None:
        self._own = _by_first_word(own)
        self._forbidden = _by_first_word(forbidden)
        # Where words are not parted by blanks, a name may stand anywhere in one.
        self._anywhere = {
            "".join(folded(name).split()): name
            for name in forbidden
            if name.strip() and (not words(name) or any(category(sign) == "Lo" for sign in name))
        }
        self._own_joined = tuple(joined for name in own if (joined := "".join(words(name))))
        long = (("".join(words(name)), name) for name in forbidden)
        self._long = {joined: name for joined, name in long if len(joined) >= _LONG}

    def in_text(self, text: str) -> str:
        """A forbidden name that a text holds, as it is written in its note; '' if it has none."""
        for form in {text, unquote(text), unquote(unquote(text)), _FORMED.sub("", text)}:
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
            if reach <= at and (name := self._in_word(text[at])):
                return name
        return ""

    def _in_word(self, word: str) -> str:
        """A long name that a word begins with: `borealisltd`, `northernlights.example`."""
        for end in range(_LONG, len(word) + 1):
            name = self._long.get(word[:end])
            if name and not any(
                word.startswith(own) for own in self._own_joined if len(own) >= end
            ):
                return name
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


class Known:
    """The names that a page for this client must not hold: those of other clients, of people of
    other clients (or of nobody knows whom), and of notes that are private, as they can be read and
    as they are written. So it is with notes that should have been such, or are ignored. `unclear`
    are notes of which it is not certain whose they are, `private` those whose bodies say that they
    are private. `unknown` gathers the notes whose names cannot be known."""

    def __init__(
        self,
        book: Book,
        index: Index,
        client: Record,
        unclear: Container[str],
        private: Container[str],
    ) -> None:
        self.unknown: list[str] = []
        self.people: list[str] = []  # what anybody is called
        self._index = index
        self._we = {folded(name).strip() for name in index.vault.config.we}
        self._own = list(names_of(client))
        self._forbidden: list[str] = []
        base = index.vault.schema.base.collection
        suspects = {path for path, each in index.problems() if is_breaking(each)}
        self._folders = {_folder(client.path)}
        self._folders |= {_folder(each.path) for each in book.records("clients")}
        for record in book.records(base):
            kind, whose = record.fields.get("type"), record.fields.get("client")
            if record.path == client.path:
                continue
            if kind == "person":
                self.people += names_of(record)
            is_theirs = path_of(whose) == client.path and record.path not in unclear
            if kind == "client" or is_private(record.fields, record.path) or record.path in private:
                self._forbid(record.path, record)
            elif kind == "person" and record.path not in suspects:
                if is_theirs:
                    self._own += names_of(record)
                elif not self._is_us(record):
                    self._forbid(record.path, record)
            elif record.path in suspects or (kind and kind not in index.vault.schema.types):
                self._forbid_suspect(record.path, record)
        for path in index.files():
            if path.endswith(".md"):
                self._forbid_suspect(path, None)

    def names(self) -> Names:
        return Names(self._forbidden, self._own)

    def _is_us(self, person: Record) -> bool:
        return any(folded(name).strip() in self._we for name in names_of(person))

    def _forbid(self, path: str, record: Record | None) -> None:
        self._forbidden.append(stem(path))
        if record:
            self._forbidden += names_of(record)
        text = self._head(path)
        if text is None:
            self.unknown.append(path)
        else:
            self._forbidden += written_names(text)

    def _forbid_suspect(self, path: str, record: Record | None) -> None:
        """Forbids the names in a note that may be a client's, a person's or private."""
        text = self._head(path)
        if text is None:
            if _folder(path) in self._folders:
                self._forbid(path, record)
            return
        kinds = {nearest(kind, _KINDS) for kind in _TYPE.findall(text)}
        if not kinds and record and _folder(path) in self._folders:
            kinds.add("client")
        whose = [words(written) for written in _CLIENT.findall(text)]
        is_theirs = any(whose == [words(name)] for name in self._own)
        is_meant = "client" in kinds or ("person" in kinds and not is_theirs)
        if is_meant or _PRIVATE.search(text):
            self._forbid(path, record)

    def _head(self, path: str) -> str | None:
        """The beginning of a note; None where it cannot be read."""
        data = self._index.read(path)
        if isinstance(data, Problem):
            return None
        source = decode(data)
        return None if source.opaque else source.text[:_HEAD]


def is_breaking(problem: Problem) -> bool:
    """Whether what a note says is in doubt because of a problem."""
    return problem.rule.startswith(("file/", "yaml/")) and problem.rule not in _HARMLESS


def names_of(record: Record) -> Iterator[str]:
    """What a note is called: its title, its file's name, its aliases."""
    yield stem(record.path)
    for value in (record.fields.get("title"), record.fields.get("aliases")):
        yield from texts(value)


def written_names(text: str) -> Iterator[str]:
    """What the beginning of a note calls it, however that is written: of a link its target and its
    words, of several aliases in one text each."""
    return (name for name in _written(text) if name.strip("-[]{}|>+,:.# \t\r\n"))


def _written(text: str) -> Iterator[str]:
    for key, written in _CALLED.findall(text):
        for link in _LINK.finditer(written):
            yield from (link[1], link[2])
        rest = _LINK.sub("", written).strip()
        if key.lower() == "title":
            yield rest.lstrip("|>+-").strip(" \t\r\n\"'")
            continue
        is_list = rest.startswith(("[", "-"))
        for line in rest.splitlines():
            for part in _PARTS.findall(line if is_list else line.strip(" \t\"'")):
                yield part.strip(" \t\"'").removeprefix("- ").strip(" \t\"'")


def texts(value: Value) -> Iterator[str]:
    """The texts in a value: of a link its target and its words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
