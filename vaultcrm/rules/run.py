"""Runs the rules over a vault's index."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from vaultcrm.model import Finding, Problem
from vaultcrm.rules.catalogue import Rule
from vaultcrm.rules.ignores import Ignores
from vaultcrm.rules.survey import Survey

if TYPE_CHECKING:
    from vaultcrm.index.index import Index


def findings(
    index: "Index",
    rules: Mapping[str, Rule],
    now: datetime,
    others: Iterable[tuple[str, Problem]] = (),
) -> list[Finding]:
    """What these rules find (`catalogue.chosen`), by path, line and column, but for what notes and
    settings want to be left out. `others` are problems that higher floors have found in the vault's
    settings, with their paths.

    A note that cannot be read has the reason among its findings and nothing that follows from it:
    the index has neither fields nor links of such a note."""
    survey = Survey(index, now)
    checks = (rule.check(survey) for rule in rules.values() if rule.check)
    ignores = Ignores(survey.ignores, index.vault.config.ignore_rules)
    found = ignores.left(
        Finding(path, problem, rules[problem.rule].severity)
        for path, problem in chain(index.vault.problems, index.problems(), others, *checks)
        if problem.rule in rules
    )
    found += ignores.left(
        Finding(path, problem, rules[problem.rule].severity)
        for path, problem in ignores.unused(survey.rules, rules.keys())
        if problem.rule in rules
    )
    return sorted(found, key=_order)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    problem = finding.problem
    return finding.path, problem.line, problem.column, problem.rule, problem.message
