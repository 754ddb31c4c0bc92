"""Facts → reminders: what is due. One file a rule, found by being there.

A rule's module has a docstring, which is its manual page; `RULE`, what holds of it; and
`due(asked)`, which yields a `Reminder` for everything that it knows of now, however far ahead: when
it is shown is decided elsewhere (`_causes.py`), and what becomes of the notes that are there
already in `_plan.py`. A reminder that is yielded no longer is settled: its note closes itself.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from vaultcrm.model import Duration, Problem, Ref
from vaultcrm.resources import modules

if TYPE_CHECKING:
    from vaultcrm.reminders._asked import Asked


class Rule(NamedTuple):
    """What holds of a rule. `settled` says why a reminder has closed itself, as one sentence. The
    others are what it does unless the settings or a client's note say otherwise; a rule that has
    nothing in `after` (or `at`) cannot be given any."""

    settled: str
    lead: Duration = Duration("0d")  # how long before the day it is shown
    after: tuple[Duration, ...] = ()  # how long after something it is due
    at: tuple[Decimal, ...] = ()  # at which percentages
    priority: str = ""
    waits: bool = True  # not shown while the client or the project is paused


class Reminder(NamedTuple):
    """Something that is due. What makes it the same reminder another day, on another machine, is
    its rule, its subject (what it is about: the name of a note, or that and a text), and its
    period. Nothing of it may depend on today: two machines that make it make the same note."""

    rule: str
    subject: str
    period: str
    due: date
    title: str  # what is to be done
    why: str  # one or two sentences
    evidence: tuple[Ref, ...]  # the notes that say so
    quotes: tuple[str, ...] = ()  # what they say, line by line
    client: Ref | None = None
    project: Ref | None = None
    priority: str = ""
    draft: Mapping[str, Any] = MappingProxyType({})  # what the rule's template fills in
    about: Ref | None = None  # the note that the subject names
    text: str = ""  # Markdown that the note holds in place of `why`

    @property
    def key(self) -> str:
        return f"{self.rule} | {self.subject} | {self.period}"


class OwnRule(NamedTuple):
    """A rule of the vault's own: what a module has that is one of ours. It is `certain` if nothing
    was left out: only then does a reminder that it does not yield have no cause."""

    doc: str
    rule: Rule
    due: Callable[["Asked"], Iterator[Reminder]]
    certain: bool


class OwnRules(NamedTuple):
    """The rules that a vault has of its own and that can be used, by name; the names of all of
    them; and what is wrong with their files, by path (rule config/own-reminder of `check`)."""

    rules: Mapping[str, OwnRule] = MappingProxyType({})
    names: frozenset[str] = frozenset()
    problems: tuple[tuple[str, Problem], ...] = ()


NONE_OWN = OwnRules()


def rule_names() -> list[str]:
    return modules("reminders")
