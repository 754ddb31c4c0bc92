"""Report data → Markdown for the vault: links are wikilinks, charts are tables, and every row says
where it comes from. Time lines are drawn by Mermaid too, which Obsidian knows."""

import re
from collections.abc import Callable, Iterator

from vaultcrm.facts.book import note_of
from vaultcrm.model import Ref
from vaultcrm.rendering.report_cells import TOO_LITTLE, as_value, words
from vaultcrm.rendering.tables import as_md, in_markdown
from vaultcrm.rendering.text import one_line, printable, wikilink
from vaultcrm.reports import (
    Block,
    Calendar,
    Cell,
    Chart,
    Feed,
    Figures,
    Places,
    Report,
    Row,
    Section,
    Table,
    Timeline,
    Words,
    data_behind,
    is_empty,
)
from vaultcrm.views.table import plain_table

Link = Callable[[str, str], Ref]  # a note's path and the words to show → a link to it
_MOST_PLACES = 2  # shown in a row
_CHECKBOX = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)(?=\[.\]\s)")
_BACKSLASH = r"\1\\"
_NOT_IN_MERMAID = re.compile(r"[^\w .()/&+-]")


def as_markdown(report: Report, link: Link) -> str:
    """The report as a note's body."""
    parts = [f"# {in_markdown(report.title)}", in_markdown(report.lead)]
    for section in report.sections:
        parts.append(f"## {in_markdown(section.title)}")
        parts += _section(section, link)
    return printable("\n\n".join(part.rstrip("\n") for part in parts if part) + "\n")


def _section(section: Section, link: Link) -> Iterator[str]:
    blocks = [block for block in section.blocks if not is_empty(block)]
    if not blocks:
        yield section.empty
    for block in blocks:
        yield from _block(block, link)
    if section.note and blocks:
        yield f"*{_words(section.note)}*"


def _block(block: Block, link: Link) -> Iterator[str]:
    match block:
        case Figures():
            rows = (
                Row((each.label, _or_why(each.value), each.hint), each.evidence)
                for each in block.figures
            )
            yield _table(Table(("", "Figure", "Compare"), tuple(rows)), link)
            yield "\n".join(_definitions(block, link))
        case Table():
            yield _table(block, link)
        case Feed():
            rows = (
                Row((each.day, each.kind, each.what, each.text), each.evidence)
                for each in block.entries
            )
            columns = ("Day", "Kind", "What", "Words")
            yield _table(Table(columns, tuple(rows), block.more, block.ask), link)
        case Words():
            yield "\n".join(map(_quoted, block.text.strip().splitlines()))
        case Timeline():
            yield f"**{in_markdown(block.title)}** {block.description}"
            yield _gantt(block)
            yield _table(data_behind(block)._replace(title=""), link)
        case Chart() | Calendar():
            yield f"**{in_markdown(block.title)}** {block.description}"
            yield _table(data_behind(block)._replace(title=""), link)


def _definitions(block: Figures, link: Link) -> Iterator[str]:
    """How each figure is defined, and what could not be used for it."""
    for each in block.figures:
        left_out = f"Left out: {_sources(each.left_out, link)}." if each.left_out else ""
        if each.note or left_out:
            yield f"- *{in_markdown(each.label)}*: {_words(each.note)} {left_out}".rstrip()


def _words(note: str) -> str:
    """A note of ours, which may hold code between backticks, as it is to be read."""
    parts = note.split("`")
    return "`".join(part if number % 2 else in_markdown(part) for number, part in enumerate(parts))


def _or_why(value: Cell) -> str:
    return words(value) if value is not None else TOO_LITTLE


def _table(table: Table, link: Link) -> str:
    """A table with a last column for the places that its rows come from."""
    has_places = any(row.evidence for row in table.rows)
    columns = (*table.columns, "Source") if has_places else table.columns
    rows = [
        dict(zip(columns, (*map(as_value, row.cells), _sources(row.evidence, link)), strict=False))
        for row in table.rows
    ]
    text = as_md(plain_table(columns, rows))
    if table.title:
        text = f"**{in_markdown(table.title)}**\n\n{text}"
    if table.more:
        text += f"\n{table.more:,} more" + (f": `{table.ask}`" if table.ask else "") + "\n"
    return text


def _sources(places: Places, link: Link) -> str:
    shown = [
        f"{wikilink(link(note_of(place), ''))}{place[len(note_of(place)) :]}"
        for place in places[:_MOST_PLACES]
    ]
    more = len(places) - len(shown)
    return ", ".join([*shown, f"{more} more"] if more else shown)


def _gantt(block: Timeline) -> str:
    """Mermaid's gantt: source https://mermaid.js.org/syntax/gantt.html"""
    lines = ["```mermaid", "gantt", "  dateFormat YYYY-MM-DD"]
    for number, span in enumerate(block.spans):
        name = _NOT_IN_MERMAID.sub(" ", one_line(words(span.name))).strip() or "?"
        start, end = span.start or block.today, span.end or block.today
        if (span.start or span.end) and start <= end:
            state = "done, " if span.done == 100 else "crit, " if span.tone == "bad" else ""
            lines.append(f"  section {name}")
            lines.append(f"    {name} : {state}s{number}, {start.isoformat()}, {end.isoformat()}")
            lines += [
                f"    {_NOT_IN_MERMAID.sub(' ', one_line(mark.name)).strip() or '?'} : milestone, "
                f"{'done, ' if mark.done else ''}{mark.day.isoformat()}, 0d"
                for mark in span.marks
            ]
    return "\n".join([*lines, "```"])


def _quoted(line: str) -> str:
    """A line of somebody's words, which are no tasks here."""
    return f"> {_CHECKBOX.sub(_BACKSLASH, line)}".rstrip()
