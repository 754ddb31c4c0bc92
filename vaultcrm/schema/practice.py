"""What the rules of the craft measure by: how long things may take, and how much is too much.

`practice:` in the settings changes them for the whole vault, a property of the same name in a
client's note for that client (`types/client.yaml` has those that can be a client's own):

    practice:
      recap_within: 2bd
      weekly_capacity: 30
"""

import re
from decimal import Decimal
from typing import Any, NamedTuple

from vaultcrm.model import Duration, Raw
from vaultcrm.schema.documents import Complaints
from vaultcrm.schema.lengths import read_length
from vaultcrm.words import shown


class Practice(NamedTuple):
    undecided_after: Duration = Duration("3d", days=3)  # a change request waits for its decision
    granted_for_nothing: Decimal = Decimal(3)  # changes of a project that may cost nothing
    recap_within: Duration = Duration("24h", seconds=86_400)  # after the day of a meeting
    tentative_for: Duration = Duration("7d", days=7)  # a decision waits for its confirmation
    reply_within: Duration = Duration("2bd", business_days=2)  # to a message; office hours count
    told_within: Duration = Duration("1bd", business_days=1)  # a client hears of what we know
    feedback_within: Duration = Duration("14d", days=14)  # what they said is decided or acted on
    debrief_within: Duration = Duration("14d", days=14)  # after the delivery of a project
    pulse_at: Decimal = Decimal(50)  # percent of a project's time, until when we ask how it goes
    weekly_capacity: Decimal | None = None  # hours of promised work that a week holds
    income_share: Decimal = Decimal(40)  # percent of a year's paid income from one client


NUMBERS = ("granted_for_nothing", "pulse_at", "weekly_capacity", "income_share")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?\Z", re.ASCII)


def read_threshold(name: str, text: str) -> Duration | Decimal | None:
    """The value of a threshold as it is written; None where that is no value of this one."""
    if name in NUMBERS:
        return Decimal(text) if _NUMBER.match(text.strip()) else None
    return read_length(text)


def build(raw: Raw, complain: Complaints) -> Practice:
    """The thresholds under `practice:`, and the defaults of all others."""
    found: dict[str, Any] = {}
    for key, value in complain.mapping(raw, "practice"):
        name = key.text
        if name not in Practice._fields:
            complain.unknown_key(key, Practice._fields)
        elif text := complain.text(value, name):
            read = read_threshold(name, text)
            if read is None:
                wanted = "a number" if name in NUMBERS else "a length of time such as 3d or 1bd"
                complain.add(value, f"{name}: {shown(text)} is not {wanted}")
            else:
                found[name] = read
    return Practice(**found)
