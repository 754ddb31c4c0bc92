"""The BG/NBD model: the numbers of the paper that it comes from, the customers of CDNOW, and what
it says when it cannot say anything."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from importlib.metadata import files
from math import exp, gamma, isfinite, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.facts.alive import (
    FEWEST_CLIENTS,
    FEWEST_REPEATERS,
    Alive,
    Fit,
    Purchases,
    fit,
    log_likelihood,
    minimum,
    probability,
    still_active,
)
from vaultcrm.facts.book import Book
from vaultcrm.model import Money, Record, Ref
from vaultcrm.schema.config import Config

TODAY = date(2026, 11, 23)
PAPER = Fit(0.243, 4.414, 0.793, 2.426, 0)


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        (Purchases(2, 30.43, 38.86), 0.72658),
        (Purchases(1, 1.71, 38.86), 0.21210),
        (Purchases(26, 30.86, 31), 0.96892),
        (Purchases(0, 0, 38.86), 1),
    ],
)
def test_the_probabilities_of_the_paper(bought: Purchases, expected: float) -> None:
    assert probability(PAPER, bought) == pytest.approx(expected, abs=5e-6)


def cdnow() -> list[Purchases]:
    """The 2,357 customers, from the package Lifetimes, which is installed and never imported."""
    [file] = (
        each for each in files("Lifetimes") or () if each.name == "cdnow_customers_summary.csv"
    )
    with open(str(file.locate()), encoding="utf-8", newline="") as rows:
        return [
            Purchases(int(row["frequency"]), float(row["recency"]), float(row["T"]))
            for row in csv.DictReader(rows)
        ]


def test_the_fit_of_cdnow() -> None:
    customers = cdnow()
    assert len(customers) == 2357
    fitted = fit(customers)
    assert fitted.problem == ""
    assert fitted.r == pytest.approx(0.2426, abs=5e-5)
    assert fitted.alpha == pytest.approx(4.4135, abs=5e-5)
    assert fitted.a == pytest.approx(0.7929, abs=5e-5)
    assert fitted.b == pytest.approx(2.4258, abs=5e-5)
    assert fitted.log_likelihood == pytest.approx(-9582.43, abs=0.005)
    assert log_likelihood(fitted, customers) == pytest.approx(fitted.log_likelihood, abs=1e-6)


def slow_likelihood(r: float, alpha: float, a: float, b: float, bought: Purchases) -> float:
    """Equation 6 of the paper, as it stands there and without logarithms."""
    x, last, now = bought

    def beta(p: float, q: float) -> float:
        return gamma(p) * gamma(q) / gamma(p + q)

    stayed = beta(a, b + x) / beta(a, b) * gamma(r + x) * alpha**r
    stayed /= gamma(r) * (alpha + now) ** (r + x)
    if not x:
        return stayed
    left = beta(a + 1, b + x - 1) / beta(a, b) * gamma(r + x) * alpha**r
    return stayed + left / (gamma(r) * (alpha + last) ** (r + x))


PARAMETER = st.floats(0.05, 20)
BOUGHT = st.tuples(st.integers(0, 15), st.floats(0.1, 100), st.floats(0, 100)).map(
    lambda each: Purchases(each[0], each[1] if each[0] else 0.0, each[1] + each[2])
)


@given(PARAMETER, PARAMETER, PARAMETER, PARAMETER, st.lists(BOUGHT, min_size=1, max_size=5))
def test_the_likelihood_is_that_of_the_paper(
    r: float, alpha: float, a: float, b: float, clients: list[Purchases]
) -> None:
    expected = sum(log(slow_likelihood(r, alpha, a, b, each)) for each in clients)
    fitted = Fit(r, alpha, a, b, 0)
    assert log_likelihood(fitted, clients) == pytest.approx(expected, rel=1e-9, abs=1e-9)


EXTREME = st.floats(1e-6, 1e6)
ODD = st.tuples(st.integers(0, 5000), st.floats(0, 5e4), st.floats(0, 5e4)).map(
    lambda each: Purchases(each[0], each[1] if each[0] else 0.0, each[1] + each[2])
)


@given(EXTREME, EXTREME, EXTREME, EXTREME, ODD)
def test_nothing_overflows(r: float, alpha: float, a: float, b: float, bought: Purchases) -> None:
    fitted = Fit(r, alpha, a, b, 0)
    assert isfinite(log_likelihood(fitted, [bought]))
    assert 0 <= probability(fitted, bought) <= 1


@given(BOUGHT, st.floats(0.1, 100))
def test_the_longer_the_silence_the_less_likely(bought: Purchases, weeks: float) -> None:
    later = bought._replace(now=bought.now + weeks)
    assert probability(PAPER, later) <= probability(PAPER, bought)
    assert (probability(PAPER, later) < probability(PAPER, bought)) == (bought.repeats > 0)


def simulated(dice: Random, count: int, leave: float = 0.3) -> list[list[int]]:
    """The days before today on which clients paid, by the model's own story."""
    found = []
    for _ in range(count):
        rate, day = dice.gammavariate(1.5, 1 / 60), dice.randint(200, 900)
        chance = dice.betavariate(leave * 5, (1 - leave) * 5)
        days = [day]
        while dice.random() >= chance or len(days) == 1:
            day -= max(1, round(dice.expovariate(rate)))
            if day < 0:
                break
            days.append(day)
        found.append(days)
    return found


def test_the_fit_finds_what_a_simulation_was_made_of() -> None:
    fits = fit(
        Purchases(len(days) - 1, (days[0] - days[-1]) / 7, days[0] / 7)
        for days in simulated(Random(1), 1000)
    )
    assert fits.problem == ""
    assert fits.r / fits.alpha == pytest.approx(1.5 / 60 * 7, rel=0.25)


def test_a_fit_without_an_optimum_says_so() -> None:
    # All as regular as a clock, and nobody ever leaves: the parameters run away.
    regular = fit(Purchases(20, 40.0, 41.0) for _ in range(100))
    assert "bounds" in regular.problem or "no best parameters" in regular.problem
    assert fit(Purchases(0, 0.0, float(each)) for each in range(1, 60)).problem


def test_the_minimum_of_a_function() -> None:
    def banana(point: tuple[float, ...]) -> float:
        x, y = point
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2

    at, least, settled = minimum(banana, (-1.2, 1.0))
    assert settled
    assert at == pytest.approx((1, 1), abs=1e-4)
    assert least == pytest.approx(0, abs=1e-8)
    # One that falls for ever has none.
    assert not minimum(lambda point: exp(-point[0]) - point[0], (0.0,))[2]


def alive_of(days: Mapping[str, Iterable[int]], amount: int = 100) -> Alive:
    """What is said of clients who paid on these days before today."""
    invoices = [
        Record(
            "invoices",
            "Paid.md",
            number + 1,
            {
                "client": Ref(client, f"clients/{client}.md"),
                "amount": Money(Decimal(amount), "EUR"),
                "done": TODAY - timedelta(days=day),
                "status": "done",
            },
        )
        for number, (client, day) in enumerate(
            (client, day) for client, several in days.items() for day in several
        )
    ]
    records = {"invoices": invoices}
    book = Book(lambda name: records.get(name, ()), lambda path: True, Config(), TODAY)
    return still_active(book)


def named(found: list[list[int]]) -> dict[str, list[int]]:
    return {f"C{number:02}": days for number, days in enumerate(found)}


def test_probabilities_from_forty_paying_clients_up() -> None:
    found = named(simulated(Random(7), 60))
    alive = alive_of(found)
    assert alive.why == ""
    fitted = fit(
        Purchases(len(days) - 1, (days[0] - days[-1]) / 7, days[0] / 7) for days in found.values()
    )
    for client, days in found.items():
        chance, bought = alive.chances[f"clients/{client}.md"]
        assert bought == Purchases(len(days) - 1, (days[0] - days[-1]) / 7, days[0] / 7)
        assert float(chance) == pytest.approx(probability(fitted, bought), abs=0.00501)
        assert len(alive.places[f"clients/{client}.md"]) == len(days)


def test_two_invoices_of_a_day_are_one_purchase() -> None:
    once, twice = named(simulated(Random(7), 60)), named(simulated(Random(7), 60))
    twice["C00"].append(twice["C00"][0])
    assert alive_of(twice).chances == alive_of(once).chances


def test_too_few_clients_have_no_probability() -> None:
    found = named(simulated(Random(7), 60))
    few = dict(list(found.items())[: FEWEST_CLIENTS - 1])
    assert alive_of(few).why == "of the 40 paying clients that it needs there are 39"
    assert not alive_of(few).chances
    assert alive_of(found, amount=0).why.endswith("there are 0")
    once = {client: days[:1] for client, days in found.items()}
    once["C00"] = [500, 100]
    again = f"of the {FEWEST_REPEATERS} clients who paid again that it needs there are 1"
    assert alive_of(once).why == again


def test_a_degenerate_fit_has_no_probability() -> None:
    alive = alive_of({f"C{each}": range(10, 400, 30) for each in range(45)})
    assert alive.why and not alive.chances
