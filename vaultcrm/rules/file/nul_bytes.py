"""A note holds NUL bytes, as after a power cut.

## What it finds

Bytes of value zero: all of the file, or some within the text.

## Why it matters

File systems fill with zeros what they could not write before the machine went down. Part of the
note is lost, and every program that saves it now makes the loss final. If the file holds nothing
else, none of it can be read.

## Example

```text
---
type: client
status: active
---
Last words before the power cut<NUL><NUL><NUL>
```

## What to do

Bring back the last good version from git or a backup, before anything syncs over it. No program
can restore what was not written.
"""

SEVERITY = "error"
