"""Who is still active: what the report `metrics` says of today, whatever its period."""

from decimal import Decimal

from vaultcrm.facts.alive import FEWEST_CLIENTS, Alive, still_active
from vaultcrm.facts.book import Book
from vaultcrm.facts.contact import days_since_contact, silence, usual_gap
from vaultcrm.facts.measures import number_of, rounded
from vaultcrm.facts.titles import titles
from vaultcrm.reports import Figure, Figures, Row, Section, Table
from vaultcrm.reports._metrics_figures import note
from vaultcrm.reports._parts import NONE, many, table

_MOST_ROWS = 20
_HERE = ("active", "paused")  # the statuses in which somebody is thought to be a client


def activity_section(book: Book) -> Section:
    """The chance that each client is still active, or what stands for it."""
    alive = still_active(book)
    here = {each.path for each in book.records("clients") if each.fields.get("status") in _HERE}
    if alive.why:
        return Section(
            title="Still active",
            blocks=(_silences(book, here),),
            note="Days since the last contact ÷ the usual gap (the median of at least 4, else the "
            "agreed cadence), as of today, active and paused clients: above 1 it is longer than "
            f"usual. No probabilities (BG/NBD): {alive.why}.",
            empty="No client has a usual gap or a cadence, and there are no probabilities "
            f"(BG/NBD): {alive.why}.",
        )
    return Section(
        title="Still active",
        blocks=(Figures((_expected(book, alive, here),)), _chances(book, alive, here)),
        note="As of today, active and paused clients, least likely first. Who paid on one day only "
        "has a probability of 1 by the model, which says nothing, and is not in the table.",
        empty=f"None of the {FEWEST_CLIENTS} or more clients who paid is active or paused.",
    )


def _expected(book: Book, alive: Alive, here: set[str]) -> Figure:
    again = {path: chance for path, (chance, bought) in alive.chances.items() if bought.repeats}
    chances = [(path, chance) for path, chance in again.items() if path in here]
    once = sum(path in here for path in alive.chances) - len(chances)
    left = (("invoices that cannot be used", alive.left_out),) if alive.left_out else ()
    return Figure(
        label="Expected still active",
        value=rounded(sum((chance for _, chance in chances), Decimal()), 1) if chances else None,
        hint=f"of {many(len(chances), 'client')} who paid more than once; {once} paid once",
        evidence=tuple(place for path, _ in chances for place in alive.places[path]),
        left_out=alive.left_out,
        note=note(still_active, left),
    )


def _chances(book: Book, alive: Alive, here: set[str]) -> Table:
    names = titles(book, "clients")
    found = sorted(
        (chance, path, bought)
        for path, (chance, bought) in alive.chances.items()
        if path in here and bought.repeats
    )
    rows = [
        Row(
            (
                book.link(path, names.get(path, "")),
                chance,
                bought.repeats + 1,
                round((bought.now - bought.last) * 7),
            ),
            alive.places[path],
            "warn" if chance < Decimal("0.5") else "",
        )
        for chance, path, bought in found
    ]
    columns = ("Client", "Probability", "Days on which they paid", "Days since the last")
    return table(columns, rows, _MOST_ROWS)


def _silences(book: Book, here: set[str]) -> Table:
    names, days, usual = titles(book, "clients"), days_since_contact(book), usual_gap(book)
    found = [
        (number_of(fact.value) or Decimal(), path, fact)
        for path, fact in silence(book).items()
        if path in here
    ]
    found.sort(key=lambda each: (-each[0], each[1]))
    rows = [
        Row(
            (
                book.link(path, names[path]),
                days.get(path, NONE).value,
                usual.get(path, NONE).value,
                "gaps" if path in usual else "cadence",
                fact.value,
            ),
            fact.evidence,
            "warn" if ratio > 1 else "",
        )
        for ratio, path, fact in found
    ]
    columns = ("Client", "Days since contact", "Usual gap", "Measured by", "Times the gap")
    return table(columns, rows, _MOST_ROWS, "vaultcrm report health")
