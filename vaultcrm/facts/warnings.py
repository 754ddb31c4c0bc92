"""Early warnings: a client is no longer as this client usually is.

Each compares the latest with what came before it by the modified z-score (`baseline.py`, above
3.5), and wants a difference that matters besides, since a client who was always the same is
unusual at once. Where too little came before, it says so by what was agreed. Only active clients
are warned of."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.baseline import FEWEST, UNUSUAL, unusual
from vaultcrm.facts.book import Book, Facts, fact, places_of
from vaultcrm.facts.contact import days_since_contact, silence, touches, usual_gap
from vaultcrm.facts.feedback import SCALES, days_of, scores
from vaultcrm.facts.histories import MOODS, active_clients, moods, paid, promised, their_answers
from vaultcrm.facts.measures import median, number_of, ratio, rounded
from vaultcrm.facts.response import answers, places
from vaultcrm.facts.scoring import many
from vaultcrm.model import Duration, Fact

LATELY = timedelta(days=120)  # what is older warns of nothing any more
_TIMES_THE_CADENCE = 2  # as long as agreed, where nothing is usual
_TIMES_USUAL = Decimal("1.5")  # as long as usual, at least
_A_WEEK = (
    7  # days that a silence has at least, and a delay of payments or promises beyond the usual
)
_LONGEST = 3_660  # days of silence that are looked ahead to
_SELDOM = 10  # a gap as long came at most once in so many
_RUN = 3  # how many of the latest count, as their median: one alone may be chance
_SLOWER = 2  # days more than usual, until they answer
_QUARTER = Decimal("0.25")  # of a scale
_UNPAID = 30  # days after the due date
_SEVERAL = 2  # promises, or answers, that are late where nothing is usual
_A_STEP = 20  # points of mood: from good to neutral


class EarlyWarning(NamedTuple):
    """`value` is the modified z-score where the client's `own` past was compared with, else the
    number in `words` that goes beyond what was agreed."""

    name: str
    value: Decimal
    words: str
    evidence: tuple[str, ...]
    own: bool = True


class _Found(NamedTuple):
    value: Decimal
    words: str
    evidence: tuple[str, ...]
    own: bool = True


Warned: TypeAlias = Mapping[str, _Found]  # by the client's path


def early_warnings(book: Book) -> Mapping[str, tuple[EarlyWarning, ...]]:
    """By the path of each active client that is warned of: the warnings, in the order of
    WARNINGS."""
    return book.once(_early_warnings)


@fact("clients", default=())
def warnings(book: Book) -> Facts:
    """The early warnings of an active client, as a list of names: gone quiet, no word, slower to
    answer, our answers slipping, pays later, scores falling, promises slipping, mood sinking. Each
    compares the latest with what was usual with this client before, or with too little before it
    with what was agreed. Empty without any. Rests on the latest of what was compared."""
    return {
        path: Fact(
            tuple(each.name for each in found),
            tuple(dict.fromkeys(place for each in found for place in each.evidence)),
        )
        for path, found in early_warnings(book).items()
    }


def name_of(warning: Callable[[Book], Warned]) -> str:
    return warning.__name__.replace("_", " ")


def _early_warnings(book: Book) -> Mapping[str, tuple[EarlyWarning, ...]]:
    every = [(name_of(warning), warning(book)) for warning in WARNINGS]
    found = {}
    for client in active_clients(book):
        own = [(name, warned[client.path]) for name, warned in every if client.path in warned]
        if own:
            found[client.path] = tuple(EarlyWarning(name, *each) for name, each in own)
    return found


def gone_quiet(book: Book) -> Warned:
    """The days since the last contact are unusual among the gaps between contacts, of which there
    are at least 4: a week or more, half as long again as the median, and longer than nine in ten
    of them. With fewer gaps: over twice the agreed cadence; the value is then how many times."""
    found, days, quiet = {}, days_since_contact(book), silence(book)
    usual = usual_gap(book)
    for client in active_clients(book):
        path = client.path
        times = number_of(quiet[path].value) if path in quiet else None
        if times is None:
            continue
        since = days[path].value
        if path in usual:
            score = _silent([each.day for each in touches(book)[path]], book.today)
            words = f"{since} days without contact; {usual[path].value} are usual"
            if score:
                found[path] = _Found(score, words, usual[path].evidence)
        elif times > _TIMES_THE_CADENCE and isinstance(
            cadence := client.fields.get("cadence"), Duration
        ):
            words = f"{since} days without contact, {times} × the agreed {cadence.text}"
            found[path] = _Found(times, words, quiet[path].evidence, own=False)
    return found


def no_word(book: Book) -> Warned:
    """We wrote, and they have said nothing since, for unusually many days among the gaps between
    the days on which they spoke to us; judged as silence is, and only by at least 4 gaps."""
    found = {}
    for client, all_contacts in touches(book).items():
        if all_contacts[-1].they_spoke:
            continue
        spoke = [each for each in all_contacts if each.they_spoke]
        score = _silent([each.day for each in spoke], book.today)
        since = reversed(all_contacts)
        wrote = any(each.we_spoke for each in takewhile(lambda each: not each.they_spoke, since))
        if score and wrote:
            days = (book.today - spoke[-1].day).days
            evidence = places_of((spoke[-1].record, all_contacts[-1].record))
            words = f"no word from them for {days} days, though we wrote"
            found[client] = _Found(score, words, evidence)
    return found


def alarming_after(days: Sequence[date]) -> int | None:
    """How many days after the last of these, in order, their silence is alarming, first of all;
    None where too few came before. (Once it is alarming, it stays so.)"""
    gaps, known = _gaps(days), range(_A_WEEK, _LONGEST)
    at = bisect_left(known, True, key=lambda since: _alarm(gaps, since) is not None)
    return known[at] if at < len(known) else None


def _silent(days: Sequence[date], today: date) -> Decimal | None:
    """The modified z-score of the days since the last of these, in order, if that is alarming."""
    return _alarm(_gaps(days), (today - days[-1]).days if days else 0)


def _gaps(days: Sequence[date]) -> Sequence[int]:
    return [(after - before).days for before, after in pairwise(dict.fromkeys(days))]


def _alarm(gaps: Sequence[int], since: int) -> Decimal | None:
    """The modified z-score of a silence of so many days after these gaps, if that is alarming."""
    score = unusual(gaps, since)
    if score is None or score <= UNUSUAL or since < _A_WEEK:
        return None
    as_long = sum(gap >= since for gap in gaps)
    long_enough = since > median(gaps) * _TIMES_USUAL and as_long * _SELDOM <= len(gaps)
    return score if long_enough else None


def slower_to_answer(book: Book) -> Warned:
    """The median of the last 3 answers, the latest of 120 days, took unusually many days among
    those before (at least 4): 2 more than their median, and half as long again."""
    found = {}
    for client, waits in their_answers(book).items():
        if slower := _slower([each.days for each in waits]):
            score, now, usual = slower
            last = waits[-_RUN:]
            if book.today - last[-1].day <= LATELY:
                evidence = places_of(each for wait in last for each in (wait.message, wait.answer))
                words = f"their last answers took {now} days; {usual} are usual"
                found[client] = _Found(score, words, evidence)
    return found


def our_answers_slipping(book: Book) -> Warned:
    """The same of our own answers to their emails and messages, in days; one that we still owe
    counts as if it came today. With fewer than 4 before: at least 2 of the last 3 took a week; the
    value is then how many."""
    found = {}
    for client, given in answers(book).items():
        ends = [each.answer.day if each.answer else book.today for each in given]
        if not ends or book.today - ends[-1] > LATELY:
            continue
        waits = [(end - each.asked.day).days for each, end in zip(given, ends, strict=True)]
        evidence = tuple(place for each in given[-_RUN:] for place in places(each))
        long = sum(days >= _A_WEEK for days in waits[-_RUN:])
        if slower := _slower(waits):
            score, now, usual = slower
            words = f"our last answers took {now} days; {usual} are usual"
            found[client] = _Found(score, words, evidence)
        elif len(waits) < FEWEST + _RUN and long >= _SEVERAL:
            words = f"{long} of our last answers took a week or more"
            found[client] = _Found(Decimal(long), words, evidence, own=False)
    return found


def _slower(days: Sequence[int]) -> tuple[Decimal, Decimal, Decimal] | None:
    """The modified z-score, the median of the last 3, and that of those before, if alarming."""
    before, last = days[:-_RUN], days[-_RUN:]
    score = unusual(before, now := median(last)) if last else None
    if score is None or score <= UNUSUAL:
        return None
    usual = median(before)
    slower = now >= usual + _SLOWER and now >= usual * _TIMES_USUAL
    return (score, now, usual) if slower else None


def pays_later(book: Book) -> Warned:
    """The latest invoice was paid, or is unpaid, unusually many days after its due date among those
    before (at least 4), and at least a week later than their median; within 120 days. With fewer
    before: one is unpaid 30 days after its due date; the value is then those days."""
    found = {}
    for client, dues in paid(book).items():
        now = max(dues, key=lambda each: (each.late, each.days if each.late else 0, each.seen))
        before = [each.days for each in dues if not each.late and each is not now]
        score = unusual(before, now.days)
        usually = median(before) if before else Decimal(0)
        if score is None:
            score = Decimal(now.days)
            alarming = now.late and now.days >= _UNPAID
        else:
            alarming = score > UNUSUAL and now.days >= max(usually, Decimal(0)) + _A_WEEK
        if alarming and (now.late or book.today - now.seen <= LATELY):
            state = "unpaid" if now.late else "paid"
            usual = f"; usually {_lateness(usually)}" if before else ""
            words = f"{state} {many(now.days, 'day')} after the due date{usual}"
            own = len(before) >= FEWEST
            found[client] = _Found(score, words, (now.place,), own)
    return found


def scores_falling(book: Book) -> Warned:
    """The latest score, of 120 days, is unusually low among those before of its kind (at least 4),
    and over a quarter of the scale below their median; or over half of the scale, since of a few
    grades hardly any is unusual. With fewer before: over a quarter below their mean. Not by the
    modified z-score, the value is by how many percent of the scale."""
    found = {}
    days = days_of(book)
    for client, (given, _) in scores(book).items():
        last, before = given[-1], [each.number for each in given[:-1]]
        if not before or book.today - days[last.record.place] > LATELY:
            continue
        kind = str(last.record.fields["kind"])
        low, high = SCALES[kind]
        score = unusual(before, last.number)
        usual = ratio(sum(before, Decimal()), len(before)) if score is None else median(before)
        fall = ratio(usual - last.number, high - low)
        own = score is not None and score < -UNUSUAL
        if fall > (_QUARTER if own or score is None else 2 * _QUARTER):
            words = f"{kind} {last.number:f} of {high}, after {rounded(usual, 1)}"
            evidence = places_of(each.record for each in given)
            value = score if score is not None and own else rounded(100 * fall, 0)
            found[client] = _Found(value, words, evidence, own)
    return found


def promises_slipping(book: Book) -> Warned:
    """The median of our last 3 promises that were due, the latest within 120 days, is unusually
    late among those before (at least 4), and at least a week later than their median. With fewer
    before: at least 2 of ours are a week late at once; the value is then how many."""
    found = {}
    for client, dues in promised(book).by_client.items():
        before, last = [each.days for each in dues[:-_RUN]], dues[-_RUN:]
        score = unusual(before, now := median([each.days for each in last]))
        if score is None:
            late = [each for each in dues if each.late and each.days >= _A_WEEK]
            if len(late) >= _SEVERAL:
                words = f"{len(late)} of our promises are a week late or more"
                evidence = tuple(each.place for each in late)
                found[client] = _Found(Decimal(len(late)), words, evidence, own=False)
            continue
        usual = max(median(before), Decimal(0))
        recent = last[-1].late or book.today - last[-1].due <= LATELY
        if recent and score > UNUSUAL and now >= usual + _A_WEEK:
            words = f"our last {_RUN} promises: {_lateness(now)}; usually "
            words += _lateness(median(before))
            found[client] = _Found(score, words, tuple(each.place for each in last))
    return found


def _lateness(days: Decimal) -> str:
    count = f"{abs(days):f} day{'' if abs(days) == 1 else 's'}"
    return f"{count} late" if days > 0 else f"{count} early" if days < 0 else "on the day"


def mood_sinking(book: Book) -> Warned:
    """The better mood of the last two meetings, the latest of 120 days, is unusually low among
    those before (at least 4), and a step or more below their median: from good to neutral; or, with
    at least one before, two steps. Then the value is how many points of 100."""
    found = {}
    for client, given in moods(book).items():
        before, last = [MOODS[each.mood] for each in given[:-2]], given[-2:]
        if not before or book.today - last[-1].day > LATELY:
            continue
        now = max(MOODS[each.mood] for each in last)
        score, fall = unusual(before, now), median(before) - now
        own = score is not None and score < -UNUSUAL
        if fall >= (_A_STEP if own else 2 * _A_STEP):
            words = f"the last two meetings were {last[0].mood} and {last[1].mood}"
            evidence = places_of(each.record for each in last)
            value = score if score is not None and own else fall
            found[client] = _Found(value, words, evidence, own)
    return found


WARNINGS: tuple[Callable[[Book], Warned], ...] = (
    gone_quiet,
    no_word,
    slower_to_answer,
    our_answers_slipping,
    pays_later,
    scores_falling,
    promises_slipping,
    mood_sinking,
)
