"""A settings file as it was read, and helpers that take it apart and note what is wrong."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from vaultcrm.model import Problem, Raw, RawList, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.words import suggestion


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

    def mapping(self, raw: Raw | None, what: str) -> tuple[tuple[RawScalar, Raw], ...]:
        """The entries of a mapping; none, with a complaint, where it is not one."""
        if isinstance(raw, RawMap):
            return raw.entries
        if raw is not None and not is_null(raw):
            self.add(raw, f"{what} must be a mapping (name: value)")
        return ()

    def text(self, raw: Raw, what: str) -> str:
        if isinstance(raw, RawScalar):
            return raw.text
        self.add(raw, f"{what} must be one word or text")
        return ""

    def choice(self, raw: Raw, what: str, known: Collection[str]) -> str:
        text = self.text(raw, what)
        if text and text not in known:
            self.add(raw, f"unknown {what} {text!r}.{suggestion(text, known)}")
            return ""
        return text

    def flag(self, raw: Raw, what: str) -> bool:
        if isinstance(raw, RawScalar) and raw.text in ("true", "false") and not raw.style:
            return raw.text == "true"
        self.add(raw, f"{what} must be true or false")
        return False

    def texts(self, raw: Raw, what: str) -> tuple[str, ...]:
        """A list of texts; a single one stands for a list of one."""
        if isinstance(raw, RawScalar):
            return () if is_null(raw) else (raw.text,)
        if isinstance(raw, RawList):
            return tuple(text for item in raw.items if (text := self.text(item, what)))
        self.add(raw, f"{what} must be a list")
        return ()

    def unknown_key(self, key: RawScalar, known: Iterable[str]) -> None:
        self.add(key, f"unknown key {key.text!r}.{suggestion(key.text, known)}")


def is_null(raw: Raw) -> bool:
    return isinstance(raw, RawScalar) and not raw.style and raw.text in ("", "~", "null")
