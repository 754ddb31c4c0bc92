"""Figures of a period, against vaults computed by hand and the reference numbers. Today is
2026-11-23; the period is October 2026 unless a test says otherwise."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import client, log, meeting, project
from vaults import book_of

from vaultcrm.facts.book import Book
from vaultcrm.facts.metrics import Measure, Period, before
from vaultcrm.facts.metrics_clients import (
    churn,
    clientele,
    referrals,
    repeat_rate,
    retention,
    turnover,
)
from vaultcrm.facts.metrics_money import (
    band,
    concentration,
    effective_rates,
    mean,
    middle_client,
    referred_income,
    revenue_per_client,
    top_share,
    total,
)
from vaultcrm.facts.metrics_voice import ces, csat, nps, response_by_month, response_time
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

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
Compute = Callable[[Book, Period], Measure]


def counted(measure: Measure) -> tuple[object, int, dict[str, int]]:
    """The value, of how many, and how many were left out for which reason."""
    return measure.value, measure.of, {why: len(places) for why, places in measure.left_out}


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    assert before(OCTOBER) == Period(date(2026, 8, 31), date(2026, 9, 30))
    assert before(Period(OCTOBER.start, OCTOBER.start)) == Period(*[date(2026, 9, 30)] * 2)
    assert before(Period(date(1, 1, 9), date(1, 1, 16))) == Period(date(1, 1, 1), date(1, 1, 8))
    assert before(Period(date(1, 1, 8), date(1, 1, 16))) is None


# --- clients


def since(day: str, ended: str = "", status: str = "", more: str = "") -> str:
    fields = f"since: {day}\n" + (f"ended: {ended}\n" if ended else "") + more
    return client(more=fields, status=status or ("past" if ended else "active"))


CLIENTELE = {
    **{f"clients/Stays {each}.md": since("2025-01-01") for each in range(6)},
    "clients/Lost first day.md": since("2025-01-01", "2026-10-01"),
    "clients/Lost last day.md": since("2026-09-30", "2026-10-31", "lost"),
    "projects/Work.md": project(more="start: 2026-09-30", whose="Lost last day"),
    "clients/Gone before.md": since("2025-01-01", "2026-09-30"),
    "clients/Gone later.md": since("2025-01-01", "2026-11-01"),
    "clients/New.md": since("2026-10-01"),
    "clients/Newer.md": since("2026-10-31"),
    "clients/Passing.md": since("2026-10-02", "2026-10-30"),
    "clients/After.md": since("2026-11-01"),
    # By the first project or the first contact, whichever was earlier.
    "clients/By work.md": client(log("- 2026-10-05 call: hm")),
    "projects/Older.md": project(more="start: 2026-09-01", whose="By work"),
    "clients/By talk.md": client(log("- 2026-10-06 call: hm", "- 2026-10-05 call: hm")),
    # None of these is or was a client, or it is not known when.
    "clients/Lead.md": client(more="since: 2026-01-01", status="lead"),
    "clients/Lost lead.md": since("2026-01-01", "2026-10-05", "lost"),
    "clients/When.md": client(),
    "clients/Until when.md": client(more="since: 2025-01-01", status="past"),
    "clients/Back.md": since("2025-01-01", "2026-01-01", "active"),
    "clients/Early end.md": since("2025-01-01", "2024-12-31"),
}
UNKNOWN = {
    "without a day on which they began": 1,
    "past without the day on which they ended": 1,
    "ended, and yet not past or lost": 1,
    "ended before they began": 1,
}


def test_retention_and_churn(tmp_path: Path) -> None:
    with book_of(tmp_path, CLIENTELE) as book:
        found = turnover(book, OCTOBER)
        stays = [f"clients/Stays {each}.md" for each in range(6)]
        lost = ["clients/Lost first day.md", "clients/Lost last day.md"]
        start = sorted([*stays, *lost, "clients/Gone later.md", "clients/By work.md"])
        new = ["clients/By talk.md", "clients/New.md", "clients/Newer.md"]
        assert sorted(found.start) == start
        assert sorted(found.new) == new
        assert sorted(found.end) == sorted({*start, *new} - {*lost})
        assert (sorted(found.lost), found.passing) == (lost, 1)
        # E = 11, N = 3, S = 10: (11 - 3) / 10; two of ten were lost.
        assert counted(retention(book, OCTOBER)) == (80, 10, UNKNOWN)
        assert counted(churn(book, OCTOBER)) == (20, 10, UNKNOWN)
        assert sorted(retention(book, OCTOBER).evidence) == start


def test_a_client_whose_end_is_to_come_still_is_one(tmp_path: Path) -> None:
    with book_of(
        tmp_path, {"clients/Ends.md": since("2025-01-01", "2026-12-31", "active")}
    ) as book:
        assert len(clientele(book).lifetimes) == 1
        assert turnover(book, OCTOBER).end == ["clients/Ends.md"]


@pytest.mark.parametrize(("clients", "value"), [(4, None), (5, 100)])
def test_few_clients_are_too_little_data(tmp_path: Path, clients: int, value: int | None) -> None:
    notes = {f"clients/C{each}.md": since("2025-01-01") for each in range(clients)}
    with book_of(tmp_path, notes) as book:
        assert counted(retention(book, OCTOBER)) == (value, clients, {})
        assert counted(churn(book, OCTOBER)) == (0 if value else None, clients, {})


def paid(day: str, amount: str = "100 EUR") -> str:
    return f"- [x] INV [amount:: {amount}] ✅ {day}"


def invoices(*lines: str) -> str:
    return "\n".join(["## Invoices", *lines])


def test_repeat_rate(tmp_path: Path) -> None:
    notes = {
        **{f"clients/{name}.md": client() for name in "ABCDEFG"},
        "projects/A1.md": project(invoices(paid("2025-01-01")), whose="A"),
        "projects/A2.md": project(invoices(paid("2026-10-31")), whose="A"),
        # Twice for one project, and once more without one.
        "projects/B1.md": project(invoices(paid("2026-01-01"), paid("2026-02-01")), whose="B"),
        "clients/B.md": client(invoices(paid("2026-03-01"))),
        "clients/C.md": client(invoices(paid("2026-03-01"))),
        "projects/D1.md": project(invoices(paid("2026-03-01")), whose="D"),
        # The second came after the period.
        "projects/E1.md": project(invoices(paid("2026-03-01")), whose="E"),
        "projects/E2.md": project(invoices(paid("2026-11-01")), whose="E"),
        # Not paid, for nothing, cancelled: no paying client. Unreadable, without a day: left out.
        "projects/F1.md": project(
            invoices("- [ ] INV [amount:: 5 EUR]", paid("2026-01-01", "0 EUR"), "- [-] INV"),
            whose="F",
        ),
        "projects/G1.md": project(
            invoices(paid("2026-01-01", "much"), "- [x] INV [amount:: 5 EUR]"), whose="G"
        ),
        "projects/Nobody's.md": "---\ntype: project\n---\n" + invoices(paid("2026-01-01")),
    }
    left = {
        "invoices of no client": 1,
        "invoices paid on a day that is not known": 1,
        "invoices with an amount that cannot be read": 1,
    }
    with book_of(tmp_path, notes) as book:
        # A of A, B, C, D, E.
        assert counted(repeat_rate(book, OCTOBER)) == (20, 5, left)
        november = Period(date(2026, 11, 1), date(2026, 11, 30))
        assert counted(repeat_rate(book, november)) == (40, 5, left)
        assert len(repeat_rate(book, OCTOBER).evidence) == 8


def test_referrals_and_what_they_brought(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": since("2025-01-01"),
        "people/Dana.md": '---\ntype: person\nclient: "[[Acme]]"\n---\n',
        "clients/By Dana.md": since("2026-10-01", more='referred_by: "[[Dana]]"'),
        "clients/Lead.md": since("2026-10-31", status="lead", more='referred_by: "[[Mum]]"'),
        "clients/Alone.md": since("2026-10-05"),
        "clients/Self.md": since("2026-10-05", more='referred_by: "[[Self]]"'),
        "clients/Earlier.md": since("2026-09-30", more='referred_by: "[[Acme]]"'),
        "clients/When.md": client(),
        "projects/1.md": project(invoices(paid("2026-10-01")), whose="Earlier"),
        "projects/2.md": project(
            invoices(paid("2026-10-31", "70 CHF"), paid("2026-11-01")), whose="By Dana"
        ),
        "projects/3.md": project(invoices(paid("2026-10-01")), whose="Alone"),
    }
    with book_of(tmp_path, notes) as book:
        unknown = {"without a day on which they began": 1}
        assert counted(referrals(book, OCTOBER)) == (2, 4, unknown)
        [(sender, payments)] = referred_income(book, OCTOBER).items()
        assert sender == "clients/Acme.md"
        assert [each.amount for each in payments] == [(100, "EUR"), (70, "CHF")]


# --- money


@pytest.mark.parametrize(
    ("shares", "index", "name"),
    [
        ((20, 30, 50), 3800, "very high"),
        ((20, 19, 18, 17, 16, 10), 1730, "moderate"),
        ((1,), 10000, "very high"),
        ((1,) * 4, 2500, "high"),
        ((1,) * 10, 1000, "moderate"),
        ((1,) * 11, None, "spread out"),
    ],
)
def test_concentration(shares: tuple[int, ...], index: int | None, name: str) -> None:
    found = concentration([Decimal(each) for each in shares])
    assert index is None or found == index
    assert band(found) == name


@pytest.mark.parametrize(
    ("index", "name"),
    [
        *[("999.99", "spread out"), ("1000", "moderate"), ("1800", "moderate")],
        *[("1800.01", "high"), ("2500", "high"), ("2500.01", "very high")],
    ],
)
def test_the_bands_of_concentration(index: str, name: str) -> None:
    assert band(Decimal(index)) == name


def test_revenue_per_client_by_currency(tmp_path: Path) -> None:
    notes = {
        **{f"clients/{name}.md": client() for name in "ABCDEFG"},
        "projects/A.md": project(
            invoices(paid("2026-10-01", "200 EUR"), paid("2026-10-31", "100 EUR")), whose="A"
        ),
        "clients/B.md": client(
            invoices(paid("2026-10-15", "500 EUR"), paid("2026-10-15", "9 CHF"))
        ),
        # Without a day of payment it counts on its own day.
        "projects/C.md": project(invoices("- [x] 2026-10-20 INV [amount:: 200 EUR]"), whose="C"),
        # Before, after, in the future, not paid.
        "projects/D.md": project(
            invoices(
                paid("2026-09-30"),
                paid("2026-11-01"),
                paid("2026-12-01"),
                "- [ ] I [amount:: 1 EUR]",
            ),
            whose="D",
        ),
        # More was given back than paid; unreadable; on no day; of no client.
        "projects/E.md": project(
            invoices(paid("2026-10-02"), paid("2026-10-03", "-100 EUR")), whose="E"
        ),
        "projects/F.md": project(
            invoices(paid("2026-10-02", "much"), "- [x] INV [amount:: 5 EUR]"), whose="F"
        ),
        "projects/G.md": "---\ntype: project\n---\n" + invoices(paid("2026-10-02")),
    }
    with book_of(tmp_path, notes) as book:
        incomes, left = revenue_per_client(book, OCTOBER)
        assert [each.currency for each in incomes] == ["EUR", "CHF"]
        euros, francs = incomes
        # 500, 300 and 200 of 1,000: 25 + 9 + 4 in hundreds.
        assert [amount for _, amount in euros.clients] == [500, 300, 200]
        assert (total(euros), mean(euros), middle_client(euros)) == (1000, Decimal("333.33"), 300)
        amounts = [amount for _, amount in euros.clients]
        assert concentration(amounts) == 3800
        assert [top_share(amounts, count) for count in (1, 2, 3, 4)] == [50, 80, 100, 100]
        assert len(euros.evidence) == 4
        assert (total(francs), mean(francs), middle_client(francs)) == (9, 9, 9)
        assert {why: len(places) for why, places in left} == {
            "of no client": 1,
            "paid on a day that is not known": 1,
            "with an amount that cannot be read": 1,
            "of clients who were given back more than they paid": 2,
        }


def delivered(fee: str, budget: str, hours: str, day: str = "2026-10-10", body: str = "") -> str:
    more = f"delivered: {day}\n"
    more += f"fee: {fee}\n" if fee else ""
    more += f"hours_budget: {budget}\n" if budget else ""
    worked = f"## Hours\n- 2026-09-01 work [hours:: {hours}]" if hours else ""
    return project(f"{body}\n{worked}", more=more, status="delivered")


@pytest.mark.parametrize(
    ("fee", "budget", "hours", "planned", "actual"),
    [
        ("3500 EUR", "45", "59", "77.78", "59.32"),
        ("5000 EUR", "", "52", None, "96.15"),
    ],
)
def test_effective_rate(
    tmp_path: Path, fee: str, budget: str, hours: str, planned: str | None, actual: str
) -> None:
    notes = {
        "clients/Acme.md": client(),
        "projects/P.md": delivered(fee, budget, hours),
        "projects/Earlier.md": delivered("99999 EUR", "1", "1", "2026-09-30"),
        "projects/Later.md": delivered("99999 EUR", "1", "1", "2026-11-01"),
        "projects/Future.md": delivered("99999 EUR", "1", "1", "2026-12-01"),
    }
    with book_of(tmp_path, notes) as book:
        [rate], left = effective_rates(book, OCTOBER)
    assert rate.actual == Decimal(actual)
    assert rate.planned == (Decimal(planned) if planned else None)
    assert (rate.currency, rate.projects, rate.budgeted) == ("EUR", 1, bool(planned))
    assert len(rate.evidence) == 2 and left == ()


def test_effective_rates_are_of_each_currency(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": client(),
        "projects/1.md": delivered("3500 EUR", "45", "59"),
        "projects/2.md": delivered("5000 EUR", "", "52"),
        "projects/3.md": delivered("100 CHF", "", "1"),
        "projects/No fee.md": delivered("", "10", "1"),
        "projects/No hours.md": delivered("100 CHF", "10", ""),
    }
    with book_of(tmp_path, notes) as book:
        rates, left = effective_rates(book, OCTOBER)
    # 8,500 / 111 and 100 / 1.
    assert [(each.currency, each.actual, each.projects, each.budgeted) for each in rates] == [
        ("EUR", Decimal("76.58"), 2, 1),
        ("CHF", 100, 1, 0),
    ]
    assert left == (
        ("without a fee", ("projects/No fee.md",)),
        ("without hours", ("projects/No hours.md",)),
    )


# --- in time


def test_deliverables_on_time(tmp_path: Path) -> None:
    lines = [
        "- [x] a 📅 2026-10-05 ✅ 2026-10-05",
        "- [x] b 📅 2026-10-05 ✅ 2026-10-03",
        "- [x] c 📅 2026-11-30 ✅ 2026-10-31",
        "- [x] d 📅 2026-09-01 ✅ 2026-10-01",
        "- [x] e 📅 2026-10-05 ✅ 2026-10-06",
        # Not of the period, theirs, not done.
        "- [x] f 📅 2026-10-05 ✅ 2026-09-30",
        "- [x] g 📅 2026-10-05 ✅ 2026-11-01",
        "- [x] h [owner:: Acme] 📅 2026-10-05 ✅ 2026-10-05",
        "- [ ] i 📅 2026-10-05",
        "- [-] j 📅 2026-10-05 ❌ 2026-10-05",
        # Left out.
        "- [x] k ✅ 2026-10-05",
        "- [x] l 📅 2026-10-05",
    ]
    notes = {"projects/P.md": project("## Deliverables\n" + "\n".join(lines))}
    left = {"without a due date": 1, "done on a day that is not known": 1}
    with book_of(tmp_path, notes) as book:
        # a, b, c of five. Days late: 0, -2, -30, 30, 1.
        assert counted(deliverables_on_time(book, OCTOBER)) == (60, 5, left)
        assert counted(deliverables_days_late(book, OCTOBER)) == (0, 5, left)


def test_projects_on_time(tmp_path: Path) -> None:
    dates = [
        *[("2026-10-05", "2026-10-05"), ("2026-10-05", "2026-10-06"), ("2026-10-30", "2026-10-01")],
        *[("2026-09-01", "2026-10-31"), ("2026-10-05", "2026-10-08")],
        *[("2026-10-05", "2026-09-30"), ("2026-10-05", "2026-11-01"), ("2026-10-05", "2026-12-01")],
        *[("", "2026-10-05"), ("2026-10-05", "")],
    ]
    notes = {
        f"projects/P{number}.md": project(
            more=(f"due: {due}\n" if due else "") + (f"delivered: {done}" if done else ""),
            status="closed",
        )
        for number, (due, done) in enumerate(dates)
    }
    left = {"without a due date": 1, "done on a day that is not known": 1}
    with book_of(tmp_path, notes) as book:
        # Days late: 0, 1, -29, 60, 3.
        assert counted(projects_on_time(book, OCTOBER)) == (40, 5, left)
        assert counted(projects_days_late(book, OCTOBER)) == (1, 5, left)


def test_promises_kept(tmp_path: Path) -> None:
    lines = [
        "- [x] a 📅 2026-10-05 ✅ 2026-10-05",
        "- [x] b 📅 2026-10-31 ✅ 2026-01-01",
        "- [x] c 📅 2026-10-05 ✅ 2026-10-06",
        "- [x] d 📅 2026-10-05 ✅ 2026-11-06",
        "- [ ] e 📅 2026-10-01",
        "- [/] f 📅 2026-10-01",
        # Theirs, due at another time or never, cancelled, on hold.
        "- [ ] g @Dana 📅 2026-10-05",
        "- [x] h 📅 2026-09-30 ✅ 2026-10-05",
        "- [x] i 📅 2026-11-01 ✅ 2026-10-05",
        "- [x] j ✅ 2026-10-05",
        "- [-] k 📅 2026-10-05",
        "- [h] l 📅 2026-10-05",
        "- [x] m 📅 2026-10-05",
    ]
    notes = {"meetings/M.md": meeting("2026-09-01", "## Actions\n" + "\n".join(lines))}
    with book_of(tmp_path, notes) as book:
        left = {"done on a day that is not known": 1}
        assert counted(promises_kept(book, OCTOBER)) == (Decimal("33.3"), 6, left)


def test_what_is_due_today_can_still_be_kept(tmp_path: Path) -> None:
    lines = [f"- [x] {each} 📅 2026-11-23 ✅ 2026-11-23" for each in range(5)]
    lines += ["- [ ] open 📅 2026-11-23", "- [ ] tomorrow 📅 2026-11-24"]
    notes = {"meetings/M.md": meeting("2026-09-01", "## Actions\n" + "\n".join(lines))}
    with book_of(tmp_path, notes) as book:
        november = Period(date(2026, 11, 1), date(2026, 11, 30))
        assert counted(promises_kept(book, november)) == (100, 5, {})


# --- hours and scope

CHANGES = """
## Change requests
- [x] a [hours:: 6] [cost:: 500 EUR] ✅ 2026-09-05
- [x] b [hours:: 4] [cost:: 0 EUR] ✅ 2026-09-05
- [x] c [hours:: much]
- [-] refused [hours:: 99] [cost:: 9900 EUR]
- [ ] undecided [hours:: 99] [cost:: 9900 EUR]
"""


def test_scope_growth_and_hours(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": client(),
        "projects/1.md": delivered("5000 EUR", "50", "59", body=CHANGES),
        "projects/2.md": delivered("5000 EUR", "50", "51"),
        "projects/3.md": delivered("100 CHF", "", "9"),
        "projects/4.md": delivered("", "10", ""),
        "projects/Earlier.md": delivered("99 EUR", "1", "99", "2026-09-30", CHANGES),
    }
    with book_of(tmp_path, notes) as book:
        # 110 of 100 hours; 10 h on the 110 agreed; 500 on 10,000.
        found = hours_against_budget(book, OCTOBER)
        assert counted(found) == (110, 2, {"without a budget of hours": 1, "without hours": 1})
        hours, left = scope_growth_hours(book, OCTOBER)
        assert (hours.percent, hours.added, hours.baseline, hours.projects) == (
            Decimal("9.1"),
            10,
            110,
            3,
        )
        unused = "changes whose size cannot be used"
        assert [(why, len(places)) for why, places in left] == [
            (unused, 1),
            ("without a budget of hours", 1),
        ]
        costs, left = scope_growth_cost(book, OCTOBER)
        assert {name: (each.percent, each.projects) for name, each in costs.items()} == {
            "EUR": (5, 2),
            "CHF": (0, 1),
        }
        assert left == (("without a fee", ("projects/4.md",)),)
        # b, and c, which says no cost; 4 hours of what can be read.
        free, took = granted_for_nothing(book, OCTOBER)
        assert (free.value, took, len(free.evidence)) == (2, 4, 2)


def test_nothing_delivered_is_no_data(tmp_path: Path) -> None:
    with book_of(tmp_path, {}) as book:
        assert hours_against_budget(book, OCTOBER) == Measure(None, 0)
        assert scope_growth_hours(book, OCTOBER)[0].percent is None
        assert scope_growth_cost(book, OCTOBER) == ({}, ())
        assert effective_rates(book, OCTOBER) == ([], ())
        assert granted_for_nothing(book, OCTOBER)[0].value == 0


# --- words


@pytest.mark.parametrize(
    ("compute", "kind", "scores", "value"),
    [
        # 8 of 10 from 5 up.
        (ces, "ces", (7, 6, 5, 5, 6, 7, 5, 6, 4, 1), 80),
        (csat, "csat", (5, 4, 3, 1, 5), 60),
        # 3 promoters, 2 detractors of 6.
        (nps, "nps", (10, 9, 9, 8, 6, 0), Decimal("16.7")),
        (nps, "nps", (0, 6, 6, 1, 2), -100),
        (nps, "nps", (7, 8, 7, 8, 7), 0),
        (csat, "csat", (5, 5, 5, 5), None),
        (ces, "csat", (5, 5, 5, 5, 5), None),
    ],
)
def test_scores(
    tmp_path: Path, compute: Compute, kind: str, scores: tuple[int, ...], value: object
) -> None:
    lines = [
        f"- 2026-10-{day + 1:02} [score:: {score}] [kind:: {kind}]"
        for day, score in enumerate(scores)
    ]
    lines += ["- 2026-09-30 [score:: 1] [kind:: csat]", "- 2026-11-01 [score:: 1] [kind:: ces]"]
    with book_of(tmp_path, {"clients/A.md": client("## Feedback\n" + "\n".join(lines))}) as book:
        found = compute(book, OCTOBER)
        assert found.value == value
        assert found.of == (len(scores) if compute.__name__ == kind else 0)


def test_scores_that_cannot_be_used_are_left_out(tmp_path: Path) -> None:
    lines = [
        "- 2026-10-01 [score:: 9] [kind:: csat] off the scale",
        "- [score:: 4] [kind:: csat] on no day",
        "- 2026-10-02 [score:: 4] of no kind",
        "- 2026-10-03 [score:: 9] [kind:: ces] off another scale",
        "- 2026-09-01 [score:: 9] [kind:: csat] in another month",
        "- 2026-10-03 [kind:: csat] without a score",
    ]
    with book_of(tmp_path, {"clients/A.md": client("## Feedback\n" + "\n".join(lines))}) as book:
        [(_, places)] = csat(book, OCTOBER).left_out
        assert places == ("clients/A.md:7", "clients/A.md:8", "clients/A.md:9")


RESPONSES = log(
    # One hour, one hour, 2.5 hours, 15 minutes, and on a closed day: 0.
    "- 2026-10-02 16:30 email in: Fri",
    "- 2026-10-05 09:30 email out: Mon",
    "- 2026-10-10 11:00 email in: Sat",
    "- 2026-10-12 10:00 email out: Mon",
    "- 2026-10-13 10:00 email in: Tue",
    "- 2026-10-13 12:30 email out: Tue",
    "- 2026-10-19 08:30 email in: Mon",
    "- 2026-10-19 09:15 email out: Mon",
    "- 2026-10-23 17:30 email in: Fri",
    "- 2026-10-24 12:00 email out: Sat",
    # Without a time, not answered; asked in September and in November.
    "- 2026-10-26 email in: when",
    "- 2026-10-26 12:00 email out: now",
    "- 2026-09-30 10:00 email in: before",
    "- 2026-10-01 10:00 email out: in",
    "- 2026-10-31 10:00 email in: the run starts here",
    "- 2026-11-02 10:00 email in: and goes on",
)


def test_response_time(tmp_path: Path) -> None:
    with book_of(tmp_path, {"clients/A.md": client(RESPONSES)}) as book:
        found = response_time(book, OCTOBER)
        assert counted(found) == (1, 5, {"without a time": 1, "not answered": 1})
        assert len(found.evidence) == 10
        months = response_by_month(book)
        assert {month: each.hours for month, each in months.items()} == {
            date(2026, 9, 1): None,  # one answer is too few
            date(2026, 10, 1): 1,
        }
