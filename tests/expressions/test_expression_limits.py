"""Every expression ends, and soon: what it may be long, deep and costly."""

import time

import pytest
from worlds import PROPERTIES, Record

from vaultcrm.expressions import Mistake, compile_expression
from vaultcrm.model import Duration, Error, Value

RECORD = Record(properties={**PROPERTIES, "weeks": Duration("2 weeks", days=14)})
LONG = '"x".repeat(99999).split("")'
NEST = '"x".repeat(99).split("").reduce([acc, acc], 1)'


def value(text: str) -> object:
    expression = compile_expression(text)
    assert not isinstance(expression, Mistake), expression.shown()
    return expression.value(RECORD)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('"x".repeat(1000001)', "longer than"),
        ('"x".repeat(1 / 0)', "longer than"),
        ('"x".repeat(1000000) + "y"', "longer than"),
        ('"x".repeat(1000).replace("x", "y".repeat(10000))', "longer than"),
        ('"x".repeat(1000).replace(/x/g, "y".repeat(10000))', "longer than"),
        ('"x".repeat(100000).split("")', "elements"),
        ('escapeHTML("<".repeat(900000))', "longer than"),
        (f'{LONG}.map("xxxxxxxxxxxxxxxxxxxx").join("")', "longer than"),
        (f'{LONG}.map([1, 1]).flat()', "elements"),
        (f'{LONG}.reduce(acc + acc, "a")', "longer than"),
        (f"{LONG}.reduce([acc, acc], 1) == 1", "elements"),
        (f"{NEST} == {NEST}", "elements"),
        (f'"" + {NEST}', "elements"),
        (f"{NEST}.toString()", "elements"),
        (f"[{NEST}].unique()", "elements"),
        (f"{LONG}.reduce([acc], 1).join()", "levels"),
        ('due + "' + "999999w" * 2000 + '"', "calendar"),
        (f"{LONG}.reduce(acc * value.length * 1000000, fee)", "too large"),
        (f"{LONG}.reduce(acc * 1000, weeks)", "longer than"),
    ],
)  # fmt: skip
def test_what_grows_without_end_ends_with_an_error(text: str, part: str) -> None:
    begin = time.perf_counter()
    result = value(text)
    assert isinstance(result, Error), repr(result)[:100]
    assert part in result.message
    assert time.perf_counter() - begin < 20


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}.map({LONG}.map(value))",
        f"{LONG}.filter({LONG}.contains(value))",
        f"{LONG}.map({LONG} == {LONG})",
        f'{LONG}.map("x".repeat(100000))',
        f'{LONG}.reduce(acc + "abcdefghij", "a")',
        f"{LONG}.map([1].map([1].map([1].map(value))))",
    ],
)
def test_the_steps_of_an_evaluation_are_counted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaultcrm.expressions.STEPS", 1_000_000)
    begin = time.process_time()
    result = value(text)
    assert isinstance(result, Error)
    assert "steps" in result.message
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("inner", [NEST, f"{LONG}.reduce([acc], 1)"])
def test_a_result_of_too_many_levels_is_no_value(inner: str) -> None:
    expression = compile_expression(inner)
    assert not isinstance(expression, Mistake)
    assert isinstance(expression.export(RECORD), Error)


@pytest.mark.parametrize(
    "text",
    ["(" * 100_000, "(" * 9_000, "[" * 9_000, "!" * 9_000 + "a", "- " * 9_000 + "1", "f(" * 9_000,
     "a[" * 9_000, "a.map(" * 3_000, "a||(" * 4_000, "1" * 30_000, '"' + "x" * 30_000 + '"',
     "(" * 101 + "1" + ")" * 101],
)  # fmt: skip
def test_hostile_nesting_is_a_mistake(text: str) -> None:
    assert isinstance(compile_expression(text), Mistake)


@pytest.mark.parametrize(
    "text",
    ["(" * 99 + "1" + ")" * 99, "!" * 99 + "a", "1" + " + 1" * 4_000, "a" + ".a" * 9_000,
     "a" + "[0]" * 6_000, '""' + ".trim()" * 2_800, "true" + " && true" * 2_000,
     "[1].map(" * 90 + "value" + ")" * 90, "9" * 19_000, "0." + "9" * 19_000, "1e999999999"],
)  # fmt: skip
def test_long_and_deep_enough_is_fine(text: str) -> None:
    assert not isinstance(value(text), Error)


def test_a_scope_that_recurses_without_end_gives_an_error() -> None:
    expression = compile_expression("formula.x + 1")
    assert not isinstance(expression, Mistake)

    class Circle(Record):
        def formula(self, name: str) -> Value:
            return expression.export(self)

    assert isinstance(expression.value(Circle()), Error)


def test_a_pattern_that_never_ends_ends() -> None:
    result = value('/^(a+)+$/.matches("a".repeat(40) + "b")')
    assert result is False or isinstance(result, Error)


def test_ten_thousand_rows_are_quick() -> None:
    expression = compile_expression('status == "active" && due < today() + "30d" && quantity > 3')
    assert not isinstance(expression, Mistake)
    assert expression.value(RECORD) is True
    times = []
    for _ in range(5):
        begin = time.process_time()
        for _ in range(2_000):
            expression.value(RECORD)
        times.append(time.process_time() - begin)
    assert min(times) * 5 < 0.3  # 0.05 on an idle machine
