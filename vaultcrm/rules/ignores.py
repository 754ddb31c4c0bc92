"""Which findings are left out because somebody said so, and what they said for nothing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from vaultcrm.index.patterns import compile_patterns, with_folders
from vaultcrm.model import Finding, Ignore
from vaultcrm.schema.levels import PathIgnore, RuleName, covers

UNUSED = "config/unused-ignore"


class _Pattern(NamedTuple):
    fits: Callable[[str], bool] | None
    rules: tuple[RuleName, ...]


class Ignores:
    """What the notes and the settings say; it remembers what was of use."""

    def __init__(
        self, notes: Mapping[str, Sequence[Ignore]], patterns: Iterable[PathIgnore]
    ) -> None:
        self._notes = notes
        self._patterns = [
            _Pattern(compile_patterns([each.pattern]), each.rules) for each in patterns
        ]
        self._used: set[tuple[str, Ignore]] = set()

    def left(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that nobody wants to be silent about."""
        return [each for each in findings if not self._is_ignored(each)]

    def unused(self, known: Collection[str], ran: Set[str]) -> Iterator[tuple[str, list[Ignore]]]:
        """What notes say for nothing, by path: every rule that is meant ran, and found nothing
        there. A name that means none of the known rules is the business of config/rule-name."""
        for path, ignores in self._notes.items():
            unused = []
            for each in ignores:
                meant = [rule for rule in known if covers(each.rule, rule)]
                open_question = not meant or UNUSED in meant or not ran >= {*meant}
                if not open_question and (path, each) not in self._used:
                    unused.append(each)
            if unused:
                yield path, unused

    def _is_ignored(self, finding: Finding) -> bool:
        path, problem = finding.path, finding.problem
        ignored = False
        for each in self._notes.get(path, ()):
            here = not each.first or each.first <= problem.line <= each.last
            if here and covers(each.rule, problem.rule):
                self._used.add((path, each))
                ignored = True
        return ignored or any(
            covers(name.text, problem.rule)
            for fits, names in self._patterns
            if fits and any(map(fits, with_folders(path)))
            for name in names
        )
