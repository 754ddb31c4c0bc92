"""Facts of lines, projects and money over random records: when every date and today move by some
days, so do the facts that are days and no others; and whatever stands in a field, none raises."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import TODAY

from vaultcrm.facts import lines, money, projects, scope
from vaultcrm.facts.book import Book
from vaultcrm.model import Duration, Fact, Link, Money, Record, Ref, Value
from vaultcrm.schema.config import Config

NEAR = st.dates(TODAY - timedelta(days=300), TODAY + timedelta(days=60))
HOURS = st.decimals(0, 100, places=2)
MONEY = st.builds(Money, st.decimals(-50, 20_000, places=2), st.sampled_from(["EUR", "CHF", ""]))
PROJECT = st.sampled_from(["projects/0.md", "projects/1.md"]).map(lambda path: Ref(path, path))
CLIENT = st.sampled_from(["clients/0.md", "clients/1.md"]).map(lambda path: Ref(path, path))
GARBAGE: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.decimals(-(10**18), 10**18, places=18),
    st.text(max_size=3),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.builds(Money, st.decimals(-(10**18), 10**18, places=6), st.text(max_size=3)),
    st.builds(Link, st.text(max_size=3)),
    st.just(Ref("Nowhere", "")),
    st.just(Duration("1d", days=1)),
    st.just(("a", 1)),
)

LINE = {
    "status": st.sampled_from(["todo", "done", "in progress", "cancelled", "on hold"]),
    "project": PROJECT,
    "client": CLIENT,
    **dict.fromkeys(("date", "due", "created", "done", "cancelled"), NEAR),
}
FIELDS: Mapping[str, Mapping[str, st.SearchStrategy[Value]]] = {
    "clients": {},
    "projects": {
        "status": st.sampled_from(["lead", "proposed", "agreed", "active", "paused", "closed"]),
        "fee": MONEY,
        "hours_budget": HOURS,
        "probability": st.integers(-1, 101),
        **dict.fromkeys(("start", "due", "delivered", "agreed_on", "expected_close"), NEAR),
    },
    "meetings": {
        "date": NEAR,
        "project": PROJECT,
        "recap_sent": NEAR,
        "kind": st.sampled_from(["meeting", "email"]),
    },
    "actions": LINE | {"owner": st.sampled_from(["Acme", "us", "Ana"])},
    "steps": LINE,
    "deliverables": LINE,
    "changes": LINE | {"hours": HOURS, "cost": MONEY, "asked": NEAR},
    "invoices": LINE | {"amount": MONEY, "sent": NEAR},
    "hours": LINE | {"hours": HOURS},
}
FOLDERS = ("clients", "projects", "meetings")  # the collections of notes
Vault = Mapping[str, list[Record]]


@st.composite
def vaults(draw: st.DrawFn, garbage: bool = False) -> Vault:
    found: dict[str, list[Record]] = {}
    for kind, fields in FIELDS.items():
        known = {name: value | GARBAGE if garbage else value for name, value in fields.items()}
        rows = draw(st.lists(st.fixed_dictionaries({}, optional=known), min_size=1, max_size=3))
        found[kind] = [
            Record(kind, f"{kind}/{number}.md", None, row)
            if kind in FOLDERS
            else Record(kind, f"projects/{number % 2}.md", number + 10, row)
            for number, row in enumerate(rows)
        ]
    return found


def all_facts(vault: Vault, today: date) -> Iterator[tuple[str, str, str, Fact]]:
    """Collection, fact, place and what was found, of every fact of these modules."""
    book = Book(vault.__getitem__, lambda path: True, Config(we=("Ana Lopez",)), today)
    functions = [
        each for module in (lines, money, projects, scope) for each in vars(module).values()
    ]
    for collection in FIELDS:
        for function in functions:
            compute = getattr(function, "facts_of", {}).get(collection)
            if compute:
                for place, fact in compute(book).items():
                    yield collection, compute.__name__, place, fact


def moved(value: Value, days: int) -> Value:
    return value + timedelta(days=days) if isinstance(value, date) else value


@given(vaults(), st.integers(-2_000, 2_000))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_moving_every_date_and_today_changes_no_age_percent_or_count(
    vault: Vault, days: int
) -> None:
    then = {
        kind: [
            record._replace(
                fields={name: moved(each, days) for name, each in record.fields.items()}
            )
            for record in records
        ]
        for kind, records in vault.items()
    }
    expected = [
        (*where, fact._replace(value=moved(fact.value, days)))
        for *where, fact in all_facts(vault, TODAY)
    ]
    assert [tuple(found) for found in all_facts(then, TODAY + timedelta(days=days))] == expected


@given(vaults())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_time_of_day_and_its_zone_change_nothing(vault: Vault) -> None:
    def late(value: Value) -> Value:
        return datetime.combine(value, time(23, 59), UTC) if isinstance(value, date) else value

    then = {
        kind: [
            record._replace(fields={name: late(each) for name, each in record.fields.items()})
            for record in records
        ]
        for kind, records in vault.items()
    }
    assert list(all_facts(then, TODAY)) == list(all_facts(vault, TODAY))


@given(vaults(garbage=True), st.dates())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_no_value_of_a_field_is_too_odd(vault: Vault, today: date) -> None:
    places = {record.place for records in vault.values() for record in records}
    notes = {place.rpartition(":")[0] or place for place in places}
    for collection, name, place, fact in all_facts(vault, today):
        assert set(fact.evidence) <= places | notes, (collection, name, place)
        assert fact.evidence, name
        assert not isinstance(fact.value, float) and fact.value is not None, name
        assert isinstance(fact.value, bool) == (name == "open")


@given(vaults(garbage=True))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_the_facts_agree_with_one_another(vault: Vault) -> None:
    found = {(kind, name, place): fact for kind, name, place, fact in all_facts(vault, TODAY)}
    late = [
        record.place
        for record in vault["deliverables"]
        if ("deliverables", "overdue", record.place) in found
    ]
    for (kind, name, place), fact in found.items():
        if name == "invoiced":
            sums: dict[str, Decimal] = {}
            for part in ("paid", "outstanding"):
                for amount, currency in found.get((kind, part, place), Fact(())).value:  # type: ignore[union-attr,misc]
                    sums[currency] = sums.get(currency, Decimal()) + amount
            assert {each.currency: each.amount for each in fact.value} == sums  # type: ignore[union-attr]
        if name == "scope_growth":
            parts = [found.get((kind, f"{name}_{part}", place)) for part in ("hours", "cost")]
            assert fact.value == max(part.value for part in parts if part)  # type: ignore[type-var]
        if name == "deliverables_overdue":
            assert set(fact.evidence) <= set(late)
            assert fact.value == len(fact.evidence)
