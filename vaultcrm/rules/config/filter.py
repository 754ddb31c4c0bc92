"""A named filter cannot be understood.

## What it finds

A filter in `.vaultcrm/config.yaml` that is no expression: a quote that is not closed, `=` for `==`,
a function or a fact that there is not.

## Why it matters

`vaultcrm list clients --filter overdue` then answers with an error in the moment when somebody
wants to know who is waiting.

## Example

```yaml .vaultcrm/config.yaml
filters:
  active: status = "active"
```

## What to do

Correct it where the message points.

```yaml .vaultcrm/config.yaml
filters:
  active: status == "active"
```

No program can know what was meant.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.reading.vault import CONFIG
from vaultcrm.rules.survey import Survey
from vaultcrm.words import shown, suggestion

SEVERITY = "error"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    filters = survey.vault.config.filters
    if not filters:
        return
    from vaultcrm.expressions import Mistake, compile_expression
    from vaultcrm.facts import fact_names

    for name, (text, line, column) in filters.items():
        compiled = compile_expression(text)
        if isinstance(compiled, Mistake):
            wrong = [f"column {compiled.column} of it: {compiled.message}"]
        else:
            facts = {each for root, each in compiled.names if root == "crm"} - fact_names()
            wrong = [
                f"there is no fact {shown(each)}.{suggestion(each, fact_names())}"
                for each in sorted(facts)
            ]
            if any(root in ("formula", "this") for root, _ in compiled.names):
                wrong.append("formula. and this mean something in .base files only")
        for message in wrong:
            message = f"filter {shown(name)}, {message}"
            yield CONFIG, Problem("config/filter", message, line, column, line, column + 1)
