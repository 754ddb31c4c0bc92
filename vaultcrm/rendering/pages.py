"""A rule's manual page → Markdown, or text for a terminal."""

import re
from collections.abc import Iterator
from textwrap import wrap

from vaultcrm.rendering.findings import DIM, PLAIN, STYLES, Span
from vaultcrm.rules.catalogue import Rule

_SENTENCE = re.compile(r".*?[.:](?=\s|\Z)")
_FENCE = re.compile(r" *```(\S*) ?(.*)")
_WIDEST = 100  # columns: longer lines are hard to read
_INDENT = "    "
_CODE = {"fg": "cyan"}


def as_markdown(rule: Rule) -> str:
    """The page with its title and its severity, as the rules' reference has it too."""
    summary, _, sections = rule.page.partition("\n")
    return f"# {rule.name}\n\n{summary}\n\nSeverity: {rule.severity}.\n{sections}\n"


def what_to_do(rule: Rule) -> str:
    """The first sentence of what a page says to do, '' where it says nothing."""
    _, found, section = rule.page.partition("\n## What to do\n")
    paragraph = " ".join(section.strip().partition("\n\n")[0].split()) if found else ""
    sentence = _SENTENCE.match(paragraph)
    return f"{sentence[0][:-1]}." if sentence else paragraph


def as_data(rule: Rule) -> dict[str, str]:
    """The page as `--json` gives it."""
    return {
        "rule": rule.name,
        "severity": rule.severity,
        "summary": rule.summary,
        "page": as_markdown(rule),
    }


def on_terminal(rule: Rule, columns: int) -> Iterator[Span]:
    """The page for a terminal of so many columns: paragraphs wrapped, examples indented."""
    summary, _, sections = rule.page.partition("\n")
    yield rule.name, {"bold": True}
    yield f" ({rule.severity})", STYLES[rule.severity]
    yield f"\n{summary}\n", PLAIN
    paragraph: list[str] = []
    lines = iter(sections.split("\n"))
    for line in lines:
        fence = _FENCE.match(line)
        if not fence and line and not line.startswith("#"):
            paragraph.append(line)
            continue
        yield from _wrapped(" ".join(paragraph), min(columns, _WIDEST))
        paragraph = []
        if fence:
            if fence[2]:
                yield f"{_INDENT}{fence[2]}:\n", DIM
            yield from _fenced(lines, line.index("`"))
        elif line:
            yield line.lstrip("# "), {"bold": True}
            yield "\n", PLAIN
        else:
            yield "\n", PLAIN
    yield from _wrapped(" ".join(paragraph), min(columns, _WIDEST))


def _fenced(lines: Iterator[str], indent: int) -> Iterator[Span]:
    for line in lines:
        if _FENCE.match(line):
            return
        yield f"{_INDENT}{line[indent:]}".rstrip() + "\n", _CODE


def _wrapped(paragraph: str, columns: int) -> Iterator[Span]:
    """A paragraph's lines; `code` has a colour, and keeps its marks where there is none."""
    code = False
    for line in wrap(paragraph, columns, break_long_words=False, break_on_hyphens=False):
        for at, piece in enumerate(line.split("`")):
            if at:
                yield "`", _CODE
                code = not code
            yield piece, _CODE if code else PLAIN
        yield "\n", PLAIN
