"""Where everything in a chart stands: scales, round ticks, bars, lines, time lines, heat maps.

Across, a place is in percent of the drawing's width, so that one drawing fits every width and its
text keeps its size; down, it is in pixels. Curves (`Lines`, `Spark`, `Heat`) have a view box of
their own, which is stretched. Numbers come as text, rounded, and ready for SVG's attributes.
A value that cannot be drawn (none, or beyond any scale) is a gap.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from vaultcrm.rendering.report_cells import words
from vaultcrm.rendering.scales import Scale, digits, drawn, scale, short
from vaultcrm.reports import Chart, Number, Series

PLOT = 184  # px: how high bars and lines may get
WIDE = 1000  # the width of a stretched view box
ROW = 26  # px: a bar that lies
HUES = 6
_MOST_DOTS = 31  # of a line; with more, only points that no line leads to
_FITS_WIDE, _FITS_NARROW = 64, 44  # characters of labels side by side
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_TIME = re.compile(r"(?:.*\b(?:1|2)\d{3}\b|[QW]\d).*")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Tick(NamedTuple):
    """A line across at `at`, with its text; `zero` for the one that bars stand on."""

    at: str
    text: str
    zero: bool = False


class Label(NamedTuple):
    """A text below at `at`, in two lines; `narrow` if there is room for it on a narrow page too."""

    at: str
    text: str
    below: str = ""
    narrow: bool = True


class Rect(NamedTuple):
    x: str
    y: str
    width: str
    height: str
    hue: str
    title: str


class Line(NamedTuple):
    """A series as a curve: `path` its lines, `dots` its points, `area` what is below it."""

    path: str
    dots: str
    area: str
    hue: str


class Plot(NamedTuple):
    """Bars that stand, or lines, over labelled categories. `height` is that of the bars, `foot` of
    the labels. `spots` are invisible columns that tell the values under the pointer."""

    height: int
    foot: int
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    rects: tuple[Rect, ...] = ()
    lines: tuple[Line, ...] = ()
    spots: tuple[Rect, ...] = ()
    limit: Tick | None = None


class Lying(NamedTuple):
    """A category whose bars lie: its name, and after its bars their values."""

    name: str
    y: str
    rects: tuple[Rect, ...]
    end: str
    text: str


class Across(NamedTuple):
    """Bars that lie, under one another: for names, which are too long to stand side by side."""

    height: int
    rows: tuple[Lying, ...]
    zero: str
    limit: Tick | None = None


class Key(NamedTuple):
    hue: str
    name: str


class Spark(NamedTuple):
    path: str
    dot: str
    text: str


def drawing(chart: Chart) -> Plot | Across:
    """Where the parts of a chart stand; bars lie where their names would not fit side by side."""
    if chart.kind == "lines":
        return _lines(chart)
    long = sum(len(each) + 2 for each in chart.categories) > _FITS_NARROW
    return _across(chart) if long and not _are_times(chart.categories) else _columns(chart)


def keys(series: Sequence[Series]) -> tuple[Key, ...]:
    """Each series with its hue: its tone, or one of `HUES` in turn."""
    return tuple(Key(_hue(number, each), each.name) for number, each in enumerate(series))


def spark(values: Sequence[Number | None]) -> Spark | None:
    """A sparkline in a box of 100 by 24; None without a value to draw."""
    found = [drawn(value) for value in values]
    known = [value for value in found if value is not None]
    if not known:
        return None
    low, high = min(Decimal(0), *known), max(Decimal(0), *known)
    height = (high - low) or Decimal(1)
    step = 96 / max(1, len(found) - 1)
    places = [
        (98 - step * (len(found) - 1 - at), 21 - 18 * float((value - low) / height))
        if value is not None
        else None
        for at, value in enumerate(found)
    ]
    last = next(place for place in reversed(places) if place)
    shown = ", ".join("none" if value is None else words(value) for value in values)
    return Spark(_path(places), _dots([last]), shown)


def _columns(chart: Chart) -> Plot:
    values = [[drawn(value) for value in series.values] for series in chart.series]
    stacked = chart.kind == "stacked"
    limit = drawn(chart.limit)
    axis = scale(_extent(values, stacked, limit))
    band = 100 / max(1, len(chart.categories))
    beside = 1 if stacked else max(1, len(chart.series))
    width = min(band * (0.72 if beside == 1 else 0.8) / beside, 9.0)
    rects = []
    for place, category in enumerate(chart.categories):
        x = band * (place + 0.5) - width * beside / 2
        for number, base, value in _stack(values, place, stacked):
            if not value:
                continue
            top, bottom = _down(axis, max(base, base + value)), _down(axis, min(base, base + value))
            left = x if stacked else x + number * width
            rects.append(
                Rect(
                    digits(left),
                    digits(top),
                    digits(width * (1 if beside == 1 else 0.92)),
                    digits(max(bottom - top, 0.75)),
                    _hue(number, chart.series[number]),
                    _says(category, chart, number, place),
                )
            )
    labels = _labels(chart.categories)
    return Plot(
        PLOT,
        _foot(labels),
        _ticks(axis),
        labels,
        tuple(rects),
        limit=_limit(chart, axis, limit),
    )


def _lines(chart: Chart) -> Plot:
    values = [[drawn(value) for value in series.values] for series in chart.series]
    limit = drawn(chart.limit)
    axis = scale(_extent(values, False, limit))
    band = 100 / max(1, len(chart.categories))
    base = _down(axis, Decimal(0))
    lines = []
    for number, series in enumerate(chart.series):
        places = [
            ((at + 0.5) * band * WIDE / 100, _down(axis, value)) if value is not None else None
            for at, value in enumerate(values[number])
        ]
        alone = len(chart.series) == 1
        every = len(places) <= _MOST_DOTS
        dots = (point for run in _runs(places) for point in run if every or len(run) == 1)
        lines.append(
            Line(
                _path(places),
                _dots(dots),
                _area(places, base) if alone else "",
                _hue(number, series),
            )
        )
    spots = (
        Rect(
            digits(at * band),
            "0",
            digits(band),
            str(PLOT),
            "spot",
            "\n".join(_says(category, chart, number, at) for number in range(len(chart.series))),
        )
        for at, category in enumerate(chart.categories)
    )
    labels = _labels(chart.categories)
    return Plot(
        PLOT,
        _foot(labels),
        _ticks(axis),
        labels,
        lines=tuple(lines),
        spots=tuple(spots),
        limit=_limit(chart, axis, limit),
    )


def _across(chart: Chart) -> Across:
    values = [[drawn(value) for value in series.values] for series in chart.series]
    stacked = chart.kind == "stacked"
    limit = drawn(chart.limit)
    extent = [Decimal(0), *_extent(values, stacked, limit)]
    low, high = min(extent), max(extent)
    width = (high - low) or Decimal(1)
    beside = 1 if stacked else max(1, len(chart.series))
    thick = 14 if beside == 1 else 10
    step = ROW if beside == 1 else thick * beside + 12

    def along(value: Decimal) -> float:
        return float(100 * (value - low) / width)

    rows = []
    for place, category in enumerate(chart.categories):
        rects, end = [], along(max(low, Decimal(0)))
        for number, base, value in _stack(values, place, stacked):
            if not value:
                continue
            left, right = sorted((along(base), along(base + value)))
            y = place * step + (step - thick * beside) / 2 + (0 if stacked else number * thick)
            hue = _hue(number, chart.series[number])
            title = _says(category, chart, number, place)
            size = digits(max(right - left, 0.25))
            rects.append(Rect(digits(left), digits(y), size, str(thick - (beside > 1)), hue, title))
            end = max(end, right)
        shown = [series.values[place] for series in chart.series]
        text = " · ".join("–" if value is None else words(value) for value in shown)
        rows.append(
            Lying(category, digits(place * step + step / 2), tuple(rects), digits(end), text)
        )
    mark = Tick(digits(along(limit)), _limit_name(chart)) if limit is not None else None
    return Across(step * len(rows), tuple(rows), digits(along(Decimal(0))), mark)


def _extent(
    values: Sequence[Sequence[Decimal | None]], stacked: bool, limit: Decimal | None
) -> list[Decimal]:
    """The values that a scale must reach."""
    reach = [limit] if limit is not None else []
    for place in range(len(values[0]) if values else 0):
        reach += [base + value for _, base, value in _stack(values, place, stacked)]
    return reach


def _stack(
    values: Sequence[Sequence[Decimal | None]], place: int, stacked: bool
) -> Iterable[tuple[int, Decimal, Decimal]]:
    """Of each series that has a value at a place: its number, what its bar stands on, its value."""
    up = down = Decimal(0)
    for number, series in enumerate(values):
        value = series[place]
        if value is None:
            continue
        yield number, (up if value >= 0 else down) if stacked else Decimal(0), value
        if value >= 0:
            up += value
        else:
            down += value


def _ticks(axis: Scale) -> tuple[Tick, ...]:
    return tuple(
        Tick(digits(_down(axis, value)), text, value == 0)
        for value, text in zip(axis.ticks, short(axis.ticks), strict=True)
    )


def _limit(chart: Chart, axis: Scale, limit: Decimal | None) -> Tick | None:
    return None if limit is None else Tick(digits(_down(axis, limit)), _limit_name(chart))


def _limit_name(chart: Chart) -> str:
    name = f"{chart.limit_name or 'Limit'} {words(chart.limit)}"
    return f"{name} {chart.unit}".rstrip()


def _labels(categories: Sequence[str]) -> tuple[Label, ...]:
    """As many as there is room for; months by their names, with the year where it begins."""
    months = [_MONTH.fullmatch(category) for category in categories]
    dated = all(month and 1 <= int(month[2]) <= 12 for month in months)
    longest = 3 if dated else max((len(each) for each in categories), default=1)
    wide = max(1, -(-len(categories) * (longest + 2) // _FITS_WIDE))
    narrow = wide * max(1, -(-len(categories) * (longest + 1) // (_FITS_NARROW * wide)))
    found = []
    year = ""
    for place in range(0, len(categories), wide):
        text, below = categories[place], ""
        month = months[place]
        if dated and month:
            text = MONTHS[int(month[2]) - 1]
            below, year = ("" if month[1] == year else month[1]), month[1]
        at = digits(100 * (place + 0.5) / len(categories))
        found.append(Label(at, text, below, place % narrow == 0))
    return tuple(found)


def _foot(labels: Sequence[Label]) -> int:
    return 36 if any(label.below for label in labels) else 22


def _are_times(categories: Sequence[str]) -> bool:
    return all(_TIME.fullmatch(category) for category in categories)


def _says(category: str, chart: Chart, number: int, place: int) -> str:
    """A value in words, for the pointer."""
    series = chart.series[number]
    value = series.values[place]
    name = f"{category}, {series.name}" if len(chart.series) > 1 else category
    return f"{name}: {'none' if value is None else f'{words(value)} {chart.unit}'.rstrip()}"


def _hue(number: int, series: Series) -> str:
    return series.tone or f"s{number % HUES}"


def _down(axis: Scale, value: Decimal) -> float:
    return PLOT * (1 - axis.part(value))


Point: TypeAlias = tuple[float, float]


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """The points that lines connect: those with no gap between them."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(points: Sequence[Point | None]) -> str:
    return "".join(f"M{_joined(run)}" for run in _runs(points) if len(run) > 1)


def _area(points: Sequence[Point | None], base: float) -> str:
    return "".join(
        f"M{digits(run[0][0])} {digits(base)}L{_joined(run)}V{digits(base)}z"
        for run in _runs(points)
        if len(run) > 1
    )


def _dots(points: Iterable[Point]) -> str:
    return "".join(f"M{digits(x)} {digits(y)}h0" for x, y in points)


def _joined(run: Sequence[Point]) -> str:
    return "L".join(f"{digits(x)} {digits(y)}" for x, y in run)
