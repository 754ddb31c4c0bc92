"""Findings of rules, kept from one check to the next: each rule's for as long as all that they rest
on is as it was. What that is has been noted while the rule ran (`index/ledger.py`).

Pure, but for the rules themselves: where it is written down is the business of who checks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from vaultcrm.index.ledger import ANYTHING
from vaultcrm.index.rows import problem_of
from vaultcrm.index.tables import lines_tables
from vaultcrm.model import Problem
from vaultcrm.rules.catalogue import Rule
from vaultcrm.rules.survey import Survey, end_of

Found: TypeAlias = Sequence[tuple[str, Problem]]


class Kept(NamedTuple):
    """What a rule found, which holds up to a moment (ISO 8601) as long as its grounds do."""

    until: str
    grounds: Sequence[str]
    found: Sequence[Sequence[Any]]  # as JSON has it


class Keeper:
    """Asks rules, but for those that are known to find what they found."""

    def __init__(self, survey: Survey, own: Iterable[Rule], known: Any = None) -> None:
        """`known` is what an earlier keeper gave (`kept`), with the same settings and the same
        program, on the same day and no later moment. The vault's `own` rules are always asked:
        what they rest on is theirs to say."""
        self._survey = survey
        self._own = frozenset(rule.name for rule in own)
        # In this order: another process may change the index between two questions, and then what
        # is kept must not seem to be of later than it is.
        self._change = survey.index.last_change()
        self._marks = survey.index.marks()
        before: Mapping[str, str] = known[0] if known else {}
        rules: Mapping[str, Sequence[Any]] = known[1] if known else {}
        # Tables that are not as they were; with other notes or files nothing is.
        self._changed = {each for each, mark in self._marks.items() if before.get(each) != mark}
        # The notes that were read since, where that is known.
        self._news = survey.index.changed_since(known[2] if known else "")
        self._known: dict[str, Kept] = {}
        if "" not in self._changed:
            self._known = {name: Kept(*kept) for name, kept in rules.items()}
        self._kept: dict[str, Kept] = {}

    @property
    def kept(self) -> Any:
        """For the next keeper, as JSON has it."""
        return self._marks, self._kept, self._change

    def ask(self, rule: Rule) -> Found:
        survey, known = self._survey, self._known.get(rule.name)
        if known and self._holds(known):
            survey.holds_until(datetime.fromisoformat(known.until))
            if self._changed.isdisjoint(_tables(rule)):
                self._kept[rule.name] = known
                return _found(known)
        else:
            known = None
        before, survey.until = survey.until, end_of(survey.now)
        found, grounds = self._asked(rule, known)
        until, survey.until = survey.until, min(before, survey.until)
        if rule.name not in self._own and ANYTHING not in grounds:
            packed = [(path, *problem) for path, problem in found]
            ends = min(until.isoformat(), known.until) if known else until.isoformat()
            self._kept[rule.name] = Kept(ends, sorted(grounds), packed)
        return found

    def _asked(self, rule: Rule, known: Kept | None) -> tuple[Found, set[str]]:
        """What a rule finds, and what that rests on, but for the lines that a rule about lines was
        given; `known` is what such a rule found in them as they were, if all else is as it was."""
        survey, ledger = self._survey, self._survey.index.ledger
        if rule.lines is None:
            assert rule.check
            with ledger.noting() as grounds:
                return list(rule.check(survey)), grounds
        news = self._news if known else None
        with ledger.noting() as given:
            lines = rule.lines.lines(survey, news)
        with ledger.noting() as grounds:
            found = list(rule.lines.find(survey, lines))
        # Of a note alone a ground ends with the tables that were looked at there.
        grounds |= {each for each in given if each.rpartition("\0")[2] not in _tables(rule)}
        if known and news is not None:
            grounds |= {*known.grounds}
            found += [each for each in _found(known) if each[0] not in news]
        return found, grounds

    def _holds(self, known: Kept) -> bool:
        survey = self._survey
        return (
            survey.now.isoformat() < known.until
            and self._changed.isdisjoint(known.grounds)
            and survey.index.stand(known.grounds)
        )


def _tables(rule: Rule) -> set[str]:
    """The tables of the lines that a rule is about, if it is about single ones."""
    kinds = rule.lines.kinds if rule.lines else ()
    return {table for kind in kinds for table in lines_tables(kind)}


def _found(known: Kept) -> Found:
    return [(path, problem_of(values)) for path, *values in known.found]
