"""The sections of a note that hold text alone: whether anything is written there."""

from collections.abc import Mapping

from vaultcrm.model import Heading
from vaultcrm.schema.schema import TEXT_SECTION, NoteType


def written_sections(
    headings: tuple[Heading, ...], masked: str, note_type: NoteType | None
) -> dict[str, int]:
    """The line of each of the type's text sections under which there is text, as `## Scope` by its
    name in the type, whatever the heading's level. A section ends with the next heading that is not
    below it; headings, comments and code are no text."""
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
            if len(lines) > 1 and lines[1].strip(" \t\n=->"):
                found[name] = heading.line
                break
    return found


def _names(note_type: NoteType) -> Mapping[str, str]:
    return {
        heading.casefold(): f"## {heading}"
        for heading in note_type.headings
        if note_type.sections.get(heading.casefold()) == TEXT_SECTION
    }
