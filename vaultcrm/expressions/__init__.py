"""The expression language of Obsidian's Bases, evaluated over one record at a time.

Sources: Obsidian's help ("Bases syntax", "Functions", "Formulas") and, as that says, JavaScript
(MDN). A text is compiled once, to closures; nothing here reads a file, a clock or a database.
"""

from collections.abc import Callable
from typing import NamedTuple

from vaultcrm.expressions.budget import STEPS, Env
from vaultcrm.expressions.compiling import Compiler, Frame
from vaultcrm.expressions.kinds import Inner, decided, entering, export
from vaultcrm.expressions.mistakes import Mistake, Refused
from vaultcrm.expressions.scope import Scope, World
from vaultcrm.expressions.syntax import parse, split
from vaultcrm.model import Error, Value

__all__ = [
    "Expression",
    "Mistake",
    "Scope",
    "World",
    "compile_expression",
    "decided",
    "export",
    "split",
]


class Expression(NamedTuple):
    """A compiled text. `names` has every property that it looks up by name, as (root, name): the
    root is '' for a bare name, else note, file, formula, crm or this. `locals` are the names that
    whoever evaluates it gives values."""

    text: str
    names: frozenset[tuple[str, str]]
    locals: tuple[str, ...]
    run: Callable[[Scope, Env], Inner]

    def value(self, scope: Scope, **locals: Inner) -> Inner:
        """What it gives, with the kinds that exist only inside of expressions; never raises."""
        env = ([STEPS], *(entering(locals[name]) for name in self.locals))
        try:
            return self.run(scope, env)
        except RecursionError:
            return Error("the expression, or the formulas that it uses, are nested too deeply")

    def export(self, scope: Scope, **locals: Inner) -> Value:
        """What it gives, as the rest of the program knows values."""
        return export(self.value(scope, **locals))


def compile_expression(text: str, locals: frozenset[str] = frozenset()) -> Expression | Mistake:
    """The expression in a text, or what is wrong with the text."""
    names = tuple(sorted(locals))
    compiler = Compiler()
    try:
        tree = parse(text)
        if isinstance(tree, Mistake):
            return tree
        code = compiler.code(tree, Frame({}, 1).inside(names))
    except Refused as refused:
        return Mistake(text, refused.column, refused.message)
    except RecursionError:
        return Mistake(text, 1, "the expression is nested too deeply")
    return Expression(text, frozenset(compiler.names), names, code.run)
