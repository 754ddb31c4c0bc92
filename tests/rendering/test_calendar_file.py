"""Calendar files: valid, the same each time, right on the days on which clocks change."""

import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from vaults import TODAY

from vaultcrm.errors import VaultError
from vaultcrm.model import Duration, Ref
from vaultcrm.reminders import Reminder
from vaultcrm.reminders._dates import Dated
from vaultcrm.rendering.calendar_file import Wanted, as_calendar
from vaultcrm.schema.config import OfficeHours

DAY = date(2026, 12, 1)
WANTED = Wanted(
    "my vault", TODAY, "Europe/Berlin", OfficeHours(), Duration("0d"), False, lambda path: ""
)
REQUIRED = {"UID", "DTSTAMP"}  # RFC 5545, 3.6.1 and 3.6.2
BERLIN = ZoneInfo("Europe/Berlin")


def reminder(title: str = "Send it", due: date = DAY, **fields: Any) -> Reminder:
    usual = Reminder("rule", "Acme", due.isoformat(), due, title, "It is due.", ())
    return usual._replace(**fields)


def at(moment: datetime) -> Dated:
    return Dated(reminder("Meet", moment.date()), moment, happens=True)


def parsed(*dated: Dated, **wanted: Any) -> list[Any]:
    """The events and to-dos of a file, which is checked for what every file must be."""
    data = as_calendar(dated, WANTED._replace(**wanted))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\r" not in data.replace(b"\r\n", b"") and b"\n" not in data.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(data)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    assert not calendar.get_missing_tzids()
    found = [each for each in calendar.subcomponents if each.name in ("VEVENT", "VTODO")]
    assert len(found) == len(dated)
    assert len({str(each["UID"]) for each in found}) == len({e.reminder.key for e in dated})
    for each in found:
        assert each.keys() >= REQUIRED and not each.errors
        assert ("DTSTART" if each.name == "VEVENT" else "DUE") in each
        for alarm in each.subcomponents:
            assert {"ACTION", "TRIGGER", "DESCRIPTION"} <= alarm.keys()
    return found


def test_a_day() -> None:
    client = Ref("Acme", "clients/Acme.md", "Acme, Inc; Ltd")
    evidence = (Ref("a", "a.md"), Ref("b", "b/b.md"))
    said = reminder(client=client, evidence=evidence, quotes=("please, do",), priority="high")
    [event] = parsed(Dated(said), link=lambda path: f"obsidian://open?vault=v&file={path}")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (DAY, date(2026, 12, 2))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event.categories == ["Acme, Inc; Ltd"]
    assert str(event["DESCRIPTION"]).split("\n") == [
        "It is due.", "> please, do", "a.md", "b/b.md", "obsidian://open?vault=v&file=a.md",
    ]  # fmt: skip
    assert event["PRIORITY"] == 3
    assert event["URL"] == "obsidian://open?vault=v&file=a.md"
    assert event.decoded("DTSTAMP") == datetime(2026, 11, 23, tzinfo=UTC)


def test_links_are_shown_as_they_are_displayed() -> None:
    title = "Terms from [[Rosalind Achebe]], [[people/Dana|Dana F.]] and [Bo](people/Bo.md)"
    said = reminder(title, why="See [[#Plan]].", quotes=("`[[x]]` [[y]]", "[z] [web](http://a.b)"))
    said = said._replace(evidence=(Ref("a", "[a](b).md"),))
    [event] = parsed(Dated(said))
    assert event["SUMMARY"] == "Terms from Rosalind Achebe, Dana F. and Bo"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "See Plan.", "> `[[x]]` y", "> [z] [web](http://a.b)", "[a](b).md",
    ]  # fmt: skip
    (alarm,) = event.subcomponents
    assert alarm["DESCRIPTION"] == event["SUMMARY"]


def test_to_dos_are_what_is_to_be_done() -> None:
    birthday = Dated(reminder("Birthday", subject="Dana"), yearly=True, happens=True)
    todo, event = parsed(Dated(reminder()), birthday, to_do=True)
    assert (todo.name, event.name) == ("VTODO", "VEVENT")
    assert todo.decoded("DUE") == DAY and todo["STATUS"] == "NEEDS-ACTION"
    assert "DTSTART" not in todo and "DTEND" not in todo
    assert todo.subcomponents[0]["TRIGGER"].params["RELATED"] == "END"


@pytest.mark.parametrize(
    ("born", "first", "rule"),
    [
        (date(1980, 11, 25), date(1980, 11, 25), "FREQ=YEARLY"),
        (date(1980, 2, 29), date(1980, 2, 29), "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2"),
        (date(1900, 3, 1), date(1904, 3, 1), "FREQ=YEARLY"),
    ],
)
def test_birthdays(born: date, first: date, rule: str) -> None:
    [event] = parsed(Dated(reminder("Dana", born), yearly=True, happens=True))
    assert event.decoded("DTSTART") == first
    assert event["RRULE"].to_ical().decode() == rule


# When it begins and ends in UTC, by the time written. In Berlin clocks go forward on 28 March 2027
# at 02:00 and back on 31 October at 03:00.
@pytest.mark.parametrize(
    ("moment", "begins", "ends"),
    [
        (datetime(2026, 12, 1, 10), "2026-12-01T09:00", "2026-12-01T10:00"),
        (datetime(2027, 7, 1, 10), "2027-07-01T08:00", "2027-07-01T09:00"),
        (datetime(2027, 3, 28, 1, 30), "2027-03-28T00:30", "2027-03-28T01:30"),
        (datetime(2027, 3, 28, 2, 30), "2027-03-28T01:30", "2027-03-28T02:30"),  # is no time there
        (datetime(2027, 3, 28, 3, 30), "2027-03-28T01:30", "2027-03-28T02:30"),
        (datetime(2027, 10, 31, 1, 30), "2027-10-30T23:30", "2027-10-31T00:30"),
        (datetime(2027, 10, 31, 2, 30), "2027-10-31T00:30", "2027-10-31T01:30"),  # is there twice
        (datetime(2027, 10, 31, 2, 30, tzinfo=timezone(timedelta(hours=1))),
         "2027-10-31T01:30", "2027-10-31T02:30"),
        (datetime(2027, 10, 31, 3, 30), "2027-10-31T02:30", "2027-10-31T03:30"),
        (datetime(2027, 7, 1, 10, tzinfo=UTC), "2027-07-01T10:00", "2027-07-01T11:00"),
        (datetime(2027, 7, 1, 23, tzinfo=timezone(-timedelta(hours=8))),
         "2027-07-02T07:00", "2027-07-02T08:00"),
    ],
)  # fmt: skip
def test_moments(moment: datetime, begins: str, ends: str) -> None:
    [event] = parsed(at(moment))
    expected = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (begins, ends)]
    assert [event.decoded(name).astimezone(UTC) for name in ("DTSTART", "DTEND")] == expected
    assert event["TRANSP"] == "OPAQUE"


@pytest.mark.parametrize(
    "clock", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "CET"]
)
@pytest.mark.parametrize("month", [1, 3, 4, 7, 10, 11])
def test_the_rules_of_the_clock_that_are_written_are_those_of_the_zone(
    clock: str, month: int
) -> None:
    """A program that knows no time zones, only the VTIMEZONE, shows the same moments."""
    moments = [datetime(2027, month, day, 10) for day in range(1, 29)]
    data = as_calendar([at(each) for each in moments], WANTED._replace(clock=clock))
    calendar = Calendar.from_ical(data.replace(clock.encode(), b"Nowhere/Known"))
    [zone] = calendar.timezones
    theirs = zone.to_tz(lookup_tzid=False)
    for moment in moments:
        shown = moment.replace(tzinfo=ZoneInfo(clock)).utcoffset()
        assert moment.replace(tzinfo=theirs).utcoffset() == shown


def test_without_a_clock() -> None:
    floating, fixed = parsed(
        at(datetime(2026, 12, 1, 10)), at(datetime(2026, 12, 2, 10, tzinfo=UTC)), clock=""
    )
    assert floating["DTSTART"].to_ical() == b"20261201T100000"
    assert fixed["DTSTART"].to_ical() == b"20261202T100000Z"


def rings(dated: Dated, **wanted: Any) -> datetime:
    """When an alarm rings, on the clock of Berlin: seconds after midnight are those that pass."""
    [event] = parsed(dated, **wanted)
    start = event.decoded("DTSTART")
    if not isinstance(start, datetime):
        start = datetime.combine(start, time(), BERLIN)
    [alarm] = event.subcomponents
    passed: timedelta = alarm.decoded("TRIGGER")
    return (start.astimezone(UTC) + passed).astimezone(BERLIN).replace(tzinfo=None)


@pytest.mark.parametrize("day", [DAY, date(2027, 3, 28), date(2027, 10, 31), date(2027, 3, 29)])
@pytest.mark.parametrize(
    ("alarm", "before"),
    [
        (Duration("0d"), timedelta()),
        (Duration("1d", days=1), timedelta(days=1)),
        (Duration("2h", seconds=7200), timedelta(hours=2)),
        (Duration("1w", days=7), timedelta(days=7)),
    ],
)
def test_alarms_ring_when_the_office_opens(day: date, alarm: Duration, before: timedelta) -> None:
    office = OfficeHours(opens=time(8, 30))
    expected = datetime.combine(day, office.opens) - before
    assert rings(Dated(reminder(due=day)), office=office, alarm=alarm) == expected


@pytest.mark.parametrize(
    ("hour", "alarm", "expected"),
    [
        (15, Duration("0d"), datetime(2027, 3, 28, 9)),
        (8, Duration("0d"), datetime(2027, 3, 28, 8)),  # before the office opens
        (15, Duration("2h", seconds=7200), datetime(2027, 3, 28, 13)),
    ],
)
def test_alarms_of_moments(hour: int, alarm: Duration, expected: datetime) -> None:
    assert rings(at(datetime(2027, 3, 28, hour)), alarm=alarm) == expected


def test_no_alarm() -> None:
    [event] = parsed(Dated(reminder()), alarm=None)
    assert event.subcomponents == []


@pytest.mark.parametrize("wanted", [{}, {"to_do": True}, {"clock": ""}])
def test_the_same_each_time(wanted: dict[str, Any]) -> None:
    dated = [Dated(reminder("ü" * 100)), at(datetime(2027, 3, 28, 10))]
    first = as_calendar(dated, WANTED._replace(**wanted))
    assert as_calendar(dated, WANTED._replace(**wanted)) == first
    later = as_calendar(dated, WANTED._replace(**wanted, today=date(2026, 12, 24)))
    assert later == first.replace(b"DTSTAMP:20261123T", b"DTSTAMP:20261224T") != first


HOSTILE = [
    "BEGIN:VEVENT\r\nSUMMARY:evil\r\nEND:VEVENT",
    "a;b,c:d\\n\\;\\,\"'",
    "\x00\x07\x1b[2J\x7f\x85\u2028\u2029",
    "\u202eevil\u2066",
    "\ud800",
    "🎂" * 60,
    "é" * 100,
    " ",
    "",
    "^n^'",
    "%0A\\r\\n",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("to_do", [False, True])
def test_hostile_texts(text: str, to_do: bool) -> None:
    check_text(text, to_do)


def check_text(text: str, to_do: bool) -> None:
    ref = Ref(text, f"{text}.md", text)
    said = reminder(text, why=text, quotes=(text,), client=ref, evidence=(ref,), subject=text)
    for found in (parsed(Dated(said), to_do=to_do, name=text), parsed(Dated(said), alarm=None)):
        [component] = found
        summary = str(component["SUMMARY"])
        assert summary and not any(ord(character) < 32 for character in summary)
        if text.isascii() and text.isprintable() and text.strip():
            assert summary == " ".join(text.split())
            assert component.categories == [" ".join(text.split())]


@given(st.text(max_size=200), st.booleans())
def test_any_text(text: str, to_do: bool) -> None:
    check_text(text, to_do)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2190, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC", "Etc/GMT+3"]),
)
def test_any_moment(moment: datetime, clock: str) -> None:
    moment = moment.replace(microsecond=0)
    [event] = parsed(at(moment), clock=clock)
    instant = moment.replace(tzinfo=ZoneInfo(clock)).astimezone(UTC)
    begins, ends = (event.decoded(name).astimezone(UTC) for name in ("DTSTART", "DTEND"))
    assert (begins, ends) == (instant, instant + timedelta(hours=1))


@pytest.mark.parametrize("due", [date(1, 1, 1), date(9999, 12, 31)])
def test_what_no_calendar_can_show_is_left_out(due: date) -> None:
    data = as_calendar([Dated(reminder(due=due))], WANTED)
    assert b"VEVENT" not in data
    assert parsed(Dated(reminder(due=due.replace(year=2100))))


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(VaultError) as caught:
        as_calendar([], WANTED)
    assert caught.value.hint == "pip install 'vaultcrm[ics]'"


@given(st.lists(st.text(max_size=150), max_size=3), st.booleans(), st.sampled_from([90, 60, 0]))
def test_it_is_what_the_library_would_write(texts: list[str], to_do: bool, days: int) -> None:
    """The same order, escapes and line breaks."""
    moment = datetime(2027, 3, 1, 10) + timedelta(days=days)
    texts = [text.replace("\\N", "") for text in texts]  # the library takes it for a newline
    said = [Dated(reminder(text, why=text, priority="high")) for text in texts]
    born = Dated(reminder("Dana", date(1980, 2, 29)), yearly=True, happens=True)
    wanted = WANTED._replace(to_do=to_do, link=lambda path: "https://example.org/" + "a%20;" * 20)
    data = as_calendar([*said, at(moment), born], wanted)
    assert Calendar.from_ical(data).to_ical() == data
