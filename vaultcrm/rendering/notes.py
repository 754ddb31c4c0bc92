"""A type, a name and some values → a new note: its path, its front matter and its body."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.model import Link, Ref, Value
from vaultcrm.reading.fields import is_path
from vaultcrm.reading.values import Mistake, read_scalar
from vaultcrm.reading.vault import Vault
from vaultcrm.rendering.templates import exists, render
from vaultcrm.rendering.text import one_line, printable
from vaultcrm.schema.schema import LIST_TYPES, Field, NoteType
from vaultcrm.words import suggestion

_GENERIC = "note"  # the template of types that have none of their own


class NewNote(NamedTuple):
    path: str
    front_matter: dict[str, object]
    body: str


def compose_note(
    vault: Vault,
    note_type: NoteType,
    name: str,
    given: Mapping[str, str],
    today: date,
    look_up: Callable[[str], Ref],
    safe_name: Callable[[str], str],
) -> NewNote:
    """The new note. `given` are its fields as typed; `look_up` finds the note that a link means.

    Raises VaultError for a field that the type does not have, or a value that does not fit."""
    if is_path(name):
        raise VaultError(f"{one_line(name)!r} is a path, not a name", "folders come from the type")
    if "type" in given:
        raise VaultError("the type is named before the name", f"vaultcrm new {given['type']} …")
    fields = _values(note_type, given, today, vault.config.currency, look_up)
    missing = [each.name for each in note_type.fields.values() if each.required]
    missing = [field for field in missing if fields.get(field) in (None, "")]
    if missing:
        options = " ".join(f"-f {field}=…" for field in missing)
        raise VaultError(f"a {note_type.name} needs a {missing[0]}", f"add {options}")
    day = fields.get("date")
    day = day if isinstance(day, date) else today
    words = {"name": one_line(name), "date": day.isoformat(), "year": str(day.year)}
    file = safe_name(_filled(note_type.file, words))
    folder = "/".join(safe_name(part) for part in _filled(note_type.folder, words).split("/"))
    front_matter: dict[str, object] = {"type": note_type.name}
    if file != _filled(note_type.file, words):
        front_matter["title"] = printable(one_line(name))
    front_matter |= {field: _written(value) for field, value in fields.items()}
    path = f"{folder}/{file}.md" if note_type.folder else f"{file}.md"
    return NewNote(path, front_matter, _body(vault, note_type, name, front_matter))


def _body(vault: Vault, note_type: NoteType, name: str, fields: Mapping[str, object]) -> str:
    own = f"notes/{note_type.name}.md.j2"
    template = own if exists(vault.root, own) else f"notes/{_GENERIC}.md.j2"
    data = {
        "title": printable(one_line(name)),
        "type": note_type.name,
        "headings": list(note_type.headings),
        "fields": {field: str(value) for field, value in fields.items()},
    }
    return render(vault.root, template, data)


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    """A folder's or file's pattern with its words: `{date} {name}`."""
    for word, text in words.items():
        pattern = pattern.replace("{" + word + "}", text)
    return pattern


def _values(
    note_type: NoteType,
    given: Mapping[str, str],
    today: date,
    currency: str,
    look_up: Callable[[str], Ref],
) -> dict[str, Value]:
    """The fields in the type's order: those that have a default, and those that are given."""
    typed: dict[str, Value] = {}
    for key, text in given.items():
        field = note_type.names.get(key.casefold())
        if field is None:
            known = sorted(note_type.fields)
            raise VaultError(
                f"a {note_type.name} has no field {key!r}.{suggestion(key, note_type.names)}",
                f"its fields: {', '.join(known)}",
            )
        typed[field.name] = _typed(field, text, currency, look_up)
    values: dict[str, Value] = {}
    for field in note_type.fields.values():
        if field.name in typed:
            values[field.name] = typed[field.name]
        elif field.default is not None and field.name != "type":
            default = today.isoformat() if field.default == "today" else field.default
            empty = () if field.type in LIST_TYPES else None
            values[field.name] = _typed(field, default, currency, look_up) if default else empty
    return values


def _typed(field: Field, text: str, currency: str, look_up: Callable[[str], Ref]) -> Value:
    if field.type in LIST_TYPES:
        items = [item.strip() for item in text.split(",") if item.strip()]
        return tuple(_one(field, item, currency, look_up) for item in items)
    return _one(field, text, currency, look_up) if text else None


def _one(field: Field, text: str, currency: str, look_up: Callable[[str], Ref]) -> Value:
    if field.type in ("link", "links"):
        return look_up(text.removeprefix("[[").removesuffix("]]"))
    read = read_scalar(text, field, currency)
    if isinstance(read, Mistake):
        raise VaultError(f"{field.name}: {read.message}")
    if isinstance(read, bool | int | Decimal | date | datetime):
        return read
    return text


def _written(value: Value) -> object:
    """A value as it stands in front matter."""
    if isinstance(value, Link | Ref):
        return f"[[{value.target}]]"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return [_written(each) for each in value] or None
    return value
