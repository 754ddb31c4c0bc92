"""How unusual a number is among those that came before it."""

from collections.abc import Sequence
from decimal import Decimal

from vaultcrm.facts.measures import median, ratio, rounded

FEWEST = 4  # numbers from which on they tell what is usual
UNUSUAL = Decimal("3.5")  # Iglewicz and Hoaglin's threshold
_NORMAL = Decimal("0.6745")  # the median absolute deviation of a standard normal distribution
_MEAN = Decimal("1.253314")  # its standard deviation ÷ its mean absolute deviation


def modified_z(numbers: Sequence[Decimal | int], number: Decimal | int) -> Decimal:
    """How far one of `numbers` lies from their median, in robust standard deviations; 0 if it is
    the median.

    Source: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (1993): 0.6745 ×
    (x - median) ÷ MAD, the median absolute deviation; where that is 0, (x - median) ÷ (1.253314 ×
    the mean absolute deviation)."""
    middle = median(numbers)
    distance = number - middle
    if not distance:
        return Decimal(0)
    deviations = [abs(each - middle) for each in numbers]
    if spread := median(deviations):
        return ratio(_NORMAL * distance, spread)
    mean = ratio(sum(deviations, Decimal()), len(deviations))
    return ratio(distance, _MEAN * mean)


def unusual(before: Sequence[Decimal | int], now: Decimal | int) -> Decimal | None:
    """The modified z-score of `now` among itself and what was `before`, to 2 decimal places; None
    with fewer than 4 before."""
    if len(before) < FEWEST:
        return None
    return rounded(modified_z((*before, now), now), 2)
