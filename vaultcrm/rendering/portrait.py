"""One note with all that belongs to it, as text or as data."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from vaultcrm.facts import facts_about
from vaultcrm.facts.book import Book, note_of
from vaultcrm.index.index import Index
from vaultcrm.model import Fact, Record
from vaultcrm.rendering.text import cell, one_line
from vaultcrm.views.table import row_of

_MOST = 20  # lines of one kind that are shown as text


class Portrait(NamedTuple):
    record: Record
    lines: tuple[Record, ...]
    facts: dict[str, Fact]
    line_facts: Mapping[str, dict[str, Fact]]  # by the line's place
    links: tuple[str, ...]  # notes that it links to
    backlinks: tuple[str, ...]  # notes that link to it


def portrait(index: Index, book: Book, path: str) -> Portrait:
    """All that is known of the note at this path."""
    record = index.record(path)
    assert record is not None, path
    note_type = index.vault.schema.types.get(str(record.fields.get("type")))
    facts = facts_about(book, note_type.collection, path) if note_type else {}
    lines = tuple(index.lines_of(path))
    own = book.with_lines(lines, index.vault.schema.kinds)
    return Portrait(
        record,
        lines,
        facts,
        {line.place: facts_about(own, line.collection, line.place) for line in lines},
        tuple(dict.fromkeys(link.path for link in index.links_from(path) if link.path)),
        tuple(dict.fromkeys(link.source for link in index.links_to(path))),
    )


def as_data(found: Portrait) -> dict[str, Any]:
    """A record as JSON has it: its fields, and under `crm` its facts with their evidence."""
    return {
        **row_of(found.record),
        "crm": found.facts,
        "lines": [
            {"collection": line.collection, **row_of(line), "crm": found.line_facts[line.place]}
            for line in found.lines
        ],
        "links": found.links,
        "backlinks": found.backlinks,
    }


def as_text(found: Portrait) -> str:
    fields = {name: cell(value) for name, value in found.record.fields.items() if name != "title"}
    facts = {
        f"crm.{name}": f"{cell(fact.value)}   {_few(fact.evidence)}{_without(fact)}"
        for name, fact in found.facts.items()
    }
    parts = [f"{cell(found.record.fields.get('title'))}\n{found.record.path}\n", _pairs(fields)]
    parts.append(_pairs(facts))
    kinds = dict.fromkeys(line.collection for line in found.lines)
    for kind in kinds:
        lines = [line for line in found.lines if line.collection == kind]
        parts.append(f"{kind} ({len(lines)})\n" + "".join(map(_line, lines[:_MOST])))
        if len(lines) > _MOST:
            parts.append(f"  … and {len(lines) - _MOST} more\n")
    parts += [_list("links to", found.links), _list("linked from", found.backlinks)]
    return "\n".join(part for part in parts if part)


def _pairs(values: dict[str, str]) -> str:
    values = {name: one_line(text) for name, text in values.items() if text}
    size = max(map(len, values), default=0)
    return "".join(f"  {name:<{size}}  {text}".rstrip() + "\n" for name, text in values.items())


def _line(record: Record) -> str:
    rest = {
        name: cell(value)
        for name, value in record.fields.items()
        if name not in ("text", "date", "status", "client", "project") and value is not None
    }
    words = [cell(record.fields.get(name)) for name in ("status", "date", "text")]
    words += [f"[{name}: {text}]" for name, text in rest.items()]
    return f"  {record.line:>4}  {one_line(' '.join(word for word in words if word))}\n"


def _list(title: str, paths: tuple[str, ...]) -> str:
    if not paths:
        return ""
    shown = "".join(f"  {path}\n" for path in paths[:_MOST])
    more = f"  … and {len(paths) - _MOST} more\n" if len(paths) > _MOST else ""
    return f"{title} ({len(paths)})\n{shown}{more}"


def _without(fact: Fact) -> str:
    return f" without {_few(fact.left_out)}" if fact.left_out else ""


def _few(places: Iterable[str]) -> str:
    """The first places, the lines of one note together: `(a.md:3, :7 and 6 more)`."""
    places = list(places)
    shown, last = [], ""
    for place in places[:3]:
        path = note_of(place)
        shown.append(place.removeprefix(path) if path == last and place != path else place)
        last = path
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return f"({', '.join(shown)}{more})" if places else ""
