"""The default summaries of Bases, over numbers, money, dates, truth values and anything."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import fmean, median, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.expressions.summaries import SUMMARIES
from vaultcrm.model import Duration, Error, Link, Money, Ref, Value

NUMBERS: tuple[Value, ...] = (2, Decimal("4.5"), 4, "text", None, True, date(2026, 1, 1), ())
DAYS: tuple[Value, ...] = (date(2026, 11, 23), None, datetime(2026, 11, 9, 12), "2020-01-01")


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


EUROS: tuple[Value, ...] = (eur("10.50"), None, eur("20"), eur("9.50"))
BOTH: tuple[Value, ...] = (usd("5"), (eur("1"), usd("2")), eur("10"), ())

D = Decimal


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("Average", NUMBERS, D("3.5")),
        ("Average", (1, 2, 3), 2),
        ("Average", (1, 1, 2), D("1.333333")),
        ("Average", (D("0.1"), D("0.2")), D("0.15")),
        ("Average", (200, 0), 100),
        ("Average", (10**18, 10**18 + 1), D("1000000000000000000.5")),
        ("Average", (D("1e300"), D("1e300")), 10**300),
        ("Average", EUROS, Money(D("13.333333"), "EUR")),
        ("Average", (eur("150.00"), eur("50")), eur("100")),
        ("Average", ((eur("100"),), (eur("50"),), ()), eur("75")),
        ("Min", NUMBERS, 2),
        ("Min", (-1, D("-1.5")), D("-1.5")),
        ("Min", EUROS, eur("9.50")),
        ("Max", NUMBERS, D("4.5")),
        ("Max", EUROS, eur("20")),
        ("Sum", NUMBERS, D("10.5")),
        ("Sum", (D("0.1"), D("0.2")), D("0.3")),
        ("Sum", (D("0.5"), D("0.5")), 1),
        ("Sum", (D("1e20"), D("0.1"), D("-1e20")), D("0.1")),
        ("Sum", EUROS, eur("40.00")),
        ("Sum", BOTH, (eur("11"), usd("7"))),
        ("Sum", ((eur("1"),), (eur("2"),)), eur("3")),
        ("Range", NUMBERS, D("2.5")),
        ("Range", (5,), 0),
        ("Range", EUROS, eur("10.50")),
        ("Range", DAYS, Duration("13d 12h", days=13, seconds=43_200)),
        ("Range", (date(2026, 11, 23), date(2026, 11, 1)), Duration("22d", days=22)),
        ("Median", NUMBERS, 4),
        ("Median", (1, 2, 3, 10), D("2.5")),
        ("Median", (7,), 7),
        ("Median", (3, 1, 2), 2),
        ("Median", EUROS, eur("10.5")),
        ("Stddev", (2, 4, 4, 4, 5, 5, 7, 9), 2),  # of the population; of a sample: 2.138
        ("Stddev", (5,), 0),
        ("Stddev", (1, 2), D("0.5")),
        ("Stddev", (1, 2, 3), D("0.816497")),
        ("Stddev", (eur("1"), eur("3")), eur("1")),
        ("Earliest", DAYS, datetime(2026, 11, 9, 12)),
        ("Latest", DAYS, date(2026, 11, 23)),
        ("Earliest", (datetime(2026, 1, 1, 5, tzinfo=UTC), date(2026, 1, 2)),
         datetime(2026, 1, 1, 5, tzinfo=UTC)),
        ("Checked", (True, False, True, None, 1, "true"), 2),
        ("Unchecked", (True, False, None, 0, ""), 1),
        ("Empty", (None, "", (), {}, 0, False, "x", (None,), Link(""), eur("0")), 4),
        ("Filled", (None, "", (), {}, 0, False, "x", (None,), Link(""), eur("0")), 6),
        ("Unique", ("a", "a", "A", None, ""), 2),
        ("Unique", (1, D("1.0"), True, "1"), 3),
        ("Unique", (Ref("A", "x/A.md"), Ref("x/A", "x/A.md", "shown"), Ref("B", "x/B.md")), 2),
        ("Unique", (Ref("Gone", ""), Link("gone"), Link("other")), 2),
        ("Unique", (date(2026, 1, 1), datetime(2026, 1, 1), datetime(2026, 1, 1, 1)), 2),
        ("Unique", (Duration("1d", days=1), Duration("24h", seconds=86_400)), 1),
        ("Unique", (eur("1"), eur("1.00"), usd("1")), 2),
        ("Unique", (("a", "b"), ("a", "b"), ("b", "a")), 2),
        ("Unique", ({"a": 1}, {"a": D(1)}, {"a": (1,)}), 2),
    ],
)  # fmt: skip
def test_summary(name: str, values: Sequence[Value], expected: Value) -> None:
    result = SUMMARIES[name](values)
    assert result == expected
    assert type(result) is type(expected)
    if isinstance(expected, Money) and isinstance(result, Money):
        assert str(result.amount) == str(expected.amount)  # 100, not 1E+2


@pytest.mark.parametrize(
    ("name", "nothing"),
    [
        ("Average", None), ("Min", None), ("Max", None), ("Sum", 0), ("Range", None),
        ("Median", None), ("Stddev", None), ("Earliest", None), ("Latest", None),
        ("Checked", 0), ("Unchecked", 0), ("Empty", 0), ("Filled", 0), ("Unique", 0),
    ],
)  # fmt: skip
def test_of_nothing(name: str, nothing: Value) -> None:
    assert SUMMARIES[name](()) == nothing
    assert set(SUMMARIES) >= {name} and len(SUMMARIES) == 14


@pytest.mark.parametrize("name", ["Average", "Min", "Max", "Range", "Median", "Stddev", "Sum"])
def test_several_currencies_are_never_mixed(name: str) -> None:
    euros, dollars = (eur("10"), eur("1")), (Money(Decimal("5"), "USD"), Money(Decimal("2"), "USD"))
    assert SUMMARIES[name]((euros[0], dollars, euros[1])) == (
        SUMMARIES[name](euros),
        SUMMARIES[name](dollars),
    )


@pytest.mark.parametrize("name", ["Average", "Min", "Max", "Range", "Median", "Stddev", "Sum"])
def test_money_and_numbers_do_not_mix(name: str) -> None:
    result = SUMMARIES[name]((eur("1"), 2))
    assert isinstance(result, Error)
    assert "plain numbers" in result.message


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=30))
def test_numbers_agree_with_the_standard_library(numbers: list[int]) -> None:
    expected = {
        "Average": fmean(numbers),
        "Median": median(numbers),
        "Stddev": pstdev(numbers),
        "Range": max(numbers) - min(numbers),
    }
    for name, number in expected.items():
        assert float(SUMMARIES[name](numbers)) == pytest.approx(number, abs=1e-6)


@given(st.lists(st.decimals(-(10**12), 10**12, places=2), max_size=30))
def test_sums_of_money_are_exact(amounts: list[Decimal]) -> None:
    money = [Money(each, "EUR") for each in amounts]
    total = SUMMARIES["Sum"](money)
    expected = sum(int(each * 100) for each in amounts)
    assert int((total.amount if isinstance(total, Money) else D(0)) * 100) == expected
    assert SUMMARIES["Sum"](tuple(reversed(money))) == total


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(max_size=3),
    st.dates(),
    st.datetimes(),
    st.builds(Money, st.decimals(-100, 100, places=2), st.sampled_from(["EUR", ""])),
    st.builds(Link, st.text(max_size=2)),
    st.just(Error("x")),
    st.lists(st.integers(0, 2), max_size=2).map(tuple),
)


@given(st.lists(VALUES, max_size=12))
def test_any_values_have_a_summary(values: list[Value]) -> None:
    for summary in SUMMARIES.values():
        summary(values)
    assert SUMMARIES["Empty"](values) + SUMMARIES["Filled"](values) == len(values)
    assert SUMMARIES["Unique"](values) <= SUMMARIES["Filled"](values)
