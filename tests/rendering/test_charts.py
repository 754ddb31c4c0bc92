"""Where the parts of charts stand: on scales that hold them, in places that say what they are."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.rendering.charts import PLOT, Across, Plot, drawing, keys, spark
from vaultcrm.rendering.scales import percent, scale, short
from vaultcrm.rendering.timelines import bands, gantt
from vaultcrm.reports import Calendar, Chart, Mark, Series, Span, Timeline

TODAY = date(2026, 11, 23)
NUMBERS = st.one_of(
    st.integers(-(10**40), 10**40),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.decimals(-100, 100, places=2),
)
VALUES = st.one_of(st.none(), NUMBERS, st.sampled_from([Decimal("NaN"), Decimal("Infinity")]))
DAYS = st.one_of(st.none(), st.dates(), st.dates(date(2026, 1, 1), date(2027, 6, 1)))


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], "0 1"),
        (["0"], "0 1"),
        (["1"], "0 1"),
        (["3"], "0 1 2 3"),
        (["0.5"], "0 0.2 0.4 0.6"),
        (["8100"], "0 5000 10000"),
        (["43"], "0 20 40 60"),
        (["-1200", "300"], "-1500 -1000 -500 0 500"),
        (["-3"], "-3 -2 -1 0"),
    ],
)
def test_ticks_are_round(values: list[str], ticks: str) -> None:
    assert list(scale(decimals(*values)).ticks) == decimals(*ticks.split())


@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False).filter(
            lambda number: abs(number.adjusted()) <= 200
        )
    )
)
def test_a_scale_holds_its_values_and_zero(values: list[Decimal]) -> None:
    axis = scale(values)
    assert Decimal(0) in axis.ticks
    assert list(axis.ticks) == sorted(set(axis.ticks))
    assert 2 <= len(axis.ticks) <= 7
    parts = [axis.part(value) for value in values]
    assert all(0 <= part <= 1 for part in parts)


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ("0 2500 5000 7500", "0 2,500 5,000 7,500"),
        ("0 5000 10000", "0 5k 10k"),
        ("-1500000 0 500000", "-1.5M 0 0.5M"),
        ("0 2E+9", "0 2bn"),
        ("0 2E+12", "0 2tn"),
        ("0 2E+20", "0 2e20"),
        ("0 0.25 0.5", "0 0.25 0.5"),
    ],
)
def test_ticks_have_short_names(numbers: str, texts: str) -> None:
    assert list(short(decimals(*numbers.split()))) == texts.split()


@pytest.mark.parametrize(
    ("value", "of", "expected"),
    [
        ("40", "100", "40"),
        ("1", "3", "33.33"),
        ("5", "0", "0"),
        ("-2", "9", "0"),
        ("9", "2", "100"),
    ],
)
def test_a_bar_is_a_part_of_its_whole(value: str, of: str, expected: str) -> None:
    assert percent(Decimal(value), Decimal(of)) == expected


def a_chart(
    kind: Literal["bars", "stacked", "lines"],
    categories: tuple[str, ...],
    *values: tuple[int | Decimal | None, ...],
    limit: int | None = None,
) -> Chart:
    series = tuple(Series(f"Series {number}", each) for number, each in enumerate(values))
    return Chart(kind, "Title", categories, series, "What there is.", "h", limit)


def test_bars_stand_on_the_line_of_zero() -> None:
    plot = drawing(a_chart("bars", ("a", "b", "c"), (4, -2, 0), (2, None, 1), limit=3))
    assert isinstance(plot, Plot)
    assert [(tick.text, tick.zero) for tick in plot.ticks] == [
        ("-2", False),
        ("0", True),
        ("2", False),
        ("4", False),
    ]
    zero = float(plot.ticks[1].at)
    above = [(float(rect.y), float(rect.y) + float(rect.height)) for rect in plot.rects]
    assert above == [
        pytest.approx((0, zero), abs=0.02),
        pytest.approx((PLOT / 3, zero), abs=0.02),
        pytest.approx((zero, PLOT), abs=0.02),
        pytest.approx((PLOT / 2, zero), abs=0.02),
    ]
    assert [rect.title for rect in plot.rects][:2] == ["a, Series 0: 4 h", "a, Series 1: 2 h"]
    assert plot.limit and plot.limit.text == "Limit 3 h"
    assert float(plot.limit.at) == pytest.approx(PLOT / 6, abs=0.02)


def test_stacked_bars_stand_on_one_another_and_what_is_negative_hangs() -> None:
    plot = drawing(a_chart("stacked", ("a",), (3,), (-1,), (2,), (-3,)))
    assert isinstance(plot, Plot)
    tops = [(float(rect.y), float(rect.y) + float(rect.height)) for rect in plot.rects]
    unit = PLOT / 10  # from -5 to 5
    expected = [(2, 5), (5, 6), (0, 2), (6, 9)]
    assert tops == [pytest.approx((a * unit, b * unit), abs=0.02) for a, b in expected]
    assert len({rect.x for rect in plot.rects}) == 1


@given(
    st.sampled_from(["bars", "stacked", "lines"]),
    st.integers(0, 70),
    st.integers(0, 4),
    st.booleans(),
    st.data(),
)
def test_nothing_is_drawn_outside(
    kind: Literal["bars", "stacked", "lines"],
    count: int,
    series: int,
    long: bool,
    data: st.DataObject,
) -> None:
    names = tuple(f"A long name {number}" if long else f"{number}" for number in range(count))
    values = [tuple(data.draw(VALUES) for _ in names[:5]) for _ in range(series)]
    values = [(each * 14)[:count] for each in values]
    chart = drawing(a_chart(kind, names, *values))
    if isinstance(chart, Plot):
        rects, height = chart.rects + chart.spots, chart.height
        assert all(0 <= float(label.at) <= 100 for label in chart.labels)
    else:
        rects, height = tuple(rect for row in chart.rows for rect in row.rects), chart.height
        assert len(chart.rows) == count
        assert all(0 <= float(row.end) <= 100 for row in chart.rows)
    for rect in rects:
        assert -0.01 <= float(rect.x) <= float(rect.x) + float(rect.width) <= 100.3
        assert -0.01 <= float(rect.y) <= float(rect.y) + float(rect.height) <= height + 0.8


def test_a_gap_breaks_a_line_and_a_point_alone_is_a_dot() -> None:
    plot = drawing(a_chart("lines", tuple("abcde"), (4, 4, None, 2, None)))
    assert isinstance(plot, Plot)
    assert plot.lines[0].path == "M100 0L300 0"
    assert plot.lines[0].dots == "M100 0h0M300 0h0M700 92h0"
    assert plot.lines[0].area == "M100 184L100 0L300 0V184z"
    assert [spot.title for spot in plot.spots][1:3] == ["b: 4 h", "c: none"]
    many = drawing(a_chart("lines", tuple(map(str, range(40))), (None, 1, None, *range(1, 38))))
    assert isinstance(many, Plot)
    assert many.lines[0].dots.count("h0") == 1


MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))
NAMES = ("Hafenkontor Genossenschaft", "Backstube Thomsen")


@pytest.mark.parametrize(
    ("categories", "form"),
    [
        (("a", "b"), Plot),
        (MONTHS, Plot),
        (tuple(f"2026-W{week:02}" for week in range(1, 53)), Plot),
        (NAMES, Across),
        (tuple(map(str, range(60))), Across),
    ],
)
def test_bars_with_long_names_lie(categories: tuple[str, ...], form: type) -> None:
    assert isinstance(drawing(a_chart("bars", categories, (1,) * len(categories))), form)


def test_months_have_names_and_years_where_they_begin() -> None:
    plot = drawing(a_chart("bars", (*MONTHS[9:], "2027-01"), (1, 1, 1, 1)))
    assert isinstance(plot, Plot)
    assert [(label.text, label.below) for label in plot.labels] == [
        ("Oct", "2026"),
        ("Nov", ""),
        ("Dec", ""),
        ("Jan", "2027"),
    ]


def test_series_differ_by_their_tone_or_number() -> None:
    series = [Series("a", (), (), "bad"), *(Series(str(number), ()) for number in range(7))]
    hues = [key.hue for key in keys(series)]
    assert hues == ["bad", "s1", "s2", "s3", "s4", "s5", "s0", "s1"]


def test_a_sparkline_ends_in_a_dot_and_says_its_values() -> None:
    line = spark((1, None, 3, 2))
    assert line
    assert line.path == "M66 3L98 9"
    assert line.dot == "M98 9h0"
    assert line.text == "1, none, 3, 2"
    assert spark((None, Decimal("NaN"))) is None
    assert spark(()) is None


def spans_of(*spans: Span) -> Timeline:
    return Timeline("Title", TODAY, spans, "What there is.")


def test_spans_are_where_their_days_are() -> None:
    drawn = gantt(
        spans_of(
            Span("All", date(2026, 1, 1), date(2026, 12, 31), 40),
            Span("Half", date(2026, 7, 2), None),
            Span("Nothing", None, None, marks=(Mark(date(2026, 3, 1), "Due", False),)),
        )
    )
    whole, half, nothing = drawn.stretches
    assert float(half.x) == pytest.approx(float(whole.x) + float(whole.width) / 2, abs=0.3)
    assert float(half.x) + float(half.width) == pytest.approx(100, abs=0.1)
    assert [(each.fades_in, each.fades_out) for each in drawn.stretches] == [
        (False, False),
        (False, True),
        (True, True),
    ]
    assert (whole.done, half.done) == ("40", "")
    assert whole.title == "All: 2026-01-01 to 2026-12-31, 40 % done"
    assert half.title == "Half: 2026-07-02 to no end"
    assert [(dot.kind, dot.title) for dot in nothing.dots] == [("late", "2026-03-01 Due, late")]
    assert float(drawn.today) == pytest.approx(
        float(whole.x) + float(whole.width) * 326 / 365, abs=0.1
    )


@pytest.mark.parametrize(
    ("done", "day", "kind"),
    [
        (True, TODAY - timedelta(9), "done"),
        (False, TODAY - timedelta(1), "late"),
        (False, TODAY, "open"),
        (None, TODAY - timedelta(9), "plain"),
    ],
)
def test_marks_say_how_things_stand(done: bool | None, day: date, kind: str) -> None:
    [span] = gantt(spans_of(Span("A", TODAY, TODAY, marks=(Mark(day, "B", done),)))).stretches
    assert [dot.kind for dot in span.dots] == [kind]


@given(st.lists(st.tuples(DAYS, DAYS, st.lists(st.dates(), max_size=2)), max_size=5), st.dates())
def test_every_time_line_can_be_drawn(
    spans: list[tuple[date | None, date | None, list[date]]], today: date
) -> None:
    block = Timeline(
        "Title",
        today,
        tuple(
            Span("A", start, end, marks=tuple(Mark(day, "B") for day in days))
            for start, end, days in spans
        ),
        "What there is.",
    )
    drawn = gantt(block)
    assert len(drawn.stretches) == len(spans)
    assert 1 <= len(drawn.labels) <= 16
    places = [float(label.at) for label in drawn.labels]
    assert places == sorted(places) and all(0 <= place <= 100 for place in places)
    for span in drawn.stretches:
        assert 0 <= float(span.x) <= float(span.x) + float(span.width) <= 100.5
        assert all(0 <= float(dot.x) <= 100 for dot in span.dots)


def test_today_is_not_on_a_time_line_of_long_ago() -> None:
    drawn = gantt(spans_of(Span("Old", date(2019, 1, 1), date(2019, 9, 1))))
    assert drawn.today == ""
    assert float(drawn.stretches[0].width) > 90


@given(st.dates(date(1, 2, 1), date(9999, 11, 1)), st.integers(0, 1000), st.data())
def test_every_day_of_a_calendar_is_drawn_once(
    start: date, length: int, data: st.DataObject
) -> None:
    end = min(start + timedelta(length), date.max) if start.year < 9990 else start
    whole = (end - start).days
    offsets = data.draw(st.sets(st.integers(0, whole), max_size=9))
    days = {start + timedelta(offset): offset + 1 for offset in offsets}
    drawn = bands(Calendar("Title", start, end, days, "What there is.", "calls"))
    found = [day for band in drawn for day in band.days]
    assert sorted(day.title.partition(":")[0] for day in found) == sorted(map(str, days))
    assert all(
        date.fromisoformat(day.title.partition(":")[0]).weekday() == day.weekday for day in found
    )
    assert all(1 <= day.level <= 4 and day.week < band.weeks for band in drawn for day in band.days)
    assert sum(band.ground.count("M") for band in drawn) + len(found) == whole + 1


def test_the_most_is_darkest() -> None:
    days = {TODAY: 8, TODAY - timedelta(1): 1, TODAY - timedelta(8): 4}
    [band] = bands(Calendar("Title", TODAY - timedelta(27), TODAY, days, "", "calls"))
    assert [(day.level, day.title) for day in band.days] == [
        (2, "2026-11-15: 4 calls"),
        (1, "2026-11-22: 1 calls"),
        (4, "2026-11-23: 8 calls"),
    ]
    assert [(label.text, label.below) for label in band.labels] == [("Nov", "2026")]
