"""How much each part of a client's health counts.

`health:` in the settings changes the weights; they need not add up to 100, and 0 leaves a part out:

    health:
      satisfaction: 30
      money: 0
"""

import re
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.model import Raw
from vaultcrm.schema.documents import Complaints
from vaultcrm.words import shown


class Weights(NamedTuple):
    contact: Decimal = Decimal(20)  # how long there was silence, by what is usual
    answers: Decimal = Decimal(15)  # how many of their messages we answered in time
    promises: Decimal = Decimal(20)  # how many of ours we kept by their day
    satisfaction: Decimal = Decimal(15)  # the scores that they gave
    delivery: Decimal = Decimal(15)  # projects and deliverables that are late, hours used up
    money: Decimal = Decimal(5)  # invoices that are late
    mood: Decimal = Decimal(10)  # of meetings; praise, and complaints


_WEIGHT = re.compile(r"\d{1,4}(?:\.\d{1,2})?\Z", re.ASCII)


def build(raw: Raw, complain: Complaints) -> Weights:
    """The weights under `health:`, and the defaults of all others; the defaults alone where no part
    would count."""
    found: dict[str, Decimal] = {}
    for key, value in complain.mapping(raw, "health"):
        name = key.text
        if name not in Weights._fields:
            complain.unknown_key(key, Weights._fields)
        elif text := complain.text(value, name):
            if _WEIGHT.match(text.strip()):
                found[name] = Decimal(text)
            else:
                complain.add(value, f"{name}: {shown(text)} is not a weight such as 20 or 0")
    weights = Weights(**found)
    if not any(weights):
        complain.add(raw, "health: at least one part must have a weight above 0")
        return Weights()
    return weights
