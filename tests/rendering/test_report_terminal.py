"""Reports on a terminal: of every kind of block, narrow and wide, with and without colour."""

import re
from decimal import Decimal

import pytest
from made_up_report import CALENDAR, CHARTS, FEED, HOSTILE, REPORT, TIMELINE, TODAY

from vaultcrm.model import Money, Ref
from vaultcrm.rendering.report_terminal import as_terminal
from vaultcrm.rendering.text import width
from vaultcrm.reports import (
    Bar,
    Block,
    Calendar,
    Chart,
    Feed,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Series,
    Table,
    Timeline,
    Trend,
    Words,
)

COLOR = re.compile(r"\x1b\[[\d;]*m")


def shown(*blocks: Block, columns: int = 60, color: bool = False, note: str = "") -> str:
    """The lines of one section."""
    section = Section("S", blocks, note, "Nothing to see.")
    text = as_terminal(Report("r", "T", "L", (section,), TODAY), columns, color)
    head = "T\nL\n\nS\n"
    if not color:
        assert text.startswith(head)
        return text.removeprefix(head)
    return text


@pytest.mark.parametrize("columns", [1, 20, 27, 40, 80, 133, 240])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    for line in as_terminal(REPORT, columns, color=False).split("\n"):
        assert width(line) <= max(columns, 20), line
        assert line == line.rstrip()


@pytest.mark.parametrize("columns", [20, 80, 240])
def test_color_is_all_that_color_adds(columns: int) -> None:
    plain, colored = (as_terminal(REPORT, columns, color) for color in (False, True))
    assert "\x1b" not in plain
    assert colored.count("\x1b") == len(COLOR.findall(colored)) > 50
    lines = [line.rstrip() for line in COLOR.sub("", colored).split("\n")]
    assert lines == plain.split("\n")


def test_nothing_in_it_commands_the_terminal() -> None:
    text = as_terminal(REPORT, 80, color=False)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    evil = "\x1b[31m\u202e [bold]x[/] :100: [/]"
    for block in (
        Figures((Figure(evil, evil, evil, note=evil, trend=(1, 2)),)),
        Table((evil,), (Row((evil,)),), 3, evil, evil),
        Words(evil),
        Feed((*FEED.entries,), 3, evil),
        CHARTS[0]._replace(title=evil, unit=evil, categories=(evil,) * 12),
        TIMELINE._replace(title=evil),
    ):
        text = shown(block, note=evil)
        assert "\x1b" not in text and "\u202e" not in text
        assert "\\x1b[31m\\u202e [bold]x[/] :100: [/]" in " ".join(text.split())


def test_empty_blocks_are_not_shown() -> None:
    empty: tuple[Block, ...] = (
        Figures(()),
        Table(("A",), ()),
        Feed(()),
        Words(" \n "),
        Chart("bars", "C", ("a",), (Series("s", (0,)),), "d"),
        Timeline("T", TODAY, (), "d"),
        Calendar("C", TODAY, TODAY, {}, "d"),
    )
    assert shown(*empty, note="not shown") == "Nothing to see.\n"
    assert shown() == "Nothing to see.\n"


def test_figures() -> None:
    figures = Figures(
        (
            Figure("Owed to us", (Money(Decimal(19430), "EUR"), Money(Decimal(450), "GBP"))),
            Figure("NPS", None, "4 scores; 5 are needed", left_out=("a.md:1", "a.md:2")),
            Figure(
                "Paid", 0, trend=(1, None, 8), hint="in 3 months", note="Invoices that are paid."
            ),
            Figure("Kept", Bar(Decimal("87.5")), "of 8"),
        )
    )
    assert shown(figures) == (
        "  Owed to us  19,430 EUR, 450 GBP\n"
        "  NPS         too little data\n"
        "              4 scores; 5 are needed; 2 left out\n"
        "  Paid        0  ▂·█  in 3 months\n"
        "  Kept        87.5 %  of 8\n"
        "  Paid: Invoices that are paid.\n"
    )
    assert shown(figures, columns=24).split("\n")[:4] == [
        "  Owed to us  19,430",
        "              EUR, 450",
        "              GBP",
        "  NPS         too little",
    ]


TABLE = Table(
    ("Client", "Fee", "Done", "Trend", "Nothing", "What"),
    (
        Row(
            (
                Ref("Acme", "a/Acme.md"),
                Money(Decimal(12000), "EUR"),
                Bar(50),
                Trend((1, 2)),
                None,
                "",
            ),
            ("a/Acme.md:3", "b.md"),
            "bad",
        ),
        Row((Ref("日本", "j.md", "日本商事"), None, None, Trend(()), "", True), ("j.md",)),
    ),
    more=1200,
    ask="vaultcrm list projects",
    title="Projects",
)


def test_a_table() -> None:
    assert shown(TABLE, columns=70) == (
        "Projects\n"
        "Client           Fee  Done           Trend  What  Source\n"
        "Acme      12,000 EUR  ████     50 %  ▅█           Acme.md:3\n"
        "日本商事                                    yes   j.md\n"
        "1,200 more: vaultcrm list projects\n"
    )


def test_a_table_that_is_too_wide() -> None:
    """The source goes first, then amounts and bars; what is not shown is named."""
    assert "Source" not in shown(TABLE, columns=54)
    assert shown(TABLE, columns=36) == (
        "Projects\n"
        "Client           Fee  Trend  What\n"
        "Acme      12,000 EUR  ▅█\n"
        "日本商事                     yes\n"
        "not shown: Done (a wider terminal\n"
        "shows more)\n"
        "1,200 more: vaultcrm list projects\n"
    )


def test_days_and_the_last_column_outlast_all_but_the_first() -> None:
    fee = Money(Decimal(4800), "EUR")
    columns = ("Project", "Status", "Fee", "A month", "Next date", "Sure", "When")
    rows = tuple(
        Row(("Shop", "active", fee, each, TODAY, "often", "in a day")) for each in (fee, None, None)
    )
    heads = [
        shown(Table(columns, rows), columns=room).split("\n")[0].split("  ")
        for room in (70, 60, 50, 42, 34, 26)
    ]
    assert [[each.strip() for each in head if each.strip()] for head in heads] == [
        ["Project", "Status", "Fee", "A month", "Next date", "Sure", "When"],
        ["Project", "Status", "Fee", "Next date", "Sure", "When"],
        ["Project", "Status", "Next date", "Sure", "When"],
        ["Project", "Status", "Next date", "When"],
        ["Project", "Next date", "When"],
        ["Project", "Next date"],
    ]


def test_links_are_shown_by_their_words() -> None:
    row = Row(("wrote [[Rosalind Achebe]], [[A B|Ann]], [[", "[[x]] y"))
    assert "wrote Rosalind Achebe, Ann, [[  x y" in shown(Table(("A", "B"), (row,)))


def test_a_row_s_tone_colors_its_first_cell() -> None:
    assert "\x1b[31mAcme    \x1b[0m" in shown(TABLE, columns=70, color=True)


def test_bars() -> None:
    chart = Chart(
        "bars",
        "Paid",
        ("2026-10", "2026-11", "2026-12"),
        (Series("paid", (8, Decimal("4.5"), None)),),
        "d",
        "EUR",
        limit=10,
        limit_name="goal",
    )
    assert shown(chart, columns=30) == (
        "Paid\n  2026-10 █████████▋ 8 EUR\n  2026-11 █████▍ 4.5 EUR\n  2026-12  –\n  goal: 10 EUR\n"
    )


def test_stacked_bars_are_as_long_as_their_sum() -> None:
    series = tuple(Series(name, (1, 3)) for name in "abc")
    text = shown(Chart("stacked", "C", ("x", "y"), series, "d"), columns=24)
    assert text.split("\n")[1:] == [
        "  █ a  ▓ b  ▒ c",
        "  x ██▓▓▒▒ 3",
        "  y ██████▓▓▓▓▓▓▒▒▒▒▒▒ 9",
        "",
    ]


def test_lines_show_the_last_values_that_there_is_room_for() -> None:
    weeks = tuple(f"W{week:02}" for week in range(52))
    chart = Chart("lines", "C", weeks, (Series("n", tuple(range(52))),), "d", "h")
    assert "W00 to W51" in shown(chart, columns=80)
    assert "W17 to W51" in shown(chart, columns=40)


def test_a_time_line() -> None:
    text = shown(TIMELINE, columns=60)
    first, *_ = text.split("\n")[1:]
    assert (first.count("◆"), first.count("◇"), first.count("│")) == (1, 3, 1)
    assert "│ today, ◆ done, ◇ to come" in text
    assert "2026-09-01" in text and "2027-01-15" in text
    assert "2026-09-01 to 2027-01-15" in " ".join(shown(TIMELINE, columns=20).split())


def test_a_calendar_shows_the_last_weeks() -> None:
    wide, narrow = (shown(CALENDAR, columns=columns).split("\n") for columns in (80, 26))
    assert [line[2:5] for line in wide[1:8]] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    for one, other in zip(wide[1:8], narrow[1:8], strict=True):
        assert len(other) == 26 and one.endswith(other[6:])
    assert wide[8].endswith("Nov")


def test_hostile_texts_are_shown_as_they_are() -> None:
    text = " ".join(as_terminal(REPORT, 240, color=False).split())
    for each in HOSTILE[:6]:
        assert each in text
