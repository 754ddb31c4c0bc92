"""Report data → Markdown for the vault: links are wikilinks, charts are tables, and every row says
where it comes from. Time lines are drawn by Mermaid too, which Obsidian knows."""

import re
from collections.abc import Callable, Iterator, Sequence

from vaultcrm.facts.book import note_of
from vaultcrm.model import Ref
from vaultcrm.rendering.report_cells import TOO_LITTLE, words
from vaultcrm.rendering.tables import in_columns, in_markdown, is_number
from vaultcrm.rendering.text import one_line, printable, wikilink
from vaultcrm.reports import (
    Bar,
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
    Trend,
    Words,
    data_behind,
    is_empty,
)

Link = Callable[[str, str], Ref]  # a note's path and the words to show → a link to it
_MOST_PLACES = 2  # shown in a row
_CHECKBOX = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)(?=\[.\]\s)")
_IMAGE, _NO_IMAGE = re.compile(r"!\[(?!\[)"), r"\\!["
_BACKSLASH = r"\1\\"
_NOT_IN_MERMAID = re.compile(r"[^\w .()/&+-]")
_KEYWORD = re.compile(  # what begins a line of another kind in a gantt
    r"(?:title|section|click|call|href|gantt|excludes|includes|weekday|weekend|todaymarker|"
    r"dateformat|axisformat|tickinterval|inclusiveenddates|topaxis|displaymode|acctitle|accdescr)\b",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\A(\s*)(.*?)(\s*)\Z", re.DOTALL)
_TICKS = re.compile(r"`+")


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
        yield _words(section.empty)
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
            yield "\n".join(map(_quoted, _closed(block.text).strip().splitlines()))
        case Timeline():
            yield f"**{in_markdown(block.title)}** {_words(block.description)}"
            yield _gantt(block)
            yield _table(data_behind(block)._replace(title=""), link)
        case Chart() | Calendar():
            yield f"**{in_markdown(block.title)}** {_words(block.description)}"
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
    if len(parts) % 2 == 0:  # a backtick that nothing answers
        return in_markdown(note)
    return "".join(
        f"`{one_line(part)}`" if number % 2 else _SPACED.sub(_escaped, part)
        for number, part in enumerate(parts)
    )


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1] and ' '}{in_markdown(found[2])}{found[3] and ' '}"


def _or_why(value: Cell) -> str:
    return words(value) if value is not None else TOO_LITTLE


def _table(table: Table, link: Link) -> str:
    """A table with a last column for the places that its rows come from."""
    has_places = any(row.evidence for row in table.rows)
    columns = (*table.columns, "Source") if has_places else table.columns
    lines = [[in_markdown(column) for column in columns]]
    for row in table.rows:
        source = [_sources(row.evidence, link).replace("|", r"\|")] if has_places else []
        lines.append([*map(_cell, row.cells), *source])
    right = [_is_right([row.cells[at] for row in table.rows]) for at in range(len(table.columns))]
    text = in_columns(lines, [*right, *([False] if has_places else [])])
    if table.title:
        text = f"**{in_markdown(table.title)}**\n\n{text}"
    if table.more:
        text += f"\n{table.more:,} more" + (f": {_code(table.ask)}" if table.ask else "") + "\n"
    return text


def _cell(value: Cell) -> str:
    """Links as links, and all else in words, numbers with their thousands parted."""
    if isinstance(value, Bar | Trend | bool) or (value != () and is_number(value)):
        return in_markdown(words(value))
    return in_markdown(value)


def _is_right(cells: Sequence[Cell]) -> bool:
    """Whether a column holds numbers only, or parts of a whole."""
    known = [each for each in cells if each not in (None, "", ())]
    return bool(known) and all(isinstance(each, Bar) or is_number(each) for each in known)


def _code(text: str) -> str:
    """A text between so many backticks that it may hold some."""
    text = one_line(text)
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{ticks} {text} {ticks}" if len(ticks) > 1 else f"`{text}`"


def _sources(places: Places, link: Link) -> str:
    shown = [
        f"{wikilink(link(note_of(place), ''))}{place[len(note_of(place)) :]}"
        for place in places[:_MOST_PLACES]
    ]
    more = len(places) - len(shown)
    return ", ".join([*shown, f"{more} more"] if more else shown)


def _gantt(block: Timeline) -> str:
    """Mermaid's gantt: source https://mermaid.js.org/syntax/gantt.html; '' without anything that
    it could draw."""
    lines = []
    for number, span in enumerate(block.spans):
        name = _in_mermaid(words(span.name))
        start, end = span.start or block.today, span.end or block.today
        if (span.start or span.end) and start <= end:
            state = "done, " if span.done == 100 else "crit, " if span.tone == "bad" else ""
            lines.append(f"  section {name}")
            lines.append(f"    {name} : {state}s{number}, {start.isoformat()}, {end.isoformat()}")
            lines += [
                f"    {_in_mermaid(mark.name)} : milestone, "
                f"{'done, ' if mark.done else ''}{mark.day.isoformat()}, 0d"
                for mark in span.marks
            ]
    head = ["```mermaid", "gantt", "  dateFormat YYYY-MM-DD"]
    return "\n".join([*head, *lines, "```"]) if lines else ""


def _in_mermaid(name: str) -> str:
    """A name that is nothing but a name there."""
    text = one_line(_NOT_IN_MERMAID.sub(" ", name)) or "?"
    return f"- {text}" if _KEYWORD.match(text) else text


def _quoted(line: str) -> str:
    """A line of somebody's words, which are no tasks here, and fetch no picture from anywhere."""
    line = _CHECKBOX.sub(_BACKSLASH, line)
    return f"> {_IMAGE.sub(_NO_IMAGE, line)}".rstrip()


def _closed(text: str) -> str:
    """Words without a comment that has no end, which would hide all that follows them."""
    begin, sign, rest = text.rpartition("%%")
    return rf"{begin}\%\%{rest}" if sign and text.count("%%") % 2 else text
