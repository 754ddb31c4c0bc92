"""YAML → raw nodes with their source spans, from libyaml's events. The only home of `yaml`.

Nothing is given a meaning here: a scalar stays the text that was written, and whoever knows the
field decides what it is. What YAML could do to us is refused with a position: tags, nesting beyond
32 levels, more than 200,000 nodes, aliases that multiply, keys that are no text, the same twice.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from vaultcrm.model import Problem, Raw, RawList, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.schema.documents import Document

MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_ALIASED = 10_000  # nodes that aliases may add

# libyaml refuses control characters and takes NEL, LS and PS for line ends; editors do neither.
# They are sent through it as characters of a private plane, one for one, so that offsets hold.
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SHIFT = 0x100000
_SHIFTED = re.compile("[\U00100000-\U0010ffff]")
_SPACES = re.compile("[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")


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
    odd = _ODD.search(source) is not None
    if odd:
        source = _ODD.sub(lambda match: chr(ord(match[0]) + _SHIFT), source)
    builder = _Builder(start, odd)
    try:
        root = builder.build(source)
    except _Refused as error:
        place = LineIndex(text).span(error.start, error.end)
        return Parsed(None, (Problem(error.rule, error.message, *place),), True)
    except yaml.YAMLError as error:
        return Parsed(None, (_syntax_problem(text, start, end, error),), True)
    if not builder.duplicates:
        return Parsed(root, (), False)
    index = LineIndex(text)
    problems = []
    for key, first in builder.duplicates:
        line, _ = index.position(first.start)
        message = f"{key.text!r} is there twice, first on line {line}: keep one"
        problems.append(Problem("yaml/duplicate-key", message, *index.span(key.start, key.end)))
    return Parsed(root, tuple(problems), False)


def read_document(path: str, text: str) -> Document:
    """A settings file as a document; what is wrong with it is among its problems."""
    parsed = parse(text, 0, len(text))
    return Document(path, text, parsed.root, parsed.problems)


class _Builder:
    """Turns the events of one document into nodes, without recursion."""

    def __init__(self, offset: int, odd: bool) -> None:
        self._offset = offset
        self._odd = odd
        self.duplicates: list[tuple[RawScalar, RawScalar]] = []

    def build(self, source: str) -> Raw | None:
        loader = yaml.CBaseLoader(source)
        try:
            return self._build(source, loader.get_event)
        finally:
            loader.dispose()

    def _build(self, source: str, get_event: Any) -> Raw | None:
        offset = self._offset
        anchors: dict[str, tuple[Raw | None, int]] = {}
        # A frame: items (for a mapping keys and values in turn), whether it is a mapping, its
        # anchor, its start event, and the number of nodes before it.
        stack: list[tuple[list[Raw], bool, str | None, Any, int]] = []
        items: list[Raw] = []
        mapping = False
        nodes = aliased = 0
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                begin, finish = event.start_mark.index, event.end_mark.index
                if event.tag is not None and event.tag != "!":
                    self._refuse("yaml/tag", f"a tag ({event.tag}) is not read", begin, finish)
                value = self._original(event.value) if self._odd else event.value
                style = event.style or ""
                if style in ("|", ">"):  # its end mark runs on to the next key
                    finish = begin + len(source[begin:finish].rstrip())
                node: Raw = RawScalar(value, style, begin + offset, finish + offset)
                if event.anchor is not None:
                    anchors[event.anchor] = (node, 1)
                items.append(node)
                nodes += 1
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                begin, finish = event.start_mark.index, event.end_mark.index
                if event.tag is not None:
                    self._refuse("yaml/tag", f"a tag ({event.tag}) is not read", begin, finish)
                if mapping and len(items) % 2 == 0:
                    if kind is MappingStartEvent and event.flow_style:
                        message = "{{ … }} must be quoted, or filled in"
                        self._refuse("yaml/placeholder", message, begin, finish + 1)
                    message = "a key must be a word, not a list or a mapping"
                    self._refuse("yaml/key", message, begin, finish)
                if len(stack) >= MAX_DEPTH:
                    self._refuse("yaml/too-deep", "is nested too deep", begin, finish)
                stack.append((items, mapping, event.anchor, event, nodes))
                if event.anchor is not None:
                    anchors[event.anchor] = (None, 0)
                items, mapping = [], kind is MappingStartEvent
                nodes += 1
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                frame_items, frame_mapping, anchor, opening, before = stack.pop()
                node = self._collection(items, mapping, opening, event)
                if anchor is not None:
                    anchors[anchor] = (node, nodes - before)
                items, mapping = frame_items, frame_mapping
                items.append(node)
            elif kind is AliasEvent:
                begin, finish = event.start_mark.index, event.end_mark.index
                target, size = anchors.get(event.anchor, (None, 0))
                if target is None:
                    message = f"*{event.anchor} refers to nothing before it"
                    self._refuse("yaml/alias", message, begin, finish)
                if mapping and len(items) % 2 == 0 and not isinstance(target, RawScalar):
                    self._refuse("yaml/key", "a key must be a word", begin, finish)
                aliased += size
                nodes += size
                if aliased > MAX_ALIASED:
                    message = "aliases multiply this beyond measure"
                    self._refuse("yaml/alias-bomb", message, begin, finish)
                items.append(self._aliased(target, begin + offset, finish + offset))
            elif event is None:
                return items[0] if items else None
            if nodes > MAX_NODES:
                self._refuse("yaml/too-large", f"has more than {MAX_NODES:,} values", 0, 1)

    @staticmethod
    def _aliased(target: Raw | None, start: int, end: int) -> Raw:
        assert target is not None
        if isinstance(target, RawScalar):
            return target._replace(start=start, end=end, alias=True)
        return target._replace(start=start, end=end)

    def _collection(self, items: list[Raw], mapping: bool, opening: Any, closing: Any) -> Raw:
        offset = self._offset
        flow = bool(opening.flow_style)
        start = opening.start_mark.index + offset
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

    def _refuse(self, rule: str, message: str, start: int, end: int) -> None:
        raise _Refused(rule, message, start + self._offset, max(end, start + 1) + self._offset)

    @staticmethod
    def _original(value: str) -> str:
        return _SHIFTED.sub(lambda match: chr(ord(match[0]) - _SHIFT), value)


def _syntax_problem(text: str, start: int, end: int, error: yaml.YAMLError) -> Problem:
    """Says in the reader's words what libyaml found, at the place where it is to be mended."""
    index = LineIndex(text)
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    what = str(getattr(error, "problem", "") or "")
    if "end of stream" in what and context is not None:
        mark, what = context, "what begins here is never closed"
    mark = mark or context
    if mark is None:
        line, _ = index.position(start)
        return Problem("yaml/syntax", "is not valid YAML", line, 1, line, 1)
    line, column = index.position(min(start + mark.index, end))
    first, _ = index.position(start)
    lines = [line] if context is None else [line, index.position(start + context.index)[0]]
    for number in dict.fromkeys((*lines, max(first, line - 1))):
        cause = _cause(text, index, number, end)
        if cause:
            return cause
    return Problem("yaml/syntax", f"is not valid YAML: {what}", line, column, line, column + 1)


_CAUSES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("yaml/odd-space", _SPACES, "has a space here that YAML takes for a letter: type it again"),
    ("yaml/tab", re.compile(r"(?<![^\t ])\t"), "is indented by a tab: YAML wants spaces"),
    ("yaml/placeholder", re.compile(r"\{\{|<%"), "a placeholder must be quoted, or filled in"),
    (
        "yaml/syntax",
        re.compile(r"(?<=: )[@`%&*!|>]"),
        "must be quoted: YAML gives this sign a meaning",
    ),
    (
        "yaml/syntax",
        re.compile(r"(?<=: )[^\"'\[{#\s][^:\r\n]*: "),
        "a value with a colon in it must be quoted",
    ),
)


def _cause(text: str, index: LineIndex, line: int, end: int) -> Problem | None:
    begin = index.starts[line - 1]
    finish = index.starts[line] if line < len(index.starts) else len(text)
    content = text[begin : min(finish, end)]
    for rule, pattern, message in _CAUSES:
        found = pattern.search(content)
        if found:
            return Problem(rule, message, *index.span(begin + found.start(), begin + found.end()))
    return None


class _Dumper(yaml.SafeDumper):
    """Front matter as Obsidian writes it: block lists, indented; quotes where any reader of
    YAML 1.1 or 1.2 would otherwise see something else than a string."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> Any:
        style = super().choose_scalar_style()
        text = getattr(self.event, "value", "")
        # Inside double quotes PyYAML escapes everything beyond the basic plane, emoji too.
        return '"' if style == "'" and max(text, default="") <= "\uffff" else style

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if is_ambiguous(text) or "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _represent_number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    tag = "float" if number.as_tuple().exponent else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", str(number))


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
        width=1_000_000,
        default_flow_style=False,
    )
    return text


_AMBIGUOUS = re.compile(
    r"""(?:
        y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF      # truth values of YAML 1.1
      | [-+]?0\d[\d_.]*                                         # octal in 1.1; zeros that get lost
      | [-+]?0[oxb][0-9a-fA-F_]+
      | \+\d+                                                  # a telephone number that loses its +
      | [-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?                       # base 60 in 1.1
      | [-+]?\d[\d_]*_[\d_]*(?:\.\d*)?
      | [-+]?(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+
      | [-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    )\Z""",
    re.VERBOSE,
)


def is_ambiguous(text: str) -> bool:
    """Whether readers of YAML 1.1 and 1.2 differ over this plain text, or would lose some of it."""
    return _AMBIGUOUS.match(text) is not None
