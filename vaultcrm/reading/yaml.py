"""YAML → raw nodes with their source spans, from libyaml's events. The only home of `yaml`.

Nothing is given a meaning here: a scalar stays the text that was written, and whoever knows the
field decides what it is. What YAML could do to us is refused with a position: tags, nesting beyond
32 levels, more than 200,000 nodes, aliases that multiply, keys that are no text, the same twice.
"""

import re
import sys
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from vaultcrm.model import Edit, Fix, Problem, Raw, RawList, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.reading.frontmatter import entry_lines
from vaultcrm.reading.syntax import syntax_problem
from vaultcrm.schema.documents import Document

MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_ALIASED = 10_000  # nodes that aliases may add

# libyaml refuses control characters and takes NEL, LS and PS for line ends; editors do neither.
# They are sent through it as private characters, one for one, so that offsets hold.
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_PRIVATE = range(0x100000, 0x10FFFE)
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*+\s*+)*+")  # anchor and tag, before a node


class Parsed(NamedTuple):
    """The tree (None if there is none) and what is wrong. A problem that stopped the reading is
    the last one, and `broken` is then True."""

    root: Raw | None
    problems: tuple[Problem, ...]
    broken: bool


class _Refused(Exception):
    def __init__(self, rule: str, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.rule, self.message, self.start, self.end = rule, message, start, end


def parse(text: str, start: int, end: int) -> Parsed:
    """Reads the YAML in text[start:end]; every span counts from the beginning of `text`."""
    source = text[start:end]
    originals: dict[int, str] = {}
    if _ODD.search(source):
        source, originals = _disguised(source)
    if source.startswith("%YAML "):  # libyaml wants a --- after it, which would end front matter
        source = "#" + source[1:]
    builder = _Builder(start, originals)
    try:
        root = builder.build(source)
    except _Refused as error:
        place = LineIndex(text[:end]).span(error.start, error.end)
        return Parsed(None, (Problem(error.rule, error.message, *place),), True)
    except yaml.YAMLError as error:
        problem_mark = getattr(error, "problem_mark", None)
        context_mark = getattr(error, "context_mark", None)
        problem = syntax_problem(
            text[:end],
            start,
            str(getattr(error, "problem", error)),
            str(getattr(error, "context", "")),
            start + problem_mark.index if problem_mark else None,
            start + context_mark.index if context_mark else None,
        )
        return Parsed(None, (problem,), True)
    if not builder.duplicates:
        return Parsed(root, (), False)
    index = LineIndex(text[:end])
    values = {key.start: raw for key, raw in root.entries} if isinstance(root, RawMap) else {}
    problems = []
    for key, first in builder.duplicates:
        line, _ = index.position(first.start)
        message = f"{key.text!r} is there twice, first on line {line}: keep one"
        lines = entry_lines(text, key, values.get(key.start))
        same = is_same(values.get(first.start), values.get(key.start))
        fix = Fix(True, (Edit(*lines, ""),)) if lines and same else None
        place = index.span(key.start, key.end)
        problems.append(Problem("yaml/duplicate-key", message, *place, fix))
    return Parsed(root, tuple(problems), False)


def is_same(one: Raw | None, other: Raw | None) -> bool:
    """Whether two values are the same text."""
    return (
        isinstance(one, RawScalar)
        and isinstance(other, RawScalar)
        and (one.text, one.style) == (other.text, other.style)
    )


def read_document(path: str, text: str) -> Document:
    """A settings file as a document; what is wrong with it is among its problems."""
    parsed = parse(text, 0, len(text))
    return Document(path, text, parsed.root, parsed.problems)


def _disguised(source: str) -> tuple[str, dict[int, str]]:
    """The source with private characters, which it does not hold otherwise, for the odd ones; and
    the table that turns them back."""
    used = set(source)
    free = (chr(code) for code in _PRIVATE if chr(code) not in used)
    table = dict(zip(sorted(set(_ODD.findall(source))), free, strict=False))
    originals = {ord(private): odd for odd, private in table.items()}
    return source.translate(str.maketrans(table)), originals


class _Builder:
    """Turns the events of one document into nodes, without recursion."""

    def __init__(self, offset: int, originals: Mapping[int, str]) -> None:
        self._offset = offset
        self._originals = originals
        self.duplicates: list[tuple[RawScalar, RawScalar]] = []

    def build(self, source: str) -> Raw | None:
        loader = yaml.CBaseLoader(source)
        try:
            return self._build(source, loader.get_event)
        finally:
            loader.dispose()

    def _build(self, source: str, get_event: Any) -> Raw | None:
        offset = self._offset
        # An anchor's node, how many nodes it is in all, and how many levels.
        anchors: dict[str, tuple[Raw | None, int, int]] = {}
        # A frame: items (for a mapping keys and values in turn), whether it is a mapping, their
        # levels; then the anchor of the inner collection, its start, and the nodes before it.
        stack: list[tuple[list[Raw], bool, int, str | None, Any, int]] = []
        items: list[Raw] = []
        mapping = False
        levels = nodes = aliased = 0
        while (event := get_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                begin, finish = event.start_mark.index, event.end_mark.index
                if event.tag is not None and event.tag != "!":
                    self._refuse_tag(event.tag, source, begin)
                value = event.value.translate(self._originals) if self._originals else event.value
                style = event.style or ""
                if style in ("|", ">"):  # its end mark runs on to the next key
                    finish = begin + len(source[begin:finish].rstrip(" \t\r\n"))
                if event.anchor is not None or event.tag is not None:
                    begin = _PROPERTIES.match(source, begin, finish).end()  # type: ignore[union-attr]
                node: Raw = RawScalar(value, style, begin + offset, finish + offset)
                if event.anchor is not None:
                    anchors[event.anchor] = (node, 1, 0)
                items.append(node)
                nodes += 1
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                begin, finish = event.start_mark.index, event.end_mark.index
                if event.tag is not None:
                    self._refuse_tag(event.tag, source, begin)
                if mapping and len(items) % 2 == 0:
                    self._refuse_key(source, begin, finish)
                if len(stack) >= MAX_DEPTH:
                    self._refuse("yaml/too-deep", _TOO_DEEP, begin, finish)
                stack.append((items, mapping, levels, event.anchor, event, nodes))
                if event.anchor is not None:
                    anchors[event.anchor] = (None, 0, 0)
                items, mapping, levels = [], kind is MappingStartEvent, 0
                nodes += 1
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                outer, outer_mapping, outer_levels, anchor, opening, before = stack.pop()
                node = self._collection(source, items, mapping, opening, event)
                levels += 1
                if anchor is not None:
                    anchors[anchor] = (node, nodes - before, levels)
                items, mapping, levels = outer, outer_mapping, max(outer_levels, levels)
                items.append(node)
            elif kind is AliasEvent:
                begin, finish = event.start_mark.index, event.end_mark.index
                target, size, height = anchors.get(event.anchor, (None, 0, 0))
                if target is None:
                    message = f"*{event.anchor} refers to nothing before it: quote it"
                    self._refuse("yaml/alias", message, begin, finish)
                if mapping and len(items) % 2 == 0 and not isinstance(target, RawScalar):
                    self._refuse("yaml/complex-key", _BAD_KEY, begin, finish)
                if len(stack) + height > MAX_DEPTH:
                    self._refuse("yaml/too-deep", _TOO_DEEP, begin, finish)
                levels = max(levels, height)
                aliased += size
                nodes += size
                if aliased > MAX_ALIASED:
                    message = "aliases multiply this beyond measure: write out what is meant"
                    self._refuse("yaml/alias-bomb", message, begin, finish)
                items.append(_aliased(target, begin + offset, finish + offset))
            elif kind is DocumentStartEvent and items:
                begin = event.start_mark.index
                message = "begins a second document, which nobody would read: indent or quote it"
                self._refuse("yaml/syntax", message, begin, begin + 3)
            if nodes > MAX_NODES:
                message = f"has more than {MAX_NODES:,} values: it is not read"
                self._refuse("yaml/too-large", message, 0, 1)
        return items[0] if items else None

    def _collection(
        self, source: str, items: list[Raw], mapping: bool, opening: Any, closing: Any
    ) -> Raw:
        offset = self._offset
        flow = bool(opening.flow_style)
        start = opening.start_mark.index + offset
        if opening.anchor is not None:
            properties = _PROPERTIES.match(source, start - offset)
            start = properties.end() + offset if properties else start
        # A block's end mark runs past comments and blank lines: its last leaf's is meant.
        leaf = items[-1].end if items else start
        end = closing.end_mark.index + offset if flow else leaf
        if not mapping:
            return RawList(tuple(items), flow, start, end)
        entries = []
        seen: dict[str, RawScalar] = {}
        for at in range(0, len(items), 2):
            key = items[at]
            assert isinstance(key, RawScalar)
            if key.text in seen and key.text != "<<":
                self.duplicates.append((key, seen[key.text]))
            seen.setdefault(key.text, key)
            entries.append((key, items[at + 1]))
        return RawMap(tuple(entries), flow, start, end)

    def _refuse_key(self, source: str, begin: int, finish: int) -> NoReturn:
        if source[begin - 1 : begin + 1] == "{{":
            closing = source.find("}}", begin, begin + 200)
            finish = closing + 2 if closing >= 0 else begin + 1
            message = "a placeholder must be filled in, or quoted"
            self._refuse("yaml/placeholder", message, begin - 1, finish)
        self._refuse("yaml/complex-key", _BAD_KEY, begin, finish)

    def _refuse_tag(self, tag: str, source: str, begin: int) -> NoReturn:
        tag = tag.replace("tag:yaml.org,2002:", "!!")
        begin = max(begin, source.find(tag, begin, begin + 200))
        message = f"the tag {tag} is not read: delete it, or quote the value"
        self._refuse("yaml/tag", message, begin, begin + len(tag))

    def _refuse(self, rule: str, message: str, start: int, end: int) -> NoReturn:
        raise _Refused(rule, message, start + self._offset, max(end, start + 1) + self._offset)


def _aliased(target: Raw, start: int, end: int) -> Raw:
    if isinstance(target, RawScalar):
        return target._replace(start=start, end=end, alias=True)
    return target._replace(start=start, end=end)


_TOO_DEEP = f"is nested deeper than {MAX_DEPTH} levels: write it out flat"
_BAD_KEY = "a property's name is a word, not a list or a mapping"


class _Dumper(yaml.SafeDumper):
    """Front matter as Obsidian writes it: block lists, indented; double quotes where any reader of
    YAML 1.1 or 1.2 would otherwise see something else than a string."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> Any:
        return super().choose_scalar_style() and '"'

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        # PyYAML's own would write emoji as escapes.
        self.write_indicator(quoted(text), True)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_ESCAPED = re.compile(rf'["\\]|{_ODD.pattern}|[\t\n\r]')


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in '"\\':
        return "\\" + character
    return {"\n": "\\n", "\t": "\\t"}.get(character, f"\\u{ord(character):04x}")


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if is_ambiguous(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _represent_number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    text = format(number, "f")
    tag = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", text)


def _represent_time(dumper: yaml.SafeDumper, time: datetime) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", time.isoformat())


def _represent_nothing(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(type(None), _represent_nothing)
_Dumper.add_representer(Decimal, _represent_number)
_Dumper.add_representer(datetime, _represent_time)


def dump_front_matter(fields: Mapping[str, Any]) -> str:
    """The YAML of new front matter, without its fences, ending with a newline.

    The values may be texts, numbers, booleans, dates, datetimes, None (an empty property), and
    lists of those; their order is kept.
    """
    plain = {
        key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()
    }
    text: str = yaml.dump(
        plain,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=sys.maxsize,
        default_flow_style=False,
    )
    return text


def dump_text(text: str) -> str:
    """A text as front matter holds it, on one line and wherever a value may stand: in quotes only
    where it must be."""
    written = dump_front_matter({"x": text})[3:-1]
    return quoted(text) if written == text and _FLOW.search(text) else written


def quoted(text: str) -> str:
    """A text in double quotes, on one line."""
    return '"' + _ESCAPED.sub(_escape, text) + '"'


_FLOW = re.compile(r"[,\[\]{}]")
_AMBIGUOUS = re.compile(
    r"""(?:
        y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF      # truth values of YAML 1.1
        # A number in any but the one spelling that reads back the same: octal in 1.1, zeros that
        # get lost, a telephone number that loses its +, more digits than others keep.
      | (?!-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?\Z)[-+]?(?:\d++(?:\.\d*+)?|\.\d++) | -0
      | [-+]?0[oxb][0-9a-fA-F_]++
      | [-+]?[1-9][\d_]*+(?::[0-5]?\d)++(?:\.[\d_]*+)?         # base 60 in 1.1
      | [-+]?\d++(?::[0-5]?\d)++\.[\d_]*+
      | (?=[-+]?[\d.]*_)                                        # underscores in 1.1
        [-+]?(?:\d[\d_]*+(?:\.[\d_]*+)?|\.\d[\d_]*+)(?:[eE][-+]?\d++)?
      | [-+]?(?:\d++(?:\.\d*+)?|\.\d++)[eE][-+]?\d++
      | [-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    )\Z""",
    re.VERBOSE | re.ASCII,
)


def is_ambiguous(text: str) -> bool:
    """Whether readers of YAML 1.1 and 1.2 differ over this plain text, or would lose some of it."""
    return _AMBIGUOUS.match(text) is not None
