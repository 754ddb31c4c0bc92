"""What is wrong with how people say that they want to be reminded: in the files of their own rules,
under `reminders:` in the settings, in the notes of clients, and in those of reminders."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.index.index import Index
from vaultcrm.model import Problem, Record, Value
from vaultcrm.reading.vault import CONFIG
from vaultcrm.reminders import OwnRules, Rule, rule_names
from vaultcrm.reminders._causes import own_rules
from vaultcrm.schema.lengths import read_snooze
from vaultcrm.schema.reminding import Tuning, read_tuning
from vaultcrm.words import shown, suggestion

_PROPERTY = "reminders"
_SNOOZE = "snooze"
_CLOSED = ("done", "dismissed")


def problems(index: Index, book: Book) -> Iterator[tuple[str, Problem]]:
    """By path."""
    own = own_rules(index, book)
    yield from own.problems
    rules = _Rules(own)
    for name, tuning in book.config.reminders.rules.items():
        if wrong := rules.wrong(name, tuning):
            place = (tuning.line, tuning.column, tuning.line, tuning.column + len(name))
            yield CONFIG, Problem("config/reminders", wrong, *place)
    for client in book.records("clients"):
        entries = client.fields.get(_PROPERTY)
        for entry in entries if isinstance(entries, tuple) else ():
            if wrong := _wrong_entry(entry, rules):
                yield _at(book, client, "field/reminders", _PROPERTY, wrong)
    for note in book.records("reminders"):
        until = note.fields.get(_SNOOZE)
        is_open = note.fields.get("status") not in _CLOSED
        if is_open and isinstance(until, str) and until.strip() and not read_snooze(until):
            form = "write 2026-12-01, or 3d from now"
            wrong = f"{shown(until)} is no day and no length of time: {form}"
            yield _at(book, note, "field/snooze", _SNOOZE, wrong)


class _Rules(NamedTuple):
    own: OwnRules

    def wrong(self, name: str, tuning: Tuning) -> str:
        """What is wrong with how a rule is tuned, '' if nothing is."""
        known = {*rule_names(), *self.own.names}
        if name not in known:
            hint = suggestion(name, known) or " docs/reminders.md lists them all"
            return f"there is no reminder rule {shown(name)}.{hint}"
        rule = self._rule(name)
        lacks = [
            key
            for key, given, has in (
                ("after", tuning.after, rule and rule.after),
                ("at", tuning.at, rule and rule.at),
            )
            if rule and given and not has
        ]
        return f"{name} has no {' and no '.join(lacks)}" if lacks else ""

    def _rule(self, name: str) -> Rule | None:
        """None for one of the vault's own that cannot be used."""
        if name in rule_names():
            rule: Rule = import_module(f"vaultcrm.reminders.{name}").RULE
            return rule
        return self.own.rules[name].rule if name in self.own.rules else None


def _wrong_entry(entry: Value, rules: _Rules) -> str:
    """What is wrong with an entry of a client's note, '' if nothing is but its form (rule
    field/nested)."""
    if isinstance(entry, Mapping):
        return ""
    read = read_tuning(entry) if isinstance(entry, str) else None
    if read is None:
        form = "write birthday off, check_in lead 3d, or off for all"
        return f"{shown(str(entry))} cannot be understood: {form}"
    return rules.wrong(*read) if read[0] else ""


def _at(book: Book, note: Record, rule: str, field: str, wrong: str) -> tuple[str, Problem]:
    """What is wrong with a property of a note."""
    text = book.place_of(note.path, field).rpartition(":")[2]
    line = int(text) if text.isdecimal() else 1
    return note.path, Problem(rule, f"{field}: {wrong}", line, 1, line, 1)
