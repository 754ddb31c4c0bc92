"""The texts of the Tasks plugin that say how often a task comes back (`every 2 weeks when done`).

Sources: the Tasks plugin's documentation (Recurring Tasks), its parser's behaviour, and the grammar
of texts of the library rrule.js, which Tasks reads them with. What Tasks accepts is accepted, what
it rejects is a value that says why, and what it passes over is told.
"""

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.recurrence import Recurrence
from vaultcrm.words import is_one_slip

_LONGEST = 300  # characters of a text
_MOST = 10**6  # no interval is longer: whatever its unit, there is no day after that
_DAYS_OF_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_WEEKDAYS = (0, 1, 2, 3, 4)
_UNITS = ("day", "weekday", "week", "month", "year", "hour", "minute")
# Of these the longest that fits is taken, of those as long the first; what stands behind it in the
# same word is the next, so that "moth" is Monday and Thursday.
_TOKENS = {
    "number": r"[1-9][0-9]*",
    "word for a number": r"one|two|three",
    "every": r"every",
    "day": r"days?",
    "weekday": r"weekdays?",
    "week": r"weeks?",
    "hour": r"hours?",
    "minute": r"minutes?",
    "month": r"months?",
    "year": r"years?",
    "on": r"on|in",
    "at": r"at",
    "the": r"the",
    "first": r"first",
    "second": r"second",
    "third": r"third",
    "nth": r"([1-9][0-9]*)(?:th|nd|rd|st)",
    "last": r"last",
    "for": r"for",
    "time": r"times?",
    "until": r"(?:un)?til",
    "Monday": r"mo(?:n(?:day)?)?",
    "Tuesday": r"tu(?:e(?:s(?:day)?)?)?",
    "Wednesday": r"we(?:d(?:n(?:esday)?)?)?",
    "Thursday": r"th(?:u(?:r(?:sday)?)?)?",
    "Friday": r"fr(?:i(?:day)?)?",
    "Saturday": r"sa(?:t(?:urday)?)?",
    "Sunday": r"su(?:n(?:day)?)?",
    "January": r"jan(?:uary)?",
    "February": r"feb(?:ruary)?",
    "March": r"mar(?:ch)?",
    "April": r"apr(?:il)?",
    "May": r"may",
    "June": r"june?",
    "July": r"july?",
    "August": r"aug(?:ust)?",
    "September": r"sep(?:t(?:ember)?)?",
    "October": r"oct(?:ober)?",
    "November": r"nov(?:ember)?",
    "December": r"dec(?:ember)?",
    "comma": r"(?:, *|(?:and|or) *)+",
}
_PATTERNS = {name: re.compile(form, re.IGNORECASE) for name, form in _TOKENS.items()}
_NAMED = {name: number for number, name in enumerate((*_DAYS_OF_WEEK, *_MONTHS))}
_NTH = ("nth", "first", "second", "third", "last")
_ORDINALS = {"first": 1, "second": 2, "third": 3}
_WHOLE = re.compile(r"([a-zA-Z0-9, !]+?)( when done)?", re.IGNORECASE)


class Unreadable(NamedTuple):
    """Why Tasks cannot read a text, as a clause, or cannot do what it says."""

    why: str


Read: TypeAlias = Recurrence | Unreadable


@lru_cache(maxsize=1000)
def read_recurrence(text: str) -> Read:
    """What a text of the Tasks plugin says. A rule that is to end (`for 3 times`, `until May`) is
    not read, since Tasks documents that it cannot keep to that."""
    whole = _WHOLE.fullmatch(text.strip(" ")) if len(text) <= _LONGEST else None
    if whole is None:
        return Unreadable("it may hold only letters, digits, commas and spaces")
    try:
        found = _Reader(whole[1].strip(" ")).rule()
    except _Mistake as mistake:
        return Unreadable(str(mistake))
    return found._replace(when_done=whole[2] is not None)


class _Mistake(Exception):
    pass


class _Reader:
    """Reads a text from left to right, a symbol at a time: `symbol` is '' at the end, and where
    nothing fits, which is an end too."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0  # where the symbol begins
        self.end = 0  # and where it ends
        self.symbol = ""
        self.weekdays: list[tuple[int, int]] = []
        self.month_days: list[int] = []
        self.months: list[int] = []
        self.weeks: list[int] = []
        self._next()

    def rule(self) -> Recurrence:
        if not self._accept("every"):
            raise _Mistake("it does not begin with 'every'")
        interval = 1
        if self.symbol == "number":
            interval = self._number()
        unit = self.symbol
        if unit not in _UNITS and unit not in _NAMED:
            raise _Mistake(f"after 'every' {self._found('unit of time')}")
        if unit in _NAMED:
            unit = self._list_of_names()
        else:
            self._next()
            if unit == "weekday":
                unit, self.weekdays = "week", [(0, day) for day in _WEEKDAYS]
                self._hours()
            elif unit == "day":
                self._hours()
            else:
                self._days()
                if unit == "week":
                    self._hours()
        if self.symbol in ("for", "until"):
            raise _Mistake("it is to end, and no rule of the plugin can")
        return Recurrence(
            unit,
            interval,
            tuple(self.weekdays),
            tuple(self.month_days),
            tuple(self.months),
            tuple(self.weeks),
            unread=self._rest().strip(" ,!"),
        )

    def _list_of_names(self) -> str:
        """`Monday, Friday …` or `April and December …`; gives the unit."""
        days = self.symbol in _DAYS_OF_WEEK
        known = _DAYS_OF_WEEK if days else _MONTHS
        names = [self._take()]
        while self._accept("comma"):
            if self.symbol not in known:
                what = "day of the week" if days else "month"
                raise _Mistake(f"in the list {self._found(what)}")
            names.append(self._take())
        if not days:
            self.months = [known.index(name) + 1 for name in names]
            self._days()
            return "year"
        self.weekdays = [(0, known.index(name)) for name in names]
        self._hours()
        self._accept("on")
        self._accept("the")
        while number := self._nth():
            self.month_days.append(number)
            self._next()  # whatever it is: of `the 1st and 3rd` the 3rd is passed over
            if not self._accept("comma"):
                return "week"
            if self.symbol not in _NTH:
                raise _Mistake(f"in the list {self._found('day of the month')}")
        return "week"

    def _days(self) -> None:
        """`on the 1st and 24th`, `on the 2nd last Friday`, `in March on the 3rd` …"""
        on, the = self._accept("on"), self._accept("the")
        if not (on or the):
            return
        while True:
            number = self._nth()
            if self.symbol in _DAYS_OF_WEEK:
                self.weekdays.append((number, _DAYS_OF_WEEK.index(self._take())))
            elif number:
                self.month_days.append(number)
                self._accept("day")
            elif self._accept("weekday"):
                self.weekdays = self.weekdays or [(0, day) for day in _WEEKDAYS]
            elif self._accept("week"):
                self.weeks = [self._number()]
                while self._accept("comma"):
                    self.weeks.append(self._number())
            elif self.symbol in _MONTHS:
                self.months.append(_MONTHS.index(self._take()) + 1)
            else:
                return
            if not (self._accept("comma") or self._accept("the") or self._accept("on")):
                return

    def _hours(self) -> None:
        """`at 9 and 17`: means nothing to a task, which has days alone."""
        if self._accept("at"):
            self._number()
            while self._accept("comma") or self._accept("at"):
                self._number()

    def _nth(self) -> int:
        """`2nd`, `third last`, `last`; 0 where there is none."""
        if self._accept("last"):
            return -1
        number = _ORDINALS.get(self.symbol, 0)
        if self.symbol == "nth":
            digits = self.text[self.at : self.end].rstrip("thndrsTHNDRS")
            number = int(digits) if len(digits) < 4 else _MOST
            if number > 366:
                raise _Mistake(f"nothing is counted as far as {self.text[self.at : self.end]}")
        if number:
            can_count_back = self.symbol != "first"
            self._next()
            if can_count_back and self._accept("last"):
                return -number
        return number

    def _number(self) -> int:
        if self.symbol != "number":
            raise _Mistake(self._found("number"))
        digits = self._take()
        return min(int(digits), _MOST) if len(digits) < 9 else _MOST

    def _take(self) -> str:
        """The symbol, or of a number its digits; and on to the next."""
        taken = self.text[self.at : self.end] if self.symbol == "number" else self.symbol
        self._next()
        return taken

    def _accept(self, symbol: str) -> bool:
        if self.symbol != symbol:
            return False
        self._next()
        return True

    def _next(self) -> None:
        while self.text.startswith(" ", self.end):
            self.end += 1
        self.at, self.symbol = self.end, ""
        for name, pattern in _PATTERNS.items():
            found = pattern.match(self.text, self.at)
            if found and found.end() > self.end:
                self.symbol, self.end = name, found.end()

    def _rest(self) -> str:
        return self.text[self.at :]

    def _found(self, wanted: str) -> str:
        """What stands where something else is wanted."""
        rest = self._rest()
        return f"{rest!r} is no {wanted}" if rest else f"there is no {wanted}"


# --- as a text ------------------------------------------------------------------------------------


def as_text(recurrence: Recurrence) -> str:
    """A rule as Tasks would write it."""
    unit, interval = recurrence.unit, recurrence.interval
    weekdays, months = recurrence.weekdays, [_MONTHS[each - 1] for each in recurrence.months]
    days = f"{interval} {unit}s" if interval > 1 else unit
    if unit == "week" and weekdays == tuple((0, day) for day in _WEEKDAYS):
        text = "every weekday" if interval == 1 else f"every {days} on weekdays"
        weekdays = ()
    elif months and unit == "year" and interval == 1:
        text, months = f"every {_listed(months)}", []
    else:
        text = f"every {days}"
    if months:
        text += f" in {_listed(months)}"
    plain = [_DAYS_OF_WEEK[weekday] for which, weekday in weekdays if not which]
    some = [f"{_ordinal(which)} {_DAYS_OF_WEEK[weekday]}" for which, weekday in weekdays if which]
    if plain:
        text += f" on {', '.join(plain)}"
    if numbered := [*map(_ordinal, recurrence.month_days), *some]:
        text += f" on the {_listed(numbered)}"
    if recurrence.weeks:
        text += f" in week {_listed(list(map(str, recurrence.weeks)))}"
    return f"{text} when done" if recurrence.when_done else text


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _ordinal(number: int) -> str:
    if number == -1:
        return "last"
    size = abs(number)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(size % 10, "th") if size // 10 % 10 != 1 else "th"
    return f"{size}{ending} last" if number < 0 else f"{size}{ending}"


# --- what may be meant ----------------------------------------------------------------------------

_UNIT = r"(day|week|month|year)s?"
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FORMS: tuple[tuple[str, str], ...] = (
    (r"^(?:each|all)\b", "every"),
    (r"^(?:every )?(?:daily|day)$", "every day"),
    (r"^(?:every )?(?:weekly|week)$", "every week"),
    (r"^(?:every )?(?:monthly|month)$", "every month"),
    (r"^(?:every )?(?:yearly|annually|annual|year)$", "every year"),
    (r"^(?:every )?(?:quarterly|quarter)\b", "every 3 months"),
    (r"^(?:every )?(?:half year|half a year|semester)\b", "every 6 months"),
    (r"^(?:every )?(?:biweekly|fortnightly|fortnight)\b", "every 2 weeks"),
    (r"^every (?:business|working|work) ?days?\b", "every weekday"),
    (r"^every weekends?\b", "every week on Saturday, Sunday"),
    (r"^every mon(?:day)? ?(?:to|through|until|till|-) ?fri(?:day)?\b", "every weekday"),
    (rf"^every other {_UNIT}\b", r"every 2 \1s"),
    (rf"^every (?:2nd|second) {_UNIT}\b", r"every 2 \1s"),
    (rf"^every (?:3rd|third) {_UNIT}\b", r"every 3 \1s"),
    (rf"^every (\d+)th {_UNIT}\b", r"every \1 \2s"),
    (r" of (?:the|each|every|a) month\b", ""),
    (r"^every (\d+(?:st|nd|rd|th))$", r"every month on the \1"),
    (r"^every ((?:first|second|third|last|\d+(?:st|nd|rd|th)) \w+day)$", r"every month on the \1"),
    (r"^every (last) day$", r"every month on the \1"),
    (r"\b(and|or|,) ?(?:on )?the\b", r"\1"),
    (r"^every year on (?:the )?(\d+)(?:st|nd|rd|th)? (?:of )?([a-z]+)$", r"every \2 on the \1th"),
    (r"^every year on ([a-z]+) (\d+)(?:st|nd|rd|th)?$", r"every \1 on the \2th"),
    (r"^every day on\b", "every week on"),
    (
        r"^every (month|[a-z]+) (?:on )?(?:the |day )?(\d+)(?:st|nd|rd|th)?$",
        r"every \1 on the \2th",
    ),
    (r"\bthe (\d+)(?:st|nd|rd|th)?\b", r"the \1th"),
)
_PATTERNS_OF_FORMS = tuple((re.compile(form), new) for form, new in _FORMS)
_ANY_ORDINAL = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)\b")


def near_form(text: str) -> str:
    """A text that Tasks reads as a whole and that somebody may have meant by one that it does not;
    '' if none is near."""
    written = text = " ".join(text[:_LONGEST].lower().replace("-", " ").split())
    for number, word in enumerate(_NUMBERS, 2):
        text = re.sub(rf"\b{word}\b", str(number), text)
    done = " when done" if text.endswith(" when done") else ""
    text = text.removesuffix(" when done")
    for spelled in (text, " ".join(map(_spelled, text.split()))):
        for form, new in _PATTERNS_OF_FORMS:
            spelled = form.sub(new, spelled)
        spelled = _ANY_ORDINAL.sub(lambda found: _ordinal(int(found[1])), spelled)
        read = read_recurrence(spelled + done)
        if isinstance(read, Recurrence) and not read.unread and read.interval < _MOST:
            near = as_text(read)
            return near if near.lower() != written else ""
    return ""


def _spelled(word: str) -> str:
    """A word of a rule with its slip of the pen put right."""
    known = ("every", "on", "the", "last", "day", "days", "weekday", "week", "weeks", "month")
    names = (*known, "months", "year", "years", *map(str.lower, (*_DAYS_OF_WEEK, *_MONTHS)))
    if word in names:
        return word
    return next((each for each in names if len(each) > 3 and is_one_slip(each, word)), word)
