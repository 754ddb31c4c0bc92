import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Duration, Edit, Fact, Fix, Link, Money, Ref
from vaultcrm.rendering.jsonout import dumps


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (12, "12"),
        (Decimal("1.10"), "1.10"),
        (Decimal("1E+3"), "1E+3"),
        (Decimal("NaN"), "null"),
        (0.5, "0.5"),
        (float("inf"), "null"),
        ('Ł "日" \\ /\n', '"Ł \\"日\\" \\\\ /\\n"'),
        (
            "\x1b\x7f\x9b\u202e\u2028\udcff\ufeff",
            '"\\u001b\\u007f\\u009b\\u202e\\u2028\\udcff\ufeff"',
        ),
        (date(2026, 11, 2), '"2026-11-02"'),
        (datetime(2026, 11, 2, 9, 30), '"2026-11-02T09:30:00"'),
        (Duration("2 weeks", days=14), '"2 weeks"'),
        (Money(Decimal("12000"), "EUR"), '{"amount": "12000", "currency": "EUR"}'),
        (Money(Decimal("1E+3"), ""), '{"amount": "1000", "currency": ""}'),
        (Link("Acme", "Log", "A"), '{"target": "Acme", "path": null}'),
        (Ref("Acme", "clients/Acme.md", "A"), '{"target": "Acme", "path": "clients/Acme.md"}'),
        (Ref("Nobody", ""), '{"target": "Nobody", "path": null}'),
        ((), "[]"),
        ({}, "{}"),
        ([1, ("a", {})], '[1, ["a", {}]]'),
        ({"a\x1b": Decimal("2.0")}, '{"a\\u001b": 2.0}'),
        (
            Fix(True, (Edit(1, 2, "x"),)),
            '{"safe": true, "edits": [{"start": 1, "end": 2, "text": "x"}]}',
        ),
        (Fact(3, ("a.md:2",)), '{"value": 3, "evidence": ["a.md:2"], "left_out": []}'),
    ],
)
def test_on_one_line(value: Any, expected: str) -> None:
    assert dumps(value, indent=None) == expected


def test_an_endless_integer() -> None:
    assert dumps(-(10**5000)) == "-1" + "0" * 5000


def test_indented() -> None:
    value = {"a": [1, {"b": ()}], "fee": Money(Decimal("1.50"), "EUR")}
    plain = {"a": [1, {"b": []}], "fee": {"amount": "1.50", "currency": "EUR"}}
    assert dumps(value) == json.dumps(plain, indent=2)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", [Decimal]])
def test_what_has_no_form_is_a_bug(value: Any) -> None:
    with pytest.raises(TypeError, match="has no form in JSON"):
        dumps(value)


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters())  # surrogates too
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | DECIMALS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(VALUES, st.sampled_from([2, None]))
def test_reads_back_as_written(value: Any, indent: int | None) -> None:
    text = dumps(value, indent)
    text.encode()
    assert "\x1b" not in text
    # Integers come back as decimals, to which they are equal.
    assert json.loads(text, parse_float=Decimal) == value
