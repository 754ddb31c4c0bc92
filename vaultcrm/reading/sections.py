"""Sections of a note that say something as a whole: whether anything is written there."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vaultcrm.model import Heading, ListItem
from vaultcrm.schema.schema import TEXT_SECTION, NoteType

SCOPE = "scope"
SCOPES = (SCOPE, "scope of work", "project scope", "in scope")  # what people head it with
DELIVERABLES = "deliverables"
_CHECKBOX = re.compile(r"\[[^\[\]]\]")


def written_sections(
    headings: tuple[Heading, ...], masked: str, note_type: NoteType | None
) -> dict[str, int]:
    """The line of each of the type's text sections under which there is text, as `## Scope` by its
    name in the type, whatever the heading's level; and of the deliverables, as `## Deliverables`. A
    section ends with the next heading that is not below it; headings, comments, code and empty list
    items are no text."""
    found: dict[str, int] = {}
    names = _names(note_type) if headings and note_type else {}
    if not names:
        return found
    ends = [heading.start for heading in headings[1:]] + [len(masked)]
    for number, heading in enumerate(headings):
        name = names.get(heading.text.strip().rstrip(":").casefold())
        if not name or name in found:
            continue
        for at in range(number, len(headings)):
            if at > number and headings[at].level <= heading.level:
                break
            lines = masked[headings[at].start : ends[at]].split("\n", 1)
            if len(lines) > 1 and _CHECKBOX.sub("", lines[1]).strip(" \t\n=->*+"):
                found[name] = heading.line
                break
    return found


def _names(note_type: NoteType) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for heading in note_type.headings:
        name = heading.casefold()
        kind = note_type.sections.get(name)
        if kind == TEXT_SECTION:
            names |= dict.fromkeys(SCOPES if name == SCOPE else (name,), f"## {heading}")
        elif kind == DELIVERABLES:
            names[name] = f"## {DELIVERABLES.capitalize()}"
    return names


def kinds_of_headings(
    headings: Iterable[Heading], sections: Mapping[str, str]
) -> list[tuple[Heading, str]]:
    """Each heading with the kind of the section that it opens or stands in ('' outside all)."""
    open_sections: list[tuple[int, str]] = []  # level and kind
    found = []
    for heading in headings:
        while open_sections and open_sections[-1][0] >= heading.level:
            open_sections.pop()
        kind = sections.get(heading.text.strip().rstrip(":").casefold(), "")
        if kind:
            open_sections.append((heading.level, kind))
        found.append((heading, open_sections[-1][1] if open_sections else ""))
    return found


def with_sections(
    items: Iterable[ListItem], headings: Sequence[tuple[Heading, str]]
) -> Iterator[tuple[ListItem, str, str]]:
    """Each item with the kind of its section ('' outside all) and the nearest heading's text."""
    coming = iter(headings)
    text = kind = ""
    following = next(coming, None)
    for item in items:
        while following and following[0].start < item.start:
            text, kind = following[0].text, following[1]
            following = next(coming, None)
        yield item, kind, text
