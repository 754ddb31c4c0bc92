"""How it goes with every active client, why, and what would make it better.

A client's health is the weighted mean of seven parts, each from 0 to 100: contact (the silence by
what is usual, else by the cadence), answers (ours, within `reply_within`), promises (ours, kept by
their day), satisfaction (the last scores of a year), delivery (projects that are late or burn more
hours than they progress), money (invoices that are late) and mood (of meetings, praise and
complaints). A part without data is left out and its weight spread over the others; with less than
30 % of the weight there is no score. Red is 0 to 50, yellow 51 to 75, green 76 to 100. The
weights are settings (`health:` in config.yaml).

Early warnings compare a client with themselves: what is latest with what was usual, by the modified
z-score M (Iglewicz and Hoaglin), above 3.5; with fewer than 4 earlier values, with what was agreed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.facts.health import (
    LEAST_DATA,
    Component,
    band,
    components,
    health,
    health_band,
    health_data,
)
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.titles import link_to, title_of
from vaultcrm.facts.warnings import EarlyWarning, early_warnings
from vaultcrm.model import Record
from vaultcrm.reports import Asked, Bar, Report, Row, Section, Table, Tone
from vaultcrm.reports._parts import NONE, many, table

EXPLAINED = 10  # clients whose parts are shown one by one
TONES: dict[str, Tone] = {"red": "bad", "yellow": "warn", "green": "good"}


class _Client(NamedTuple):
    record: Record
    score: Decimal | None
    band: str
    data: Decimal
    parts: Sequence[Component]
    warnings: Sequence[EarlyWarning]

    @property
    def lowest(self) -> Component | None:
        """The part that costs most of the score."""
        known = [part for part in self.parts if part.score is not None and part.score < 100]
        return max(known, key=lambda part: (100 - (part.score or 0)) * part.weight, default=None)


def make(book: Book, asked: Asked) -> Report:
    clients = sorted(_clients(book), key=_worst_first)
    scored = [each for each in clients if each.score is not None]
    bands = Counter(each.band for each in scored)
    lead = f"{many(len(clients), 'active client')}"
    lead += "".join(f", {bands[name]} {name}" for name in TONES if bands[name])
    unknown = len(clients) - len(scored)
    lead += f", {unknown} with too little data" if unknown else ""
    warned = sum(bool(each.warnings) for each in clients)
    lead += f". Early warnings of {many(warned, 'client')}." if warned else ". No early warnings."
    return Report(
        name="health",
        title=f"Health {book.today.isoformat()}",
        lead=lead,
        sections=(
            _warnings(book, clients),
            _all(book, scored),
            *(_explained(book, each) for each in scored[:EXPLAINED]),
            _unknown(book, [each for each in clients if each.score is None]),
        ),
        today=book.today,
    )


def _clients(book: Book) -> Iterator[_Client]:
    scores, bands, data = health(book), health_band(book), health_data(book)
    warnings = early_warnings(book)
    for record in book.records("clients"):
        path = record.path
        if path in components(book):
            known = number_of(scores.get(path, NONE).value)
            yield _Client(
                record,
                known,
                str(bands.get(path, NONE).value or ""),
                number_of(data.get(path, NONE).value) or Decimal(0),
                components(book)[path],
                warnings.get(path, ()),
            )


def _worst_first(client: _Client) -> tuple[Decimal, int, str]:
    score = Decimal(101) if client.score is None else client.score
    return score, -len(client.warnings), client.record.path


def _warnings(book: Book, clients: Sequence[_Client]) -> Section:
    rows = [
        Row(
            (
                link_to(book, each.record),
                warning.name,
                warning.words,
                warning.value if warning.own else None,
            ),
            (each.record.path, *warning.evidence),
            "bad",
        )
        for each in clients
        for warning in each.warnings
    ]
    return Section(
        title="Early warnings",
        blocks=(table(("Client", "Warning", "Why", "M"), rows),),
        note="Each client is compared with what was usual with them before. M is the modified "
        "z-score, alarming beyond 3.5; there is none where fewer than 4 earlier values are known, "
        "and what was agreed is compared with.",
        empty="No client is unlike themselves.",
    )


def _all(book: Book, clients: Sequence[_Client]) -> Section:
    rows = []
    for each in clients:
        lowest = each.lowest
        costs = f"{lowest.name}: {lowest.words}" if lowest else None
        cells = (
            link_to(book, each.record),
            Bar(each.score or 0, unit=""),
            each.band,
            f"{each.data} %",
            costs,
            (lowest.raises or None) if lowest else None,
        )
        evidence = (each.record.path, *(lowest.evidence if lowest else ()))
        rows.append(Row(cells, evidence, TONES[each.band]))
    return Section(
        title="All active clients",
        blocks=(
            table(
                ("Client", "Health", "Band", "Data", "What costs most", "What would raise it"), rows
            ),
        ),
        note="Worst first. Health is the mean of the parts that have data, by weight: red 0 to 50, "
        "yellow 51 to 75, green 76 to 100. Data is how much of the weight those parts have.",
        empty="No active client has enough data yet.",
    )


def _explained(book: Book, client: _Client) -> Section:
    return Section(
        title=f"{title_of(client.record)}: {client.score} ({client.band})",
        blocks=(_parts(client),),
        note="Parts without data are left out, and their weight is spread over the others.",
    )


def _parts(client: _Client) -> Table:
    rows = []
    for part in client.parts:
        score = Bar(part.score, unit="") if part.score is not None else None
        cells = (part.name, part.weight, score, part.words, part.raises or None)
        rows.append(Row(cells, part.evidence or (client.record.path,), _tone(part)))
    return table(("Part", "Weight", "Score", "From", "What would raise it"), rows)


def _tone(part: Component) -> Tone:
    return TONES[band(part.score)] if part.score is not None else ""


def _unknown(book: Book, clients: Sequence[_Client]) -> Section:
    rows = []
    for each in clients:
        missing = [part for part in each.parts if part.score is None]
        cells = (
            link_to(book, each.record),
            f"{each.data} %",
            ", ".join(part.name for part in missing),
            missing[0].raises,
        )
        rows.append(Row(cells, (each.record.path,)))
    return Section(
        title="Too little data",
        blocks=(table(("Client", "Data", "Nothing known of", "What to write first"), rows),),
        note=f"The parts that have data have less than {LEAST_DATA} % of the weight.",
        empty="No active client has too little.",
    )
