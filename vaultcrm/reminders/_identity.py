"""Which reminder is which, when notes were renamed: pure.

A reminder is known by its rule, its subject and its period. Its subject begins with the name of a
note, and that changes: the note is renamed, or another one comes to have the same name, so that it
has to be named by its path. What was known by the old name is the same reminder all the same, and
goes on under its old key.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from vaultcrm.reading.links import stem, without_ending
from vaultcrm.reminders import Reminder
from vaultcrm.reminders._causes import Cause


class Named(NamedTuple):
    """A reminder's note: the key that it has, and the paths of the notes that it was made from."""

    key: str
    sources: frozenset[str]


def identified(
    causes: Iterable[Cause], notes: Iterable[Named], logged: Collection[str]
) -> Mapping[str, Cause]:
    """Each cause by the key that its reminder is known by; `logged` are the keys that the log
    knows. The cause's reminder has the subject that goes with that key."""
    notes = tuple(notes)
    known = {each.key for each in notes} | {*logged}
    found: dict[str, Cause] = {}
    strange: list[Cause] = []
    for each in causes:
        if each.reminder.key in known:
            found[each.reminder.key] = each
        else:
            strange.append(each)
    made_from = {each.key: each.sources for each in notes}
    renamed = _by_sources(each for each in notes if each.key not in found)
    for each in strange:
        for subject in (*_other_subjects(each.reminder), *_old_subjects(each.reminder, renamed)):
            other = each.reminder._replace(subject=subject)
            # By their names: what a link leads to changes with another note of that name.
            fits = _names(made_from.get(other.key, _sources(other))) == _names(_sources(other))
            if other.key in known and other.key not in found and fits:
                found[other.key] = each._replace(reminder=other)
                break
        else:
            found.setdefault(each.reminder.key, each)
    return found


_Sources = Mapping[tuple[str, str, frozenset[str]], list[str]]


def _by_sources(notes: Iterable[Named]) -> _Sources:
    """The subjects of notes, by rule, period, and what they were made from."""
    found: dict[tuple[str, str, frozenset[str]], list[str]] = {}
    for key, sources in notes:
        rule, _, rest = key.partition(" | ")
        subject, _, period = rest.rpartition(" | ")
        if sources:
            found.setdefault((rule, period, sources), []).append(subject)
    return found


def _sources(reminder: Reminder) -> frozenset[str]:
    return frozenset(each.path for each in reminder.evidence)


def _names(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(map(stem, paths))


def _rest(reminder: Reminder) -> str | None:
    """What a subject says after the name of its note; None where it does not begin with that."""
    about = reminder.about
    if about is None or not reminder.subject.startswith(about.target):
        return None
    return reminder.subject.removeprefix(about.target)


def _other_subjects(reminder: Reminder) -> Iterable[str]:
    """The subject with the note named in the other way: by its path, or without."""
    rest, about = _rest(reminder), reminder.about
    if rest is not None and about:
        for name in (stem(about.path), without_ending(about.path)):
            if name != about.target:
                yield f"{name}{rest}"


def _old_subjects(reminder: Reminder, renamed: _Sources) -> Iterable[str]:
    """The subjects of notes that were made of the same notes by the same rule for the same period,
    and say the same after the name of the note."""
    rest = _rest(reminder)
    if rest is not None:
        for subject in renamed.get((reminder.rule, reminder.period, _sources(reminder)), ()):
            if subject.endswith(rest):
                yield subject
