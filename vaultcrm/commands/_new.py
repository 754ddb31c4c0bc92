"""What `new` does: a note that takes nobody's place and nobody's name."""

from collections.abc import Iterable

from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.reading.links import stem
from vaultcrm.rendering.notes import compose_note
from vaultcrm.schema.schema import BASE_TYPE, NoteType, Schema
from vaultcrm.words import suggestion
from vaultcrm.writing.atomic import create
from vaultcrm.writing.compose import compose
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import safe_name


def make_note(
    session: Session, type_name: str, name: str, given: Iterable[str], dry_run: bool
) -> str:
    """The new note's path. Raises VaultError for an unknown type or field, a value that does not
    fit, or a name that a note has already."""
    vault = session.vault
    note_type = _type(vault.schema, type_name)
    if not name.strip():
        raise VaultError("a note needs a name")
    note = compose_note(
        vault, note_type, name, _fields(given), session.today, session.link, safe_name
    )
    file = stem(note.path)
    taken = session.index.find(note.path) or session.index.find(file)
    if taken:
        raise VaultError(
            f"there is a note of that name already: {taken[0]}",
            "two notes of one name make every link to them ambiguous: choose another",
        )
    if not dry_run:
        with write_lock(vault.root):
            create(vault.root, note.path, compose(note.front_matter, note.body, note.path))
    return note.path


def _type(schema: Schema, name: str) -> NoteType:
    known = [each for each in schema.types if each != BASE_TYPE]
    if name.casefold() not in known:
        raise VaultError(
            f"there is no type {name!r}.{suggestion(name, known)}", f"types: {', '.join(known)}"
        )
    return schema.types[name.casefold()]


def _fields(given: Iterable[str]) -> dict[str, str]:
    fields = {}
    for each in given:
        key, equals, value = each.partition("=")
        if not equals or not key.strip():
            raise VaultError(f"{each!r} is no field", "write -f key=value")
        fields[key.strip()] = value.strip()
    return fields
