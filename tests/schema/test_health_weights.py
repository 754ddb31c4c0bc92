"""The weights of a client's health in the settings."""

from decimal import Decimal

import pytest

from vaultcrm.reading.yaml import read_document
from vaultcrm.schema.config import build
from vaultcrm.schema.health import Weights

ALL_ZERO = "health: {" + ", ".join(f"{name}: 0" for name in Weights._fields) + "}\n"


def built(text: str) -> tuple[Weights, list[str]]:
    config, problems = build(read_document("config.yaml", text))
    return config.health, [f"{each.line}:{each.column} {each.message}" for each in problems]


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("currency: EUR\n", Weights()),
        ("health:\n", Weights()),
        ("health: {money: }\n", Weights()),
        ("health:\n  money: 0\n  mood: '12.5'\n", Weights(money=Decimal(0), mood=Decimal("12.5"))),
        ("health: {contact: 9999}\n", Weights(contact=Decimal(9999))),
    ],
)
def test_settings(text: str, weights: Weights) -> None:
    assert built(text) == (weights, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("health: 20\n", "1:9 health must be a mapping (name: value)"),
        ("health: {contct: 20}\n", "1:10 unknown key 'contct'. Did you mean 'contact'?"),
        ("health: {contact: high}\n", "1:19 contact: 'high' is not a weight such as 20 or 0"),
        ("health: {contact: -1}\n", "1:19 contact: '-1' is not a weight such as 20 or 0"),
        ("health: {contact: 1e3}\n", "1:19 contact: '1e3' is not a weight such as 20 or 0"),
        ("health: {contact: ٣}\n", "1:19 contact: '٣' is not a weight such as 20 or 0"),
        ("health: {contact: [20]}\n", "1:19 contact must be one word or text"),
        (ALL_ZERO, "1:9 health: at least one part must have a weight above 0"),
    ],
)
def test_what_is_wrong_is_left_out(text: str, problem: str) -> None:
    assert built(text) == (Weights(), [problem])


def test_the_weights_are_percent_unless_somebody_changes_them() -> None:
    assert sum(Weights()) == 100
