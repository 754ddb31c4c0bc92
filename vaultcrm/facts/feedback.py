"""What clients said about the work, in figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, day_of, fact, path_of, places_of
from vaultcrm.facts.measures import number_of, ratio, rounded
from vaultcrm.model import Fact, Record, Value

# The lowest and the highest score of each kind. They are never in one figure.
_SCALES: Mapping[str, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


class Score(NamedTuple):
    number: Decimal
    record: Record


class Scores(NamedTuple):
    """The scores that a client gave, the earliest first and at least one, and the places of those
    that cannot be used."""

    given: Sequence[Score]
    left_out: tuple[str, ...]


def scores(book: Book) -> Mapping[str, Scores]:
    """By the client's path: their scores until today, in order of time, of the kind of the latest
    one: csat, nps or ces. The day is that of the line, else that of the meeting's note that it
    stands in. Feedback without a score is none; left out is a score without a day, without one of
    these kinds, or that is no number on its kind's scale."""
    return book.once(_scores)


def _scores(book: Book) -> Mapping[str, Scores]:
    meetings = {note.path: day_of(note.fields.get("date")) for note in book.records("meetings")}
    rows: dict[str, list[tuple[date, str, Score]]] = {}
    left_out: dict[str, list[str]] = {}
    for record in book.records("feedback"):
        fields = record.fields
        day = day_of(fields.get("date")) or meetings.get(record.path)
        client = path_of(fields.get("client"))
        if not client or fields.get("score") is None or (day and day > book.today):
            continue
        kind = fields.get("kind")
        score = _score(fields.get("score"), kind)
        if day and isinstance(kind, str) and score is not None:
            rows.setdefault(client, []).append((day, kind, Score(score, record)))
        else:
            left_out.setdefault(client, []).append(record.place)
    found: dict[str, Scores] = {}
    for client, given in rows.items():
        given.sort(key=itemgetter(0))
        latest = [score for _, kind, score in given if kind == given[-1][1]]
        found[client] = Scores(latest, tuple(left_out.get(client, ())))
    return found


def _score(value: Value, kind: Value) -> Decimal | None:
    """A score's number, None if it is not on its kind's scale."""
    score = number_of(value)
    scale = _SCALES.get(kind) if isinstance(kind, str) else None
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
