"""Templates → text. The only home of Jinja.

A template is looked for in the vault's `.vaultcrm/templates/` first, then among ours, so that a
vault can replace any of them. It is given plain data only, runs in Jinja's sandbox, and may include
nothing that lies elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vaultcrm import resources
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes

FOLDER = ".vaultcrm/templates"
RULE = "config/template"
LONGEST = 1_000_000  # characters that a template may make, and that a text in it may be repeated to
LONGEST_PAGE = 16_000_000  # a client's whole story, with all its places

Renderer: TypeAlias = Callable[[str, Mapping[str, Any]], str]  # a template's name, data → text


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which still lets `'a' * 10**9` through."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        big = isinstance(right, int) and abs(right) > LONGEST
        if operator == "**" or big or isinstance(left, str | list | tuple):
            raise TemplateError(f"{operator} of these is not allowed in a template")
        return super().call_binop(context, operator, left, right)


def render(root: Path, name: str, data: Mapping[str, Any]) -> str:
    """The text that a template (`notes/client.md.j2`) makes of plain data.

    Raises VaultError, naming the template and its line, for one that cannot be used."""
    return renderer(root)(name, data)


def renderer(root: Path) -> Renderer:
    """`render` for many pages: each template is read and compiled once."""
    places: dict[str, str] = {}
    environments = {html: _environment(root, html, places) for html in (False, True)}

    def rendered(name: str, data: Mapping[str, Any]) -> str:
        try:
            text: str = environments[_is_html(name)].get_template(name).render(data)
        except TemplateNotFound as error:
            hint = f"put it into {FOLDER}/"
            raise VaultError(f"there is no template {error.name!r}", hint) from None
        except TemplateSyntaxError as error:
            where = places.get(error.name or name, name)
            raise VaultError(f"{where}:{error.lineno}: {error.message}") from None
        except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
            raise VaultError(f"{places.get(name, name)}: {error}") from None
        except RecursionError:
            raise VaultError(f"{places.get(name, name)}: calls itself without end") from None
        longest = LONGEST_PAGE if _is_html(name) else LONGEST
        if len(text) > longest:
            raise VaultError(f"{places.get(name, name)}: makes over {longest:,} characters")
        return text

    return rendered


def exists(root: Path, name: str) -> bool:
    return _source(root, name) is not None


def problems(root: Path) -> Iterator[tuple[str, Problem]]:
    """What is wrong with the vault's own templates, before any of them is used."""
    folder = root / FOLDER
    for file in sorted(folder.rglob("*.j2")) if folder.is_dir() else ():
        path = file.relative_to(root).as_posix()
        try:
            found = _source(root, file.relative_to(folder).as_posix())
        except VaultError as error:
            yield path, Problem(RULE, error.message.removeprefix(path).strip(": "))
            continue
        if found and found[0] == path:
            for line, message in _faults(root, path, found[1]):
                yield path, Problem(RULE, message, line, 1, line, 1)


def _faults(root: Path, path: str, text: str) -> Iterator[tuple[int, str]]:
    environment = _environment(root, _is_html(path), {})
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        yield error.lineno, str(error.message)
        return
    except RecursionError:
        yield 1, "is nested too deep"
        return
    for call in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        template = getattr(call, "template", None)
        name = template.value if isinstance(template, nodes.Const) else None
        if isinstance(name, str) and _source(root, name) is None:
            yield call.lineno, f"there is no template {name!r}: one can use those in {FOLDER}/ only"
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        argument = getattr(node, "attr", None) or getattr(getattr(node, "arg", None), "value", "")
        if str(argument).startswith("_"):
            yield node.lineno, f"{argument!r} is out of a template's reach"


def _is_html(name: str) -> bool:
    return name.endswith((".html.j2", ".html"))


def _environment(root: Path, html: bool, places: dict[str, str]) -> Environment:
    """Jinja for templates that make HTML, and all that they include, or for others; `places` is
    told where each was found."""

    def load(wanted: str) -> str | None:
        found = _source(root, wanted)
        if found:
            places[wanted] = found[0]
        return found[1] if found else None

    return _Sandbox(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=html,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source(root: Path, name: str) -> tuple[str, str] | None:
    """A template's place and text: the vault's own, else ours."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        return None
    own = f"{FOLDER}/{name}"
    data = read_bytes(root, own)
    if not isinstance(data, Problem):
        try:
            return own, data.decode()
        except UnicodeDecodeError:
            raise VaultError(f"{own} is not UTF-8") from None
    if data.rule != "file/unreadable" or (root / own).exists():
        raise VaultError(f"{own} {data.message}")
    shipped = resources.path("templates").joinpath(*parts)
    return (f"templates/{name}", shipped.read_text(encoding="utf-8")) if shipped.is_file() else None
