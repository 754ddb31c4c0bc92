"""The report of a period: of the example vault, of vaults with next to nothing, and of what one may
ask it."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from textwrap import dedent
from typing import Any

import pytest
from running import ROOT, Run
from vaults import TODAY, book_of, write_vault

from vaultcrm.errors import VaultError
from vaultcrm.model import Money
from vaultcrm.reports import Asked, Bar, Chart, Figure, Figures, Report, Table
from vaultcrm.reports.metrics import make

EXAMPLE = ROOT / "example-vault"
ASK = ("--today", TODAY.isoformat(), "report", "metrics")


def client(body: str = "", more: str = "status: active") -> str:
    return f"---\ntype: client\n{more}\n---\n{body}\n"


def project(body: str, whose: str = "Acme") -> str:
    return f'---\ntype: project\nclient: "[[{whose}]]"\nstatus: active\n---\n{body}\n'


def figures(report: Report) -> dict[str, Figure]:
    return {
        figure.label: figure
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Figures)
        for figure in block.figures
    }


def tables(report: Report, section: str) -> dict[str, Table]:
    [found] = [each for each in report.sections if each.title == section]
    return {block.title: block for block in found.blocks if isinstance(block, Table)}


def report_of(root: Path, notes: Mapping[str, str], asked: Asked = Asked()) -> Report:  # noqa: B008
    with book_of(root, notes) as book:
        return make(book, asked)


def test_the_example(vaultcrm: Run) -> None:
    report = vaultcrm("--vault", EXAMPLE, *ASK, "--json").json()
    assert report["title"] == "Metrics 2025-11-24 to 2026-11-23"
    assert "the last 365 days, beside the 365 days before, from 2024-11-24" in report["lead"]
    found = {
        figure["label"]: figure
        for section in report["sections"]
        for block in section["blocks"]
        for figure in block.get("figures", ())
    }
    assert "64,580 EUR, 20,250 CHF, 14,810 GBP" in report["lead"]
    assert not any(label.endswith(", CHF") for label in found)
    assert "Concentration, EUR" in found
    # Each definition once.
    notes = [figure["note"] for figure in found.values()]
    assert len(notes) == len(set(notes))
    for figure in found.values():
        assert figure["note"], figure["label"]
        for place in (*figure["evidence"], *figure["left_out"]):
            file, _, line = place.rpartition(":") if ".md:" in place else (place, "", "1")
            lines = (EXAMPLE / file).read_text(encoding="utf-8").split("\n")
            assert 1 <= int(line) <= len(lines)
        if figure["value"] not in (None, 0):
            assert figure["evidence"], figure["label"]


def test_it_is_the_same_twice(vaultcrm: Run) -> None:
    ask = ("--vault", EXAMPLE, *ASK, "--format", "json")
    first, again = vaultcrm(*ask), vaultcrm(*ask)
    assert first.status == 0 and first.stdout == again.stdout


def test_an_empty_vault(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm(*ASK, cwd=write_vault(tmp_path, {}))
    assert done.status == 0, done.stderr
    assert "Nothing was paid to us." in done.stdout
    assert "Nothing was paid in this period or the one before." in done.stdout
    report = report_of(tmp_path / "too", {})
    found = figures(report)
    assert all(figure.value in (None, 0) for figure in found.values())
    assert found["Retention"].hint == "no clients at the start; 5 are needed; before: none"


def test_one_client_is_too_little_for_shares_and_enough_for_sums(tmp_path: Path) -> None:
    lines = ["## Invoices", "- [x] INV [amount:: 6000 EUR] ✅ 2026-10-01"]
    notes = {
        "clients/Acme.md": client("## Log\n- 2026-10-02 10:00 email in: ?"),
        "projects/Site.md": project("\n".join(lines)),
    }
    found = figures(report_of(tmp_path, notes))
    assert found["Repeat rate"].value is None
    assert found["Repeat rate"].hint == "1 client who ever paid; 5 are needed; before: none"
    assert found["Paid, EUR"].value == Money(6000, "EUR")
    # The whole business rests on one client: that is to be seen.
    assert (found["Concentration, EUR"].value, found["Concentration, EUR"].tone) == (10000, "bad")
    assert found["Response time, hours"].left_out == ("clients/Acme.md:6",)
    assert "Left out: 1 not answered." in found["Response time, hours"].note


DELIVERED = "## Deliverables\n" + "\n".join(
    f"- [x] {each} 📅 2026-10-05 ✅ 2026-10-{5 + (each < 2):02}" for each in range(10)
)


@pytest.mark.parametrize(("more", "value", "tone"), [(4, "85.7", "good"), (0, "80", "bad")])
def test_below_85_percent_in_time_is_red(tmp_path: Path, more: int, value: str, tone: str) -> None:
    lines = "".join(f"\n- [x] n{each} 📅 2026-10-05 ✅ 2026-10-05" for each in range(more))
    found = figures(report_of(tmp_path, {"projects/P.md": project(DELIVERED + lines)}))
    figure = found["Deliverables on time"]
    assert isinstance(figure.value, Bar) and str(figure.value.value) == value
    assert figure.tone == tone
    assert ("under 85 %" in figure.hint) == (tone == "bad")


@pytest.mark.parametrize(
    ("config", "own", "other"),
    [("", "CHF", "EUR"), ("currency: EUR\n", "EUR", "CHF"), ("currency: USD\n", "CHF", "EUR")],
)
def test_currencies_are_never_summed(tmp_path: Path, config: str, own: str, other: str) -> None:
    """The vault's currency has the figures and charts, else that of most payments."""
    paid = [("A", "100 EUR"), ("B", "300 EUR"), *((name, "50 CHF") for name in "CDE")]
    sums = {"EUR": Money(400, "EUR"), "CHF": Money(150, "CHF")}
    index = {"EUR": 6250, "CHF": 3333}  # 25 and 75 percent; three thirds
    places = {"EUR": ["A", "B"], "CHF": ["C", "D", "E"]}
    places = {code: [f"projects/{name}.md:7" for name in names] for code, names in places.items()}
    notes = {f"clients/{name}.md": client() for name, _ in paid}
    for name, amount in paid:
        body = f"## Invoices\n- [x] INV [amount:: {amount}] ✅ 2026-10-01"
        notes[f"projects/{name}.md"] = project(body, whose=name)
    with book_of(tmp_path, notes, config) as book:
        report = make(book, Asked())
    found = figures(report)
    assert [label for label in found if label.startswith("Paid, ")] == [f"Paid, {own}"]
    assert found[f"Paid, {own}"].value == sums[own]
    assert found[f"Concentration, {own}"].value == index[own]
    charts = [block for block in report.sections[1].blocks if isinstance(block, Chart)]
    titles = ("Paid by month", "Share of revenue by client")
    assert [chart.title for chart in charts] == [f"{title}, {own}" for title in titles]
    assert len(charts[0].categories) == 12 and charts[0].categories[-1] == "2026-11"
    assert sum(filter(None, charts[0].series[0].values)) == sums[own].amount
    assert charts[0].unit == own
    assert charts[0].description.startswith("2025-12 to 2026-11: paid in 1 month of 12")
    shown = tables(report, "Money")
    [row] = shown["Other currencies"].rows
    assert row.cells[:4] == (other, sums[other], len(places[other]), None)
    assert row.cells[6] == index[other]
    assert sorted(row.evidence) == places[other]
    [month] = shown["Paid by month, other currencies"].rows
    assert month.cells == ("2026-10", (sums[other],))
    assert sorted(month.evidence) == places[other]


def test_many_clients_are_one_bar_from_the_eleventh_on(tmp_path: Path) -> None:
    notes = {f"clients/C{each:02}.md": client() for each in range(14)}
    for each in range(14):
        body = f"## Invoices\n- [x] INV [amount:: {100 + each} EUR] ✅ 2026-10-01"
        notes[f"projects/P{each}.md"] = project(body, whose=f"C{each:02}")
    report = report_of(tmp_path, notes)
    [chart] = [
        block
        for block in report.sections[1].blocks
        if isinstance(block, Chart) and block.title.startswith("Share")
    ]
    assert chart.categories[0] == "C13" and chart.categories[-1] == "4 others"
    assert len(chart.categories) == 11
    assert [len(places) for places in chart.series[0].evidence] == [*[1] * 10, 4]


def test_a_period_beside_the_one_before(tmp_path: Path) -> None:
    actions = [
        *[f"- [x] {each} 📅 2026-10-05 ✅ 2026-10-05" for each in range(5)],
        *[f"- [{each}] x 📅 2026-09-10" for each in "     "],
    ]
    notes = {"M.md": "---\ntype: meeting\n---\n## Actions\n" + "\n".join(actions)}
    october = Asked(None, date(2026, 10, 1), date(2026, 10, 31))
    report = report_of(tmp_path, notes, october)
    assert report.title == "Metrics 2026-10-01 to 2026-10-31"
    assert "31 days, beside the 31 days before, from 2026-08-31" in report.lead
    kept = figures(report)["Promises kept"]
    assert kept.value == Bar(100)
    assert kept.hint == "of 5 actions due; before: 0 % of 5"


def test_what_an_hour_earned_has_a_row_for_each_other_currency(tmp_path: Path) -> None:
    notes = {}
    for name, fee in (("A", "1000 EUR"), ("B", "500 CHF"), ("C", "900 CHF")):
        more = f"status: closed\nfee: {fee}\nhours_budget: 10\ndelivered: 2026-10-01"
        body = "## Hours\n- 2026-09-30 all of it [hours:: 20]"
        notes[f"projects/{name}.md"] = f"---\ntype: project\n{more}\n---\n{body}\n"
    with book_of(tmp_path, notes, "currency: EUR\n") as book:
        report = make(book, Asked())
    found = figures(report)
    assert found["Effective rate, EUR"].value == Money(Decimal("50.00"), "EUR")
    assert found["Effective rate, EUR"].tone == "warn"
    assert "Effective rate, CHF" not in found and "Scope growth, CHF" not in found
    title = "Hours, scope and what an hour earned"
    [row] = tables(report, title)["Other currencies"].rows
    assert row.cells[:2] == ("CHF", 2) and row.tone == "warn"
    rates = (Money(Decimal("35.00"), "CHF"), Money(Decimal("70.00"), "CHF"), None)
    assert row.cells[4:] == rates
    assert {place.partition(":")[0] for place in row.evidence} == {"projects/B.md", "projects/C.md"}


def test_which_months_are_shown_is_said(tmp_path: Path) -> None:
    report = report_of(tmp_path, {}, Asked(None, date(1, 1, 1), None))
    notes = {section.title: section.note for section in report.sections}
    for title in ("Money", "What clients said, and how fast we answered"):
        assert "By month: 2025-12 to 2026-11, whatever the period." in notes[title]


@pytest.mark.parametrize(
    ("start", "end", "title"),
    [
        (date(2026, 1, 1), None, "2026-01-01 to 2026-11-23"),
        (None, date(2026, 10, 31), "2025-11-01 to 2026-10-31"),
        (date(2026, 11, 1), date(2026, 12, 31), "2026-11-01 to 2026-11-23"),
        (date(1, 1, 1), None, "0001-01-01 to 2026-11-23"),
        (TODAY, TODAY, "2026-11-23 to 2026-11-23"),
        (date(1, 1, 1), date(1, 1, 1), "0001-01-01 to 0001-01-01"),
    ],
)
def test_periods(tmp_path: Path, start: date | None, end: date | None, title: str) -> None:
    assert report_of(tmp_path, {}, Asked(None, start, end)).title == f"Metrics {title}"


def test_a_period_that_has_not_begun(vaultcrm: Run, tmp_path: Path) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(VaultError, match="is in the future"):
        report_of(tmp_path, {}, Asked(None, tomorrow, None))
    done = vaultcrm(*ASK, "--from", tomorrow.isoformat(), cwd=write_vault(tmp_path, {}))
    assert done.status == 2
    assert "--from 2026-11-24 is in the future: today is 2026-11-23" in done.stderr


def paying(dice: Random, count: int) -> dict[str, str]:
    """Clients who paid now and then, some until long ago."""
    notes = {}
    for number in range(count):
        day = TODAY - timedelta(days=dice.randint(200, 900))
        rate, leaves = dice.gammavariate(1.5, 1 / 60), dice.betavariate(1.5, 3.5)
        lines: list[str] = []
        while day <= TODAY and (len(lines) < 2 or dice.random() > leaves):
            lines.append(f"- [x] INV [amount:: 100 EUR] ✅ {day}")
            day += timedelta(days=max(1, round(dice.expovariate(rate))))
        text = f"## Log\n- {TODAY - timedelta(days=number)} call: hm\n## Invoices\n"
        status = "past" if number == 7 else "active"
        notes[f"clients/C{number:02}.md"] = client(
            text + "\n".join(lines), f"cadence: 14d\nstatus: {status}"
        )
    return notes


def last_table(report: Report) -> Table:
    [found] = [block for block in report.sections[-1].blocks if isinstance(block, Table)]
    return found


def test_from_forty_clients_up_there_are_probabilities(tmp_path: Path) -> None:
    report = report_of(tmp_path, paying(Random(4), 45))
    shown = last_table(report)
    assert shown.columns[:2] == ("Client", "Probability")
    chances: list[Any] = [row.cells[1] for row in shown.rows]
    assert chances == sorted(chances) and 0 <= chances[0] < 0.5
    assert [row.tone for row in shown.rows] == ["warn" if each < 0.5 else "" for each in chances]
    assert len(shown.rows) == 20 and shown.more > 5
    assert not any(row.evidence[0].startswith("clients/C07.md") for row in shown.rows)
    expected = figures(report)["Expected still active"]
    assert isinstance(expected.value, type(chances[0])) and 5 < expected.value < 44


def test_below_forty_clients_there_is_silence_and_why(tmp_path: Path) -> None:
    report = report_of(tmp_path, paying(Random(4), 39))
    shown = last_table(report)
    assert "of the 40 paying clients that it needs there are 39" in report.sections[-1].note
    # By the cadence of 14 days: client 38 was heard of 38 days ago.
    assert [str(cell) for cell in shown.rows[0].cells[1:]] == ["38", "None", "cadence", "2.71"]
    assert shown.more == 18


def test_a_name_cannot_break_out(vaultcrm: Run, tmp_path: Path) -> None:
    more = """
        status: active
        name: "a | b\\n# Owned\\n- x"
        since: 2026-10-01
        referred_by: "[[<script>x]]"
    """
    body = "## Invoices\n- [x] INV [amount:: 100 EUR] ✅ 2026-10-01"
    notes = {"A.md": client(body, dedent(more).strip())}
    done = vaultcrm(*ASK, cwd=write_vault(tmp_path, notes))
    assert done.status == 0, done.stderr
    assert "\n# Owned" not in done.stdout
    assert "Owned" in done.stdout


def test_with_rates_money_is_one_and_the_report_says_so(tmp_path: Path) -> None:
    paid = [("A", "100 EUR"), ("B", "300 USD"), ("C", "50 CHF"), ("D", "50 USD")]
    notes = {
        f"clients/{name}.md": client(f"## Invoices\n- [x] I [amount:: {amount}] ✅ 2026-10-01")
        for name, amount in paid
    }
    with book_of(tmp_path, notes, "currency: EUR\nrates: {USD: 0.5}\n") as book:
        report = make(book, Asked())
    found = figures(report)
    # 100 + 150 + 25 of three clients; 36.36 % squared + 54.55 % squared + 9.09 % squared.
    assert found["Paid, EUR"].value == Money(Decimal("275.00"), "EUR")
    assert found["Revenue per client, EUR"].value == Money(Decimal("91.67"), "EUR")
    assert found["Concentration, EUR"].value == 4380
    [row] = tables(report, "Money")["Other currencies"].rows
    assert row.cells == ("CHF", Money(Decimal(50), "CHF"), 1, None)
    (money,) = [section for section in report.sections if section.title == "Money"]
    assert "Converted at the rates of the settings: 1 USD = 0.5 EUR." in money.note
