"""A client's whole story: where it stands, what is promised, agreed, owed and said, since when.

At a glance: the facts of the client's note; vaultcrm show NAME has them all. About them: what the
note says first, and how to reach them. Health: of an active
client, as in vaultcrm report health. Promises: open actions and onboarding steps. Scope changes:
the change requests of all projects; they are approved when ticked, refused when cancelled.
Decisions: tentative until they are confirmed. Money: invoices that are paid or out, never summed
across currencies; paid by month goes by the day of payment, and leaves out those without one.
Contacts: meetings, and the lines of the client's and its people's logs, but those to come; in a
meeting, call or visit both spoke.
"""

from vaultcrm.facts.book import Book, day_of, places_of
from vaultcrm.facts.contact import (
    IN_TOUCH,
    contact_due,
    contacts,
    last_contact,
    next_meeting,
    silence,
    usual_gap,
)
from vaultcrm.facts.feedback import last_score, score_trend, scores
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.money import (
    outstanding_of_clients,
    overdue_invoices,
    payments_by_client,
    revenue,
)
from vaultcrm.facts.origins import first_project, referrals, referred_revenue
from vaultcrm.facts.response import response_time
from vaultcrm.facts.scope import undecided_changes_of_clients
from vaultcrm.facts.titles import said_on, text_of, title_of
from vaultcrm.facts.waiting import waiting_on_them_since
from vaultcrm.model import Duration, Record, is_open
from vaultcrm.reports import (
    Asked,
    Block,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Tone,
)
from vaultcrm.reports._client import (
    about_client,
    about_them,
    answer_words,
    contact_words,
    expectations_table,
    money_words,
    people_of,
    people_table,
    promise_words,
    promised,
    promises_section,
    status_words,
    unanswered,
)
from vaultcrm.reports._health import health_figure, health_section, health_words
from vaultcrm.reports._lines import (
    change_totals,
    changes_table,
    decisions_table,
    due_words,
    feed,
    invoices_table,
    is_tentative,
    late,
    records_of,
)
from vaultcrm.reports._parts import NONE, amounts, many, owner_of, table, when
from vaultcrm.reports._pictures import (
    contact_days,
    contacts_by_month,
    paid_by_month,
    projects_timeline,
    scores_over_time,
)
from vaultcrm.reports._pieces import ago, ask, figure, folded, money_in, without_empty
from vaultcrm.reports._projects import ordered, projects_table

ABOUT = "clients"
_CONTACTS = 200  # shown
_DECISIONS = 25
_INVOICES = 15
_LINES = 20  # of any other table


def make(book: Book, asked: Asked) -> Report:
    """The report about `asked.about`, as of the book's day."""
    client = asked.about
    assert client is not None
    book = about_client(book, client)
    ours, theirs = promised(book, client)
    sentences = (
        status_words(client),
        health_words(book, client),
        contact_words(book, client),
        answer_words(unanswered(book, client)),
        promise_words(book, ours, theirs),
        money_words(book, client),
    )
    return Report(
        name="client",
        title=f"Client {title_of(client)} {book.today.isoformat()}",
        lead=" ".join(filter(None, sentences)),
        sections=folded(
            _glance(book, client),
            *about_them(book, client),
            health_section(book, client),
            promises_section(book, ours, theirs, _LINES),
            *_projects_and_changes(book, client),
            _money(book, client),
            _feedback(book, client),
            _decisions(book, client),
            _people(book, client),
            _expectations(book, client),
            _contacts(book, client),
        ),
        today=book.today,
        about=client.path,
    )


def _glance(book: Book, client: Record) -> Section:
    health = health_figure(book, client)
    figures = (
        *_status(book, client),
        *((health,) if health else ()),
        *_contact(book, client),
        *_waiting(book, client),
        *_worth(book, client),
    )
    return Section("At a glance", (Figures(figures),))


def _status(book: Book, client: Record) -> tuple[Figure, ...]:
    fields = client.fields
    since = day_of(fields.get("since"))
    days = [f"since {since.isoformat()}"] if since else []
    if ended := day_of(fields.get("ended")):
        days.append(f"ended {ended.isoformat()}")
    reason = fields.get("exit_reason")
    hint = ", ".join([*days, *([str(reason)] if reason else [])])
    place = (book.place_of(client.path, "status"),)
    return (Figure("Status", fields.get("status") or "not said", hint, evidence=place),)


def _contact(book: Book, client: Record) -> tuple[Figure, ...]:
    path, today = client.path, book.today
    last, due, planned = last_contact(book), contact_due(book), next_meeting(book)
    day = day_of(last.get(path, NONE).value)
    habit, cadence = usual_gap(book).get(path), client.fields.get("cadence")
    usual = f"usually every {habit.value} days" if habit else ""
    agreed = f"wanted every {cadence.text}" if isinstance(cadence, Duration) else ""
    hints = [ago(day, today) if day else "", usual or agreed]
    longer = number_of(silence(book).get(path, NONE).value)
    tone: Tone = "warn" if longer is not None and longer > 1 and path in due else ""
    check_in, meeting = (day_of(facts.get(path, NONE).value) for facts in (due, planned))
    behind: Tone = "bad" if check_in and check_in < today else ""
    found = [
        figure("Last contact", last.get(path), ", ".join(filter(None, hints)), tone, "none"),
        figure(
            "Next meeting", planned.get(path), when(meeting, today) if meeting else "", "", "none"
        ),
    ]
    if client.fields.get("status") in IN_TOUCH:
        state = when(check_in, today) if check_in else "without a cadence, or before any contact"
        found.insert(1, figure("Next check-in", due.get(path), state, behind, "none"))
    if waiting := unanswered(book, client):
        hint = f"{waiting.record.fields.get('channel')} of theirs, {ago(waiting.day, today)}"
        within = client.fields.get("reply_within")
        hint += f"; reply expected within {within.text}" if isinstance(within, Duration) else ""
        place = (waiting.record.place,)
        found.insert(1, Figure("Unanswered since", waiting.day, hint, "warn", place))
    answer = response_time(book).get(path)
    hint = "business hours, median" if answer else "no answer with a time yet"
    found.append(figure("Hours until we answer", answer, hint))
    return tuple(found)


def _waiting(book: Book, client: Record) -> tuple[Figure, ...]:
    ours, theirs = promised(book, client)
    since = day_of(waiting_on_them_since(book).get(client.path, NONE).value)
    hints = [f"{late(book, found)} late" if late(book, found) else "" for found in (ours, theirs)]
    if since:
        hints[1] = ", ".join(filter(None, (hints[1], f"waiting since {since.isoformat()}")))
    undecided = undecided_changes_of_clients(book).get(client.path)
    found = [
        Figure("We owe them", len(ours), hints[0], "bad" if hints[0] else "", places_of(ours)),
        Figure("They owe us", len(theirs), hints[1], "", places_of(theirs)),
    ]
    if undecided:
        found.append(figure("Undecided changes", undecided, "", "warn"))
    return tuple(found)


def _worth(book: Book, client: Record) -> tuple[Figure, ...]:
    path = client.path
    first = day_of(first_project(book).get(path, NONE).value)
    overdue = overdue_invoices(book).get(path)
    owed, score, trend = (
        outstanding_of_clients(book).get(path),
        last_score(book).get(path),
        number_of(score_trend(book).get(path, NONE).value),
    )
    behind = f"{many(len(overdue.evidence), 'invoice')} overdue" if overdue else ""
    found = [
        figure("Outstanding", owed, behind, "bad" if overdue else "", "nothing"),
        figure(
            "Paid so far",
            revenue(book).get(path),
            f"first project {first.isoformat()}" if first else "",
            "",
            "nothing",
        ),
    ]
    if score:
        kind = str(scores(book)[path].given[-1].record.fields.get("kind"))
        hint = f"{kind}, {trend:+} against before" if trend is not None else kind
        found.append(figure("Last score", score, hint))
    if sent := referrals(book).get(path):
        brought = amounts(money_in(referred_revenue(book).get(path)))
        found.append(figure("Clients they sent us", sent, f"who paid {brought}" if brought else ""))
    return tuple(found)


def _projects_and_changes(book: Book, client: Record) -> tuple[Section, Section]:
    projects = ordered(book, records_of(book, "projects", "client", client.path))
    changes = records_of(book, "changes", "client", client.path)
    command = ask(book, "projects", "client", client.path, "start:desc")
    rows = without_empty(projects_table(book, projects, _LINES, command))
    asked = ask(book, "changes", "client", client.path, "asked:desc")
    return (
        Section(
            "Projects",
            (
                rows,
                projects_timeline(book, projects[:_LINES]),
            ),
            note="Done is the share of the deliverables." if "Done" in rows.columns else "",
            empty="No projects.",
        ),
        Section(
            "Scope changes",
            (
                without_empty(changes_table(book, changes, _LINES, asked, project=True)),
                without_empty(change_totals(book, changes)),
            ),
            empty="No change requests.",
        ),
    )


def _money(book: Book, client: Record) -> Section:
    invoices = records_of(book, "invoices", "client", client.path)
    command = ask(book, "invoices", "client", client.path, "date:desc")
    paid = payments_by_client(book).get(client.path, ())
    undated = sum(each.day is None for each in paid)
    note = f"{many(undated, 'paid invoice')} without a day not in the chart."
    return Section(
        "Money",
        (
            without_empty(invoices_table(book, invoices, _INVOICES, command, project=False)),
            *paid_by_month(book, paid),
        ),
        note=note if undated else "",
        empty="No invoices.",
    )


def _feedback(book: Book, client: Record) -> Section:
    found = [
        (said_on(book, each), each) for each in records_of(book, "feedback", "client", client.path)
    ]
    found.sort(key=lambda pair: pair[1].place)
    found.sort(
        key=lambda pair: pair[0] or day_of(client.fields.get("since")) or book.today, reverse=True
    )
    names = ("kind", "score", "decided", "acted", "told")
    rows = []
    for day, record in found:
        fields = record.fields
        open_complaint = fields.get("kind") == "complaint" and not (
            fields.get("decided") or fields.get("acted")
        )
        cells = (day, text_of(record), *(fields.get(name) for name in names))
        rows.append(Row(cells, (record.place,), "warn" if open_complaint else ""))
    columns = ("Day", "What they said", "Kind", "Score", "Decided", "Acted", "Told")
    command = ask(book, "feedback", "client", client.path, "date:desc")
    blocks: list[Block] = [without_empty(table(columns, rows, _LINES, command))]
    if chart := scores_over_time(scores(book).get(client.path)):
        blocks.append(chart)
    return Section("Feedback", tuple(blocks), empty="No feedback yet: ask them.")


def _decisions(book: Book, client: Record) -> Section:
    found = records_of(book, "decisions", "client", client.path)
    command = ask(book, "decisions", "client", client.path, "confirmed:desc")
    open_ones = sum(map(is_tentative, found))
    return Section(
        "Decisions",
        (without_empty(decisions_table(book, found, _DECISIONS, command)),),
        note=f"{open_ones} not confirmed yet." if open_ones else "",
        empty="No decisions.",
    )


def _people(book: Book, client: Record) -> Section:
    command = ask(book, "people", "client", client.path, "title")
    return Section(
        "People",
        (people_table(book, people_of(book, client), command),),
        empty="Nobody is known by name.",
    )


def _expectations(book: Book, client: Record) -> Section:
    steps = records_of(book, "steps", "client", client.path)
    steps.sort(key=lambda each: (not is_open(each.fields), each.place))
    rows = tuple(
        Row(
            (
                text_of(each),
                each.fields.get("status"),
                owner_of(each),
                each.fields.get("due"),
                due_words(each, book.today) if is_open(each.fields) else None,
                each.fields.get("done"),
            ),
            (each.place,),
        )
        for each in steps
    )
    columns = ("Step", "State", "Who", "Due", "When", "Done")
    onboarding = without_empty(table(columns, rows, _LINES, title="Onboarding"))
    return Section(
        "Expectations and onboarding",
        (expectations_table(book, client), onboarding),
        empty="Neither expectations nor onboarding are written down.",
    )


def _contacts(book: Book, client: Record) -> Section:
    found = contacts(book).get(client.path, ())
    command = ask(book, "interactions", "client", client.path, "date:desc")
    return Section(
        "Contacts",
        (
            feed(book, found, _CONTACTS, command),
            contacts_by_month(found, book.today),
            contact_days(found, book.today),
        ),
        empty="No contact yet: vaultcrm log CLIENT TEXT writes one down.",
    )
