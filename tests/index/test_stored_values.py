"""Values come back from JSON as they went in, and rows as the note was."""

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from small_vaults import schema

from vaultcrm.index.rows import (
    checksum,
    inherited_fields,
    note_fields,
    pack,
    problem_of,
    target_form,
    unpack_ignores,
    unpack_lines,
    unpack_links,
    unpack_note,
    unpack_texts,
)
from vaultcrm.index.tables import lines_table, part_tables
from vaultcrm.index.values import as_utf8, decode_fields, dumps, encode_fields, fields_json
from vaultcrm.model import (
    Duration,
    Edit,
    Fix,
    Ignore,
    Line,
    Link,
    LinkAt,
    Money,
    Note,
    Problem,
    Ref,
    Value,
    is_open,
)

any_text = st.text(st.characters(), max_size=8)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
scalars: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    any_text,
    decimals,
    st.dates(),
    st.datetimes(timezones=st.none() | st.just(timezone(timedelta(hours=2)))),
    st.builds(Money, decimals, st.sampled_from(["", "EUR"])),
    st.builds(Duration, any_text, *[st.integers(0, 10**6)] * 4),
    st.builds(Link, any_text, any_text, any_text),
    st.builds(Ref, any_text, any_text, any_text),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple), st.dictionaries(any_text, inner, max_size=3)
    ),
    max_leaves=8,
)
fields = st.dictionaries(any_text, values, max_size=5)


def typed(value: object) -> object:
    """A value with the type of everything in it, since True == 1 == Decimal("1.0")."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return type(value).__name__, [typed(each) for each in value]
    return type(value).__name__, str(value)


@given(fields)
def test_fields_come_back(fields: dict[str, Value]) -> None:
    text, data = dumps(encode_fields(fields))
    assert data == text.encode()
    plain, tags = json.loads(text)
    back = decode_fields(plain, tags, Link)
    assert typed(back) == typed(fields)
    assert list(back) == list(fields)


def test_plain_form_is_easy_to_query() -> None:
    plain, _ = encode_fields(
        {
            "due": date(2026, 1, 2),
            "at": datetime(2026, 1, 2, 3, 4),
            "fee": Money(Decimal("1200.50"), "EUR"),
            "share": Decimal("1.10"),
            "client": Link("Acme", "#Log", "them"),
            "every": Duration("2 weeks", days=14),
            "who": (Link("Dana"), "Eve"),
            "nested": {"day": date(2026, 1, 2)},
        }
    )
    assert plain == {
        "due": "2026-01-02",
        "at": "2026-01-02T03:04:00",
        "fee": "1200.50",
        "share": "1.10",
        "client": "Acme",
        "every": "2 weeks",
        "who": ["Dana", "Eve"],
        "nested": {"day": "2026-01-02"},
    }


places = st.integers(1, 10**6)
link_ats = st.builds(
    LinkAt,
    st.builds(Link, any_text, any_text, any_text),
    st.sampled_from(["wiki", "markdown"]),
    st.booleans(),
    places,
    places,
    places,
    st.sampled_from(["", "client"]),
)
edits = st.builds(Edit, places, places, any_text)
fixes = st.builds(Fix, st.booleans(), st.lists(edits, max_size=2).map(tuple))
problems = st.builds(Problem, any_text, any_text, places, places, places, places, st.none() | fixes)
ignores = st.builds(Ignore, any_text, *[places] * 5)
lines = st.builds(
    Line, st.sampled_from(["actions", "invoices"]), places, any_text, st.just({}) | fields
)
notes = st.builds(
    Note,
    path=st.sampled_from(["Acme.md", "a/b/ö.MD", "caf\udce9.md"]),
    type=st.sampled_from(["", "client", "meeting", "nonsense"]),
    title=any_text,
    fields=fields,
    places=st.dictionaries(any_text, places, max_size=3),
    lines=st.lists(lines, max_size=3).map(tuple),
    links=st.lists(link_ats, max_size=3).map(tuple),
    tags=st.lists(any_text, max_size=3).map(tuple),
    headings=st.just(()),
    body=st.text(),
    problems=st.lists(problems, max_size=2).map(tuple),
    readable=st.booleans(),
    ignores=st.lists(ignores, max_size=2).map(tuple),
)


@given(notes)
def test_notes_come_back(note: Note) -> None:
    packed = pack(note, schema())
    rows = {part[0]: part[1] for part in packed.parts}
    assert set(rows) <= set(part_tables(schema()))
    table = f"_notes_{note.type}" if note.type in ("client", "meeting") else "_notes_note"
    row = unpack_note(json.loads(rows[table]), Link)
    assert typed(row.fields) == typed(note_fields(note))
    assert (row.title, row.places) == (note.title, note.places)
    assert ("_unreadable" in rows) != note.readable
    assert unpack_links(rows.get("_links", "[]")) == list(note.links)
    assert [*map(problem_of, json.loads(rows.get("_problems", "[]")))] == list(note.problems)
    assert unpack_ignores(rows.get("_ignores", "[]")) == list(note.ignores)
    assert unpack_texts(rows.get("_tags", "[]")) == list(note.tags)
    lent = inherited_fields(note.type, note.path, note_fields(note))
    for kind in ("actions", "invoices"):
        for open_ in (True, False):
            own = [
                line for line in note.lines if line.kind == kind and is_open(line.fields) == open_
            ]
            table = lines_table(kind, open_)
            assert (table in rows) == bool(own)
            back = unpack_lines(json.loads(rows[table]), Link) if own else []
            assert [number for number, _ in back] == [line.line for line in own]
            for (_, fields), line in zip(back, own, strict=True):
                mine = {name: value for name, value in line.fields.items() if value is not None}
                assert typed({**dict.fromkeys(line.fields), **lent, **mine}) == typed(fields)


def test_every_note_has_another_checksum() -> None:
    assert len({checksum(12345, note) for note in range(1, 100_000)}) == 99_999


def test_target_forms() -> None:
    forms = {
        ("", "a/n.md"): "",
        ("Acme", "a/n.md"): "acme",
        ("Acme.md", "a/n.md"): "acme",
        ("Bu\u0308ro", "a/n.md"): "büro",
        ("clients/Acme", "a/n.md"): "clients/acme",
        ("clients/Acme.MD", "a/n.md"): "clients/acme",
        ("./Acme", "a/n.md"): "/a/acme",
        ("../Acme.md", "a/n.md"): "/acme",
        ("x/../Acme", "a/n.md"): "/a/acme",
        ("/Acme", "a/n.md"): "/acme",
        ("../../Acme", "a/n.md"): "//acme",
        ("picture.png", "a/n.md"): "picture.png",
    }
    assert {asked: target_form(*asked) for asked in forms} == forms


@given(st.dictionaries(any_text, values, max_size=5))
def test_the_json_of_fields_made_at_once(fields: dict[str, Value]) -> None:
    assert as_utf8(f"[{fields_json(fields)}]") == dumps(encode_fields(fields))
