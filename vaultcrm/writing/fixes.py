"""Fixes of problems, applied to a note's text: what they leave alone stays, character by character.

A fix is dropped where the note would no longer read, would have a problem that it did not have, or
(if the fix is safe) would say something else than before.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from vaultcrm.model import Edit, Note, Problem
from vaultcrm.writing.edits import apply_edits

Read: TypeAlias = Callable[[str], Note]
_Key: TypeAlias = tuple[str, str]
# What is said of a property's name once nothing else is wrong with it: no harm.
_UNDECLARED = "field/undeclared"
_OTHER_LINE = re.compile(r"\bon line \d+")
_MOST = 5_000_000  # characters read to see what fixes do: some seconds


class Mended(NamedTuple):
    """A note's text with fixes made, and of how many problems."""

    text: str
    problems: int


def can_mend(problem: Problem, unsafe: bool) -> bool:
    return bool(_edits(problem)) and (unsafe or bool(problem.fix and problem.fix.safe))


def mend(text: str, problems: Sequence[Problem], read: Read, unsafe: bool = False) -> Mended:
    """The text with the safe fixes, or all fixes, of these problems of the note, as many as can be
    made.

    What rules over the whole vault have found is mended first; what reading the note finds is
    looked for again after each round, until none of these problems can be mended any more."""
    note = read(text)
    own = Counter(map(_key, note.problems))
    wanted = Counter(map(_key, problems))
    local = [each for each in problems if own[_key(each)]]
    # Others of the same words may be there that somebody does not want to hear of.
    keys = {_key(each) for each in local if own[_key(each)] <= wanted[_key(each)]}
    work = _Work(text, note, read)
    vaultwide = [each for each in problems if not own[_key(each)] and can_mend(each, unsafe)]
    work.make(vaultwide, local=False)
    if work.text != text:
        local = [each for each in work.note.problems if _key(each) in keys]
    while local := [each for each in local if can_mend(each, unsafe)]:
        safe = [each for each in local if each.fix and each.fix.safe]
        keys -= work.make(safe or local, local=True)
        local = [each for each in work.note.problems if _key(each) in keys]
    return Mended(work.text, work.mended)


class _Work:
    """A text that is being mended, and what it reads as."""

    def __init__(self, text: str, note: Note, read: Read) -> None:
        self.text, self.note, self.mended = text, note, 0
        self._read, self._left = read, _MOST

    def make(self, problems: Sequence[Problem], local: bool) -> set[_Key]:
        """Makes the fixes that do not overlap: all at once, or if that does harm those that do
        none, by halves. The keys of the problems whose fixes were not made."""
        chosen = _apart(problems)
        return set(map(_key, chosen)) - {_key(each) for each in self._made(chosen, local)}

    def _made(self, chosen: Sequence[Problem], local: bool) -> list[Problem]:
        """Of these, in order of place, those whose fixes were made."""
        if not chosen or self._try(chosen, local):
            return list(chosen)
        half = len(chosen) // 2
        if not half:
            return []
        last = self._made(chosen[half:], local)  # first, so that the places of the others hold
        return [*self._made(chosen[:half], local), *last]

    def _try(self, problems: Sequence[Problem], local: bool) -> bool:
        text = apply_edits(self.text, [edit for each in problems for edit in _edits(each)])
        if text == self.text or self._left <= 0:
            return False
        self._left -= len(text)
        note = self._read(text)
        safe = local and all(each.fix and each.fix.safe for each in problems)
        if not _does_no_harm(self.note, note, local) or (safe and _says(self.note) != _says(note)):
            return False
        self.text, self.note = text, note
        self.mended += len(problems)
        return True


def _does_no_harm(before: Note, after: Note, local: bool) -> bool:
    """Whether a note still reads, with no more problems of any rule; and, if those that were to be
    mended are its own, with fewer."""
    were, are = (
        Counter(each.rule for each in note.problems if each.rule != _UNDECLARED)
        for note in (before, after)
    )
    return (
        (after.readable or not before.readable)
        and are <= were
        and (not local or are.total() < were.total())
    )


def _says(note: Note) -> tuple[object, ...]:
    """What a note says, wherever it does."""
    lines = [(line.kind, line.section, dict(line.fields)) for line in note.lines]
    links = [link.link for link in note.links]
    headings = [(heading.level, heading.text) for heading in note.headings]
    return note.type, note.title, dict(note.fields), lines, links, note.tags, headings


def _apart(problems: Sequence[Problem]) -> list[Problem]:
    """The problems with fixes that do not overlap, by place; of two that do, the first."""
    chosen: list[Problem] = []
    end = 0
    for problem in sorted((each for each in problems if _edits(each)), key=_extent):
        start, stop = _extent(problem)
        if start >= end:
            chosen.append(problem)
            end = stop
    return chosen


def _extent(problem: Problem) -> tuple[int, int]:
    edits = _edits(problem)
    return min(edit.start for edit in edits), max(edit.end for edit in edits)


def _edits(problem: Problem) -> tuple[Edit, ...]:
    return problem.fix.edits if problem.fix else ()


def _key(problem: Problem) -> _Key:
    """What stays the same of a problem when others before it are mended: not the line of another
    place that it names."""
    return problem.rule, _OTHER_LINE.sub("", problem.message)
