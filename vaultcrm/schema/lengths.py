"""Lengths of time as the settings write them: `3d`, `2 weeks`, `1bd`; and until when a reminder is
snoozed."""

import re
from datetime import date, datetime

from vaultcrm.model import Duration

_LENGTH = re.compile(
    r"(\d{1,4})\s*(?:(bd|business\s+days?)|(h|hours?)|(d|days?)|(w|weeks?)|(M|months?))\Z",
    re.ASCII,
)
_LINK = re.compile(r"\[\[(?:[^\[\]|#]*/)?([^\[\]|#/]*?)(?:\.md)?(?:[|#][^\[\]]*)?\]\]\Z")
_DAY = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?))?\Z",
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


def read_snooze(text: str) -> date | Duration | None:
    """Until when a reminder is snoozed, as people write it in its note: a day (`2026-12-01`, also
    with a time, or as a link to the day's note), or a length of time in letters of any case (`3d`,
    `1 Week`); None for what is neither. A lone `m` is no month: it may be minutes."""
    written = text.strip()
    link = _LINK.match(written)
    day = _DAY.match((link[1] if link else written).strip().upper())
    if not day:
        return None if link else read_length(written) or read_length(written.lower())
    try:
        if day[2]:
            datetime.fromisoformat(f"{day[1]}T{day[2]}")
        return date.fromisoformat(day[1])
    except ValueError:
        return None
