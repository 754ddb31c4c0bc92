"""Every case under cases/, in the world of worlds.py.

A case is a line `expression => expected` in a fence; the fence is `doc` where the documentation of
Obsidian (Bases syntax, Functions, Formulas) has the expression, `own` where it does not; after
either, `summary` has the local `values` that summaries know. Expected
is the exported value: as JSON, with dates (`2026-11-23`, `2026-11-23T10:30:00`), durations (`14d`),
money (`12000 EUR`) and links (`[[target|shown]]`) as a note has them, without quotes; or
`error: part of its message`; or `mistake at COLUMN: part of its message`, the column left out
where more than one would do.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from worlds import VALUES, Record

from vaultcrm.expressions import Mistake, compile_expression
from vaultcrm.model import Duration, Error, Link, Money, Ref, Value

CASES = Path(__file__).parent / "cases"
_MISTAKE = re.compile(r"mistake(?: at (\d+))?: ?(.*)")


def cases() -> Iterator[tuple[str, str, str, str]]:
    """(place, kind of fence, expression, expected)."""
    for file in sorted(CASES.glob("*.md")):
        fence = ""
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if line.startswith("```"):
                fence = line[3:]
            elif fence and line:
                expression, _, expected = line.rpartition(" => ")
                yield f"{file.name}:{number}", fence, expression, expected


ALL = tuple(cases())


def written(value: Value) -> str:
    """A value as the cases write it."""
    if isinstance(value, Error):
        return f"error: {value.message}"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | Decimal):
        return repr(float(value)).removesuffix(".0")
    if isinstance(value, datetime):
        text = value.isoformat(timespec="milliseconds")
        return text.removesuffix(".000")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, Duration):
        return value.text
    if isinstance(value, Link | Ref):
        return f"[[{value.target}{'|' + value.display if value.display else ''}]]"
    if isinstance(value, Mapping):
        inside = (f"{json.dumps(name)}: {written(each)}" for name, each in value.items())
        return "{" + ", ".join(inside) + "}"
    return "[" + ", ".join(map(written, value)) + "]"


@pytest.mark.parametrize(
    ("kind", "expression", "expected"), [pytest.param(*case[1:], id=case[0]) for case in ALL]
)
def test_case(kind: str, expression: str, expected: str) -> None:
    locals = {"values": VALUES} if kind.endswith("summary") else {}
    compiled = compile_expression(expression, frozenset(locals))
    mistake = _MISTAKE.fullmatch(expected)
    if isinstance(compiled, Mistake):
        assert mistake, compiled.shown()
        assert mistake[2] in compiled.message
        assert mistake[1] is None or int(mistake[1]) == compiled.column, compiled.shown()
        return
    result = written(compiled.export(Record(), **locals))
    assert not mistake, f"is no mistake: {result}"
    if expected.startswith("error:"):
        assert result.startswith("error:"), result
        assert expected.removeprefix("error:").strip() in result
    else:
        assert result == expected


def test_there_are_hundreds_and_each_stands_once() -> None:
    assert len(ALL) >= 400
    assert {case[1].split()[0] for case in ALL} == {"doc", "own"}
    expressions = [case[2] for case in ALL]
    assert {each for each in expressions if expressions.count(each) > 1} == set()
    assert all(case[2] and case[3] for case in ALL)
