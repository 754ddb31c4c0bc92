"""Whether a client will buy again: the BG/NBD model. While they are clients, they buy at a rate of
their own (gamma over clients: `r`, `alpha`), and after each purchase they may leave for good, each
with a chance of their own (beta over clients: `a`, `b`).

Source: Fader, Hardie, Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
Numbers here are floats, and times weeks; only what is shown becomes decimal."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from math import exp, inf, isfinite, lgamma, log, log1p
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.book import Book
from vaultcrm.facts.measures import rounded
from vaultcrm.facts.money import payments

FEWEST_CLIENTS = 40  # who paid; the model fits fewer than that with nonsense
FEWEST_REPEATERS = 10  # of them: without repeats there is nothing to learn the habits from
_LARGEST = 1e3  # a parameter beyond this, or below its inverse, ran away from every optimum
_MOST_TRIES = 2000

Point: TypeAlias = tuple[float, ...]


class Purchases(NamedTuple):
    """What one client bought: how often after the first time, and in weeks after the first time,
    when the last of these was (0 without any) and when today is."""

    repeats: int
    last: float
    now: float


class Fit(NamedTuple):
    """`problem` says why the parameters mean nothing, '' if they do."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    problem: str = ""


class Alive(NamedTuple):
    """By the client's path: the probability that they will buy again, to 2 decimal places, with
    what they bought and the paid invoices that say so. None has any where `why` says why not."""

    chances: Mapping[str, tuple[Decimal, Purchases]]
    places: Mapping[str, tuple[str, ...]]
    left_out: tuple[str, ...]
    why: str


def still_active(book: Book) -> Alive:
    """The probability that a client is still active and will pay again, as of today, by the BG/NBD
    model fitted to all who ever paid. A purchase is a day on which they paid an invoice, of
    whatever currency; instalments of one project are several. For whoever paid on one day only,
    the model knows nothing but 1. From 40 clients up who paid, 10 of them more than once: a model
    of fewer says nothing, and so does one that finds no best parameters."""
    return book.once(_still_active)


def _still_active(book: Book) -> Alive:
    days: dict[str, dict[int, str]] = {}
    left_out = []
    for payment in payments(book):
        paid, place = payment.amount, payment.record.place
        if paid is None or payment.day is None or not payment.client:
            left_out.append(place)
        elif paid.amount > 0:
            days.setdefault(payment.client, {}).setdefault(payment.day.toordinal(), place)
    places = {client: tuple(found[day] for day in sorted(found)) for client, found in days.items()}
    bought = {client: _purchases(found, book.today.toordinal()) for client, found in days.items()}
    nobody = Alive({}, {}, tuple(left_out), "")
    if len(bought) < FEWEST_CLIENTS:
        return nobody._replace(
            why=f"of the {FEWEST_CLIENTS} paying clients that it needs there are {len(bought)}"
        )
    again = sum(each.repeats > 0 for each in bought.values())
    if again < FEWEST_REPEATERS:
        return nobody._replace(
            why=f"of the {FEWEST_REPEATERS} clients who paid again that it needs there are {again}"
        )
    fitted = fit(bought.values())
    if fitted.problem:
        return nobody._replace(why=fitted.problem)
    chances = {
        client: (rounded(Decimal(probability(fitted, each)), 2), each)
        for client, each in bought.items()
    }
    return nobody._replace(chances=chances, places=places)


def _purchases(days: Iterable[int], today: int) -> Purchases:
    first, last = min(days), max(days)
    return Purchases(len(set(days)) - 1, (last - first) / 7, (today - first) / 7)


def probability(fitted: Fit, bought: Purchases) -> float:
    """P(alive): that a client has not left."""
    repeats, last, now = bought
    if not repeats:
        return 1.0
    odds = _log_of_leaving(fitted, bought) + (fitted.r + repeats) * log(
        (fitted.alpha + now) / (fitted.alpha + last)
    )
    return 1 / (1 + exp(odds)) if odds < 0 else exp(-odds) / (1 + exp(-odds))


def _log_of_leaving(fitted: Fit, bought: Purchases) -> float:
    return log(fitted.a) - log(fitted.b + bought.repeats - 1)


def fit(clients: Iterable[Purchases]) -> Fit:
    """The parameters that make what clients bought most likely (see `log_likelihood`)."""
    counted = Counter(clients)
    groups: dict[int, list[tuple[float, float, int]]] = {}
    for (repeats, last, now), count in counted.items():
        groups.setdefault(repeats, []).append((last, now, count))

    def cost(logs: Point) -> float:
        if any(abs(each) > 2 * log(_LARGEST) for each in logs):
            return inf
        r, alpha, a, b = map(exp, logs)
        return -_log_likelihood(r, alpha, a, b, groups)

    # Once more from where it ended: a simplex that has become flat stops too early.
    logs, _, _ = minimum(cost, (0.0, 0.0, 0.0, 0.0))
    logs, least, settled = minimum(cost, logs)
    r, alpha, a, b = map(exp, logs)
    problem = ""
    if not settled or not isfinite(least):
        problem = "the model finds no best parameters for these clients"
    elif any(abs(each) > log(_LARGEST) for each in logs):
        problem = "the model fits these clients only with parameters that run out of all bounds"
    return Fit(r, alpha, a, b, -least, problem)


def log_likelihood(fitted: Fit, clients: Iterable[Purchases]) -> float:
    """How likely these purchases are, as a logarithm."""
    groups: dict[int, list[tuple[float, float, int]]] = {}
    for repeats, last, now in clients:
        groups.setdefault(repeats, []).append((last, now, 1))
    return _log_likelihood(*fitted[:4], groups)


def _log_likelihood(
    r: float,
    alpha: float,
    a: float,
    b: float,
    groups: Mapping[int, Sequence[tuple[float, float, int]]],
) -> float:
    """Clients come by how often they bought again, as (last, now, how many such clients)."""
    total = 0.0
    common = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    for repeats, clients in groups.items():
        power = r + repeats
        constant = common + lgamma(power) + lgamma(b + repeats) - lgamma(a + b + repeats)
        leaving = log(a) - log(b + repeats - 1) if repeats else 0.0
        for last, now, count in clients:
            staying = -power * log(alpha + now)
            if repeats:
                # ln(e^staying + e^left), without either of them
                left = leaving - power * log(alpha + last)
                high, low = (staying, left) if staying > left else (left, staying)
                staying = high + log1p(exp(low - high))
            total += count * (constant + staying)
    return total


def minimum(cost: Callable[[Point], float], start: Point) -> tuple[Point, float, bool]:
    """Where a function is least near a point, how little that is, and whether the search came to
    rest. Source: Nelder, Mead (1965), A simplex method for function minimization."""
    size = len(start)
    corners = [start] + [
        tuple(each + (0.5 if at == axis else 0.0) for at, each in enumerate(start))
        for axis in range(size)
    ]
    simplex = sorted((cost(corner), corner) for corner in corners)
    for _ in range(_MOST_TRIES):
        (best, at), (worst, far) = simplex[0], simplex[-1]
        wide = max(abs(x - y) for _, corner in simplex[1:] for x, y in zip(corner, at, strict=True))
        if wide < 1e-6 and worst - best < 1e-9 * (1 + abs(best)):
            return at, best, True
        near = [corner for _, corner in simplex[:-1]]
        middle = tuple(sum(axis) / size for axis in zip(*near, strict=True))

        def along(step: float, middle: Point = middle, far: Point = far) -> tuple[float, Point]:
            point = tuple(m + step * (f - m) for m, f in zip(middle, far, strict=True))
            return cost(point), point

        reflected = along(-1)
        if reflected[0] < best:
            new = min(reflected, along(-2))
        elif reflected[0] < simplex[-2][0]:
            new = reflected
        else:
            new = along(-0.5 if reflected[0] < worst else 0.5)
            if new[0] >= min(worst, reflected[0]):
                shrunk = (
                    tuple((x + y) / 2 for x, y in zip(corner, at, strict=True))
                    for _, corner in simplex[1:]
                )
                simplex = sorted([simplex[0], *((cost(corner), corner) for corner in shrunk)])
                continue
        simplex = sorted([*simplex[:-1], new])
    return simplex[0][1], simplex[0][0], False
