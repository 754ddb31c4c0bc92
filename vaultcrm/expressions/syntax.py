"""Tokens → the tree of an expression, by precedence climbing (Pratt 1973) with JavaScript's table
(MDN, "Operator precedence")."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from vaultcrm.expressions.mistakes import Mistake, Refused
from vaultcrm.expressions.tokens import Token, tokens
from vaultcrm.words import shown

DEEPEST = 100  # levels of brackets, of signs before a value and of right-hand operands


class Literal(NamedTuple):
    value: None | bool | int | float | str
    column: int


class Pattern(NamedTuple):
    source: str
    flags: str
    column: int


class Name(NamedTuple):
    name: str
    column: int


class Items(NamedTuple):
    """`[a, b]`."""

    items: tuple["Node", ...]
    column: int


class Unary(NamedTuple):
    operator: str
    operand: "Node"
    column: int


class Binary(NamedTuple):
    operator: str
    left: "Node"
    right: "Node"
    column: int


class Member(NamedTuple):
    """`target.name`."""

    target: "Node"
    name: str
    column: int


class Index(NamedTuple):
    """`target[index]`."""

    target: "Node"
    key: "Node"
    column: int


class Call(NamedTuple):
    """`name(…)`."""

    name: str
    arguments: tuple["Node", ...]
    column: int


class Method(NamedTuple):
    """`target.name(…)`."""

    target: "Node"
    name: str
    arguments: tuple["Node", ...]
    column: int


Node: TypeAlias = Literal | Pattern | Name | Items | Unary | Binary | Member | Index | Call | Method

PRECEDENCE: Mapping[str, int] = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_UNARY = 7
_CONSTANTS: Mapping[str, None | bool] = {"true": True, "false": False, "null": None}
_INSTEAD: Mapping[str, str] = {
    "=": "write == to compare",
    "===": "write ==",
    "!==": "write !=",
    "&": "write && for and",
    "|": "write || for or",
    "?": "write if(condition, then, otherwise)",
    "??": "write if(x == null, otherwise, x)",
    "**": "there is no power: multiply",
    "++": "write + once",
    "--": "write - (-x) to subtract what is negative",
    "=>": "write the expression alone: filter(value > 2)",
    "{": "objects cannot be written in an expression",
    ";": "write one expression",
}
_WORDS: Mapping[str, str] = {"and": "&&", "or": "||", "not": "!", "in": "list.contains(…)"}


def parse(text: str) -> Node | Mistake:
    """The tree of the text, or what is wrong with it."""
    try:
        return _Parser(tokens(text)).whole()
    except Refused as refused:
        return Mistake(text, refused.column, refused.message)


def split(text: str) -> tuple[str, ...] | Mistake:
    """The parts of a text between the commas that stand outside brackets, texts and patterns:
    `a, x=if(b, c, d)` → ("a", "x=if(b, c, d)"). An empty text has none."""
    if not text.strip():
        return ()
    try:
        return tuple(_parts(text, tokens(text)))
    except Refused as refused:
        return Mistake(text, refused.column, refused.message)


def _parts(text: str, found: tuple[Token, ...]) -> Iterator[str]:
    depth = begin = 0
    for token in found:
        if token.text in ("(", "["):
            depth += 1
        elif token.text in (")", "]"):
            depth -= 1
        elif token.kind == "end" or (token.text == "," and depth <= 0):
            part = text[begin : token.column - 1].strip()
            if not part:
                raise Refused(token.column, "expected an expression before this comma or end")
            yield part
            begin = token.column


class _Parser:
    """Stands at one token of the text at a time."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._token.kind == "end":
            raise Refused(1, "expected an expression, but the text is empty")
        node = self._expression(0)
        if self._token.kind != "end":
            raise self._unexpected()
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _take(self, sign: str) -> bool:
        token = self._tokens[self._at]
        if token.kind == "sign" and token.text == sign:
            self._at += 1
            return True
        return False

    def _expression(self, least: int) -> Node:
        """An operand and all operators behind it that bind tighter than `least`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused(self._token.column, f"nested more than {DEEPEST} levels deep")
        left = self._postfix(self._operand())
        while True:
            token = self._token
            binds = PRECEDENCE.get(token.text, 0) if token.kind == "sign" else 0
            if binds <= least:
                break
            self._at += 1
            left = Binary(token.text, left, self._expression(binds), token.column)
        self._depth -= 1
        return left

    def _operand(self) -> Node:
        token = self._next()
        if token.kind in ("number", "text"):
            assert not isinstance(token.value, tuple)
            return Literal(token.value, token.column)
        if token.kind == "pattern":
            assert isinstance(token.value, tuple)
            return Pattern(*token.value, token.column)
        if token.kind == "name":
            return self._name(token)
        if token.text == "(":
            node = self._expression(0)
            self._close(")", token)
            return node
        if token.text == "[":
            return Items(self._until("]", token), token.column)
        if token.text in ("-", "!"):
            return Unary(token.text, self._expression(_UNARY), token.column)
        self._at -= 1
        if token.text in ("+", "++"):
            raise Refused(token.column, "expected a value; a number has no + before it")
        raise self._expected("a value")

    def _name(self, token: Token) -> Node:
        follows = self._token
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text], token.column)
        if follows.kind == "sign" and follows.text == "(":
            self._at += 1
            return Call(token.text, self._until(")", follows), token.column)
        if token.text.casefold() == "not" and follows.kind in ("name", "text", "number"):
            raise Refused(token.column, "write ! for not")
        return Name(token.text, token.column)

    def _postfix(self, node: Node) -> Node:
        while True:
            token = self._token
            if self._take("."):
                name = self._next()
                if name.kind != "name":
                    self._at -= 1
                    raise self._expected('a name behind the "."')
                opening = self._token
                if self._take("("):
                    arguments = self._until(")", opening)
                    node = Method(node, name.text, arguments, name.column)
                else:
                    node = Member(node, name.text, name.column)
            elif self._take("["):
                index = self._expression(0)
                self._close("]", token)
                node = Index(node, index, token.column)
            elif token.text == "(" and token.kind == "sign":
                raise Refused(token.column, "only a name can be called")
            else:
                return node

    def _until(self, closing: str, opening: Token) -> tuple[Node, ...]:
        """Expressions between commas, up to and with the closing bracket."""
        found: list[Node] = []
        if self._take(closing):
            return ()
        if self._token.kind == "end":
            raise self._expected(f"a value or {closing}")
        while True:
            found.append(self._expression(0))
            if not self._take(","):
                self._close(closing, opening, " or a comma")
                return tuple(found)

    def _close(self, closing: str, opening: Token, other: str = "") -> None:
        if self._take(closing):
            return
        opened = f" to close the {opening.text} in column {opening.column}"
        raise self._unexpected(f"{closing}{other}{opened}")

    def _expected(self, what: str) -> Refused:
        """That something else was expected where the parser stands."""
        token = self._token
        if token.kind == "sign" and token.text in _INSTEAD:
            return Refused(token.column, f"expected {what}: {_INSTEAD[token.text]}")
        if token.kind == "end":
            return Refused(token.column, f"expected {what}, but the text ends")
        return Refused(token.column, f"expected {what}, found {shown(token.text)}")

    def _unexpected(self, what: str = "an operator or the end") -> Refused:
        """That an expression was complete, and something follows that cannot follow it."""
        token = self._token
        if token.kind == "sign" and token.text in _INSTEAD:
            return Refused(token.column, f"{token.text} is no operator: {_INSTEAD[token.text]}")
        word = token.text.casefold()
        if token.kind == "name" and word in _WORDS:
            return Refused(token.column, f"{token.text} is no operator: write {_WORDS[word]}")
        if token.text in (")", "]") and not what.startswith((")", "]")):
            return Refused(token.column, f"this {token.text} closes nothing")
        return self._expected(what)
