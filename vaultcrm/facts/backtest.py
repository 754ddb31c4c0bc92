"""Whether warnings come before clients are lost: the vault's own past, replayed day by day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.contact import touches
from vaultcrm.facts.health import health, health_band
from vaultcrm.facts.histories import active_clients
from vaultcrm.facts.measures import median
from vaultcrm.facts.replay import OVER, Past
from vaultcrm.facts.warnings import WARNINGS, early_warnings, name_of
from vaultcrm.reading.values import FIRST_YEAR

HEALTH_RED = "health red"
ALARMS = (*map(name_of, WARNINGS), HEALTH_RED)
LEAST_LOSSES = 5  # below which shares of losses say little
Outcome: TypeAlias = Literal["lost", "nothing", "open"]


class Period(NamedTuple):
    """Every `step` days from `start` to `end`, which is one of them; a loss counts `within` so many
    days."""

    start: date
    end: date
    step: int
    within: int

    def days(self) -> Sequence[date]:
        back = range((self.end - self.start).days // self.step, -1, -1)
        return [self.end - timedelta(days=number * self.step) for number in back]


class Loss(NamedTuple):
    client: str
    day: date


class Episode(NamedTuple):
    """An alarm that rose on one day and fell on another, None where it is still up in the end.

    Its outcome is `lost` where the client was, while it was up or within so many days after it
    rose; `open` where these have not passed yet; else `nothing`. `notice` is the days from its rise
    to the loss."""

    alarm: str
    client: str
    rose: date
    fell: date | None
    words: str
    evidence: tuple[str, ...]
    outcome: Outcome
    notice: int | None


class Tally(NamedTuple):
    """How an alarm did: its episodes by outcome, the losses that it warned of, and the median days
    of notice that it gave (of several episodes before a loss the earliest counts)."""

    alarm: str
    rose: int
    lost: int
    nothing: int
    open: int
    warned: int
    notice: Decimal | None


class Backtest(NamedTuple):
    """`losses` are those of clients who were active on one of the days; `undated` the clients that
    are gone without a day for it, `paused` those that are not counted, `short` those who were
    never active on one of the days."""

    period: Period
    losses: Sequence[Loss]
    episodes: Sequence[Episode]
    undated: Sequence[str]
    paused: Sequence[str]
    short: Sequence[str]


class _Raised(NamedTuple):
    words: str
    evidence: tuple[str, ...]


_Up: TypeAlias = Mapping[tuple[str, str], _Raised]  # by alarm and client


def first_day(book: Book) -> date | None:
    """The earliest day of which the vault knows anything of a client."""
    days = [
        day for client in book.records("clients") if (day := day_of(client.fields.get("since")))
    ]
    days += [found[0].day for found in touches(book).values()]
    return min((day for day in days if day.year >= FIRST_YEAR and day <= book.today), default=None)


def backtest(book: Book, period: Period, advance: Callable[[int, int], bool]) -> Backtest:
    """What the alarms would have said in a period; `advance` is told how many of the days are
    done, and says whether to go on."""
    past, steps = Past(book), period.days()
    up: list[tuple[date, _Up]] = []
    seen: set[str] = set()
    for number, day in enumerate(steps, 1):
        then = past.on(day)
        seen.update(client.path for client in active_clients(then))
        up.append((day, _up(then)))
        if not advance(number, len(steps)):
            break
    gone = [each for each in book.records("clients") if each.fields.get("status") in OVER]
    ended = {each.path: end for each in gone if (end := day_of(each.fields.get("ended")))}
    lost = {path: end for path, end in ended.items() if period.start <= end <= period.end}
    return Backtest(
        period,
        [Loss(path, end) for path, end in sorted(lost.items(), key=_by_day) if path in seen],
        _episodes(up, ended, period),
        [each.path for each in gone if each.path not in ended],
        [each.path for each in book.records("clients") if each.fields.get("status") == "paused"],
        [path for path in sorted(lost) if path not in seen],
    )


def tallies(result: Backtest) -> Sequence[Tally]:
    """How each alarm did, and last how all of them did together."""
    return [
        *(
            _tally(name, [each for each in result.episodes if each.alarm == name])
            for name in ALARMS
        ),
        _tally("any of them", result.episodes),
    ]


def notices(episodes: Sequence[Episode]) -> Mapping[str, int]:
    """The longest notice that episodes gave of each client that was lost."""
    found: dict[str, int] = {}
    for each in episodes:
        if each.notice is not None:
            found[each.client] = max(each.notice, found.get(each.client, 0))
    return found


def _tally(name: str, episodes: Sequence[Episode]) -> Tally:
    outcomes = [each.outcome for each in episodes]
    given = notices(episodes)
    return Tally(
        name,
        len(episodes),
        outcomes.count("lost"),
        outcomes.count("nothing"),
        outcomes.count("open"),
        len(given),
        median(list(given.values())) if given else None,
    )


def _by_day(loss: tuple[str, date]) -> tuple[date, str]:
    return loss[1], loss[0]


def _up(book: Book) -> _Up:
    up = {
        (each.name, client): _Raised(each.words, each.evidence)
        for client, found in early_warnings(book).items()
        for each in found
    }
    for client, known in health_band(book).items():
        if known.value == "red":
            words = f"health {health(book)[client].value}"
            up[HEALTH_RED, client] = _Raised(words, known.evidence)
    return up


def _episodes(
    up: Sequence[tuple[date, _Up]], ended: Mapping[str, date], period: Period
) -> Sequence[Episode]:
    """The runs of days on which each alarm was up, by the day on which it rose."""
    begun: dict[tuple[str, str], tuple[date, _Raised]] = {}
    found: list[Episode] = []

    def close(key: tuple[str, str], fell: date | None) -> None:
        rose, (words, evidence) = begun.pop(key)
        lost = ended.get(key[1])
        outcome: Outcome = "open" if (period.end - rose).days < period.within else "nothing"
        if lost and rose <= lost <= period.end:
            if (lost - rose).days <= period.within or fell is None or fell >= lost:
                outcome = "lost"
            else:
                outcome = "nothing"
        notice = (lost - rose).days if lost and outcome == "lost" else None
        found.append(Episode(*key, rose, fell, words, evidence, outcome, notice))

    for day, now in up:
        for key in [key for key in begun if key not in now]:
            close(key, day)
        for key, raised in now.items():
            begun.setdefault(key, (day, raised))
    for key in list(begun):
        close(key, None)
    return sorted(found, key=lambda each: (each.rose, each.client, ALARMS.index(each.alarm)))
