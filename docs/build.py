"""Builds the reference pages from what the program itself knows: `make docs`.

`docs/types.md` comes from the type files, `docs/facts.md` from the docstrings of the facts,
`docs/rules.md` from the rules' own manual pages, the end of `docs/reminders.md` from those of the
reminder rules,
`docs/commands.md` from the commands' help. `tests/test_docs.py` fails when one is out of date.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import click

from vaultcrm import commands
from vaultcrm.cli import group
from vaultcrm.facts import definition, facts_of
from vaultcrm.reading.vault import shipped_types
from vaultcrm.reminders import Rule, rule_names
from vaultcrm.rendering.tables import as_md
from vaultcrm.rules import catalogue
from vaultcrm.schema.build import build
from vaultcrm.schema.schema import BASE_KIND, BASE_TYPE, TEXT_SECTION, Field, Schema
from vaultcrm.views.table import plain_table

HERE = Path(__file__).parent
ALL_REMINDERS = "\n## All rules\n"  # what comes before it is written by hand


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    schema, _ = build(shipped_types())
    return {
        "types.md": "\n".join(types_page(schema)),
        "facts.md": "\n".join(facts_page(schema)),
        "rules.md": "\n".join(rules_page()),
        "reminders.md": "\n".join(reminders_page()),
        "commands.md": "\n".join(commands_page()),
    }


def types_page(schema: Schema) -> Iterator[str]:
    yield "# What notes and lines may hold\n"
    yield (
        "Every field may be left out unless it is required. Any other property may stand in a note"
        " too; it is kept, listed and searchable. `.vaultcrm/types/*.yaml` adds to all of this, in"
        " the form described in [schema/build.py](../vaultcrm/schema/build.py).\n"
    )
    base = schema.types[BASE_TYPE]
    yield "## Every note\n"
    yield _fields(base.fields)
    for each in schema.types.values():
        if each.name == BASE_TYPE:
            continue
        yield f"## {each.name}\n"
        yield f"{each.doc} Collection: `{each.collection}`. Folder: `{each.folder}/`.\n"
        own = {name: field for name, field in each.fields.items() if name not in base.fields}
        yield _fields(own)
        for heading in each.headings:
            kind = each.sections[heading.casefold()]
            holds = "text" if kind == TEXT_SECTION else f"[{kind}](#{kind})"
            yield f"- `## {heading}` holds {holds}"
        yield ""
    line = schema.kinds[BASE_KIND]
    yield "# Lines\n"
    yield f"{line.doc}\n\n## Every line\n"
    yield _fields(line.fields)
    for kind in schema.kinds.values():
        if kind.name == BASE_KIND:
            continue
        yield f"## {kind.name}\n\n{kind.doc}\n"
        own = {name: field for name, field in kind.fields.items() if name not in line.fields}
        if own:
            yield _fields(own)


def _fields(fields: Mapping[str, Field]) -> str:
    rows = [
        {
            "field": f"`{field.name}`",
            "type": _type(field),
            "": "required" if field.required else "",
            "what": " ".join(
                [field.doc, *(f"Also written `{alias}`." for alias in field.aliases)]
            ).strip(),
        }
        for field in fields.values()
    ]
    return as_md(plain_table(("field", "type", "", "what"), rows))


def _type(field: Field) -> str:
    if field.choices:
        return ", ".join(field.choices)
    if field.min or field.max:
        return " ".join([field.type, *_bounds(field)])
    return f"{field.type} to {' or '.join(field.to)}" if field.to else field.type


def _bounds(field: Field) -> Iterator[str]:
    if field.min:
        yield f"from {field.min}"
    if field.max:
        yield f"to {field.max}"


def facts_page(schema: Schema) -> Iterator[str]:
    yield "# Facts\n"
    yield (
        "What nobody types because it follows from the records and the day. In expressions their"
        " names stand under `crm.`; `vaultcrm show NOTE` gives them with the places that they rest"
        " on, and `vaultcrm explain crm.NAME` says the same as this page.\n"
    )
    for collection in schema.collections:
        facts = facts_of(collection)
        if facts:
            yield f"## {collection}\n"
            for name in sorted(facts):
                yield f"- `crm.{name}`: {' '.join(definition(facts[name]).split())}"
            yield ""


def rules_page() -> Iterator[str]:
    yield "# Rules\n"
    yield "What `vaultcrm check` finds. `vaultcrm explain RULE` prints the same pages.\n"
    rules = catalogue.rules_named(catalogue.rule_names())
    for rule in rules:
        yield f"- [{rule.name}](#{rule.name.replace('/', '')}): {rule.summary}"
    for rule in rules:
        yield f"\n## {rule.name}\n\n*{rule.severity}*\n"
        yield _deeper(rule.page)


def reminders_page() -> Iterator[str]:
    yield (HERE / "reminders.md").read_text(encoding="utf-8").partition(ALL_REMINDERS)[0]
    yield ALL_REMINDERS.strip("\n")
    modules = {name: import_module(f"vaultcrm.reminders.{name}") for name in rule_names()}
    columns = ("rule", "what is due", "lead", "after, at", "priority", "in a pause")
    rows = [
        dict(zip(columns, _reminder_row(name, module.__doc__, module.RULE), strict=True))
        for name, module in modules.items()
    ]
    yield f"\n{as_md(plain_table(columns, rows))}"
    for name, module in modules.items():
        yield f"### {name}\n\n{module.__doc__.strip()}\n"


def _reminder_row(name: str, page: str, rule: Rule) -> tuple[str, ...]:
    lead = rule.lead
    return (
        f"`{name}`",
        " ".join(re.split(r"(?<=\.)\s", page, maxsplit=1)[0].split()).rstrip("."),
        lead.text if any((lead.months, lead.days, lead.seconds, lead.business_days)) else "",
        ", ".join([each.text for each in rule.after] or [f"{each:f} %" for each in rule.at]),
        rule.priority,
        "waits" if rule.waits else "",
    )


def _deeper(page: str) -> str:
    """The page with its headings one level down; what looks like one in a fence is left alone."""
    parts = re.split(r"(^```.*?^```$)", page, flags=re.MULTILINE | re.DOTALL)
    parts[::2] = [part.replace("\n## ", "\n### ") for part in parts[::2]]
    return "".join(parts)


def commands_page() -> Iterator[str]:
    yield "# Commands\n"
    for name in commands.names():
        settings = {"terminal_width": 80, "help_option_names": ["-h", "--help"]}
        with click.Context(group, info_name="vaultcrm", **settings) as parent:
            command = group.get_command(parent, name)
            assert command is not None
            context = click.Context(command, info_name=name, parent=parent, **settings)
            text = command.get_help(context)
        yield f"## vaultcrm {name}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
