"""Findings of rules, kept from one check to the next: each rule's for as long as all that they rest
on is as it was. What that is has been noted while the rule ran (`index/ledger.py`).

Pure, but for the rules themselves: where it is written down is the business of who checks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from vaultcrm.index.ledger import ANYTHING
from vaultcrm.index.rows import problem_of
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
        self._marks = survey.index.marks()
        before: Mapping[str, str] = known[0] if known else {}
        rules: Mapping[str, Sequence[Any]] = known[1] if known else {}
        # Tables that are not as they were; with other notes or files nothing is.
        self._changed = {each for each, mark in self._marks.items() if before.get(each) != mark}
        self._known: dict[str, Kept] = {}
        if "" not in self._changed:
            self._known = {name: Kept(*kept) for name, kept in rules.items()}
        self._kept: dict[str, Kept] = {}

    @property
    def kept(self) -> Any:
        """For the next keeper, as JSON has it."""
        return self._marks, self._kept

    def ask(self, rule: Rule) -> Found:
        survey, known = self._survey, self._known.get(rule.name)
        if known and self._holds(known):
            self._kept[rule.name] = known
            survey.holds_until(datetime.fromisoformat(known.until))
            return [(path, problem_of(values)) for path, *values in known.found]
        assert rule.check
        before, survey.until = survey.until, end_of(survey.now)
        with survey.index.ledger.noting() as grounds:
            found = list(rule.check(survey))
        until, survey.until = survey.until, min(before, survey.until)
        if rule.name not in self._own and ANYTHING not in grounds:
            packed = [(path, *problem) for path, problem in found]
            self._kept[rule.name] = Kept(until.isoformat(), sorted(grounds), packed)
        return found

    def _holds(self, known: Kept) -> bool:
        survey = self._survey
        return (
            survey.now.isoformat() < known.until
            and self._changed.isdisjoint(known.grounds)
            and survey.index.stand(known.grounds)
        )
