"""The parts of a client's health: each scores a client from 0 to 100, and says what it was computed
from and what would raise it. Only of active clients does that mean anything."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.book import Book, by_note, day_of, is_past, path_of, places_of
from vaultcrm.facts.calendar import business_hours, later
from vaultcrm.facts.contact import (
    closed_days,
    days_since_contact,
    silence,
    usual_gap,
)
from vaultcrm.facts.feedback import SCALES, all_scores, asks_for_nothing, dated
from vaultcrm.facts.histories import MOODS, active_clients, moods, paid, promised
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.measures import number_of, ratio, rounded
from vaultcrm.facts.projects import burn, elapsed, of_running, progress
from vaultcrm.facts.promises import is_waiting
from vaultcrm.facts.response import Answer, answers, hours_of, places
from vaultcrm.model import Duration, Record
from vaultcrm.schema.config import time_zone

RECENT = timedelta(days=90)  # promises and answers
HALF_YEAR = timedelta(days=180)  # moods, praise and complaints
YEAR = timedelta(days=365)  # scores and invoices
LAST_SCORES = 3
_FAIR = 75  # up to which one should ask what is wrong
_LONGEST_LATE = 30  # days late, from which on a project or a deliverable scores 0
_LONGEST_UNPAID = 60  # and an invoice
_OVERSPENT = 50  # points of burnt hours above the work's progress, from which on they score 0
_IN_HAND = ("agreed", "active")


class Scored(NamedTuple):
    """A part's score, from 0 to 100, what it was computed from, and what would raise it ('' where
    nothing would)."""

    score: int
    words: str
    raises: str
    evidence: tuple[str, ...]
    left_out: tuple[str, ...] = ()


Scores: TypeAlias = Mapping[str, Scored]  # by the client's path


def _falling(value: Decimal | int, best: int, worst: int) -> int:
    """100 up to `best`, 0 from `worst` on, and evenly in between."""
    share = ratio(100 * (worst - Decimal(value)), worst - best)
    return int(rounded(min(max(share, Decimal(0)), Decimal(100)), 0))


def many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# --- contact and answers --------------------------------------------------------------------------


def _contact(book: Book) -> Scores:
    """The `silence`: 100 up to once the usual gap or the cadence, 0 from three times."""
    days, usual, found = days_since_contact(book), usual_gap(book), {}
    silent = silence(book)
    for client in active_clients(book):
        known = silent.get(client.path)
        times = number_of(known.value) if known else None
        if known is None or times is None:
            continue
        score, habit = _falling(times, 1, 3), usual.get(client.path)
        cadence = client.fields.get("cadence")
        agreed = cadence.text if isinstance(cadence, Duration) else ""
        than = f"{habit.value} are usual" if habit else f"{agreed} is agreed"
        words = f"{days[client.path].value} days since the last contact; {than}"
        found[client.path] = Scored(
            score, words, "Get in touch." if score < 100 else "", known.evidence
        )
    return found


def _answers(book: Book) -> Scores:
    """How many percent of their messages of 90 days had an answer in time: within the client's
    `reply_within`, else the settings'. One that may still wait is not counted."""
    found = {}
    for client in active_clients(book):
        own = client.fields.get("reply_within")
        patience = own if isinstance(own, Duration) else book.config.practice.reply_within
        judged = [
            (each, in_time)
            for each in answers(book).get(client.path, ())
            if book.today - each.asked.day <= RECENT
            and (in_time := _in_time(book, each, patience)) is not None
        ]
        if judged:
            good = sum(in_time for _, in_time in judged)
            waiting = [each for each, _ in judged if each.answer is None]
            do = f"Answer the message of {waiting[0].asked.day}." if waiting else ""
            found[client.path] = Scored(
                int(rounded(100 * ratio(good, len(judged)), 0)),
                f"{good} of {many(len(judged), 'message')} in 90 days answered within "
                f"{patience.text}" + (", one still waits" if waiting else ""),
                do or ("" if good == len(judged) else f"Answer within {patience.text}."),
                tuple(place for each, _ in judged for place in places(each)),
            )
    return found


def _in_time(book: Book, each: Answer, patience: Duration) -> bool | None:
    """Whether a message was answered soon enough; None while it may still wait. Business days and
    hours are counted by the office's, where the times are known."""
    office, asked = book.config.office_hours, each.asked
    holidays = closed_days(book)
    by_hours = not (patience.months or patience.days)
    opens, closes = (datetime.combine(asked.day, at) for at in (office.opens, office.closes))
    limit = patience.business_days * (closes - opens) + timedelta(seconds=patience.seconds)
    hours = hours_of(book, each) if by_hours else None
    if each.answer is None and by_hours:
        now = datetime.combine(book.today, time())
        zone = time_zone(book.config.timezone)
        hours = business_hours(asked.moment or closes, now, office, holidays, zone)
    if by_hours and hours is not None:
        in_time = hours * 3600 <= Decimal(limit // timedelta(seconds=1))
    else:
        until = later(asked.day, patience, office.days, holidays)
        end = each.answer.day if each.answer else book.today
        in_time = until is None or end <= until
    return None if in_time and each.answer is None else in_time


# --- promises and satisfaction --------------------------------------------------------------------


def _promises(book: Book) -> Scores:
    """How many percent of our promises that were due within 90 days, and of those that are late,
    were kept by their day."""
    found = {}
    given = promised(book)
    for client in active_clients(book):
        judged = [
            each
            for each in given.by_client.get(client.path, ())
            if book.today - each.due <= RECENT or each.late
        ]
        if judged:
            kept = sum(each.days <= 0 and not each.late for each in judged)
            late = sum(each.late for each in judged)
            do = f"Do what is late ({late}), or agree on another day." if late else ""
            found[client.path] = Scored(
                int(rounded(100 * ratio(kept, len(judged)), 0)),
                f"{kept} of {many(len(judged), 'promise')} of ours kept by their day"
                + (f", {late} late now" if late else ""),
                do or ("" if kept == len(judged) else "Keep the next ones by their day."),
                tuple(each.place for each in judged),
                given.left_out.get(client.path, ()),
            )
    return found


def _satisfaction(book: Book) -> Scores:
    """The mean of the last 3 scores of a year, each in percent of its scale."""
    given: dict[str, list[tuple[date, int, str, Record]]] = {}
    for each in all_scores(book).given:
        if each.client and book.today - each.day <= YEAR:
            low, high = SCALES[each.kind]
            share = int(rounded(100 * ratio(each.score.number - low, high - low), 0))
            text = f"{each.kind} {each.score.number:f} of {high}"
            given.setdefault(each.client, []).append((each.day, share, text, each.score.record))
    left_out: dict[str, list[str]] = {}
    for unusable in all_scores(book).left_out:
        left_out.setdefault(unusable.client, []).append(unusable.place)
    found = {}
    for client in active_clients(book):
        last = sorted(given.get(client.path, ()), key=lambda each: each[0])[-LAST_SCORES:]
        if last:
            score = int(rounded(ratio(sum(each[1] for each in last), len(last)), 0))
            found[client.path] = Scored(
                score,
                f"last scores: {', '.join(text for _, _, text, _ in last)}",
                _after_scores([record for *_, record in last]) if score <= _FAIR else "",
                tuple(record.place for *_, record in last),
                tuple(left_out.get(client.path, ())),
            )
    return found


def _after_scores(given: Sequence[Record]) -> str:
    """What is left to do after scores: of those that ask for something what was not acted on, or
    what they were not told."""
    asking = [each.fields for each in given if not asks_for_nothing(each)]
    if not all(each.get("acted") for each in asking):
        return "Act on what they said, tell them, and ask again."
    if not all(each.get("told") for each in asking):
        return "Tell them what came of it, and ask again."
    return "Ask again."


# --- delivery, money and mood ---------------------------------------------------------------------


class _Part(NamedTuple):
    """What a project's delivery scores by one measure."""

    score: int
    words: str
    raises: str
    evidence: tuple[str, ...]


def _delivery(book: Book) -> Scores:
    """The worst of a client's projects in hand: by the days that it is late (100 at none, 0 from
    30), that a deliverable is, and by the points that its burnt hours are above its progress and
    its elapsed time (100 at none, 0 from 50)."""
    parts: dict[str, list[_Part]] = {}
    open_ones = by_note(filter(is_waiting, book.open_lines("deliverables")), "project")
    for project in book.records("projects"):
        client, fields = path_of(project.fields.get("client")), project.fields
        if client and fields.get("status") in _IN_HAND:
            title = str(fields.get("title") or project.path)
            found = parts.setdefault(client, [])
            if due := day_of(fields.get("due")):
                late, on = max((book.today - due).days, 0), (project.path,)
                found.append(_late(late, title, "Deliver it, or agree on another day.", on))
            for line in open_ones.get(project.path, ()):
                late, text = days_late(line, book.today), str(line.fields.get("text") or "")
                do = "Hand it over, or agree on another day."
                found.append(_late(late, f"{title}: {text}", do, (line.place,)))
            found += _overspent(book, project, title)
    return {
        client: Scored(*min(found, key=lambda part: part.score))
        for client, found in parts.items()
        if found
    }


def _late(days: int, what: str, do: str, evidence: tuple[str, ...]) -> _Part:
    if not days:
        return _Part(100, f"{what}: not late", "", evidence)
    return _Part(
        _falling(days, 0, _LONGEST_LATE), f"{what}: {many(days, 'day')} late", do, evidence
    )


def _overspent(book: Book, project: Record, title: str) -> Iterator[_Part]:
    running = of_running(book)
    spent = burn(running).get(project.path)
    if not spent:
        return
    others = [each for fact in (progress, elapsed) if (each := fact(running).get(project.path))]
    share = number_of(spent.value) or Decimal(0)
    reached = max((number_of(each.value) or Decimal(0) for each in others), default=Decimal(100))
    over = share - reached
    words = f"{title}: {share} % of the hours are used, {reached} % of the work or time"
    do = "Agree on more hours, or on less to do." if over > 0 else ""
    evidence = dict.fromkeys(place for each in (spent, *others) for place in each.evidence)
    yield _Part(_falling(over, 0, _OVERSPENT), words, do, tuple(evidence))


def _money(book: Book) -> Scores:
    """By the days that the longest unpaid of their invoices is late: 100 at none, 0 from 60. Of
    clients with an invoice that is late, or had a due date and was paid within a year."""
    found = {}
    for client, dues in paid(book).items():
        late = [each for each in dues if each.late]
        judged = late or [each for each in dues if book.today - each.seen <= YEAR]
        if judged:
            longest = max((each.days for each in late), default=0)
            words = f"{many(len(late), 'invoice')} late, by up to {many(longest, 'day')}"
            found[client] = Scored(
                _falling(longest, 0, _LONGEST_UNPAID),
                words if late else f"none late, {many(len(judged), 'invoice')} paid in a year",
                "Ask what holds the payment up." if late else "",
                tuple(each.place for each in judged),
            )
    return found


def _mood(book: Book) -> Scores:
    """The mean of what they showed in 180 days: the moods of meetings (great 100, good 80, neutral
    60, tense 30, bad 0), praise (100), and complaints (50 if we acted, else 0)."""
    shown: dict[str, list[tuple[int, str, Record]]] = {}
    for client, given in moods(book).items():
        for each in given:
            if book.today - each.day <= HALF_YEAR:
                shown.setdefault(client, []).append((MOODS[each.mood], each.mood, each.record))
    for day, said in dated(book):
        fields, kind = said.fields, said.fields.get("kind")
        if kind not in ("praise", "complaint") or not (client := path_of(fields.get("client"))):
            continue
        if not day or not timedelta() <= book.today - day <= HALF_YEAR:
            continue
        if kind == "praise":
            shown.setdefault(client, []).append((100, "praise", said))
        else:
            acted = is_past(fields.get("acted"), book.today) and bool(fields.get("acted"))
            sign = (50, "complaint") if acted else (0, _COMPLAINT)
            shown.setdefault(client, []).append((*sign, said))
    found = {}
    for client, signs in shown.items():
        score = int(rounded(ratio(sum(each for each, _, _ in signs), len(signs)), 0))
        counted = Counter(sign for _, sign, _ in signs)
        do = "Act on the complaint, and tell them." if _COMPLAINT in counted else ""
        found[client] = Scored(
            score,
            ", ".join(f"{count} × {sign}" for sign, count in counted.items()) + " in 180 days",
            do or ("Ask what is wrong." if score <= _FAIR else ""),
            places_of(record for _, _, record in signs),
        )
    return found


_COMPLAINT = "complaint not acted on"

PARTS: Mapping[str, Callable[[Book], Scores]] = {
    "contact": _contact,
    "answers": _answers,
    "promises": _promises,
    "satisfaction": _satisfaction,
    "delivery": _delivery,
    "money": _money,
    "mood": _mood,
}

# Why a part has no data, and what to write so that it has.
NOTHING: Mapping[str, tuple[str, str]] = {
    "contact": ("no contact is known, or what is usual", "Log contacts; agree on a cadence."),
    "answers": ("no message of theirs in 90 days", "Log what comes in."),
    "promises": ("no promise was due in 90 days", "Give promises a due date."),
    "satisfaction": ("no score in a year", "Ask for a score."),
    "delivery": ("no project in hand with a date or hours", "Give projects a due date."),
    "money": ("no invoice with a due date in a year", "Give invoices a due date."),
    "mood": ("no mood, praise or complaint in 180 days", "Note the mood of meetings."),
}
