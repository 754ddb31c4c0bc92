"""The rules that a vault has of its own: `.vaultcrm/rules/*.yaml` (`schema/rule_files.py`)."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.expressions import Expression, Mistake, compile_expression, export
from vaultcrm.expressions.kinds import to_text
from vaultcrm.facts import facts_of
from vaultcrm.model import Problem
from vaultcrm.reading.vault import Vault, read_settings
from vaultcrm.rules.catalogue import RULES, OwnRules, Rule, rule_names
from vaultcrm.schema.rule_files import RULE, Placed, RuleFile, build
from vaultcrm.schema.schema import Schema
from vaultcrm.views.collections import collection_of
from vaultcrm.views.rows import INHERITED, PLACE, Row
from vaultcrm.views.view import condition, matching
from vaultcrm.words import shown, suggestion

if TYPE_CHECKING:
    from vaultcrm.rules.survey import Survey

_FILLED_IN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class _Compiled(NamedTuple):
    """A rule's file with its expressions; the message is texts and expressions in turn. `slips` are
    near misses of a field, by name: no mistakes where a record has such a property."""

    file: RuleFile
    when: Expression
    message: tuple[str | Expression, ...]
    slips: Mapping[str, Problem]


def own_rules(vault: Vault) -> OwnRules:
    rules: dict[str, Rule] = {}
    problems: list[tuple[str, Problem]] = []
    taken = {*rule_names()} if (paths := _paths(vault)) else set()
    for path in paths:
        document = read_settings(vault.root, path)
        if isinstance(document, Problem):
            problems.append((path, document))
            continue
        file, found = build(document)
        problems += ((path, each) for each in found)
        if file is None:
            continue
        compiled = _compiled(file, vault.schema)
        if file.name.text in taken:
            compiled = (_problem(file.name, f"there is a rule {file.name.text} already"),)
        if isinstance(compiled, _Compiled):
            taken.add(file.name.text)
            rules[file.name.text] = _rule(compiled)
        else:
            problems += ((path, each) for each in compiled)
    return OwnRules(tuple(rules[name] for name in sorted(rules)), tuple(problems))


def _paths(vault: Vault) -> list[str]:
    try:
        names = sorted(os.listdir(vault.root / RULES))
    except OSError:  # there are none
        return []
    return [
        f"{RULES}/{name}"
        for name in names
        if name.endswith((".yaml", ".yml")) and not name.startswith((".", "~"))
    ]


# --- a file → a rule ------------------------------------------------------------------------------


def _compiled(file: RuleFile, schema: Schema) -> _Compiled | Sequence[Problem]:
    collection = file.collection.text
    if collection not in schema.collections:
        near = suggestion(collection, schema.collections)
        known = "" if near else f" Known: {', '.join(sorted(schema.collections))}"
        return [_problem(file.collection, f"no collection {shown(collection)}.{near}{known}")]
    reader = _Reader(schema, collection)
    when = reader.expression(file.when, file.when.text, "when")
    message = [
        reader.expression(file.message, piece, "message") if number % 2 else piece
        for number, piece in enumerate(_FILLED_IN.split(file.message.text))
    ]
    if file.at.text:
        reader.field(file.at)
    if reader.problems or when is None:
        return reader.problems
    return _Compiled(file, when, tuple(filter(None, message)), reader.slips)


class _Reader:
    """Reads what a file says of the records of one collection, and notes what is wrong."""

    def __init__(self, schema: Schema, collection: str) -> None:
        shape = collection_of(schema, collection)
        every_note = collection == schema.base.collection
        types = schema.types.values() if every_note else ()
        names = (*shape.names, *shape.fields, *PLACE, *INHERITED)
        names = (*names, *(name for each in types for name in each.names))
        collections = (collection, *(each.collection for each in types))
        self._names = {name.casefold() for name in names}
        self._facts = {name for each in collections for name in facts_of(each)}
        self._collection = collection
        self.problems: list[Problem] = []
        self.slips: dict[str, Problem] = {}

    def expression(self, place: Placed, text: str, what: str) -> Expression | None:
        """The expression in a text; None where that is none."""
        compiled = compile_expression(text)
        if isinstance(compiled, Mistake):
            where = f"column {compiled.column} of {shown(text.strip())}"
            self.problems.append(_problem(place, f"{what}: {compiled.message} ({where})"))
            return None
        for root, name in sorted(compiled.names):
            if wrong := self._wrong(root, name):
                self.problems.append(_problem(place, f"{what}: {wrong}"))
            elif root == "" and (slip := self._slip(name)):
                self.slips[name] = _problem(place, f"{what}: {slip}")
        return compiled

    def field(self, place: Placed) -> None:
        if slip := self._slip(place.text):
            self.slips[place.text] = _problem(place, f"at: {slip}")

    def _wrong(self, root: str, name: str) -> str:
        if root in ("formula", "this"):
            return f"{root} means something in .base files only"
        if root == "crm" and name not in self._facts:
            near = suggestion(name, self._facts)
            return f"{self._collection} have no fact {shown(name)}.{near}"
        return ""

    def _slip(self, name: str) -> str:
        if name.casefold() in self._names:
            return ""
        near = suggestion(name, self._names)
        return near and f"{self._collection} have no field {shown(name)}.{near}"


def _problem(place: Placed, message: str) -> Problem:
    return Problem(RULE, message, place.line, place.column, place.line, place.column)


def _rule(compiled: _Compiled) -> Rule:
    file = compiled.file

    def check(survey: "Survey") -> Iterator[tuple[str, Problem]]:
        return _found(compiled, survey)

    return Rule(file.name.text, file.severity, _page(file), check)


def _page(file: RuleFile) -> str:
    first, _, rest = file.doc.partition("\n")
    parts = [
        first or f"`{file.message.text}`",
        f"## What it finds\n\nThose of `{file.collection.text}` of which this is true:",
        f"```text\n{file.when.text}\n```",
        *([rest.strip()] if rest.strip() else []),
        f"## Where it is written\n\n`{file.path}`",
    ]
    return "\n\n".join(parts)


# --- running it -----------------------------------------------------------------------------------


def _found(compiled: _Compiled, survey: "Survey") -> Iterator[tuple[str, Problem]]:
    file = compiled.file
    records = [
        record
        for record in survey.book.records(file.collection.text)
        if record.path not in survey.uncertain
    ]
    try:
        rows, failures = matching(condition(compiled.when), records, survey.rows)
    except VaultError as error:
        yield file.path, _problem(file.when, error.message)
        return
    if failures:
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        message = f"leaves out {failures[0].place}{more}: {failures[0].message}"
        yield file.path, _problem(file.when, message)
    for name, slip in compiled.slips.items():
        if not any(name in record.fields for record in records):
            yield file.path, slip
    for row in rows:
        path, line = row.record.path, row.record.line
        if line is None:
            line = survey.line_of(path, file.at.text) if file.at.text else 1
        yield path, Problem(file.name.text, _message(compiled, row), line, 1, line, 1)


def _message(compiled: _Compiled, row: Row) -> str:
    return "".join(
        each if isinstance(each, str) else to_text(export(each.value(row)))
        for each in compiled.message
    )
