"""What clients said, against cases computed by hand. Today is 2026-11-23, a
Monday."""

from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import ACME, about, client, meeting, shown

from vaultcrm.model import Fact


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["- 2026-11-02 Good [score:: 5] [kind:: csat]"], {"last_score": (5, (":7",))}),
        # Kinds never mix: 9 of 10 is no better than 5 of 5. Of csat 4, 5, 3: 3 - (4 + 5) / 2 = -1.5
        (
            [
                "- 2026-11-05 [score:: 3] [kind:: csat] worse",
                "- 2026-10-01 [score:: 4] [kind:: csat] fine",
                "- 2026-10-02 [score:: 9] [kind:: nps] fine",
                "- 2026-10-03 [score:: 5] [kind:: csat] fine",
            ],
            {"last_score": (3, (":7",)), "score_trend": (Decimal("-1.5"), (":8", ":10", ":7"))},
        ),
        # 7 - (5 + 6 + 6) / 3 = 1.333…
        (
            [
                "- 2026-10-01 [score:: 5] [kind:: ces] a",
                "- 2026-10-02 [score:: 6] [kind:: ces] b",
                "- 2026-10-03 [score:: 6] [kind:: ces] c",
                "- 2026-10-04 [score:: 7] [kind:: ces] d",
            ],
            {
                "last_score": (7, (":10",)),
                "score_trend": (Decimal("1.33"), (":7", ":8", ":9", ":10")),
            },
        ),
        # Without a scale, a number or a day, or still to come: left out.
        (
            [
                "- 2026-10-01 [score:: 5] [kind:: praise] a",
                "- 2026-10-02 [score:: 6] b",
                "- 2026-10-03 [score:: many] [kind:: ces] c",
                "- [score:: 7] [kind:: ces] d",
                "- 2026-11-24 [score:: 7] [kind:: ces] d",
            ],
            {},
        ),
    ],
)
def test_scores(tmp_path: Path, lines: list[str], expected: dict[str, object]) -> None:
    note = client("## Feedback\n" + "\n".join(lines))
    assert shown(about(tmp_path, {ACME: note}), ("last_score", "score_trend")) == expected


@pytest.mark.parametrize(
    ("kind", "on_scale", "off_scale"),
    [
        ("csat", ("1", "4.5", "5"), ("0", "6", "-1", "5.01")),
        ("nps", ("0", "10"), ("-1", "11")),
        ("ces", ("1", "7"), ("0", "8")),
    ],
)
def test_a_score_off_its_scale_is_left_out(
    tmp_path: Path, kind: str, on_scale: tuple[str, ...], off_scale: tuple[str, ...]
) -> None:
    lines = [f"- 2026-11-02 [score:: {score}] [kind:: {kind}] x" for score in on_scale + off_scale]
    found = about(tmp_path, {ACME: client("## Feedback\n" + "\n".join(lines))})
    places = tuple(f"{ACME}:{7 + number}" for number in range(len(lines)))
    good = len(on_scale)
    assert found["last_score"] == Fact(int(on_scale[-1]), (places[good - 1],), places[good:])
    assert found["score_trend"].evidence == places[:good]
    assert found["score_trend"].left_out == places[good:]


def test_a_score_without_a_scale_a_number_or_a_day_is_left_out(tmp_path: Path) -> None:
    note = client(
        """
        ## Feedback
        - 2026-10-01 [score:: 5] [kind:: csat] counts
        - 2026-10-02 [score:: 9] [kind:: nps] another kind
        - 2026-10-03 [score:: 4] [kind:: csat] counts
        - 2026-10-04 [score:: 5] [kind:: praise] a
        - 2026-10-05 [score:: 6] b
        - 2026-10-06 [score:: many] [kind:: csat] c
        - [score:: 3] [kind:: csat] d
        - 2026-10-07 [kind:: csat] no score
        - 2026-11-24 [score:: 9] [kind:: csat] tomorrow
        """
    )
    found = about(tmp_path, {ACME: note})
    left_out = tuple(f"{ACME}:{line}" for line in (10, 11, 12, 13))
    assert found["last_score"] == Fact(4, (f"{ACME}:9",), left_out)
    assert found["score_trend"] == Fact(Decimal(-1), (f"{ACME}:7", f"{ACME}:9"), left_out)


def test_a_score_in_a_meeting_has_the_meetings_day(tmp_path: Path) -> None:
    notes = {
        ACME: client("## Feedback\n- 2026-10-01 [score:: 4.5] [kind:: csat] fine"),
        "m/a.md": meeting("2026-11-02", "## Feedback\n- better [score:: 5] [kind:: csat]"),
    }
    assert shown(about(tmp_path, notes), ("last_score", "score_trend")) == {
        "last_score": (5, ("m/a.md:8",)),
        "score_trend": (Decimal("0.5"), (":7", "m/a.md:8")),  # 5 - 4.5
    }
