"""Histories that should raise an alarm, and such that should not. Today is 2026-11-23, a Monday."""

from datetime import date, timedelta
from decimal import Decimal
from inspect import cleandoc
from pathlib import Path

import pytest
from client_notes import ACME, client, log, meeting
from vaults import TODAY, book_of

from vaultcrm.facts import facts_about
from vaultcrm.facts.warnings import WARNINGS, EarlyWarning, early_warnings, name_of

REGULAR = (13, 15, 14, 12, 16, 14)
IRREGULAR = (3, 40, 9, 25, 1, 60, 14, 5)


def warned(root: Path, notes: dict[str, str] | str, config: str = "") -> dict[str, EarlyWarning]:
    notes = {ACME: notes} if isinstance(notes, str) else notes
    with book_of(root, notes, config) as book:
        return {each.name: each for each in early_warnings(book).get(ACME, ())}


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def spoken(silent: int, gaps: tuple[int, ...], how: str = "call: spoke") -> str:
    """A log of contacts with these gaps, the last so many days ago."""
    days = [silent + sum(gaps[number:]) for number in range(len(gaps) + 1)]
    return log(*(f"- {ago(each)} {how}" for each in days))


# --- silence --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("silent", "gaps", "more", "value"),
    [
        (30, REGULAR, "", "10.79"),
        (16, REGULAR, "", None),
        (21, REGULAR, "", None),  # unusual (M 4.72), but not half as long again
        (22, REGULAR, "", "5.40"),
        (30, IRREGULAR, "", None),
        (59, IRREGULAR, "", None),  # once before it was longer
        (200, IRREGULAR, "", "11.41"),  # 0.6745 × (200 - 14) / 11
        # Every two weeks to the day: a day more is no alarm, and a week more is.
        (15, (14, 14, 14, 14), "", None),
        (22, (14, 14, 14, 14), "", "3.99"),
        # Every day in a busy week: a long weekend is no silence, a week is.
        (4, (1, 1, 1, 1, 1, 1), "", None),
        (7, (1, 1, 1, 1, 1, 1), "", "5.59"),
        # Longer than nine in ten: one break of 30 days in 10 gaps, in 9.
        (25, (5, 6, 5, 6, 5, 6, 5, 6, 5, 30), "", "12.82"),
        (25, (5, 6, 5, 6, 5, 6, 5, 6, 30), "", None),
        # Too few gaps for a habit: the cadence counts, if there is one.
        (60, (14,), "", None),
        (60, (14, 14, 14), "", None),
        (60, (14, 14, 14), "cadence: 14d", "4.29"),
        (28, (14,), "cadence: 14d", None),
        (29, (14,), "cadence: 14d", "2.07"),
    ],
)
def test_gone_quiet(
    silent: int, gaps: tuple[int, ...], more: str, value: str | None, tmp_path: Path
) -> None:
    found = warned(tmp_path, client(spoken(silent, gaps), more)).get("gone quiet")
    assert (found and found.value) == (value and Decimal(value))
    if found:
        assert found.words.startswith(f"{silent} days without contact")
        assert found.own == (len(gaps) >= 4)


def test_a_holiday_is_no_silence_where_the_cadence_counts_business_days(tmp_path: Path) -> None:
    """A business day after Thursday, 24 December, is Monday in Germany, and Friday elsewhere."""
    pytest.importorskip("holidays")
    note = {ACME: client(log("- 2026-12-24 call: spoke"), "cadence: 1bd")}
    tuesday = date(2026, 12, 29)
    for country, expected in (("country: DE", []), ("", ["gone quiet"])):
        with book_of(tmp_path, note, country, tuesday) as book:
            assert [each.name for each in early_warnings(book).get(ACME, ())] == expected


@pytest.mark.parametrize("status", ["paused", "past", "lost", "lead"])
def test_whoever_is_not_active_is_not_warned_of(status: str, tmp_path: Path) -> None:
    assert warned(tmp_path, client(spoken(30, REGULAR), status=status)) == {}


@pytest.mark.parametrize(
    ("last", "is_warned"),
    [
        ("- 2026-11-20 email out: hello?", True),
        ("- 2026-11-20 email: no direction", False),
        ("", False),
    ],
)
def test_no_word_though_we_wrote(last: str, is_warned: bool, tmp_path: Path) -> None:
    body = f"{spoken(40, REGULAR)}\n{last}"
    found = warned(tmp_path, client(body))
    assert ("no word" in found) is is_warned
    if is_warned:
        assert found["no word"].value == Decimal("17.54")  # 0.6745 × (40 - 14) / 1
        assert "gone quiet" not in found


# --- answers --------------------------------------------------------------------------------------


def exchanged(waits: tuple[int, ...], first: str, then: str, every: int = 20) -> str:
    """Messages every 20 days, and what came so many days after each; the last 10 days ago."""
    lines = []
    for number, wait in enumerate(reversed(waits)):
        asked = 10 + wait + every * number
        lines += [f"- {ago(asked)} email {first}: ?", f"- {ago(asked - wait)} email {then}: !"]
    return log(*lines)


ANSWERS = [
    ((1, 2, 1, 2, 1, 9, 8, 9), "9"),  # M of 9 among 1, 2, 1, 2, 1
    ((1, 2, 1, 2, 1, 1, 2, 9), None),  # once is chance
    ((1, 2, 1, 2, 1, 2, 2, 3), None),
    ((1, 15, 3, 12, 6, 9, 8, 9), None),  # never fast
    ((1, 1, 1, 1, 1, 2, 2, 2), None),  # unusual, but a day
    ((1, 9, 9), None),
]


@pytest.mark.parametrize(("waits", "days"), ANSWERS)
def test_slower_to_answer(waits: tuple[int, ...], days: str | None, tmp_path: Path) -> None:
    found = warned(tmp_path, client(exchanged(waits, "out", "in"))).get("slower to answer")
    assert (found and found.words) == (days and f"their last answers took {days} days; 1 are usual")
    if found:
        assert found.value == Decimal("10.12")  # 0.6745 × (9 - 1.5) / 0.5
        assert len(found.evidence) == 6


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        *(
            (waits, days and f"our last answers took {days} days; 1 are usual")
            for waits, days in ANSWERS[:-1]
        ),
        ((1, 9, 9), "2 of our last answers took a week or more"),
        ((1, 1, 9), None),
        ((9,), None),
    ],
)
def test_our_answers_slipping(waits: tuple[int, ...], words: str | None, tmp_path: Path) -> None:
    found = warned(tmp_path, client(exchanged(waits, "in", "out"))).get("our answers slipping")
    assert (found and found.words) == words


def test_what_still_waits_counts_as_of_today(tmp_path: Path) -> None:
    body = f"{exchanged((8,), 'in', 'out')}\n- {ago(7)} email in: and?"
    assert "our answers slipping" in warned(tmp_path, client(body))
    body = f"{exchanged((8,), 'in', 'out')}\n- {ago(6)} email in: and?"
    assert "our answers slipping" not in warned(tmp_path, client(body))


def test_what_was_slow_long_ago_warns_of_nothing(tmp_path: Path) -> None:
    old = "\n".join(
        line.replace("2026-", "2025-") for line in exchanged(ANSWERS[0][0], "out", "in").split("\n")
    )
    assert "slower to answer" not in warned(tmp_path, client(old))


# --- money and promises ---------------------------------------------------------------------------


def dues(late: tuple[int | None, ...], every: int = 20) -> list[str]:
    """Lines due every 20 days, the last 12 days ago, done so many days after that; None is open."""
    lines = []
    for number, days in enumerate(reversed(late)):
        due = 12 + every * number
        done = "" if days is None else f" ✅ {ago(due - days)}"
        lines.append(f"- [{' ' if days is None else 'x'}] it [amount:: 1 EUR] 📅 {ago(due)}{done}")
    return lines


@pytest.mark.parametrize(
    ("late", "words"),
    [
        ((0, -1, 1, 0, 10), "paid 10 days after the due date; usually on the day"),
        ((0, -1, 1, 0, None), "unpaid 12 days after the due date; usually on the day"),
        ((0, -1, 1, 0, 5), None),  # unusual, but less than a week
        ((2, 30, 14, 9, 20, None), None),  # never punctual
        ((20, 20, 20, 20, 20), None),
        ((-14, -13, -14, -15, 0), None),  # later than usual, and in time
        ((0, 12), None),
        ((None,), None),
    ],
)
def test_pays_later(late: tuple[int | None, ...], words: str | None, tmp_path: Path) -> None:
    note = client("## Invoices\n" + "\n".join(dues(late)))
    found = warned(tmp_path, note).get("pays later")
    assert (found and found.words) == words


@pytest.mark.parametrize(("days", "is_warned"), [(29, False), (30, True)])
def test_a_first_invoice_is_late_by_what_was_agreed(
    days: int, is_warned: bool, tmp_path: Path
) -> None:
    note = client(f"## Invoices\n- [ ] I-1 [amount:: 1 EUR] 📅 {ago(days)}")
    found = warned(tmp_path, note)
    assert ("pays later" in found) is is_warned
    assert all(not each.own for each in found.values())


@pytest.mark.parametrize(
    ("late", "words"),
    [
        ((0, -1, 1, 0, 9, 9, 8), "our last 3 promises: 9 days late; usually on the day"),
        ((0, -1, 1, 0, 0, 9, None), "our last 3 promises: 9 days late; usually on the day"),
        ((0, -1, 1, 0, 0, 0, 9), None),
        ((0, -1, 1, 0, 5, 5, 5), None),
        ((9, 30, 14, 9, 20, 12, None), None),
        ((0, None), None),
        ((None, None), "2 of our promises are a week late or more"),
    ],
)
def test_promises_slipping(late: tuple[int | None, ...], words: str | None, tmp_path: Path) -> None:
    note = client("## Onboarding\n" + "\n".join(dues(late)))
    found = warned(tmp_path, note).get("promises slipping")
    assert (found and found.words) == words


# --- scores and moods -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("csat", (5, 5, 5, 5, 2), "csat 2 of 5, after 5.0"),
        ("csat", (5, 4, 5, 5, 2), "csat 2 of 5, after 5.0"),
        ("csat", (5, 4, 5, 5, 3), None),  # half of the scale, which they have gone up and down
        ("csat", (5, 5, 5, 5, 4), None),  # a point is no fall
        ("csat", (2, 5, 1, 4, 2), None),
        ("csat", (2, 2, 2, 2, 5), None),
        ("nps", (9, 6), "nps 6 of 10, after 9.0"),
        ("nps", (9, 7), None),
        ("ces", (7, 5), "ces 5 of 7, after 7.0"),
        ("nps", (2,), None),
    ],
)
def test_scores_falling(
    kind: str, given: tuple[int, ...], words: str | None, tmp_path: Path
) -> None:
    lines = [
        f"- {ago(200 - 30 * number)} [score:: {score}] [kind:: {kind}]"
        for number, score in enumerate(given)
    ]
    found = warned(tmp_path, client("## Feedback\n" + "\n".join(lines))).get("scores falling")
    recent = len(given) > 2  # two are 200 and 170 days old
    assert (found and found.words) == (words if recent else None)
    newer = [line.replace(line[2:12], ago(20 - number)) for number, line in enumerate(lines)]
    found = warned(tmp_path, client("## Feedback\n" + "\n".join(newer))).get("scores falling")
    assert (found and found.words) == words


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (("good", "good", "good", "good", "neutral", "neutral"), "-3.99"),  # -5 / 1.253314
        (("good", "good", "great", "good", "neutral", "neutral"), None),
        (("good", "good", "great", "good", "tense", "tense"), "50"),
        (("good", "good", "great", "good", "tense", "good"), None),
        (("good", "good", "great", "good", "good", "tense"), None),
        (("tense", "great", "bad", "great", "tense", "tense"), None),
        (("great", "tense", "bad"), "70"),
        (("great", "neutral", "neutral"), "40"),
        (("good", "neutral", "neutral"), None),
        (("tense", "tense"), None),
    ],
)
def test_mood_sinking(given: tuple[str, ...], value: str | None, tmp_path: Path) -> None:
    notes = {ACME: client()}
    for number, mood in enumerate(reversed(given)):
        notes[f"meetings/{number}.md"] = meeting(ago(5 + 20 * number), more=f"mood: {mood}")
    found = warned(tmp_path, notes).get("mood sinking")
    assert (found and found.value) == (value and Decimal(value))


# --- all together ---------------------------------------------------------------------------------


def test_the_fact_names_them_and_where_they_come_from(tmp_path: Path) -> None:
    note = client(f"{spoken(30, REGULAR)}\n## Invoices\n- [ ] I-1 [amount:: 1 EUR] 📅 {ago(40)}")
    with book_of(tmp_path, {ACME: note}) as book:
        fact = facts_about(book, "clients", ACME)["warnings"]
    assert fact.value == ("gone quiet", "pays later")
    assert fact.evidence == tuple(f"{ACME}:{line}" for line in (*range(7, 14), 15))


def test_an_empty_vault_warns_of_nothing(tmp_path: Path) -> None:
    assert warned(tmp_path, client()) == {}
    assert warned(tmp_path, {}) == {}


@pytest.mark.parametrize("warning", WARNINGS)
def test_every_warning_says_what_it_is(warning: object) -> None:
    assert len(cleandoc(warning.__doc__ or "")) > 80
    assert name_of(warning).replace(" ", "_") == warning.__name__  # type: ignore[arg-type]
