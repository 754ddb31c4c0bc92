"""What was agreed on a project has changed since, without a change request.

## What it finds

A project that is not yet delivered, whose agreement was sealed with `vaultcrm agree`, and whose
Scope or Deliverables say something else now. A deliverable that came with a change request of the
same text, refused ones aside, is no such change. Nor is progress (ticking a deliverable, or the day
on which it was done), another order of deliverables, or how it is written down: blank lines, list
markers, where lines break, comments, tags. Found as well is a note in `agreements/` that no longer
says what was agreed, because somebody edited it.

## Why it matters

Scope grows by a line at a time, each too small to talk about. The client remembers what they agreed
to, you remember what you added since, and the invoice is where the two meet. A change that was
written down when it came is a short talk; one found out afterwards is a quarrel.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: agreed
agreed_on: 2026-09-01
agreed_text: sha256-451d564a28905408
agreement: "[[agreements/Website 2026-09-01]]"
start: 2026-09-01
due: 2027-01-15
---
## Scope
A site of twelve pages.
## Deliverables
- [x] Wireframes ✅ 2026-09-30
- [ ] Design system 📅 2026-12-01
- [ ] Online shop
```
`````markdown agreements/Website 2026-09-01.md
---
type: agreement
project: "[[Website]]"
date: 2026-09-01
---
````markdown
## Scope

A site of twelve pages.

## Deliverables

- Wireframes
- Design system 📅 2026-12-01
````
`````
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

`vaultcrm agree Website --diff` shows what has changed. Write what came later down as a change
request with what it costs; or, once the client has agreed to the whole, seal it anew with
`vaultcrm agree Website`.

```markdown
---
type: project
client: "[[Acme]]"
status: agreed
agreed_on: 2026-09-01
agreed_text: sha256-451d564a28905408
agreement: "[[agreements/Website 2026-09-01]]"
start: 2026-09-01
due: 2027-01-15
---
## Scope
A site of twelve pages.
## Deliverables
- [x] Wireframes ✅ 2026-09-30
- [ ] Design system 📅 2026-12-01
- [ ] Online shop
## Change requests
- [ ] Online shop [cost:: 4000 EUR] [asked:: 2026-11-22]
```

No program can know what was agreed.
"""

from collections.abc import Iterator, Sequence

from vaultcrm.facts.book import path_of
from vaultcrm.facts.lines import is_cancelled
from vaultcrm.facts.projects import OPEN
from vaultcrm.model import Problem, Record
from vaultcrm.reading.agreement import (
    SEAL,
    Changes,
    Section,
    agreed_headings,
    changes,
    is_scope,
    read_kept,
    sections_in,
)
from vaultcrm.rules.places import at_field
from vaultcrm.rules.survey import Survey
from vaultcrm.words import shown

SEVERITY = "warning"
_RULE = "practice/agreement-changed"
_NAMED = 3  # deliverables that a message names
_WORDS = ("more", "less", "changed")  # for the parts of Changes


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for project in survey.book.records("projects"):
        seal = project.fields.get(SEAL)
        if not isinstance(seal, str) or project.fields.get("status") not in OPEN:
            continue
        # Reading has put down what notes hold now by its digest, where it is the seal of one.
        keeper = path_of(project.fields.get("agreement"))
        is_kept = bool(keeper) and survey.line_of(keeper, seal) > 1
        if keeper and not is_kept:
            message = f"{keeper} no longer says what was agreed: bring it back, or agree again"
            yield at_field(survey, _RULE, message, project.path, "agreement")
        if survey.line_of(project.path, seal) == 1:
            problem = _problem(survey, project, seal, keeper if is_kept else "")
            if problem:
                yield project.path, problem


def _problem(survey: Survey, project: Record, seal: str, keeper: str) -> Problem | None:
    root = survey.vault.root
    headings = agreed_headings(survey.vault.schema.types["project"])
    kept = read_kept(root, keeper, seal, headings) if keeper else None
    now = sections_in(survey.data(project.path), headings)
    day = project.fields.get("agreed_on")
    since = f"has changed since it was agreed{f' on {day}' if day else ''}"
    if kept is None:
        return _at(now, project, survey, f"{since}; how cannot be said: no note keeps what it was")
    items = _without_requested(changes(kept, now, in_scope=False), survey, project)
    scope = changes(kept, now, in_scope=True)
    if not any(items) and not any(scope):
        return None
    parts = [
        *(_items(texts, word) for texts, word in zip(items, _WORDS, strict=True) if texts),
        *(_lines(texts, word) for texts, word in zip(scope, _WORDS, strict=True) if texts),
    ]
    changed = [each for each in now if is_scope(each) != any(items)]
    return _at(changed, project, survey, f"{since}: {'; '.join(parts)}")


def _items(texts: Sequence[str], word: str) -> str:
    names = ", ".join(shown(text) for text in texts[:_NAMED])
    more = f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return f"{_counted(len(texts), 'deliverable')} {word} ({names}{more})"


def _lines(texts: Sequence[str], word: str) -> str:
    return f"{_counted(len(texts), 'line')} {word} in Scope"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _without_requested(items: Changes, survey: Survey, project: Record) -> Changes:
    """What changed but for what came with a change request of the project."""
    if not items.added:
        return items
    requested = {
        str(change.fields.get("text")).strip().casefold()
        for change in survey.book.records("changes")
        if path_of(change.fields.get("project")) == project.path and not is_cancelled(change)
    }
    added = tuple(text for text in items.added if text.casefold() not in requested)
    return items._replace(added=added)


def _at(sections: Sequence[Section], project: Record, survey: Survey, message: str) -> Problem:
    """The problem, at the first of these sections; without any, where the seal is."""
    if not sections:
        line = survey.line_of(project.path, SEAL)
        return Problem(_RULE, message, line, 1, line, 1)
    first = sections[0]
    end = first.level + len(first.title) + 2  # of `## Scope`
    return Problem(_RULE, message, first.line, 1, first.line, end)
