"""What libyaml says is wrong → what somebody who wrote the note needs to hear, and where."""

import re

from vaultcrm.model import Problem
from vaultcrm.positions import LineIndex

# What libyaml says, whether the place is where the construct begins, and what it means.
_MEANINGS = (
    ("end of stream", True, "what begins here is never closed"),
    ("expected ',' or", True, "what begins here is never closed, or a comma is missing in it"),
    (
        "could not find expected ':'",
        True,
        "a property is written name: value; indent what belongs to the one above",
    ),
    (
        "mapping values are not allowed",
        False,
        "no colon can stand here: quote the value, or mend the indentation",
    ),
    ("sequence entries are not allowed", False, "a list begins on a line of its own"),
    ("cannot start any token", False, "must be quoted: YAML gives this sign a meaning"),
    ("alphabetic or numeric character", True, "must be quoted: YAML gives this sign a meaning"),
    ("escape c", False, "a backslash has a meaning in double quotes: use single ones"),
    ("hexdecimal", False, "a backslash has a meaning in double quotes: use single ones"),
    ("node content", False, "a value is missing here, or a bracket is never closed"),
    (
        "did not find expected",
        False,
        "does not fit here: look at the indentation and the quotes above",
    ),
)
_SPACES = "[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]"
_CAUSES_BELOW = (  # the mistake may stand on the line above the one where it shows
    (
        "yaml/odd-space",
        re.compile(rf"(?:\A[ \t]*|[:-])({_SPACES}+)"),
        "has a space here that YAML takes for a letter: type it again",
    ),
    ("yaml/syntax", re.compile(r"\A[\w-]+(:)(?=[^\s:/])"), "a space is missing after the colon"),
)
_CAUSES = (
    *_CAUSES_BELOW,
    ("yaml/tab", re.compile(r"\A *(\t+)"), "is indented by a tab: YAML wants spaces"),
    ("yaml/placeholder", re.compile(r"(\{\{|<%)"), "a placeholder must be filled in, or quoted"),
    (
        "yaml/syntax",
        re.compile(r"(?<=[:,-] )[ \t]*(!?\[(?:\[[^\[\]\r\n]+\]\]|[^\[\]\r\n]*\]\([^()\r\n]*\)))"),
        "a link in a property must be quoted",
    ),
    (
        "yaml/syntax",
        re.compile(r"[\[,][ \t]*(#[^\s#,\]]+)"),
        "must be quoted: to YAML, a comment begins here",
    ),
    (
        "yaml/syntax",
        re.compile(
            r"(?<=[:-] )[ \t]*([@`%]|[&*!](?![\w-]+(?:\s|\Z))|[|>](?:[^-+\d\s]|[ \t]+[^\s#]))"
        ),
        "must be quoted: YAML gives this sign a meaning",
    ),
    (
        "yaml/syntax",
        re.compile(r":[ \t]+((?:\"[^\"\\\r\n]*\"|'[^'\r\n]*')[ \t]*[^\s#,}\]][^\r\n]*)"),
        "there is text after the closing quote: quote the whole value",
    ),
    (
        "yaml/syntax",
        re.compile(r":[ \t]+([^\"'\[{#&*!|>\s](?:[^:\r\n]|:(?!\s|\Z))*:)(?=\s|\Z)"),
        "a value with a colon in it must be quoted",
    ),
)


def syntax_problem(
    text: str, start: int, what: str, context: str, place: int | None, context_place: int | None
) -> Problem:
    """The problem for an error in the YAML that begins at offset `start` and ends with `text`.

    `what` and `context` are libyaml's words (`did not find expected key`, `while parsing a block
    mapping`), the places their offsets. The cause is looked for in the lines at those places and,
    where it can be, in the one above; else libyaml's words are put into ours."""
    index = LineIndex(text)
    last = max(start, len(text.rstrip()) - 1)
    at = start if place is None else min(place, last)
    # Where a whole list or mapping begins says nothing.
    origin = at if context_place is None or "block" in context else context_place
    lines = [index.position(at)[0], index.position(origin)[0]]
    above = max(index.position(start)[0], lines[0] - 1)
    for line, causes in ((lines[0], _CAUSES), (lines[1], _CAUSES), (above, _CAUSES_BELOW)):
        if cause := _cause(index, text, line, causes):
            return cause
    for fragment, at_origin, message in _MEANINGS:
        if fragment in what:
            line, column = index.position(origin if at_origin else at)
            return Problem("yaml/syntax", message, line, column, line, column)
    line, column = index.position(at)
    return Problem("yaml/syntax", f"is not valid YAML: {what}", line, column, line, column)


def _cause(
    index: LineIndex, text: str, line: int, causes: tuple[tuple[str, re.Pattern[str], str], ...]
) -> Problem | None:
    begin = index.starts[line - 1]
    finish = index.starts[line] if line < len(index.starts) else index.length
    content = text[begin:finish]
    for rule, pattern, message in causes:
        if found := pattern.search(content):
            return Problem(rule, message, *index.span(begin + found.start(1), begin + found.end(1)))
    return None
