"""Moment.js's way with dates, in English: format strings, "3 days ago", and dates from text.

Source: momentjs.com/docs, "Display", "Format" and "Time from now", with the locale "en". A time
without a zone counts as UTC wherever an offset or an instant is asked for (Z, ZZ, X, x).
"""

import math
import re
from calendar import isleap, monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_DEFAULT = "YYYY-MM-DDTHH:mm:ssZ"

_LONG: Mapping[str, str] = {
    "LTS": "h:mm:ss A",
    "LT": "h:mm A",
    "L": "MM/DD/YYYY",
    "LL": "MMMM D, YYYY",
    "LLL": "MMMM D, YYYY h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
    "l": "M/D/YYYY",
    "ll": "MMM D, YYYY",
    "lll": "MMM D, YYYY h:mm A",
    "llll": "ddd, MMM D, YYYY h:mm A",
}
_BRACKETS = r"\[[^\[]*\]"
_LONG_TOKEN = re.compile(rf"{_BRACKETS}|\\?(?:LTS|LT|LL?L?L?|l{{1,4}})")
_TOKEN = re.compile(
    rf"{_BRACKETS}|\\?(?:[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|wo|ww?|Wo|WW?|Qo?"
    r"|N{1,5}|YYYYYY|YYYYY|YYYY|YY|y{2,4}|yo?|gg(?:ggg?)?|GG(?:GGG?)?|hh?|HH?|kk?|mm?|ss?"
    r"|S{1,9}|zz?|ZZ?|.)",
    re.DOTALL,
)
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    r" ?(?:[Zz]|[-+]\d\d(?::?\d\d)?)?)?\Z",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1)


def format_date(day: date, pattern: str) -> str:
    """A date or a datetime as a format string says; of an empty one, as ISO 8601."""
    moment = _moment(day)

    def spelled(match: "re.Match[str]") -> str:
        token = match[0]
        if token in _TOKENS:
            return _TOKENS[token](moment)
        if token[0] == "[" and len(token) > 1:
            return token[1:-1]
        return token.replace("\\", "")

    long = _LONG_TOKEN.sub(lambda match: _LONG.get(match[0], match[0]), pattern or _DEFAULT)
    return _TOKEN.sub(spelled, long)


def parse_date(text: str) -> date | datetime | None:
    """The date in a text such as `2026-11-23`, `2026-11-23 10:30` or `2026-11-23T10:30:15Z`; the
    time as written, without its zone. None for anything else and for days that never were."""
    match = _DATE.match(text.strip())
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    try:
        if not match[4]:
            return date(year, month, day)
        micro = int((match[7] or "").ljust(6, "0")[:6])
        return datetime(year, month, day, int(match[4]), int(match[5]), int(match[6] or 0), micro)
    except ValueError:
        return None


def milliseconds(day: date) -> int:
    """Since the beginning of 1970."""
    return (_moment(day) - _EPOCH) // timedelta(milliseconds=1)


def relative(day: date, now: datetime) -> str:
    """How far a date is from now: `in 2 months`, `a few seconds ago`. A plain date counts from
    its midnight."""
    moment, now = _moment(day), _moment(now)
    months, rest = _difference(min(moment, now), max(moment, now))
    seconds = Fraction(rest // timedelta(microseconds=1), 1_000_000)
    # A month in days is 146097 / 4800: the Gregorian calendar's 400 years by its months.
    in_days = seconds / 86_400
    whole = round_half_up(Fraction(months * 146_097, 4_800))
    in_months = months + in_days * 4_800 / 146_097
    words = _words(
        round_half_up(seconds + whole * 86_400),
        round_half_up(seconds / 60 + whole * 1_440),
        round_half_up(seconds / 3_600 + whole * 24),
        round_half_up(in_days + whole),
        round_half_up(in_months),
        round_half_up(in_months / 12),
    )
    return f"in {words}" if moment > now else f"{words} ago"


def round_half_up(number: Fraction) -> int:
    return math.floor(number + Fraction(1, 2))


def _words(seconds: int, minutes: int, hours: int, days: int, months: int, years: int) -> str:
    """Moment's thresholds: 45 seconds, 45 minutes, 22 hours, 26 days, 11 months."""
    steps = (
        (seconds < 45, "a few seconds"),
        (minutes <= 1, "a minute"),
        (minutes < 45, f"{minutes} minutes"),
        (hours <= 1, "an hour"),
        (hours < 22, f"{hours} hours"),
        (days <= 1, "a day"),
        (days < 26, f"{days} days"),
        (months <= 1, "a month"),
        (months < 11, f"{months} months"),
        (years <= 1, "a year"),
    )
    return next((words for holds, words in steps if holds), f"{years} years")


def _difference(early: datetime, late: datetime) -> tuple[int, timedelta]:
    """Whole calendar months between two moments, and what is left."""
    months = (late.year - early.year) * 12 + late.month - early.month
    if add_months(early, months) > late:
        months -= 1
    return months, late - add_months(early, months)


def add_months(moment: datetime, months: int) -> datetime:
    """The same day and time some months on, or the month's last day where it is shorter. Raises
    ValueError outside the years 1 to 9999."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"the year {year} is out of range")
    return moment.replace(
        year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1])
    )


def _moment(day: date) -> datetime:
    if isinstance(day, datetime):
        return day.replace(tzinfo=None)
    return datetime.combine(day, time())


def _ordinal(number: int) -> str:
    teens = number % 100 // 10 == 1
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _week(moment: datetime) -> tuple[int, int]:
    """(year, week) as in the United States: weeks begin on Sunday, the first holds 1 January, so
    a week belongs to the year of its Saturday."""
    saturday = moment.timetuple().tm_yday + (5 - moment.weekday()) % 7
    length = 366 if isleap(moment.year) else 365
    if saturday > length:
        return moment.year + 1, 1
    return moment.year, (saturday + 6) // 7


def _fraction(digits: int) -> Callable[[datetime], str]:
    """Of the second. Moment knows milliseconds only: further digits are zeros."""
    return lambda moment: f"{moment.microsecond // 1000:03}".ljust(digits, "0")[:digits]


def _numbers(token: str, number: Callable[[datetime], int]) -> Mapping[str, Callable[..., str]]:
    """A number as it is (`M`), with two digits (`MM`) and as an ordinal (`Mo`)."""
    return {
        token: lambda moment: str(number(moment)),
        token * 2: lambda moment: f"{number(moment):02}",
        token + "o": lambda moment: _ordinal(number(moment)),
    }


def _sunday(moment: datetime) -> int:
    return moment.isoweekday() % 7


_TOKENS: Mapping[str, Callable[[datetime], str]] = {
    **_numbers("M", lambda moment: moment.month),
    "MMM": lambda moment: _MONTHS[moment.month - 1][:3],
    "MMMM": lambda moment: _MONTHS[moment.month - 1],
    "Q": lambda moment: str((moment.month + 2) // 3),
    "Qo": lambda moment: _ordinal((moment.month + 2) // 3),
    **_numbers("D", lambda moment: moment.day),
    "DDD": lambda moment: str(moment.timetuple().tm_yday),
    "DDDo": lambda moment: _ordinal(moment.timetuple().tm_yday),
    "DDDD": lambda moment: f"{moment.timetuple().tm_yday:03}",
    "d": lambda moment: str(_sunday(moment)),
    "do": lambda moment: _ordinal(_sunday(moment)),
    "dd": lambda moment: _DAYS[_sunday(moment)][:2],
    "ddd": lambda moment: _DAYS[_sunday(moment)][:3],
    "dddd": lambda moment: _DAYS[_sunday(moment)],
    "e": lambda moment: str(_sunday(moment)),
    "E": lambda moment: str(moment.isoweekday()),
    **_numbers("w", lambda moment: _week(moment)[1]),
    **_numbers("W", lambda moment: moment.isocalendar().week),
    "Y": lambda moment: f"{moment.year:04}",
    "YY": lambda moment: f"{moment.year % 100:02}",
    "YYYY": lambda moment: f"{moment.year:04}",
    "YYYYY": lambda moment: f"{moment.year:05}",
    "YYYYYY": lambda moment: f"{moment.year:+07}",
    "y": lambda moment: str(moment.year),
    "yo": lambda moment: _ordinal(moment.year),
    "yy": lambda moment: f"{moment.year:02}",
    "yyy": lambda moment: f"{moment.year:03}",
    "yyyy": lambda moment: f"{moment.year:04}",
    **dict.fromkeys(("N", "NN", "NNN", "NNNNN"), lambda moment: "AD"),
    "NNNN": lambda moment: "Anno Domini",
    "gg": lambda moment: f"{_week(moment)[0] % 100:02}",
    "gggg": lambda moment: f"{_week(moment)[0]:04}",
    "ggggg": lambda moment: f"{_week(moment)[0]:05}",
    "GG": lambda moment: f"{moment.isocalendar().year % 100:02}",
    "GGGG": lambda moment: f"{moment.isocalendar().year:04}",
    "GGGGG": lambda moment: f"{moment.isocalendar().year:05}",
    "A": lambda moment: "AM" if moment.hour < 12 else "PM",
    "a": lambda moment: "am" if moment.hour < 12 else "pm",
    "H": lambda moment: str(moment.hour),
    "HH": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour % 12 or 12),
    "hh": lambda moment: f"{moment.hour % 12 or 12:02}",
    "k": lambda moment: str(moment.hour or 24),
    "kk": lambda moment: f"{moment.hour or 24:02}",
    "hmm": lambda moment: f"{moment.hour % 12 or 12}{moment:%M}",
    "hmmss": lambda moment: f"{moment.hour % 12 or 12}{moment:%M%S}",
    "Hmm": lambda moment: f"{moment.hour}{moment:%M}",
    "Hmmss": lambda moment: f"{moment.hour}{moment:%M%S}",
    "m": lambda moment: str(moment.minute),
    "mm": lambda moment: f"{moment.minute:02}",
    "s": lambda moment: str(moment.second),
    "ss": lambda moment: f"{moment.second:02}",
    **{"S" * digits: _fraction(digits) for digits in range(1, 10)},
    "X": lambda moment: str(milliseconds(moment) // 1000),
    "x": lambda moment: str(milliseconds(moment)),
    "z": lambda moment: "",
    "zz": lambda moment: "",
    "Z": lambda moment: "+00:00",
    "ZZ": lambda moment: "+0000",
}
