"""The vault's settings hold something that cannot be used.

## What it finds

Unknown keys and impossible values in `.vaultcrm/config.yaml`: a currency that is no code of three
letters, an exchange rate (`rates: {USD: 0.92}`) of none or of 0, an office that closes before it
opens.

## Why it matters

A setting that cannot be used is left at its default, and answers change without a word: amounts
have no currency, or an answer is late by hours that nobody works.

## Example

```yaml .vaultcrm/config.yaml
currency: Euros
```

## What to do

Write what the message asks for.

```yaml .vaultcrm/config.yaml
currency: EUR
```

No program can know the value.
"""

SEVERITY = "error"
