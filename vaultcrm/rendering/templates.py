"""Templates → text. The only home of Jinja.

A template is looked for in the vault's `.vaultcrm/templates/` first, then among ours, so that a
vault can replace any of them; a report of its own lies in `.vaultcrm/reports/`. It is given plain
data only, runs in Jinja's sandbox, and may include nothing that lies elsewhere.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from decimal import Decimal
from functools import wraps
from pathlib import Path
from types import GeneratorType
from typing import Any, NamedTuple, TypeAlias

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
    nodes,
    pass_context,
    pass_environment,
)
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.rendering.limits import in_time, little_memory
from vaultcrm.rendering.own_reports import REPORTS
from vaultcrm.rendering.template_files import FOLDER, has_own, source

RULE = "config/template"
LONGEST = 1_000_000  # characters that a template may make, and that a text in it may be repeated to
LONGEST_PAGE = 16_000_000  # a client's whole story, with all its places
PATIENCE = 5.0  # seconds that a report of the vault's own may take
PATIENCE_WITH_PAGES = 60.0  # and a note or page that is made with templates of its own
_GRACE = 1.0  # seconds more for what says itself where it is
_STEPWISE = "_stepwise"
_CRM = "crm"
_FACT = re.compile(r"\bcrm\.(\w+)")

_MISTAKES = (  # what a template can make Python raise
    TemplateError,
    ArithmeticError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    OSError,
    RuntimeError,
)

Renderer: TypeAlias = Callable[[str, Mapping[str, Any]], str]  # a template's name, data → text


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which still lets `'a' * 10**9` through."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        big = isinstance(right, int) and abs(right) > LONGEST
        if operator == "**" or big or isinstance(left, str | list | tuple):
            raise TemplateError(f"{operator} of these is not allowed in a template")
        return super().call_binop(context, operator, left, right)


class _Bounded(_Sandbox):
    """The same for templates of the vault's own, which may be anything: they end in time. Time is
    looked at where a template can go on and on: at each step of a loop, each call, each filter and
    each value that one makes. Nothing is computed before that, when the template is compiled."""

    def __init__(self, patience: float, **settings: Any) -> None:
        super().__init__(optimized=False, **settings)
        self.filters = {name: self._timed(each) for name, each in self.filters.items()}
        self.filters[_STEPWISE] = self._stepwise
        self.filters["sum"] = _sum
        self.globals.pop("lipsum", None)
        self._patience = patience
        self.begin()

    def begin(self) -> None:
        """Counts the time from now on."""
        self._end = time.monotonic() + self._patience

    def call(self, context: Context, called: Any, /, *args: Any, **settings: Any) -> Any:
        self._look_at_the_clock()
        return super().call(context, called, *args, **settings)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(
                loop.iter, _STEPWISE, [], [], None, None, lineno=loop.iter.lineno
            )
        return tree

    def _timed(self, compute: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(compute)
        def timed(*args: Any, **settings: Any) -> Any:
            self._look_at_the_clock()
            made = compute(*args, **settings)
            return self._stepwise(made) if isinstance(made, GeneratorType) else made

        return timed

    def _stepwise(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._look_at_the_clock()
            yield value

    def _look_at_the_clock(self) -> None:
        if time.monotonic() > self._end:
            raise TemplateError(f"takes over {self._patience:g} seconds: given up")


class _Reporting(_Bounded):
    """The same for a report of the vault's own; `shown` makes of a value what is printed of it."""

    def __init__(self, patience: float, shown: Callable[[Any], Any], **settings: Any) -> None:
        def finalize(context: Context, value: Any) -> Any:
            return shown(value)

        super().__init__(patience, finalize=pass_context(finalize), **settings)

    def getattr(self, value: Any, attribute: str) -> Any:
        """`record.items` is a record's field before it is a method of dictionaries."""
        if isinstance(value, dict) and attribute in value:
            return value[attribute]
        return super().getattr(value, attribute)


@pass_environment
def _sum(environment: Environment, values: Any, attribute: Any = None, start: Any = 0) -> Any:
    """Jinja's `sum`, of numbers alone: that of lists takes the product of their lengths."""
    if not isinstance(start, int | float | Decimal):
        raise TemplateError("sum adds numbers")
    return FILTERS["sum"](environment, values, attribute, start)


class Asked(NamedTuple):
    """What a template may need: names of variables, and of facts (None: any of them)."""

    names: frozenset[str]
    facts: frozenset[str] | None


def render(root: Path | None, name: str, data: Mapping[str, Any]) -> str:
    """The text that a template (`notes/client.md.j2`) makes of plain data; without a vault it is
    one of ours.

    Raises VaultError, naming the template and its line, for one that cannot be used."""
    return renderer(root)(name, data)


def renderer(root: Path | None) -> Renderer:
    """`render` for many pages: each template is read and compiled once. With templates of the
    vault's own among them they are given up when they take too long, or too much memory."""
    places: dict[str, str] = {}
    is_own = root is not None and has_own(root)
    environments = {html: _environment(root, html, places, is_own) for html in (False, True)}

    def rendered(name: str, data: Mapping[str, Any]) -> str:
        environment = environments[_is_html(name)]
        with little_memory() if is_own else nullcontext(), _told(name, places):
            if isinstance(environment, _Bounded):
                environment.begin()
            longest = LONGEST_PAGE if _is_html(name) else LONGEST
            return _joined(environment.get_template(name).generate(data), longest)

    return rendered


def _joined(pieces: Iterable[str], longest: int) -> str:
    """Raises TemplateError where there are too many."""
    found, length = [], 0
    for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length > longest:
            raise TemplateError(f"makes over {longest:,} characters: given up")
    return "".join(found)


def render_report(
    root: Path, name: str, data: Mapping[str, Any], shown: Callable[[Any], Any]
) -> str:
    """The text of a report of the vault's own, `.vaultcrm/reports/NAME.md.j2`; `shown` makes of a
    value what is printed of it. A report that takes too long, or too much memory, or makes too much
    text is given up: it is rendered in a process of its own, where the system can part one.

    Raises VaultError, naming the template and its line, for one that cannot be used."""

    def rendered() -> str:
        places: dict[str, str] = {}
        with little_memory(), _told(name, places):
            settings = _settings(root, _is_html(name), places)
            environment = _Reporting(PATIENCE, shown, **settings)
            return _joined(environment.get_template(name).generate(data), LONGEST)

    text = in_time(rendered, PATIENCE + _GRACE)
    if text is None:
        raise VaultError(f"{name}: takes over {PATIENCE:g} seconds or too much memory: given up")
    return text


def asked(root: Path, name: str) -> Asked:
    """What data a template needs, and those that it uses. Raises VaultError as `render` does."""
    places: dict[str, str] = {}
    names: set[str] = set()
    facts: set[str] | None = set()
    environment = _environment(root, _is_html(name), places)
    waiting, seen = [name], {name}
    while waiting:
        one = waiting.pop()
        found = source(root, one)
        if found is None:  # the template that names it says so
            continue
        with _told(one, places):
            places[one] = found[0]
            tree = environment.parse(found[1], one)
            # Names that the template sets itself are among them: to leave them out, Jinja compiles
            # it, and computes what it can right then, without end.
            names |= {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}
            used = _facts(tree)
            facts = None if facts is None or used is None else facts | used
            others = {other for other in meta.find_referenced_templates(tree) if other} - seen
        waiting += sorted(others)
        seen |= others
    return Asked(frozenset(names), None if facts is None else frozenset(facts))


def parts_of(name: str, variable: str) -> Mapping[str, bool]:
    """The names that a template of ours asks a variable for (`draft.day`), and whether each is gone
    through as a list; none where there is no such template."""
    found = source(None, name)
    if found is None:
        return {}
    tree = _environment(None, _is_html(name), {}).parse(found[1], name)
    lists = {id(loop.iter) for loop in tree.find_all(nodes.For)}
    parts: dict[str, bool] = {}
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        inner, part = getattr(node, "node", None), _attribute(node)
        if isinstance(inner, nodes.Name) and inner.name == variable and part:
            parts[part] = parts.get(part, False) or id(node) in lists
    return parts


def _facts(tree: nodes.Template) -> set[str] | None:
    """The facts that a template names: as `x.crm.health`, or in a text as `crm.health`."""
    whole, named = set(), set[str]()
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if _attribute(node) == _CRM:
            whole.add(id(node))
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        inner = getattr(node, "node", None)
        if id(inner) in whole and (name := _attribute(node)):
            whole.discard(id(inner))
            named.add(name)
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str):
            named.update(_FACT.findall(text.value))
            if text.value == _CRM:
                return None
    return None if whole else named


def _attribute(node: nodes.Node) -> str:
    """What is asked of a value: `.name` or `["name"]`; '' where that is computed."""
    name = getattr(node, "attr", None) or getattr(getattr(node, "arg", None), "value", "")
    return name if isinstance(name, str) else ""


@contextmanager
def _told(name: str, places: Mapping[str, str]) -> Iterator[None]:
    """Says where in which template something went wrong, as VaultError."""
    try:
        yield
    except TemplateNotFound as error:
        hint = f"put it into {FOLDER}/"
        where = f"{_place(error, name, places)}: " if name in places else ""
        raise VaultError(f"{where}there is no template {error.name!r}", hint) from None
    except TemplateSyntaxError as error:
        where = places.get(error.name or name, name)
        raise VaultError(f"{where}:{error.lineno}: {error.message}") from None
    except RecursionError as error:
        why = "calls itself without end, or is nested too deep"
        raise VaultError(f"{_place(error, name, places)}: {why}") from None
    except SyntaxError as error:  # of what Jinja makes of it
        raise VaultError(f"{places.get(name, name)}: is nested too deep: {error.msg}") from None
    except _MISTAKES as error:
        raise VaultError(f"{_place(error, name, places)}: {error}") from None
    except MemoryError as error:
        raise VaultError(f"{_place(error, name, places)}: needs too much memory") from None


def _place(error: BaseException, name: str, places: Mapping[str, str]) -> str:
    """The template and the line in it that an error comes from, as far as Jinja knows."""
    templates = set(places.values())
    where = places.get(name, name)
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename in templates:
            where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where


def exists(root: Path | None, name: str) -> bool:
    return source(root, name) is not None


def problems(root: Path) -> Iterator[tuple[str, Problem]]:
    """What is wrong with the vault's own templates, before any of them is used."""
    folder = root / FOLDER
    for file in sorted(folder.rglob("*.j2")) if folder.is_dir() else ():
        yield from problems_of(root, file.relative_to(folder).as_posix())


def problems_of(root: Path, name: str) -> Iterator[tuple[str, Problem]]:
    """What is wrong with one of the vault's own templates."""
    path = name if name.startswith(f"{REPORTS}/") else f"{FOLDER}/{name}"
    try:
        found = source(root, name)
    except VaultError as error:
        yield path, Problem(RULE, error.message.removeprefix(path).strip(": "))
        return
    if found and found[0] == path:
        for line, message in _faults(root, path, found[1]):
            yield path, Problem(RULE, message, line, 1, line, 1)


def _faults(root: Path, path: str, text: str) -> Iterator[tuple[int, str]]:
    environment = _environment(root, _is_html(path), {})
    try:
        tree = environment.parse(text)
        yield from list(_slips(root, tree))
    except TemplateSyntaxError as error:
        yield error.lineno, str(error.message)
    except RecursionError:
        yield 1, "is nested too deep"


def _slips(root: Path, tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """What a template can be seen to ask for in vain."""
    for call in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        template = getattr(call, "template", None)
        name = template.value if isinstance(template, nodes.Const) else None
        if isinstance(name, str) and source(root, name) is None:
            yield call.lineno, f"there is no template {name!r}: one can use those in {FOLDER}/ only"
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        argument = getattr(node, "attr", None) or getattr(getattr(node, "arg", None), "value", "")
        if str(argument).startswith("_"):
            yield node.lineno, f"{argument!r} is out of a template's reach"


def _is_html(name: str) -> bool:
    return name.endswith((".html.j2", ".html"))


def _environment(
    root: Path | None, html: bool, places: dict[str, str], is_bounded: bool = False
) -> Environment:
    """Jinja for templates that make HTML, and all that they include, or for others; `places` is
    told where each was found."""
    settings = _settings(root, html, places)
    return _Bounded(PATIENCE_WITH_PAGES, **settings) if is_bounded else _Sandbox(**settings)


def _settings(root: Path | None, html: bool, places: dict[str, str]) -> Mapping[str, Any]:
    def load(wanted: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = source(root, wanted)
        if found is None:
            return None
        places[wanted] = found[0]
        return found[1], found[0], lambda: True

    return {
        "loader": FunctionLoader(load),
        "undefined": StrictUndefined,
        "autoescape": html,
        "keep_trailing_newline": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
