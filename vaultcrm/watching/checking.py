"""A vault and its rules → findings: what `check` shows and `watch` tells of."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from vaultcrm.index.index import Index
from vaultcrm.index.patterns import compile_patterns, with_folders
from vaultcrm.model import Finding, Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.source import decode
from vaultcrm.rendering.findings import lines_of
from vaultcrm.rules.catalogue import Rule, chosen, rules_of
from vaultcrm.rules.ignores import UNUSED
from vaultcrm.rules.places import pointed
from vaultcrm.rules.run import findings
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.levels import covers

TEMPLATES = ".vaultcrm/templates"
REPORTS = ".vaultcrm/reports"
MANAGED = "managed"  # the group of rules about properties that we keep ourselves
REMINDING = frozenset(
    ("config/own-reminder", "config/reminders", "field/reminders", "field/snooze")
)


def other_problems(rules: Mapping[str, Rule], survey: Survey) -> Iterator[tuple[str, Problem]]:
    """What is wrong with files that are neither notes nor rules: the vault's own templates, and
    Obsidian's bases; and, where one of these rules asks, with how people are reminded. Without any,
    neither Jinja nor the expressions are imported."""
    index, root = survey.index, survey.vault.root
    if not rules.keys().isdisjoint(REMINDING):
        from vaultcrm.reminders._settings import problems as reminder_problems

        yield from reminder_problems(index, survey.book)
    if (root / TEMPLATES).is_dir():
        from vaultcrm.rendering.templates import problems

        yield from problems(root)
        if (root / TEMPLATES / "reminders").is_dir():
            from vaultcrm.rendering.reminder_templates import problems as tried_problems

            yield from tried_problems(root)
    if (root / REPORTS).is_dir():
        from vaultcrm.rendering.own_templates import problems as report_problems

        yield from report_problems(root)
    ignored = compile_patterns(index.vault.config.ignore)
    for path in index.files():
        if path.endswith(".base") and not (ignored and any(map(ignored, with_folders(path)))):
            from vaultcrm.reading.vault import read_settings
            from vaultcrm.views.base_file import read_base

            document = read_settings(root, path)
            base = document if isinstance(document, Problem) else read_base(document)
            found = (base,) if isinstance(base, Problem) else base.problems
            yield from ((path, each) for each in found)


class Checker:
    """A vault's rules, as its settings have them at this moment."""

    def __init__(self, index: Index, now: datetime) -> None:
        self._index = index
        self._now = now
        self._own = rules_of(index.vault)
        self._rules = chosen((), (), index.vault, self._own)

    def quick(self) -> Mapping[str, Rule]:
        """The rules that need no more than what is known of each note since it was read. (One that
        has no check of its own is about what all others find.)"""
        return {
            name: rule
            for name, rule in self._rules.items()
            if rule.check is None and name != UNUSED and name not in REMINDING
        }

    def find(self, quick: bool) -> list[Finding]:
        """What is wrong, by all rules or by the quick ones alone; advice is left out."""
        rules = self.quick() if quick else self._rules
        others = partial(other_problems, rules)
        found = findings(self._index, rules, self._now, others, self._own)
        return [each for each in found if each.severity != "advice"]

    def stale(self, index: Index) -> list[Finding]:
        """The managed properties that are not what the notes say; none where their rule is off."""
        rules = {name: rule for name, rule in self._rules.items() if covers(MANAGED, name)}
        return findings(index, rules, self._now, own=self._own) if rules else []

    def pointed(self, found: Sequence[Finding]) -> list[Finding]:
        return pointed_at(found, self._index.vault.root, self._rules)


def pointed_at(found: Sequence[Finding], root: Path, rules: Mapping[str, Rule]) -> list[Finding]:
    """The findings, those of rules over records at the text or the value that they are about: only
    for these notes are read, and only if they are to be shown."""
    shown: list[Finding] = []
    path, lines = "", [""]
    for each in found:
        problem = each.problem
        if rules[problem.rule].check and problem[3:6] == (1, problem.line, 1):
            if each.path != path:
                path, lines = each.path, lines_of(text_of(root, each.path))
            each = pointed(each, lines[problem.line - 1] if problem.line <= len(lines) else "")
        shown.append(each)
    return shown


def text_of(root: Path, path: str) -> str:
    """The text of a file of the vault, '' if it cannot be read."""
    data = read_bytes(root, path)
    return decode(data).text if isinstance(data, bytes) else ""
