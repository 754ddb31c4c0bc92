"""Work that may come: opportunities by stage, what they are worth, and those that rot.

Open: projects that are a lead or proposed, with their age (since their start, `proposed_on`, or the
first contact that names them) and their value weighted by their probability, never summed across
currencies unless the settings have `rates` for them.
Rotting: the expected close has passed, or nobody was in touch for over 30 days. Win rate: projects
that were agreed over those that were agreed or lost, by number.
"""

from collections.abc import Sequence
from decimal import Decimal

from vaultcrm.facts.book import Book, places_of
from vaultcrm.facts.exchange import exchanged, rates_used, together
from vaultcrm.facts.measures import percent, totals
from vaultcrm.facts.pipeline import STALE, Opportunity, opportunities, won_and_lost
from vaultcrm.facts.projects import POSSIBLE
from vaultcrm.facts.titles import link_to, relinked
from vaultcrm.model import Money
from vaultcrm.reports import Asked, Bar, Chart, Figure, Figures, Report, Row, Section, Series
from vaultcrm.reports._parts import amounts, many, table

FEWEST = 5  # projects that were decided, from which on a rate tells something


def make(book: Book, asked: Asked) -> Report:
    """The report as of the book's day."""
    found = opportunities(book)
    rotting = [each for each in found if each.rots]
    worth = amounts(together((each.weighted for each in found if each.weighted), book.config))
    lead = many(len(found), "open opportunity", "open opportunities")
    lead += f", worth {worth} by their probability" if worth else ""
    lead += f". {many(len(rotting), 'rots', 'rot')}." if rotting else "."
    return Report(
        name="pipeline",
        title=f"Pipeline {book.today.isoformat()}",
        lead=lead,
        sections=(
            _figures(book, found, rotting),
            _stages(book, found),
            _open(book, found),
            _rotting(book, rotting),
        ),
        today=book.today,
    )


def _figures(book: Book, found: Sequence[Opportunity], rotting: Sequence[Opportunity]) -> Section:
    without = [each.project.path for each in found if each.weighted is None]
    weighted = [each.weighted for each in found if each.weighted]
    fees = [each.fee for each in found if each.fee]
    won, lost = won_and_lost(book)
    decided = len(won) + len(lost)
    figures = (
        Figure(
            "Weighted value",
            together(weighted, book.config) or None,
            f"{many(len(without), 'project')} without a fee or a probability"
            if without
            else ""
            if found
            else "no open project",
            evidence=tuple(each.project.path for each in found if each.weighted),
            left_out=tuple(without),
            note="Fee × probability of each open project, summed by currency. "
            f"{rates_used(weighted, book.config)}".rstrip(),
        ),
        Figure(
            "Full value",
            together(fees, book.config) or None,
            "" if fees else "no open project has a fee",
            evidence=tuple(each.project.path for each in found if each.fee),
            note=f"The fees of all open projects. {rates_used(fees, book.config)}".rstrip(),
        ),
        Figure(
            "Rotting",
            len(rotting),
            f"of {len(found)} open",
            tone="bad" if rotting else "good" if found else "",
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


def _stages(book: Book, found: Sequence[Opportunity]) -> Section:
    stages = tuple(stage for stage in POSSIBLE if any(each.stage == stage for each in found))
    full, weighted = (
        [(each, exchanged(amount, book.config)) for each, amount in amounts if amount]
        for amounts in (
            [(each, each.fee) for each in found],
            [(each, each.weighted) for each in found],
        )
    )
    charts = []
    for currency in sorted({amount.currency for _, amount in full}):
        name = currency or "no currency"
        charts.append(
            Chart(
                kind="bars",
                title=f"Value by stage, {name}",
                categories=stages,
                series=(
                    _by_stage("full", full, stages, currency),
                    _by_stage("weighted", weighted, stages, currency)._replace(tone="good"),
                ),
                description=f"The fees of open projects in {name} by stage, in full and by their "
                "probability.",
                unit=currency,
            )
        )
    return Section(
        title="By stage",
        blocks=tuple(charts),
        note=rates_used((each.fee for each in found if each.fee), book.config),
        empty="No open project has a fee.",
    )


def _by_stage(
    name: str, amounts: Sequence[tuple[Opportunity, Money]], stages: Sequence[str], currency: str
) -> Series:
    """What the amounts in a currency are together at each stage, and where they stand."""
    sums, places = [], []
    for stage in stages:
        here = [
            (each.project.path, amount)
            for each, amount in amounts
            if each.stage == stage and amount.currency == currency
        ]
        found = totals(amount for _, amount in here)
        sums.append(found[0].amount if found else Decimal())
        places.append(tuple(path for path, _ in here))
    return Series(name, tuple(sums), tuple(places))


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
