"""A settings file as it was read, and helpers that take it apart and note what is wrong."""

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

from vaultcrm.model import Problem, Raw, RawList, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.words import shown, suggestion

Entries: TypeAlias = Mapping[str, tuple[RawScalar, Raw]]


class Document(NamedTuple):
    """A YAML file: its place, its text, and its tree (None when it is empty or cannot be read)."""

    path: str
    text: str
    root: Raw | None
    problems: tuple[Problem, ...] = ()


class Complaints:
    """Collects a document's problems under one rule, each with its position."""

    def __init__(self, document: Document, rule: str) -> None:
        self._rule = rule
        self._index = LineIndex(document.text)
        self.problems: list[Problem] = list(document.problems)

    def add(self, raw: Raw, message: str) -> None:
        self.problems.append(Problem(self._rule, message, *self._index.span(raw.start, raw.end)))

    def place(self, raw: Raw) -> tuple[int, int]:
        """Line and column."""
        return self._index.span(raw.start, raw.end)[:2]

    def entries(self, raw: Raw | None, what: str) -> Entries:
        """A mapping's keys and values by the key's text; none, with a complaint, where it is no
        mapping. Of two with the same key, which yaml/duplicate-key complains of, the first."""
        entries: dict[str, tuple[RawScalar, Raw]] = {}
        if isinstance(raw, RawMap):
            for key, value in raw.entries:
                entries.setdefault(key.text, (key, value))
        elif raw is not None and not is_null(raw):
            self.add(raw, f"{what} must be a mapping (name: value)")
        return entries

    def mapping(self, raw: Raw | None, what: str) -> Collection[tuple[RawScalar, Raw]]:
        """The same, as pairs."""
        return self.entries(raw, what).values()

    def text(self, raw: Raw, what: str) -> str:
        if isinstance(raw, RawScalar):
            return "" if is_null(raw) else raw.text
        self.add(raw, f"{what} must be one word or text")
        return ""

    def choice(self, raw: Raw, what: str, known: Collection[str]) -> str:
        """One of the known words, or '' with a complaint."""
        if not isinstance(raw, RawScalar):
            self.add(raw, f"a {what} is one word")
        elif is_null(raw):
            self.add(raw, f"a {what} is missing here: {', '.join(known)}")
        elif raw.text not in known:
            self.add(raw, f"unknown {what} {shown(raw.text)}.{_hint(raw.text, known)}")
        else:
            return raw.text
        return ""

    def flag(self, raw: Raw, what: str, default: bool) -> bool:
        if isinstance(raw, RawScalar) and raw.text in ("true", "false") and not raw.style:
            return raw.text == "true"
        self.add(raw, f"{what} must be true or false")
        return default

    def items(self, raw: Raw) -> tuple[Raw, ...]:
        """The items of a list; anything else stands for a list of one."""
        return raw.items if isinstance(raw, RawList) else (raw,)

    def texts(self, raw: Raw, what: str) -> tuple[str, ...]:
        """A list of texts; a single one stands for a list of one."""
        if isinstance(raw, RawScalar):
            return () if is_null(raw) else (raw.text,)
        if isinstance(raw, RawList):
            return tuple(text for item in raw.items if (text := self.text(item, what)))
        self.add(raw, f"{what} must be a list")
        return ()

    def unknown_key(self, key: RawScalar, known: Collection[str]) -> None:
        self.add(key, f"unknown key {shown(key.text)}.{_hint(key.text, known)}")


def _hint(text: str, known: Collection[str]) -> str:
    return suggestion(text, known) or f" Known: {', '.join(known)}"


def is_null(raw: Raw) -> bool:
    return isinstance(raw, RawScalar) and not raw.style and raw.text in ("", "~", "null")
