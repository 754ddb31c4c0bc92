"""Where a finding of a rule over records is shown."""

from vaultcrm.model import Problem, Record
from vaultcrm.rules.survey import Survey


def at_line(rule: str, message: str, record: Record) -> tuple[str, Problem]:
    """A problem that is shown at a record's line."""
    line = record.line or 1
    return record.path, Problem(rule, message, line, 1, line, 1)


def at_field(survey: Survey, rule: str, message: str, path: str, field: str) -> tuple[str, Problem]:
    """A problem that is shown at a property of a note."""
    line = survey.line_of(path, field)
    return path, Problem(rule, message, line, 1, line, 1)
