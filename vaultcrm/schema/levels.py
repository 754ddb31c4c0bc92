"""How loud each rule of `check` is, as the settings say it:

    rules:                          # a rule's name, or that of its group: the name goes first
      practice: advice
      link/broken: off
    ignore_rules:                   # a pattern of paths, as under `ignore`: a rule, group, or list
      "archive/**": [practice, link]

Which rules there are is known further up: the rule config/rule-name looks at the names.
"""

from collections.abc import Iterable
from typing import NamedTuple

from vaultcrm.model import Raw
from vaultcrm.schema.documents import Complaints

OFF = "off"
LEVELS = (OFF, "advice", "warning", "error")


class RuleName(NamedTuple):
    """The name of a rule or of a group, and where it stands in the settings."""

    text: str
    line: int
    column: int


class Level(NamedTuple):
    rule: RuleName
    level: str  # of LEVELS


class PathIgnore(NamedTuple):
    """Rules that are silent about files whose paths fit a pattern."""

    pattern: str
    rules: tuple[RuleName, ...]


def covers(name: str, rule: str) -> bool:
    """Whether a name, of a rule or of a group, means this rule."""
    return rule == name or rule.startswith(name.rstrip("/") + "/")


def level_of(rule: str, default: str, levels: Iterable[Level]) -> str:
    """How loud a rule is: as is said of it by name, else of its group, else the default."""
    found = default
    for each in levels:
        if each.rule.text == rule:
            return each.level
        if covers(each.rule.text, rule):
            found = each.level
    return found


def read_levels(raw: Raw, complain: Complaints) -> tuple[Level, ...]:
    return tuple(
        Level(RuleName(key.text, *complain.place(key)), level)
        for key, value in complain.mapping(raw, "rules")
        if (level := complain.choice(value, "level", LEVELS))
    )


def read_path_ignores(raw: Raw, complain: Complaints) -> tuple[PathIgnore, ...]:
    return tuple(
        PathIgnore(
            key.text,
            tuple(
                RuleName(text, *complain.place(item))
                for item in complain.items(value)
                if (text := complain.text(item, "a rule"))
            ),
        )
        for key, value in complain.mapping(raw, "ignore_rules")
    )
