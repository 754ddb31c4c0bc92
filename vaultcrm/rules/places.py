"""Where a finding of a rule over records is shown."""

import re

from vaultcrm.model import Finding, Problem, Record
from vaultcrm.rules.survey import Survey

_ITEM = re.compile(r"\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+(?:\[[^\[\]]\]\s+)?(?=\S)")
_PROPERTY = re.compile(r"[^\s:#-][^:]*:[ \t]+(?=[^\s#])")


def at_line(rule: str, message: str, record: Record) -> tuple[str, Problem]:
    """A problem that is shown at a record's line."""
    line = record.line or 1
    return record.path, Problem(rule, message, line, 1, line, 1)


def at_field(survey: Survey, rule: str, message: str, path: str, field: str) -> tuple[str, Problem]:
    """A problem that is shown at a property of a note."""
    line = survey.line_of(path, field)
    return path, Problem(rule, message, line, 1, line, 1)


def pointed(finding: Finding, line: str) -> Finding:
    """A finding that knows its line alone, with the columns of what that line says: the text of a
    list item, or the value of a property. `line` is the text of the line."""
    problem = finding.problem
    if problem[3:6] != (1, problem.line, 1):
        return finding
    begin = _ITEM.match(line) or _PROPERTY.match(line)
    if not begin:
        return finding
    place = problem._replace(column=begin.end() + 1, end_column=len(line.rstrip()) + 1)
    return finding._replace(problem=place)
