"""An invoice is overdue.

## What it finds

An invoice that is out, past its due date, and neither paid, cancelled nor on hold, whatever the
status of the client or the project: money is owed all the same.

## Why it matters

The first reminder is a courtesy, the longer it waits the more it is a reproach. Most late invoices
were overlooked, and a friendly line the day after is all it takes.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
## Invoices
- [ ] 2026-10-01 INV-7 [amount:: 6000 EUR] 📅 2026-10-31
```

## What to do

Remind them. When it is paid, tick it with the day.

```markdown
---
type: client
status: active
---
## Invoices
- [x] 2026-10-01 INV-7 [amount:: 6000 EUR] 📅 2026-10-31 ✅ 2026-11-03
```

No program sees your bank account.
"""

from collections.abc import Iterable, Iterator

from vaultcrm.facts.lines import days_late
from vaultcrm.model import Money, Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import days, quoted
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"
KINDS = ("invoices",)


def check_lines(survey: Survey, lines: Iterable[Record]) -> Iterator[tuple[str, Problem]]:
    for invoice in lines:
        late = days_late(invoice, survey.book.today)
        if late:
            amount = invoice.fields.get("amount")
            what = f"{' '.join(map(str, amount)).rstrip()} " if isinstance(amount, Money) else ""
            message = f"{what}was to be paid by {invoice.fields['due']}, {days(late)} ago"
            message = f"{quoted(invoice)}: {message}"
            yield at_line("practice/overdue-invoice", message, invoice)
