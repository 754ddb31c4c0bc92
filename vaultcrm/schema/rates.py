"""What one unit of a foreign currency is worth in the vault's own.

`rates:` in the settings lets reports add amounts of several currencies up, and say so:

    currency: EUR
    rates: {USD: 0.92, GBP: 1.17}

Without a rate for it a currency stays apart, as all of them do where there are no rates.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from vaultcrm.model import Raw, RawScalar
from vaultcrm.schema.documents import Complaints, is_null
from vaultcrm.words import shown

_RATE = re.compile(r"\d{1,9}(?:\.\d{1,9})?\Z", re.ASCII)


def build(
    raw: Raw, currency: str, code: Callable[[RawScalar], str], complain: Complaints
) -> Mapping[str, Decimal]:
    """The rates under `rates:` by currency; none where the settings name no `currency` that they
    could be worth something in. `code` reads a currency's code, '' with a complaint."""
    entries = complain.mapping(raw, "rates")
    if entries and not currency:
        complain.add(raw, "rates: in what? Name the vault's own currency too: currency: EUR")
        return {}
    rates: dict[str, Decimal] = {}
    for key, value in entries:
        name = code(key)
        if not name:
            continue
        if name == currency:
            complain.add(key, f"rates: {name} is the vault's own currency, and worth 1")
        elif name in rates:
            complain.add(key, f"rates: there are two of {name}")
        elif rate := _rate(value, name, currency, complain):
            rates[name] = rate
    return rates


def _rate(raw: Raw, name: str, currency: str, complain: Complaints) -> Decimal | None:
    text = "" if is_null(raw) else complain.text(raw, name).strip()
    rate = Decimal(text) if _RATE.match(text) else None
    if not rate and isinstance(raw, RawScalar):
        complain.add(
            raw, f"{name}: {shown(raw.text)} is not what 1 {name} is worth in {currency}: 0.92"
        )
    return rate
