"""Amounts in the vault's own currency, at the `rates` of its settings. Without a rate for it an
amount stays what it is, and is summed with its like alone. Only sums over clients and projects use
this; a client's or project's facts are what its notes say."""

from collections.abc import Iterable

from vaultcrm.facts.measures import product, rounded, totals
from vaultcrm.model import Money
from vaultcrm.schema.config import Config


def exchanged(amount: Money, config: Config) -> Money:
    """An amount in the vault's own currency, to 2 decimal places; unchanged where there is no rate
    for it."""
    rate = config.rates.get(amount.currency)
    if rate is None:
        return amount
    return Money(rounded(product(amount.amount, rate), 2), config.currency)


def together(amounts: Iterable[Money], config: Config) -> tuple[Money, ...]:
    """The sums of what amounts are worth: one where there are rates for all, else by currency."""
    return totals(exchanged(amount, config) for amount in amounts)


def rates_used(amounts: Iterable[Money], config: Config) -> str:
    """At which rates `together` takes these amounts, in a sentence; '' where at none."""
    used = sorted({amount.currency for amount in amounts} & config.rates.keys())
    rates = ", ".join(f"1 {each} = {config.rates[each]:f} {config.currency}" for each in used)
    return f"Converted at the rates of the settings: {rates}." if rates else ""
