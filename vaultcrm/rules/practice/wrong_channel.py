"""We keep using a channel that the client does not prefer.

## What it finds

An active client with whom the last three contacts from us, the latest within 60 days, all went by
another channel than the one that the client (or one of their people) `prefers`. A reply on the
channel that they used themselves does not count.

## Why it matters

Somebody who asked for a call and gets emails reads that their wish was noted, and then forgotten.

## Example

```markdown clients/Acme.md
---
type: client
status: active
prefers: call
---
## Log
- 2026-10-05 email out: the plan
- 2026-10-19 email out: the draft
- 2026-11-09 email out: the second draft
```

## What to do

Use it next time, or ask whether it still holds and correct `prefers`.

```markdown
---
type: client
status: active
prefers: call
---
## Log
- 2026-10-05 email out: the plan
- 2026-10-19 email out: the draft
- 2026-11-09 call out: the second draft
```

No program knows what they would like today.
"""

from collections.abc import Container, Iterator, Sequence

from vaultcrm.facts.book import by_note
from vaultcrm.facts.contact import Contact, contacts
from vaultcrm.model import Problem, Value
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import RECENT, active_clients
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


_TELLING = 3  # contacts on another channel, until when it may be chance


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    found = contacts(survey.book)
    people = by_note(survey.book.records("people"), "client")
    for client in active_clients(survey):
        prefers = client.fields.get("prefers")
        if not prefers:
            continue
        fine = {prefers, *(person.fields.get("prefers") for person in people.get(client.path, ()))}
        last = _telling(found.get(client.path, ()), fine)[-_TELLING:]
        if len(last) < _TELLING or survey.book.today - last[-1].day > RECENT:
            continue
        if not any(_channel(contact) in fine for contact in last):
            message = f"the last {_TELLING} contacts from us went by other channels than {prefers}"
            yield at_line("practice/wrong-channel", message, last[-1].record)


def _telling(found: Sequence[Contact], fine: Container[Value]) -> list[Contact]:
    """The contacts in which we spoke, but for replies on another channel that they had chosen."""
    telling: list[Contact] = []
    theirs: Value = None  # the channel of the contact before, if they spoke there
    for contact in found:
        channel, direction = _channel(contact), contact.record.fields.get("direction")
        ours = contact.we_spoke and direction != "in"  # in a call that came in they chose it
        if ours and (channel in fine or channel != theirs):
            telling.append(contact)
        theirs = channel if contact.they_spoke and direction != "out" else None
    return telling


def _channel(contact: Contact) -> Value:
    return contact.record.fields.get("channel") or "meeting"
