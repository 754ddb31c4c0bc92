"""A number is written in a form that can be read in several ways.

## What it finds

`1.234,56`, `1,234.56`, `€500`: numbers with grouping, decimal commas or a currency sign.

## Why it matters

1.234 is one and a bit in London and more than a thousand in Berlin. A fee that is read wrongly
goes into an invoice, and nobody checks a number that looks right. So it is not used until it is
clear.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
fee: 1.234,56
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write digits with a decimal point, and the currency's code after an amount.

```markdown
---
type: project
client: "[[Acme]]"
status: active
fee: 1234.56 EUR
---
```

No program can know what was meant.
"""

SEVERITY = "error"
