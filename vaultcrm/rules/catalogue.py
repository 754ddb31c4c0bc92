"""All rules by name: names come from listing folders, a module is imported when it is asked for."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vaultcrm import rules
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem, Record, is_open
from vaultcrm.schema.levels import OFF, covers, level_of
from vaultcrm.words import suggestion

if TYPE_CHECKING:
    from vaultcrm.reading.vault import Vault
    from vaultcrm.rules.survey import Survey

Check: TypeAlias = Callable[["Survey"], Iterator[tuple[str, Problem]]]
LineFind: TypeAlias = Callable[["Survey", Iterable[Record]], Iterator[tuple[str, Problem]]]
SEVERITIES = ("error", "warning", "advice")
RULES = ".vaultcrm/rules"  # the vault's own


class LineCheck(NamedTuple):
    """What a rule finds in open lines of some kinds, in each by itself: which of them it is given
    makes no difference to any."""

    kinds: tuple[str, ...]
    find: LineFind

    def everywhere(self, survey: "Survey") -> Iterator[tuple[str, Problem]]:
        return self.find(survey, self.lines(survey))

    def lines(self, survey: "Survey", paths: Iterable[str] | None = None) -> list[Record]:
        """All of them, or those in some notes."""
        book = survey.book
        if paths is None:
            return [line for kind in self.kinds for line in book.open_lines(kind)]
        found = [book.lines_in(kind, path) for path in paths for kind in self.kinds]
        return [line for lines in found for line in lines if is_open(line.fields)]


class Rule(NamedTuple):
    """A rule. `page` is Markdown without a title, its first line the summary; `check` is None
    where the problem is found while a file is read. A rule about single lines has `lines` too."""

    name: str
    severity: str
    page: str
    check: Check | None
    lines: LineCheck | None = None

    @property
    def summary(self) -> str:
        return self.page.partition("\n")[0]


class OwnRules(NamedTuple):
    """The rules that a vault has of its own and that can be used, by name, and what is wrong with
    their files, by path."""

    rules: tuple[Rule, ...] = ()
    problems: tuple[tuple[str, Problem], ...] = ()


NONE_OWN = OwnRules()


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


def chosen(
    select: Iterable[str],
    ignore: Iterable[str],
    vault: "Vault | None" = None,
    own: OwnRules = NONE_OWN,
) -> Mapping[str, Rule]:
    """The rules to run, by name in alphabetical order: all of `select` (every rule where it is
    empty) but for those of `ignore`. Both hold names of rules or of groups; raises VaultError for
    any other.

    The settings of the vault say how loud each rule is; one that they switch off runs only if it
    is selected. `own` are the vault's own rules."""
    named = {rule.name: rule for rule in own.rules}
    names = known_rules(own.rules)
    selected = _expanded(select, names)
    wanted = sorted((selected or frozenset(names)) - _expanded(ignore, names))
    levels = vault.config.rules if vault else ()
    found = {}
    for name in wanted:
        rule = named.get(name) or _load(name)
        level = level_of(name, rule.severity, levels)
        if level != OFF:
            found[name] = rule._replace(severity=level)
        elif selected:
            found[name] = rule
    return found


def known_rules(own: Iterable[Rule]) -> tuple[str, ...]:
    """The names of all rules, the vault's own among them."""
    return (*rule_names(), *(rule.name for rule in own))


def rules_of(vault: "Vault | None") -> OwnRules:
    """A vault's own rules, from their files. Without any, the language that they are written in is
    not imported."""
    if vault is None or not os.path.isdir(vault.root / RULES):
        return OwnRules()
    from vaultcrm.rules.user import own_rules

    return own_rules(vault)


def _expanded(wanted: Iterable[str], names: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for each in wanted:
        meant = [name for name in names if covers(each, name)]
        if not meant:
            known = (*{name.partition("/")[0]: None for name in names}, *names)
            raise VaultError(
                f"there is no rule or group {each!r}.{suggestion(each, known)}",
                "`vaultcrm explain` lists them all",
            )
        found.update(meant)
    return frozenset(found)


def _load(name: str) -> Rule:
    module = import_module(f"{rules.__name__}.{name.replace('/', '.').replace('-', '_')}")
    find = getattr(module, "check_lines", None)
    lines = LineCheck(module.KINDS, find) if find else None
    check = lines.everywhere if lines else getattr(module, "check", None)
    return Rule(name, module.SEVERITY, (module.__doc__ or "").strip(), check, lines)
