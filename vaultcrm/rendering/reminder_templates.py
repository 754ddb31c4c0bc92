"""The vault's own templates of reminders, tried with data that are made up."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vaultcrm.errors import VaultError
from vaultcrm.model import Problem, Ref
from vaultcrm.reading.vault import read_settings, yaml_files
from vaultcrm.reminders import Reminder, rule_names
from vaultcrm.reminders._causes import REMINDERS
from vaultcrm.rendering.reminders import DIGEST, GENERIC, data_of, digest_data, template_of
from vaultcrm.rendering.template_files import FOLDER
from vaultcrm.rendering.templates import RULE, parts_of, problems_of, render
from vaultcrm.schema.reminder_files import build, name_in

_PLACED = re.compile(rf"({re.escape(FOLDER)}/.*?):(\d+): (.*)", re.DOTALL)
_DAY = date(2026, 11, 23)
_LINK = Ref("Acme", "clients/Acme.md", "Acme")


def problems(root: Path) -> Iterator[tuple[str, Problem]]:
    """What goes wrong when they are used, by path; not of those with a mistake that can be seen."""
    found: dict[tuple[str, Problem], None] = {}
    for name, data in _all(root):
        path = f"{FOLDER}/{name}"
        if (root / path).exists() and not any(problems_of(root, name)):
            for each in data:
                if wrong := _tried(root, name, each):
                    found[_placed(path, wrong)] = None
    yield from found


def _tried(root: Path, name: str, data: Mapping[str, Any]) -> str:
    """What goes wrong, '' if nothing does, or nothing but what may be due to the made-up values."""
    try:
        render(root, name, data)
    except VaultError as error:
        of_values = isinstance(error.__context__, TypeError | ValueError | ArithmeticError)
        return "" if of_values else error.message
    return ""


def _placed(path: str, wrong: str) -> tuple[str, Problem]:
    """A complaint at the place that it names."""
    match = _PLACED.match(wrong)
    if not match:
        return path, Problem(RULE, wrong.removeprefix(path).strip(": "))
    line = int(match[2])
    return match[1], Problem(RULE, match[3], line, 1, line, 1)


def _all(root: Path) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The templates that are used by themselves, each with what it is tried with."""
    yield template_of(DIGEST), [digest_data(_DAY, [_made_up({})]), digest_data(_DAY, ())]
    yield GENERIC, _variants({})
    for rule in (*rule_names(), *_own_names(root)):
        name = template_of(rule)
        parts = parts_of(name, "draft")
        texts = {part: ["text"] if is_list else "text" for part, is_list in parts.items()}
        yield name, _variants(texts)


def _own_names(root: Path) -> Iterator[str]:
    for path in yaml_files(root, REMINDERS)[0]:
        document = read_settings(root, path)
        file = None if isinstance(document, Problem) else build(document)[0]
        yield file.name.text if file else name_in(path)


def _variants(draft: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A reminder of which everything is known, and one of which little is."""
    full = _made_up(draft)
    little = full._replace(quotes=(), client=None, project=None, priority="", text="")
    return [data_of(full), data_of(little)]


def _made_up(draft: Mapping[str, Any]) -> Reminder:
    return Reminder(
        rule="rule",
        subject="Acme",
        period=_DAY.isoformat(),
        due=_DAY,
        title="Title",
        why="Why",
        evidence=(_LINK,),
        quotes=("Quote",),
        client=_LINK,
        project=_LINK,
        priority="high",
        draft=draft,
        text="Text",
    )
