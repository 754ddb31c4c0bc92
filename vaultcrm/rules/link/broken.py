"""A property that links to a note leads to none.

## What it finds

A link in a property that the note's type declares as a link (a project's `client`, a meeting's
`attendees`), to a note that is not there. The message names the note that is probably meant, if
only one is near. Links in other places that lead nowhere are `link/unresolved`.

## Why it matters

The client was renamed outside of Obsidian, or the name has a slip in it. The project's fee is in
nobody's total, the meeting is in nobody's history, and the client looks as if you had not been in
touch for months.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme Crop]]"
status: active
---
```
```markdown clients/Acme Corp.md
---
type: client
status: active
---
```

## What to do

Correct the name, or make the note: `vaultcrm new client "Acme Crop"`.

```markdown
---
type: project
client: "[[Acme Corp]]"
status: active
---
```

A program may put in the near name, but only if you have looked at it: `vaultcrm check
--unsafe-fixes` does so where one note alone has that name.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vaultcrm.model import Edit, Fix, Problem
from vaultcrm.positions import LineIndex
from vaultcrm.reading.links import key
from vaultcrm.rules.declared_links import leads_outside, problem_at, with_fields
from vaultcrm.rules.near_names import NearNames, suggestion
from vaultcrm.rules.survey import Survey

if TYPE_CHECKING:
    from vaultcrm.index.queries import Resolved

SEVERITY = "error"

_SIMPLE = re.compile(r"[^\\\"'#|^\[\]%]+")  # the same in quotes of any kind, and in a link


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    names: dict[tuple[str, ...], NearNames] = {}
    same: Counter[str] = Counter()
    for link, field in with_fields(survey, survey.broken_links):
        if field is None or leads_outside(link):
            continue
        if field.to not in names:
            names[field.to] = _names(survey, field.to)
        target = link.at.link.target
        message = f"{target!r} leads to no note.{suggestion(names[field.to], target)}"
        path, problem = problem_at("link/broken", message, link)
        near = names[field.to].nearest(target)
        same = same or Counter(map(key, survey.types))
        alone = near and same[key(near)] == 1
        yield path, problem._replace(fix=_fix(survey, link, near) if alone else None)


def _fix(survey: Survey, link: "Resolved", near: str) -> Fix | None:
    """The near name in the place of the target."""
    text = survey.text(link.source)
    if text is None or not _SIMPLE.fullmatch(near):
        return None
    at = link.at
    start = LineIndex(text).starts[at.line - 1] + at.column - 1 + len("[[")
    end = start + len(at.link.target)
    if text[start - len("[[") : end] != f"[[{at.link.target}":
        return None
    return Fix(False, (Edit(start, end, near),))


def _names(survey: Survey, types: tuple[str, ...]) -> NearNames:
    """The names of the notes of these types; of all notes where none is named."""
    return NearNames(path for path, name in survey.types.items() if not types or name in types)
