"""The list items of a body → line records, by the sections that they stand in."""

import re
from collections.abc import Iterator

from vaultcrm.model import Body, Edit, Fix, Line, ListItem, Problem, Value
from vaultcrm.reading import slips
from vaultcrm.reading.lines import ParsedLine, mention, parse
from vaultcrm.reading.sections import with_sections
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

_STATUSES = {"x": "done", "X": "done", "/": "in progress", "-": "cancelled", "h": "on hold"}
_TAKEN = ("text", "time", "status")  # what a line says itself, and no field of it can
_HOW = {"date": "the date as YYYY-MM-DD after the -"}  # the fields that stand in no brackets
_HEAD = re.compile(r"([^:]{1,80}):(?:\s+|\Z)")
_PART = re.compile(r"(?:\[\[[^\[\]]*+\]\]|[^,])++")  # of a list; a comma inside [[…]] parts nothing
# Words before a person's name, and the direction that they tell where none is written.
_JOINERS = {"from": "in", "von": "in", "de": "in", "to": "out", "an": "out"} | dict.fromkeys(
    ("with", "by", "mit", "avec"), ""
)


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
        self.problems += slips.no_items(self._masked, body, sections, self._schema.kinds)
        for item, kind_name, heading in with_sections(body, sections):
            kind = loose if item.status is not None else None
            if kind_name and kind_name != TEXT_SECTION:
                listed = item.status is not None or item.depth == 0
                kind = self._schema.kinds[kind_name] if listed else None
            parsed = parse(self._text, self._masked, item) if kind else None
            if kind and parsed and (parsed.text or parsed.fields or parsed.date):
                yield self._line(item, parsed, kind, heading)

    def _line(self, item: ListItem, parsed: ParsedLine, kind: LineKind, heading: str) -> Line:
        fields: dict[str, Value] = {"text": parsed.text}
        if item.status is not None:
            fields["status"] = _STATUSES.get(item.status, "todo")
        if parsed.date:
            fields["date"] = self._value(parsed.date, kind.fields["date"], item, item.content)
        if parsed.time:
            fields["time"] = parsed.time
        if kind.prefix:
            self._read_prefix(parsed, kind, fields)
        wrong = {name for name, *_ in self._slips(item, parsed, kind)}
        given: set[str] = set()
        for written, text, start, end in parsed.fields:
            field = kind.names.get(written.casefold())
            name = field.name if field else written
            if name in given:
                self._add("line/field", f"{name} is there twice: keep one", item, start, end)
                continue
            given.add(name)
            if name in _TAKEN:
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
        return Line(kind.name, item.line, heading, fields)

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

    def _read_prefix(self, parsed: ParsedLine, kind: LineKind, fields: dict[str, Value]) -> None:
        """`email in Dana: …` fills the fields channel, direction and person."""
        head = _HEAD.match(parsed.text)
        words = (head[1] if head else " ".join(parsed.text.split()[:3])).split()
        found: dict[str, Value] = {}
        for name in kind.prefix:
            field = kind.fields.get(name)
            if not words or not field:
                break
            if field.type == "choice":
                word = words[0].casefold().rstrip(",")
                choice = next((each for each in field.choices if each.casefold() == word), None)
                if choice is not None:
                    found[name] = choice
                    words.pop(0)
            elif head and found:
                if words[0].casefold() in _JOINERS:
                    told = _JOINERS[words.pop(0).casefold()]
                    for each in kind.prefix:
                        if told and told in kind.fields[each].choices:
                            found.setdefault(each, told)
                if words:
                    read = read_scalar(" ".join(words), field, self._currency)
                    found[name] = read.value if isinstance(read, Mistake) else read
                words = []
        if found and not (head and words):
            fields.update(found)
            if head:
                fields["text"] = parsed.text[head.end() :]

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
