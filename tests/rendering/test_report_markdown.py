"""Reports as Markdown: of every kind of block, and of what means to harm."""

import re
from datetime import date
from decimal import Decimal

from made_up_report import CALENDAR, CHARTS, FEED, HOSTILE, MARKDOWN, REPORT, TIMELINE, TODAY

from vaultcrm.model import Money, Ref
from vaultcrm.reading.links import stem
from vaultcrm.rendering.report_cells import words
from vaultcrm.rendering.report_markdown import as_markdown
from vaultcrm.reports import (
    Bar,
    Block,
    Chart,
    Feed,
    Figure,
    Figures,
    Mark,
    Report,
    Row,
    Section,
    Series,
    Span,
    Table,
    Timeline,
    Trend,
    Words,
)
from vaultcrm.reports._parts import amounts

PIECE = re.compile(r"(?<!\\)\|")


def link(path: str, title: str) -> Ref:
    return Ref(stem(path), path, title)


def shown(*blocks: Block, note: str = "", empty: str = "Nothing.") -> str:
    report = Report("r", "T", "L", (Section("S", blocks, note, empty),), TODAY)
    return as_markdown(report, link).removeprefix("# T\n\nL\n\n## S\n\n")


def test_figures() -> None:
    figures = Figures(
        (
            Figure("Owed", Money(Decimal(19430), "EUR"), "late | early", evidence=("a/B.md:3",)),
            Figure("NPS", None, "4 scores", left_out=("a/B.md:4",), note="See `report x|y` | #n"),
            Figure("Kept", Bar(87)),
        )
    )
    assert shown(figures) == (
        "|      | Figure          | Compare       | Source  |\n"
        "| ---- | --------------- | ------------- | ------- |\n"
        "| Owed | 19,430 EUR      | late \\| early | [[B]]:3 |\n"
        "| NPS  | too little data | 4 scores      |         |\n"
        "| Kept | 87 %            |               |         |\n"
        "\n"
        "- *NPS*: See `report x|y` \\| \\#n Left out: [[B]]:4.\n"
    )


def test_amounts_have_their_thousands_parted_and_stand_at_the_right() -> None:
    table = Table(
        ("Client", "Paid", "Both", "Hours", "Done", "Trend", "Yes"),
        (
            Row(
                (
                    Ref("Acme", "Acme.md"),
                    Money(Decimal("12000.50"), "EUR"),
                    (Money(Decimal(1000), "EUR"), Money(Decimal(2), "CHF")),
                    Decimal("1234.5"),
                    Bar(Decimal("87.5")),
                    Trend((1, 8)),
                    True,
                )
            ),
            Row((None, None, (), None, None, None, False)),
        ),
        7,
        "vaultcrm list `x`",
        "A | B",
    )
    assert shown(table) == (
        "**A \\| B**\n"
        "\n"
        "| Client   |          Paid |             Both |   Hours |   Done | Trend | Yes |\n"
        "| -------- | ------------: | ---------------: | ------: | -----: | ----- | --- |\n"
        "| [[Acme]] | 12,000.50 EUR | 1,000 EUR, 2 CHF | 1,234.5 | 87.5 % | ▂█    | yes |\n"
        "|          |               |                  |         |        |       | no  |\n"
        "\n"
        "7 more: `` vaultcrm list `x` ``\n"
    )


def test_amounts_read_alike_in_leads_and_in_cells() -> None:
    sums = [Money(Decimal("8880.00"), "EUR"), Money(Decimal("0.5"), ""), Money(Decimal(2), "CHF")]
    assert amounts(sums) == "8,880 EUR, 2 CHF, 0.5"
    assert [words(each) for each in sums] == ["8,880 EUR", "0.5", "2 CHF"]


def test_at_most_two_sources_are_named() -> None:
    places = ("a/B.md:3", "c/D|E.md", "a/B.md:4", "a/B.md:5")
    text = shown(Table(("A",), (Row((1,), places),)))
    assert text.split("\n")[2] == r"|   1 | [[B]]:3, [D\|E](<c/D\|E.md>), 2 more |"


def test_a_feed() -> None:
    lines = shown(Feed(FEED.entries[:1], 3, "vaultcrm list interactions")).split("\n")
    assert [" ".join(line.split()) for line in (lines[0], *lines[2:])] == [
        "| Day | Kind | What | Words | Source |",
        "| 2026-11-23 | meeting | [[Acme Corp\\|Acme Corp]] | Agreed on the "
        "[[Acme Corp\\|offer]]. | [[Acme Corp]]:12 |",
        "",
        "3 more: `vaultcrm list interactions`",
        "",
    ]


def test_words_are_quoted_and_no_tasks() -> None:
    assert shown(Words("# Not mine\n\n- [ ] a task\n  1) [x] done\nend")) == (
        "> # Not mine\n>\n> - \\[ ] a task\n>   1) \\[x] done\n> end\n"
    )


def test_a_comment_without_an_end_hides_nothing() -> None:
    assert shown(Words("a %%b%% c"), note="end").startswith("> a %%b%% c\n")
    assert shown(Words("a %%b%% %%c"), note="end").startswith("> a %%b%% \\%\\%c\n")


def test_charts_are_tables_with_their_description() -> None:
    chart = Chart(
        "bars",
        "Paid | late",
        ("2026-10", "2026-11"),
        (Series("paid", (8000, None), (("a/B.md:3",), ())),),
        "The `most` in *spring* #1.",
        "EUR",
    )
    assert shown(chart) == (
        "**Paid \\| late** The `most` in *spring* \\#1.\n"
        "\n"
        "|         | paid (EUR) | Source  |\n"
        "| ------- | ---------: | ------- |\n"
        "| 2026-10 |      8,000 | [[B]]:3 |\n"
        "| 2026-11 |            |         |\n"
    )
    (month,) = [line for line in shown(CALENDAR).split("\n") if line.startswith("| 2025-12 ")]
    days = [count for day, count in CALENDAR.days.items() if f"{day:%Y-%m}" == "2025-12"]
    assert [each.strip() for each in month.split("|")[2:4]] == [str(len(days)), str(sum(days))]


def test_code_in_a_note_stays_code() -> None:
    note = "See `a|b`, (`c  d`) | `e`"
    assert shown(Words("x"), note=note) == "> x\n\n*See `a|b`, (`c d`) \\| `e`*\n"
    assert shown(Words("x"), note="`a` | ` b") == "> x\n\n*`a` \\| ` b*\n"


def test_a_time_line_is_drawn_by_mermaid_too() -> None:
    spans = (
        Span(
            "Site: a;b #c %%d",
            date(2026, 11, 1),
            date(2026, 12, 1),
            marks=(Mark(date(2026, 11, 5), "click here", True), Mark(TODAY, "::")),
        ),
        Span("title x", None, TODAY, 100),
        Span("late", date(2026, 11, 1), None, tone="bad"),
        Span("Before today", None, date(2026, 11, 1)),
        Span("neither", None, None),
    )
    text = shown(Timeline("Projects", TODAY, spans, "Five."))
    mermaid = text.split("```")[1]
    assert mermaid == (
        "mermaid\n"
        "gantt\n"
        "  dateFormat YYYY-MM-DD\n"
        "  section Site a b c d\n"
        "    Site a b c d : s0, 2026-11-01, 2026-12-01\n"
        "    - click here : milestone, done, 2026-11-05, 0d\n"
        "    ? : milestone, 2026-11-23, 0d\n"
        "  section - title x\n"
        "    - title x : done, s1, 2026-11-23, 2026-11-23\n"
        "  section late\n"
        "    late : crit, s2, 2026-11-01, 2026-11-23\n"
    )
    assert "| Before today " in text


def test_mermaid_is_left_out_where_it_would_draw_nothing() -> None:
    text = shown(Timeline("Projects", TODAY, (Span("neither", None, None),), "None."))
    assert "```" not in text and "| neither | " in text
    assert text.count("```mermaid") == 0 and shown(TIMELINE).count("```mermaid") == 1


def test_empty_blocks_are_not_shown() -> None:
    blocks = (Figures(()), Table(("A",), ()), Feed(()), Words(" "))
    assert shown(*blocks, note="not shown", empty="None | `x|y`.") == "None \\| `x|y`.\n"


def test_hostile_texts_stay_texts() -> None:
    text = as_markdown(REPORT, link)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    unquoted = "\n".join(line for line in text.split("\n") if not line.startswith(">"))
    assert not re.search(r"(?<!\\)<(?!br>|clients/)", unquoted)
    assert not re.search(r"(?<!\\)%%", unquoted)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        widths = {len(PIECE.findall(row)) for row in table.splitlines()}
        assert len(widths) == 1, table
    headings = [line for line in unquoted.split("\n") if line.startswith("#")]
    assert len(headings) == 1 + len(REPORT.sections)
    assert "![p](https://" in MARKDOWN  # a picture that would be fetched
    for line in MARKDOWN.strip().split("\n"):
        quoted = line.replace("- [ ]", r"- \[ ]").replace("![p]", r"\![p]")
        assert f"> {quoted}".rstrip() in text


def test_links_cannot_be_broken_out_of() -> None:
    evil = (
        Ref("Acme", "c/Acme.md", "a ]] [[Other]] <img> %%"),
        Ref("Od]d", "c/Od]d <x> 5%%.md", ""),
        Ref("Acme", "c/Acme.md", "two\nlines | here"),
        Ref("Gone", "", HOSTILE[0].replace("<", "")),
    )
    lines = shown(Table(("A",), tuple(Row((each,)) for each in evil))).split("\n")[2:]
    assert [line.strip("| ") for line in lines if line] == [
        r"[a \]\] \[\[Other\]\] \<img> \%\%](<c/Acme.md>)",
        r"[Od\]d](<c/Od]d %3Cx%3E 5%25%25.md>)",
        r"[[Acme\|two lines \| here]]",
        r"[[Gone\|script>window.__pwned = 1/script>]]",
    ]


def test_the_same_report_gives_the_same_text() -> None:
    assert as_markdown(REPORT, link) == as_markdown(REPORT, link)
    assert CHARTS
