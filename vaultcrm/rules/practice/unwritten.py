"""A project is being worked on, and part of the agreement is not on paper.

## What it finds

A project of a current client that is agreed or active and lacks its scope (text under `## Scope`,
or `Scope of work`, `Project scope`, `In scope`, of any level and case), its deliverables (anything
under `## Deliverables`, or the property `deliverables`), its time (`due`, or a deliverable's date)
or its agreement (`agreed_on`, a day that is not to come). A `retainer` needs a scope and an
agreement only. One finding for each project says what is missing.

## Why it matters

What was only said is remembered by two people in two ways. The quarrel comes with the last invoice,
and whoever has nothing in writing gives in, or loses the client.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
agreed_on: 2026-09-01
start: 2026-09-01
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write down what is missing, send it to the client, and note the day of their yes in `agreed_on`.

```markdown
---
type: project
client: "[[Acme]]"
status: active
agreed_on: 2026-09-01
start: 2026-09-01
due: 2027-03-31
---
## Scope
Ten pages in two languages.

## Deliverables
- [ ] Pages 📅 2027-03-01
```

No program can know what was agreed.
"""

from collections.abc import Iterator, Sequence

from vaultcrm.facts.book import by_note, day_of
from vaultcrm.model import Problem, is_empty
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import projects_in_hand
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


RETAINER = ("scope", "agreement (agreed_on)")


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    deliverables = by_note(survey.book.records("deliverables"), "project")
    for path, project in projects_in_hand(survey).items():
        fields, listed = project.fields, deliverables.get(path, ())
        agreed = day_of(fields.get("agreed_on"))
        written = {
            "scope": survey.has_text(path, "Scope"),
            "deliverables": bool(listed)
            or not is_empty(fields.get("deliverables"))
            or survey.has_text(path, "Deliverables"),
            "time (due)": bool(fields.get("due") or any(each.fields.get("due") for each in listed)),
            "agreement (agreed_on)": bool(agreed and agreed <= survey.book.today),
        }
        wanted = RETAINER if fields.get("retainer") else tuple(written)
        missing = [what for what in wanted if not written[what]]
        if missing:
            message = f"the project is {fields['status']} without a written {_listed(missing)}"
            yield at_field(survey, "practice/unwritten", message, path, "status")


def _listed(names: Sequence[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
