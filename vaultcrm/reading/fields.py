"""The raw front matter → typed fields, with what is wrong in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from vaultcrm.model import Edit, Fix, Link, LinkAt, Problem, Raw, RawList, RawMap, RawScalar, Value
from vaultcrm.positions import LineIndex
from vaultcrm.reading import mending
from vaultcrm.reading.frontmatter import entry_lines
from vaultcrm.reading.links import parse_wikilink, property_links
from vaultcrm.reading.values import NOTHING, Mistake, infer, looks_wrong, read_scalar
from vaultcrm.reading.yaml import is_ambiguous, is_same
from vaultcrm.schema.config import time_zone
from vaultcrm.schema.schema import LIST_TYPES, Field, NoteType, Schema
from vaultcrm.words import near_field, nearest, shown

_VERBATIM = ("text", "list", "aliases")  # the types whose texts keep their outer white space
_EXACT = ("number", "money", "date", "datetime")  # the types that every program reads alike
_NO_TEXTS = ("field/date-form", "field/number-form")  # rules about what must not be quoted
_MAY_BE_AMBIGUOUS = re.compile(r"[-+.\d]|[yYnNoO](?:\Z|[eEnNoOfF])")
_HASH_CUT = re.compile(r"[ \t]++(#[^\s#][^\r\n]*+)")
_ODD_KEY = re.compile("[\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\x00-\x1f\x7f]")
_TYPED_KEY = re.compile(r"(?:[-+]?[\d.]+|\d{4}-\d\d-\d\d|true|false|null|~|yes|no|on|off)\Z", re.I)
_SMART_QUOTES = re.compile(r"[“”„‟«»‘’‚].*[“”„‟«»‘’‚]\Z")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?\Z", re.ASCII)
_ENDS_IN_ZERO = re.compile(r"-?\d++\.\d*0\Z")
_TAG_SEPARATOR = re.compile(r"[,\s]+")
_PATHLIKE = re.compile(
    r"\s*\Z|[/\\]|~[/\\]|[A-Za-z]:[\\/]|(?:.*[/\\])?(?:\.\.?|．．?)(?:[/\\／∕]|\Z)|.*%2e%2e"
    r"|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)",
    re.IGNORECASE,
)
_MAX_COMPARED = 50  # unknown names of one note that are compared with the known ones


def is_path(title: str) -> bool:
    """Whether a title would lead somewhere else if it were a file's name, or is no name at all."""
    return _PATHLIKE.match(title) is not None


class FrontMatter(NamedTuple):
    """Typed fields by canonical name in the note's order, the line of each, and the links."""

    fields: dict[str, Value]
    places: dict[str, int]
    links: tuple[LinkAt, ...]
    problems: tuple[Problem, ...]


class FieldReader:
    """Reads the entries of one note's front matter against its type. `index` is that of the text
    as far as the front matter goes."""

    def __init__(self, text: str, index: LineIndex, schema: Schema, currency: str) -> None:
        self._text = text
        self._schema = schema
        self._currency = currency
        self._index = index
        self._compared = 0
        self._problems: list[Problem] = []

    def read(self, root: RawMap, note_type: NoteType | None) -> FrontMatter:
        known = (note_type or self._schema.base).names
        fields: dict[str, Value] = {}
        places: dict[str, int] = {}
        written: dict[str, tuple[str, Raw]] = {}
        links: list[LinkAt] = []
        for key, raw in root.entries:
            field = known.get(key.text.casefold())
            if not field:
                self._check_key(key, root, note_type)
            elif field.name == "type" and not note_type:
                self._check_type(raw)
            name = field.name if field else key.text
            if name in written:
                before, value = written[name]
                if before != key.text:  # else yaml/duplicate-key has said so
                    message = f"{shown(key.text)} and {shown(before)} are the same: keep one"
                    lines = entry_lines(self._text, key, raw) if is_same(raw, value) else None
                    fix = Fix(True, (Edit(*lines, ""),)) if lines else None
                    self._add("field/twice", message, key, fix)
                if key.text != name or before == name:
                    continue
            written[name] = key.text, raw
            fields[name] = self._value(raw, field)
            places[name] = self._index.position(key.start)[0]
            self._add_links(name, raw, links)
        self._check_times(fields, root)
        if note_type:
            self._check_missing(fields, note_type, root)
        return FrontMatter(fields, places, tuple(links), tuple(self._problems))

    # --- values

    def _value(self, raw: Raw, field: Field | None) -> Value:
        if isinstance(raw, RawScalar):
            return self._scalar_or_list(raw, field)
        if link := self._unquoted_link(raw):
            return self._scalar_or_list(link, field)
        if isinstance(raw, RawList):
            return self._list(raw, field)
        message = "holds a mapping, which Obsidian cannot edit: keep properties flat"
        self._add("field/nested", message, raw)
        return {key.text: self._nested(value) for key, value in raw.entries}

    def _scalar_or_list(self, raw: RawScalar, field: Field | None) -> Value:
        value = self._scalar(raw, field)
        if field is None or field.type not in LIST_TYPES or value is None:
            return value
        if field.type == "tags" and isinstance(value, str) and _TAG_SEPARATOR.search(value):
            tags = tuple(tag.lstrip("#") for tag in _TAG_SEPARATOR.split(value) if tag)
            fix = mending.make_list(self._text, raw, tags)
            self._add("field/type", "tags are a list, one to a line", raw, fix)
            return tags
        self._check_tag(value, raw, field)
        return (value,)

    def _list(self, raw: RawList, field: Field | None) -> Value:
        values = []
        for item in raw.items:
            if isinstance(item, RawScalar):
                value = self._scalar(item, field)
                if value is None and field:
                    continue  # `tags:` with an empty item below it is how Obsidian leaves them
                self._check_tag(value, item, field)
            elif link := self._unquoted_link(item):
                value = self._scalar(link, field)
            else:
                inner = "list" if isinstance(item, RawList) else "mapping"
                message = f"holds a {inner} in a list: Obsidian cannot edit it"
                self._add("field/nested", message, item)
                value = self._nested(item)
            values.append(value)
        if field is None or field.type in LIST_TYPES:
            return tuple(values)
        if not raw.items:
            return None
        if len(values) == 1 and field.type == "link":  # as many vaults have them
            return values[0]
        if field.name == "type":  # means something else in such a vault
            return tuple(values)
        self._add("field/type", f"{field.name}: has one value, not a list", raw)
        return tuple(values)

    def _scalar(self, raw: RawScalar, field: Field | None) -> Value:
        """The value; the one thing that is wrong with it is among the problems."""
        value, mistake = self._read(raw, field)
        mistake = self._cause(raw, mistake is not None) or mistake
        if mistake:
            is_text = mistake.rule not in _NO_TEXTS
            fix = mending.replace(self._text, raw, mistake.instead, mistake.certain, is_text)
            self._add(mistake.rule, mistake.message, raw, fix)
        elif not raw.style and not raw.alias:
            self._check_ambiguity(raw, field)
        return value

    def _read(self, raw: RawScalar, field: Field | None) -> tuple[Value, Mistake | None]:
        text = raw.text
        if field is None:
            return infer(text, raw.style), looks_wrong(text)
        if field.type not in _VERBATIM:
            text = text.strip()
        if not text or (not raw.style and text in NOTHING):
            if field.type == "checkbox" and raw.style:
                return None, Mistake("field/type", f"{field.name}: is neither true nor false", None)
            if field.name == "title" and raw.style:
                return None, Mistake(
                    "field/title", "title: is empty: write a name, or delete it", ""
                )
            return None, None
        read = read_scalar(text, field, self._currency)
        if field.type == "checkbox" and raw.style and isinstance(read, bool):
            read = Mistake("field/type", f"{text!r} is a text here: take the quotes away", text)
        if isinstance(read, Mistake):
            return read.value, read._replace(message=f"{field.name}: {read.message}")
        if field.name == "title" and isinstance(read, str) and is_path(read):
            message = f"{shown(text)} is a path, not a title: write the name alone"
            return read, Mistake("field/title", message, read)
        return read, None

    def _check_tag(self, value: Value, raw: RawScalar, field: Field | None) -> None:
        if field is None or field.type != "tags" or not isinstance(value, str):
            return
        if value.isdecimal():
            self._add("field/type", f"{shown(value)} is no tag: it needs a letter", raw)
        elif re.search(r"\s", value):
            self._add("field/type", f"{shown(value)} is no tag: a tag has no space in it", raw)

    def _nested(self, raw: Raw) -> Value:
        if isinstance(raw, RawScalar):
            return infer(raw.text, raw.style)
        if isinstance(raw, RawList):
            return tuple(self._nested(item) for item in raw.items)
        return {key.text: self._nested(value) for key, value in raw.entries}

    def _unquoted_link(self, raw: Raw) -> RawScalar | None:
        """`[[Acme]]` without quotes, which YAML takes for a list in a list, as if it had them."""
        if not _is_wikilink(raw):
            return None
        written = self._text[raw.start : raw.end]
        message = f'a link in a property must be quoted: "{shown(written)[1:-1]}"'
        self._add("yaml/wikilink", message, raw, mending.quote(self._text, raw))
        return RawScalar(written, '"', raw.start, raw.end)

    def _add_links(self, name: str, raw: Raw, links: list[LinkAt]) -> None:
        if isinstance(raw, RawScalar):
            if "[[" not in raw.text and "](" not in raw.text:
                return
            start = raw.start + (raw.style in ("'", '"'))
            exact = self._text.startswith(raw.text, start)
            for link, kind, embed, begin, end in property_links(raw.text):
                place = (start + begin, start + end) if exact else (raw.start, raw.end)
                links.append(self._link_at(link, kind, embed, *place, name))
        elif _is_wikilink(raw):
            link = parse_wikilink(self._text[raw.start + 2 : raw.end - 2])
            links.append(self._link_at(link, "wiki", False, raw.start, raw.end, name))
        elif isinstance(raw, RawList):
            for item in raw.items:
                self._add_links(name, item, links)
        else:
            for _, value in raw.entries:
                self._add_links(name, value, links)

    def _link_at(
        self, link: Link, kind: str, embed: bool, start: int, end: int, name: str
    ) -> LinkAt:
        line, column, end_line, end_column = self._index.span(start, end)
        return LinkAt(
            link, kind, embed, line, column, end_column if end_line == line else column, name
        )

    # --- what is wrong

    def _add(self, rule: str, message: str, raw: Raw, fix: Fix | None = None) -> None:
        place = self._index.span(raw.start, raw.end)
        self._problems.append(Problem(rule, message, *place, fix))

    def _check_key(self, key: RawScalar, root: RawMap, note_type: NoteType | None) -> None:
        text = key.text
        if _ODD_KEY.search(text):
            message = f"{shown(text)} has an invisible character in it"
            clean = _ODD_KEY.sub(lambda odd: " " if odd[0].isspace() else "", text)
            fix = mending.rename(self._text, key, " ".join(clean.split()), root, {})
            self._add("yaml/odd-space", message, key, fix)
        elif not key.style and (not text or _TYPED_KEY.match(text)):
            fix = mending.quote(self._text, key) if text else None
            self._add("yaml/key", f"{shown(text)} is no word to other readers: quote it", key, fix)
        elif note_type and text != "<<":
            near = self._near_field(text, note_type)
            message = f"{note_type.name} has no {shown(text)}"
            if near:
                fix = mending.rename(self._text, key, near, root, note_type.names)
                self._add("field/unknown", f"{message}. Did you mean {near!r}?", key, fix)
            else:
                self._add("field/undeclared", message, key)

    def _check_type(self, raw: Raw) -> None:
        if not isinstance(raw, RawScalar) or not raw.text.strip():
            return
        near = self._nearest(raw.text.strip(), self._schema.types)
        message = f"no type is named {shown(raw.text.strip())}"
        if near:
            fix = mending.replace(self._text, raw, near, safe=False)
            self._add("field/unknown-type", f"{message}. Did you mean {near!r}?", raw, fix)
        else:
            self._add("field/undeclared", message, raw)

    def _near_field(self, name: str, note_type: NoteType) -> str:
        self._compared += 1
        return near_field(name, note_type.names) if self._compared <= _MAX_COMPARED else ""

    def _nearest(self, name: str, known: Mapping[str, object]) -> str:
        self._compared += 1
        return _nearest(name, tuple(known)) if self._compared <= _MAX_COMPARED else ""

    def _cause(self, raw: RawScalar, wrong: bool) -> Mistake | None:
        """Why a value is not what its writer meant, whatever its field."""
        text = raw.text
        if not raw.style and not raw.alias:
            if text[:1] in "“”„‟«»‘’‚" and _SMART_QUOTES.match(text):
                message = f"{shown(text)} has typographic quotes, which belong to the text here"
                return Mistake("yaml/smart-quotes", message, text, text[1:-1])
            if comment := _HASH_CUT.match(self._text, raw.end):
                cut = shown(comment[1].rstrip())
                message = f"{shown(text)} is cut off before {cut}: quote the whole"
                if not text:
                    message = f"is empty: {cut} is a comment to YAML: quote it"
                return Mistake("yaml/hash-cut", message, text)
        if (wrong or not raw.style) and ("{{" in text or "<%" in text):
            message = f"{shown(text)} is a placeholder that was not filled in"
            return Mistake("yaml/placeholder", message, text)
        return None

    def _check_ambiguity(self, raw: RawScalar, field: Field | None) -> None:
        text = raw.text
        if (field and field.type in _EXACT) or not _MAY_BE_AMBIGUOUS.match(text):
            return
        if is_ambiguous(text):
            message = f"{shown(text)} is read differently by other programs: quote it"
            self._add("yaml/ambiguous", message, raw, mending.quote(self._text, raw))
        elif _ENDS_IN_ZERO.match(text) and (field or not float(text).is_integer()):
            message = f"{shown(text)} loses its last zero in other programs: quote it"
            safe = field is not None  # what nobody declares is a number, and would become a text
            self._add("yaml/ambiguous", message, raw, mending.quote(self._text, raw, safe))

    def _check_missing(self, fields: dict[str, Value], note_type: NoteType, root: RawMap) -> None:
        missing = [name for name in note_type.required if fields.get(name) in (None, "", ())]
        keys = {key.text: key for key, _ in root.entries} if missing else {}
        for name in missing:
            at = keys.get(name) or keys.get("type") or next(iter(keys.values()), root)
            self._add("field/missing", f"{note_type.name} needs a {name!r}", at)

    def _check_times(self, fields: dict[str, Value], root: RawMap) -> None:
        """Times that the clocks of the note's time zone jump over."""
        name = fields.get("timezone")
        zone = time_zone(name) if isinstance(name, str) else None
        if not zone:
            return
        for _, raw in root.entries:
            if not isinstance(raw, RawScalar) or not _DATETIME.match(raw.text):
                continue
            try:
                moment = datetime.fromisoformat(raw.text)
                there = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
            except (ValueError, OverflowError):
                continue  # field/date has said so
            if there.replace(tzinfo=None) != moment:
                message = f"{raw.text!r} does not exist in {name}: the clocks jump over it"
                self._add("field/time-gap", message, raw)


@lru_cache(maxsize=10_000)
def _nearest(name: str, known: tuple[str, ...]) -> str:
    return nearest(name, known, 0.8)


def _is_wikilink(raw: Raw) -> bool:
    if not (isinstance(raw, RawList) and raw.flow and len(raw.items) == 1):
        return False
    inner = raw.items[0]
    return (
        isinstance(inner, RawList)
        and inner.flow
        and bool(inner.items)
        and all(isinstance(item, RawScalar) for item in inner.items)
        and (inner.start, inner.end) == (raw.start + 1, raw.end - 1)
    )


def type_name(root: RawMap, path: str, schema: Schema, body_tags: Sequence[str] = ()) -> str:
    """The note's type: the `type` property where it names one, else the first that matches, else
    the property as it was written ('' without one)."""
    written = ""
    for key, raw in root.entries:
        field = schema.base.names.get(key.text.casefold())
        if field and field.name == "type":
            for text in _texts(raw):
                name = text.strip().removeprefix("[[").removesuffix("]]").casefold()
                if name in schema.types:
                    return name
                written = written or text.strip()
    for note_type in schema.types.values():
        for (conditions,) in note_type.match:
            if all(_holds(*each, root, path, body_tags) for each in conditions):
                return note_type.name
    return written


def _holds(name: str, wanted: str, root: RawMap, path: str, body_tags: Sequence[str]) -> bool:
    wanted = wanted.casefold()
    if name == "folder":
        return path.casefold().startswith(f"{wanted}/")
    key = "tags" if name == "tag" else name.casefold()
    texts = [
        text.strip().casefold()
        for each, raw in root.entries
        if each.text.casefold() == key
        for text in _texts(raw)
    ]
    if name != "tag":
        return any(text.strip("[]") == wanted.strip("[]") for text in texts)
    tags = [tag.lstrip("#") for text in texts for tag in _TAG_SEPARATOR.split(text)]
    tags.extend(tag.casefold() for tag in body_tags)
    return any(tag == wanted or tag.startswith(f"{wanted}/") for tag in tags)


def _texts(raw: Raw) -> Iterator[str]:
    if isinstance(raw, RawScalar):
        yield raw.text
    elif isinstance(raw, RawList):
        for item in raw.items:
            yield from _texts(item)
