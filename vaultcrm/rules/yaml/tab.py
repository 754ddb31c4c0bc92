"""The front matter is indented by a tab.

## What it finds

A tab before a property or in front of a value, where YAML allows only spaces.

## Why it matters

YAML reads none of the front matter then. The tab looks like spaces in most editors, so the note
seems fine while its client is missing from every list.

## Example

```text
---
type: client
status: active
aliases:
<TAB>- ACME
---
```

## What to do

Replace the tab by two spaces, and tell your editor to do so in `.md` files.

```markdown
---
type: client
status: active
aliases:
  - ACME
---
```

No program should mend a note that it cannot read.
"""

SEVERITY = "error"
