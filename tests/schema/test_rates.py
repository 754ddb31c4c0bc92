"""Exchange rates in the settings."""

from decimal import Decimal

import pytest

from vaultcrm.reading.yaml import read_document
from vaultcrm.schema.config import build


def built(text: str) -> tuple[dict[str, Decimal], list[str]]:
    config, problems = build(read_document("config.yaml", text))
    return dict(config.rates), [f"{each.line}:{each.column} {each.message}" for each in problems]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("currency: EUR\n", {}),
        ("rates:\n", {}),
        ("currency: EUR\nrates: {}\n", {}),
        ("currency: EUR\nrates: {USD: 0.92, gbp: '1.17'}\n", {"USD": "0.92", "GBP": "1.17"}),
        # Wherever the currency stands.
        ("rates:\n  JPY: 0.006\ncurrency: eur\n", {"JPY": "0.006"}),
    ],
)
def test_settings(text: str, rates: dict[str, str]) -> None:
    assert built(text) == ({name: Decimal(rate) for name, rate in rates.items()}, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rates: 0.92", "8 rates must be a mapping (name: value)"),
        ("rates: [0.92]", "8 rates must be a mapping (name: value)"),
        ("rates: {Dollar: 0.92}", "9 'Dollar' is no code of 3 letters such as USD"),
        ("rates: {EUR: 1}", "9 rates: EUR is the vault's own currency, and worth 1"),
        ("rates: {USD: 0}", "14 USD: '0' is not what 1 USD is worth in EUR: 0.92"),
        ("rates: {USD: 0.000}", "14 USD: '0.000' is not what 1 USD is worth in EUR: 0.92"),
        ("rates: {USD: -1}", "14 USD: '-1' is not what 1 USD is worth in EUR: 0.92"),
        ("rates: {USD: 1e3}", "14 USD: '1e3' is not what 1 USD is worth in EUR: 0.92"),
        ("rates: {USD: '1,5'}", "14 USD: '1,5' is not what 1 USD is worth in EUR: 0.92"),
        ("rates: {USD: ٣}", "14 USD: '٣' is not what 1 USD is worth in EUR: 0.92"),
        ("rates: {USD: nan}", "14 USD: 'nan' is not what 1 USD is worth in EUR: 0.92"),
        ("rates: {USD: [1]}", "14 USD must be one word or text"),
    ],
)
def test_what_is_wrong_is_left_out(text: str, problem: str) -> None:
    assert built(f"currency: EUR\n{text}\n") == ({}, [f"2:{problem}"])


def test_only_the_wrong_one_is_left_out() -> None:
    rates, problems = built("currency: EUR\nrates: {USD: 0.92, CHF: much, GBP: 1.17}\n")
    assert (rates, len(problems)) == ({"USD": Decimal("0.92"), "GBP": Decimal("1.17")}, 1)


def test_the_same_currency_twice() -> None:
    rates, problems = built("currency: EUR\nrates: {USD: 0.92, usd: 0.5}\n")
    assert (rates, problems) == ({"USD": Decimal("0.92")}, ["2:20 rates: there are two of USD"])


@pytest.mark.parametrize("currency", ["", "currency:\n", "currency: Euro\n"])
def test_without_a_currency_rates_mean_nothing(currency: str) -> None:
    rates, problems = built(f"{currency}rates: {{USD: 0.92}}\n")
    assert rates == {}
    assert problems[-1].endswith("rates: in what? Name the vault's own currency too: currency: EUR")
