"""The page that is made for a client: only what the settings allow, of notes and lines that are
surely about this client alone and surely not private.

It is made from nothing but what `_share_notes` lets through, and cells hold plain texts, days and
amounts: no links, no places, no names of files.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book, path_of
from vaultcrm.index.index import Index
from vaultcrm.model import Fields, Money, Problem, Record, Value, is_open
from vaultcrm.reading.vault import CONFIG
from vaultcrm.reports import Bar, Cell, Figure, Figures, Report, Row, Section, Table
from vaultcrm.reports._parts import FAR, many, when
from vaultcrm.reports._pieces import trimmed, without_empty
from vaultcrm.reports._share_notes import LeftOut, Shown, Vetted, Vetting

_KINDS = {
    "deliverables": ("deliverables",),
    "progress": ("deliverables",),
    "decisions": ("decisions",),
    "changes": ("changes",),
    "invoices": ("invoices",),
    "hours": ("hours",),
}
_DELIVERED = ("delivered", "closed")
_STATES = {"todo": "to do", "in progress": "in progress", "on hold": "on hold"}
_DECIDED: tuple[Value, ...] = ("tentative", "final")
_MEETINGS = {"meeting": "Meeting", "call": "Call", "visit": "Visit"}


class _Unclear(Exception):
    """A field holds something else than it should."""


class _Item(NamedTuple):
    """A line as the page shows it. `project` is what its project is called, '' without one;
    `closed` the day that it was done, decided, confirmed or paid."""

    shown: Shown
    project: str
    day: date | None
    due: date | None
    state: str
    closed: date | None
    amount: Value
    open: bool


def shared(
    book: Book, index: Index, client: Record, allowed: Collection[str]
) -> tuple[Report, tuple[LeftOut, ...]]:
    """The page for a client with the parts that are allowed (`schema.share.PARTS`), and what of
    the client's is not on it.

    Raises VaultError where the client's own note is private or not certain, or where the settings
    are not."""
    _refuse_doubt(index)
    kinds = {kind for part in allowed for kind in _KINDS.get(part, ())}
    vetting = Vetting(book, index, client, sorted(kinds))
    notes = vetting.notes()
    if not notes or notes[0].note.path != client.path:
        why = dict(vetting.left_out)[client.path]
        raise VaultError(f"nothing can be shared with this client: {client.path} {why}")
    page = _Page(book.today, allowed, notes)
    sections = [trimmed(each) for each in page.sections()]
    report = Report(
        "Project status",
        notes[0].title,
        f"Where our work for you stands on {book.today.isoformat()}.",
        tuple(each for each in sections if each.blocks)
        or (Section("For you", (), empty="There is nothing to show yet."),),
        book.today,
    )
    return report, tuple(sorted({*vetting.left_out, *page.left_out}))


def _refuse_doubt(index: Index) -> None:
    """Raises VaultError where the settings may not say what somebody thinks they do."""
    other = CONFIG.replace(".yaml", ".yml")
    found = index.vault.problems
    if not isinstance(index.read(other), Problem):
        found = ((other, Problem("", f"is not read: name it {CONFIG}")), *found)
    for path, problem in found[:1]:
        raise VaultError(
            f"nothing can be shared: {path}:{problem.line}: {problem.message}",
            "mend the settings, so that nothing is shown that they do not allow",
        )


class _Page:
    def __init__(self, today: date, allowed: Collection[str], notes: Sequence[Vetted]) -> None:
        self.left_out: list[LeftOut] = []
        self._today = today
        self._allowed = allowed
        self._projects = [each for each in notes if each.note.collection == "projects"]
        self._meetings = [each for each in notes if each.note.collection == "meetings"]
        titles = {each.note.path: each.title for each in self._projects}
        self._items: dict[str, list[_Item]] = {}
        for note in notes:
            for line in note.lines:
                if item := self._item(line, titles):
                    self._items.setdefault(line.kind, []).append(item)

    def sections(self) -> Iterator[Section]:
        yield Section("At a glance", (Figures(tuple(self._figures())),))
        if {"status", "dates", "progress"} & set(self._allowed):
            yield Section("Projects", (self._projects_table(),))
        if "dates" in self._allowed:
            yield Section("Next dates", (self._dates_table(),))
        if "deliverables" in self._allowed:
            yield Section("Deliverables", tuple(self._deliverables()))
        if "changes" in self._allowed:
            yield Section("Change requests", (self._changes(),))
        if "decisions" in self._allowed:
            yield Section("Decisions", (self._decisions(),))
        if "invoices" in self._allowed:
            yield Section("Invoices", (self._invoices(),))
        if "hours" in self._allowed:
            yield Section("Hours", (self._hours(),))

    # --- reading what may be shown

    def _item(self, line: Shown, titles: Mapping[str, str]) -> _Item | None:
        """The line as it is shown; None, and a word about it, where a field of it is unclear."""
        read = _READERS[line.kind]
        try:
            item = read(line, self._today)
        except _Unclear as unclear:
            self.left_out.append(LeftOut(line.place, str(unclear)))
            return None
        return item._replace(project=titles.get(line.project, ""))

    def _day(self, note: Record, name: str) -> date | None:
        """A day in a note's front matter."""
        try:
            return _day(note.fields, name)
        except _Unclear as unclear:
            self.left_out.append(LeftOut(note.path, str(unclear)))
            return None

    # --- parts

    def _figures(self) -> Iterator[Figure]:
        if "dates" in self._allowed and (dates := self._dates()):
            day, what, project = dates[0]
            hint = f"{what}{f', {project}' if project and project not in what else ''}"
            yield Figure("Next date", day, f"{when(day, self._today)}: {hint}")
        if "progress" in self._allowed and (total := self._of("deliverables")):
            wanted = [each for each in total if each.state != "cancelled"]
            done = sum(not each.open for each in wanted)
            yield Figure("Deliverables done", Bar(done, len(wanted) or 1, f"of {len(wanted)}"))
        if "changes" in self._allowed:
            waiting = [each for each in self._of("changes") if each.open]
            if waiting:
                asked = many(len(waiting), "change request")
                yield Figure("Waiting for your decision", len(waiting), asked, "warn")
        if "invoices" in self._allowed and (owed := [e for e in self._of("invoices") if e.open]):
            late = sum(each.due is not None and each.due < self._today for each in owed)
            yield Figure("Open invoices", len(owed), f"{late} past the due date" if late else "")

    def _projects_table(self) -> Table:
        columns = ("Project", "Status", "Done", "Due", "Delivered")
        rows = []
        for project in self._in_order():
            status = str(project.note.fields.get("status"))
            dates = "dates" in self._allowed
            delivered = self._day(project.note, "delivered") if dates else None
            cells: tuple[Cell, ...] = (
                project.title,
                status if "status" in self._allowed else None,
                self._done(project) if "progress" in self._allowed else None,
                self._day(project.note, "due") if dates else None,
                delivered if delivered and delivered <= self._today else None,
            )
            rows.append(Row(cells))
        return without_empty(Table(columns, tuple(rows)))

    def _in_order(self) -> list[Vetted]:
        """The projects, those that are not yet delivered first."""
        return sorted(
            self._projects,
            key=lambda each: (
                each.note.fields.get("status") in _DELIVERED,
                each.title.casefold(),
                each.note.path,
            ),
        )

    def _done(self, project: Vetted) -> Bar | None:
        own = [
            each
            for each in self._of("deliverables")
            if each.shown.note.path == project.note.path and each.state != "cancelled"
        ]
        done = sum(not each.open for each in own)
        return Bar(done, len(own), f"of {len(own)}") if own else None

    def _dates(self) -> list[tuple[date, str, str]]:
        """What is to come: the day, what it is, and the project."""
        found: list[tuple[date | None, str, str]] = []
        for project in self._projects:
            is_delivered = project.note.fields.get("status") in _DELIVERED
            if not (is_delivered or self._day(project.note, "delivered")):
                found.append((self._day(project.note, "due"), "Delivery", project.title))
        titles = {each.note.path: each.title for each in self._projects}
        for meeting in self._meetings:
            title = titles.get(path_of(meeting.note.fields.get("project")), "")
            what = _MEETINGS.get(str(meeting.note.fields.get("kind")), "Meeting")
            found.append((self._day(meeting.note, "date"), what, title))
            found.append((self._day(meeting.note, "next"), "Meeting", title))
        for part, name in (("deliverables", "{}"), ("invoices", "Payment of {}")):
            if part in self._allowed:
                found += (
                    (each.due, name.format(each.shown.text), each.project)
                    for each in self._of(part)
                    if each.open and each.state != "on hold"
                )
        return sorted({(day, what, of) for day, what, of in found if day and day >= self._today})

    def _dates_table(self) -> Table:
        rows = [
            Row((day, when(day, self._today), what, project or None))
            for day, what, project in self._dates()
        ]
        return without_empty(Table(("Date", "When", "What", "Project"), tuple(rows)))

    def _deliverables(self) -> Iterator[Table]:
        """A table for each project; those that are still open first, by the day they are due."""
        columns = ("Deliverable", "Due", "State", "Done")
        items = self._of("deliverables")
        titles = [each.title for each in self._in_order()]
        for title in (*dict.fromkeys(titles), ""):
            own = [each for each in items if each.project == title]
            own.sort(key=lambda each: (not each.open, each.due or FAR, each.shown.text))
            rows = tuple(Row((each.shown.text, each.due, each.state, each.closed)) for each in own)
            yield without_empty(Table(columns, rows, title=title))

    def _changes(self) -> Table:
        items = sorted(self._latest("changes"), key=lambda each: not each.open)
        return self._table(
            ("Asked", "Change", "State", "Decided", "Cost", "Project"),
            (
                Row(
                    (e.day, e.shown.text, e.state, e.closed, e.amount, e.project),
                    tone="warn" if e.open else "",
                )
                for e in items
            ),
        )

    def _decisions(self) -> Table:
        return self._table(
            ("Day", "Decision", "State", "Confirmed", "Project"),
            (
                Row((e.day, e.shown.text, e.state, e.closed, e.project))
                for e in self._latest("decisions")
            ),
        )

    def _invoices(self) -> Table:
        return self._table(
            ("Date", "Invoice", "Amount", "State", "Due", "Paid", "Project"),
            (
                Row((e.day, e.shown.text, e.amount, e.state, e.due, e.closed, e.project))
                for e in sorted(self._latest("invoices"), key=lambda each: not each.open)
            ),
        )

    def _hours(self) -> Table:
        return self._table(
            ("Day", "Work", "Hours", "Project"),
            (
                Row((each.day, each.shown.text, each.amount, each.project))
                for each in self._latest("hours")
            ),
        )

    def _of(self, kind: str) -> list[_Item]:
        return self._items.get(kind, [])

    def _latest(self, kind: str) -> list[_Item]:
        """The items of a kind, the latest first."""
        found = sorted(self._of(kind), key=lambda each: each.shown.place)
        return sorted(found, key=lambda each: each.day or date.min, reverse=True)

    def _table(self, columns: tuple[str, ...], rows: Iterable[Row]) -> Table:
        """A table without empty columns; with that of the projects only if there are several."""
        found = tuple(row._replace(cells=tuple(each or None for each in row.cells)) for row in rows)
        if len({row.cells[-1] for row in found}) < 2:
            columns = columns[:-1]
            found = tuple(row._replace(cells=row.cells[:-1]) for row in found)
        return without_empty(Table(columns, found))


# --- one line of each kind


def _deliverable(line: Shown, today: date) -> _Item:
    item = _item(line, today, _day(line.fields, "date"))
    status = str(line.fields.get("status"))
    return item._replace(state=item.state or _STATES.get(status, ""))


def _change(line: Shown, today: date) -> _Item:
    cost = line.fields.get("cost")
    if cost is not None and not isinstance(cost, Money):
        raise _Unclear("has a cost that is no amount")
    day = _day(line.fields, "asked") or _day(line.fields, "date")
    item = _item(line, today, day)
    states = {"": "to be decided", "done": "approved", "cancelled": "refused"}
    return item._replace(state=states[item.state], amount=cost)


def _decision(line: Shown, today: date) -> _Item:
    day = _day(line.fields, "date") or _day(line.note.fields, "date")
    item = _item(line, today, day)
    if item.state == "cancelled":
        raise _Unclear("is cancelled")
    state = line.fields.get("state")
    if state is not None and state not in _DECIDED:
        raise _Unclear("has an unknown state")
    confirmed = _day(line.fields, "confirmed")
    if confirmed and confirmed <= today:
        return item._replace(state="confirmed", closed=confirmed)
    return item._replace(state=str(state or ""), closed=None)


def _invoice(line: Shown, today: date) -> _Item:
    amount = line.fields.get("amount")
    if not isinstance(amount, Money):
        raise _Unclear("has no amount that can be read")
    sent = _day(line.fields, "sent") or _day(line.fields, "date")
    item = _item(line, today, sent)
    if item.open and (sent is None or sent > today):
        raise _Unclear("is not sent yet")
    if line.fields.get("status") == "on hold":
        raise _Unclear("is on hold")
    states = {"": "open", "done": "paid", "cancelled": "cancelled"}
    return item._replace(state=states[item.state], amount=amount)


def _work(line: Shown, today: date) -> _Item:
    hours = line.fields.get("hours")
    if isinstance(hours, bool) or not isinstance(hours, int | Decimal):
        raise _Unclear("has hours that are no number")
    return _item(line, today, _day(line.fields, "date"))._replace(amount=hours)


_READERS: Mapping[str, Callable[[Shown, date], _Item]] = {
    "deliverables": _deliverable,
    "changes": _change,
    "decisions": _decision,
    "invoices": _invoice,
    "hours": _work,
}


def _item(line: Shown, today: date, day: date | None) -> _Item:
    """The line with the state `done`, `cancelled` or ''."""
    fields = line.fields
    done, cancelled = _day(fields, "done"), _day(fields, "cancelled")
    if (done and done > today) or (cancelled and cancelled > today):
        raise _Unclear("is marked as done on a day to come")
    status = fields.get("status")
    state = "done" if status == "done" or done else ""
    state = "cancelled" if status == "cancelled" or cancelled else state
    closed = cancelled or done
    return _Item(line, "", day, _day(fields, "due"), state, closed, None, is_open(fields))


def _day(fields: Fields, name: str) -> date | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, date):
        raise _Unclear(f"has something else than a day as {name}")
    return value
