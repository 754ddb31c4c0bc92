"""What holds of all facts: they depend on the distances between days, not on the days; what is to
come changes nothing of what was; they agree with one another; and no value of a field, however odd,
makes them fail. The vaults are drawn by numbered dice, so that they are dense enough for every
fact, and the same on every machine."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from importlib import import_module
from random import Random
from typing import Any

import pytest

from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book
from vaultcrm.facts.measures import totals
from vaultcrm.model import Duration, Fact, Link, Money, Record, Ref
from vaultcrm.resources import modules
from vaultcrm.schema.config import Config

TODAY = date(2026, 11, 23)
CONFIG = Config(currency="EUR", we=("Mara Lind",))
LINES = ("actions", "steps", "deliverables", "changes", "invoices", "hours", "feedback")
COLLECTIONS = sorted(
    {
        collection
        for module in modules("facts")
        for function in vars(import_module(f"vaultcrm.facts.{module}")).values()
        for collection in getattr(function, "facts_of", ())
    }
)
CLIENTS = [Ref("A", "clients/A.md"), Ref("B", "clients/B.md")]
NOTES = ("clients/A.md", "clients/B.md", "people/P.md", "projects/S.md", "meetings/M.md")
DATES = (
    *("date", "due", "created", "asked", "sent", "done", "cancelled"),
    *("since", "start", "agreed_on", "delivered", "next", "recap_sent"),
)
CHOICES: Mapping[str, tuple[Any, ...]] = {
    "time": ("9:30", "16:00", "23:59:59", "08:00"),
    "channel": ("email", "message", "email", "call", "visit"),
    "kind": ("csat", "nps", "ces", "praise", "meeting", "email"),
    "direction": ("in", "out"),
    "status": ("active", "lead", "lost", "delivered", "todo", "done", "cancelled", "on hold"),
    "text": ("how many?", "three"),
    "days": (2,),
    "owner": ("@Mara", "Acme", Ref("Mara Lind", "people/P.md")),
    "person": ("Pat", "P", "Nobody"),
    "title": ("Pat Lee",),
    "mood": ("great", "good", "neutral", "tense", "bad"),
    # No months: they are not all of one length, so that their ends move otherwise than their days.
    "cadence": (Duration("14d", days=14), Duration("3bd", business_days=3), Duration("0d")),
    "referred_by": (*CLIENTS, Ref("P", "people/P.md")),
    **dict.fromkeys(("score", "hours", "hours_budget", "probability"), (0, 5, 9, Decimal("7.25"))),
    **dict.fromkeys(
        ("amount", "cost", "fee"),
        (Money(Decimal(100), "EUR"), Money(Decimal("0.50"), "CHF"), Money(Decimal(-3), "")),
    ),
}
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, "", " ", "soon", "2026-02-30", "[[A]]", "99:99", "🙂"),
    *(Decimal("-0.5"), Decimal("1E+40"), Decimal("1E-40"), date.min, date.max, date(202, 11, 2)),
    *(datetime.min, datetime.max, datetime(2026, 11, 2, 9), datetime(2026, 3, 29, 2, tzinfo=UTC)),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
    *(Money(Decimal("1E+30"), ""), Money(Decimal(-1), "EUR"), Link("A"), Ref("", ""), CLIENTS[0]),
    *(Ref("x", "gone.md"), Ref("S", "projects/S.md"), (), ("Pat", None), (CLIENTS[1], ("a", 1))),
    *({}, {"a": ({"b": None},)}, Duration(""), Duration("", months=10**7), Duration("", days=-5)),
    *(Duration("", seconds=10**12), Duration("", business_days=9999), "Europe/Berlin", "../etc"),
)


def vault(dice: Random, strange: bool = False) -> list[Record]:
    """Five notes and 60 lines of all kinds, half of them interactions, in the index's order."""
    records = [
        Record(path.split("/")[0], path, None, fields_of(dice, strange and dice.random() < 0.5))
        for path in NOTES
    ]
    for line in range(7, 67):
        kind = "interactions" if line % 2 else dice.choice(LINES)
        odd = strange and dice.random() < 0.5
        records.append(Record(kind, dice.choice(NOTES), line, fields_of(dice, odd)))
    return in_order(records)


def in_order(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (record.path, record.line or 0))


def fields_of(dice: Random, odd: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "client": dice.choice(CLIENTS),
        "project": Ref("S", "projects/S.md"),
        "date": TODAY - timedelta(days=dice.randint(-20, 90)),
    }
    for name in DATES:
        if dice.random() < 0.45:
            fields[name] = TODAY + timedelta(days=dice.randint(-400, 60))
    for name, choices in CHOICES.items():
        if dice.random() < 0.7:
            fields[name] = dice.choice(choices)
    for name in dice.sample([*fields, "timezone", "aliases"], 8 if odd else 0):
        fields[name] = dice.choice(ODD)
    return fields


def all_facts(
    records: list[Record], today: date, config: Config = CONFIG
) -> dict[tuple[str, str], Mapping[str, Fact]]:
    def load(collection: str) -> list[Record]:
        return [record for record in records if record.collection == collection]

    book = Book(load, lambda path: True, config, today)
    return {
        (collection, name): compute(book)
        for collection in COLLECTIONS
        for name, compute in facts_of(collection).items()
    }


def shifted(value: Any, by: timedelta) -> Any:
    """A value with every day in it moved."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, Fact):
        return value._replace(value=shifted(value.value, by))
    if isinstance(value, Record):
        return value._replace(fields=shifted(value.fields, by))
    if isinstance(value, Mapping):
        return {name: shifted(each, by) for name, each in value.items()}
    return value


@pytest.mark.parametrize("seed", range(24))
def test_moving_all_days_by_whole_weeks_moves_only_days(seed: int) -> None:
    dice = Random(seed)
    records, by = vault(dice), timedelta(weeks=dice.randint(-300, 300))
    before = all_facts(records, TODAY)
    after = all_facts([shifted(record, by) for record in records], TODAY + by)
    assert after == {name: shifted(facts, by) for name, facts in before.items()}


HEALTH = ("health", "health_band", "health_data")
BY_WEEKDAYS = {
    ("clients", name) for name in ("response_time", "contact_due", "silence", "warnings", *HEALTH)
}


@pytest.mark.parametrize("seed", range(24))
def test_moving_all_days_moves_only_days(seed: int) -> None:
    dice = Random(seed)
    records, by = vault(dice), timedelta(days=dice.randint(-2000, 2000))
    before = all_facts(records, TODAY)
    after = all_facts([shifted(record, by) for record in records], TODAY + by)
    for name in before.keys() - BY_WEEKDAYS:
        assert after[name] == shifted(before[name], by), name


@pytest.mark.parametrize("seed", range(150))
def test_no_value_makes_a_fact_fail(seed: int) -> None:
    dice = Random(seed)
    records, today = vault(dice, strange=True), TODAY + timedelta(days=dice.randint(-9999, 9999))
    places = {record.place for record in records}
    config = CONFIG._replace(timezone=dice.choice(["", "Europe/Berlin", "Pacific/Kiritimati"]))
    for name, facts in all_facts(records, today, config).items():
        for fact in facts.values():
            assert fact.value is not None, name
            assert not isinstance(fact.value, float), name
            assert fact.evidence, name
            assert isinstance(fact.value, bool) == (name[1] == "open"), name
            assert places.issuperset(fact.evidence + fact.left_out), name


# Those that look ahead, or count what is still to be done whenever that is.
AHEAD = {
    *(("clients", name) for name in ("next_meeting", "open_actions", "open_actions_theirs")),
    *((collection, "undecided_changes") for collection in ("clients", "projects")),
    *(("projects", name) for name in ("next_due", "progress")),
    *(("clients", name) for name in HEALTH),  # by the progress of projects
}


def later(record: Record, dice: Random) -> Record:
    """The same on another line, or in another note, with all its days in the future and with one at
    least."""
    fields = {
        name: TODAY + timedelta(days=dice.randint(1, 99)) if isinstance(value, date) else value
        for name, value in record.fields.items()
    }
    tomorrow = TODAY + timedelta(days=1)
    if record.line is not None:
        return record._replace(line=record.line + 100, fields={"date": tomorrow, **fields})
    path = f"{record.collection}/Later.md"
    return record._replace(path=path, fields={"date": tomorrow, "start": tomorrow, **fields})


@pytest.mark.parametrize("seed", range(60))
def test_what_is_dated_after_today_changes_nothing_of_what_was(seed: int) -> None:
    dice = Random(seed)
    records = vault(dice)
    # A client who is there says nothing of when, so that another one would be one more referral.
    future = [later(each, dice) for each in records if each.collection not in ("clients", "people")]
    before = all_facts(records, TODAY)
    after = all_facts(in_order([*records, *future]), TODAY)
    places = {record.place for record in records}
    for name in before.keys() - AHEAD:
        found = {place: fact for place, fact in after[name].items() if place in places}
        assert found == before[name], name


@pytest.mark.parametrize("seed", range(24))
def test_a_time_of_day_matters_to_nothing_but_interactions(seed: int) -> None:
    def late(value: Any) -> Any:
        return datetime.combine(value, time(23, 59), UTC) if isinstance(value, date) else value

    records = [each for each in vault(Random(seed)) if each.collection != "interactions"]
    then = [
        record._replace(fields={name: late(each) for name, each in record.fields.items()})
        for record in records
    ]
    assert all_facts(then, TODAY) == all_facts(records, TODAY)


@pytest.mark.parametrize("seed", range(60))
def test_the_facts_agree_with_one_another(seed: int) -> None:
    found = all_facts(vault(Random(seed), strange=seed % 2 == 0), TODAY)
    projects = {name: facts for (kind, name), facts in found.items() if kind == "projects"}
    for path, invoiced in projects["invoiced"].items():
        parts = [projects[name].get(path, Fact(())) for name in ("paid", "outstanding")]
        assert invoiced.value == totals(each for part in parts for each in money_of(part))
        evidence = {place for part in parts for place in part.evidence}
        assert set(invoiced.evidence) == evidence
    for path, growth in projects["scope_growth"].items():
        parts = [projects[f"scope_growth_{part}"].get(path) for part in ("hours", "cost")]
        either = [part for part in parts if part]
        assert growth.value == max(part.value for part in either)
        assert all(set(part.left_out) <= set(growth.left_out) for part in either)
    for late in projects["deliverables_overdue"].values():
        assert set(late.evidence) <= set(found["deliverables", "overdue"])
        assert late.value == len(late.evidence)


def money_of(fact: Fact) -> Iterable[Money]:
    assert isinstance(fact.value, tuple)
    return [each for each in fact.value if isinstance(each, Money)]


LEAVING_OUT = {
    *("scope_growth", "scope_growth_cost", "scope_growth_hours", "response_time", "last_score"),
    *("score_trend", "referred_revenue", "revenue", "outstanding", "invoiced", "paid"),
    *("hours_spent", "burn", "effective_rate", "health", "health_band"),
}


def test_the_vaults_of_these_tests_have_every_fact() -> None:
    """Or these properties would hold of nothing."""
    vaults = [all_facts(vault(Random(seed)), TODAY) for seed in range(60)]
    seen = {name for facts in vaults for name, found in facts.items() if found}
    every = {(collection, name) for collection in COLLECTIONS for name in facts_of(collection)}
    assert seen == every
    assert every >= AHEAD | BY_WEEKDAYS
    strange = [all_facts(vault(Random(seed), strange=True), TODAY) for seed in range(60)]
    left_out = {
        name
        for facts in vaults + strange
        for (_, name), found in facts.items()
        if any(fact.left_out for fact in found.values())
    }
    assert left_out == LEAVING_OUT


def test_a_date_with_a_time_is_its_day() -> None:
    moment = datetime(2026, 11, 2, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    line = Record("interactions", NOTES[0], 9, {"date": moment, "client": CLIENTS[0]})
    [fact] = all_facts([line], TODAY)["clients", "last_contact"].values()
    assert fact == Fact(date(2026, 11, 2), ("clients/A.md:9",))
