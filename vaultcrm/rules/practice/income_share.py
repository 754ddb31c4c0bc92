"""One client holds a large part of the income.

## What it finds

An active client from whom more than 40 percent (`income_share`) of the income of the last 12 months
came: invoices that were paid, by the day of payment, else their date. Amounts are compared within
one currency only, and only where at least three clients have paid in it.

## Why it matters

Whoever cannot lose a client cannot say no to them, to their price or to their date. It shows in the
work, too.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
## Invoices
- [x] 2026-06-01 INV-1 [amount:: 9000 EUR] ✅ 2026-06-20
```
```markdown clients/Bell.md
---
type: client
status: active
---
## Invoices
- [x] 2026-06-01 INV-1 [amount:: 3000 EUR] ✅ 2026-06-20
```
```markdown clients/Cork.md
---
type: client
status: active
---
## Invoices
- [x] 2026-06-01 INV-1 [amount:: 2000 EUR] ✅ 2026-06-20
```

## What to do

Nothing today: look for the next client while this one is content. If it is as it should be, raise
`income_share` in the client's note.

```markdown
---
type: client
status: active
---
## Invoices
- [x] 2026-06-01 INV-1 [amount:: 3000 EUR] ✅ 2026-06-20
```

No program finds you clients.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from vaultcrm.facts.book import day_of
from vaultcrm.facts.lines import is_done
from vaultcrm.facts.measures import percent
from vaultcrm.model import Money, Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import active_clients, client_of, limit
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


_YEAR = timedelta(days=365)
_FEWEST = 3  # clients, with whom a share says something


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    income = _income(survey)
    for client in active_clients(survey):
        most = limit(survey, client.path, "income_share")
        for currency, parts in income.items():
            total = sum(parts.values(), Decimal())
            if client.path not in parts or len(parts) < _FEWEST or most is None or total <= 0:
                continue
            share = percent(parts[client.path], total)
            if share > most:
                what = f"{currency} that were paid in 12 months came" if currency else "income came"
                message = f"{share} % of the {what} from this client"
                yield at_field(survey, "practice/income-share", message, client.path, "status")


def _income(survey: Survey) -> Mapping[str, Mapping[str, Decimal]]:
    """What each client (by path) has paid in the last 12 months, by currency."""
    today = survey.book.today
    found: dict[str, dict[str, Decimal]] = {}
    for invoice in survey.book.records("invoices"):
        amount, client = invoice.fields.get("amount"), client_of(invoice)
        day = day_of(invoice.fields.get("done")) or day_of(invoice.fields.get("date"))
        if not isinstance(amount, Money) or not client or not is_done(invoice, today):
            continue
        if day and today - day <= _YEAR:
            parts = found.setdefault(amount.currency, {})
            parts[client] = parts.get(client, Decimal()) + amount.amount
    return found
