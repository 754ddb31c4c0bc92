"""The rules that a vault has of its own: `.vaultcrm/rules/*.yaml` (`schema/rule_files.py`)."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.expressions import Expression
from vaultcrm.model import Problem
from vaultcrm.reading.vault import Vault
from vaultcrm.rules.catalogue import RULES, OwnRules, Rule, rule_names
from vaultcrm.schema.rule_files import RULE, RuleFile, build
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
from vaultcrm.views.view import Failure, condition, matching

if TYPE_CHECKING:
    from vaultcrm.rules.survey import Survey

_OF_THE_MOMENT = re.compile("now|random|relative")  # functions that say something else each time


class _Compiled(NamedTuple):
    """A rule's file with its expressions, and names in them that no type has."""

    file: RuleFile
    when: Expression
    message: Message
    slips: Sequence[Slip]


def own_rules(vault: Vault) -> OwnRules:
    rules: dict[str, Rule] = {}
    problems: list[tuple[str, Problem]] = []
    documents = list(own_documents(vault.root, RULES))
    taken = {*rule_names()} if documents else set()
    for path, document in documents:
        if isinstance(document, Problem):
            problems.append((path, document))
            continue
        file, found = build(document)
        problems += ((path, each) for each in found)
        if file is None:
            continue
        compiled = _compiled(file, vault.schema)
        if file.name.text in taken:
            message = f"there is a rule {file.name.text} already"
            compiled = (file.name.problem(RULE, message),)
        if isinstance(compiled, _Compiled):
            taken.add(file.name.text)
            rules[file.name.text] = _rule(compiled)
        else:
            problems += ((path, each) for each in compiled)
    return OwnRules(tuple(rules[name] for name in sorted(rules)), tuple(problems))


# --- a file → a rule ------------------------------------------------------------------------------


def _compiled(file: RuleFile, schema: Schema) -> _Compiled | Sequence[Problem]:
    read = reader(schema, file.collection, RULE)
    if isinstance(read, Problem):
        return [read]
    when = read.expression(file.when, "when")
    message = read.message(file.message, "message")
    if file.at.text:
        read.field(file.at, "at")
    if read.problems or when is None:
        return read.problems
    return _Compiled(file, when, message, read.slips)


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
    if _OF_THE_MOMENT.search(f"{file.when.text} {file.message.text}"):
        survey.holds_until(survey.now)
    records = [
        record
        for record in survey.book.records(file.collection.text)
        if record.path not in survey.uncertain
    ]
    try:
        rows, failures = matching(condition(compiled.when), records, survey.rows)
    except VaultError as error:
        survey.holds_until(survey.now)  # it took too long, and may not the next time
        yield file.path, file.when.problem(RULE, error.message)
        return
    if failures:
        yield file.path, left_out(file.when, RULE, failures)
    slips = tuple(slips_in(compiled.slips, survey.book))
    yield from ((file.path, slip) for slip in slips)
    silent = []
    for row in rows:
        path, line = row.record.path, row.record.line
        if line is None:
            line = survey.line_of(path, file.at.text) if file.at.text else 1
        message = filled_in(compiled.message, row).strip()
        if not message:
            silent.append(Failure(row.record.place, ""))
        yield path, Problem(file.name.text, message or file.when.text, line, 1, line, 1)
    if survey.rows.looked_further:
        survey.holds_until(survey.now)  # what it looked at may be another without being seen
    if silent and not slips:
        yield file.path, empty(file.message, RULE, "message", silent)
