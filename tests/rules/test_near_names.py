"""The one name that is near."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.rules.near_names import NearNames

NAMES = NearNames(
    [
        "clients/Acme Corp.md",
        "people/Dana Fox.md",
        "people/Jürgen Müller.md",
        "clients/Crane Nord.md",
        "clients/Crane West.md",
        "a/README.md",
        "b/README.md",
        "clients/株式会社ミライ.md",
        "meetings/2026-11-02 Acme kickoff.md",
        "X1.md",
        "--.md",
    ]
)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("acme corp", "Acme Corp"),
        ("Acme-Corp", "Acme Corp"),
        ("clients/AcmeCorp.md", "Acme Corp"),
        ("Acme Crop", "Acme Corp"),
        ("Acme Cor", "Acme Corp"),
        ("Acme Corps", "Acme Corp"),
        ("Akme Corp", "Acme Corp"),
        ("cAme Corp", "Acme Corp"),
        ("Acme", "Acme Corp"),
        ("Jurgen Muller", "Jürgen Müller"),
        ("readme", "README"),
        ("株式会社ミラ", "株式会社ミライ"),
        ("2026-11-03 Acme kickoff", "2026-11-02 Acme kickoff"),
        ("Crane", ""),  # two begin so
        ("Acme Industries", ""),
        ("X2", ""),  # too short to be near
        ("", ""),
        ("???", ""),
    ],
)
def test_nearest(target: str, expected: str) -> None:
    assert NAMES.nearest(target) == expected


LETTERS = st.text("abcdefgh", min_size=5, max_size=12)


@given(LETTERS, st.data())
def test_one_slip_is_always_seen(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    slips = [name[:at] + name[at + 1 :], name[:at] + "x" + name[at:]]
    slips.append(name[:at] + "x" + name[at + 1 :])
    for slip in slips:
        assert NearNames([f"{name}.md"]).nearest(slip) == name


@given(st.text(), st.lists(st.text()))
def test_any_text_can_be_looked_up(target: str, paths: list[str]) -> None:
    assert isinstance(NearNames(paths).nearest(target), str)


def test_work_does_not_grow_with_the_square_of_the_names() -> None:
    names = [f"meetings/2026-11-02 Kickoff with client number {i}.md" for i in range(4_000)]
    start = time.process_time()
    near = NearNames(names)
    for i in range(2_000):
        near.nearest(f"Kickoff with somebody else {i}")
    assert time.process_time() - start < 5  # 4,000 × 2,000 comparisons would take minutes
