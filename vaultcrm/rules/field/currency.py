"""An amount of money names no currency.

## What it finds

An amount (a fee, an hourly rate, an invoice) without a currency, in a vault whose settings name
none either. A code that is no currency's by ISO 4217 is `field/type`.

## Why it matters

Amounts are only added up within a currency. What has none stands apart in every total, and a
client abroad may be billed in the wrong money.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
fee: 12000
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write it, or name the usual one once: `currency: EUR` in `.vaultcrm/config.yaml`.

```markdown
---
type: project
client: "[[Acme]]"
status: active
fee: 12000 EUR
---
```

No program can know which it is.
"""

from collections.abc import Iterator

from vaultcrm.model import Money, Problem, Record
from vaultcrm.rules.places import at_field, at_line
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.schema import BASE_KIND

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    if survey.vault.config.currency:
        return
    for note in survey.notes:
        for name, amount in _bare(note):
            message = f"{name}: {amount.amount} of which currency? Write {amount.amount} EUR"
            yield at_field(survey, "field/currency", message, note.path, name)
    kinds = survey.vault.schema.kinds
    for kind, declared in kinds.items():
        if kind == BASE_KIND or not any(each.type == "money" for each in declared.fields.values()):
            continue
        for record in survey.book.records(kind):
            for name, amount in _bare(record) if record.line is not None else ():
                message = f"{name}: {amount.amount} of which currency? Write {amount.amount} EUR"
                yield at_line("field/currency", message, record)


def _bare(record: Record) -> Iterator[tuple[str, Money]]:
    for name, value in record.fields.items():
        if isinstance(value, Money) and not value.currency:
            yield name, value
