"""All rules by name: names come from listing folders, a module is imported when it is asked for."""

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vaultcrm import rules
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.words import suggestion

if TYPE_CHECKING:
    from vaultcrm.rules.survey import Survey

Check: TypeAlias = Callable[["Survey"], Iterator[tuple[str, Problem]]]
SEVERITIES = ("error", "warning", "advice")


class Rule(NamedTuple):
    """A rule. `page` is Markdown without a title, its first line the summary; `check` is None
    where the problem is found while a file is read."""

    name: str
    severity: str
    page: str
    check: Check | None

    @property
    def summary(self) -> str:
        return self.page.partition("\n")[0]


def rule_names() -> tuple[str, ...]:
    """The names of all rules, as `group/name`, in alphabetical order."""
    return tuple(
        sorted(
            f"{group}/{file.removesuffix('.py').replace('_', '-')}"
            for group in groups()
            for folder in rules.__path__
            for file in os.listdir(os.path.join(folder, group))
            if file.endswith(".py") and not file.startswith("_")
        )
    )


def groups() -> tuple[str, ...]:
    """The names of all groups, in alphabetical order."""
    entries = (entry for folder in rules.__path__ for entry in os.scandir(folder))
    return tuple(
        sorted(each.name for each in entries if each.is_dir() and not each.name.startswith("_"))
    )


def rules_named(names: Iterable[str]) -> list[Rule]:
    """The rules of these names, all of which exist, in alphabetical order."""
    return [_load(name) for name in sorted(names)]


def chosen(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """The names of the rules to run: all of `select` (every rule where it is empty) but for those
    of `ignore`. Both hold names of rules or of groups; raises VaultError for any other."""
    names = rule_names()
    selected = _expanded(select, names) or frozenset(names)
    return selected - _expanded(ignore, names)


def _expanded(wanted: Iterable[str], names: tuple[str, ...]) -> frozenset[str]:
    known_groups = groups()
    found: set[str] = set()
    for each in wanted:
        if each in names:
            found.add(each)
        elif each.rstrip("/") in known_groups:
            found.update(name for name in names if name.startswith(each.rstrip("/") + "/"))
        else:
            raise VaultError(
                f"there is no rule or group {each!r}.{suggestion(each, (*known_groups, *names))}",
                "`vaultcrm explain` lists them all",
            )
    return frozenset(found)


def _load(name: str) -> Rule:
    module = import_module(f"{rules.__name__}.{name.replace('/', '.').replace('-', '_')}")
    return Rule(
        name, module.SEVERITY, (module.__doc__ or "").strip(), getattr(module, "check", None)
    )
