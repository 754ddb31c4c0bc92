"""A rule that somebody wrote for their own vault (`.vaultcrm/rules/*.yaml`) → RuleFile.

    name: billing/no-terms            # group/name; without a group it is in the group `own`
    for: projects                     # a collection, of notes or of lines
    when: status == "active" && !fee  # an expression, as for `list --where`
    message: "{{ title }} has no fee, and it starts on {{ start }}"
    severity: warning                 # error, warning (which it is unless told otherwise) or advice
    at: status                        # the field that the finding points at
    doc: Work begins once the fee is agreed.   # Markdown; its first line is the summary

In the message `{{ }}` holds expressions over the same record.
"""

import re
from typing import NamedTuple

from vaultcrm.model import Problem
from vaultcrm.schema.documents import Complaints, Document
from vaultcrm.words import shown

RULE = "config/rule"
KEYS = ("name", "for", "when", "message", "severity", "at", "doc")
NEEDED = ("name", "for", "when", "message")
SEVERITIES = ("error", "warning", "advice")
OWN = "own"  # the group of a rule that names none
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?\Z")


class Placed(NamedTuple):
    """A text, and where in the file it begins."""

    text: str
    line: int = 1
    column: int = 1


class RuleFile(NamedTuple):
    """`at` is '' without one; `doc` has no blank lines around it."""

    path: str
    name: Placed
    collection: Placed
    when: Placed
    message: Placed
    severity: str
    at: Placed
    doc: str


def full_name(name: str) -> str:
    """A rule's name with its group."""
    return name if "/" in name else f"{OWN}/{name}"


def build(document: Document) -> tuple[RuleFile | None, tuple[Problem, ...]]:
    """The rule in a file, None if it cannot be used, and what is wrong with the file."""
    complain = Complaints(document, RULE)
    entries = complain.entries(document.root, "the file")
    texts: dict[str, Placed] = {}
    severity = "warning"
    for key, raw in entries.values():
        if key.text == "severity":
            severity = complain.choice(raw, "severity", SEVERITIES)
        elif key.text not in KEYS:
            complain.unknown_key(key, KEYS)
        elif text := complain.text(raw, key.text).strip():
            texts[key.text] = Placed(text, *complain.place(raw))
    missing = [key for key in NEEDED if key not in texts]
    if missing and not complain.problems:
        message = f"a rule needs {', '.join(NEEDED)}; there is no {' and no '.join(missing)}"
        complain.problems.append(Problem(RULE, message))
    name = texts.get("name", Placed(""))
    if name.text and not _NAME.match(name.text):
        message = f"{shown(name.text)} is no name such as own/no-terms: small letters, digits and -"
        place = (name.line, name.column, name.line, name.column)
        complain.problems.append(Problem(RULE, message, *place))
    if complain.problems:
        return None, tuple(complain.problems)
    return RuleFile(
        document.path,
        name._replace(text=full_name(name.text)),
        texts["for"],
        texts["when"],
        texts["message"],
        severity,
        texts.get("at", Placed("")),
        texts.get("doc", Placed("")).text,
    ), ()
