"""The thresholds of the craft, in the settings and in words."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from vaultcrm.model import Duration
from vaultcrm.reading.vault import shipped_types
from vaultcrm.reading.yaml import read_document
from vaultcrm.schema import build as types
from vaultcrm.schema.config import build
from vaultcrm.schema.practice import NUMBERS, Practice, read_threshold


def built(text: str) -> tuple[Practice, list[str]]:
    config, problems = build(read_document("config.yaml", text))
    return config.practice, [f"{each.line}:{each.column} {each.message}" for each in problems]


@pytest.mark.parametrize(
    ("text", "practice"),
    [
        ("currency: EUR\n", Practice()),
        ("practice:\n", Practice()),
        ("practice: {recap_within: }\n", Practice()),
        ("practice: {weekly_capacity: 30}\n", Practice(weekly_capacity=Decimal(30))),
        ("practice: {pulse_at: '33.5'}\n", Practice(pulse_at=Decimal("33.5"))),
        (
            "practice:\n  undecided_after: 1 week\n  recap_within: 2 business days\n",
            Practice(
                undecided_after=Duration("1 week", days=7),
                recap_within=Duration("2 business days", business_days=2),
            ),
        ),
    ],
)
def test_settings(text: str, practice: Practice) -> None:
    assert built(text) == (practice, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("practice: 3d\n", "1:11 practice must be a mapping (name: value)"),
        ("practice: {recap_withn: 3d}\n", "1:12 unknown key 'recap_withn'."),
        ("practice: {recap_within: soon}\n", "1:26 recap_within: 'soon' is not a length of time"),
        ("practice: {recap_within: 24}\n", "1:26 recap_within: '24' is not a length of time"),
        ("practice: {pulse_at: 3d}\n", "1:22 pulse_at: '3d' is not a number"),
        ("practice: {pulse_at: [3]}\n", "1:22 pulse_at must be one word or text"),
    ],
)
def test_what_is_wrong_is_left_out(text: str, problem: str) -> None:
    practice, problems = built(text)
    assert practice == Practice()
    assert len(problems) == 1
    assert problems[0].startswith(problem)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("4h", Duration("4h", seconds=14_400)),
        ("1bd", Duration("1bd", business_days=1)),
        ("3 days", Duration("3 days", days=3)),
        ("2w", Duration("2w", days=14)),
        ("1M", Duration("1M", months=1)),
        ("1m", None),
        ("-3d", None),
        ("3", None),
        ("", None),
    ],
)
def test_length(text: str, duration: Duration | None) -> None:
    assert read_threshold("told_within", text) == duration


def test_numbers_are_the_thresholds_that_are_no_lengths() -> None:
    lengths = {name for name, value in Practice()._asdict().items() if isinstance(value, Duration)}
    assert lengths == {*Practice._fields} - {*NUMBERS}


def test_a_client_may_have_every_threshold_but_the_capacity_of_our_week() -> None:
    schema, _ = types.build(shipped_types())
    fields = schema.types["client"].fields
    declared = {name: fields[name].type for name in Practice._fields if name in fields}
    assert declared == {
        name: "number" if name in NUMBERS else "duration"
        for name in Practice._fields
        if name != "weekly_capacity"
    }


def test_the_docs_have_every_threshold_and_its_default() -> None:
    docs = Path(__file__).parents[2] / "docs/checking.md"
    lines = re.findall(r"^  (\w+): [^#\n]*# (?:(\w+): )?", docs.read_text("utf-8"), re.MULTILINE)
    told = dict(lines)
    defaults = {
        name: value.text if isinstance(value, Duration) else str(value or "")
        for name, value in Practice()._asdict().items()
    }
    assert {name: told[name] for name in defaults} == defaults
