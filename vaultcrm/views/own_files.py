"""Expressions in the files in which somebody writes rules of their own: compiled, with their names
looked up, and texts that they are filled in to."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from vaultcrm.expressions import Expression, Mistake, compile_expression, export
from vaultcrm.expressions.kinds import to_text
from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book
from vaultcrm.model import Problem
from vaultcrm.reading.vault import read_settings, yaml_files
from vaultcrm.schema.documents import Document
from vaultcrm.schema.own_files import Placed
from vaultcrm.schema.schema import Schema
from vaultcrm.views.collections import collection_of
from vaultcrm.views.rows import INHERITED, PLACE, Row
from vaultcrm.views.view import Failure
from vaultcrm.words import shown, suggestion

Message: TypeAlias = tuple[str | Expression, ...]  # texts, and what is filled in between them


class Slip(NamedTuple):
    """The name of a field that no type has: no mistake where a record of the collection has such a
    property."""

    collection: str
    name: str
    problem: Problem


_FILLED_IN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def own_documents(root: Path, folder: str) -> Iterator[tuple[str, Document | Problem]]:
    """The YAML files of a folder by path, each as it was read, or why it cannot be."""
    paths, problem = yaml_files(root, folder)
    if problem:
        yield folder, problem
    for path in paths:
        yield path, read_settings(root, path)


class Reader:
    """Reads what a file says of the records of a collection, and notes what is wrong under a rule
    of `check`."""

    def __init__(self, schema: Schema, collection: str, rule: str) -> None:
        shape = collection_of(schema, collection)
        every_note = collection == schema.base.collection
        types = schema.types.values() if every_note else ()
        names = (*shape.names, *shape.fields, *PLACE, *INHERITED)
        of_notes = {name for each in schema.types.values() for name in each.names}
        collections = (collection, *(each.collection for each in types))
        names = (*names, *(of_notes if every_note else ()))
        self._names = {"": {name.casefold() for name in names}, "note": of_notes}
        self._owners = {"": collection, "note": schema.base.collection}
        self._facts = {name for each in collections for name in facts_of(each)}
        self._collection = collection
        self._rule = rule
        self.problems: list[Problem] = []
        self.slips: list[Slip] = []

    def expression(self, place: Placed, what: str) -> Expression | None:
        """The expression that a text is; None where it is none."""
        return self._compiled(place, place.text, what)

    def message(self, place: Placed, what: str) -> Message:
        """A text, with the expressions that stand in it between {{ and }}."""
        pieces = [
            self._compiled(place, piece, what) if number % 2 else piece
            for number, piece in enumerate(_FILLED_IN.split(place.text))
        ]
        return tuple(filter(None, pieces))

    def field(self, place: Placed, what: str) -> None:
        """Looks up the name of a field."""
        self._look_up("", place.text, place, what)

    def _compiled(self, place: Placed, text: str, what: str) -> Expression | None:
        compiled = compile_expression(text)
        if isinstance(compiled, Mistake):
            where = f"column {compiled.column} of {shown(text.strip())}"
            message = f"{what}: {compiled.message} ({where})"
            self.problems.append(place.problem(self._rule, message))
            return None
        for root, name in sorted(compiled.names):
            if wrong := self._wrong(root, name):
                self.problems.append(place.problem(self._rule, f"{what}: {wrong}"))
            elif root in self._names:
                self._look_up(root, name, place, what)
        return compiled

    def _wrong(self, root: str, name: str) -> str:
        if root in ("formula", "this"):
            return f"{root} means something in .base files only"
        if root == "crm" and name not in self._facts:
            near = suggestion(name, self._facts)
            return f"{self._collection} have no fact {shown(name)}.{near}"
        return ""

    def _look_up(self, root: str, name: str, place: Placed, what: str) -> None:
        if name.casefold() in self._names[root]:
            return
        owner = self._owners[root]
        hint = suggestion(name, self._names[root]) or " If it is to come, declare it in a type file"
        message = f"{what}: {owner} have no field {shown(name)}.{hint}"
        slip = Slip(owner, name, place.problem(self._rule, message))
        if slip not in self.slips:
            self.slips.append(slip)


def reader(schema: Schema, collection: Placed, rule: str) -> Reader | Problem:
    """A reader for the collection that a file names, or what is wrong with the name."""
    if collection.text in schema.collections:
        return Reader(schema, collection.text, rule)
    near = suggestion(collection.text, schema.collections)
    known = "" if near else f" Known: {', '.join(sorted(schema.collections))}"
    return collection.problem(rule, f"no collection {shown(collection.text)}.{near}{known}")


def slips_in(slips: Sequence[Slip], book: Book) -> Iterator[Problem]:
    """Those that are mistakes."""
    for collection, name, problem in slips:
        if not any(name in record.fields for record in book.records(collection)):
            yield problem


def left_out(place: Placed, rule: str, failures: Sequence[Failure]) -> Problem:
    """What an expression says nothing about, told at its place; of several the first."""
    return place.problem(rule, f"leaves out {_first(failures)}: {failures[0].message}")


def empty(place: Placed, rule: str, what: str, failures: Sequence[Failure]) -> Problem:
    """Where a text comes out with nothing in it."""
    return place.problem(rule, f"{what} is empty for {_first(failures)}")


def _first(failures: Sequence[Failure]) -> str:
    more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
    return f"{failures[0].place}{more}"


def filled_in(message: Message, row: Row, form: Callable[[str], str] = str) -> str:
    """The text for a record; `form` is done to what is filled in."""
    return "".join(
        each if isinstance(each, str) else form(to_text(export(each.value(row))))
        for each in message
    )
