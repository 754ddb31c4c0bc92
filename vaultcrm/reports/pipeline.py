"""Work that may come: opportunities by stage, what they are worth, and those that rot.

Open: projects that are a lead or proposed, with their age (since their start, or the first contact
that names them) and their value weighted by their probability, never summed across currencies.
Rotting: the expected close has passed, or nobody was in touch for over 30 days. Win rate: projects
that were agreed over those that were agreed or lost, by number.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from vaultcrm.facts.book import Book, places_of
from vaultcrm.facts.measures import percent, totals
from vaultcrm.facts.pipeline import STALE, Opportunity, opportunities, won_and_lost
from vaultcrm.facts.projects import POSSIBLE
from vaultcrm.model import Money
from vaultcrm.reports import Asked, Bar, Chart, Figure, Figures, Report, Row, Section, Series
from vaultcrm.reports._parts import amounts, link_to, many, relinked, table

FEWEST = 5  # projects that were decided, from which on a rate tells something


def make(book: Book, asked: Asked) -> Report:
    """The report as of the book's day."""
    found = opportunities(book)
    rotting = [each for each in found if each.rots]
    worth = amounts(each.weighted for each in found if each.weighted)
    lead = many(len(found), "open opportunity", "open opportunities")
    lead += f", worth {worth} by their probability" if worth else ""
    lead += f". {many(len(rotting), 'rots', 'rot')}." if rotting else "."
    return Report(
        name="pipeline",
        title=f"Pipeline {book.today.isoformat()}",
        lead=lead,
        sections=(
            _figures(book, found, rotting),
            _stages(found),
            _open(book, found),
            _rotting(book, rotting),
        ),
        today=book.today,
    )


def _figures(book: Book, found: Sequence[Opportunity], rotting: Sequence[Opportunity]) -> Section:
    without = [each.project.path for each in found if each.weighted is None]
    weighted = totals(each.weighted for each in found if each.weighted)
    won, lost = won_and_lost(book)
    decided = len(won) + len(lost)
    figures = (
        Figure(
            "Weighted value",
            weighted or None,
            f"{len(without)} left out, without fee or probability" if without else "",
            evidence=tuple(each.project.path for each in found if each.weighted),
            left_out=tuple(without),
            note="Fee × probability of each open project, summed by currency.",
        ),
        Figure(
            "Full value",
            totals(each.fee for each in found if each.fee) or None,
            evidence=tuple(each.project.path for each in found if each.fee),
            note="The fees of all open projects.",
        ),
        Figure(
            "Rotting",
            len(rotting),
            f"of {len(found)} open",
            tone="bad" if rotting else "good",
            evidence=tuple(each.project.path for each in rotting),
        ),
        Figure(
            "Win rate",
            Bar(percent(len(won), decided)) if decided >= FEWEST else None,
            f"{len(won)} of {decided} decided"
            + ("" if decided >= FEWEST else f": too few, at least {FEWEST} are needed"),
            evidence=places_of((*won, *lost)),
            note="Projects agreed ÷ projects agreed or lost, since the beginning.",
        ),
    )
    return Section("At a glance", (Figures(figures),))


def _stages(found: Sequence[Opportunity]) -> Section:
    stages = tuple(stage for stage in POSSIBLE if any(each.stage == stage for each in found))
    currencies = sorted({each.fee.currency for each in found if each.fee})
    charts = []
    for currency in currencies:
        full, weighted = (
            tuple(_sum(values, stage, currency) for stage in stages)
            for values in (
                [(each.stage, each.fee) for each in found],
                [(each.stage, each.weighted) for each in found],
            )
        )
        charts.append(
            Chart(
                "bars",
                f"Value by stage, {currency or 'without a currency'}",
                stages,
                (Series("full", full), Series("weighted", weighted, tone="good")),
                f"The fees of open projects in {currency or 'no currency'} by stage, in full and "
                "by their probability.",
                currency,
            )
        )
    return Section("By stage", tuple(charts), empty="No open project has a fee.")


def _sum(amounts: Iterable[tuple[str, Money | None]], stage: str, currency: str) -> Decimal:
    """What these are together that are of a stage and in a currency."""
    return sum(
        (
            amount.amount
            for its_stage, amount in amounts
            if amount and its_stage == stage and amount.currency == currency
        ),
        Decimal(),
    )


def _open(book: Book, found: Sequence[Opportunity]) -> Section:
    rows = tuple(
        Row(
            (
                link_to(book, each.project),
                relinked(book, each.project.fields.get("client")),
                each.stage,
                each.fee,
                Bar(each.probability) if each.probability is not None else None,
                each.weighted,
                each.project.fields.get("expected_close"),
                (book.today - each.first).days if each.first else None,
                each.last,
            ),
            (each.project.path, *((each.place,) if each.place else ())),
            "warn" if each.rots else "",
        )
        for each in found
    )
    columns = (
        "Project",
        "Client",
        "Stage",
        "Fee",
        "Probability",
        "Weighted",
        "Closes",
        "Age in days",
        "Last contact",
    )
    ask = 'vaultcrm list projects --where \'status == "lead" || status == "proposed"\''
    return Section(
        "Open",
        (table(columns, rows, 100, ask),),
        note="The last contact about the project, or else with its client. Lost projects never "
        "count.",
        empty="No project is a lead or proposed.",
    )


def _rotting(book: Book, rotting: Sequence[Opportunity]) -> Section:
    rows = tuple(
        Row(
            (
                link_to(book, each.project),
                relinked(book, each.project.fields.get("client")),
                each.rots,
                each.fee,
            ),
            tuple(filter(None, (each.project.path, each.place))),
            "bad",
        )
        for each in rotting
    )
    return Section(
        "Rotting",
        (table(("Project", "Client", "Why", "Fee"), rows, 50),),
        note=f"The expected close has passed, or nobody was in touch for over {STALE} days. Ask, "
        "or let it go.",
        empty="None: somebody was in touch about all of them.",
    )
