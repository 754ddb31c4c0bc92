"""The fields of a type file: how one is declared (`build.py` has the format)."""

import re
from collections.abc import Mapping

from vaultcrm.model import Raw, RawMap, RawScalar
from vaultcrm.schema.documents import Complaints, Entries
from vaultcrm.schema.schema import FIELD_TYPES, Field
from vaultcrm.words import shown

_NAME = re.compile(r"[^\s:#\[\]{}\"'][^:#\[\]{}\"'\n]*\Z")
_KEYS = ("type", "choices", "required", "aliases", "to", "managed", "default", "doc", "min", "max")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?\Z", re.ASCII)
_DURATION = re.compile(r"\d{1,6} ?(?:y|M|w|d|h|m|s|bd)\Z", re.ASCII)
_BOUNDS = {"number": _NUMBER, "money": _NUMBER, "duration": _DURATION}


def by_name(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields by name and by alias, casefolded."""
    names = {alias.casefold(): each for each in fields.values() for alias in each.aliases}
    return names | {name.casefold(): each for name, each in fields.items()}


def read_fields(
    raw: Raw, known: Mapping[str, Field], inherited: Mapping[str, Field], complain: Complaints
) -> dict[str, Field]:
    """The known fields, with those of this file among them."""
    fields = dict(known)
    names = by_name({**inherited, **fields})
    for key, value in complain.mapping(raw, "fields"):
        if not _NAME.match(key.text):
            complain.add(key, f"{shown(key.text)} cannot be a field's name")
            continue
        before = names.get(key.text.casefold())
        if before and before.name.casefold() != key.text.casefold():
            before = None  # only an alias of that one
        field = _field(key, value, before, complain)
        if not field:
            continue
        for alias in field.aliases if field != before else ():
            other = names.get(alias.casefold())
            if other and other.name != field.name:
                message = f"{alias!r} is the field {other.name!r} already: choose another alias"
                complain.add(value, message)
        fields[field.name] = field
        names.update(by_name({field.name: field}))
    return fields


def _field(key: RawScalar, raw: Raw, before: Field | None, complain: Complaints) -> Field | None:
    name = before.name if before else key.text
    if isinstance(raw, RawScalar):
        field = _typed(before or Field(name, ""), raw, complain)
    elif isinstance(raw, RawMap):
        entries = complain.entries(raw, "a field")
        field = before or Field(name, "")
        if "type" in entries:
            field = _typed(field, entries["type"][1], complain)
        elif not before:
            complain.add(key, f"field {shown(name)} has no `type:`")
        field = _described(field, entries, complain)
    else:
        complain.add(raw, "a field is its type, or a mapping with `type:`")
        return None
    if field.type == "choice" and not field.choices:
        complain.add(raw, "a choice needs its choices: {type: choice, choices: [a, b]}")
        return None
    if field.type == "choice" and field.default and field.default not in field.choices:
        complain.add(raw, f"the default {shown(field.default)} is none of the choices")
        return field._replace(default=None)
    return field if field.type else None


def _typed(field: Field, raw: Raw, complain: Complaints) -> Field:
    """The field with a type; one that has a type keeps it, since answers rest on that."""
    kind = complain.choice(raw, "field type", FIELD_TYPES)
    if field.type and kind and kind != field.type:
        message = f"{shown(field.name)} is of type {field.type} already, and stays so"
        complain.add(raw, f"{message}: give yours another name")
        return field
    return field._replace(type=kind)


def _described(field: Field, entries: Entries, complain: Complaints) -> Field:
    """The field with what these entries say of it, but for its type."""
    for name, (at, value) in entries.items():
        match name:
            case "type":
                continue
            case "choices":
                field = field._replace(choices=complain.texts(value, "choices"))
            case "required":
                required = complain.flag(value, "required", field.required)
                field = field._replace(required=required)
            case "aliases":
                field = field._replace(aliases=complain.texts(value, "aliases"))
            case "to":
                field = field._replace(to=complain.texts(value, "to"))
            case "managed":
                field = field._replace(managed=complain.text(value, "managed"))
            case "default":
                field = field._replace(default=complain.text(value, "default"))
            case "doc":
                field = field._replace(doc=complain.text(value, "doc"))
            case "min":
                field = field._replace(min=_bound(value, "min", field, complain))
            case "max":
                field = field._replace(max=_bound(value, "max", field, complain))
            case _:
                complain.unknown_key(at, _KEYS)
    return field


def _bound(raw: Raw, what: str, field: Field, complain: Complaints) -> str:
    """The least or the most that a field may be; '' where it is none."""
    text = complain.text(raw, what)
    form = _BOUNDS.get(field.type)
    if form is None:
        complain.add(raw, f"{what} is for numbers, amounts and durations")
    elif text and not form.match(text):
        example = "1d" if field.type == "duration" else "0"
        complain.add(raw, f"{what}: {shown(text)} is none: write {example}, say")
    else:
        return text
    return ""
