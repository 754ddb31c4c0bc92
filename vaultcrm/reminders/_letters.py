"""Amounts and numbers of invoices, as titles and letters say them."""

import re
from decimal import Decimal

from vaultcrm.model import Money, Record
from vaultcrm.reminders._mails import in_brief, words_of

_NUMBER = re.compile(r"(\S*\d\S*?)[,;:.]?(?:\s|\Z)")
_LARGE = Decimal(10) ** 15  # amounts beyond it are written as they are


def number_of_invoice(invoice: Record) -> str:
    """The number that its text begins with, else all of its text in quotes, else ''."""
    text = words_of(invoice)
    number = _NUMBER.match(text)
    return in_brief(number[1]) if number else f'"{in_brief(text)}"' if text else ""


def in_words(money: Money) -> str:
    """An amount as one would write it, without decimal places where it is whole."""
    amount = money.amount
    if abs(amount) < _LARGE:
        whole = amount == amount.to_integral_value()
        return f"{amount.quantize(Decimal(1)) if whole else amount:f} {money.currency}".rstrip()
    return f"{amount} {money.currency}".rstrip()


def amount_of(invoice: Record) -> str:
    """What an invoice asks for, '' where that cannot be read."""
    amount = invoice.fields.get("amount")
    return in_words(amount) if isinstance(amount, Money) else ""
