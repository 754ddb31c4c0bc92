"""What the files have in common in which people write rules of their own: `.vaultcrm/rules/*.yaml`
(`rule_files.py`) and `.vaultcrm/reminders/*.yaml` (`reminder_files.py`)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from vaultcrm.model import Problem
from vaultcrm.schema.documents import Complaints, Document

_NO_CHOICES: Mapping[str, Sequence[str]] = MappingProxyType({})


class Placed(NamedTuple):
    """A text, and where in the file it begins."""

    text: str
    line: int = 1
    column: int = 1

    def problem(self, rule: str, message: str) -> Problem:
        """A mistake here, found under a rule of `check`."""
        return Problem(rule, message, self.line, self.column, self.line, self.column)


def read_texts(
    document: Document,
    rule: str,
    keys: Sequence[str],
    needed: Sequence[str],
    choices: Mapping[str, Sequence[str]] = _NO_CHOICES,
) -> tuple[dict[str, Placed], list[Problem]]:
    """What stands under these keys, without white space around it (a key without a text is not
    there), and what is wrong, under a rule of `check`. `choices` has the words that may stand under
    some of the keys. What is needed is missed only if nothing else is wrong."""
    complain = Complaints(document, rule)
    texts: dict[str, Placed] = {}
    for key, raw in complain.entries(document.root, "the file").values():
        if key.text in choices:
            text = complain.choice(raw, key.text, choices[key.text])
        elif key.text in keys:
            text = complain.text(raw, key.text).strip()
        else:
            complain.unknown_key(key, keys)
            continue
        if text:
            texts[key.text] = Placed(text, *complain.place(raw))
    missing = [key for key in needed if key not in texts]
    if missing and not complain.problems:
        message = f"a rule needs {', '.join(needed)}; there is no {' and no '.join(missing)}"
        complain.problems.append(Placed("").problem(rule, message))
    return texts, complain.problems
