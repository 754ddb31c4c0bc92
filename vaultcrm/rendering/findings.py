"""Findings → text for pipes, terminals, programs and GitHub."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, TypeAlias

from vaultcrm.model import Finding
from vaultcrm.positions import LineIndex
from vaultcrm.rendering.text import one_line, printable, width

# A piece of a line with its style, as the keyword arguments of `click.style`. It is not yet safe
# to print: see `printable`.
Span: TypeAlias = tuple[str, Mapping[str, Any]]

PLAIN: Mapping[str, Any] = {"reset": False}
DIM: Mapping[str, Any] = {"dim": True}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "advice": {"fg": "cyan"},
}
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "advice": "notice"}
_SMALLEST_EXCERPT = 20  # columns
_TAB = "→   "
_NUMBER = re.compile(r"[0-9]+")


def as_text(finding: Finding) -> str:
    """`path:line:column: group/rule message`, on one line."""
    problem = finding.problem
    return f"{_place(finding)}: {problem.rule} {_message(finding)}"


def as_data(finding: Finding) -> dict[str, Any]:
    """The finding as `--json` gives it."""
    problem = finding.problem
    fix = problem.fix and {
        "safe": problem.fix.safe,
        "edits": [edit._asdict() for edit in problem.fix.edits],
    }
    return {
        "rule": problem.rule,
        "severity": finding.severity,
        "message": problem.message,
        "path": finding.path,
        "line": problem.line,
        "column": problem.column,
        "end_line": problem.end_line,
        "end_column": problem.end_column,
        "fix": fix,
    }


def as_github(finding: Finding, folder: str = "") -> str:
    """A workflow command that makes GitHub show the finding at its line. `folder` is the vault's
    place in the repository, '' for the repository itself or with a / at its end.

    Source: docs.github.com, "Workflow commands for GitHub Actions"; its toolkit's `command.ts`
    says what must be escaped."""
    problem = finding.problem
    properties = {
        "file": folder + finding.path,
        "line": problem.line,
        "col": problem.column,
        "endLine": problem.end_line,
        "endColumn": problem.end_column,
        "title": problem.rule,
    }
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_GITHUB_LEVELS[finding.severity]} {written}::{_data(_message(finding))}"


def on_terminal(
    finding: Finding, lines: Sequence[str], columns: int, advice: str = ""
) -> Iterator[Span]:
    """The finding with its line of the note (whose lines are given, none if it cannot be read), a
    caret under its place and what to do, each line ended by a newline. One about the whole file has
    no line."""
    problem = finding.problem
    style = STYLES[finding.severity]
    yield f"{_place(finding)}: ", {"bold": True}
    yield f"{finding.severity} {problem.rule}", style
    yield f" {_message(finding)}\n", PLAIN
    line = lines[problem.line - 1] if problem.line <= len(lines) else ""  # it may have changed
    if line.strip() and problem[2:6] != (1, 1, 1, 1):
        gutter = f"{problem.line:>5} | "
        end = problem.end_column if problem.end_line == problem.line else len(line) + 1
        shown, before, marked = excerpt(line, problem.column, end, columns - len(gutter))
        yield gutter, DIM
        yield shown + "\n", PLAIN
        yield " " * (len(gutter) - 2) + "| ", DIM
        yield " " * before, PLAIN
        yield "^" * marked, style
        yield "\n", PLAIN
    for number, part in enumerate(wrap(advice, max(columns - 8, _SMALLEST_EXCERPT))):
        yield " " * 6 + ("  " if number else "= ") + part, DIM
        yield "\n", PLAIN


def lines_of(text: str) -> list[str]:
    """A note's lines, as `on_terminal` needs them."""
    starts = LineIndex(text).starts
    ends = (*starts[1:], len(text))
    return [text[start:end].rstrip("\r\n") for start, end in zip(starts, ends, strict=True)]


def summary(findings: Iterable[Finding]) -> str:
    """How many there are of each severity: `2 errors, 1 warning`."""
    counts = Counter(finding.severity for finding in findings)
    parts = [_counted(counts["error"], "error"), _counted(counts["warning"], "warning")]
    if counts["advice"]:
        parts.append(f"{counts['advice']} of advice")
    return ", ".join(parts)


def statistics(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """How many findings each rule has, the most frequent first: rows for a table."""
    counts = Counter((each.problem.rule, each.severity) for each in findings)
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return [
        {"count": count, "rule": rule, "severity": severity} for (rule, severity), count in ordered
    ]


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A name for each finding that stays the same when lines are added above it and when days go
    by: made of its file, its rule and its message without numbers, and of how many such there are
    before it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    names = []
    for path, problem, _ in findings:
        same = path, problem.rule, _NUMBER.sub("#", problem.message)
        whole = repr((*same, seen[same]))
        names.append(hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32])
        seen[same] += 1
    return names


def excerpt(line: str, column: int, end: int, columns: int) -> tuple[str, int, int]:
    """What a terminal shows of a line in so many columns around the characters from `column` up
    to `end` (1-based), how many columns stand before these, and how many they take (at least 1).

    Tabs and characters that show nothing are made visible; what does not fit is cut off, with …
    """
    columns = max(columns, _SMALLEST_EXCERPT)
    start = min(column - 1, len(line))
    stop = max(start, min(end - 1, len(line)))
    # No more characters than could be shown, so that a line of megabytes costs nothing.
    left = [_shown(each) for each in line[max(0, start - columns) : start]]
    marked = [_shown(each, True) for each in line[start : min(stop, start + columns)]]
    right = [_shown(each) for each in line[stop : stop + columns]]
    cut_left = start > columns
    cut_right = stop - start > columns or stop + columns < len(line)
    widths = [sum(map(width, part)) for part in (left, marked, right)]
    if cut_left or cut_right or sum(widths) > columns:
        room = columns - 2  # for … on either side
        marked, cut_marked = _fitting(marked, room)
        taken = sum(map(width, marked))
        keep_right = 0 if cut_marked else min(widths[2], (room - taken) // 2)
        before, cut_before = _fitting(left[::-1], room - taken - keep_right)
        taken += sum(map(width, before))
        right, cut_after = _fitting([] if cut_marked else right, room - taken)
        left = (["…"] if cut_left or cut_before else []) + before[::-1]
        right += ["…"] if cut_right or cut_marked or cut_after else []
    prefix, middle = "".join(left), "".join(marked)
    return prefix + middle + "".join(right), width(prefix), max(1, width(middle))


def _fitting(pieces: Sequence[str], room: int) -> tuple[list[str], bool]:
    """The first pieces that fit in so many columns, and whether some do not."""
    kept: list[str] = []
    for piece in pieces:
        room -= width(piece)
        if room < 0:
            return kept, True
        kept.append(piece)
    return kept, False


def _shown(character: str, marked: bool = False) -> str:
    if character == "\t":
        return _TAB
    if marked and character != " " and unicodedata.category(character) in ("Zs", "Cf"):
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    return printable(character)


def _place(finding: Finding) -> str:
    path = printable(finding.path).replace("\n", "\\x0a").replace("\t", "\\x09")
    return f"{path}:{finding.problem.line}:{finding.problem.column}"


def _message(finding: Finding) -> str:
    return printable(one_line(finding.problem.message))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
