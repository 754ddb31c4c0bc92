"""The reminder rules that a vault has of its own: `.vaultcrm/reminders/*.yaml`
(`schema/reminder_files.py`).

All that their expressions say is computed when they are read, so that what is wrong with them is
known before anything is written."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.expressions import Expression, export
from vaultcrm.expressions.kinds import named
from vaultcrm.facts.book import day_of
from vaultcrm.facts.calendar import later
from vaultcrm.model import Duration, Error, Problem, Record, is_empty
from vaultcrm.reading.vault import Vault
from vaultcrm.reminders import OwnRule, OwnRules, Reminder, Rule, rule_names
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._causes import REMINDERS
from vaultcrm.schema.reminder_files import RULE, ReminderFile, build, name_in
from vaultcrm.schema.schema import Schema
from vaultcrm.views.own_files import (
    Message,
    Slip,
    empty,
    filled_in,
    left_out,
    own_documents,
    reader,
    slips_in,
)
from vaultcrm.views.rows import Row, Vaultwide
from vaultcrm.views.view import Failure, condition, matching, patiently

_SETTLED = "What the rule asks for holds no longer, has another day, or its next time has come."
_DAYS = ("date", "datetime")  # types of fields
_LONGEST_TITLE, _LONGEST_TEXT = 200, 20_000  # characters


class _Compiled(NamedTuple):
    """A rule's file with its expressions, and names in them that no type has."""

    file: ReminderFile
    when: Expression
    due: Expression
    title: Message
    body: Message
    slips: Sequence[Slip]


class _Hit(NamedTuple):
    """A record that a rule is about, with what it says of it; `title` is '' where it says none."""

    record: Record
    due: date
    title: str
    text: str


class _Answer(NamedTuple):
    """What a rule says. `failed` is why it says nothing certain, `silent` what it has no words or
    no day for, though nothing went wrong."""

    hits: Sequence[_Hit] = ()
    failed: Sequence[Problem] = ()
    silent: Sequence[Problem] = ()


def read_rules(vault: Vault, shared: Vaultwide) -> OwnRules:
    """The rules in a vault's files, asked of its records."""
    rules: dict[str, OwnRule] = {}
    names = set()
    problems: list[tuple[str, Problem]] = []
    for path, document in own_documents(vault.root, REMINDERS):
        if isinstance(document, Problem):
            names.add(name_in(path))
            problems.append((path, document))
            continue
        file, found = build(document)
        name = file.name.text if file else name_in(path)
        names.add(name)
        problems += ((path, each) for each in found)
        if file is None:
            continue
        if name in rules or name in rule_names():
            problem = file.name.problem(RULE, f"there is a reminder rule {name} already")
            problems.append((path, problem))
            continue
        compiled = _compiled(file, vault.schema)
        if isinstance(compiled, _Compiled):
            answer = _answer(compiled, shared)
            rules[name] = _rule(file, answer.hits, certain=not answer.failed)
            slips = tuple(slips_in(compiled.slips, shared.book))
            told = slips or answer.silent  # a name that means nothing is why
            problems += ((path, each) for each in (*answer.failed, *told))
        else:
            problems += ((path, each) for each in compiled)
    return OwnRules(rules, frozenset(names), tuple(problems))


def _compiled(file: ReminderFile, schema: Schema) -> _Compiled | Sequence[Problem]:
    read = reader(schema, file.collection, RULE)
    if isinstance(read, Problem):
        return [read]
    when, due = read.expression(file.when, "when"), read.expression(file.due, "due")
    title, body = read.message(file.title, "title"), read.message(file.body, "body")
    if wrong := _no_day(file, schema):
        read.problems.append(file.due.problem(RULE, wrong))
    if read.problems or when is None or due is None:
        return read.problems
    return _Compiled(file, when, due, title, body, read.slips)


def _no_day(file: ReminderFile, schema: Schema) -> str:
    """What is wrong with a due date that is a field of another type."""
    kind = schema.type_of_collection(file.collection.text) or schema.kinds[file.collection.text]
    field = kind.names.get(file.due.text.strip().casefold())
    if field is None or field.type in _DAYS:
        return ""
    return f"due: {field.name} is of type {field.type}, not a date"


# --- what it says of the records ------------------------------------------------------------------


def _answer(compiled: _Compiled, shared: Vaultwide) -> _Answer:
    """Those of the records that it is about, and why others were left out."""
    file = compiled.file
    records = shared.book.records(file.collection.text)
    place = file.when
    try:
        rows, undecided = matching(condition(compiled.when), records, shared)
        place = file.due
        said = [(row, _said(compiled, row)) for row in patiently(rows, "due and title take")]
    except VaultError as error:
        return _Answer(failed=[place.problem(RULE, error.message)])
    undated = [Failure(row.record.place, hit) for row, hit in said if isinstance(hit, str) and hit]
    dayless = [Failure(row.record.place, "due gives nothing") for row, hit in said if hit == ""]
    hits = [hit for _, hit in said if isinstance(hit, _Hit)]
    untitled = [Failure(hit.record.place, "") for hit in hits if not hit.title]
    failed = [
        left_out(place, RULE, failures)
        for place, failures in ((file.when, undecided), (file.due, undated))
        if failures
    ]
    silent = [left_out(file.due, RULE, dayless)] if dayless else []
    silent += [empty(file.title, RULE, "title", untitled)] if untitled else []
    return _Answer(hits, failed, silent)


def _said(compiled: _Compiled, row: Row) -> _Hit | str | None:
    """What it says of a record; None where that has no due date because something is missing, else
    a text why that cannot be told, '' if it is just none."""
    value = export(compiled.due.value(row))
    day = day_of(value)
    if day is None and _lacks_something(compiled.due, row):
        return None
    if isinstance(value, Error):
        return value.message
    if day is None:
        return "" if value is None else f"due gives {named(value)}, not a date"
    title = _on_one_line(filled_in(compiled.title, row))
    text = filled_in(compiled.body, row, _on_one_line)
    return _Hit(row.record, day, _cut(title, _LONGEST_TITLE), _cut(text, _LONGEST_TEXT))


def _lacks_something(expression: Expression, row: Row) -> bool:
    """Whether the record has nothing under a name in an expression, where `delivered + "14d"` is a
    text."""
    looked_up = {"": row.bare, "note": row.note, "crm": row.fact}
    return any(
        is_empty(looked_up[root](name)) for root, name in expression.names if root in looked_up
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


# --- its reminders --------------------------------------------------------------------------------


def _rule(file: ReminderFile, hits: Sequence[_Hit], certain: bool) -> OwnRule:
    rule = Rule(_SETTLED, file.lead or Duration("0d"), priority=file.priority)
    doc = file.doc or f"`{file.title.text}`"
    return OwnRule(doc, rule, partial(_reminders, file, hits), certain)


def _reminders(file: ReminderFile, hits: Sequence[_Hit], asked: Asked) -> Iterator[Reminder]:
    why = file.doc.partition("\n")[0] or f"Your own rule {asked.name} asks for it."
    for hit in hits:
        day = _occurrence(asked, hit, file.every) if file.every else hit.due
        about = asked.about_note if hit.record.line is None else asked.about_line
        first = _on_one_line(hit.text.partition("\n\n")[0])
        reminder = about(hit.record, day, day, hit.title or asked.name, first or why)
        yield reminder._replace(text=hit.text)


def _occurrence(asked: Asked, hit: _Hit, every: Duration) -> date:
    """The due date of the latest occurrence that is past or is shown already; the first one where
    none is. Each is reckoned from the first, so that the 31st stays the 31st where it can."""
    client, office = client_of(hit.record), asked.book.config.office_hours.days

    def nth(number: int) -> date:
        length = Duration("", months=number * every.months, days=number * every.days)
        return later(hit.due, length, office) or date.max

    passed = asked.today - hit.due
    months = (asked.today.year - hit.due.year) * 12 + asked.today.month - hit.due.month
    number = max(0, months // every.months if every.months else passed.days // every.days)
    while number and nth(number) > asked.today:
        number -= 1
    upcoming = nth(number + 1)
    begun = asked.today >= hit.due and upcoming < date.max
    return upcoming if begun and asked.shown_on(upcoming, client) <= asked.today else nth(number)
