"""The raw front matter → typed fields, with what is wrong in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vaultcrm.model import LinkAt, Problem, Raw, RawList, RawMap, RawScalar, Value
from vaultcrm.positions import LineIndex
from vaultcrm.reading.links import parse_wikilink, property_links
from vaultcrm.reading.values import Mistake, infer, looks_wrong, read_scalar
from vaultcrm.reading.yaml import is_ambiguous
from vaultcrm.schema.schema import LIST_TYPES, Field, NoteType, Schema
from vaultcrm.words import nearest, suggestion

_HASH_CUT = re.compile(r"[ \t]+#[^\s#]")
_ODD_KEY = re.compile("[\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\x00-\x1f\x7f]")
_TYPED_KEY = re.compile(r"(?:[-+]?[\d.]+|\d{4}-\d\d-\d\d|true|false|null|~|yes|no|on|off)\Z", re.I)
_SMART_QUOTES = re.compile(r"[“”„‟«»‘’‚].*[“”„‟«»‘’‚]\Z")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?\Z")
_PATHLIKE = re.compile(
    r"\s*\Z|[/\\~]|[A-Za-z]:[\\/]|(?:.*[/\\])?(?:\.\.?|．．?)(?:[/\\／∕]|\Z)|.*%2e%2e|.*\x00"
    r"|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)",
    re.IGNORECASE,
)


class FrontMatter(NamedTuple):
    """Typed fields by canonical name in the note's order, the line of each, and the links."""

    fields: dict[str, Value]
    places: dict[str, int]
    links: tuple[LinkAt, ...]
    problems: tuple[Problem, ...]


class FieldReader:
    """Reads the entries of one note's front matter against its type."""

    def __init__(self, text: str, body: int, schema: Schema, currency: str) -> None:
        self._text = text
        self._schema = schema
        self._currency = currency
        self._index = LineIndex(text[:body])
        self._problems: list[Problem] = []

    def read(self, root: RawMap, note_type: NoteType | None) -> FrontMatter:
        known = (note_type or self._schema.base).names
        fields: dict[str, Value] = {}
        places: dict[str, int] = {}
        links: list[LinkAt] = []
        for key, raw in root.entries:
            field = known.get(key.text.casefold())
            self._check_key(key, field, note_type)
            name = field.name if field else key.text
            if name in fields:
                if field and key.text != name:
                    self._add("field/twice", f"{key.text!r} and {name!r} say the same thing", key)
                    continue
                if not field:
                    continue  # yaml/duplicate-key has said so
            fields[name] = self._value(raw, field)
            places[name] = self._index.position(key.start)[0]
            links.extend(self._links(name, raw))
        self._check_times(fields, root)
        if note_type:
            self._check_missing(fields, note_type, root)
        return FrontMatter(fields, places, tuple(links), tuple(self._problems))

    # --- values

    def _value(self, raw: Raw, field: Field | None) -> Value:
        if isinstance(raw, RawScalar):
            return self._scalar_or_list(raw, field)
        written = self._text[raw.start : raw.end]
        if self._is_wikilink(raw):
            self._add("yaml/wikilink", f'a link in a property must be quoted: "{written}"', raw)
            link = parse_wikilink(written[2:-2])
            return (link,) if field and field.type in LIST_TYPES else link
        if isinstance(raw, RawList):
            return self._list(raw, field)
        message = "holds a mapping, which Obsidian cannot edit: keep properties flat"
        self._add("field/nested", message, raw)
        return {key.text: self._nested(value) for key, value in raw.entries}

    def _scalar_or_list(self, raw: RawScalar, field: Field | None) -> Value:
        value = self._scalar(raw, field)
        if field is None or field.type not in LIST_TYPES or value is None:
            return value
        if field.type == "tags" and isinstance(value, str) and re.search(r"[,\s]", value):
            self._add("field/type", "tags are a list, one to a line", raw)
            return tuple(tag.lstrip("#") for tag in re.split(r"[,\s]+", value) if tag)
        return (value,)

    def _list(self, raw: RawList, field: Field | None) -> Value:
        values = []
        for item in raw.items:
            if isinstance(item, RawScalar):
                value = self._scalar(item, field)
                if value is None and field:
                    self._add("field/type", "holds an empty item", item)
            elif self._is_wikilink(item):
                value = self._value(item, None)
            else:
                self._add("field/nested", "holds a list in a list: Obsidian cannot edit it", item)
                value = self._nested(item)
            values.append(value)
        if field is None or field.type in LIST_TYPES:
            return tuple(values)
        if len(values) == 1:
            return values[0]
        self._add("field/type", f"{field.name} has one value, not a list", raw)
        return tuple(values)

    def _scalar(self, raw: RawScalar, field: Field | None) -> Value:
        text = raw.text
        self._check_scalar(raw, field)
        if field is None:
            mistake = looks_wrong(text)
            if mistake:
                self._add(mistake.rule, mistake.message, raw)
            return infer(text, raw.style)
        if not text or (not raw.style and text in ("~", "null", "Null", "NULL")):
            if field.type == "checkbox" and raw.style:
                self._add("field/type", "'' is neither true nor false", raw)
            return None
        read = read_scalar(text, field, self._currency)
        if field.type == "checkbox" and raw.style and isinstance(read, bool):
            read = Mistake("field/type", f"{text!r} is a text here: take the quotes away", text)
        if isinstance(read, Mistake):
            self._add(read.rule, f"{field.name}: {read.message}", raw)
            return read.value
        if field.name == "title" and isinstance(read, str) and _PATHLIKE.match(read):
            self._add("field/title", f"{text!r} is a path, not a title", raw)
        return read

    def _nested(self, raw: Raw) -> Value:
        if isinstance(raw, RawScalar):
            return infer(raw.text, raw.style)
        if isinstance(raw, RawList):
            return tuple(self._nested(item) for item in raw.items)
        return {key.text: self._nested(value) for key, value in raw.entries}

    def _is_wikilink(self, raw: Raw) -> bool:
        """Whether this is `[[Acme]]` without quotes, which YAML takes for a list in a list."""
        if not (isinstance(raw, RawList) and raw.flow and len(raw.items) == 1):
            return False
        inner = raw.items[0]
        return (
            isinstance(inner, RawList)
            and inner.flow
            and all(isinstance(item, RawScalar) for item in inner.items)
            and (inner.start, inner.end) == (raw.start + 1, raw.end - 1)
        )

    def _links(self, name: str, raw: Raw) -> Iterator[LinkAt]:
        if isinstance(raw, RawScalar):
            if "[[" not in raw.text and "](" not in raw.text:
                return
            start = raw.start + (raw.style in ("'", '"'))
            exact = self._text.startswith(raw.text, start)
            for link, kind, embed, begin, end in property_links(raw.text):
                at = start + begin if exact else raw.start
                line, column = self._index.position(at)
                yield LinkAt(link, kind, embed, line, column, column + end - begin, name)
        elif self._is_wikilink(raw):
            line, column = self._index.position(raw.start)
            link = parse_wikilink(self._text[raw.start + 2 : raw.end - 2])
            yield LinkAt(link, "wiki", False, line, column, column + raw.end - raw.start, name)
        elif isinstance(raw, RawList):
            for item in raw.items:
                yield from self._links(name, item)
        else:
            for _, value in raw.entries:
                yield from self._links(name, value)

    # --- what is wrong

    def _add(self, rule: str, message: str, raw: Raw) -> None:
        self._problems.append(Problem(rule, message, *self._index.span(raw.start, raw.end)))

    def _check_key(self, key: RawScalar, field: Field | None, note_type: NoteType | None) -> None:
        if field:
            return
        text = key.text
        if _ODD_KEY.search(text):
            self._add("yaml/odd-space", f"{text!r} has an invisible character in it", key)
        elif not key.style and (not text or _TYPED_KEY.match(text)):
            self._add("yaml/key", f"{text!r} is no word to other readers: quote it", key)
        elif note_type and text != "<<":
            near = nearest(text, note_type.names, 0.8)
            if near:
                message = f"{note_type.name} has no {text!r}.{suggestion(text, note_type.names)}"
                self._add("field/unknown", message, key)
            else:
                self._add("field/undeclared", f"{note_type.name} has no {text!r}", key)

    def _check_scalar(self, raw: RawScalar, field: Field | None) -> None:
        if raw.style or raw.alias:
            return
        text = raw.text
        if text[:1].isdigit() or text[:1] in "+-.yYnNoOtTfF":
            exact = field is not None and field.type in ("number", "money", "date", "datetime")
            if is_ambiguous(text):
                message = f"{text!r} is read differently by other programs: quote it"
                self._add("yaml/ambiguous", message, raw)
            elif not exact and re.match(r"-?\d+\.\d*0\Z", text):
                message = f"{text!r} loses its last zero in other programs: quote it"
                self._add("yaml/ambiguous", message, raw)
        line_end = self._text.find("\n", raw.end)
        rest = self._text[raw.end : line_end if line_end >= 0 else len(self._text)]
        if "#" in rest and text and _HASH_CUT.match(rest):
            cut = rest.strip()
            self._add("yaml/hash-cut", f"{text!r} is cut off before {cut!r}: quote the whole", raw)
        if text[:1] in "“”„‟«»‘’‚" and _SMART_QUOTES.match(text):
            self._add("yaml/smart-quotes", "typographic quotes are part of the text here", raw)
        elif "{{" in text or "<%" in text:
            self._add("yaml/placeholder", f"{text!r} is a placeholder that was not filled in", raw)

    def _check_missing(self, fields: dict[str, Value], note_type: NoteType, root: RawMap) -> None:
        for field in note_type.fields.values():
            if field.required and fields.get(field.name) in (None, "", ()):
                at = next((key for key, _ in root.entries if key.text == "type"), root)
                at = next((key for key, _ in root.entries if key.text == field.name), at)
                self._add("field/missing", f"{note_type.name} needs a {field.name!r}", at)

    def _check_times(self, fields: dict[str, Value], root: RawMap) -> None:
        """Times that the clocks of the note's time zone jump over."""
        zone_name = fields.get("timezone")
        if not isinstance(zone_name, str):
            return
        times = [
            raw
            for _, raw in root.entries
            if isinstance(raw, RawScalar) and _DATETIME.match(raw.text)
        ]
        if not times:
            return
        from datetime import UTC, datetime
        from zoneinfo import ZoneInfo

        try:
            zone = ZoneInfo(zone_name)
        except (KeyError, ValueError, OSError):
            return  # field/type has said so
        for raw in times:
            try:
                moment = datetime.fromisoformat(raw.text)
                there = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
            except (ValueError, OverflowError):
                continue  # field/date has said so
            if there.replace(tzinfo=None) != moment:
                message = f"{raw.text!r} does not exist in {zone_name}: the clocks jump over it"
                self._add("field/time-gap", message, raw)


def type_name(fields: RawMap, path: str, schema: Schema) -> str:
    """The note's type: the `type` property where it names one, else the first that matches, else
    the property as it was written ('' without one)."""
    written = ""
    for key, raw in fields.entries:
        if key.text.casefold() == "type" and isinstance(raw, RawScalar):
            written = raw.text.strip()
    name = written.removeprefix("[[").removesuffix("]]").casefold()
    if name in schema.types:
        return name
    for note_type in schema.types.values():
        if any(_matches(conditions, fields, path) for (conditions,) in note_type.match):
            return note_type.name
    return written


def _matches(conditions: tuple[tuple[str, str], ...], fields: RawMap, path: str) -> bool:
    return all(_holds(name, wanted, fields, path) for name, wanted in conditions)


def _holds(name: str, wanted: str, fields: RawMap, path: str) -> bool:
    if name == "folder":
        return path.casefold().startswith(wanted.casefold() + "/")
    key = "tags" if name == "tag" else name
    for each, raw in fields.entries:
        if each.text.casefold() == key.casefold():
            return any(_same(text, wanted, name == "tag") for text in _texts(raw))
    return False


def _texts(raw: Raw) -> Iterator[str]:
    if isinstance(raw, RawScalar):
        yield raw.text
    elif isinstance(raw, RawList):
        for item in raw.items:
            yield from _texts(item)


def _same(text: str, wanted: str, tag: bool) -> bool:
    text, wanted = text.strip().casefold(), wanted.casefold()
    if tag:
        text = text.lstrip("#")
        return text == wanted or text.startswith(wanted + "/")
    return text.strip("[]") == wanted.strip("[]")
