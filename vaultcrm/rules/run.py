"""Runs the rules over a vault's index."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from vaultcrm.model import Finding, Problem
from vaultcrm.rules.catalogue import NONE_OWN, OwnRules, Rule
from vaultcrm.rules.ignores import UNUSED, Ignores
from vaultcrm.rules.survey import Survey

if TYPE_CHECKING:
    from vaultcrm.index.index import Index


def findings(
    index: "Index",
    rules: Mapping[str, Rule],
    now: datetime,
    others: Callable[[Survey], Iterable[tuple[str, Problem]]] = lambda survey: (),
    own: OwnRules = NONE_OWN,
) -> list[Finding]:
    """What these rules find (`catalogue.chosen`), by path, line and column, but for what notes and
    settings want to be left out. `others` gives the problems that higher floors find in the vault's
    settings, with their paths; `own` are the rules that the vault has of its own.

    A note that says nothing certain (`Survey.uncertain`) has the reason among its findings, and
    nothing that rules over the whole vault find there."""
    return findings_of(Survey(index, now, own.rules), rules, others, own)


def findings_of(
    survey: Survey,
    rules: Mapping[str, Rule],
    others: Callable[[Survey], Iterable[tuple[str, Problem]]] = lambda survey: (),
    own: OwnRules = NONE_OWN,
    ask: Callable[[Rule], Iterable[tuple[str, Problem]]] | None = None,
) -> list[Finding]:
    """The same of a survey with the same `own` rules, which then says how long that holds. `ask`
    gives what a rule that has a check of its own finds."""
    found_by = ask or (lambda rule: rule.check(survey) if rule.check else ())
    checks = (found for rule in rules.values() if rule.check for found in found_by(rule))
    about = (each for each in chain(others(survey), checks) if each[0] not in survey.uncertain)
    ignores = Ignores(survey.ignores, survey.vault.config.ignore_rules)
    found = ignores.left(
        Finding(path, problem, rules[problem.rule].severity)
        for path, problem in chain(survey.vault.problems, survey.problems, own.problems, about)
        if problem.rule in rules
    )
    if UNUSED in rules:
        from vaultcrm.rules.config.unused_ignore import unused

        found += ignores.left(
            Finding(path, problem, rules[UNUSED].severity)
            for path, wishes in ignores.unused(survey.rules, rules.keys())
            if path not in survey.uncertain
            for problem in unused(survey, path, wishes)
        )
    return sorted(found, key=_order)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    problem = finding.problem
    return finding.path, problem.line, problem.column, problem.rule, problem.message
