"""Records + today → facts: what nobody needs to type because it follows from what is written.

One file a subject. A fact is a function from the `Book` to the values of all records of its
collection at once: `{place: Fact}`, where a place is a note's path or a line's `path:line`. Its
docstring says what it means, in which unit, and on what it rests. `@fact("clients")` makes it
known: that is the one place to add a fact. `@fact_of_each("actions", "steps")` is for one that is
the same for several collections, each of which is computed only when it is asked for.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import cleandoc

from vaultcrm.facts.book import Book, Compute
from vaultcrm.model import Fact
from vaultcrm.resources import modules


def facts_of(collection: str) -> dict[str, Compute]:
    """The facts that records of this collection have, by name."""
    return {
        name: by_collection[collection]
        for name, by_collection in _facts()
        if collection in by_collection
    }


def fact_names() -> frozenset[str]:
    """The names of all facts, of whatever collection."""
    return frozenset(name for name, _ in _facts())


def _facts() -> Iterator[tuple[str, Mapping[str, Compute]]]:
    """Each fact's name, and what computes it for each collection that has it."""
    for module in modules("facts"):
        for function in vars(import_module(f"{__name__}.{module}")).values():
            if hasattr(function, "facts_of"):
                yield function.__name__, function.facts_of


def definition(compute: Compute) -> str:
    """What a fact means, in which unit, and what it rests on."""
    return cleandoc(compute.__doc__ or "")


def facts_about(book: Book, collection: str, place: str) -> dict[str, Fact]:
    """Every fact that is known about one record, by name."""
    computed = {name: compute(book).get(place) for name, compute in facts_of(collection).items()}
    return {name: fact for name, fact in computed.items() if fact is not None}
