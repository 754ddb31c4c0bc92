"""What a note says in prose, under a heading or before any."""

import pytest

from vaultcrm.reading.passages import Passage, passage

NOTE = """---
type: project
---
Before all. ^block

![[Other#Scope]]

# Title
## Scope:
Ten pages,
%% a secret
over lines %%
in one <!-- hidden --> language.

### Not in it
- [ ] printing
```
## Communication
```
## Communication ##

Setext
------
under it
## Empty
%% nothing %%
## scope
second
"""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", Passage("Before all.", 4)),
        (
            "Scope",
            Passage(
                "Ten pages,\n\nin one  language.\n\n### Not in it\n- [ ] printing\n"
                "```\n## Communication\n```",
                9,
            ),
        ),
        ("Communication", None),
        ("setext", Passage("under it", 22)),
        ("Empty", None),
        ("Missing", None),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_passages(title: str, expected: Passage | None, newline: str) -> None:
    assert passage(NOTE.replace("\n", newline), title) == expected


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("", "", None),
        ("words", "", Passage("words", 1)),
        ("## Scope", "Scope", None),
        ("## Scope\n", "Scope", None),
        ("Scope\n==", "Scope", None),
        ("---\na: 1\n", "", None),
        ("## Scope\n%% never closed", "Scope", None),
        ("---\na: 1\n---\n\n\n  \nlater", "", Passage("later", 4)),
    ],
)
def test_odd_notes(text: str, title: str, expected: Passage | None) -> None:
    assert passage(text, title) == expected
