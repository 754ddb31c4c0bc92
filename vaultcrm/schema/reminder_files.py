"""A reminder rule that somebody wrote for their own vault (`.vaultcrm/reminders/*.yaml`) →
ReminderFile.

    name: testimonial                 # small letters, digits, _ and -; the file's name otherwise
    for: projects                     # a collection, of notes or of lines
    when: status == "delivered"       # an expression, as for `list --where`: while it holds
    due: delivered + "14d"            # an expression that gives a date
    title: Ask {{ client }} for a testimonial
    body: "{{ title }} was delivered on {{ delivered }}."   # Markdown: what else the note says
    priority: low                     # highest, high, medium, low or lowest
    lead: 3d                          # how long before the due day it is shown
    every: 3 months                   # and again each so many days, weeks or months after that day
    doc: Happy clients forget quickly.   # Markdown; its first line is the summary

In the title and the body `{{ }}` holds expressions over the same record.
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from vaultcrm.model import Duration, Problem
from vaultcrm.schema.documents import Document
from vaultcrm.schema.lengths import read_length
from vaultcrm.schema.own_files import Placed, read_texts
from vaultcrm.schema.reminding import PRIORITIES, SWITCHES, TUNABLE, Reminding
from vaultcrm.words import shown

RULE = "config/own-reminder"
KEYS = ("name", "for", "when", "due", "title", "body", "priority", "lead", "every", "doc")
NEEDED = ("for", "when", "due", "title")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*\Z")
# What means something else under `reminders:`, or in the key of a note.
_TAKEN = frozenset((*Reminding._fields, *SWITCHES, *TUNABLE, "digest"))


class ReminderFile(NamedTuple):
    """`body` and `doc` are '' without one, `lead` and `every` None."""

    path: str
    name: Placed
    collection: Placed
    when: Placed
    due: Placed
    title: Placed
    body: Placed
    priority: str
    lead: Duration | None
    every: Duration | None
    doc: str


def name_in(path: str) -> str:
    """The name of the rule in a file that does not say it."""
    return PurePosixPath(path).stem


def build(document: Document) -> tuple[ReminderFile | None, tuple[Problem, ...]]:
    """The rule in a file, None if it cannot be used, and what is wrong with the file."""
    texts, problems = read_texts(document, RULE, KEYS, NEEDED, {"priority": PRIORITIES})
    name = texts.get("name", Placed(name_in(document.path)))
    if wrong := _wrong_name(name.text):
        problems.append(name.problem(RULE, wrong))
    lead, every = texts.get("lead"), texts.get("every")
    before, again = (read_length(each.text) if each else None for each in (lead, every))
    if lead and before is None:
        message = f"lead: {shown(lead.text)} is not a length of time such as 3d or 1bd"
        problems.append(lead.problem(RULE, message))
    if every and not (again and (again.days or again.months)):
        message = (
            f"every: {shown(every.text)} is not a number of days, weeks or months such as 3 months"
        )
        problems.append(every.problem(RULE, message))
    if problems:
        return None, tuple(problems)
    return ReminderFile(
        document.path,
        name,
        texts["for"],
        texts["when"],
        texts["due"],
        texts["title"],
        texts.get("body", Placed("")),
        texts.get("priority", Placed("")).text,
        before,
        again,
        texts.get("doc", Placed("")).text,
    ), ()


def _wrong_name(name: str) -> str:
    if not _NAME.match(name):
        return f"{shown(name)} is no name such as testimonial: small letters, digits, _ and -"
    if name in _TAKEN:
        return f"{shown(name)} means something else in the settings: choose another name"
    return ""
