"""Until when a reminder is snoozed, as people write it."""

from datetime import date

import pytest

from vaultcrm.model import Duration
from vaultcrm.schema.lengths import read_snooze

_DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2026-12-01", _DAY),
        (" 2026-12-01 ", _DAY),
        ("2026-12-01T09:30", _DAY),
        ("2026-12-01t09:30:00z", _DAY),
        ("2026-12-01 09:30+01:00", _DAY),
        ("[[2026-12-01]]", _DAY),
        ("[[Daily/2026-12-01|next Tuesday]]", _DAY),
        ("[[2026-12-01.md#Plans]]", _DAY),
        ("3d", Duration("3d", days=3)),
        ("3D", Duration("3d", days=3)),
        ("2BD", Duration("2bd", business_days=2)),
        ("2bd", Duration("2bd", business_days=2)),
        ("1 week", Duration("1 week", days=7)),
        ("1 Week", Duration("1 week", days=7)),
        ("2M", Duration("2M", months=2)),
        ("2 Months", Duration("2 months", months=2)),
        ("2m", None),
        ("", None),
        ("soon", None),
        ("2026-02-30", None),
        ("2026-12-01T25:00", None),
        ("2026-12", None),
        ("20261201", None),
        ("[[3d]]", None),
        ("[[2026-12-01]] or so", None),
        ("-3d", None),
    ],
)
def test_it_is_a_day_or_a_length_of_time(text: str, meaning: date | Duration | None) -> None:
    assert read_snooze(text) == meaning
