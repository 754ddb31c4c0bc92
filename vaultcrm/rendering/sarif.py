"""Findings → SARIF, which GitHub's code scanning and many editors read.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Columns count
characters there as here, because the run says so; a line also ends with a lone CR."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import vaultcrm
from vaultcrm.model import Edit, Finding
from vaultcrm.positions import LineIndex
from vaultcrm.rendering.findings import fingerprints
from vaultcrm.rendering.pages import as_markdown, what_to_do
from vaultcrm.rules.catalogue import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}


def as_sarif(
    findings: Sequence[Finding],
    rules: Mapping[str, Rule],
    text_of: Callable[[str], str],
    folder: str = "",
) -> dict[str, Any]:
    """The log of one run. `text_of` gives the text of a file that is to be fixed; `folder` is the
    vault's place in the repository, '' or with a / at its end."""
    numbers = {
        name: number for number, name in enumerate(sorted({f.problem.rule for f in findings}))
    }
    results = [
        _result(finding, numbers, fingerprint, folder)
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]
    for result, finding in zip(results, findings, strict=True):
        if finding.problem.fix:
            result["fixes"] = [_fix(finding, rules, text_of(finding.path), folder)]
    driver = {
        "name": "vaultcrm",
        "version": vaultcrm.__version__,
        "rules": [_rule(rules[name]) for name in numbers],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": what_to_do(rule) or rule.summary, "markdown": as_markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(
    finding: Finding, numbers: Mapping[str, int], fingerprint: str, folder: str
) -> dict[str, Any]:
    problem = finding.problem
    return {
        "ruleId": problem.rule,
        "ruleIndex": numbers[problem.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": problem.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _file(finding, folder),
                    "region": _region(*problem[2:6]),
                }
            }
        ],
        "partialFingerprints": {"vaultcrm/v1": fingerprint},
    }


def _file(finding: Finding, folder: str) -> dict[str, str]:
    path = quote((folder + finding.path).encode("utf-8", "surrogateescape"))
    return {"uri": path, "uriBaseId": "%SRCROOT%"}


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    """A place, or the first line alone where the whole file is meant."""
    if (line, column, end_line, end_column) == (1, 1, 1, 1):
        return {"startLine": 1}
    return _span(line, column, end_line, end_column)


def _span(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _fix(finding: Finding, rules: Mapping[str, Rule], text: str, folder: str) -> dict[str, Any]:
    fix = finding.problem.fix
    assert fix
    safety = "keeps the meaning" if fix.safe else "is a guess: look at it"
    return {
        "description": {"text": f"{what_to_do(rules[finding.problem.rule])} This {safety}."},
        "artifactChanges": [
            {
                "artifactLocation": _file(finding, folder),
                "replacements": list(_replacements(fix.edits, LineIndex(text))),
            }
        ],
    }


def _replacements(edits: Sequence[Edit], index: LineIndex) -> Iterator[dict[str, Any]]:
    for start, end, text in edits:
        yield {"deletedRegion": _span(*index.span(start, end)), "insertedContent": {"text": text}}
