"""From when on a silence is alarming: the first day that the warning would be given."""

from datetime import date, timedelta
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.facts.warnings import _silent, alarming_after

FIRST = date(2020, 1, 1)
gaps = st.lists(st.integers(0, 60), max_size=15)


@given(gaps)
def test_is_the_first_day_of_the_warning_and_of_all_after_it(between: list[int]) -> None:
    days = [FIRST + timedelta(days=each) for each in accumulate([0, *between])]
    after = alarming_after(days)
    warned = [_silent(days, days[-1] + timedelta(days=n)) is not None for n in range(150)]
    assert after is None or after >= 7
    assert warned == [after is not None and n >= after for n in range(150)]


def test_of_nobody_and_of_too_few() -> None:
    assert alarming_after([]) is None
    assert alarming_after([FIRST] * 9) is None
