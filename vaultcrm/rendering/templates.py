"""Templates → text. The only home of Jinja.

A template is looked for in the vault's `.vaultcrm/templates/` first, then among ours, so that a
vault can replace any of them. It is given plain data only, runs in Jinja's sandbox, and may include
nothing that lies elsewhere.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vaultcrm import resources
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes

FOLDER = ".vaultcrm/templates"
LONGEST = 1_000_000  # characters that a template may make, and that a text in it may be repeated to


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
    places: dict[str, str] = {}

    def load(wanted: str) -> str | None:
        found = _source(root, wanted)
        if found:
            places[wanted] = found[0]
        return found[1] if found else None

    environment = _Sandbox(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=name.endswith((".html.j2", ".html")),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        text = environment.get_template(name).render(data)
    except TemplateNotFound as error:
        raise VaultError(f"there is no template {error.name!r}", f"put it into {FOLDER}/") from None
    except TemplateSyntaxError as error:
        where = places.get(error.name or name, name)
        raise VaultError(f"{where}:{error.lineno}: {error.message}") from None
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
        raise VaultError(f"{places.get(name, name)}: {error}") from None
    except RecursionError:
        raise VaultError(f"{places.get(name, name)}: calls itself without end") from None
    if len(text) > LONGEST:
        raise VaultError(f"{places.get(name, name)}: makes over {LONGEST:,} characters")
    return text


def exists(root: Path, name: str) -> bool:
    return _source(root, name) is not None


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
