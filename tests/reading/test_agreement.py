"""What counts as a change of what was agreed, and what does not."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.reading.agreement import (
    agreed_headings,
    agreed_sections,
    as_normal,
    as_text,
    changes,
    digest,
    fenced,
)
from vaultcrm.reading.vault import shipped_types
from vaultcrm.schema.build import build

HEADINGS = {"scope", "deliverables"}
NOTE = """---
type: project
---
## Scope
A shop with twelve pages.

Not in it: a blog.

## Deliverables
- [ ] Wireframes 📅 2026-10-01
- [ ] Design [hours:: 20]
  - [ ] Icons
## Hours
- 2026-10-01 2h
"""


def of(text: str) -> str:
    return digest(agreed_sections(text, HEADINGS))


SAME = {
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "spaces": lambda text: text.replace("\n", "  \n"),
    "ticked": lambda text: text.replace("[ ] W", "[x] W"),
    "no checkbox": lambda text: text.replace("[ ] ", ""),
    "done": lambda text: text.replace("10-01\n- [ ] D", "10-01 ✅ 2026-09-30\n- [x] D"),
    "cancelled": lambda text: text.replace("20]", "20] ❌ 2026-09-30"),
    "completion": lambda text: text.replace("20]", "20] [completion:: 2026-09-30]"),
    "a block id": lambda text: text.replace("20]", "20] ^design").replace("blog.", "blog. ^no"),
    "blank lines": lambda text: text.replace("## Deliverables\n", "## Deliverables\n\n\n"),
    "levels": lambda text: text.replace("## ", "# "),
    "a colon": lambda text: text.replace("## Scope", "## Scope:"),
    "a line below": lambda text: text.replace("## Scope", "Scope\n-----"),
    "our comments": lambda text: text.replace("A shop", "<!-- vaultcrm: ignore link -->\nA shop"),
    "other sections": lambda text: text.replace("2h", "3h") + "## Risks\n- new\n",
    "front matter": lambda text: text.replace("type:", "status: active\ntype:"),
    "a blank line": lambda text: text.replace("pages.\n\n", "pages.\n"),
    "wrapping": lambda text: text.replace("shop with", "shop\nwith").replace("Design", "Design\n "),
    "double spaces": lambda text: text.replace("shop with", "shop  with").replace("Wire", "  Wire"),
    "markers": lambda text: text.replace("- [ ]", "* [ ]"),
    "indentation": lambda text: text.replace("  - [ ] Icons", "\t1. [ ] Icons"),
    "the order of deliverables": lambda text: text.replace(
        "- [ ] Wireframes 📅 2026-10-01\n", ""
    ).replace("## Hours", "- [ ] Wireframes 📅 2026-10-01\n## Hours"),
    "a tag": lambda text: text.replace("Wireframes", "Wireframes #client/work"),
    "comments": lambda text: text.replace("shop", "shop <!-- ask\nthem --> %%soon%%"),
    "the order": lambda text: "## D" + "\n".join(reversed(text.split("## D"))),
}
OTHER = {
    "a word": lambda text: text.replace("twelve", "thirteen"),
    "a deliverable": lambda text: text.replace("## Hours", "- [ ] Blog\n## Hours"),
    "one less": lambda text: text.replace("  - [ ] Icons\n", ""),
    "a date": lambda text: text.replace("2026-10-01\n-", "2026-10-02\n-"),
    "hours": lambda text: text.replace(":: 20", ":: 30"),
    "what it stands below": lambda text: text.replace("  - [ ] Icons", "- [ ] Icons"),
    "a number": lambda text: text.replace("a blog", "a blog #12"),
    "the order in the scope": lambda text: text.replace(
        "A shop", "Not in it: a blog. A shop"
    ).replace("\nNot in it: a blog.\n", ""),
    "a section": lambda text: text.replace("## Deliverables", "## Wishes"),
    "a done date in the scope": lambda text: text.replace("blog.", "blog ✅ 2026-09-30."),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_no_change(change: Callable[[str], str]) -> None:
    assert change(NOTE) != NOTE
    assert of(change(NOTE)) == of(NOTE)


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_change(change: Callable[[str], str]) -> None:
    assert of(change(NOTE)) != of(NOTE)


def test_what_changed_in_items_and_in_the_scope() -> None:
    now = NOTE.replace("twelve", "ten").replace("10-01\n-", "10-09\n-").replace("Icons", "Logo")
    parts = [agreed_sections(text, HEADINGS) for text in (NOTE, now)]
    items = changes(*parts, in_scope=False)
    assert items == (("Logo",), ("Icons",), ("Wireframes",))
    assert changes(*parts, in_scope=True).added == ("A shop with ten pages.",)


def titles(text: str) -> list[str]:
    return [each.title for each in agreed_sections(text, HEADINGS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## In Scope:\na\n## Deliverables\nb\n", ["In Scope:", "Deliverables"]),
        ("## Scope of work\na\n### In scope\nb\n", ["Scope of work"]),
        ("## In scope\na\n## Scope\nb\n", ["Scope"]),
        ("## Out of scope\na\n", []),
    ],
)
def test_what_is_headed_like_a_scope(text: str, found: list[str]) -> None:
    assert titles(text) == found


@pytest.mark.parametrize("change", [*SAME.values(), *OTHER.values()], ids=[*SAME, *OTHER])
def test_a_change_is_named_if_and_only_if_the_seal_breaks(change: Callable[[str], str]) -> None:
    parts = [agreed_sections(text, HEADINGS) for text in (NOTE, change(NOTE))]
    named = any(any(changes(*parts, in_scope=in_scope)) for in_scope in (True, False))
    assert named == (of(change(NOTE)) != of(NOTE))
    assert named == (as_normal(parts[0]) != as_normal(parts[1]))


def test_the_normal_form() -> None:
    assert (
        as_normal(agreed_sections(NOTE, HEADINGS))
        == """## Scope

A shop with twelve pages.
Not in it:
a blog.

## Deliverables

- Design [hours:: 20]
  - Icons
- Wireframes 📅 2026-10-01

"""
    )


LINES = st.lists(
    st.sampled_from(
        ["- [ ] a", "* b ✅ 2026-01-01", "text", "", "### Inner", "```", "````", "<!--"]
    )
    | st.text(max_size=8),
    max_size=8,
)


@given(LINES, LINES)
def test_what_changed_is_named_if_and_only_if_the_seal_breaks(
    before: list[str], after: list[str]
) -> None:
    for title in ("## Scope", "## Deliverables"):
        parts = [agreed_sections("\n".join([title, *each]), HEADINGS) for each in (before, after)]
        named = any(any(changes(*parts, in_scope=in_scope)) for in_scope in (True, False))
        assert named == (digest(parts[0]) != digest(parts[1]))


@given(LINES, LINES, st.booleans())
def test_what_is_kept_reads_the_same(scope: list[str], work: list[str], swapped: bool) -> None:
    parts = ["\n".join(["## Scope", *scope]), "\n".join(["# Deliverables", *work])]
    sections = agreed_sections("\n".join(parts[::-1] if swapped else parts), HEADINGS)
    again = agreed_sections(as_text(sections), HEADINGS)
    assert digest(again) == digest(sections)
    assert as_text(again) == as_text(sections)
    lines = fenced(sections).split("\n")
    assert lines[-2] == lines[0].removesuffix("markdown")
    assert not any(line.startswith(lines[-2]) for line in lines[1:-2])


def test_the_seal_of_the_shipped_project_is_about_its_deliverables() -> None:
    schema, _ = build(shipped_types())
    assert agreed_headings(schema.types["project"]) == HEADINGS
