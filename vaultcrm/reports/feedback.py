"""What clients said, what was done about it, and who has been told; scores over time.

To decide: what was said in the last year that asks for something, and was neither decided nor acted
on; praise and good scores ask for nothing (csat from 4, nps from 7, ces from 5). Decided: something
was decided, but neither done nor told. To tell: it was acted on, and they have not been told. All
else is of the last 365 days, and compared with the 365 before; feedback has the day of its line,
else that of the meeting. Scores are never mixed across kinds. Charts show the mean of each quarter.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from vaultcrm.facts.book import Book, path_of, places_of
from vaultcrm.facts.feedback import (
    SCALES,
    Given,
    all_scores,
    asks_for_nothing,
    days_of,
    unanswered,
    undone,
    untold,
)
from vaultcrm.facts.measures import number_of, ratio, rounded
from vaultcrm.facts.metrics import Period
from vaultcrm.facts.metrics_voice import ces, csat, nps
from vaultcrm.facts.titles import text_of, titles
from vaultcrm.model import Record, Value
from vaultcrm.reports import (
    Asked,
    Chart,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Series,
    Table,
    Tone,
    Trend,
)
from vaultcrm.reports._metrics_figures import Times, against, figure, times_asked
from vaultcrm.reports._parts import about, many, table

_QUARTERS = 8
_MOST = 50  # rows of a table
_MOST_SAID = 200


def make(book: Book, asked: Asked) -> Report:
    """The report as of the book's day."""
    times = times_asked(book, Asked())
    found = _said(book, times.now)
    return Report(
        name="feedback",
        title=f"Feedback {book.today.isoformat()}",
        lead=_lead(book, found),
        sections=(
            _glance(book, times, found),
            _open_section(
                book,
                "To decide",
                unanswered(book),
                "Everything that asks for something was seen to.",
            ),
            _open_section(
                book,
                "Decided, not done",
                undone(book),
                "What was decided was done, or told.",
            ),
            _open_section(
                book, "To tell them", untold(book), "They have been told of all that was done."
            ),
            _scores_section(book),
            _by_client(book, found),
            _all(book, found),
        ),
        today=book.today,
    )


def _said(book: Book, period: Period | None) -> list[Record]:
    """What was said in a period, the latest first."""
    if period is None:
        return []
    days = days_of(book)
    found = [each for each in book.records("feedback") if period.has(days.get(each.place))]
    found.sort(key=lambda each: each.place)
    return sorted(found, key=lambda each: days[each.place], reverse=True)


def _lead(book: Book, found: Sequence[Record]) -> str:
    clients = {path_of(each.fields.get("client")) for each in found} - {""}
    lead = f"{many(len(found), 'piece')} of feedback in 12 months"
    lead += f" from {many(len(clients), 'client')}" if clients else ""
    lead += f". {len(unanswered(book)):,} to decide, {len(undone(book)):,} decided and not done, "
    return f"{lead}{len(untold(book)):,} to tell."


def _glance(book: Book, times: Times, found: Sequence[Record]) -> Section:
    before = _said(book, times.past)
    return Section(
        title="At a glance",
        blocks=(
            Figures(
                (
                    _waiting("To decide", unanswered(book), "bad"),
                    _waiting("Decided, not done", undone(book), "warn"),
                    _waiting("To tell them", untold(book), "warn"),
                    figure("CSAT", csat, book, times, "score"),
                    figure("NPS", nps, book, times, "score", unit=""),
                    figure("CES", ces, book, times, "score"),
                    _counted("Praise", "praise", found, before),
                    _counted("Complaints", "complaint", found, before),
                    _pieces(book, found, before),
                )
            ),
        ),
    )


def _waiting(label: str, records: Sequence[Record], tone: Tone) -> Figure:
    return Figure(label, len(records), "", tone if records else "", places_of(records))


def _counted(label: str, kind: str, found: Sequence[Record], before: Sequence[Record]) -> Figure:
    here = [each for each in found if each.fields.get("kind") == kind]
    past = sum(each.fields.get("kind") == kind for each in before)
    return Figure(label, len(here), f"in 12 months{against(str(past))}", "", places_of(here))


def _pieces(book: Book, found: Sequence[Record], before: Sequence[Record]) -> Figure:
    days = days_of(book)
    undated = [each for each in book.records("feedback") if each.place not in days]
    return Figure(
        label="Pieces of feedback",
        value=len(found),
        hint=f"in 12 months{against(str(len(before)))}",
        evidence=places_of(found),
        left_out=places_of(undated),
        note="All that was said, with a score or in words. What has no day is in no figure.",
    )


# --- what is to be done


def _open_section(book: Book, title: str, records: Sequence[Record], empty: str) -> Section:
    days = days_of(book)
    rows = [
        Row(
            (
                days[each.place],
                (book.today - days[each.place]).days,
                about(book, each),
                text_of(each),
                each.fields.get("kind"),
                each.fields.get("score"),
                each.fields.get("decided"),
                each.fields.get("acted"),
            ),
            (each.place,),
            "bad" if each.fields.get("kind") == "complaint" else "warn",
        )
        for each in records
    ]
    columns = ("Day", "Days ago", "Client", "What they said", "Kind", "Score", "Decided", "Acted")
    shown = table(columns, rows, _MOST, "vaultcrm list feedback --sort date")
    return Section(title, (_without_empty(shown, 4),), empty=empty)


def _without_empty(shown: Table, first: int) -> Table:
    """A table without those of its columns from `first` on in which there is nothing."""
    kept = [
        at
        for at in range(len(shown.columns))
        if at < first or any(row.cells[at] is not None for row in shown.rows)
    ]
    return shown._replace(
        columns=tuple(shown.columns[at] for at in kept),
        rows=tuple(row._replace(cells=tuple(row.cells[at] for at in kept)) for row in shown.rows),
    )


# --- scores over time


def _scores_section(book: Book) -> Section:
    return Section(
        title="Scores over time",
        blocks=tuple(_charts(book)),
        note="The mean of each quarter, the present one so far. Kinds are never mixed.",
        empty="Nobody gave a score in the last two years.",
    )


def _charts(book: Book) -> Iterator[Chart]:
    quarters = _quarters(book.today)
    for kind, (lowest, highest) in SCALES.items():
        found: dict[str, list[Given]] = {}
        for each in all_scores(book).given:
            if each.kind == kind and (quarter := _quarter(each.day)) in quarters:
                found.setdefault(quarter, []).append(each)
        if not found:
            continue
        numbers = [each.score.number for several in found.values() for each in several]
        yield Chart(
            kind="lines",
            title=f"{kind.upper()} by quarter",
            categories=quarters,
            series=(
                Series(
                    f"mean, {lowest} to {highest}",
                    tuple(_mean(found.get(quarter, ())) for quarter in quarters),
                    tuple(
                        places_of(each.score.record for each in found.get(quarter, ()))
                        for quarter in quarters
                    ),
                ),
            ),
            description=f"{many(len(numbers), 'score')} in {many(len(found), 'quarter')} of "
            f"{_QUARTERS}, from {min(numbers)} to {max(numbers)} on a scale of {lowest} to "
            f"{highest}.",
        )


def _mean(given: Sequence[Given]) -> Decimal | None:
    numbers = [each.score.number for each in given]
    if not numbers:
        return None
    mean = rounded(ratio(sum(numbers, Decimal()), len(numbers)), 2)
    return mean.quantize(Decimal(1)) if mean == mean.to_integral_value() else mean


def _quarters(today: date) -> tuple[str, ...]:
    """The last quarters, the present one last."""
    last = today.year * 4 + (today.month - 1) // 3
    return tuple(f"{at // 4:04}-Q{at % 4 + 1}" for at in range(last - _QUARTERS + 1, last + 1))


def _quarter(day: date) -> str:
    return f"{day.year:04}-Q{(day.month - 1) // 3 + 1}"


# --- by client


def _by_client(book: Book, found: Sequence[Record]) -> Section:
    names = titles(book, "clients")
    by_client: dict[str, list[Record]] = {}
    for each in found:
        if (path := path_of(each.fields.get("client"))) in names:
            by_client.setdefault(path, []).append(each)
    waiting = {each.place for each in (*unanswered(book), *undone(book), *untold(book))}
    given: dict[str, list[Given]] = {}
    for score in all_scores(book).given:
        given.setdefault(score.client, []).append(score)

    def order(path: str) -> tuple[int, int, str, str]:
        kinds = _kinds(by_client[path])
        still = sum(each.place in waiting for each in by_client[path])
        return -still, -kinds["complaint"], names[path].casefold(), path

    rows = []
    for path in sorted(by_client, key=order):
        kinds = _kinds(by_client[path])
        still = sum(each.place in waiting for each in by_client[path])
        last, trend = _latest(given.get(path, ()))
        cells = (
            book.link(path, names[path]),
            len(by_client[path]),
            kinds["praise"] or None,
            kinds["complaint"] or None,
            kinds["idea"] or None,
            last,
            trend,
            still or None,
        )
        rows.append(Row(cells, places_of(by_client[path]), "warn" if still else ""))
    columns = (
        "Client",
        "Pieces",
        "Praise",
        "Complaints",
        "Ideas",
        "Last score",
        "Scores",
        "Open",
    )
    return Section(
        title="By client",
        blocks=(table(columns, rows, _MOST, "vaultcrm list feedback"),),
        note="Of the last 12 months, whom we owe something first; scores are all of the kind of "
        "the last one, since the beginning.",
        empty="No client said anything in the last 12 months.",
    )


def _kinds(records: Sequence[Record]) -> Mapping[Value, int]:
    return Counter(str(each.fields.get("kind") or "") for each in records)


def _latest(given: Sequence[Given]) -> tuple[str | None, Trend | None]:
    """The latest score in words, and all of its kind in order of time, from two on."""
    if not given:
        return None, None
    ordered = sorted(given, key=lambda each: each.day)
    last = ordered[-1]
    numbers = tuple(each.score.number for each in ordered if each.kind == last.kind)
    return (
        f"{last.score.number} of {SCALES[last.kind][1]} ({last.kind})",
        Trend(numbers) if len(numbers) > 1 else None,
    )


def _all(book: Book, found: Sequence[Record]) -> Section:
    names, days = titles(book, "clients"), days_of(book)

    def order(each: Record) -> tuple[bool, str, str]:
        path = path_of(each.fields.get("client"))
        return path not in names, names.get(path, "").casefold(), path

    rows = []
    for each in sorted(found, key=order):
        fields = each.fields
        cells = (
            about(book, each),
            days[each.place],
            text_of(each),
            fields.get("kind"),
            fields.get("score"),
            fields.get("decided"),
            fields.get("acted"),
            fields.get("told"),
        )
        rows.append(Row(cells, (each.place,), _tone(each)))
    columns = ("Client", "Day", "What they said", "Kind", "Score", "Decided", "Acted", "Told")
    return Section(
        title="All that was said",
        blocks=(table(columns, rows, _MOST_SAID, "vaultcrm list feedback"),),
        note="Of the last 12 months, by client, the latest first.",
        empty="Nothing was said in the last 12 months, or nobody wrote it down.",
    )


def _tone(said: Record) -> Tone:
    if asks_for_nothing(said):
        return "good"
    kind, score = said.fields.get("kind"), number_of(said.fields.get("score"))
    low = kind in SCALES and score is not None
    return "bad" if low or kind == "complaint" else ""
