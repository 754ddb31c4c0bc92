"""One project: what was agreed, what has changed since, how far it is, and what it has cost.

Next steps: open deliverables and promises of the project by the day that they are due, and its next
meeting. Agreement: the Scope as the note has it; sealed says whether it is still what was sealed
with vaultcrm agree; changes are approved when ticked, refused when cancelled. Deliverables: done is
the share that is ticked, of those not cancelled. Hours: by the lines under Hours, added up by week
(by month if there are over 30 weeks), against hours_budget. Time is the share of the days from
start to due that have passed. Risks: the worst by likelihood and impact first. Money: the invoices
of the project, never summed across currencies.
"""

from collections.abc import Iterator, Sequence

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.lines import days_late, is_cancelled, is_done
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.money import outstanding_of_projects
from vaultcrm.facts.projects import (
    POSSIBLE,
    burn,
    days_left,
    elapsed,
)
from vaultcrm.facts.promises import is_ours
from vaultcrm.facts.titles import meeting_title, text_of, title_of
from vaultcrm.model import Money, Record, Ref, is_open
from vaultcrm.reports import (
    Asked,
    Block,
    Report,
    Row,
    Section,
    Span,
    Table,
    Timeline,
    Tone,
)
from vaultcrm.reports._burn import burn_section
from vaultcrm.reports._lines import (
    change_totals,
    changes_table,
    decisions_table,
    due_of,
    due_words,
    invoices_table,
    is_tentative,
    open_lines_of,
    records_of,
    said,
)
from vaultcrm.reports._parts import FAR, NONE, amounts, many, owner_of, table, when
from vaultcrm.reports._pictures import marks, project_span
from vaultcrm.reports._pieces import ask, folded, money_in, without_empty, words_of
from vaultcrm.reports._standing import against, standing

ABOUT = "projects"
_SHOWN = 25  # lines of any table
_LEVELS = {"high": 3, "medium": 2, "low": 1}
_SEVERE = 6  # likelihood × impact from which on a risk is marked: high and medium


def make(book: Book, asked: Asked) -> Report:
    """The report about `asked.about`, as of the book's day."""
    project = asked.about
    assert project is not None
    book = book.about(project.path)
    deliverables = records_of(book, "deliverables", "project", project.path)
    return Report(
        name="project",
        title=f"Project {title_of(project)} {book.today.isoformat()}",
        lead=_lead(book, project, deliverables),
        sections=folded(
            standing(book, project),
            _next(book, project, deliverables),
            _agreement(book, project),
            _deliverables(book, project, deliverables),
            burn_section(book, project),
            _risks(book, project),
            _money(book, project),
            _decisions(book, project),
            *_prose(book, project),
        ),
        today=book.today,
        about=project.path,
    )


def _lead(book: Book, project: Record, deliverables: Sequence[Record]) -> str:
    """Where it stands, what is next, and what is owed."""
    fields, path = project.fields, project.path
    client, status = fields.get("client"), fields.get("status")
    lead = str(status).capitalize() if status else "Without a status"
    lead += f", for {client.display or client.target}" if isinstance(client, Ref) else ""
    sentences = [f"{lead}."]
    wanted = [each for each in deliverables if not is_cancelled(each)]
    if wanted:
        done = sum(is_done(each, book.today) for each in wanted)
        sentences.append(f"{done} of {many(len(wanted), 'deliverable')} done.")
    used, passed = (facts(book).get(path, NONE).value for facts in (burn, elapsed))
    shares = [f"{used} % of the hours"] if used is not None else []
    shares += [f"{passed} % of the time"] if passed is not None else []
    if shares:
        sentences.append(f"{' and '.join(shares)} used.")
    if status in POSSIBLE:
        sentences += _chance(book, project)
    due, left = day_of(fields.get("due")), days_left(book).get(path)
    if due and left:
        sentences.append(f"Due {due.isoformat()}, {when(due, book.today)}.")
    if delivered := day_of(fields.get("delivered")):
        sentences.append(f"Delivered {delivered.isoformat()}{against(delivered, due)}.")
    sentences += _late(book, project, wanted)
    if owed := amounts(money_in(outstanding_of_projects(book).get(path))):
        sentences.append(f"{owed} outstanding.")
    return " ".join(sentences)


def _chance(book: Book, project: Record) -> Iterator[str]:
    """What a project that is not agreed may bring, how likely and when."""
    fee, chance = project.fields.get("fee"), number_of(project.fields.get("probability"))
    worth = [amounts([fee])] if isinstance(fee, Money) else []
    worth += [f"{chance} % likely"] if chance is not None else []
    if worth:
        yield f"{', '.join(worth)}."
    if close := day_of(project.fields.get("expected_close")):
        yield f"A decision is expected {close.isoformat()}, {when(close, book.today)}."


def _late(book: Book, project: Record, deliverables: Sequence[Record]) -> Iterator[str]:
    """How much is late, on either side."""
    lines = (*deliverables, *open_lines_of(book, "actions", "project", project.path))
    found = [is_ours(each, book) for each in lines if days_late(each, book.today)]
    sides = ((sum(found), "ours"), (len(found) - sum(found), "theirs"))
    if found:
        yield f"Late: {', '.join(f'{count} of {whose}' for count, whose in sides if count)}."


# --- what is next


def _next(book: Book, project: Record, deliverables: Sequence[Record]) -> Section:
    """What is open, by the day that it is due."""
    path = project.path
    found = [(due_of(each), "deliverable", each) for each in deliverables if is_open(each.fields)]
    found += [
        (due_of(each), "action", each) for each in open_lines_of(book, "actions", "project", path)
    ]
    found.sort(key=lambda each: (each[0], each[1], each[2].place))
    rows = []
    for day, kind, record in found:
        whose = kind if is_ours(record, book) else f"{kind}, theirs"
        late = days_late(record, book.today) > 0
        cells = (
            day if day != FAR else None,
            due_words(record, book.today) or None,
            text_of(record),
            whose,
            owner_of(record),
            said(book, record) if kind == "action" else None,
        )
        rows.append(Row(cells, (record.place,), "bad" if late else ""))
    columns = ("Due", "When", "What", "Kind", "Who", "Said")
    command = ask(book, "actions", "project", path, "due")
    meetings = without_empty(_planned(book, project))
    return Section(
        "Next steps",
        (without_empty(table(columns, rows, _SHOWN, command)), meetings),
        empty="Nothing is open.",
    )


def _planned(book: Book, project: Record) -> Table:
    rows = []
    for meeting in records_of(book, "meetings", "project", project.path):
        for name, kind in (
            ("date", meeting.fields.get("kind") or "meeting"),
            ("next", "next meeting after"),
        ):
            day = day_of(meeting.fields.get(name))
            if day and day >= book.today:
                link = book.link(meeting.path, meeting_title(meeting))
                rows.append(Row((day, when(day, book.today), kind, link), (meeting.path,)))
    rows.sort(key=lambda row: (str(row.cells[0]), row.evidence))
    return Table(("Day", "When", "Kind", "Meeting"), tuple(rows))


# --- what was agreed, and has come of it


def _agreement(book: Book, project: Record) -> Section:
    changes = records_of(book, "changes", "project", project.path)
    command = ask(book, "changes", "project", project.path, "asked:desc")
    blocks: list[Block] = [
        words_of(book, project.path, "Scope"),
        without_empty(changes_table(book, changes, _SHOWN, command, project=False)),
    ]
    if len(changes) > 1:
        blocks.append(without_empty(change_totals(book, changes)))
    return Section("Scope and changes", tuple(blocks), empty="No Scope is written down.")


def _deliverables(book: Book, project: Record, deliverables: Sequence[Record]) -> Section:
    rows = []
    for record in deliverables:
        fields = record.fields
        due, done = day_of(fields.get("due")), day_of(fields.get("done"))
        is_over = is_cancelled(record) or not is_open(fields)
        compared = against(done, due).removeprefix(", ") if done else None
        late = days_late(record, book.today) > 0
        cells = (
            text_of(record),
            fields.get("status"),
            due,
            compared if is_over else due_words(record, book.today),
            done,
            fields.get("hours"),
            owner_of(record),
        )
        rows.append(Row(cells, (record.place,), "bad" if late else ""))
    columns = ("Deliverable", "State", "Due", "When", "Done", "Hours", "Who")
    command = ask(book, "deliverables", "project", project.path, "due")
    return Section(
        "Deliverables",
        (
            without_empty(table(columns, rows, _SHOWN, command)),
            *((_timeline(book, project, deliverables),) if deliverables else ()),
        ),
        empty="No deliverables are written down.",
    )


def _timeline(book: Book, project: Record, deliverables: Sequence[Record]) -> Timeline:
    """The project with its deliverables as marks, and those that have a start as bars."""
    own = project_span(book, project, deliverables)
    spans = [own] if own.start or own.end or own.marks else []
    for record in deliverables:
        fields = record.fields
        begin = next(
            filter(None, (day_of(fields.get(name)) for name in ("start", "scheduled"))), None
        )
        end = day_of(fields.get("done")) or day_of(fields.get("due"))
        if begin and end and begin <= end and not is_cancelled(record):
            done = 100 if is_done(record, book.today) else 0
            tone: Tone = "bad" if days_late(record, book.today) else ""
            spans.append(Span(text_of(record), begin, end, done, (), tone, (record.place,)))
    ahead = [mark for mark in marks(book, deliverables) if not mark.done]
    description = f"{many(len(ahead), 'deliverable')} to come"
    description += f", the next on {ahead[0].day.isoformat()}." if ahead else "."
    return Timeline("Time line", book.today, tuple(spans), description)


def _risks(book: Book, project: Record) -> Section:
    risks = records_of(book, "risks", "project", project.path)
    risks.sort(key=lambda each: (not is_open(each.fields), -_severity(each), each.place))
    rows = []
    for risk in risks:
        fields = risk.fields
        theirs = fields.get("raised_by") == "them"
        told = fields.get("told") or ("they raised it" if theirs else "not told")
        severe = is_open(fields) and _severity(risk) >= _SEVERE
        cells = (
            text_of(risk),
            *(fields.get(name) for name in ("likelihood", "impact", "raised_by")),
            fields.get("raised") or fields.get("date"),
            told,
            fields.get("status"),
        )
        untold = told == "not told" and is_open(fields)
        rows.append(Row(cells, (risk.place,), "bad" if severe else "warn" if untold else ""))
    columns = ("Risk", "Likelihood", "Impact", "Raised by", "Raised", "Told", "State")
    command = ask(book, "risks", "project", project.path, "raised:desc")
    return Section(
        "Risks",
        (without_empty(table(columns, rows, _SHOWN, command)),),
        empty="No risks are written down.",
    )


def _severity(risk: Record) -> int:
    levels = (_LEVELS.get(str(risk.fields.get(name)), 0) for name in ("likelihood", "impact"))
    likelihood, impact = levels
    return likelihood * impact


def _money(book: Book, project: Record) -> Section:
    invoices = records_of(book, "invoices", "project", project.path)
    command = ask(book, "invoices", "project", project.path, "date:desc")
    return Section(
        "Invoices",
        (without_empty(invoices_table(book, invoices, _SHOWN, command, project=False)),),
        empty="No invoices.",
    )


def _decisions(book: Book, project: Record) -> Section:
    found = records_of(book, "decisions", "project", project.path)
    command = ask(book, "decisions", "project", project.path, "confirmed:desc")
    open_ones = sum(map(is_tentative, found))
    return Section(
        "Decisions",
        (without_empty(decisions_table(book, found, _SHOWN, command, project=False)),),
        note=f"{open_ones} not confirmed yet." if open_ones else "",
        empty="No decisions.",
    )


def _prose(book: Book, project: Record) -> Iterator[Section]:
    """What the note says in words, where it does."""
    for title in ("Communication", "Debrief"):
        words = words_of(book, project.path, title)
        if words.text:
            yield Section(title, (words,))
