"""Every metric over drawn vaults, against a slow computation of its own, written from the
definitions: day by day, quarter of an hour by quarter of an hour, with fractions. Nothing that
metrics are made of is used here, and nothing is read from a note."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from random import Random
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.facts.book import Book
from vaultcrm.facts.metrics import Measure, Period, before
from vaultcrm.facts.metrics_clients import churn, referrals, repeat_rate, retention
from vaultcrm.facts.metrics_money import (
    concentration,
    effective_rates,
    mean,
    middle_client,
    referred_income,
    revenue_per_client,
    top_share,
    total,
)
from vaultcrm.facts.metrics_voice import ces, csat, nps, response_time
from vaultcrm.facts.metrics_work import (
    deliverables_days_late,
    deliverables_on_time,
    granted_for_nothing,
    hours_against_budget,
    projects_days_late,
    projects_on_time,
    promises_kept,
    scope_growth_cost,
    scope_growth_hours,
)
from vaultcrm.model import Money, Record, Ref
from vaultcrm.schema.config import Config

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
Rows = list[Record]
Vault = dict[str, Rows]
Life = tuple[str, date, date | None]

CLIENTS = [Ref(f"C{each}", f"clients/C{each}.md") for each in range(12)]
PROJECTS = [Ref(f"P{each}", f"projects/P{each}.md") for each in range(18)]
SIZES = {
    "interactions": 160,
    "actions": 60,
    "deliverables": 60,
    "changes": 30,
    "invoices": 60,
    "hours": 40,
    "feedback": 120,
}


def drawn(dice: Random) -> Vault:
    """Twelve clients, eighteen projects, and lines of all kinds."""

    def day(first: int = -500, last: int = 40) -> date:
        return TODAY + timedelta(days=dice.randint(first, last))

    def maybe(chance: float, name: str, draw: Callable[[], Any]) -> dict[str, Any]:
        return {name: draw()} if dice.random() < chance else {}

    def money() -> Money:
        currency = dice.choice(["EUR", "EUR", "EUR", "CHF"])
        return Money(Decimal(dice.choice([-50, 0, 100, 250, 999, 3500, 5000])), currency)

    found: Vault = {name: [] for name in (*SIZES, "clients", "projects", "people", "meetings")}
    for ref in CLIENTS:
        status = dice.choice(
            ["active", "active", "active", "paused", "past", "past", "lost", "lead"]
        )
        fields = {
            "status": status,
            **maybe(0.8, "since", lambda: day(-900, 10)),
            **maybe(0.9 if status in ("past", "lost") else 0.1, "ended", lambda: day(-500)),
            **maybe(0.5, "referred_by", lambda: dice.choice([*CLIENTS, Ref("Mum", "")])),
        }
        found["clients"].append(Record("clients", ref.path, None, fields))
    owners = {}
    for ref in PROJECTS:
        status = dice.choice(["lead", "active", "delivered", "closed", "delivered", "lost"])
        fields = {
            "status": status,
            **maybe(0.9, "client", lambda: dice.choice(CLIENTS)),
            **maybe(0.5, "start", lambda: day(-900)),
            **maybe(0.8, "due", day),
            **maybe(0.8, "delivered", day),
            **maybe(0.8, "fee", money),
            **maybe(0.8, "hours_budget", lambda: dice.choice([0, 45, Decimal("59.5")])),
        }
        found["projects"].append(Record("projects", ref.path, None, fields))
        owners[ref.path] = fields.get("client")
    taken = set()
    for kind, size in SIZES.items():
        for line in range(1, size + 1):
            status = dice.choice(["todo", "done", "done", "done", "cancelled", "on hold"])
            project = dice.choice(PROJECTS)
            fields = {
                "status": status,
                "project": project,
                **maybe(0.8, "due", day),
                **maybe(0.8 if status == "done" else 0, "done", day),
                **maybe(0.1, "owner", lambda: "@Dana"),
                **maybe(0.7, "amount", money),
                **maybe(0.7, "cost", money),
                **maybe(0.7, "hours", lambda: dice.choice([0, 3, Decimal("7.25")])),
                **maybe(0.3, "days", lambda: 2),
                **maybe(0.9, "score", lambda: dice.randint(-1, 11)),
                **maybe(0.9, "kind", lambda: dice.choice(["csat", "nps", "ces", "praise"])),
                **maybe(0.9, "date", day),
            }
            if owners[project.path]:
                fields["client"] = owners[project.path]
            if kind in ("interactions", "feedback"):
                fields = {**fields, "client": dice.choice(CLIENTS[:4])}
            if kind == "interactions":
                moment = datetime.combine(day(-150, 2), time()) + timedelta(
                    minutes=15 * dice.randint(0, 95)
                )
                if moment in taken:
                    continue
                taken.add(moment)
                fields["date"] = moment.date()
                fields["channel"] = dice.choice(["email", "message", "call"])
                fields |= maybe(0.8, "direction", lambda: dice.choice(["in", "out"]))
                fields |= {"time": f"{moment:%H:%M}"} if dice.random() < 0.95 else {}
            found[kind].append(Record(kind, f"lines/{kind}.md", line, fields))
    return found


def book_of(vault: Vault) -> Book:
    return Book(lambda name: vault[name], lambda path: True, Config(we=("Mara",)), TODAY)


def round_half_up(number: Fraction | Decimal | int, places: int) -> Decimal:
    exact = Fraction(number)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percentage(part: Fraction | int, whole: Fraction | int, fewest: int = 5) -> Decimal | None:
    return round_half_up(Fraction(100) * part / whole, 1) if whole >= fewest else None


@cache
def days_of(period: Period) -> frozenset[date]:
    days = range((period.end - period.start).days + 1)
    return frozenset(period.start + DAY * each for each in days)


def path(record: Record, name: str) -> str:
    value = record.fields.get(name)
    return value.path if isinstance(value, Ref) else ""


def ours(record: Record) -> bool:
    return "owner" not in record.fields


# --- the slow ones


def paid_day(line: Record) -> date | None:
    """The day on which a ticked line counts, None for one that is not."""
    if line.fields["status"] != "done":
        return None
    day = line.fields.get("done") or line.fields.get("date")
    return day if day and day <= TODAY else None


def began(vault: Vault, client: Record) -> date | None:
    if "since" in client.fields:
        return client.fields["since"]  # type: ignore[no-any-return]
    days = [
        project.fields["start"]
        for project in vault["projects"]
        if path(project, "client") == client.path
        and project.fields["status"] not in ("lead", "lost")
        and "start" in project.fields
    ]
    days += [
        contact.fields["date"]
        for contact in vault["interactions"]
        if path(contact, "client") == client.path
    ]
    return min((day for day in days if day <= TODAY), default=None)


def clients_on(lives: Sequence[Life], day: date) -> set[str]:
    """Who was a client on the evening of a day."""
    return {
        client for client, begins, ended in lives if begins <= day and not (ended and ended <= day)
    }


def lives_of(vault: Vault) -> Iterator[Life]:
    """From when until when each client was one."""
    for client in vault["clients"]:
        status, ended = client.fields["status"], client.fields.get("ended")
        begins = began(vault, client)
        worked = any(
            path(project, "client") == client.path
            and project.fields["status"] not in ("lead", "lost")
            and project.fields.get("start", date.max) <= TODAY
            for project in vault["projects"]
        ) or any(
            path(line, "client") == client.path
            and line.fields["status"] == "done"
            and line.fields.get("done", line.fields.get("date", date.min)) <= TODAY
            for line in vault["invoices"]
        )
        if status == "lead" or (status == "lost" and not worked) or begins is None:
            continue
        over = status in ("past", "lost")
        if (over and not ended) or (ended and ended < begins):
            continue
        if ended and not over and ended <= TODAY:
            continue
        yield client.path, begins, ended


def slow_retention(vault: Vault, period: Period) -> Decimal | None:
    lives = list(lives_of(vault))
    start, end = clients_on(lives, period.start - DAY), clients_on(lives, period.end)
    came = {
        each
        for day in days_of(period)
        for each in clients_on(lives, day) - clients_on(lives, day - DAY)
    }
    return percentage(len(end) - len(end & came), len(start))


def slow_churn(vault: Vault, period: Period) -> Decimal | None:
    lives = list(lives_of(vault))
    start, lost = clients_on(lives, period.start - DAY), set()
    for day in days_of(period):
        lost |= clients_on(lives, day - DAY) - clients_on(lives, day)
    return percentage(len(lost & start), len(start))


def slow_repeat_rate(vault: Vault, period: Period) -> Decimal | None:
    projects: dict[str, set[str]] = {}
    for line in vault["invoices"]:
        day, amount, client = paid_day(line), line.fields.get("amount"), path(line, "client")
        if day and day <= period.end and amount and amount.amount > 0 and client:
            projects.setdefault(client, set()).add(path(line, "project"))
    return percentage(len([each for each in projects.values() if len(each) > 1]), len(projects))


def slow_referrals(vault: Vault, period: Period) -> int:
    return sum(
        client.fields["referred_by"].path != client.path
        for client in vault["clients"]
        if "referred_by" in client.fields
        and (day := began(vault, client))
        and period.start <= day <= period.end
    )


def slow_income(vault: Vault, period: Period) -> dict[str, dict[str, Fraction]]:
    """By currency and client."""
    sums: dict[str, dict[str, Fraction]] = {}
    for line in vault["invoices"]:
        day, amount, client = paid_day(line), line.fields.get("amount"), path(line, "client")
        if day in days_of(period) and amount and client:
            of = sums.setdefault(amount.currency, {})
            of[client] = of.get(client, Fraction(0)) + Fraction(amount.amount)
    positive = {
        currency: {client: paid for client, paid in of.items() if paid > 0}
        for currency, of in sums.items()
    }
    return {currency: of for currency, of in positive.items() if of}


def deliveries(vault: Vault, kind: str, period: Period) -> list[tuple[date, date]]:
    if kind == "projects":
        found = [(each.fields.get("due"), each.fields.get("delivered")) for each in vault[kind]]
    else:
        found = [
            (each.fields.get("due"), each.fields.get("done"))
            for each in vault[kind]
            if each.fields["status"] == "done" and ours(each)
        ]
    return [(due, done) for due, done in found if due and done and done in days_of(period)]


def slow_on_time(vault: Vault, kind: str, period: Period) -> Decimal | None:
    found = deliveries(vault, kind, period)
    return percentage(len([1 for due, done in found if not done > due]), len(found))


def slow_days_late(vault: Vault, kind: str, period: Period) -> Decimal | None:
    found = [Fraction((done - due).days) for due, done in deliveries(vault, kind, period)]
    return round_half_up(median(found), 1) if len(found) >= 5 else None


def slow_promises(vault: Vault, period: Period) -> Decimal | None:
    kept = broken = 0
    for line in vault["actions"]:
        due, done, status = (line.fields.get(name) for name in ("due", "done", "status"))
        if due not in days_of(period) or not ours(line):
            continue
        if status == "done" and done:
            kept, broken = kept + (done <= due), broken + (done > due)
        elif status == "todo" and due < TODAY:
            broken += 1
    return percentage(kept, kept + broken)


def finished(vault: Vault, period: Period) -> Rows:
    return [each for each in vault["projects"] if each.fields.get("delivered") in days_of(period)]


def worked(vault: Vault, project: Record) -> Fraction | None:
    hours = [
        Fraction(line.fields["hours"])
        for line in vault["hours"]
        if path(line, "project") == project.path
        and "hours" in line.fields
        and line.fields.get("date", TODAY) <= TODAY
    ]
    return sum(hours, Fraction(0)) if hours else None


def slow_burn(vault: Vault, period: Period) -> Decimal | None:
    spent = budget = Fraction(0)
    for project in finished(vault, period):
        hours = worked(vault, project)
        if hours is not None and project.fields.get("hours_budget"):
            spent, budget = spent + hours, budget + Fraction(project.fields["hours_budget"])
    return percentage(spent, budget, 1) if budget else None


def approved(vault: Vault, project: Record) -> Rows:
    return [
        line
        for line in vault["changes"]
        if line.fields["status"] == "done"
        and path(line, "project") == project.path
        and (line.fields.get("done") or line.fields.get("date") or TODAY) <= TODAY
    ]


def slow_rates(vault: Vault, period: Period) -> dict[str, tuple[Decimal, Decimal | None]]:
    sums: dict[str, list[Fraction]] = {}
    for project in finished(vault, period):
        fee, hours = project.fields.get("fee"), worked(vault, project)
        if fee and fee.amount > 0 and hours:
            of = sums.setdefault(fee.currency, [Fraction(0)] * 4)
            of[0], of[1] = of[0] + Fraction(fee.amount), of[1] + hours
            if project.fields.get("hours_budget"):
                of[2] += Fraction(fee.amount)
                of[3] += Fraction(project.fields["hours_budget"])
    return {
        currency: (
            round_half_up(fees / hours, 2),
            round_half_up(planned / budget, 2) if budget else None,
        )
        for currency, (fees, hours, planned, budget) in sums.items()
    }


def slow_growth_hours(vault: Vault, period: Period) -> Decimal | None:
    added = agreed = Fraction(0)
    for project in finished(vault, period):
        if project.fields.get("hours_budget"):
            agreed += Fraction(project.fields["hours_budget"])
            added += sum(Fraction(each.fields.get("hours", 0)) for each in approved(vault, project))
    return percentage(added, agreed, 1) if agreed else None


def slow_growth_cost(vault: Vault, period: Period) -> dict[str, Decimal | None]:
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for project in finished(vault, period):
        fee = project.fields.get("fee")
        if fee and fee.amount > 0:
            costs = [each.fields.get("cost") for each in approved(vault, project)]
            added = sum(Fraction(each.amount) for each in costs if each and each[1] == fee.currency)
            before_, agreed = sums.get(fee.currency, (Fraction(0), Fraction(0)))
            sums[fee.currency] = before_ + added, agreed + Fraction(fee.amount)
    return {currency: percentage(*both, fewest=1) for currency, both in sums.items()}


def slow_granted(vault: Vault, period: Period) -> int:
    costs = [
        change.fields.get("cost")
        for project in finished(vault, period)
        for change in approved(vault, project)
    ]
    return sum(cost is None or cost.amount <= 0 for cost in costs)


def slow_scores(vault: Vault, period: Period, kind: str, highest: int) -> list[int]:
    return [
        line.fields["score"]
        for line in vault["feedback"]
        if line.fields.get("kind") == kind
        and line.fields.get("date") in days_of(period)
        and line.fields.get("score") in range(0 if kind == "nps" else 1, highest + 1)
    ]


def slow_response(vault: Vault, period: Period) -> tuple[Decimal | None, int]:
    """Quarter of an hour by quarter of an hour."""
    hours = []
    for client in CLIENTS:
        said = []
        for line in vault["interactions"]:
            day = line.fields["date"]
            if path(line, "client") == client.path and day <= TODAY:
                clock = time.fromisoformat(line.fields["time"]) if "time" in line.fields else None
                # A line without a time comes first on its day, or after the line above of that day.
                said.append((datetime.combine(day, clock or time()), clock is not None, line))
        said.sort(key=lambda each: each[0])
        asked = None
        for moment, timed, line in said:
            into, call = line.fields.get("direction"), line.fields["channel"] == "call"
            if into == "in" and not call:
                asked = asked or (moment, timed)
            elif asked and (into == "out" or call):
                if asked[1] and timed and asked[0].date() in days_of(period):
                    hours.append(Fraction(open_quarters(asked[0], moment), 4))
                asked = None
    return (round_half_up(median(hours), 2) if len(hours) >= 5 else None), len(hours)


def open_quarters(start: datetime, end: datetime) -> int:
    quarters = 0
    while start < end:
        quarters += start.weekday() < 5 and 9 <= start.hour < 17
        start += timedelta(minutes=15)
    return quarters


# --- against the fast ones


SEEDS = range(25)


def periods(dice: Random) -> Iterable[Period]:
    end = TODAY - timedelta(days=dice.choice([0, 0, 1, 30, 200]))
    period = Period(end - timedelta(days=dice.choice([0, 6, 89, 364])), end)
    past = before(period)
    assert past
    return period, past


def test_the_vaults_have_every_figure() -> None:
    """Or these properties would hold of nothing."""
    year = Period(TODAY - timedelta(days=364), TODAY)
    books = [book_of(drawn(Random(seed))) for seed in range(12)]
    for compute in MEASURES:
        values = [compute(book, year).value for book in books]
        assert sum(value is not None for value in values) > 5, compute.__name__
        assert len(set(values)) > 4, compute.__name__


MEASURES: dict[Callable[[Book, Period], Measure], Callable[[Vault, Period], Any]] = {
    retention: slow_retention,
    churn: slow_churn,
    repeat_rate: slow_repeat_rate,
    referrals: slow_referrals,
    promises_kept: slow_promises,
    hours_against_budget: slow_burn,
    deliverables_on_time: lambda vault, period: slow_on_time(vault, "deliverables", period),
    deliverables_days_late: lambda vault, period: slow_days_late(vault, "deliverables", period),
    projects_on_time: lambda vault, period: slow_on_time(vault, "projects", period),
    projects_days_late: lambda vault, period: slow_days_late(vault, "projects", period),
    csat: lambda vault, period: share_of(slow_scores(vault, period, "csat", 5), 4),
    ces: lambda vault, period: share_of(slow_scores(vault, period, "ces", 7), 5),
    nps: lambda vault, period: slow_nps(slow_scores(vault, period, "nps", 10)),
}


def share_of(scores: Sequence[int], good: int) -> Decimal | None:
    return percentage(len([each for each in scores if each >= good]), len(scores))


def slow_nps(scores: Sequence[int]) -> Decimal | None:
    promoters = len([each for each in scores if each in (9, 10)])
    detractors = len([each for each in scores if each in range(7)])
    return percentage(promoters - detractors, len(scores))


@pytest.mark.parametrize("seed", SEEDS)
def test_measures(seed: int) -> None:
    dice = Random(seed)
    vault = drawn(dice)
    book = book_of(vault)
    for period in periods(dice):
        for compute, slow in MEASURES.items():
            assert compute(book, period).value == slow(vault, period), compute.__name__


@pytest.mark.parametrize("seed", SEEDS)
def test_response_time(seed: int) -> None:
    dice = Random(seed)
    vault = drawn(dice)
    timed = [each for each in vault["interactions"] if "time" in each.fields]
    vault = {**vault, "interactions": timed}
    for period in periods(dice):
        found = response_time(book_of(vault), period)
        assert (found.value, found.of) == slow_response(vault, period)


@pytest.mark.parametrize("seed", SEEDS)
def test_money(seed: int) -> None:
    dice = Random(seed)
    vault = drawn(dice)
    book = book_of(vault)
    for period in periods(dice):
        incomes, _ = revenue_per_client(book, period)
        slow = slow_income(vault, period)
        assert {each.currency: dict(each.clients) for each in incomes} == slow
        for income in incomes:
            paid = list(slow[income.currency].values())
            assert total(income) == sum(paid)
            assert mean(income) == round_half_up(sum(paid) / len(paid), 2)
            assert middle_client(income) == round_half_up(median(paid), 2)
            amounts = [amount for _, amount in income.clients]
            index = sum((100 * each / sum(paid)) ** 2 for each in paid)
            assert round_half_up(index, 9) == concentration(amounts).quantize(Decimal("1e-9"))
            largest = sum(sorted(paid)[-3:])
            assert top_share(amounts, 3) == round_half_up(100 * largest / sum(paid), 1)
        sent = [
            each.path
            for each in vault["clients"]
            if "referred_by" in each.fields and path(each, "referred_by") != each.path
        ]
        brought = [pay for several in referred_income(book, period).values() for pay in several]
        assert {pay.record.place for pay in brought} == {
            line.place
            for line in vault["invoices"]
            if path(line, "client") in sent
            and paid_day(line) in days_of(period)
            and "amount" in line.fields
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_and_scope(seed: int) -> None:
    dice = Random(seed)
    vault = drawn(dice)
    book = book_of(vault)
    for period in periods(dice):
        rates, _ = effective_rates(book, period)
        found = {each.currency: (each.actual, each.planned) for each in rates}
        assert found == slow_rates(vault, period)
        assert scope_growth_hours(book, period)[0].percent == slow_growth_hours(vault, period)
        costs, _ = scope_growth_cost(book, period)
        grown = {name: each.percent for name, each in costs.items()}
        assert grown == slow_growth_cost(vault, period)
        assert granted_for_nothing(book, period)[0].value == slow_granted(vault, period)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=50))
def test_a_concentration_lies_between_that_of_equals_and_that_of_one(amounts: list[int]) -> None:
    index = concentration([Decimal(each) for each in amounts])
    assert Fraction(10_000, len(amounts)) - Fraction(1, 1000) <= Fraction(index) <= 10_001
    assert abs(index - concentration([Decimal(7 * each) for each in amounts])) < 1


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_counted_stands_somewhere(seed: int) -> None:
    dice = Random(seed)
    vault = drawn(dice)
    book = book_of(vault)
    places = {record.place for records in vault.values() for record in records}
    for period in periods(dice):
        for compute in (*MEASURES, response_time):
            found = compute(book, period)
            left = {place for _, several in found.left_out for place in several}
            assert places.issuperset({*found.evidence, *left}), compute.__name__
            assert left.isdisjoint(found.evidence) or compute is response_time, compute.__name__
            assert bool(found.evidence) == bool(found.of), compute.__name__
