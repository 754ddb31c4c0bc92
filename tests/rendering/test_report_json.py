"""Reports as JSON: nothing is lost, whatever kind a block is of."""

import json
from decimal import Decimal
from typing import Any

from made_up_report import CALENDAR, FEED, FIGURES, HOSTILE, REPORT, TABLE, TIMELINE, TODAY

from vaultcrm.model import Money, Ref
from vaultcrm.rendering.report_json import as_json
from vaultcrm.reports import Bar, Block, Report, Row, Section, Table, Trend, Words


def data_of(*blocks: Block) -> list[dict[str, Any]]:
    report = Report("r", "T", "L", (Section("S", blocks, "N"),), TODAY, "clients/Acme.md")
    data = json.loads(as_json(report))
    assert {name: data[name] for name in ("report", "title", "lead", "today", "about")} == {
        "report": "r",
        "title": "T",
        "lead": "L",
        "today": "2026-11-23",
        "about": "clients/Acme.md",
    }
    (section,) = data["sections"]
    assert (section["title"], section["note"]) == ("S", "N")
    found: list[dict[str, Any]] = section["blocks"]
    return found


def test_a_table_is_rows_by_column() -> None:
    table = Table(
        ("", "Days ago", "× usual"),
        (
            Row((Ref("Acme", "a.md"), Money(Decimal("1.50"), "EUR"), Bar(40)), ("a.md:1",), "bad"),
            Row((None, Trend((1, None)), True)),
        ),
        3,
        "vaultcrm list clients",
        "Who",
    )
    (block,) = data_of(table)
    assert block == {
        "block": "table",
        "title": "Who",
        "more": 3,
        "ask": "vaultcrm list clients",
        "rows": [
            {
                "what": {"target": "Acme", "path": "a.md"},
                "days_ago": {"amount": "1.50", "currency": "EUR"},
                "×_usual": {"value": 40, "of": 100, "unit": "%"},
                "tone": "bad",
                "evidence": ["a.md:1"],
            },
            {
                "what": None,
                "days_ago": {"values": [1, None]},
                "×_usual": True,
                "tone": None,
                "evidence": [],
            },
        ],
    }


def test_every_kind_of_block_has_all_that_it_holds() -> None:
    blocks = data_of(FIGURES, TABLE, FEED, TIMELINE, CALENDAR, Words("a *b*", ("x.md:3",)))
    kinds = [block["block"] for block in blocks]
    assert kinds == ["figures", "table", "feed", "timeline", "calendar", "words"]
    figures, _, feed, timeline, calendar, words = blocks
    assert figures["figures"][0]["trend"] == [5, 6, 6, 7, 8, 8]
    assert figures["figures"][3]["value"] is None
    assert figures["figures"][8]["label"] == HOSTILE[0]
    assert feed["entries"][2]["day"] is None and feed["more"] == 12
    assert timeline["spans"][0]["marks"][0] == {
        "day": "2026-10-01",
        "name": "Wireframes",
        "done": True,
    }
    assert calendar["days"] == {day.isoformat(): n for day, n in CALENDAR.days.items()}
    assert words == {"block": "words", "text": "a *b*", "evidence": ["x.md:3"]}


def test_empty_blocks_are_there_and_empty() -> None:
    assert data_of(Table(("A",), ())) == [
        {"block": "table", "title": "", "rows": [], "more": 0, "ask": ""}
    ]
    assert data_of() == []


def test_it_is_json_and_safe_to_print() -> None:
    text = as_json(REPORT)
    assert len(json.loads(text)["sections"]) == len(REPORT.sections)
    assert "\x1b" not in text and "\u202e" not in text
    text.encode()
    assert text == as_json(REPORT)
