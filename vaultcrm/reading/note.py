"""Bytes → Note: the whole reading of one note, a pure function of the bytes and the schema."""

import re
from collections.abc import Iterator

from vaultcrm.model import Fields, Note, Problem, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.reading import body as body_reading
from vaultcrm.reading import ignores, masking
from vaultcrm.reading.agreement import places_of_sealed
from vaultcrm.reading.fields import FieldReader, type_name
from vaultcrm.reading.frontmatter import Framing, split
from vaultcrm.reading.links import stem
from vaultcrm.reading.records import LineReader
from vaultcrm.reading.sections import written_sections
from vaultcrm.reading.source import Source, decode
from vaultcrm.reading.yaml import Parsed, parse
from vaultcrm.schema.schema import Schema

_TYPE_LINE = re.compile(r"""^type:[ \t]*["']?([\w-]+)["']?[ \t]*\r?$""", re.MULTILINE)
_BLOCK_VALUE = re.compile(r":[ \t]*+[|>][-+0-9]*+[ \t]*+\r?\n(?:[ \t]++[^\n]*+\n|\r?\n)*+\Z")
_CUT_OFF = re.compile(
    r"(?:[ \t]*+\r?\n)*+(?:[ \t]++[^\s][^\n]*+\n)"
    r"(?:[ \t]++[^\n]*+\n|\r?\n|[\w-]++:(?:[ \t][^\n]*+)?\n)*?---[ \t]*+(?:\r?\n|\Z)"
)
_OPENERS = {"<": ("comment", "-->"), "%": ("comment", "%%")}  # and what closes them
_CONFLICT_END = re.compile(r"^>{7}(?=[ \r\n]|\Z)", re.MULTILINE)
_EMPTY = RawMap((), False, 0, 0)


def read_note(path: str, data: bytes, schema: Schema, currency: str = "") -> Note:
    """Reads a note. `path` is relative to the vault; `currency` is that of an amount that names
    none. Never raises: what cannot be read is among the note's problems."""
    source = decode(data)
    if source.opaque:
        return unreadable(path, source.problems[0])
    framing = split(source.text)
    if 0 <= source.conflict < framing.body or framing.unclosed:
        problems = source.problems
        if source.conflict < 0 and framing.problem:
            problems = (*problems, framing.problem)
        return _without_fields(path, source, framing, schema, problems)
    if early := _early_close(source.text, framing):
        return _without_fields(path, source, framing, schema, (*source.problems, early))
    parsed = _front_matter(source.text, framing)
    if parsed.broken:
        problems = (*source.problems, *parsed.problems)
        return _without_fields(path, source, framing, schema, problems)
    return _readable(path, source, framing, parsed, schema, currency)


def unreadable(path: str, problem: Problem) -> Note:
    """A note of which nothing can be read: still a record, with the reason."""
    return Note(path, "", stem(path), {}, {}, (), (), (), (), "", (problem,), False)


def _readable(
    path: str, source: Source, framing: Framing, parsed: Parsed, schema: Schema, currency: str
) -> Note:
    text = source.text
    problems = [*source.problems, *parsed.problems]
    if framing.problem and source.conflict < 0:
        problems.append(framing.problem)
    root = parsed.root if isinstance(parsed.root, RawMap) else _EMPTY
    index = LineIndex(text[: framing.body])
    body, masked = body_reading.scan(text, framing.body, len(index.starts))
    body_tags = [tag.tag for tag in body.tags]
    written_type = type_name(root, path, schema, body_tags)
    note_type = schema.types.get(written_type)
    front = FieldReader(text, index, schema, currency).read(root, note_type)
    problems.extend(front.problems)
    reader = LineReader(text, masked, schema, currency)
    lines = tuple(reader.read(body, note_type))
    links = (*front.links, *body.links)
    problems.extend(reader.problems)
    problems.extend(_unclosed(text, framing.body))
    problems.extend(ignores.not_understood(text, framing.body))
    if not source.exact:  # then nothing follows from what can be read of it
        problems = list(source.problems)
        links = tuple(link for link in links if "\ufffd" not in link.link.target)
    if source.conflict >= 0:
        first, last = _conflicting(source)
        lines = tuple(line for line in lines if not first <= line.line <= last)
        links = tuple(link for link in links if not first <= link.line <= last)
        problems = [
            problem._replace(fix=None)  # such a note is not for programs to edit
            for problem in problems
            if problem in source.problems or not first <= problem.line <= last
        ]
    fields = front.fields
    title = fields.get("title")
    return Note(
        path=path,
        type=written_type,
        title=(title.strip() if isinstance(title, str) else "") or stem(path),
        fields=fields,
        places={
            **front.places,
            **written_sections(body.headings, masked, note_type),
            **places_of_sealed(text, fields, schema),
        },
        lines=lines,
        links=links,
        tags=_tags(fields, body_tags),
        headings=body.headings,
        body=text[framing.body :],
        problems=tuple(problems),
        readable=True,
        ignores=(*ignores.in_property(root, index), *ignores.in_body(text, framing.body)),
    )


def _front_matter(text: str, framing: Framing) -> Parsed:
    if framing.start < 0:
        return Parsed(None, (), False)
    parsed = parse(text, framing.start, framing.end)
    root = parsed.root
    if parsed.broken or isinstance(root, RawMap):
        return parsed
    if root is None or (isinstance(root, RawScalar) and not root.text and not root.style):
        problem = Problem("file/empty-front-matter", "has empty front matter", 1, 1, 1, 4)
        return Parsed(None, (problem,), False)
    line, column = LineIndex(text[: framing.end]).position(root.start)
    message = "front matter holds properties (name: value), one to a line"
    if isinstance(root, RawScalar) and not root.style:
        message += "; for a line across the page write ***"
    problem = Problem("yaml/not-mapping", message, line, column, line, column)
    return Parsed(root, (problem,), True)


def _without_fields(
    path: str, source: Source, framing: Framing, schema: Schema, problems: tuple[Problem, ...]
) -> Note:
    """A note whose front matter says nothing certain: its type where that is plain to see, so
    that it is listed among its like; its text, so that it can be found; none of its values."""
    start = max(framing.start, 0)
    line = _TYPE_LINE.search(source.text, start, max(framing.end, start))
    name = line[1].casefold() if line else ""
    if name not in schema.types:
        name = type_name(_EMPTY, path, schema)
    fields = {"type": name} if name else {}
    body = source.text[start:]
    return Note(path, name, stem(path), fields, {}, (), (), (), (), body, problems, False)


def _early_close(text: str, framing: Framing) -> Problem | None:
    """A `---` at the left edge of a block of text in the front matter ends the front matter."""
    if framing.start < 0 or not _BLOCK_VALUE.search(text[framing.start : framing.end]):
        return None
    if not _CUT_OFF.match(text, framing.body):
        return None
    line = LineIndex(text[: framing.end]).position(framing.end)[0]
    message = "ends the front matter in the middle of a value: indent it, or choose another rule"
    return Problem("yaml/early-close", message, line, 1, line, 4)


def _conflicting(source: Source) -> tuple[int, int]:
    """The lines from the first conflict to the end of the last: these say two things at once."""
    if source.conflict < 0:
        return 1, 0
    *_, last = _CONFLICT_END.finditer(source.text, source.conflict)
    index = LineIndex(source.text)
    return index.position(source.conflict)[0], index.position(last.start())[0]


def _unclosed(text: str, start: int) -> Iterator[Problem]:
    """What hides the text below it because nothing ends it."""
    for begin, end in masking.unclosed(text, start):
        what, closer = _OPENERS.get(text[begin], ("block of code", text[begin] * 3))
        where = "below it" if not text[end:].strip() else "below it in its list item or quote"
        message = f"this {what} is never closed ({closer}): nothing {where} counts"
        line, column = LineIndex(text).position(begin)
        place = (line, column, line, column + len(closer) + (text[begin] == "<"))
        yield Problem("file/unclosed-block", message, *place)


def _tags(fields: Fields, in_body: list[str]) -> tuple[str, ...]:
    """All tags of the note, each once (they are the same whatever their case). A number is none."""
    listed = fields.get("tags")
    unique: dict[str, str] = {}
    for tag in (*(listed if isinstance(listed, tuple) else ()), *in_body):
        if isinstance(tag, str) and not tag.isdecimal():
            unique.setdefault(tag.casefold(), tag)
    return tuple(unique.values())
