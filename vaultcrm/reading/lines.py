"""The grammar of a list line: leading date and time, text, fields, block id.

Sources: the Tasks plugin's documentation and its parser's behaviour for emoji fields, Dataview's
documentation for bracketed fields, Obsidian's help for block ids; the leading date and `@name` are
ours. Everything is linear in the line's length.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from vaultcrm.model import ListItem
from vaultcrm.reading.body import TAG_CHARACTER
from vaultcrm.reading.masking import mask

# A field's name, its value as written, and where the whole field starts and ends in the note: from
# its emoji or opening bracket to the end of its value or closing bracket.
RawField: TypeAlias = tuple[str, str, int, int]
_Span: TypeAlias = tuple[int, int]


class ParsedLine(NamedTuple):
    """A list line taken apart; what is absent is ''. `date` (YYYY-MM-DD) and `time` (as written,
    H:MM or HH:MM, perhaps with seconds) stand at its beginning, `fields` in the order of the
    source; `text` is all the rest, with white space collapsed; `block_id` has no '^'."""

    text: str
    date: str
    time: str
    fields: tuple[RawField, ...]
    block_id: str


DATES = {
    "📅": "due",
    "📆": "due",
    "🗓": "due",
    "⏳": "scheduled",
    "⌛": "scheduled",
    "🛫": "start",
    "➕": "created",
    "✅": "done",
    "❌": "cancelled",
}
PRIORITIES = {"🔺": "highest", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "lowest"}
_OTHERS = {"🔁": "repeat", "🏁": "on_completion", "🆔": "id", "⛔": "depends_on"}
_NAMES = {**DATES, **dict.fromkeys(PRIORITIES, "priority"), **_OTHERS}
# Signs that people also set as ornaments: a word after one of these is text, not a wrong date.
_ORNAMENTS = frozenset({"created", "done", "cancelled"})

_SIGN = re.compile(f"[{''.join(_NAMES)}]\ufe0f?")
WHEN = (
    r"(\d{4}-\d\d-\d\d)(?:(?:T|[ \t]+)((?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?![\w:]))?"
    r"(?:[:,]|[ \t]+[-–—](?=[ \t]+\D))?(?=[ \t]|\Z)"
)
_WHEN = re.compile(WHEN, re.ASCII)
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^([A-Za-z0-9-]+)\Z")
_BRACKET = re.compile(r"\\.|[\[\]()]")
_KEY = re.compile(r"[ \t]*+([^\s\[\]():](?:[^\[\]():]*[^\s\[\]():])?)[ \t]*::")
# The commonest forms, read without looking at what else there might be.
FIELD = re.compile(r"(?<![\[\\])\[" + _KEY.pattern + r"([^\[\]()\\]*)\]")
_FLAT_FIELD = re.compile(FIELD.pattern + r"|(?<![\]\\])\(" + _KEY.pattern + r"([^\[\]()\\]*)\)")
_PLAIN_DATE = rf"[{''.join(DATES)}]\ufe0f? *\d{{4}}-\d\d-\d\d"
_PLAIN_TAIL = re.compile(
    rf"(?:(?:{_PLAIN_DATE}|[{''.join(PRIORITIES)}]\ufe0f?)[ \t]*)*\Z", re.ASCII
)
_SPACE = re.compile(r"\s")
_DATE_LIKE = re.compile(r"\d+[-./]\d+(?:[-./]\d+)?(?:[ T]\d{1,2}:\d\d)?", re.ASCII)
_VALUES = {
    "repeat": re.compile(r"(?i:every)[A-Za-z0-9, !]*"),
    "on_completion": re.compile(r"(?i:keep|delete)"),
    "id": re.compile(r"[A-Za-z0-9_-]+"),
    "depends_on": re.compile(r"[A-Za-z0-9_-]+(?: *, *[A-Za-z0-9_-]+)*"),
}
_TRAILER = re.compile(rf"#{TAG_CHARACTER}+|@\S+")
_MENTION = re.compile(
    r"(?<![^\s(,;:>])@(?:\[\[([^\[\]|#]+)[^\[\]]*\]\]|([^\W\d_][^\s@#,;:!?()\[\]{}<>\"|*/\\]*))"
)


def parse(text: str, masked: str, item: ListItem) -> ParsedLine:
    """Takes a list line apart. Nothing is typed here, and nothing is lost: what is not a field,
    the date or the block id stays in the text.

    An emoji field counts, as in the Tasks plugin, only at the end of the line: nothing but other
    fields, tags, mentions, comments and the block id may follow it, so `pay 📅 2026-11-02 in full`
    has no field. A date emoji with a value that is no date is kept as a field, for a rule to
    complain about, where nothing else can be meant: something like a date (`2026-13-45`,
    `3.11.2026`, a date and time), or in a task one word after 📅, ⏳ or 🛫.
    """
    begin, end = item.content, item.end
    line = masked[begin:end]
    when = _WHEN.match(line)
    cuts: list[_Span] = [when.span()] if when else []
    block_id = ""
    limit = end - begin
    if "^" in line:
        stripped = len(text[begin:end].rstrip())
        if block := _BLOCK_ID.search(line[:stripped]):
            block_id = block[1]
            limit = block.start()
            cuts.append((limit, stripped))
    fields = _bracketed(text, line, begin) if "::" in line else []
    if not line.isascii():
        floor = when.end() if when else 0
        fields += _signed(text, line, item, floor, limit, fields)
        fields.sort(key=lambda field: field[2])
    if not cuts and not fields:
        return ParsedLine(" ".join(text[begin:end].split()), "", "", (), "")
    cuts += [(start - begin, stop - begin) for _, _, start, stop in fields]
    return ParsedLine(
        _without(text[begin:end], sorted(cuts)),
        when[1] if when else "",
        (when[2] or "") if when else "",
        tuple(fields),
        block_id,
    )


def mention(text: str) -> str:
    """The first name that `text` mentions as `@Dana` or `@[[Dana Fox]]`, '' if there is none."""
    if "@" not in text:
        return ""
    found = _MENTION.search(mask(text))
    return ((found[1] or found[2]).rstrip(".'’").strip()) if found else ""


def _without(line: str, cuts: list[_Span]) -> str:
    """The line without the cuts, and without a comma that separates two of them."""
    pieces = []
    done = 0
    for number, (start, stop) in enumerate(cuts):
        piece = line[done:start]
        if not number or piece.strip() != ",":
            pieces.append(piece)
        done = stop
    pieces.append(line[done:])
    return " ".join(" ".join(pieces).split())


def _bracketed(text: str, line: str, offset: int) -> list[RawField]:
    """`[key:: value]` and `(key:: value)`, whose values may hold balanced brackets."""
    flat = list(_FLAT_FIELD.finditer(line))
    if len(flat) == line.count("::"):
        fields = []
        for match in flat:
            group = 1 if match[1] else 3
            value = text[offset + match.start(group + 1) : offset + match.end(group + 1)]
            start, stop = match.span()
            fields.append((match[group], value.strip(), offset + start, offset + stop))
        return fields
    closings: dict[int, int] = {}
    opened: dict[str, list[int]] = {"[": [], "(": []}
    for match in _BRACKET.finditer(line):
        bracket = match[0]
        if bracket in opened:
            opened[bracket].append(match.start())
        elif len(bracket) == 1:
            waiting = opened["[" if bracket == "]" else "("]
            if waiting:
                closings[waiting.pop()] = match.start()
    fields = []
    done = 0
    for start, closing in sorted(closings.items()):
        before, after = line[start - 1 : start], line[closing + 1 : closing + 2]
        if (
            start < done
            or (before + line[start] == "[[" and after == "]")
            or before + line[start] == "]("
        ):
            continue  # inside another field, a wiki link, a Markdown link's destination
        if key := _KEY.match(line, start + 1, closing):
            value = text[offset + key.end() : offset + closing].strip()
            fields.append((key[1], value, offset + start, offset + closing + 1))
            done = closing + 1
    return fields


def _signed(
    text: str, line: str, item: ListItem, floor: int, limit: int, bracketed: list[RawField]
) -> list[RawField]:
    """The emoji fields between the offsets `floor` and `limit` of `line`, from the end of it
    backwards to the first that is none."""
    begin = item.content
    leftmost = _SIGN.search(line, floor, limit)
    if not leftmost:
        return []
    tail = line[leftmost.start() : limit]
    if _PLAIN_TAIL.match(tail) and text.startswith(tail, begin + leftmost.start()):
        return list(_plain(tail, begin + leftmost.start()))
    spans = [(start - begin, stop - begin) for _, _, start, stop in bracketed]
    signs = []
    at = 0
    for sign in _SIGN.finditer(line, floor, limit):
        while at < len(spans) and spans[at][1] <= sign.start():
            at += 1
        if at == len(spans) or sign.start() < spans[at][0]:
            signs.append(sign)
    befores = {stop: start for start, stop in spans}
    first = len(line) - len(line[floor:].lstrip())
    fields = []
    for sign in reversed(signs):
        start, stop = sign.span()
        limit = _trimmed(text, line, begin, stop, limit, befores)
        value = line[stop:limit].strip()
        if text[begin + stop : begin + limit] != line[stop:limit]:
            break  # code or math stands after the sign
        name = _NAMES[sign[0][0]]
        in_task = item.status is not None and start > first
        if not _is_value(name, value, in_task):
            break
        value = value or PRIORITIES[sign[0][0]]
        fields.append((name, value, begin + start, begin + limit))
        limit = start
    return fields


def _plain(tail: str, offset: int) -> Iterator[RawField]:
    """The fields of a `tail` that is nothing but dates and priorities."""
    signs = [match.start() for match in _SIGN.finditer(tail)]
    for start, stop in zip(signs, [*signs[1:], len(tail)], strict=True):
        written = tail[start:stop].rstrip()
        name = _NAMES[written[0]]
        value = PRIORITIES[written[0]] if name == "priority" else written[-10:]
        yield name, value, offset + start, offset + start + len(written)


def _is_value(name: str, value: str, in_task: bool) -> bool:
    """Whether `value` is what the emoji of field `name` means, or is unmistakably meant to be:
    a date with a mistake in it, or (`in_task`: after the text of a task) a single word."""
    if name == "priority":
        return not value
    word = in_task and value != "" and not _SPACE.search(value)
    if pattern := _VALUES.get(name):
        return bool(pattern.fullmatch(value)) or (word and name == "repeat")
    return bool(_DATE_LIKE.fullmatch(value)) or (word and name not in _ORNAMENTS)


def _trimmed(
    text: str, line: str, begin: int, floor: int, limit: int, befores: Mapping[int, int]
) -> int:
    """`limit` moved to the left, as far as `floor`, over the white space, comments, tags, mentions
    and bracketed fields (whose ends and starts are in `befores`) that end there."""
    while True:
        end = limit
        while end > floor and line[end - 1] in " \t":
            end -= 1
        hidden = text[begin + end : begin + limit].strip()
        if hidden and not (hidden.startswith(("%%", "<!--")) and hidden.endswith(("%%", "-->"))):
            return limit
        word = end
        while word > floor and line[word - 1] not in " \t":
            word -= 1
        linked = line.rfind("@[[", floor, end) if line.endswith("]]", floor, end) else -1
        if end in befores:
            limit = befores[end]
        elif word < end and _TRAILER.fullmatch(line, word, end):
            limit = word
        elif linked >= 0 and line.find("]]", linked, end - 1) < 0:
            limit = linked
        else:
            return end
