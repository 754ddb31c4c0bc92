r"""A note holds a character that nobody can see and that changes what is shown.

## What it finds

A character that commands a terminal or a printer rather than showing anything (U+0001 to U+001F
but for tab and line ends, and U+007F), or that turns the direction of the text behind it around or
isolates it (U+202A to U+202E, U+2066 to U+2069). They come along when text is copied out of a
terminal, a PDF or a word processor.

## Why it matters

A name with such a character in it looks right and is not: searching for it finds nothing, a link
to it stays broken, and other programs may refuse the whole file. In a terminal it can even change
what is shown. Where text is turned around, an amount or a name reads otherwise than it is.

## Example

```text
name: Acme<ESC>[31m
```

## What to do

Delete the character; on a terminal, `vaultcrm check` shows it as `\x1b`. No program
can know whether it stands for something, or is part of a name that links already use.
"""

SEVERITY = "warning"
