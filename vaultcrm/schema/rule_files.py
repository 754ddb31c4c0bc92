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
from vaultcrm.schema.documents import Document
from vaultcrm.schema.own_files import Placed, read_texts
from vaultcrm.words import shown

RULE = "config/rule"
KEYS = ("name", "for", "when", "message", "severity", "at", "doc")
NEEDED = ("name", "for", "when", "message")
SEVERITIES = ("error", "warning", "advice")
OWN = "own"  # the group of a rule that names none
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?\Z")


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
    texts, problems = read_texts(document, RULE, KEYS, NEEDED, {"severity": SEVERITIES})
    name = texts.get("name", Placed(""))
    if name.text and not _NAME.match(name.text):
        message = f"{shown(name.text)} is no name such as own/no-terms: small letters, digits and -"
        problems.append(name.problem(RULE, message))
    if problems:
        return None, tuple(problems)
    return RuleFile(
        document.path,
        name._replace(text=full_name(name.text)),
        texts["for"],
        texts["when"],
        texts["message"],
        texts.get("severity", Placed("warning")).text,
        texts.get("at", Placed("")),
        texts.get("doc", Placed("")).text,
    ), ()
