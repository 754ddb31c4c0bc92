"""How a function of the language is entered in the tables of the modules beside this one."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from vaultcrm.expressions.kinds import Inner


class Function(NamedTuple):
    """`run` takes the scope, for a method the value it is called on, and the arguments, none of
    which is an error. `least` and `most` arguments. Of a function with `locals` the first argument
    is an expression over them: `run` gets it as a callable. `pure`: equal arguments give an equal
    result, whatever the scope."""

    run: Callable[..., Inner]
    least: int = 0
    most: int = 0
    locals: tuple[str, ...] = ()
    pure: bool = False


Table: TypeAlias = Mapping[str, Function]

MANY = 1_000  # arguments at most, where any number will do
