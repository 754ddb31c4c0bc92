"""The list items of a body → line records, by the sections that they stand in."""

import re
from collections.abc import Iterator

from vaultcrm.model import Body, Edit, Fix, Line, ListItem, Problem, Value
from vaultcrm.reading import slips
from vaultcrm.reading.lines import ParsedLine, mention, parse
from vaultcrm.reading.ordinary import STATUSES, TAKEN, read_ordinary
from vaultcrm.reading.prefixes import read_prefix
from vaultcrm.reading.sections import kinds_of_headings, with_sections
from vaultcrm.reading.values import Mistake, infer, read_scalar
from vaultcrm.schema.schema import (
    ACTIONS,
    LIST_TYPES,
    TEXT_SECTION,
    Field,
    LineKind,
    NoteType,
    Schema,
)
from vaultcrm.words import near_field, shown

_HOW = {"date": "the date as YYYY-MM-DD after the -"}  # the fields that stand in no brackets
_PART = re.compile(r"(?:\[\[[^\[\]]*+\]\]|[^,])++")  # of a list; a comma inside [[…]] parts nothing


class LineReader:
    """Reads one note's lines; what is wrong in them is gathered in `problems`."""

    def __init__(self, text: str, masked: str, schema: Schema, currency: str) -> None:
        self._text = text
        self._masked = masked
        self._schema = schema
        self._currency = currency
        self.problems: list[Problem] = []

    def read(self, body: Body, note_type: NoteType | None) -> Iterator[Line]:
        """The records among the items: in a typed section every item that is a task or stands at
        the first level, elsewhere the tasks, which are actions. An empty item is none."""
        sections = note_type.sections if note_type else {}
        loose = self._schema.kinds[ACTIONS] if note_type is None or note_type.tasks else None
        headings = kinds_of_headings(body.headings, sections)
        self.problems += slips.no_items(self._masked, headings, self._schema.kinds)
        for item, kind_name, heading in with_sections(body.items, headings):
            kind = loose if item.status is not None else None
            if kind_name and kind_name != TEXT_SECTION:
                listed = item.status is not None or item.depth == 0
                kind = self._schema.kinds[kind_name] if listed else None
            if not kind:
                continue
            fields = read_ordinary(self._text, self._masked, item, kind, self._currency)
            if fields is None:
                parsed = parse(self._text, self._masked, item)
                if not (parsed.text or parsed.fields or parsed.date):
                    continue
                fields = self._fields(item, parsed, kind)
            yield Line(kind.name, item.line, heading, fields)

    def _fields(self, item: ListItem, parsed: ParsedLine, kind: LineKind) -> dict[str, Value]:
        fields: dict[str, Value] = {"text": parsed.text}
        if item.status is not None:
            fields["status"] = STATUSES.get(item.status, "todo")
        if parsed.date:
            fields["date"] = self._value(parsed.date, kind.fields["date"], item, item.content)
        if parsed.time:
            fields["time"] = parsed.time
        if kind.prefix:
            found, fields["text"] = read_prefix(parsed.text, kind, self._currency)
            fields.update(found)
        wrong = {name for name, *_ in self._slips(item, parsed, kind)}
        given: set[str] = set()
        for written, text, start, end in parsed.fields:
            field = kind.names.get(written.casefold())
            name = field.name if field else written
            if name in given:
                self._add("line/field", f"{name} is there twice: keep one", item, start, end)
                continue
            given.add(name)
            if name in TAKEN:
                message = f"{name} is what the line itself says: name this field otherwise"
                self._add("line/field", message, item, start, end)
                continue
            if not field and (near := near_field(written, kind.names)):
                self._unknown(written, kind.names[near].name, parsed, item, start, end)
            if field and text:
                fields[name] = self._value(text, field, item, start, end)
            else:
                fields[name] = infer(text, "")
        if "owner" in kind.fields and "owner" not in fields:
            owner = mention(parsed.text)
            if owner:
                fields["owner"] = owner
        for name in kind.required:
            if fields.get(name) is None and name not in wrong:
                how = f"write {_HOW.get(name, f'[{name}:: …]')}"
                message = f"{kind.name}: this line has no {name}: {how}"
                self._add("line/missing", message, item, item.content, item.end)
        return fields

    def _slips(self, item: ListItem, parsed: ParsedLine, kind: LineKind) -> list[slips.Slip]:
        """What the line was meant to say and does not, each put down among the problems."""
        found = list(slips.of_line(self._masked, item, parsed, kind))
        for name, text, mistake, start in found:
            fix = self._replacement(text, mistake, start, start + len(text))
            message = f"{name}: {mistake.message}"
            self._add("line/field", message, item, start, start + len(text), fix)
        return found

    def _unknown(
        self, written: str, near: str, parsed: ParsedLine, item: ListItem, start: int, end: int
    ) -> None:
        at = self._text.index(written, start, end)
        others = {name.casefold() for name, *_ in parsed.fields}
        fix = Fix(False, (Edit(at, at + len(written), near),)) if near not in others else None
        message = f"no field is named {shown(written)}. Did you mean {near!r}?"
        self._add("line/unknown-field", message, item, at, at + len(written), fix)

    def _value(
        self, text: str, field: Field, item: ListItem, start: int, end: int | None = None
    ) -> Value:
        if field.type in LIST_TYPES:
            parts = [part.strip() for part in _PART.findall(text)]
            return tuple(self._one(part, field, item, start, end) for part in parts if part)
        return self._one(text, field, item, start, end)

    def _one(
        self, text: str, field: Field, item: ListItem, start: int, end: int | None = None
    ) -> Value:
        read = read_scalar(text, field, self._currency)
        if isinstance(read, Mistake):
            if read.rule != "field/link":  # a line may name somebody without a link
                message = f"{field.name}: {read.message}"
                end = end or start + len(text)
                fix = self._replacement(text, read, start, end)
                self._add("line/field", message, item, start, end, fix)
            return read.value
        return read

    def _replacement(self, text: str, mistake: Mistake, start: int, end: int) -> Fix | None:
        """What is meant in the place of a text that stands once between these offsets."""
        if not mistake.instead or self._text.count(text, start, end) != 1:
            return None
        at = self._text.index(text, start, end)
        return Fix(mistake.certain, (Edit(at, at + len(text), mistake.instead),))

    def _add(
        self, rule: str, message: str, item: ListItem, start: int, end: int, fix: Fix | None = None
    ) -> None:
        begin, finish = start - item.start + 1, end - item.start + 1
        self.problems.append(Problem(rule, message, item.line, begin, item.line, finish, fix))
