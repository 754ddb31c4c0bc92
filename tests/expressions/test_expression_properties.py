"""Properties that hold for every expression, whatever it says."""

import math
from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import FACTS, FORMULAS, PROPERTIES, Record

from vaultcrm.expressions import Expression, Mistake, compile_expression, split
from vaultcrm.expressions.functions import FUNCTIONS
from vaultcrm.expressions.kinds import File, Markup
from vaultcrm.expressions.methods import METHODS
from vaultcrm.expressions.patterns import Regexp
from vaultcrm.expressions.syntax import (
    PRECEDENCE,
    Binary,
    Call,
    Index,
    Items,
    Literal,
    Member,
    Method,
    Name,
    Node,
    Pattern,
    Unary,
    parse,
)
from vaultcrm.expressions.tokens import tokens
from vaultcrm.model import Error

RECORD = Record()
NAMES = st.sampled_from(
    [*PROPERTIES, *FORMULAS, *FACTS, "nope", "x", "value", "acc", "file", "this"]
).filter(lambda name: " " not in name)
TEXTS = st.sampled_from(
    ["", "a", "active", "2026-12-01", "7d", "1h 30m", "12000 EUR", "EUR", "Acme Corp",
     "[[Dana Fox]]", "urgent", "number", "YYYY-MM-DD", "12", "-1.5", '"\\\n', "ß日😀",
     "clients/Acme Corp.md"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(0, 20), st.sampled_from([0.5, 2.5, 1e21, 1e-7, 2**53 - 1, 1e308, 123456.789])
)
LITERALS = st.one_of(TEXTS, NUMBERS, st.sampled_from([True, False, None]))


def _extended(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Items, some, st.just(0)),
        st.builds(Unary, st.sampled_from("-!"), inner, st.just(0)),
        st.builds(Binary, st.sampled_from(sorted(PRECEDENCE)), inner, inner, st.just(0)),
        st.builds(Member, inner, st.sampled_from(["length", "name", "year", "days"]), st.just(0)),
        st.builds(Index, inner, inner, st.just(0)),
        st.builds(Call, st.sampled_from(sorted(FUNCTIONS)), some, st.just(0)),
        st.builds(Method, inner, st.sampled_from(sorted(METHODS)), some, st.just(0)),
    )


TREES: st.SearchStrategy[Node] = st.recursive(
    st.one_of(
        st.builds(Literal, LITERALS, st.just(0)),
        st.builds(Name, NAMES, st.just(0)),
        st.builds(Pattern, st.sampled_from(["a", "(a+)+$", "[/]", "\\d"]),
                  st.sampled_from(["", "g", "i"]), st.just(0)),
    ),
    _extended,
    max_leaves=12,
)  # fmt: skip


def printed(node: Node, least: int = 0) -> str:
    """The text of a tree with as few parentheses as the table of precedence allows."""
    if isinstance(node, Literal):
        if isinstance(node.value, str):
            escaped = node.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        if node.value is None or isinstance(node.value, bool):
            return {None: "null", True: "true", False: "false"}[node.value]
        return f"({node.value!r})"
    if isinstance(node, Pattern):
        return f"/{node.source}/{node.flags}"
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Items):
        return f"[{', '.join(map(printed, node.items))}]"
    if isinstance(node, Call):
        return f"{node.name}({', '.join(map(printed, node.arguments))})"
    if isinstance(node, Unary):
        text = f"{node.operator} {printed(node.operand, 7)}"
        return f"({text})" if least > 7 else text
    if isinstance(node, Binary):
        binds = PRECEDENCE[node.operator]
        text = f"{printed(node.left, binds)} {node.operator} {printed(node.right, binds + 1)}"
        return f"({text})" if least > binds else text
    target = printed(node.target, 8)
    if isinstance(node, Member):
        return f"{target}.{node.name}"
    if isinstance(node, Index):
        return f"{target}[{printed(node.key)}]"
    return f"{target}.{node.name}({', '.join(map(printed, node.arguments))})"


def placeless(node: object) -> object:
    """A tree without its columns, its kinds of nodes and of literals by name."""
    if isinstance(node, Literal):
        return "Literal", type(node.value).__name__ in ("int", "float"), node.value
    if isinstance(node, tuple):
        fields = node[:-1] if hasattr(node, "column") else node
        return (type(node).__name__, *map(placeless, fields))
    return node


def is_exported(value: object) -> bool:
    if isinstance(value, (float, File, Markup, Regexp)):
        return False
    if type(value) is tuple:
        return all(map(is_exported, value))
    if isinstance(value, Mapping):
        return all(map(is_exported, value.values()))
    return not (isinstance(value, Error) and value.missing)


def compiled(text: str) -> Expression:
    expression = compile_expression(text)
    assert not isinstance(expression, Mistake), expression.shown()
    return expression


def value(text: str) -> object:
    return compiled(text).export(RECORD)


@given(TREES)
@settings(max_examples=400, deadline=None)
def test_printing_and_parsing_gives_the_tree_again(tree: Node) -> None:
    text = printed(tree)
    if len(text) < 2_000:
        assert placeless(parse(text)) == placeless(tree), text


@given(TREES, st.sampled_from([" ", "\n", "\t", "\u00a0", " \r\n "]))
@settings(max_examples=150, deadline=None)
def test_white_space_between_tokens_does_not_matter(tree: Node, space: str) -> None:
    text = printed(tree)
    spaced = space + space.join(each.text for each in tokens(text)) + space
    assert placeless(parse(spaced)) == placeless(parse(text))


@given(TREES)
@settings(max_examples=600, deadline=None)
def test_every_expression_gives_a_value_or_a_mistake(tree: Node) -> None:
    text = printed(tree)
    expression = compile_expression(text)
    if isinstance(expression, Mistake):
        assert 1 <= expression.column <= len(text) + 1
        assert expression.shown().count("\n") == 2
    else:
        assert is_exported(expression.export(RECORD))


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="ab1.\"'/\\()[]+-*%<>=!&|,{} \n", max_size=40),
        st.lists(st.sampled_from(["a", "1", '"x"', "(", ")", "[", "]", ".", ",", "+", "-", "!", "/",
                                  "&&", "==", "if(", "file", ".name", ".map(", "value", " "]),
                 max_size=30).map("".join),
    )
)  # fmt: skip
@settings(max_examples=1_000, deadline=None)
def test_no_text_raises(text: str) -> None:
    expression = compile_expression(text)
    if isinstance(expression, Mistake):
        assert expression.shown()
    else:
        assert is_exported(expression.export(RECORD))
    parts = split(text)
    if not isinstance(parts, Mistake):
        assert all(part and part == part.strip() for part in parts)


@given(st.lists(TREES.map(printed), max_size=4))
@settings(max_examples=100, deadline=None)
def test_split_undoes_joining(texts: list[str]) -> None:
    assert split(",".join(texts)) == tuple(texts)


FLOATS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, min_value=0), st.integers(0, 2**53 - 1)
)


@given(FLOATS, FLOATS, st.sampled_from("+-*/%"))
@settings(max_examples=400, deadline=None)
def test_arithmetic_is_that_of_doubles(left: float, right: float, sign: str) -> None:
    a, b = float(left), float(right)
    result = compiled(f"({left!r}) {sign} ({right!r})").value(RECORD)
    if sign in "/%" and b == 0:
        assert isinstance(result, float) and not math.isfinite(result)
        return
    expected = {
        "+": lambda: a + b,
        "-": lambda: a - b,
        "*": lambda: a * b,
        "/": lambda: a / b,
        "%": lambda: math.fmod(a, b),
    }[sign]()
    assert result == expected
    whole = abs(expected) < 2**53 and expected.is_integer()
    assert type(result) is (int if whole else float)


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=200, deadline=None)
def test_the_text_of_a_number_is_that_number(number: float) -> None:
    text = compiled(f"({abs(number)!r}).toString()").value(RECORD)
    assert isinstance(text, str)
    assert float(text) == abs(number)
    assert value(f'number("{text}") == ({abs(number)!r})') is True


@given(st.integers(-(10**6), 10**6), st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_rounding_halves_goes_up(thousandths: int, digits: int) -> None:
    number = Decimal(thousandths) / 1000
    rounded = value(f"({number:f}).round({digits})")
    assert isinstance(rounded, (int, Decimal))
    gap = Decimal(rounded) - number
    half = Decimal(5).scaleb(-digits - 1)
    assert -half < gap <= half


@given(TREES, TREES)
@settings(max_examples=300, deadline=None)
def test_equality_is_symmetric_and_its_negation_is_unequal(left: Node, right: Node) -> None:
    a, b = f"({printed(left)})", f"({printed(right)})"
    one, other, unequal = f"{a} == {b}", f"{b} == {a}", f"{a} != {b}"
    if isinstance(compile_expression(one), Mistake):
        return
    results = [value(each) for each in (one, other, unequal)]
    if all(isinstance(each, bool) for each in results):
        assert results[0] is results[1] is not results[2]
    else:
        assert not any(isinstance(each, bool) for each in results)


@given(st.lists(st.one_of(NUMBERS, TEXTS), max_size=8))
@settings(max_examples=100, deadline=None)
def test_sorting(items: list[object]) -> None:
    expression = compile_expression("values.sort()", frozenset({"values"}))
    backwards = compile_expression("values.sort().reverse().reverse()", frozenset({"values"}))
    again = compile_expression("values.reverse().sort().sort()", frozenset({"values"}))
    assert isinstance(expression, Expression)
    assert isinstance(backwards, Expression)
    assert isinstance(again, Expression)
    ordered = expression.value(RECORD, values=tuple(items))
    assert ordered == backwards.value(RECORD, values=tuple(items))
    assert ordered == again.value(RECORD, values=tuple(items))
    assert isinstance(ordered, tuple)
    assert sorted(map(repr, ordered)) == sorted(map(repr, items))
    numbers = [each for each in ordered if not isinstance(each, str)]
    assert numbers == sorted(numbers)


@given(TREES, TREES)
@settings(max_examples=150, deadline=None)
def test_and_or_and_not_agree(left: Node, right: Node) -> None:
    a, b = f"({printed(left)})", f"({printed(right)})"
    both = f"!({a} && {b})"
    if isinstance(compile_expression(both), Mistake):
        return
    assert value(both) == value(f"!{a} || !{b}")
