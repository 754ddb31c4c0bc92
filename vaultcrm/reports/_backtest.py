"""What `vaultcrm backtest` shows: whether warnings came before clients were lost."""

from collections.abc import Sequence

from vaultcrm.facts.backtest import (
    LEAST_LOSSES,
    Backtest,
    Episode,
    Tally,
    notices,
    tallies,
)
from vaultcrm.facts.book import Book
from vaultcrm.facts.measures import percent
from vaultcrm.facts.titles import titles
from vaultcrm.reports import Figure, Figures, Report, Row, Section
from vaultcrm.reports._parts import many, table

MOST_EPISODES = 200
_OUTCOMES = {"lost": "before a loss", "nothing": "for nothing", "open": "too early to say"}


def report_of(book: Book, result: Backtest) -> Report:
    *each, every = tallies(result)
    period = result.period
    lead = f"{period.start.isoformat()} to {period.end.isoformat()}, every {period.step} days: "
    lead += f"{many(len(result.losses), 'client')} lost, {every.warned} of them warned of; "
    lead += f"{many(every.rose, 'alarm')}, {every.nothing} of them for nothing."
    return Report(
        name="backtest",
        title=f"Backtest {period.end.isoformat()}",
        lead=lead,
        sections=(
            _figures(result, every),
            _alarms(result, [*each, every]),
            _losses(book, result),
            _episodes(book, result),
            _left_out(book, result),
        ),
        today=book.today,
    )


def _figures(result: Backtest, every: Tally) -> Section:
    count, lost = len(result.losses), tuple(each.client for each in result.losses)
    few = f"too little data: {many(count, 'loss', 'losses')}, at least {LEAST_LOSSES} are wanted"
    enough = count >= LEAST_LOSSES
    decided = every.lost + every.nothing
    evidence = tuple(each.client for each in result.episodes if each.outcome != "open")
    return Section(
        title="In short",
        blocks=(
            Figures(
                (
                    Figure("Clients lost", count, evidence=lost),
                    Figure(
                        "Losses warned of",
                        f"{percent(every.warned, count)} %" if enough else None,
                        f"{every.warned} of {count}" if enough else few,
                        evidence=lost,
                        note="Losses before which at least one alarm rose.",
                    ),
                    Figure(
                        "Alarms for nothing",
                        f"{percent(every.nothing, decided)} %" if enough and decided else None,
                        f"{every.nothing} of {decided} that are decided" if enough else few,
                        evidence=tuple(dict.fromkeys(evidence)),
                        note="Alarms after which the client was not lost in time.",
                    ),
                    Figure(
                        "Notice",
                        every.notice if enough else None,
                        "days, the median" if enough else few,
                        evidence=lost,
                        note="From the first alarm to the loss.",
                    ),
                )
            ),
        ),
    )


def _alarms(result: Backtest, found: Sequence[Tally]) -> Section:
    rows = []
    for each in found:
        clients = (
            episode.client
            for episode in result.episodes
            if episode.alarm == each.alarm or each is found[-1]
        )
        cells = (
            each.alarm,
            each.rose,
            each.lost,
            each.nothing,
            each.open,
            f"{each.warned} of {len(result.losses)}",
            each.notice,
        )
        rows.append(Row(cells, tuple(dict.fromkeys(clients))))
    columns = (
        "Alarm",
        "Rose",
        "Before a loss",
        "For nothing",
        "Too early to say",
        "Losses warned of",
    )
    within = result.period.within
    return Section(
        title="How each alarm did",
        blocks=(table((*columns, "Days of notice"), rows),),
        note="An alarm that stays up rose once. It came before a loss if the client was lost while "
        f"it was up, or within {within} days after it rose; it is too early to say before "
        f"{within} days have passed. The notice is the median, of several alarms before one loss "
        "that of the earliest. A client is lost on `ended`, if the status is past or lost.",
    )


def _losses(book: Book, result: Backtest) -> Section:
    names = titles(book, "clients")
    reasons = {each.path: each.fields.get("exit_reason") for each in book.records("clients")}
    given, rows = notices(result.episodes), []
    for loss in result.losses:
        before = [
            each
            for each in result.episodes
            if each.client == loss.client and each.notice is not None
        ]
        alarms = ", ".join(dict.fromkeys(each.alarm for each in before)) or None
        link = book.link(loss.client, names[loss.client])
        cells = (link, loss.day, reasons[loss.client], alarms, given.get(loss.client))
        evidence = (loss.client, *(place for each in before for place in each.evidence))
        rows.append(Row(cells, tuple(dict.fromkeys(evidence)), "" if before else "bad"))
    return Section(
        title="Clients lost",
        blocks=(table(("Client", "On", "Why", "Warned by", "Days of notice"), rows),),
        empty="No client was lost in this time.",
    )


def _episodes(book: Book, result: Backtest) -> Section:
    names = titles(book, "clients")

    def row(each: Episode) -> Row:
        link = book.link(each.client, names[each.client])
        cells = (each.rose, each.fell, link, each.alarm, each.words, _OUTCOMES[each.outcome])
        return Row(cells, each.evidence)

    rows = [row(each) for each in reversed(result.episodes)]
    return Section(
        title="Every alarm",
        blocks=(
            table(
                ("Rose", "Fell", "Client", "Alarm", "Why", "Came"),
                rows,
                MOST_EPISODES,
                "vaultcrm backtest --json",
            ),
        ),
        note="The latest first. Why is what was known on the day on which it rose.",
        empty="No alarm rose in this time.",
    )


def _left_out(book: Book, result: Backtest) -> Section:
    names = titles(book, "clients")
    why = (
        (result.paused, "paused now; since when is not written, so never counted"),
        (result.undated, "past or lost without a day in `ended`"),
        (result.short, "lost as a lead, or between two of the days"),
    )
    rows = [
        Row((book.link(path, names[path]), reason), (path,))
        for paths, reason in why
        for path in paths
    ]
    return Section(
        title="Left out",
        blocks=(table(("Client", "Why"), rows),),
        note="What has no day of its own is taken as it is now: amounts, due dates, and ticks "
        "without a day.",
        empty="Nobody.",
    )
