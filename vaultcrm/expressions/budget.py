"""What one evaluation may cost, so that every expression ends."""

from typing import Any, TypeAlias

from vaultcrm.expressions.kinds import SIMPLE, TOO_LARGE, Inner, size
from vaultcrm.model import Error

# What an expression sees of its evaluation: [the steps that are left], then the values of the
# local names from the outermost to the innermost.
Env: TypeAlias = tuple[Any, ...]

STEPS = 10_000_000
CALL = 4  # steps for each use of the expression of a filter, map or reduce, beside its nodes
_SHORT = 256  # characters of a text that costs nothing
_FEW = 16  # elements of a list that costs nothing
_TOO_MUCH = Error("the expression takes too many steps: use fewer or shorter lists")


def charge(env: Env, steps: int) -> Error | None:
    """Takes so many steps; an error once they are used up."""
    env[0][0] -= steps
    return _TOO_MUCH if env[0][0] < 0 else None


def spend(env: Env, *values: Inner) -> Error | None:
    """Takes the steps for looking through values; an error too if one is out of bounds."""
    for value in values:
        if type(value) in SIMPLE or _is_small(value):
            continue
        steps = size(value)
        if steps < 0:
            return TOO_LARGE
        failed = charge(env, steps)
        if failed:
            return failed
    return None


def _is_small(value: Any) -> bool:
    if type(value) is str:
        return len(value) < _SHORT
    if type(value) is not tuple or len(value) > _FEW:
        return False
    for each in value:
        if type(each) not in SIMPLE and (type(each) is not str or len(each) > _SHORT):
            return False
    return True
