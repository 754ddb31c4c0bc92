"""What holds of all facts: they depend on the distances between days, not on the days, and no value
of a field, however odd, makes them fail. The vaults are drawn by numbered dice, so that they are
dense enough for every fact, and the same on every machine."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book
from vaultcrm.model import Duration, Fact, Link, Money, Record, Ref
from vaultcrm.schema.config import Config

TODAY = date(2026, 11, 23)
CONFIG = Config(currency="EUR", we=("Mara Lind",))
LINES = ("actions", "steps", "deliverables", "changes", "invoices", "hours", "feedback")
COLLECTIONS = ("clients", "people", "projects", "meetings", "interactions", *LINES)
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
    "owner": ("@Mara", "Acme"),
    "person": ("Pat", "P", "Nobody"),
    "title": ("Pat Lee",),
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
    return sorted(records, key=lambda record: (record.path, record.line or 0))


def fields_of(dice: Random, odd: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "client": dice.choice(CLIENTS),
        "project": Ref("S", "projects/S.md"),
        "date": TODAY - timedelta(days=dice.randint(-20, 90)),
    }
    for name in DATES:
        if dice.random() < 0.3:
            fields[name] = TODAY + timedelta(days=dice.randint(-400, 60))
    for name, choices in CHOICES.items():
        if dice.random() < 0.7:
            fields[name] = dice.choice(choices)
    for name in dice.sample([*fields, "timezone", "aliases"], 8 if odd else 0):
        fields[name] = dice.choice(ODD)
    return fields


def all_facts(records: list[Record], today: date) -> dict[tuple[str, str], Mapping[str, Fact]]:
    def load(collection: str) -> list[Record]:
        return [record for record in records if record.collection == collection]

    book = Book(load, lambda path: True, CONFIG, today)
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
        return Fact(shifted(value.value, by), value.evidence)
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


BY_WEEKDAYS = {("clients", name) for name in ("response_time", "contact_due", "silence")}


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
    for name, facts in all_facts(records, today).items():
        for fact in facts.values():
            assert fact.value is not None, name
            assert not isinstance(fact.value, float), name
            assert fact.evidence, name
            assert all(place.partition(":")[0] in NOTES for place in fact.evidence), name


def test_the_vaults_of_these_tests_have_every_fact() -> None:
    """Or these properties would hold of nothing."""
    vaults = [all_facts(vault(Random(seed)), TODAY) for seed in range(60)]
    seen = {name for facts in vaults for name, found in facts.items() if found}
    every = {(collection, name) for collection in COLLECTIONS for name in facts_of(collection)}
    assert seen == every


def test_a_date_with_a_time_is_its_day() -> None:
    moment = datetime(2026, 11, 2, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    line = Record("interactions", NOTES[0], 9, {"date": moment, "client": CLIENTS[0]})
    [fact] = all_facts([line], TODAY)["clients", "last_contact"].values()
    assert fact == Fact(date(2026, 11, 2), ("clients/A.md:9",))
