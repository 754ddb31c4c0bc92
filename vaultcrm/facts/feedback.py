"""What clients said about the work, in figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.book import Book, Facts, day_of, fact, path_of, places_of
from vaultcrm.facts.measures import number_of, ratio, rounded
from vaultcrm.model import Fact, Record

SCALES = ("csat", "nps", "ces")  # 1 to 5, 0 to 10 and 1 to 7: never in one figure


class Score(NamedTuple):
    number: Decimal
    record: Record


Scores: TypeAlias = Mapping[str, Sequence[Score]]  # by the client's path, the earliest first


def scores(book: Book) -> Scores:
    """The scores of clients until today, in order of time, of the kind of the latest one: csat, nps
    or ces. The day is that of the line, else that of the meeting's note that it stands in. Feedback
    without a score, a day, a client or one of these kinds is left out."""
    return book.once(_scores)


def _scores(book: Book) -> Scores:
    meetings = {note.path: day_of(note.fields.get("date")) for note in book.records("meetings")}
    rows: dict[str, list[tuple[date, str, Score]]] = {}
    for record in book.records("feedback"):
        fields = record.fields
        score, kind = number_of(fields.get("score")), fields.get("kind")
        day = day_of(fields.get("date")) or meetings.get(record.path)
        client = path_of(fields.get("client"))
        if score is None or not client or day is None or day > book.today:
            continue
        if isinstance(kind, str) and kind in SCALES:
            rows.setdefault(client, []).append((day, kind, Score(score, record)))
    found: dict[str, list[Score]] = {}
    for client, given in rows.items():
        given.sort(key=itemgetter(0))
        found[client] = [score for _, kind, score in given if kind == given[-1][1]]
    return found


@fact("clients")
def last_score(book: Book) -> Facts:
    """The latest score that they gave, on the scale of its kind: csat 1 to 5, nps 0 to 10, ces 1 to
    7. Rests on that line of feedback."""
    return {
        client: Fact(given[-1].record.fields["score"], (given[-1].record.place,))
        for client, given in scores(book).items()
    }


@fact("clients")
def score_trend(book: Book) -> Facts:
    """The latest score less the mean of all before it of the same kind, in points of its scale, to
    2 decimal places: above 0 it went up. None with fewer than two scores of that kind. Rests on the
    lines of feedback."""
    trends: dict[str, Fact] = {}
    for client, given in scores(book).items():
        *before, last = given
        if before:
            mean = ratio(sum((score.number for score in before), Decimal()), len(before))
            trend = rounded(last.number - mean, 2)
            trends[client] = Fact(trend, places_of(score.record for score in given))
    return trends
