"""Health and its parts, against cases computed by hand. Today is 2026-11-23, a Monday."""

from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import ACME, client, log, meeting, project
from hypothesis import given
from hypothesis import strategies as st
from vaults import book_of

from vaultcrm.facts import facts_about
from vaultcrm.facts.health import Component, band, components, weighted_mean
from vaultcrm.model import Fact
from vaultcrm.schema.health import Weights

Parts = dict[str, Component]


def parts_of(root: Path, notes: dict[str, str], config: str = "") -> Parts:
    with book_of(root, notes, config) as book:
        return {part.name: part for part in components(book)[ACME]}


def test_the_arithmetic_of_the_source() -> None:
    mean = weighted_mean([(10, 1), (10, 1), (0, 1)])
    assert mean is not None
    assert round(mean, 2) == Decimal("6.67")
    assert weighted_mean([(10, 0)]) is None
    assert weighted_mean([(100, 30), (0, 10)]) == 75


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 99)), min_size=1, max_size=7))
def test_a_mean_lies_between_and_does_not_care_for_the_unit_of_weights(
    parts: list[tuple[int, int]],
) -> None:
    mean = weighted_mean(parts)
    assert mean is not None
    assert min(score for score, _ in parts) <= mean <= max(score for score, _ in parts)
    assert weighted_mean([(score, 7 * weight) for score, weight in parts]) == mean


@pytest.mark.parametrize(
    ("score", "colour"),
    [(0, "red"), (50, "red"), (51, "yellow"), (75, "yellow"), (76, "green"), (100, "green")],
)
def test_bands(score: int, colour: str) -> None:
    assert band(score) == colour


# --- the parts ------------------------------------------------------------------------------------


def calls(*days: str) -> str:
    return log(*(f"- {day} call: spoke" for day in days))


@pytest.mark.parametrize(
    ("note", "score"),
    [
        # 9 days, where 14 are usual; 28 (twice), 42 and more (three times).
        (client(calls("2026-09-19", "2026-10-03", "2026-10-17", "2026-10-31", "2026-11-14")), 100),
        (client(calls("2026-08-31", "2026-09-14", "2026-09-28", "2026-10-12", "2026-10-26")), 50),
        (client(calls("2026-08-17", "2026-08-31", "2026-09-14", "2026-09-28", "2026-10-12")), 0),
        (client(calls("2026-06-01", "2026-06-15", "2026-06-29", "2026-07-13", "2026-07-27")), 0),
        # No habit yet, a cadence of 14 days: 21 days are 1.5 times.
        (client(calls("2026-11-02"), "cadence: 14d"), 75),
        (client(calls("2026-11-02")), None),
        (client(more="cadence: 14d\nsince: 2026-01-01"), None),
    ],
)
def test_contact(note: str, score: int | None, tmp_path: Path) -> None:
    assert parts_of(tmp_path, {ACME: note})["contact"].score == score


@pytest.mark.parametrize(
    ("lines", "more", "score"),
    [
        # 2 business days: one after 1 hour, one after 5 days.
        (
            [
                "- 2026-11-02 10:00 email in: ?",
                "- 2026-11-02 11:00 email out: !",
                "- 2026-11-09 10:00 email in: ?",
                "- 2026-11-16 11:00 email out: !",
            ],
            "",
            50,
        ),
        # The client's own word counts: 4 hours of the office are not enough.
        (
            ["- 2026-11-16 10:00 email in: ?", "- 2026-11-16 15:00 email out: !"],
            "reply_within: 4h",
            0,
        ),
        (
            ["- 2026-11-16 10:00 email in: ?", "- 2026-11-16 14:00 email out: !"],
            "reply_within: 4h",
            100,
        ),
        # Without times, by days: Friday to Tuesday are 2 business days.
        (["- 2026-11-13 email in: ?", "- 2026-11-17 email out: !"], "", 100),
        (["- 2026-11-13 email in: ?", "- 2026-11-18 email out: !"], "", 0),
        (["- 2026-11-13 email in: ?", "- 2026-11-18 email out: !"], "reply_within: 5d", 100),
        # What waits: since Friday may still wait, since Wednesday may not.
        (["- 2026-11-20 10:00 email in: ?"], "", None),
        (["- 2026-11-18 10:00 email in: ?"], "", 0),
        (["- 2026-11-18 email in: ?"], "reply_within: 5d", None),
        (["- 2026-11-17 email in: ?"], "reply_within: 5d", 0),
        # Over 90 days ago.
        (["- 2026-08-20 10:00 email in: ?", "- 2026-09-20 10:00 email out: !"], "", None),
        ([], "", None),
    ],
)
def test_answers(lines: list[str], more: str, score: int | None, tmp_path: Path) -> None:
    assert parts_of(tmp_path, {ACME: client(log(*lines), more)})["answers"].score == score


@pytest.mark.parametrize(
    ("lines", "score", "words"),
    [
        (["- [x] a 📅 2026-11-10 ✅ 2026-11-10"], 100, "1 of 1 promise of ours kept by their day"),
        (["- [x] a 📅 2026-11-10 ✅ 2026-11-11"], 0, "0 of 1 promise of ours kept by their day"),
        (
            ["- [x] a 📅 2026-11-10 ✅ 2026-11-01", "- [ ] b 📅 2026-11-22"],
            50,
            "1 of 2 promises of ours kept by their day, 1 late now",
        ),
        # Late for longer than 90 days, too; what was done so long ago no more.
        (
            ["- [ ] a 📅 2025-11-10", "- [x] b 📅 2025-11-10 ✅ 2025-11-10"],
            0,
            "0 of 1 promise of ours kept by their day, 1 late now",
        ),
        # Due today, on hold, cancelled, without a date, theirs, or ticked without a day.
        (
            [
                "- [ ] a 📅 2026-11-23",
                "- [h] b 📅 2026-11-01",
                "- [-] c 📅 2026-11-01",
                "- [ ] d",
                "- [ ] e @Dana 📅 2026-11-01",
                "- [x] f 📅 2026-11-01",
            ],
            None,
            "no promise was due in 90 days",
        ),
    ],
)
def test_promises(lines: list[str], score: int | None, words: str, tmp_path: Path) -> None:
    note = client("## Onboarding\n" + "\n".join(lines))
    part = parts_of(tmp_path, {ACME: note})["promises"]
    assert (part.score, part.words) == (score, words)


def test_a_tick_without_a_day_is_left_out_of_promises(tmp_path: Path) -> None:
    lines = ["- [x] a 📅 2026-11-10 ✅ 2026-11-10", "- [x] b 📅 2026-11-10"]
    part = parts_of(tmp_path, {ACME: client("## Onboarding\n" + "\n".join(lines))})["promises"]
    assert (part.score, part.evidence, part.left_out) == (100, (f"{ACME}:7",), (f"{ACME}:8",))


@pytest.mark.parametrize(
    ("lines", "score"),
    [
        (["- 2026-10-01 [score:: 5] [kind:: csat]"], 100),
        (["- 2026-10-01 [score:: 4] [kind:: csat]"], 75),
        (["- 2026-10-01 [score:: 7] [kind:: nps]"], 70),
        (["- 2026-10-01 [score:: 4] [kind:: ces]"], 50),
        # Three kinds, 100 + 70 + 50; the last three only; none from over a year ago.
        (
            [
                "- 2026-10-01 [score:: 5] [kind:: csat]",
                "- 2026-10-02 [score:: 7] [kind:: nps]",
                "- 2026-10-03 [score:: 4] [kind:: ces]",
                "- 2026-09-03 [score:: 1] [kind:: csat]",
            ],
            73,
        ),
        (["- 2025-10-01 [score:: 5] [kind:: csat]"], None),
        (["- 2026-10-01 [score:: 6] [kind:: csat]"], None),
    ],
)
def test_satisfaction(lines: list[str], score: int | None, tmp_path: Path) -> None:
    note = client("## Feedback\n" + "\n".join(lines))
    assert parts_of(tmp_path, {ACME: note})["satisfaction"].score == score


@pytest.mark.parametrize(
    ("fields", "body", "status", "score"),
    [
        ("due: 2026-12-01", "", "active", 100),
        ("due: 2026-11-08", "", "active", 50),  # 15 of 30 days
        ("due: 2026-11-08", "", "agreed", 50),
        ("due: 2026-11-08", "", "paused", None),
        ("due: 2026-11-08", "", "delivered", None),
        ("", "## Deliverables\n- [ ] a 📅 2026-11-17\n- [ ] b 📅 2026-12-17", "active", 80),
        ("due: 2026-12-01", "## Deliverables\n- [ ] a 📅 2026-11-17", "active", 80),
        ("", "", "active", None),
        # 60 % burnt, half of the work done: 10 points of 50.
        (
            "hours_budget: 10",
            "## Deliverables\n- [x] a ✅ 2026-11-01\n- [ ] b\n## Hours\n- 2026-11-02 [hours:: 6]",
            "active",
            80,
        ),
        # All of the budget and a half, and nothing else known.
        ("hours_budget: 10", "## Hours\n- 2026-11-02 [hours:: 15]", "active", 0),
    ],
)
def test_delivery(fields: str, body: str, status: str, score: int | None, tmp_path: Path) -> None:
    notes = {ACME: client(), "projects/Site.md": project(body, fields, status)}
    assert parts_of(tmp_path, notes)["delivery"].score == score


@pytest.mark.parametrize(
    ("lines", "score"),
    [
        (["- [ ] I-1 [amount:: 1 EUR] 📅 2026-10-24"], 50),  # 30 of 60 days
        (["- [ ] I-1 [amount:: 1 EUR] 📅 2026-01-24"], 0),
        (["- [ ] I-1 [amount:: 1 EUR] 📅 2026-12-24"], None),
        (["- [x] I-1 [amount:: 1 EUR] 📅 2026-10-24 ✅ 2026-11-20"], 100),
        (["- [x] I-1 [amount:: 1 EUR] 📅 2024-10-24 ✅ 2024-10-20"], None),
        (["- [ ] 2026-12-01 I-1 [amount:: 1 EUR] 📅 2026-10-24"], None),
    ],
)
def test_money(lines: list[str], score: int | None, tmp_path: Path) -> None:
    note = client("## Invoices\n" + "\n".join(lines))
    assert parts_of(tmp_path, {ACME: note})["money"].score == score


@pytest.mark.parametrize(
    ("moods", "lines", "score"),
    [
        (["good"], [], 80),
        (["great", "bad"], [], 50),
        ([], ["- 2026-11-01 nice [kind:: praise]"], 100),
        ([], ["- 2026-11-01 slow [kind:: complaint]"], 0),
        ([], ["- 2026-11-01 slow [kind:: complaint] [acted:: 2026-11-02]"], 50),
        ([], ["- 2026-11-01 slow [kind:: complaint] [acted:: 2026-12-02]"], 0),
        (["great"], ["- 2026-11-01 slow [kind:: complaint]"], 50),
        ([], ["- 2026-05-01 slow [kind:: complaint]", "- 2026-11-01 [kind:: idea]"], None),
    ],
)
def test_mood(moods: list[str], lines: list[str], score: int | None, tmp_path: Path) -> None:
    notes = {ACME: client("## Feedback\n" + "\n".join(lines))}
    for number, mood in enumerate(moods):
        notes[f"meetings/M{number}.md"] = meeting(f"2026-11-0{number + 1}", more=f"mood: {mood}")
    assert parts_of(tmp_path, notes)["mood"].score == score


def test_what_has_data_says_what_from_and_what_would_raise_it(tmp_path: Path) -> None:
    lines = ["- [ ] the sketch 📅 2026-11-20"]
    parts = parts_of(tmp_path, {ACME: client("## Onboarding\n" + "\n".join(lines))})
    assert list(parts) == list(Weights._fields)
    known = {name for name, part in parts.items() if part.score is not None}
    assert known == {"promises"}
    for name, part in parts.items():
        assert part.words and part.raises
        assert bool(part.evidence) == (name in known)
    assert parts["promises"].evidence == (f"{ACME}:7",)


# --- all together ---------------------------------------------------------------------------------

MIXED = client(
    "## Onboarding\n- [x] a 📅 2026-11-10 ✅ 2026-11-09\n## Feedback\n"
    "- 2026-10-01 [score:: 3] [kind:: csat]"
)


@pytest.mark.parametrize(
    ("config", "score", "colour", "data"),
    [
        ("", 79, "green", 35),  # (100 × 20 + 50 × 15) / 35 = 78.57
        ("health: {promises: 15}", 75, "yellow", Decimal("31.6")),  # 30 of 95
        ("health: {promises: 0}", None, None, Decimal("18.8")),  # 15 of 80: too little
        ("health: {promises: 0, satisfaction: 40}", 50, "red", Decimal("38.1")),  # 40 of 105
    ],
)
def test_health_by_weights(
    config: str, score: int | None, colour: str | None, data: int | Decimal, tmp_path: Path
) -> None:
    with book_of(tmp_path, {ACME: MIXED}, config) as book:
        facts = facts_about(book, "clients", ACME)
    places = (f"{ACME}:7", f"{ACME}:9") if "promises: 0" not in config else (f"{ACME}:9",)
    expected = {"health_data": Fact(data, (ACME,))}
    if score is not None:
        expected["health"] = Fact(score, places)
        expected["health_band"] = Fact(colour, places)
    assert {name: fact for name, fact in facts.items() if "health" in name} == expected


@pytest.mark.parametrize("status", ["lead", "paused", "past", "lost"])
def test_only_active_clients_have_a_health(status: str, tmp_path: Path) -> None:
    with book_of(tmp_path, {ACME: MIXED.replace("active", status)}) as book:
        assert not components(book)
        assert not {"health", "health_band", "health_data"} & {*facts_about(book, "clients", ACME)}
