"""The tree of an expression → closures over a scope and the local values.

An operand with operators, members and calls behind it is compiled to the operand's closure and a
row of steps, each of which takes the value so far; so a long chain needs no deep stack. What is
constant is computed once, here.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from vaultcrm.expressions import durations
from vaultcrm.expressions.budget import CALL, STEPS, Env
from vaultcrm.expressions.files import FILE, FILE_FIELDS, NEEDS, properties
from vaultcrm.expressions.functions import FUNCTIONS, ROOTS
from vaultcrm.expressions.kinds import File, Inner, decided, entering, is_date
from vaultcrm.expressions.lists import element
from vaultcrm.expressions.methods import FIELD_NAMES, METHODS, field
from vaultcrm.expressions.mistakes import Refused
from vaultcrm.expressions.moment import parse_date
from vaultcrm.expressions.operators import negative, with_date
from vaultcrm.expressions.patterns import Allowance, compile_pattern
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.steps import Run, Step, at, binary, called, method, over_items
from vaultcrm.expressions.syntax import (
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
)
from vaultcrm.model import Error
from vaultcrm.words import shown, suggestion


class Code(NamedTuple):
    """How to compute a part of an expression; `constant` if `value` is what it always gives."""

    run: Run
    constant: bool = False
    value: Inner = None


class Frame(NamedTuple):
    """Where the local names stand in an `Env`."""

    slots: Mapping[str, int]
    width: int

    def inside(self, names: Sequence[str]) -> "Frame":
        """With more names; those that were there before and are called the same are hidden."""
        new = {name: self.width + place for place, name in enumerate(names)}
        return Frame({**self.slots, **new}, self.width + len(names))


def _constant(value: Inner) -> Code:
    return Code(lambda scope, env: value, True, value)


def _chained(first: Run, steps: Sequence[Step]) -> Run:
    if len(steps) == 1:
        step = steps[0]
        return lambda scope, env: step(first(scope, env), scope, env)

    def run(scope: Scope, env: Env) -> Inner:
        value = first(scope, env)
        for each in steps:
            value = each(value, scope, env)
        return value

    return run


_FOLDED = (bool, int, float, str, type(None))  # kinds whose operators need no scope
_NO_SCOPE: Any = None
_MANY_DAYS = 10_000_000  # more than the calendar has


class Compiler:
    """Compiles one expression; `names` gathers the properties that it looks up by name, as
    (root, name)."""

    def __init__(self) -> None:
        self.names: set[tuple[str, str]] = set()
        self._allowance = Allowance()

    def code(self, node: Node, frame: Frame) -> Code:
        """Raises `Refused` for what the syntax allows and the language does not know."""
        behind: list[Binary | Member | Index | Method] = []
        while True:
            rooted = self._rooted(node, frame)
            if rooted:
                code = rooted
                break
            if isinstance(node, Binary):
                behind.append(node)
                node = node.left
            elif isinstance(node, (Member, Index, Method)):
                behind.append(node)
                node = node.target
            else:
                code = self._operand(node, frame)
                break
        steps: list[Step] = []
        for each in reversed(behind):
            if isinstance(each, Binary):
                right = self.code(each.right, frame)
                step = _binary(each.operator, right)
                if not steps and _foldable(code) and _foldable(right):
                    code = _constant(step(code.value, _NO_SCOPE, ([STEPS],)))
                    continue
            else:
                step = self._postfix(each, frame)
            steps.append(step)
        return Code(_chained(code.run, steps)) if steps else code

    # --- names

    def _rooted(self, node: Node, frame: Frame) -> Code | None:
        """`note.x`, `file["x"]` and the like, with a name under a root; None for all else."""
        if not isinstance(node, (Member, Index)) or not isinstance(node.target, Name):
            return None
        root = node.target.name
        if root in frame.slots or root not in ("note", "file", "this", *ROOTS):
            return None
        column = node.column
        if isinstance(node, Member):
            name = node.name
        elif isinstance(node.key, Literal) and isinstance(node.key.value, str):
            name, column = node.key.value, node.key.column
        elif root in ROOTS:
            raise Refused(column + 1, f"expected a name in quotes under {root}")
        else:
            return None
        if root == "file":
            return self._file_field(name, column)
        self.names.add((root, name))
        if root == "note":
            return Code(lambda scope, env: entering(scope.note(name)))
        if root == "formula":
            return Code(lambda scope, env: entering(scope.formula(name)))
        if root == "crm":
            return Code(lambda scope, env: entering(scope.fact(name)))
        if name == "file":
            return Code(_this)
        return Code(lambda scope, env: entering(_of_this(scope, name)))

    def _file_field(self, name: str, column: int) -> Code:
        found = FILE_FIELDS.get(name)
        if not found:
            if name in FILE:
                raise Refused(column, f"{name} is a function: write file.{name}(…)")
            hint = suggestion(name, (*FILE_FIELDS, *FILE))
            raise Refused(column, f"a file has no field {shown(name)}.{hint}")
        self.names.add(("file", name))
        return Code(lambda scope, env: found(scope, File(scope.path)))

    def _name(self, node: Name, frame: Frame) -> Code:
        name = node.name
        slot = frame.slots.get(name)
        if slot is not None:
            return Code(lambda scope, env: env[slot])
        if name == "file":
            return Code(lambda scope, env: File(scope.path))
        if name == "this":
            self.names.add((name, ""))
            return Code(_this)
        if name == "note":
            return Code(lambda scope, env: properties(scope, scope.path))
        if name in ROOTS:
            raise Refused(node.column, f"{name} is no value: write {ROOTS[name]}")
        self.names.add(("", name))
        return Code(lambda scope, env: entering(scope.bare(name)))

    # --- operands

    def _operand(self, node: Node, frame: Frame) -> Code:
        if isinstance(node, Literal):
            return _constant(node.value)
        if isinstance(node, Name):
            return self._name(node, frame)
        if isinstance(node, Call):
            return self._call(node, frame)
        if isinstance(node, Items):
            return _items([self.code(each, frame) for each in node.items])
        if isinstance(node, Pattern):
            pattern = compile_pattern(node.source, node.flags, self._allowance)
            if isinstance(pattern, str):
                raise Refused(node.column, pattern)
            return Code(lambda scope, env: pattern)
        assert isinstance(node, Unary)
        operand = self.code(node.operand, frame)
        run = _unary(node.operator, operand.run)
        return _constant(run(_NO_SCOPE, ([STEPS],))) if _foldable(operand) else Code(run)

    def _call(self, node: Call, frame: Frame) -> Code:
        function = FUNCTIONS.get(node.name)
        if not function:
            if node.name.casefold() == "not":
                raise Refused(node.column, "write ! for not")
            if node.name in METHODS:
                raise Refused(node.column, f"{node.name} belongs to a value: value.{node.name}(…)")
            hint = suggestion(node.name, FUNCTIONS)
            raise Refused(node.column, f"there is no function {shown(node.name)}.{hint}")
        _count(node, function.least, function.most)
        codes = [self.code(each, frame) for each in node.arguments]
        if node.name == "if":
            return _if(codes)
        run = called(function, [each.run for each in codes])
        if function.pure and all(map(_foldable, codes)):
            return _constant(run(_NO_SCOPE, ([STEPS],)))
        return Code(run)

    # --- what stands behind a value

    def _postfix(self, node: Member | Index | Method, frame: Frame) -> Step:
        if isinstance(node, Member):
            name = node.name
            return lambda value, scope, env: field(scope, value, name)
        if isinstance(node, Index):
            key = self.code(node.key, frame).run
            return lambda value, scope, env: at(value, key(scope, env), scope)
        methods = METHODS.get(node.name)
        if not methods:
            if node.name in FIELD_NAMES:
                raise Refused(node.column, f"{node.name} is no function: write .{node.name}")
            hint = suggestion(node.name, (*METHODS, *FIELD_NAMES))
            if node.name in FUNCTIONS:
                hint = f" Write {node.name}(…)."
            raise Refused(node.column, f"no value has a function {shown(node.name)}.{hint}")
        known = methods.values()
        _count(node, min(each.least for each in known), max(each.most for each in known))
        if isinstance(node.target, Name) and node.target.name == "file" and node.name in NEEDS:
            self.names.add(("file", NEEDS[node.name]))
        lambda_ = next((each.locals for each in known if each.locals), None)
        if not lambda_:
            return method(methods, node.name, [self.code(a, frame).run for a in node.arguments])
        body = self.code(node.arguments[0], frame.inside(lambda_)).run
        more = [self.code(each, frame).run for each in node.arguments[1:]]
        return over_items(methods, node.name, body, CALL + _nodes(node.arguments[0]), more)


def _count(node: Call | Method, least: int, most: int) -> None:
    given = len(node.arguments)
    if least <= given <= most:
        return
    wanted = (
        f"{least}"
        if least == most
        else f"{least} to {most}"
        if given > most
        else (f"at least {least}")
    )
    plural = "" if wanted in ("1", "at least 1") else "s"
    raise Refused(node.column, f"{node.name} takes {wanted} argument{plural}, found {given}")


def _nodes(node: Node) -> int:
    """How many nodes a tree has."""
    count = 0
    left: list[Any] = [node]
    while left:
        each = left.pop()
        count += 1
        if isinstance(each, (Items, Call, Method)):
            left += each.items if isinstance(each, Items) else each.arguments
        if isinstance(each, (Member, Index, Method)):
            left.append(each.target)
        if isinstance(each, Index):
            left.append(each.key)
        if isinstance(each, Binary):
            left += (each.left, each.right)
        if isinstance(each, Unary):
            left.append(each.operand)
    return count


def _foldable(code: Code) -> bool:
    return code.constant and (type(code.value) in _FOLDED)


def _this(scope: Scope, env: Env) -> Inner:
    return File(scope.this) if scope.this else None


def _of_this(scope: Scope, name: str) -> Inner:
    return properties(scope, scope.this).get(name) if scope.this else None


def _binary(operator: str, right: Code) -> Step:
    """A text on the right is read as a date and as a length of time once, for those on the left
    that want one."""
    plain = binary(operator, right.run)
    if not right.constant or type(right.value) is not str or operator in ("&&", "||"):
        return plain
    text = right.value
    length = durations.read(text) if operator in ("+", "-") else None
    if length and not any(length[1:2] + length[3:]) and abs(length.days) < _MANY_DAYS:
        return _days_on(timedelta(length.days if operator == "+" else -length.days), plain)
    if length:
        return lambda value, scope, env: (
            with_date(operator, value, length) if is_date(value) else plain(value, scope, env)
        )
    day = parse_date(text)
    if day is None or operator in ("+", "-"):
        return plain
    dated = binary(operator, lambda scope, env: day)
    return lambda value, scope, env: (dated if is_date(value) else plain)(value, scope, env)


def _days_on(days: timedelta, otherwise: Step) -> Step:
    """The step to the date so many days from the one before it."""

    def step(value: Inner, scope: Scope, env: Env) -> Inner:
        try:
            return value + days if is_date(value) else otherwise(value, scope, env)
        except OverflowError:
            return otherwise(value, scope, env)

    return step


def _unary(operator: str, operand: Run) -> Run:
    if operator == "-":
        return lambda scope, env: negative(operand(scope, env))

    def run(scope: Scope, env: Env) -> Inner:
        verdict = decided(operand(scope, env))
        return verdict if type(verdict) is Error else not verdict

    return run


def _items(codes: Sequence[Code]) -> Code:
    runs = [each.run for each in codes]

    def run(scope: Scope, env: Env) -> Inner:
        values = [element(each(scope, env)) for each in runs]
        return next((each for each in values if type(each) is Error), tuple(values))

    if all(map(_foldable, codes)):
        return _constant(tuple(each.value for each in codes))
    return Code(run)


def _if(codes: Sequence[Code]) -> Code:
    condition, then, otherwise = (each.run for each in (*codes, _constant(None))[:3])

    def run(scope: Scope, env: Env) -> Inner:
        verdict = decided(condition(scope, env))
        if type(verdict) is Error:
            return verdict
        return (then if verdict else otherwise)(scope, env)

    return Code(run)
