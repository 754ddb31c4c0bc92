"""What clients said about the work, in figures."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, day_of, fact, path_of, places_of
from vaultcrm.facts.measures import number_of, ratio, rounded
from vaultcrm.model import Fact, Record, Value

# The lowest and the highest score of each kind. They are never in one figure.
SCALES: Mapping[str, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}

_GOOD: Mapping[str, int] = {"csat": 4, "nps": 7, "ces": 5}  # the lowest that asks for nothing
_HISTORY = timedelta(days=365)  # what is older would only drown the rest


class Score(NamedTuple):
    number: Decimal
    record: Record


class Given(NamedTuple):
    """A score, when it was given, its kind, and whose it is: a path, '' without one."""

    day: date
    kind: str
    score: Score
    client: str


class Unusable(NamedTuple):
    """`kind` is '' for one that has no scale, `day` None for one that has none."""

    day: date | None
    kind: str
    client: str
    place: str


class AllScores(NamedTuple):
    given: Sequence[Given]
    left_out: Sequence[Unusable]


class Scores(NamedTuple):
    """The scores that a client gave, the earliest first and at least one, and the places of those
    that cannot be used."""

    given: Sequence[Score]
    left_out: tuple[str, ...]


def all_scores(book: Book) -> AllScores:
    """Every score until today, in the vault's order, and those that cannot be used: without a day
    or one of the kinds, or no number on its kind's scale."""
    return book.once(_all_scores)


def scores(book: Book) -> Mapping[str, Scores]:
    """By the client's path: their scores until today, in order of time, of the kind of the latest
    one: csat, nps or ces. The day is that of the line, else that of the meeting's note that it
    stands in. Feedback without a score is none; left out is a score without a day, without one of
    these kinds, or that is no number on its kind's scale."""
    return book.once(_scores)


def asks_for_nothing(said: Record) -> bool:
    """Whether feedback is praise or a good score: csat from 4, nps from 7, ces from 5."""
    kind, score = said.fields.get("kind"), number_of(said.fields.get("score"))
    good = _GOOD.get(kind) if isinstance(kind, str) else None
    return kind == "praise" or (good is not None and score is not None and score >= good)


def unanswered(book: Book) -> Sequence[Record]:
    """The feedback of the last year that asks for something, and was neither decided nor acted on;
    the earliest first."""
    return book.once(_unanswered)


def untold(book: Book) -> Sequence[Record]:
    """The feedback of the last year that was acted on, and whose client was not told; the earliest
    first."""
    return book.once(_untold)


def undone(book: Book) -> Sequence[Record]:
    """The feedback of the last year on which something was decided, and that was neither acted on
    nor answered; the earliest first."""
    return book.once(_undone)


def days_of(book: Book) -> Mapping[str, date]:
    """When each piece of feedback was given, by its place: the day of the line, else that of the
    note of a meeting that it stands in. Those without are left out."""
    return book.once(_days)


def _days(book: Book) -> Mapping[str, date]:
    return {said.place: day for day, said in dated(book) if day}


def dated(book: Book) -> Sequence[tuple[date | None, Record]]:
    """All feedback in the vault's order, with the day of each as `days_of` has it: to go through
    it without asking for each one's place."""
    return book.once(_dated)


def _dated(book: Book) -> Sequence[tuple[date | None, Record]]:
    meetings = {note.path: day_of(note.fields.get("date")) for note in book.records("meetings")}
    return [
        (day_of(said.fields.get("date")) or meetings.get(said.path), said)
        for said in book.records("feedback")
    ]


def _recent(book: Book) -> Sequence[Record]:
    return book.once(_of_last_year)


def _of_last_year(book: Book) -> Sequence[Record]:
    found = [
        (day, said.place, said)
        for day, said in dated(book)
        if day and timedelta() <= book.today - day <= _HISTORY
    ]
    return [said for *_, said in sorted(found, key=itemgetter(0, 1))]


def _unanswered(book: Book) -> Sequence[Record]:
    return [
        said
        for said in _recent(book)
        if not (said.fields.get("decided") or said.fields.get("acted") or asks_for_nothing(said))
    ]


def _untold(book: Book) -> Sequence[Record]:
    return [
        said for said in _recent(book) if said.fields.get("acted") and not said.fields.get("told")
    ]


def _undone(book: Book) -> Sequence[Record]:
    return [
        said
        for said in _recent(book)
        if said.fields.get("decided") and not (said.fields.get("acted") or said.fields.get("told"))
    ]


def _scores(book: Book) -> Mapping[str, Scores]:
    rows: dict[str, list[Given]] = {}
    left_out: dict[str, list[str]] = {}
    every = all_scores(book)
    for each in every.given:
        if each.client:
            rows.setdefault(each.client, []).append(each)
    for unusable in every.left_out:
        left_out.setdefault(unusable.client, []).append(unusable.place)
    found: dict[str, Scores] = {}
    for client, given in rows.items():
        given.sort(key=itemgetter(0))
        latest = [each.score for each in given if each.kind == given[-1].kind]
        found[client] = Scores(latest, tuple(left_out.get(client, ())))
    return found


def _all_scores(book: Book) -> AllScores:
    given, left_out = [], []
    for day, record in dated(book):
        fields = record.fields
        if fields.get("score") is None:
            continue
        if day and day > book.today:
            continue
        client, kind = path_of(fields.get("client")), fields.get("kind")
        score = _score(fields.get("score"), kind)
        if day and isinstance(kind, str) and score is not None:
            given.append(Given(day, kind, Score(score, record), client))
        else:
            known = kind if isinstance(kind, str) and kind in SCALES else ""
            left_out.append(Unusable(day, known, client, record.place))
    return AllScores(given, left_out)


def _score(value: Value, kind: Value) -> Decimal | None:
    """A score's number, None if it is not on its kind's scale."""
    score = number_of(value)
    scale = SCALES.get(kind) if isinstance(kind, str) else None
    return score if scale and score is not None and scale[0] <= score <= scale[1] else None


@fact("clients")
def last_score(book: Book) -> Facts:
    """The latest score that they gave, on the scale of its kind: csat 1 to 5, nps 0 to 10, ces 1 to
    7. Rests on that line of feedback; left out are scores without a day or one of these kinds, and
    those that are no number on its scale."""
    return {
        client: Fact(given[-1].record.fields["score"], (given[-1].record.place,), left_out)
        for client, (given, left_out) in scores(book).items()
    }


@fact("clients")
def score_trend(book: Book) -> Facts:
    """The latest score less the mean of all before it of the same kind, in points of its scale, to
    2 decimal places: above 0 it went up. None with fewer than two scores of that kind. Rests on the
    lines of feedback; left out are scores without a day or one of the kinds, and those that are no
    number on its scale."""
    trends: dict[str, Fact] = {}
    for client, (given, left_out) in scores(book).items():
        *before, last = given
        if before:
            mean = ratio(sum((score.number for score in before), Decimal()), len(before))
            trend = rounded(last.number - mean, 2)
            trends[client] = Fact(trend, places_of(score.record for score in given), left_out)
    return trends
