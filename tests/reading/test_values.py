import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Duration, Link, Money, Value
from vaultcrm.reading.values import Mistake, infer, looks_wrong, read_scalar
from vaultcrm.schema.schema import FIELD_TYPES, Field

CHOICES = ("lead", "active", "on hold")


def field(kind: str) -> Field:
    return Field("x", kind, CHOICES)


ACME = Link("Acme")
GOOD: list[tuple[str, str, Value]] = [
    ("text", "NO", "NO"),
    ("text", " a b ", " a b "),
    ("text", "[[Acme|the client]]", Link("Acme", "", "the client")),
    ("text", "see [[Acme]]", "see [[Acme]]"),
    ("list", "5", "5"),
    ("aliases", "ACME", "ACME"),
    ("tags", "#a/b", "a/b"),
    ("number", "120", 120),
    ("number", "-1.10", Decimal("-1.10")),
    ("number", "0", 0),
    ("checkbox", "true", True),
    ("checkbox", "FALSE", False),
    ("date", "2026-02-28", date(2026, 2, 28)),
    ("date", "[[2024-02-29]]", date(2024, 2, 29)),
    ("datetime", "2026-11-02T09:30", datetime(2026, 11, 2, 9, 30)),
    ("datetime", "2026-11-02 09:30:15", datetime(2026, 11, 2, 9, 30, 15)),
    ("datetime", "2026-11-02T09:30Z", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
    (
        "datetime",
        "2026-11-02T09:30:00+0200",
        datetime(2026, 11, 2, 9, 30, tzinfo=timezone(timedelta(hours=2))),
    ),
    ("datetime", "2026-11-02", date(2026, 11, 2)),
    ("choice", "on hold", "on hold"),
    ("link", "[[Acme#Log|x]]", Link("Acme", "#Log", "x")),
    ("links", "[[Acme]]", ACME),
    ("money", "12000 EUR", Money(Decimal(12000), "EUR")),
    ("money", "chf 99.50", Money(Decimal("99.50"), "CHF")),
    ("money", "0.125 EUR", Money(Decimal("0.125"), "EUR")),
    ("money", "-5", Money(Decimal(-5), "USD")),
    ("money", "900\u00a0EUR", Money(Decimal(900), "EUR")),
    ("duration", "14d", Duration("14d", days=14)),
    ("duration", "1bd", Duration("1bd", business_days=1)),
    ("duration", "2 business days", Duration("2 business days", business_days=2)),
    ("duration", "1 year, 3M 2 Weeks", Duration("1 year, 3M 2 Weeks", months=15, days=14)),
    ("duration", "1h30m", Duration("1h30m", seconds=5400)),
    ("email", "dana@acme.example", "dana@acme.example"),
    ("email", "mailto:dana@acme.example", "mailto:dana@acme.example"),
    ("phone", "+49 (30) 123-45/67", "+49 (30) 123-45/67"),
    ("phone", "0123456", "0123456"),
    ("phone", "+49301234567 ext. 12", "+49301234567 ext. 12"),
    ("url", "https://acme.example/a?b#c", "https://acme.example/a?b#c"),
    ("timezone", "Europe/Berlin", "Europe/Berlin"),
    ("timezone", "UTC", "UTC"),
]

# The text, the rule, a part of the message, and what is made of it all the same (None: the text).
BAD: list[tuple[str, str, str, str, Value]] = [
    ("number", "1e3", "field/type", "no number", None),
    ("number", "1\u0663", "field/type", "no number", None),  # an Arabic digit
    ("number", "1.234,56", "field/number-form", "is written 1234.56", None),
    ("number", "1,5", "field/number-form", "is written 1.5", None),
    ("number", "1,500", "field/number-form", "write 1500 or 1.500", None),
    ("number", "012", "field/number-form", "is written 12", None),
    ("number", "9" * 19, "field/number-form", "more than one way", None),
    ("number", "12k", "field/type", "no number", None),
    ("money", "€500", "field/number-form", "is written 500 EUR", None),
    ("money", "$500", "field/number-form", "whose $ it is", None),
    ("money", "-1.234.567,5 €", "field/number-form", "is written -1234567.5 EUR", None),
    ("money", "1 234,50", "field/number-form", "is written 1234.50", None),
    ("money", "12,000 EUR", "field/number-form", "write 12000 EUR or 12.00 EUR", None),
    ("money", "12.000 EUR", "field/number-form", "write 12000 EUR or 12.00 EUR", None),
    ("money", "EUR 5 USD", "field/number-form", "1234.56 EUR", None),
    ("money", "6k", "field/type", "no amount", None),
    ("money", "soon", "field/type", "no amount", None),
    ("checkbox", "yes", "field/type", "true nor false", None),
    ("date", "2026-02-30", "field/date", "no calendar", None),
    ("date", "0000-01-01", "field/date", "no calendar", None),
    ("date", "1850-01-01", "field/date", "between 1900 and 2200", date(1850, 1, 1)),
    ("date", "9999-12-31", "field/date", "between 1900 and 2200", date(9999, 12, 31)),
    ("date", "2026-3-1", "field/date-form", "is written 2026-03-01", None),
    ("date", "2.1.2026", "field/date-form", "as 2026-01-02 or 2026-02-01", None),
    ("date", "31/12/2026", "field/date-form", "is written 2026-12-31", None),
    ("date", "2026-11-0", "field/date", "no calendar", None),
    ("date", "3/1/26", "field/date-form", "YYYY-MM-DD", None),
    ("date", "2026-11-02T09:30", "field/date-form", "only its date", date(2026, 11, 2)),
    ("date", "2026-02-30T09:30", "field/date", "no calendar", None),
    ("date", "tomorrow", "field/type", "YYYY-MM-DD", None),
    ("date", "[[Acme]]", "field/type", "no date", "Acme"),
    ("datetime", "2026-11-02T25:61", "field/date", "no clock", None),
    ("datetime", "2026-11-02T09:30+99:99", "field/date", "no clock", None),
    ("datetime", "2026-02-30T09:30", "field/date", "'2026-02-30T09:30'", None),
    ("choice", "Active", "field/choice", "is written 'active'", "active"),
    ("choice", "actve", "field/choice", "Did you mean 'active'?", None),
    ("choice", "x" * 1000, "field/choice", "…'", None),
    ("link", "Acme", "field/link", '"[[Acme]]"', ACME),
    ("link", "[Acme](Acme%20Corp.md)", "field/link", "[[link]]", Link("Acme Corp.md", "", "Acme")),
    ("link", "[[Acme]] and [[Bloom]]", "field/link", "one [[link]]", ACME),
    ("links", "Acme", "field/link", '"[[Acme]]"', ACME),
    ("duration", "soon", "field/type", "14d", None),
    ("duration", "14", "field/type", "14d", None),
    ("duration", "2 fortnights", "field/type", "14d", None),
    ("duration", "1d and a bit", "field/type", "14d", None),
    ("duration", "1234567d", "field/type", "14d", None),
    ("email", "dana", "field/type", "e-mail", None),
    ("email", "Dana <dana@acme.example>", "field/type", "e-mail", None),
    ("phone", "ask Dana", "field/type", "telephone", None),
    ("url", "acme.example", "field/url", "https://", None),
    ("url", "javascript:alert(1)", "field/url", "https://", None),
    ("url", "https://good@evil.example", "field/url", "https://", None),
    ("timezone", "Mars/Olympus", "field/type", "Europe/Berlin", None),
    ("timezone", "Europe/Berln", "field/type", "Did you mean 'Europe/Berlin'?", None),
    ("timezone", "../../etc/passwd", "field/type", "no time zone", None),
    ("timezone", "a/" * 5000, "field/type", "no time zone", None),
    ("timezone", "Europe", "field/type", "no time zone", None),
    ("timezone", "a\0b", "field/type", "no time zone", None),
]


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_good_values(kind: str, text: str, value: Value) -> None:
    read = read_scalar(text, field(kind), "USD")
    assert read == value
    assert type(read) is type(value)
    assert not isinstance(value, Decimal) or str(read) == str(value)


@pytest.mark.parametrize(("kind", "text", "rule", "part", "value"), BAD)
def test_mistakes(kind: str, text: str, rule: str, part: str, value: Value) -> None:
    read = read_scalar(text, field(kind), "USD")
    assert isinstance(read, Mistake)
    assert read.rule == rule
    assert part in read.message
    assert read.value == (text if value is None else value)
    assert len(read.message) < 300


def test_every_field_type_has_its_cases() -> None:
    assert {kind for kind, _, _ in GOOD} == {*FIELD_TYPES}


INFERRED: list[tuple[str, Value]] = [
    ("", None),
    ("~", None),
    ("Null", None),
    ("true", True),
    ("False", False),
    ("5", 5),
    ("-5", -5),
    ("1.10", Decimal("1.10")),
    ("-0.5", Decimal("-0.5")),
    ("[[Acme]]", ACME),
    *(
        (text, text)
        for text in ("NO", "yes", "-0", "05", "+5", "1e3", "1_000", ".5", "5.", "14:30")
    ),
    *((text, text) for text in ("2026-11-02", "9" * 19, "1.2.3", "1\u0663", "1,5", "0x1F", ".inf")),
]


@pytest.mark.parametrize(("text", "value"), INFERRED)
def test_undeclared_values(text: str, value: Value) -> None:
    assert infer(text, "") == value
    assert type(infer(text, "")) is type(value)
    assert infer(text, '"') == (value if isinstance(value, Link) else text)


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.booleans())
def test_an_undeclared_number_reads_back_as_it_was_written(value: Decimal | int) -> None:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    read = infer(text, "")
    assert str(read).lower() == text if isinstance(read, bool) else str(read) == text


# What is wrong with a text whatever its field; most texts are fine.
ODD = [
    ("2026-02-30", "field/date"),
    ("2026-03-01T25:61:00", "field/date"),
    ("9999-12-31", "field/date"),
    ("10000-01-01", "field/date"),
    ("0000-01-01", "field/date"),
    ("2026-3-1", "field/date-form"),
    ("01.03.2026", "field/date-form"),
    ("3/1/2026", "field/date-form"),
    ("2026/03/01", "field/date-form"),
    ("1.234,56", "field/number-form"),
    ("1,234.56", "field/number-form"),
    ("12 345,6", "field/number-form"),
    ("€500", "field/number-form"),
    *((text, "") for text in ("2026-11-02", "2026-11-02T10:00:00+02:00", "1813-01-28", "")),
    *((text, "") for text in ("1.2.3", "10.0.0.1", "1,2", "12", "-5", "$HOME", "3/4", "2026-W07")),
    *((text, "") for text in ("1-2-3", "+49 30 1234", "12.3.26", "1,234", "- x", "2026-1")),
]


@pytest.mark.parametrize(("text", "rule"), ODD)
def test_what_looks_wrong_anywhere(text: str, rule: str) -> None:
    mistake = looks_wrong(text)
    assert (mistake.rule if mistake else "") == rule


TEXTS = st.text(max_size=20) | st.text("0123456789-:.,/TZ+ €EUR[]@#abd", max_size=20)


@given(TEXTS, st.sampled_from(FIELD_TYPES))
def test_any_text_has_a_value_or_a_mistake(text: str, kind: str) -> None:
    read = read_scalar(text, field(kind), "")
    if isinstance(read, Mistake):
        assert read.rule.startswith("field/")
        assert read.value is not None
    infer(text, "")
    looks_wrong(text)


LONG = 100_000
SLOW = [
    "1",
    "1 ",
    "a@",
    "a.",
    "1,000,",
    "€1'",
    "1d ",
    " ",
    "[[",
    "](",
    "a/",
    "2026-",
    "'",
    "\u00a0",
]


@pytest.mark.parametrize("piece", SLOW)
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    text = piece * (LONG // len(piece)) + "x"
    begin = time.process_time()
    for kind in FIELD_TYPES:
        read_scalar(text, field(kind), "")
    infer(text, "")
    looks_wrong(text)
    assert time.process_time() - begin < 3
