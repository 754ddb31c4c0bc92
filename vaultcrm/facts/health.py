"""How well it goes with a client: the weighted mean of what `scoring.py` scores.

The weights are the settings' (`schema/health.py`). A part without data is left out, and its weight
spread over the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, fact
from vaultcrm.facts.histories import active_clients
from vaultcrm.facts.measures import number_of, percent, ratio, rounded
from vaultcrm.facts.scoring import NOTHING, PARTS
from vaultcrm.model import Fact

LEAST_DATA = 30  # percent of the weight, below which a score would say little
RED, YELLOW = 50, 75  # the highest whole score of each band: Gainsight's


class Component(NamedTuple):
    """A part of a client's health; without data its score is None, and `raises` says what to
    write."""

    name: str
    weight: Decimal
    score: int | None
    words: str
    raises: str
    evidence: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def components(book: Book) -> Mapping[str, tuple[Component, ...]]:
    """By the path of each active client: the parts that have a weight, in the settings' order."""
    return book.once(_components)


def weighted_mean(parts: Iterable[tuple[Decimal | int, Decimal | int]]) -> Decimal | None:
    """The mean of (number, weight); None where nothing has a weight."""
    known = list(parts)
    weight = sum((weight for _, weight in known), Decimal())
    total = sum((number * weight for number, weight in known), Decimal())
    return ratio(total, weight) if weight else None


def band(score: int) -> str:
    """red up to 50, yellow up to 75, green above. Scores are whole, so that no score that is shown
    lies between two bands."""
    return "red" if score <= RED else "yellow" if score <= YELLOW else "green"


@fact("clients")
def health(book: Book) -> Facts:
    """How well it goes with an active client, 0 to 100, whole: the mean of contact, answers,
    promises, satisfaction, delivery, money and mood by the settings' weights (`health:`), without
    those parts that have no data. None where these have over 70 % of the weight (see
    `health_data`). Rests on what the parts rest on; left out is what they leave out."""
    found = {}
    for path, parts in components(book).items():
        known = [each for each in parts if each.score is not None]
        mean = weighted_mean((each.score or 0, each.weight) for each in known)
        if mean is not None and _data(parts) >= LEAST_DATA:
            evidence = dict.fromkeys(place for each in known for place in each.evidence)
            left_out = dict.fromkeys(place for each in known for place in each.left_out)
            found[path] = Fact(int(rounded(mean, 0)), tuple(evidence), tuple(left_out))
    return found


@fact("clients")
def health_band(book: Book) -> Facts:
    """The colour of an active client's `health`: red from 0 to 50, yellow from 51 to 75, green from
    76 to 100. Rests on what that rests on."""
    return {
        path: known._replace(value=band(int(number)))
        for path, known in health(book).items()
        if (number := number_of(known.value)) is not None
    }


@fact("clients", default=0)
def health_data(book: Book) -> Facts:
    """How much of the weight of an active client's `health` belongs to parts that have data, in
    percent; 0 without any. Rests on the client's note."""
    known = ((path, _data(parts)) for path, parts in components(book).items())
    return {path: Fact(share, (path,)) for path, share in known if share}


def _data(parts: Sequence[Component]) -> int | Decimal:
    known = sum((each.weight for each in parts if each.score is not None), Decimal())
    return percent(known, sum((each.weight for each in parts), Decimal()))


def _components(book: Book) -> Mapping[str, tuple[Component, ...]]:
    weights = [(name, weight) for name, weight in book.config.health._asdict().items() if weight]
    scored = {name: PARTS[name](book) for name, _ in weights}

    def parts(path: str) -> Iterator[Component]:
        for name, weight in weights:
            part = scored[name].get(path)
            if part:
                yield Component(name, weight, *part)
            else:
                yield Component(name, weight, None, *NOTHING[name])

    return {client.path: tuple(parts(client.path)) for client in active_clients(book)}
