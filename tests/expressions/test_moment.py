"""Moment's format strings, "time from now" and dates in texts, from Moment's documentation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.expressions.moment import format_date, milliseconds, parse_date, relative

MORNING = datetime(2026, 3, 2, 0, 5, 9, 78_000)  # a Monday
EVENING = datetime(2012, 12, 22, 15, 25, 50, 125_999)  # a Saturday in week 51


@pytest.mark.parametrize(
    ("token", "morning", "evening"),
    [
        ("M", "3", "12"), ("Mo", "3rd", "12th"), ("MM", "03", "12"),
        ("MMM", "Mar", "Dec"), ("MMMM", "March", "December"),
        ("Q", "1", "4"), ("Qo", "1st", "4th"),
        ("D", "2", "22"), ("Do", "2nd", "22nd"), ("DD", "02", "22"),
        ("DDD", "61", "357"), ("DDDo", "61st", "357th"), ("DDDD", "061", "357"),
        ("d", "1", "6"), ("do", "1st", "6th"), ("dd", "Mo", "Sa"),
        ("ddd", "Mon", "Sat"), ("dddd", "Monday", "Saturday"),
        ("e", "1", "6"), ("E", "1", "6"),
        ("w", "10", "51"), ("wo", "10th", "51st"), ("ww", "10", "51"),
        ("W", "10", "51"), ("Wo", "10th", "51st"), ("WW", "10", "51"),
        ("Y", "2026", "2012"), ("YY", "26", "12"), ("YYY", "262026", "122012"),
        ("YYYY", "2026", "2012"), ("YYYYY", "02026", "02012"), ("YYYYYY", "+002026", "+002012"),
        ("y", "2026", "2012"), ("yo", "2026th", "2012th"), ("yyyy", "2026", "2012"),
        ("N", "AD", "AD"), ("NNN", "AD", "AD"), ("NNNN", "Anno Domini", "Anno Domini"),
        ("NNNNN", "AD", "AD"),
        ("gg", "26", "12"), ("gggg", "2026", "2012"), ("ggggg", "02026", "02012"),
        ("GG", "26", "12"), ("GGGG", "2026", "2012"), ("GGGGG", "02026", "02012"),
        ("A", "AM", "PM"), ("a", "am", "pm"),
        ("H", "0", "15"), ("HH", "00", "15"), ("h", "12", "3"), ("hh", "12", "03"),
        ("k", "24", "15"), ("kk", "24", "15"),
        ("hmm", "1205", "325"), ("hmmss", "120509", "32550"),
        ("Hmm", "005", "1525"), ("Hmmss", "00509", "152550"),
        ("m", "5", "25"), ("mm", "05", "25"), ("s", "9", "50"), ("ss", "09", "50"),
        ("S", "0", "1"), ("SS", "07", "12"), ("SSS", "078", "125"), ("SSSS", "0780", "1250"),
        ("SSSSSSSSS", "078000000", "125000000"),
        ("X", "1772409909", "1356189950"), ("x", "1772409909078", "1356189950125"),
        ("z", "", ""), ("zz", "", ""), ("Z", "+00:00", "+00:00"), ("ZZ", "+0000", "+0000"),
        ("LT", "12:05 AM", "3:25 PM"), ("LTS", "12:05:09 AM", "3:25:50 PM"),
        ("L", "03/02/2026", "12/22/2012"), ("l", "3/2/2026", "12/22/2012"),
        ("LL", "March 2, 2026", "December 22, 2012"), ("ll", "Mar 2, 2026", "Dec 22, 2012"),
        ("LLL", "March 2, 2026 12:05 AM", "December 22, 2012 3:25 PM"),
        ("lll", "Mar 2, 2026 12:05 AM", "Dec 22, 2012 3:25 PM"),
        ("LLLL", "Monday, March 2, 2026 12:05 AM", "Saturday, December 22, 2012 3:25 PM"),
        ("llll", "Mon, Mar 2, 2026 12:05 AM", "Sat, Dec 22, 2012 3:25 PM"),
    ],
)  # fmt: skip
def test_every_token(token: str, morning: str, evening: str) -> None:
    assert format_date(MORNING, token) == morning
    assert format_date(EVENING, token) == evening


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("dddd, MMMM Do YYYY, h:mm:ss a", "Sunday, February 14th 2010, 3:25:50 pm"),
        ("ddd, hA", "Sun, 3PM"),
        ("[Today is] dddd", "Today is Sunday"),
        ("[Today] [is] dddd", "Today is Sunday"),
        ("[LL] LL", "LL February 14, 2010"),
        ("YYYY-MM-DD[T]HH:mm", "2010-02-14T15:25"),
        ("YYYY-MM-DDTHH:mm", "2010-02-14T15:25"),  # T is no token
        ("", "2010-02-14T15:25:50+00:00"),
        ("\\D D", "D 14"),
        ("\\\\[YYYY", "[2010"),  # Moment drops every backslash
        ("[", "["),
        ("[]", ""),
        ("[D", "[14"),
        ("D]", "14]"),
        ("\\", ""),
        ("g G P ü\n", "g G P ü\n"),
        ("MMMMM", "February2"),
        ("YYYYMMDD", "20100214"),
        ("gggg-[W]ww", "2010-W08"),
        ("GGGG-[W]WW-E", "2010-W06-7"),
    ],
)
def test_format_strings(pattern: str, expected: str) -> None:
    assert format_date(datetime(2010, 2, 14, 15, 25, 50), pattern) == expected


@pytest.mark.parametrize(
    ("day", "american", "iso"),
    [
        ("2010-01-01", "2010 1", "2009 53"),
        ("2010-01-02", "2010 1", "2009 53"),
        ("2010-01-03", "2010 2", "2009 53"),
        ("2011-12-31", "2011 53", "2011 52"),
        ("2012-01-01", "2012 1", "2011 52"),
        ("2012-12-30", "2013 1", "2012 52"),
        ("2020-12-26", "2020 52", "2020 52"),
        ("2020-12-27", "2021 1", "2020 52"),
        ("2024-12-31", "2025 1", "2025 1"),
        ("9999-12-31", "10000 1", "9999 52"),
        ("0001-01-01", "1 1", "1 1"),
    ],
)
def test_weeks_at_the_turn_of_the_year(day: str, american: str, iso: str) -> None:
    moment = date.fromisoformat(day)
    year, week = american.split()
    assert format_date(moment, "gggg w") == f"{int(year):04} {week}"
    year, week = iso.split()
    assert format_date(moment, "GGGG W") == f"{int(year):04} {week}"


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (22, "22nd"), (23, "23rd"), (30, "30th"), (31, "31st")],
)  # fmt: skip
def test_ordinals(number: int, text: str) -> None:
    assert format_date(date(2026, 1, number), "Do") == text


def test_a_hundred_and_eleventh_day() -> None:
    assert format_date(date(2026, 4, 21), "DDDo") == "111th"


def test_a_plain_date_has_midnight_and_a_zone_is_left_out() -> None:
    assert format_date(date(2026, 11, 23), "LT") == "12:00 AM"
    assert format_date(datetime(2026, 11, 23, 9, tzinfo=UTC), "HH") == "09"
    assert milliseconds(date(1970, 1, 2)) == 86_400_000
    assert milliseconds(datetime(1969, 12, 31, 23, 59, 59)) == -1000


NOW = datetime(2026, 11, 23, 10, 30)
AGO = [
    (timedelta(), "a few seconds ago"),
    (timedelta(seconds=44), "a few seconds ago"),
    (timedelta(seconds=45), "a minute ago"),
    (timedelta(seconds=89), "a minute ago"),
    (timedelta(seconds=90), "2 minutes ago"),
    (timedelta(minutes=44, seconds=29), "44 minutes ago"),
    (timedelta(minutes=45), "an hour ago"),
    (timedelta(minutes=89), "an hour ago"),
    (timedelta(minutes=90), "2 hours ago"),
    (timedelta(hours=21, minutes=29), "21 hours ago"),
    (timedelta(hours=22), "a day ago"),
    (timedelta(hours=35), "a day ago"),
    (timedelta(hours=36), "2 days ago"),
    (timedelta(days=3), "3 days ago"),
    (timedelta(days=25), "25 days ago"),
    (timedelta(days=26), "a month ago"),
    (timedelta(days=45), "a month ago"),
    (timedelta(days=47), "2 months ago"),
    (timedelta(days=305), "10 months ago"),
    (timedelta(days=345), "a year ago"),
    (timedelta(days=546), "a year ago"),
    (timedelta(days=549), "2 years ago"),
    (timedelta(days=3653), "10 years ago"),
]


@pytest.mark.parametrize(("gap", "words"), AGO)
def test_time_ago(gap: timedelta, words: str) -> None:
    assert relative(NOW - gap, NOW) == words


@pytest.mark.parametrize(("gap", "words"), AGO[1:])
def test_time_ahead(gap: timedelta, words: str) -> None:
    assert relative(NOW + gap, NOW) == "in " + words.removesuffix(" ago")


def test_a_plain_date_counts_from_its_midnight() -> None:
    assert relative(date(2026, 11, 23), NOW) == "11 hours ago"  # 10:30, rounded
    assert relative(date(2027, 1, 23), NOW) == "in 2 months"
    assert relative(date(1, 1, 1), NOW) == "2026 years ago"
    assert relative(date(9999, 12, 31), NOW) == "in 7973 years"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        (" 2026-11-23 ", date(2026, 11, 23)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-11-23 10:30", datetime(2026, 11, 23, 10, 30)),
        ("2026-11-23 10:30:15", datetime(2026, 11, 23, 10, 30, 15)),
        ("2026-11-23T10:30:15", datetime(2026, 11, 23, 10, 30, 15)),
        ("2026-11-23T10:30:15.25", datetime(2026, 11, 23, 10, 30, 15, 250_000)),
        ("2026-11-23T10:30:15.123456789", datetime(2026, 11, 23, 10, 30, 15, 123_456)),
        ("2026-11-23T10:30Z", datetime(2026, 11, 23, 10, 30)),
        ("2026-11-23T10:30:00+01:00", datetime(2026, 11, 23, 10, 30)),
        ("2026-11-23T10:30:00-0530", datetime(2026, 11, 23, 10, 30)),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("2026-00-01", None),
        ("0000-01-01", None),
        ("2026-11-23 24:00", None),
        ("2026-11-23 10:60", None),
        ("2026-11-23 10", None),
        ("2026-11-23Z", None),
        ("2026-1-2", None),
        ("23.11.2026", None),
        ("tomorrow", None),
        ("", None),
        ("2026-11-23 and more", None),
        ("٢٠٢٦-١١-٢٣", None),
    ],
)
def test_parse_date(text: str, expected: date | None) -> None:
    parsed = parse_date(text)
    assert parsed == expected
    assert type(parsed) is type(expected)


@given(st.datetimes())
def test_what_is_formatted_is_read_again(moment: datetime) -> None:
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert parse_date(format_date(moment, "YYYY-MM-DD HH:mm:ss.SSS")) == whole
    assert parse_date(format_date(moment, "YYYY-MM-DD")) == moment.date()


@given(st.datetimes(), st.text(max_size=40))
def test_any_text_is_a_format_string(moment: datetime, pattern: str) -> None:
    assert isinstance(format_date(moment, pattern), str)


@given(st.datetimes(), st.text(alphabet=st.characters(exclude_characters="[]\\"), min_size=1))
def test_text_in_brackets_stands_as_it_is(moment: datetime, text: str) -> None:
    assert format_date(moment, f"[{text}]") == text


@given(st.datetimes(), st.datetimes())
def test_ago_and_ahead_never_fail(moment: datetime, now: datetime) -> None:
    words = relative(moment, now)
    assert words.startswith("in ") == (moment > now)
    assert words.endswith(" ago") == (moment <= now)
