"""A `.base` file's tree → a `Base`.

The format is that of obsidianmd/obsidian-help, "Bases syntax". Keys that it does not name are
somebody else's (a plug-in's views have many), and are left alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from vaultcrm.expressions import Expression, Mistake, compile_expression
from vaultcrm.expressions.summaries import SUMMARIES
from vaultcrm.facts import fact_names
from vaultcrm.model import Raw, RawList, RawMap, RawScalar
from vaultcrm.schema.documents import Complaints, Document, is_null
from vaultcrm.views.base import NAME, VALUES, Base, Layout
from vaultcrm.views.view import Condition, all_of, any_of, condition, none_of
from vaultcrm.words import shown, suggestion

SYNTAX, FACTS = "base/syntax", "base/facts"  # rules
_COMBINED: Mapping[str, Callable[[Sequence[Condition]], Condition]] = {
    "and": all_of,
    "or": any_of,
    "not": none_of,
}
_ROOTS = ("note", "file", "formula", "crm")


def read_base(document: Document) -> Base:
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._fatal = Complaints(document, SYNTAX)  # of what makes it impossible to run
        self._minor = self._complaints(SYNTAX)
        self._foreign = self._complaints(FACTS)
        self._formulas: dict[str, Expression] = {}
        self._mistakes: dict[str, str] = {}
        self._files: dict[str, Expression] = {}

    def _complaints(self, rule: str) -> Complaints:
        return Complaints(self._document._replace(problems=()), rule)

    def read(self) -> Base:
        parts = {
            key.text: value for key, value in self._fatal.mapping(self._document.root, "a base")
        }
        self._read_formulas(parts.get("formulas"))
        titles = dict(self._titles(parts.get("properties")))
        summaries = dict(self._summaries(parts.get("summaries")))
        everywhere = self._filter(parts.get("filters"), self._fatal)
        layouts = tuple(self._layouts(parts.get("views"), everywhere, summaries))
        broken = tuple(self._fatal.problems)
        problems = [*broken, *self._minor.problems, *self._foreign.problems]
        problems += (problem for layout in layouts for problem in layout.broken)
        return Base(
            layouts or (Layout("", everywhere),),
            self._formulas,
            self._mistakes,
            self._files,
            titles,
            summaries,
            tuple(sorted(problems, key=lambda each: (each.line, each.column))),
            broken,
        )

    # --- formulas and summaries

    def _read_formulas(self, raw: Raw | None) -> None:
        places = {}
        for key, value in self._minor.mapping(raw, "formulas"):
            places[key.text] = value
            if isinstance(value, RawScalar) and not value.text.strip():  # not yet written
                value = value._replace(text="null")
            compiled = self._compiled(value, self._minor)
            if compiled is None:
                self._mistakes[key.text] = "this formula has a mistake"
            else:
                self._formulas[key.text] = compiled
        for name in sorted(_in_circles(self._formulas)):
            self._minor.add(places[name], f"the formula {shown(name)} needs itself")
            self._mistakes[name] = f"the formula {shown(name)} needs itself"
            del self._formulas[name]
        for name, formula in self._formulas.items():
            self._look_at_names(formula, places[name], self._minor)

    def _summaries(self, raw: Raw | None) -> Iterator[tuple[str, Expression]]:
        for key, value in self._minor.mapping(raw, "summaries"):
            compiled = self._compiled(value, self._minor, frozenset({VALUES}))
            if compiled is not None:
                yield key.text, compiled

    def _titles(self, raw: Raw | None) -> Iterator[tuple[str, str]]:
        for key, value in self._minor.mapping(raw, "properties"):
            for name, title in self._minor.mapping(value, f"the property {shown(key.text)}"):
                if name.text == "displayName" and isinstance(title, RawScalar):
                    yield self._id(key), title.text

    # --- filters

    def _filter(self, raw: Raw | None, complain: Complaints) -> Condition:
        """A filter statement, or some of them under one of `and`, `or`, `not`."""
        if raw is None or is_null(raw):
            return all_of(())
        if isinstance(raw, RawScalar):
            compiled = self._compiled(raw, complain)
            if compiled is None:
                return all_of(())
            self._look_at_names(compiled, raw, complain)
            return condition(compiled)
        if isinstance(raw, RawMap) and len(raw.entries) == 1:
            key, value = raw.entries[0]
            if key.text in _COMBINED:
                parts = value.items if isinstance(value, RawList) else (value,)
                wanted = [part for part in parts if not is_null(part)]
                conditions = [self._filter(part, complain) for part in wanted]
                return _COMBINED[key.text](conditions) if conditions else all_of(())
        complain.add(raw, "a filter is a text, or has one of the keys: and, or, not")
        return all_of(())

    # --- views

    def _layouts(
        self, raw: Raw | None, everywhere: Condition, summaries: Mapping[str, Expression]
    ) -> Iterator[Layout]:
        if raw is None or is_null(raw):
            return
        if not isinstance(raw, RawList):
            self._fatal.add(raw, "views must be a list")
            return
        for number, item in enumerate(raw.items, 1):
            fatal = self._complaints(SYNTAX)
            parts = {key.text: value for key, value in fatal.mapping(item, "a view")}
            named = parts.get("name")
            name = self._minor.text(named, "a view's name") if named else ""
            where = all_of((everywhere, self._filter(parts.get("filters"), fatal)))
            grouped = self._order(parts["groupBy"]) if "groupBy" in parts else None
            yield Layout(
                name or f"view {number}",
                where,
                tuple(self._columns(parts.get("order"))) or (NAME,),
                tuple(self._orders(parts.get("sort"))),
                grouped,
                self._limit(parts.get("limit")),
                tuple(self._totals(parts.get("summaries"), summaries)),
                tuple(fatal.problems),
            )

    def _columns(self, raw: Raw | None) -> Iterator[str]:
        items = raw.items if isinstance(raw, RawList) else (raw,) if raw else ()
        named = [item for item in items if isinstance(item, RawScalar) and not is_null(item)]
        yield from dict.fromkeys(map(self._id, named))

    def _orders(self, raw: Raw | None) -> Iterator[tuple[str, bool]]:
        if raw is None or is_null(raw):
            return
        for item in raw.items if isinstance(raw, RawList) else (raw,):
            order = self._order(item)
            if order:
                yield order

    def _order(self, raw: Raw) -> tuple[str, bool] | None:
        """`{property: note.due, direction: DESC}` (in older files `column`), or the property
        alone."""
        if is_null(raw):
            return None
        if isinstance(raw, RawScalar):
            return self._id(raw), False
        parts = {key.text: value for key, value in self._minor.mapping(raw, "an order")}
        name = parts.get("property") or parts.get("column")
        if not isinstance(name, RawScalar) or is_null(name):
            self._minor.add(raw, "an order names its property")
            return None
        direction = parts.get("direction")
        word = self._minor.text(direction, "direction") if direction else ""
        if direction and word.upper() not in ("ASC", "DESC", ""):
            self._minor.add(direction, f"{shown(word)} is neither ASC nor DESC")
        return self._id(name), word.upper() == "DESC"

    def _limit(self, raw: Raw | None) -> int | None:
        if raw is None or is_null(raw):
            return None
        text = self._minor.text(raw, "limit")
        if text.isascii() and text.isdecimal() and len(text) < 10:
            return int(text)
        self._minor.add(raw, f"a limit is a whole number, not {shown(text)}")
        return None

    def _totals(self, raw: Raw | None, own: Mapping[str, Expression]) -> Iterator[tuple[str, str]]:
        for key, value in self._minor.mapping(raw, "a view's summaries"):
            name = self._minor.text(value, "a summary")
            known = (*own, *SUMMARIES)
            if name in own or name.casefold() in map(str.casefold, SUMMARIES):
                yield self._id(key), name
            elif name:
                near = suggestion(name, known) or f" There are: {', '.join(known)}"
                self._minor.add(value, f"there is no summary {shown(name)}.{near}")

    # --- expressions and names

    def _compiled(
        self, raw: Raw, complain: Complaints, locals: frozenset[str] = frozenset()
    ) -> Expression | None:
        text = complain.text(raw, "an expression")
        compiled = compile_expression(text, locals)
        if isinstance(compiled, Mistake):
            message = f"column {compiled.column} of {shown(text)}: {compiled.message}"
            complain.add(raw, message)
            return None
        return compiled

    def _look_at_names(self, expression: Expression, raw: Raw, complain: Complaints) -> None:
        for root, name in sorted(expression.names):
            if root == "crm":
                self._not_obsidian(name, raw)
            elif root == "formula" and name not in (*self._formulas, *self._mistakes):
                near = suggestion(name, (*self._formulas, *self._mistakes))
                complain.add(raw, f"there is no formula {shown(name)}.{near}")

    def _not_obsidian(self, fact: str, raw: Raw) -> None:
        known = fact_names()
        if fact in known:
            self._foreign.add(raw, f"Obsidian does not know crm.{fact}: it is a fact of vaultcrm's")
        else:
            self._minor.add(raw, f"there is no fact {shown(fact)}.{suggestion(fact, known)}")

    def _id(self, raw: RawScalar) -> str:
        """A property's id in full: a bare name is a note's."""
        text = raw.text
        root, dot, name = text.partition(".")
        if not dot or root not in _ROOTS:
            return f"note.{text}"
        if root == "crm":
            self._not_obsidian(name, raw)
        if root == "file":
            compiled = compile_expression(text)
            if not isinstance(compiled, Mistake):
                self._files[text] = compiled
        return text


def _in_circles(formulas: Mapping[str, Expression]) -> set[str]:
    """The formulas that need themselves, over however many others."""
    needs = {
        name: {other for root, other in formula.names if root == "formula" and other in formulas}
        for name, formula in formulas.items()
    }
    while True:  # take away what needs nothing that is left, until nothing more goes
        ready = {name for name, others in needs.items() if not others}
        if not ready:
            break
        needs = {name: others - ready for name, others in needs.items() if name not in ready}
    circular: set[str] = set()
    for name in needs:  # what is left needs a circle, or is in one
        seen: set[str] = set()
        reached = list(needs[name])
        while reached:
            other = reached.pop()
            if other not in seen:
                seen.add(other)
                reached.extend(needs[other])
        if name in seen:
            circular.add(name)
    return circular
