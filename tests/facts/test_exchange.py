"""Amounts together: apart by currency, but for those that there are rates for."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.facts.exchange import exchanged, rates_used, together
from vaultcrm.facts.measures import totals
from vaultcrm.model import Money
from vaultcrm.schema.config import Config

RATES = {"USD": Decimal("0.92"), "GBP": Decimal("1.17")}
CONFIG = Config(currency="EUR", rates=RATES)
MONEY = st.builds(
    Money,
    st.decimals(-(10**12), 10**12, places=2),
    st.sampled_from(["EUR", "USD", "GBP", "CHF", ""]),
)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_by_hand() -> None:
    amounts = [
        euros("100"),
        Money(Decimal("100"), "USD"),  # 92.00
        Money(Decimal("0.55"), "USD"),  # 0.506 → 0.51
        Money(Decimal("10"), "GBP"),  # 11.70
        Money(Decimal("50"), "CHF"),
        Money(Decimal("7"), ""),
    ]
    assert together(amounts, CONFIG) == (
        Money(Decimal("7"), ""),
        Money(Decimal("50"), "CHF"),
        euros("204.21"),
    )
    sentence = "Converted at the rates of the settings: 1 GBP = 1.17 EUR, 1 USD = 0.92 EUR."
    assert rates_used(amounts, CONFIG) == sentence


def test_one_foreign_currency_alone_is_converted_too() -> None:
    assert together([Money(Decimal(100), "USD")], CONFIG) == (euros("92"),)


def test_nothing() -> None:
    assert together([], CONFIG) == ()
    assert rates_used([], CONFIG) == rates_used([euros("1")], CONFIG) == ""
    assert rates_used([Money(Decimal(1), "CHF")], CONFIG) == ""


@given(st.lists(MONEY))
def test_without_rates_it_is_the_sums_by_currency(amounts: list[Money]) -> None:
    assert together(amounts, Config(currency="EUR")) == totals(amounts)


@given(st.lists(MONEY))
def test_what_has_no_rate_is_never_touched(amounts: list[Money]) -> None:
    found = together(amounts, CONFIG)
    assert not {each.currency for each in found} & RATES.keys()
    apart = [each for each in amounts if each.currency in ("CHF", "")]
    assert [each for each in found if each.currency != "EUR"] == list(totals(apart))
    home = [exchanged(each, CONFIG).amount for each in amounts if each not in apart]
    assert sum((each.amount for each in found if each.currency == "EUR"), Decimal()) == sum(home)
