"""Lengths of time as the settings write them: `3d`, `2 weeks`, `1bd`."""

import re

from vaultcrm.model import Duration

_LENGTH = re.compile(
    r"(\d{1,4})\s*(?:(bd|business\s+days?)|(h|hours?)|(d|days?)|(w|weeks?)|(M|months?))\Z",
    re.ASCII,
)


def read_length(text: str) -> Duration | None:
    """The length of time that a text says; None where it says none."""
    match = _LENGTH.match(text.strip())
    if not match:
        return None
    count = int(match[1])
    return Duration(
        text,
        months=count if match[6] else 0,
        days=count if match[4] else 7 * count if match[5] else 0,
        seconds=3600 * count if match[3] else 0,
        business_days=count if match[2] else 0,
    )
