"""A vault and its rules → findings: what `check` shows and `watch` tells of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from vaultcrm.index import kept
from vaultcrm.index.index import Index
from vaultcrm.index.ledger import ANYTHING
from vaultcrm.index.patterns import compile_patterns, with_folders
from vaultcrm.model import Finding, Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.source import decode
from vaultcrm.rendering.findings import lines_of
from vaultcrm.rules.catalogue import OwnRules, Rule, chosen, rules_of
from vaultcrm.rules.ignores import UNUSED
from vaultcrm.rules.keeping import Keeper
from vaultcrm.rules.places import pointed
from vaultcrm.rules.run import findings, findings_of
from vaultcrm.rules.survey import Survey, end_of
from vaultcrm.schema.levels import covers
from vaultcrm.writing.fixes import can_mend

TEMPLATES = ".vaultcrm/templates"
REPORTS = ".vaultcrm/reports"
BY_RULE = "rules"  # findings that are kept, for as long as what each rule rests on is as it was
ALL_RULES = [""]  # the question that they answer: none were chosen, none were left out
MANAGED = "managed"  # the group of rules about properties that we keep ourselves
REMINDING = frozenset(
    ("config/own-reminder", "config/reminders", "field/reminders", "field/snooze")
)


def other_problems(
    rules: Mapping[str, Rule],
    survey: Survey,
    ask: Callable[[Rule], Iterable[tuple[str, Problem]]] | None = None,
) -> Iterator[tuple[str, Problem]]:
    """What is wrong with files that are neither notes nor rules: the vault's own templates, and
    Obsidian's bases; and, where one of these rules asks, with how people are reminded (which `ask`
    gives, if it can be had for less). Without any, neither Jinja nor the expressions are
    imported."""
    index, root = survey.index, survey.vault.root
    if not rules.keys().isdisjoint(REMINDING):
        reminding = Rule("reminding", "", "", _reminder_problems)
        yield from ask(reminding) if ask else _reminder_problems(survey)
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


def _reminder_problems(survey: Survey) -> Iterator[tuple[str, Problem]]:
    from vaultcrm.reminders._causes import REMINDERS
    from vaultcrm.reminders._settings import problems

    if (survey.vault.root / REMINDERS).is_dir():
        survey.index.ledger.note(ANYTHING)  # it is not noted what the vault's own rules look at
    yield from problems(survey.index, survey.book)


class Checker:
    """The rules of a vault, as its settings have them at this moment, that need no more than what
    is known of each note since it was read: they cost next to nothing."""

    def __init__(self, index: Index, now: datetime) -> None:
        self._index = index
        self._now = now
        self._own = rules_of(index.vault)
        # One that has no check of its own is about what all others find.
        self.rules: Mapping[str, Rule] = {
            name: rule
            for name, rule in chosen((), (), index.vault, self._own).items()
            if rule.check is None and name != UNUSED and name not in REMINDING
        }

    def find(self) -> list[Finding]:
        """What is wrong by these rules; advice is left out."""
        others = partial(other_problems, self.rules)
        return _loud(findings(self._index, self.rules, self._now, others, self._own))


class Stale(NamedTuple):
    """What is to be mended in a note that has these bytes."""

    digest: str
    findings: tuple[Finding, ...]


class Checked(NamedTuple):
    """What is wrong in a vault, without advice and without what we mend ourselves: the managed
    properties of notes that are `stale`, by path."""

    found: list[Finding]
    stale: dict[str, Stale]


def checked(index: Index, now: datetime) -> Checked:
    """By all rules. What they found, and what it rests on, is kept for the next time."""
    root = index.vault.root
    around = kept.around(root)  # before anything is read
    own = rules_of(index.vault)
    rules = chosen((), (), index.vault, own)
    file = index.path
    known = kept.recall_parts(file, BY_RULE, ALL_RULES, now, around) if file else None
    _, found, parts = pointed_findings(index, now, rules, own, known)
    if file:
        moments = now.isoformat(), end_of(now).isoformat()
        kept.keep_parts(file, BY_RULE, kept.Grounds(ALL_RULES, *moments, around, "", ""), parts)
    stale: dict[str, list[Finding]] = {}
    for each in found:
        if _is_ours(each):
            stale.setdefault(each.path, []).append(each)
    digests = index.digests(stale)
    return Checked(
        [each for each in _loud(found) if not _is_ours(each)],
        {path: Stale(digests[path], tuple(stale[path])) for path in digests},
    )


def _is_ours(finding: Finding) -> bool:
    return covers(MANAGED, finding.problem.rule) and can_mend(finding.problem, unsafe=False)


def _loud(found: Sequence[Finding]) -> list[Finding]:
    return [each for each in found if each.severity != "advice"]


def pointed_findings(
    index: Index, now: datetime, rules: Mapping[str, Rule], own: OwnRules, known: Any
) -> tuple[Survey, list[Finding], Any]:
    """What these rules find, all but advice at what it is about. `known` is what rules found and
    lines said before, as the last of the three gives it."""
    survey = Survey(index, now, own.rules)
    by_rule, by_line = known or (None, None)
    keeper, lines = Keeper(survey, own.rules, by_rule), KeptLines(index, by_line)
    others = partial(other_problems, rules, ask=keeper.ask)
    found = findings_of(survey, rules, others, own, keeper.ask)
    shown = iter(pointed_at(_loud(found), index.vault.root, rules, lines))
    found = [each if each.severity == "advice" else next(shown) for each in found]
    return survey, found, (keeper.kept, lines.kept)


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
        """`known` is what was `kept` before, as JSON has it: the index's last change, and lines of
        notes by path and number."""
        super().__init__(index.read)
        self._ledger = index.ledger
        self._change = index.last_change()
        change, lines = known or ("", {})
        changed = index.changed_since(change)
        self._changed = changed or ()
        self._known: Mapping[str, Mapping[str, str]] = {} if changed is None else lines
        self._is_certain = False  # whether the note that was read last is as the index knows it
        self._kept: dict[str, dict[str, str]] = {}

    @property
    def kept(self) -> tuple[str, Mapping[str, Mapping[str, str]]]:
        return self._change, self._kept

    def at(self, path: str, number: int) -> str:
        key = str(number)
        known = None if path in self._changed else self._known.get(path, {}).get(key)
        text = self._now(path, number) if known is None else known
        if known is not None or self._is_certain:
            self._kept.setdefault(path, {})[key] = text
        return text

    def _now(self, path: str, number: int) -> str:
        is_read = path == self._path
        with self._ledger.noting() as grounds:
            text = super().at(path, number)
        if not is_read:
            self._is_certain = bool(grounds) and ANYTHING not in grounds
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
