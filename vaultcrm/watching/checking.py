"""A vault and its rules → findings: what `check` shows and `watch` tells of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from vaultcrm.index.index import Index
from vaultcrm.index.ledger import ANYTHING
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


class Lines:
    """Single lines of notes."""

    def __init__(self, read: Callable[[str], bytes | Problem]) -> None:
        self._read = read
        self._path, self._lines = "", [""]

    def at(self, path: str, number: int) -> str:
        """The text of a line; '' where there is none."""
        if path != self._path:
            self._path, self._lines = path, lines_of(_text(self._read(path)))
        return self._lines[number - 1] if number <= len(self._lines) else ""


class KeptLines(Lines):
    """Those of an index's notes: no note is read that is as it was when its lines were kept."""

    def __init__(self, index: Index, known: Any = None) -> None:
        """`known` is what was `kept` before, as JSON has it: by path, the digest of the note and
        its lines by number."""
        super().__init__(index.read)
        self._ledger = index.ledger
        self._known: Mapping[str, Sequence[Any]] = known or {}
        self._digests = index.digests(self._known)
        self._digest = ""  # of the note that was read last; '' where that is not what we know of it
        self.kept: dict[str, tuple[str, dict[str, str]]] = {}

    def at(self, path: str, number: int) -> str:
        digest, lines = self._known.get(path, ("", {}))
        text: str
        if digest and digest == self._digests.get(path) and str(number) in lines:
            text = lines[str(number)]
        else:
            text, digest = self._now(path, number), self._digest
        if digest:
            self.kept.setdefault(path, (digest, {}))[1][str(number)] = text
        return text

    def _now(self, path: str, number: int) -> str:
        is_read = path == self._path
        with self._ledger.noting() as grounds:
            text = super().at(path, number)
        if not is_read:
            self._digest = "" if ANYTHING in grounds else "".join(grounds).rpartition("\0")[2]
        return text


def pointed_at(
    found: Sequence[Finding], root: Path, rules: Mapping[str, Rule], lines: Lines | None = None
) -> list[Finding]:
    """The findings, those of rules over records at the text or the value that they are about: only
    for these are notes read, and only if they are to be shown."""
    lines = lines or Lines(partial(read_bytes, root))
    shown: list[Finding] = []
    for each in found:
        problem = each.problem
        if rules[problem.rule].check and problem[3:6] == (1, problem.line, 1):
            each = pointed(each, lines.at(each.path, problem.line))
        shown.append(each)
    return shown


def text_of(root: Path, path: str) -> str:
    """The text of a file of the vault, '' if it cannot be read."""
    return _text(read_bytes(root, path))


def _text(data: bytes | Problem) -> str:
    return decode(data).text if isinstance(data, bytes) else ""
