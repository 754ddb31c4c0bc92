"""What clients said, computed by hand. Today is 2026-11-23: the period is that from 2025-11-24 on,
the one before from 2024-11-24 on."""

from pathlib import Path
from typing import Any

import pytest
from report_data import blocks, data_of, figures, rows
from vaults import book_of

from vaultcrm.reports import feedback

CLIENT = "---\ntype: client\nstatus: active\n---\n## Feedback\n"
ACME = (
    "- 2026-11-02 Too slow [kind:: complaint]",
    "- 2026-10-01 Blue logo [kind:: idea] [decided:: no]",
    "- 2026-09-01 Typos [kind:: complaint] [decided:: read twice] [acted:: 2026-09-02]",
    "- 2026-08-01 Thanks [kind:: complaint] [acted:: 2026-08-02] [told:: 2026-08-03]",
    "- 2026-07-01 Lovely [kind:: praise]",
    "- 2026-06-01 Fine [kind:: csat] [score:: 4]",
    "- 2026-05-01 Meh [kind:: csat] [score:: 2] [decided:: talk] [told:: 2026-05-02]",
    "- 2025-11-24 First day [kind:: csat] [score:: 5]",
    "- 2025-11-23 The day before [kind:: complaint] [acted:: 2025-12-01] [told:: 2025-12-01]",
    "- 2024-11-23 Too old [kind:: praise]",
    "- No day [kind:: praise]",
    "- 2026-11-24 Still to come [kind:: praise]",
)


def made(root: Path, notes: dict[str, str]) -> Any:
    with book_of(root, notes) as book:
        return data_of(feedback, book)


def acme(*lines: str) -> dict[str, str]:
    return {"clients/Acme.md": CLIENT + "\n".join(lines) + "\n"}


def said(data: Any, title: str) -> list[str]:
    return [row["what_they_said"] for row in rows(data, title)]


def test_open_feedback_comes_first(tmp_path: Path) -> None:
    data = made(tmp_path, acme(*ACME))
    assert [section["title"] for section in data["sections"]][:4] == [
        "At a glance",
        "To decide",
        "Decided, not done",
        "To tell them",
    ]
    assert said(data, "To decide") == ["Too slow"]
    assert said(data, "Decided, not done") == ["Blue logo"]
    assert said(data, "To tell them") == ["Typos"]
    (slow,) = rows(data, "To decide")
    assert (slow["days_ago"], slow["evidence"], slow["tone"]) == (21, ["clients/Acme.md:6"], "bad")
    assert "decided" not in slow  # a column in which there is nothing
    assert data["lead"] == (
        "8 pieces of feedback in 12 months from 1 client. 1 to decide, 1 decided and not done, "
        "1 to tell."
    )


def test_what_was_said_is_counted(tmp_path: Path) -> None:
    data = made(tmp_path, acme(*ACME))
    found = figures(data)
    assert found["Praise"] == (1, "in 12 months; before: 0")
    assert found["Complaints"] == (3, "in 12 months; before: 1")
    assert found["Pieces of feedback"] == (8, "in 12 months; before: 1")
    assert found["CSAT"] == (None, "3 scores; 5 are needed; before: none")
    (pieces,) = [
        each
        for block in blocks(data, "At a glance")
        for each in block["figures"]
        if each["label"] == "Pieces of feedback"
    ]
    assert pieces["left_out"] == ["clients/Acme.md:16"]
    (row,) = rows(data, "By client")
    assert (row["pieces"], row["praise"], row["complaints"], row["ideas"]) == (8, 1, 3, 1)
    assert (row["last_score"], row["open"]) == ("4 of 5 (csat)", 3)
    assert row["scores"]["values"] == [5, 2, 4]
    assert said(data, "All that was said") == [
        "Too slow",
        "Blue logo",
        "Typos",
        "Thanks",
        "Lovely",
        "Fine",
        "Meh",
        "First day",
    ]


def test_scores_of_five_and_their_past(tmp_path: Path) -> None:
    now = [
        f"- 2026-0{month}-01 x [kind:: nps] [score:: {score}]"
        for month, score in ((1, 10), (2, 9), (3, 8), (4, 6), (5, 0), (6, 9))
    ]
    past = [f"- 2025-0{month}-01 x [kind:: nps] [score:: 9]" for month in range(1, 6)]
    data = made(tmp_path, acme(*now, *past))
    # 3 of 6 would, 2 would not: 50 % - 33.3 % = 1/6.
    assert figures(data)["NPS"] == (16.7, "of 6 scores; before: 100 of 5")
    (chart,) = blocks(data, "Scores over time")
    values = dict(zip(chart["categories"], chart["series"][0]["values"], strict=True))
    assert list(values) == [f"{year}-Q{n}" for year in (2025, 2026) for n in (1, 2, 3, 4)]
    # (10 + 9 + 8) / 3 and (6 + 0 + 9) / 3.
    assert (values["2026-Q1"], values["2026-Q2"], values["2026-Q3"]) == (9, 5, None)
    assert (values["2025-Q1"], values["2025-Q2"]) == (9, 9)


def test_kinds_have_charts_of_their_own(tmp_path: Path) -> None:
    lines = [
        f"- 2026-05-0{n} x [kind:: {kind}] [score:: 4]"
        for n, kind in enumerate(("ces", "csat", "nps"), 1)
    ]
    data = made(tmp_path, acme(*lines, "- 2026-05-05 x [kind:: csat] [score:: 9]"))
    titles = [chart["title"] for chart in blocks(data, "Scores over time")]
    assert titles == ["CSAT by quarter", "NPS by quarter", "CES by quarter"]
    assert all(4 in chart["series"][0]["values"] for chart in blocks(data, "Scores over time"))


@pytest.mark.parametrize(
    ("line", "tone"),
    [
        ("x [kind:: praise]", "good"),
        ("x [kind:: csat] [score:: 4]", "good"),
        ("x [kind:: csat] [score:: 3]", "bad"),
        ("x [kind:: nps] [score:: 7]", "good"),
        ("x [kind:: ces] [score:: 4]", "bad"),
        ("x [kind:: complaint]", "bad"),
        ("x [kind:: idea]", None),
        ("x [score:: 1]", None),
        ("x", None),
    ],
)
def test_tones(tmp_path: Path, line: str, tone: str | None) -> None:
    (row,) = rows(made(tmp_path, acme(f"- 2026-11-02 {line}")), "All that was said")
    assert row["tone"] == tone


def test_clients_we_owe_something_come_first(tmp_path: Path) -> None:
    notes = {
        "clients/A.md": CLIENT + "- 2026-05-01 x [kind:: praise]\n",
        "clients/B.md": CLIENT + "- 2026-05-01 x [kind:: idea]\n",
        "clients/C.md": CLIENT + "- 2026-05-01 x [kind:: complaint] [acted:: 2026-05-02] "
        "[told:: 2026-05-02]\n",
        "Talk.md": '---\ntype: meeting\nclient: "[[B]]"\ndate: 2026-10-05\n---\n'
        "## Feedback\n- Spoken [kind:: complaint]\n",
        "Loose.md": "---\ntype: meeting\ndate: 2026-10-06\n---\n## Feedback\n- Nobody's\n",
    }
    data = made(tmp_path, notes)
    names = [row["client"]["path"] for row in rows(data, "By client")]
    assert names == ["clients/B.md", "clients/C.md", "clients/A.md"]
    said = rows(data, "All that was said")
    every = [((row["client"] or {}).get("path"), row["day"]) for row in said]
    assert every == [
        ("clients/A.md", "2026-05-01"),
        ("clients/B.md", "2026-10-05"),
        ("clients/B.md", "2026-05-01"),
        ("clients/C.md", "2026-05-01"),
        (None, "2026-10-06"),
    ]
