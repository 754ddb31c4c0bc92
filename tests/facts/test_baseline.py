"""The modified z-score, against the numbers of its source and what holds of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.facts.baseline import UNUSUAL, modified_z, unusual

NUMBERS = st.lists(st.integers(-1000, 1000), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("numbers", "number", "score"),
    [
        ([4, 6, 5, 7, 5, 6, 30], 30, "16.19"),
        ([10, 10, 10, 10, 10, 10, 10, 100], 100, "6.383"),
        ([4, 6, 5, 7, 5, 6, 30], 4, "-1.349"),
        ([10, 10, 10, 10, 10, 10, 10, 100], 10, "0"),
        ([7], 7, "0"),
        ([Decimal("1.5"), Decimal("1.5")], Decimal("1.5"), "0"),
    ],
)
def test_the_numbers_of_the_source(
    numbers: list[Decimal | int], number: Decimal | int, score: str
) -> None:
    found = modified_z(numbers, number)
    assert found.quantize(Decimal(score)) == Decimal(score)


def test_a_silence_of_the_source_is_unusual() -> None:
    assert unusual([13, 15, 14, 12, 16, 14], 30) == Decimal("10.79")  # 0.6745 × (30 - 14) / 1
    assert unusual([13, 15, 14, 12, 16, 14], 16) == Decimal("1.35")


@pytest.mark.parametrize(("before", "is_known"), [([9, 9, 9], False), ([9, 9, 9, 9], True)])
def test_fewer_than_four_tell_nothing(before: list[int], is_known: bool) -> None:
    assert (unusual(before, 99) is not None) is is_known


@given(NUMBERS, st.integers(-500, 500), st.integers(1, 50))
def test_moving_and_stretching_changes_nothing(numbers: list[int], by: int, times: int) -> None:
    moved = [number * times + by for number in numbers]
    before, after = (modified_z(each, each[0]) for each in (numbers, moved))
    assert round(before, 20) == round(after, 20)
    mirrored = [-number for number in numbers]
    assert round(modified_z(mirrored, mirrored[0]), 20) == -round(before, 20)


@given(NUMBERS)
def test_the_middle_of_them_is_not_unusual(numbers: list[int]) -> None:
    middle = sorted([*numbers, *numbers, numbers[0]])[len(numbers)]
    assert abs(modified_z([*numbers, *numbers, middle], middle)) <= UNUSUAL
