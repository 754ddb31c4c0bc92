"""A number is written in a form that is read in several ways, or not at all.

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
fee: 1.234
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
fee: 1234 EUR
---
```

Where only one number can be meant (`1.234,56`, `95€`), a program writes it so if you have looked at
it (`--unsafe-fixes`). Else none can know.
"""

SEVERITY = "error"
