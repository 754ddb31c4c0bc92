"""Facts → reminders: what is due. One file a rule, found by being there; its docstring is its
manual page, and its function `due(book)` yields the reminders."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.model import Ref
from vaultcrm.resources import modules


class Reminder(NamedTuple):
    """Something that is due. What makes it the same reminder another day, on another machine, is
    its rule, its subject (what it is about, as a path or a path and a text), and its period."""

    rule: str
    subject: str
    period: str
    due: date
    title: str
    why: str
    evidence: tuple[Ref, ...]
    source: tuple[str, ...]  # path:line
    client: Ref | None = None
    project: Ref | None = None
    priority: str = ""

    @property
    def key(self) -> str:
        return f"{self.rule} | {self.subject} | {self.period}"


def rule_names() -> list[str]:
    return modules("reminders")


def all_due(book: Book) -> Iterator[Reminder]:
    """Every reminder that is due on the book's day, rule by rule."""
    for name in rule_names():
        yield from import_module(f"{__name__}.{name}").due(book)
