"""What is to be done about the notes of reminders: pure, from the causes that hold, the notes that
there are, and the log."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.calendar import later
from vaultcrm.index.names import is_note
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._causes import Cause
from vaultcrm.reminders._identity import Named, identified
from vaultcrm.reminders._log import (
    DIGESTED,
    DISMISSED,
    DONE,
    MADE,
    SETTLED,
    SNOOZED,
    Entry,
    Log,
)
from vaultcrm.schema.lengths import read_snooze
from vaultcrm.schema.reminding import Reminding

DIGEST = "digest"  # stands for a rule where many reminders share one note
OPEN = "open"
_OFF = "Reminders of this kind were turned off."
_EMPTY = "Everything in it is done."


class Known(NamedTuple):
    """The note of a reminder as it is. `status` is what its front matter says, `open` where that
    says nothing that means anything; `ticked` what its task line does, '' while it is open."""

    path: str
    key: str
    rule: str
    status: str
    ticked: str
    due: date | None
    client: str  # path
    client_name: str
    notes: tuple[str, ...]  # the paths of those that it rests on
    title: str
    snooze: str = ""
    sources: frozenset[str] = frozenset()  # the paths of the notes that it was made from
    is_ours: bool = True  # an open one, or a digest: nobody has changed it
    reason: str = ""  # why it closed itself


class Closing(NamedTuple):
    """A reminder that closes itself, for the how manieth time, and why."""

    note: Known
    reason: str
    number: int


class Reopening(NamedTuple):
    note: Known
    reminder: Reminder
    number: int


class Digest(NamedTuple):
    """The one note of many reminders: those of its day that still hold, the oldest first."""

    day: date
    reminders: tuple[Reminder, ...]
    path: str = ""  # where its note is already
    reopened: int = 0  # it had closed itself so often, and is opened again

    @property
    def key(self) -> str:
        return f"{DIGEST} | all | {self.day.isoformat()}"


class Plan(NamedTuple):
    write: tuple[Reminder, ...] = ()
    digests: tuple[Digest, ...] = ()  # to be written, or written anew if nobody has changed them
    settle: tuple[Closing, ...] = ()
    reopen: tuple[Reopening, ...] = ()
    mark: tuple[tuple[Known, str], ...] = ()  # the status that the tick means
    archive: tuple[Known, ...] = ()
    log: tuple[Entry, ...] = ()  # what is seen, apart from what is done
    hidden: tuple[Reminder, ...] = ()  # made and not closed, in a note that cannot be read now
    later: tuple[Reminder, ...] = ()  # too many for today, whose digest takes no more
    deferred: tuple[Reminder, ...] = ()  # would be shown but for days off or a pause
    open: tuple[Known, ...] = ()  # notes that stay open
    asleep: tuple[tuple[Known, date], ...] = ()  # of these the snoozed ones, and until when


def unaffected(plan: Plan, changed: Collection[str], there: Collection[str]) -> Plan:
    """What is still to be done of a plan where these notes have changed since, and these are there
    (paths): all that rests on none that changed or is gone. Digests stay together."""
    touched = frozenset(changed)

    def holds(reminder: Reminder) -> bool:
        refs = (*reminder.evidence, reminder.client, reminder.project, reminder.about)
        paths = [ref.path for ref in refs if ref and is_note(ref.path)]
        return touched.isdisjoint(paths) and all(path in there for path in paths)

    def stands(note: Known) -> bool:
        return note.path in there and touched.isdisjoint((note.path, *note.notes))

    written = (reminder for digest in plan.digests for reminder in digest.reminders)
    paths = (digest.path for digest in plan.digests if digest.path)
    digests = all(map(holds, written)) and all(path in there for path in paths)
    digests = digests and touched.isdisjoint(digest.path for digest in plan.digests)
    return plan._replace(
        write=tuple(filter(holds, plan.write)),
        digests=plan.digests if digests else (),
        log=plan.log if digests else (),
        settle=tuple(each for each in plan.settle if stands(each.note)),
        reopen=tuple(each for each in plan.reopen if stands(each.note)),
        mark=tuple((note, status) for note, status in plan.mark if stands(note)),
        archive=tuple(filter(stands, plan.archive)),
    )


class World(NamedTuple):
    """What a plan is made from. `uncertain` are the notes that say nothing certain, `rules` the
    rules that could be asked, `wanted` says which reminders somebody wants to hear of, by their
    rule and client; `archive` is the folder of closed notes. `blind` says that a folder
    cannot be listed."""

    today: date
    settings: Reminding
    causes: Sequence[Cause]
    notes: Sequence[Known]
    log: Log
    rules: Mapping[str, Rule]
    uncertain: frozenset[str]
    away: bool
    archive: str
    blind: bool = False
    wanted: Callable[[str, str], bool] = lambda rule, client: True


def plan(world: World) -> Plan:
    log = world.log
    named = (Named(each.key, each.sources) for each in world.notes)
    holding = identified(world.causes, named, log.made | log.digested.keys())
    notes = [each for each in world.notes if world.wanted(each.rule, each.client)]
    new, deferred = _new(world, holding)
    fresh, older = new[: world.settings.limit], new[world.settings.limit :]
    older, later_on = (older, ()) if _has_room(world) else ((), older)
    digests = tuple(_digests(world, holding, older))
    live = {each.key for each in digests}
    mark, settle, reopen, left = [], [], [], []
    for note in notes:
        cause = holding.get(note.key)
        if note.status == OPEN and note.ticked:
            mark.append((note, note.ticked))
        elif note.status == OPEN:
            if reason := _settled(world, note, cause, live):
                settle.append(Closing(note, reason, log.settled.get(note.key, 0) + 1))
            else:
                left.append(note._replace(title=cause.reminder.title) if cause else note)
        elif cause and note.status == DONE and _came_back(world, cause):
            reopen.append(Reopening(note, cause.reminder, log.settled[note.key]))
    asleep = tuple(_asleep(world, left))
    return Plan(
        write=tuple(sorted(fresh, key=_by_day)),
        digests=digests,
        settle=tuple(settle),
        reopen=tuple(reopen),
        mark=tuple(mark),
        archive=tuple(_to_archive(world, notes)),
        log=tuple(_seen(world, notes, older)),
        hidden=tuple(_hidden(world, holding)),
        later=tuple(later_on),
        deferred=tuple(deferred),
        open=tuple(left),
        asleep=asleep,
    )


def snoozed_until(note: Known, log: Log, today: date) -> date | None:
    """The day on which a snoozed reminder is shown again; None if it is not snoozed. A length of
    time counts from the day on which it was first seen, which the log says."""
    said = read_snooze(note.snooze)
    if isinstance(said, Duration):
        since = log.snoozed.get((note.key, note.snooze.strip()))
        said = later(since, said, tuple(range(5))) if since else None
    return said if said and said > today else None


def paths_of(reminder: Reminder) -> tuple[str, ...]:
    """The notes that a reminder rests on."""
    links = (reminder.client, reminder.project, *reminder.evidence)
    return tuple(link.path for link in links if link)


def _by_day(reminder: Reminder) -> tuple[date, str]:
    return reminder.due, reminder.key


def _came_back(world: World, cause: Cause) -> bool:
    """Whether what had settled a reminder is no longer so."""
    if not world.log.closed_itself(cause.reminder.key):
        return False
    return not cause.off and not cause.waits_for and cause.shows_on <= world.today


def _new(
    world: World, holding: Mapping[str, Cause]
) -> tuple[Sequence[Reminder], Sequence[Reminder]]:
    """What is to be shown and never was, the latest first, and what would be but for a pause."""
    notes = {each.key for each in world.notes}
    known = notes | world.log.made | world.log.digested.keys()
    new: list[Reminder] = []
    deferred: list[Reminder] = []
    for key, (each, shows_on, waits_for, off) in holding.items():
        if key in known or off or shows_on > world.today:
            continue
        if not world.uncertain.isdisjoint(paths_of(each)):
            continue
        if world.wanted(each.rule, each.client.path if each.client else ""):
            (deferred if waits_for or world.away else new).append(each)
    return sorted(new, key=_by_day, reverse=True), sorted(deferred, key=_by_day)


def _hidden(world: World, holding: Mapping[str, Cause]) -> Iterator[Reminder]:
    folder = world.archive.rpartition("/")[0]
    if not any(path.startswith(f"{folder}/") for path in world.uncertain):
        return
    there = {each.key for each in world.notes}
    for key, cause in holding.items():
        if key in world.log.made and key not in world.log.closed and key not in there:
            yield cause.reminder


def _has_room(world: World) -> bool:
    """Whether today's digest can still take something: it is not there yet, or it is open and
    nobody has changed it."""
    key = Digest(world.today, ()).key
    note = next((each for each in world.notes if each.key == key), None)
    if note is None:
        return key not in world.log.made
    return note.status == OPEN and not note.ticked and note.is_ours


def _digests(
    world: World, holding: Mapping[str, Cause], older: Sequence[Reminder]
) -> Iterator[Digest]:
    """Those that there are and still hold something, and today's if it is needed. What has a note
    of its own (another machine made it), or was closed, is in none."""
    log, notes = world.log, {each.key: each for each in world.notes}
    by_day: dict[date, list[Reminder]] = {}
    for key, day in log.digested.items():
        cause = holding.get(key)
        if cause and not cause.off and not {key} & (log.made | log.closed.keys() | notes.keys()):
            by_day.setdefault(day, []).append(cause.reminder)
    if older:
        by_day.setdefault(world.today, []).extend(older)
    for day, reminders in sorted(by_day.items()):
        digest = Digest(day, tuple(sorted(reminders, key=_by_day)))
        note = notes.get(digest.key)
        if note is None:
            if digest.key not in log.made:  # or else it was deleted
                yield digest
        elif note.status == DONE and log.closed_itself(note.key):
            yield digest._replace(path=note.path, reopened=log.settled[note.key])
        elif note.status == OPEN and not note.ticked:
            yield digest._replace(path=note.path)


def _settled(world: World, note: Known, cause: Cause | None, live: Collection[str]) -> str:
    """Why an open reminder closes itself; '' while it does not."""
    if note.rule == DIGEST:
        return "" if note.key in live or world.uncertain else _EMPTY
    if cause:
        return _OFF if cause.off else ""
    rule = world.rules.get(note.rule)
    # What cannot be read at this moment says nothing about what was done.
    if rule is None or world.blind or not world.uncertain.isdisjoint(note.notes):
        return ""
    return rule.settled


def _asleep(world: World, notes: Sequence[Known]) -> Iterator[tuple[Known, date]]:
    for note in notes:
        if until := snoozed_until(note, world.log, world.today):
            yield note, until


def _to_archive(world: World, notes: Sequence[Known]) -> Iterator[Known]:
    """Notes that have been closed for long."""
    for note in notes:
        if note.status == OPEN or note.path.startswith(f"{world.archive}/"):
            continue
        since = world.log.closed.get(note.key) or note.due
        until = since and later(since, world.settings.archive_after, tuple(range(5)))
        if until and until < world.today:
            yield note


def _seen(world: World, notes: Sequence[Known], older: Sequence[Reminder]) -> Iterator[Entry]:
    """What the log does not know yet: notes whose making was not put down, what people have done
    since, and what goes into today's digest."""
    today, log = world.today, world.log
    for note in notes:
        if note.key not in log.made:
            yield Entry(today, MADE, note.key)
        yield from _seen_closed(world, note)
        text = note.snooze.strip()
        if note.status == OPEN and _is_length(text) and (note.key, text) not in log.snoozed:
            yield Entry(today, SNOOZED, note.key, text)
    for each in older:
        yield Entry(today, DIGESTED, each.key)


def _is_length(text: str) -> bool:
    return isinstance(read_snooze(text), Duration)


def _seen_closed(world: World, note: Known) -> Iterator[Entry]:
    today, log = world.today, world.log
    status = note.status if note.status != OPEN else note.ticked
    if status not in (DONE, DISMISSED) or note.key in log.said:
        return
    if status == DONE and note.status == DONE:
        if log.closed_itself(note.key):
            return
        if note.reason and note.key not in log.closed:  # we were killed before we put it down
            yield Entry(today, SETTLED, note.key, note.reason)
            return
    yield Entry(today, status, note.key)
