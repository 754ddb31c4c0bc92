"""What `check` finds and prints; where nothing has changed, what it found and printed before."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vaultcrm.commands import Invocation
from vaultcrm.commands._output import emit_document, say
from vaultcrm.commands._where import now_of, root_of
from vaultcrm.index import kept
from vaultcrm.index.place import place
from vaultcrm.resources import cache_folder

if TYPE_CHECKING:
    from vaultcrm.commands._vault import Session
    from vaultcrm.index.index import Index
    from vaultcrm.model import Finding
    from vaultcrm.reading.vault import Vault
    from vaultcrm.rules.catalogue import OwnRules, Rule

# The kinds of answers that are kept: what `check` prints without any option, and all findings.
_PRINTED, _FOUND = "printed", "findings"


class Chosen:
    """The rules to check by, as they were named; their files are read once."""

    def __init__(self, select: Sequence[str], ignore: Sequence[str]) -> None:
        self.select, self.ignore = select, ignore
        self._known: tuple[Mapping[str, Rule], OwnRules] | None = None

    def rules(self, vault: "Callable[[], Vault]") -> "tuple[Mapping[str, Rule], OwnRules]":
        """The rules by name, and those that the vault has of its own. Raises VaultError for a name
        that means none."""
        from vaultcrm.rules.catalogue import chosen, rules_of

        if self._known is None:
            opened = vault()
            own = rules_of(opened)
            self._known = chosen(self.select, self.ignore, opened, own), own
        return self._known


class Wanted(NamedTuple):
    """What was said on the command line."""

    paths: Sequence[str]
    chosen: Chosen
    advice: bool
    form: str
    statistics: bool

    @property
    def is_plain(self) -> bool:
        """Whether lines of text are wanted for all that is no advice."""
        more = self.paths or self.chosen.select or self.advice or self.statistics
        is_text = self.form == "text" and sys.stdout is not None and not sys.stdout.isatty()
        return is_text and not more

    @property
    def question(self) -> list[str]:
        """What the findings depend on."""
        return [*sorted(self.chosen.select), "", *sorted(self.chosen.ignore)]


def check(invocation: Invocation, wanted: Wanted) -> bool:
    """Prints what is wrong in the vault; gives whether anything is that is more than advice."""
    root, now = root_of(invocation), now_of(invocation)
    file = place(root, cache_folder(os.environ))

    def answer(kind: str, of: "Callable[[list[Finding]], list[Any]]") -> list[Any]:
        known: list[Any] | None = kept.recall(file, kind, root, wanted.question, now)
        return _computed(invocation, wanted, kind, of) if known is None else known

    if wanted.is_plain:
        text, advice, bad = answer(_PRINTED, _printed)
        emit_document(text)
        _say_hidden(advice)
        return bool(bad)
    return _show([_unpacked(*each) for each in answer(_FOUND, _packed)], wanted, root)


def _computed(
    invocation: Invocation, wanted: Wanted, kind: str, of: "Callable[[list[Finding]], list[Any]]"
) -> list[Any]:
    """What is made `of` all findings, all but advice with the columns that they are about. It is
    kept as the answer of this kind."""
    from vaultcrm.rules.survey import end_of
    from vaultcrm.watching.checking import BY_RULE, pointed_findings

    root = root_of(invocation)
    around = kept.around(root)  # before anything is read
    with _opened(invocation) as session:
        index, now, seen, file = session.index, session.now, session.index.seen, session.index.path
        files = kept.files(file, root, seen) if file and seen else ("", "")
        rules, own = wanted.chosen.rules(lambda: session.vault)
        known = file and kept.recall_parts(file, BY_RULE, wanted.question, now, around)
        survey, found, parts = pointed_findings(index, now, rules, own, known)
        answer = of(found)
        # Another process may have changed the index, and this one have walked again.
        if file and index.seen is seen:
            moments = now.isoformat(), survey.until.isoformat()
            grounds = kept.Grounds(wanted.question, *moments, around, *files)
            shown = ((each.path, each.problem) for each in found)
            if kept.is_certain(chain(survey.problems, survey.vault.problems, shown)):
                kept.keep(file, kind, grounds, answer)
            # What rules found and lines said may hold up to another moment than all.
            grounds = grounds._replace(until=end_of(now).isoformat(), of="", stamps="")
            kept.keep_parts(file, BY_RULE, grounds, parts)
    return answer


def _opened(invocation: Invocation) -> "AbstractContextManager[Session]":
    from vaultcrm.commands._vault import opened  # not before there is something to compute

    return opened(invocation, quiet=True)


@contextmanager
def mending(
    invocation: Invocation, wanted: Wanted
) -> "Iterator[tuple[Session, Callable[[Index], list[Finding]]]]":
    """The open vault, and a function that gives what is wrong in an index of it."""
    from vaultcrm.commands._rules import finder

    with _opened(invocation) as session:
        rules, own = wanted.chosen.rules(lambda: session.vault)
        yield session, finder(session, rules, own, wanted.paths)


# --- showing --------------------------------------------------------------------------------------


def _show(found: "list[Finding]", wanted: Wanted, root: Path) -> bool:
    from vaultcrm.commands._rules import limited, show_pointed, show_statistics

    def rules() -> "Mapping[str, Rule]":
        from vaultcrm.reading.vault import open_vault

        return wanted.chosen.rules(lambda: open_vault(root))[0]

    found = limited(found, root, wanted.paths)
    shown = _shown(found, wanted)
    if wanted.statistics:
        show_statistics(shown, wanted.form)
    else:
        if not all(map(_is_loud, shown)):
            from vaultcrm.watching.checking import pointed_at

            shown = pointed_at(shown, root, rules())
        show_pointed(shown, wanted.form, root, rules)
    _say_hidden(len(found) - len(shown))
    return any(map(_is_loud, found))


def _shown(found: "list[Finding]", wanted: Wanted) -> "list[Finding]":
    from vaultcrm.commands._rules import without_advice

    all_of_it = wanted.advice or wanted.form == "json"
    return found if all_of_it else without_advice(found, wanted.chosen.select)


def _say_hidden(count: int) -> None:
    if count:
        say(f"advice not shown: {count} (vaultcrm check --advice)")


def _is_loud(finding: "Finding") -> bool:
    return finding.severity != "advice"


def _loud(found: "Sequence[Finding]") -> "list[Finding]":
    return [each for each in found if _is_loud(each)]


# --- as JSON --------------------------------------------------------------------------------------


def _printed(found: "Sequence[Finding]") -> list[Any]:
    """What is printed where nothing but lines of text is wanted, how much advice is not, and
    whether there is anything else."""
    from vaultcrm.rendering.findings import as_text
    from vaultcrm.rendering.text import printable

    loud = _loud(found)
    text = "".join(f"{as_text(each)}\n" for each in loud)
    return [printable(text), len(found) - len(loud), bool(loud)]


def _packed(found: "Sequence[Finding]") -> list[Any]:
    # A fix and its edits become lists.
    return [[path, severity, *problem] for path, problem, severity in found]


def _unpacked(path: str, severity: str, *values: Any) -> "Finding":
    from vaultcrm.index.rows import problem_of
    from vaultcrm.model import Finding

    return Finding(path, problem_of(values), severity)
