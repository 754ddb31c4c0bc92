"""A template's placeholder was never filled in.

## What it finds

`{{title}}`, `{{date}}` or `<% tp.… %>` in the front matter of a note outside of the template
folders.

## Why it matters

The template was copied and not run. Without quotes, YAML takes `{{` for a mapping in a mapping
and the whole front matter fails; otherwise the client is called "{{title}}" in every list.

## Example

```markdown clients/Acme.md
---
type: client
status: active
title: {{title}}
---
```

## What to do

Fill it in. If the note is a template, list its folder under `ignore:` in `.vaultcrm/config.yaml`.

```markdown
---
type: client
status: active
title: Acme
---
```

What belongs there, no program can know.
"""

SEVERITY = "error"
