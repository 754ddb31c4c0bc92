"""What `explain` says of facts."""

import sys
from collections.abc import Iterator
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

from vaultcrm.commands._output import emit, emit_json, emit_table
from vaultcrm.errors import VaultError

FACTS = "crm"  # the root under which facts stand


def show_facts(name: str, as_json: bool) -> None:
    """Prints what the fact of this name is, or a list of all facts if it is ''.

    Raises VaultError if there is none of that name."""
    from vaultcrm.views.table import plain_table

    facts = list(_facts())
    found = [each for each in facts if name in ("", each["fact"].removeprefix(f"{FACTS}."))]
    if not found:
        from vaultcrm.words import suggestion

        near = suggestion(f"{FACTS}.{name}", (each["fact"] for each in facts))
        raise VaultError(
            f"there is no fact {FACTS}.{name}.{near}", f"vaultcrm explain {FACTS} lists all"
        )
    if as_json:
        emit_json(found)
    elif name:
        emit(
            "\n".join(
                f"{each['fact']} of {each['of']}\n\n{_wrapped(each['is'])}\n" for each in found
            )
        )
    else:
        rows = [{**each, "is": each["is"].partition(". ")[0].rstrip(".")} for each in found]
        emit_table("table", plain_table(("fact", "of", "is"), rows))


def _wrapped(text: str) -> str:
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    return "\n".join(wrap(text, get_terminal_size().columns)) if on_terminal else text


def _facts() -> Iterator[dict[str, Any]]:
    """Each fact once, with all the collections that have it."""
    from vaultcrm.facts import definition, facts_of
    from vaultcrm.reading.vault import shipped_types
    from vaultcrm.schema.build import build

    collections: dict[tuple[str, str], list[str]] = {}
    for collection in build(shipped_types())[0].collections:
        for name, compute in facts_of(collection).items():
            text = " ".join(definition(compute).split())
            collections.setdefault((name, text), []).append(collection)
    for (name, text), having in sorted(collections.items()):
        yield {"fact": f"{FACTS}.{name}", "of": ", ".join(having), "is": text}
