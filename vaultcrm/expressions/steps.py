"""What an operator, an index or a method does to the value before it: the quick ways first."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from operator import add, ge, gt, le, lt, mul, sub
from typing import Any, TypeAlias

from vaultcrm.expressions.budget import Env, charge, spend
from vaultcrm.expressions.comparing import compare, equal
from vaultcrm.expressions.kinds import (
    SIMPLE,
    Inner,
    decided,
    double,
    entering,
    is_number,
    is_text,
    kind,
    named,
    number,
    number_text,
    to_text,
)
from vaultcrm.expressions.methods import METHODS, field
from vaultcrm.expressions.operators import MISSING, arithmetic
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.table import Function
from vaultcrm.model import Error
from vaultcrm.words import shown

Step: TypeAlias = Callable[[Inner, Scope, Env], Inner]
Run: TypeAlias = Callable[[Scope, Env], Inner]

_PLAIN = frozenset({int, float, str, date, datetime})  # kinds that Python orders as JavaScript does
_FLOATS = frozenset({int, float})
_QUICK: Mapping[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul}
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, ">": gt, "<=": le, ">=": ge}


def binary(operator: str, right: Run) -> Step:
    """The step of an operator with its right operand."""
    if operator == "&&":
        return _and(right)
    if operator == "||":
        return _or(right)
    if operator in ("==", "!="):
        return _equality(right, operator == "==")
    return _comparison(operator, right) if operator in _ORDER else _arithmetic(operator, right)


def _and(right: Run) -> Step:
    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        verdict = decided(value)
        return decided(right(scope, env)) if verdict is True else verdict

    return step


def _or(right: Run) -> Step:
    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        verdict = decided(value)
        return decided(right(scope, env)) if verdict is False else verdict

    return step


def _equality(right: Run, wanted: bool) -> Step:
    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        other = right(scope, env)
        if type(value) is type(other) and type(value) in _PLAIN:
            return (value == other) is wanted
        if type(value) is Error:
            return value
        if type(other) is Error:
            return other
        if type(value) not in SIMPLE and type(other) not in SIMPLE:
            failed = spend(env, value, other)
            if failed:
                return failed
        return equal(value, other, scope) is wanted

    return step


def _comparison(operator: str, right: Run) -> Step:
    order = _ORDER[operator]

    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        other = right(scope, env)
        if type(value) is type(other) and type(value) in _PLAIN:
            return order(value, other)
        return compare(operator, value, other)

    return step


def _arithmetic(operator: str, right: Run) -> Step:
    quick = _QUICK.get(operator)

    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        other = right(scope, env)
        if quick and type(value) in _FLOATS and type(other) in _FLOATS:
            return number(quick(value, other))
        if type(value) not in SIMPLE or type(other) not in SIMPLE:
            failed = spend(env, value, other)
            if failed:
                return failed
        return arithmetic(operator, value, other)

    return step


def at(value: Inner, key: Inner, scope: Scope) -> Inner:
    """`value[key]`; None of nothing, and where there is nothing."""
    if value is None or type(value) is Error:
        return value
    if key is None or type(key) is Error:
        return key
    if is_text(key):
        return field(scope, value, to_text(key))
    if not is_number(key) or type(key) is bool:
        return Error(f"an index is a number or a text, not {named(key)}")
    if isinstance(value, Mapping):
        return entering(value.get(number_text(key)))
    row = to_text(value) if is_text(value) else value
    if not isinstance(row, str) and type(row) is not tuple:
        return Error(f"{named(value)} has no elements")
    place = double(key)
    if not 0 <= place < len(row) or place != int(place):
        return None
    element: Inner = row[int(place)]
    return element


# --- calls


def called(function: Function, runs: Sequence[Run]) -> Run:
    """A function that stands alone, with its arguments."""
    call = function.run
    if not runs:
        return lambda scope, env: call(scope)

    def run(scope: Scope, env: Env) -> Inner:
        values = _arguments(runs, scope, env)
        if type(values) is Error:
            return values
        return spend(env, *values) or call(scope, *values)

    return run


def _arguments(runs: Sequence[Run], scope: Scope, env: Env) -> list[Inner] | Error:
    values = []
    for each in runs:
        value = each(scope, env)
        if type(value) is Error:
            return value
        values.append(value)
    return values


def _without(value: Inner, name: str) -> Error:
    """Why a value has no such method; an error has none at all."""
    if type(value) is Error:
        return value
    if value is None:
        return MISSING
    hint = " Make one of it: list(…)." if kind(value) != "list" and "list" in METHODS[name] else ""
    return Error(f"{named(value)} has no function {shown(name)}.{hint}")


def method(methods: Mapping[str, Function], name: str, runs: Sequence[Run]) -> Step:
    """The step of a method with its arguments; `methods` has it for each kind of value."""

    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        found = methods.get(kind(value))
        if found is None:
            return _without(value, name)
        values = _arguments(runs, scope, env)
        if type(values) is Error:
            return values
        failed = spend(env, value, *values)
        if failed:
            return failed
        result = found.run(scope, value, *values)
        return spend(env, result) or result

    return step


def over_items(
    methods: Mapping[str, Function], name: str, body: Run, cost: int, more: Sequence[Run]
) -> Step:
    """The step of a method that evaluates its first argument for each element, which takes so many
    steps of the budget."""

    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        def each_element(*locals: Inner) -> Inner:
            failed = charge(env, cost)
            if failed:
                return failed
            result = body(scope, env + locals)
            return spend(env, result) or result

        found = methods.get(kind(value))
        if found is None:
            return _without(value, name)
        values = _arguments(more, scope, env)
        if type(values) is Error:
            return values
        return found.run(scope, value, each_element, *values)

    return step
