"""Facts of single lines against cases computed by hand; today is 2026-11-23, a Monday."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from vaults import TODAY, book_of

from vaultcrm.facts import facts_about, facts_of
from vaultcrm.facts.book import Book
from vaultcrm.facts.lines import KINDS, age, is_cancelled, is_done, overdue, owner
from vaultcrm.facts.promises import is_ours
from vaultcrm.model import Fact, Record, Ref, is_open
from vaultcrm.schema.config import Config

NOTES = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        ---
        ## Onboarding
        - [ ] Send the contract 📅 2026-11-20
        - [x] Open a folder ➕ 2026-11-01 ✅ 2026-11-08
        - [ ] Name a contact [owner:: Acme]
        """,
    "meetings/Acme kickoff.md": """
        ---
        type: meeting
        client: "[[Acme]]"
        date: 2026-11-02
        ---
        ## Actions
        - [ ] Send the draft 📅 2026-11-13
        - [ ] Pay the deposit @Dana 📅 2026-11-23
        - [h] Wait for spring 📅 2026-11-01
        - [x] Say thanks 📅 2026-11-03 ✅ 2026-11-05
        - [-] Book a room 📅 2026-11-03 ❌ 2026-11-04
        - [x] Ticked without a day
        - [ ] Ring them 📅 2026-02-30
        - [ ] Answer [created:: 2026-10-24] @Ana 📅 2026-12-01
        """,
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        start: 2026-10-14
        ---
        ## Deliverables
        - [ ] Wireframes [owner:: Acme] 📅 2026-11-22
        - Texts
        - [x] Logo 📅 2026-10-20 ✅ 2026-10-24
        ## Change requests
        - [ ] French [asked:: 2026-11-03] [cost:: 900 EUR] 📅 2026-11-18
        - [ ] Dutch [asked:: 2026-11-20]
        - [x] Map [asked:: 2026-11-01] [cost:: 0 EUR] ✅ 2026-11-05
        ## Invoices
        - [ ] 2026-10-30 INV-1 [amount:: 100 EUR] 📅 2026-11-13
        - [ ] 2026-12-01 INV-2 [amount:: 100 EUR] 📅 2026-11-15
        - [ ] INV-3 [amount:: soon] [sent:: 2026-10-30] 📅 2026-11-09
        - [x] 2026-10-01 INV-4 [amount:: 100 EUR] 📅 2026-10-15 ✅ 2026-10-20
        - [h] 2026-10-01 INV-5 [amount:: 100 EUR] 📅 2026-10-15
        - [-] 2026-10-01 INV-6 [amount:: 100 EUR] ❌ 2026-10-03
        """,
    "notes/Loose.md": """
        Words.
        - [ ] Nobody knows since when
        - [ ] 2026-12-24 Not yet begun
        """,
}

# The line's first word or words → its value and whether the note stands in the evidence too.
OVERDUE = {
    "Send the contract": 3,  # 20 → 23 November
    "Send the draft": 10,  # 13 → 23 November
    "Wireframes": 1,
    "French": 5,  # 18 → 23 November
    "INV-1": 10,
    "INV-3": 14,  # its amount cannot be read: late all the same
}
AGE = {
    "Open a folder": 7,  # created 1 → done 8 November
    "Send the draft": 21,  # the meeting's date, 2 → 23 November
    "Pay the deposit": 21,
    "Wait for spring": 21,
    "Say thanks": 3,  # 2 → 5 November
    "Book a room": 2,  # 2 → 4 November
    "Ring them": 21,
    "Answer": 30,  # created 24 October: 7 days of October and 23
    "Wireframes": 40,  # the project's start, 14 October: 17 and 23
    "Texts": 40,
    "Logo": 10,  # 14 → 24 October
    "French": 20,  # asked 3 November
    "Dutch": 3,
    "Map": 4,  # asked 1, approved 5 November
    "INV-1": 24,  # 30 October: 1 and 23
    "INV-3": 24,
    "INV-4": 19,  # 1 → 20 October
    "INV-5": 53,  # 1 October: 30 and 23
    "INV-6": 2,  # 1 → 3 October
}
FROM_THE_NOTE = {
    "Send the draft",
    "Pay the deposit",
    "Wait for spring",
    "Say thanks",
    "Book a room",
    "Ring them",
    "Wireframes",
    "Texts",
    "Logo",
}
OWNER = {
    "Send the contract": "ours",
    "Open a folder": "ours",
    "Name a contact": "theirs",
    "Send the draft": "ours",
    "Pay the deposit": "theirs",  # @Dana
    "Wait for spring": "ours",
    "Say thanks": "ours",
    "Book a room": "ours",
    "Ticked without a day": "ours",
    "Ring them": "ours",
    "Answer": "ours",  # @Ana is one of us
    "Wireframes": "theirs",
    "Texts": "ours",
    "Logo": "ours",
    "French": "theirs",  # they know the cost and decide
    "Dutch": "ours",  # we have not said what it costs
    "INV-1": "theirs",
    "INV-2": "ours",  # not yet sent
    "INV-3": "theirs",
    "INV-5": "theirs",
    "Nobody knows since when": "ours",
    "Not yet begun": "ours",
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    with book_of(tmp_path, NOTES, config="we: [Ana Lopez]\n") as found:
        for kind in (*KINDS, "meetings", "projects"):
            found.records(kind)
        return found


def named(name: str, text: str) -> bool:
    return text == name or text.startswith(f"{name} @")


@pytest.mark.parametrize(
    ("name", "expected"), [("overdue", OVERDUE), ("age", AGE), ("owner", OWNER)]
)
def test_each_line(book: Book, name: str, expected: dict[str, int | str]) -> None:
    found = {}
    for kind in KINDS:
        facts = facts_of(kind)[name](book)
        places = {record.place: record for record in book.records(kind)}
        assert set(facts) <= set(places)
        for place, fact in facts.items():
            text = str(places[place].fields["text"])
            key = next((key for key in expected if named(key, text)), text)
            found[key] = fact.value
            note = (places[place].path,) if name == "age" and key in FROM_THE_NOTE else ()
            assert fact.evidence == (place, *note), key
    assert found == expected


def line(kind: str = "actions", **fields: object) -> Record:
    return Record(kind, "notes/A.md", 3, fields)  # type: ignore[arg-type]


def of(record: Record, *notes: Record) -> Book:
    """A book of one line, and of some notes."""
    records = {record.collection: [record]}
    for note in notes:
        records.setdefault(note.collection, []).append(note)
    return Book(lambda kind: records.get(kind, ()), lambda path: True, Config(), TODAY)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due": date(2026, 11, 22)}, 1),
        ({"due": date(2026, 11, 23)}, None),
        ({"due": date(2026, 11, 22), "status": "in progress"}, 1),
        ({"due": date(2026, 11, 22), "status": "on hold"}, None),
        ({"due": date(2026, 11, 22), "done": "some day"}, None),  # done, who knows when
        ({"due": datetime(2026, 11, 22, 23, 59)}, 1),
        ({"due": datetime(2026, 11, 22, 23, 59, tzinfo=UTC)}, 1),
        ({"due": "2026-11-31"}, None),
        ({"due": 20261101}, None),
        ({"due": date.min}, 739942),  # the ordinals: 739943 - 1
    ],
)
def test_overdue(fields: dict[str, object], expected: int | None) -> None:
    found = overdue(of(line(**fields)), "actions")
    assert found == (
        {} if expected is None else {"notes/A.md:3": Fact(expected, ("notes/A.md:3",))}
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"created": date(2026, 11, 1), "date": date(2026, 11, 20)}, 22),
        ({"created": "long ago", "date": date(2026, 11, 20)}, 3),
        ({"created": datetime(2026, 11, 22, 23, 59, tzinfo=UTC)}, 1),
        ({"created": date(2026, 11, 23)}, 0),
        ({"created": date(2026, 11, 24)}, None),  # still to come
        ({"created": date(2026, 11, 1), "done": date(2026, 11, 5)}, 4),
        ({"created": date(2026, 11, 1), "done": date(2026, 12, 5)}, 22),  # not beyond today
        ({"created": date(2026, 11, 1), "done": date(2026, 10, 5)}, None),  # done before it was
        ({"created": date(2026, 11, 1), "status": "done"}, None),  # who knows when
        ({"created": date(2026, 11, 1), "status": "cancelled", "cancelled": date(2026, 11, 2)}, 1),
        ({}, None),
    ],
)
def test_age(fields: dict[str, object], expected: int | None) -> None:
    found = age(of(line(**fields)), "actions")
    assert found == (
        {} if expected is None else {"notes/A.md:3": Fact(expected, ("notes/A.md:3",))}
    )


def test_the_note_gives_the_age_only_where_its_date_can_be_read() -> None:
    meeting = Record("meetings", "notes/A.md", None, {"date": "2026-13-01"})
    assert age(of(line(), meeting), "actions") == {}
    meeting = meeting._replace(fields={"date": datetime(2026, 11, 13, 10, 0)})
    assert age(of(line(), meeting), "actions") == {
        "notes/A.md:3": Fact(10, ("notes/A.md:3", "notes/A.md"))
    }


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("actions", {"owner": Ref("people/Dana", "people/Dana.md")}, "theirs"),
        ("actions", {"owner": "us"}, "ours"),
        ("invoices", {"owner": "us"}, "ours"),  # somebody is named
        ("invoices", {"sent": date(2026, 11, 24)}, "ours"),
        ("invoices", {"sent": date(2026, 11, 23), "date": date(2026, 12, 1)}, "theirs"),
        ("invoices", {"done": date(2026, 11, 23)}, None),
        ("changes", {"cost": "much"}, "ours"),  # a cost that cannot be read is none
        ("changes", {"status": "cancelled"}, None),
    ],
)
def test_owner(kind: str, fields: dict[str, object], expected: str | None) -> None:
    found = owner(of(line(kind, **fields)), kind)
    assert {place: fact.value for place, fact in found.items()} == (
        {"notes/A.md:3": expected} if expected else {}
    )


@pytest.mark.parametrize(
    ("fields", "done", "cancelled"),  # done by today
    [
        ({"status": "done"}, True, False),
        ({"status": "todo", "done": date(2026, 11, 1)}, True, False),
        ({"status": "cancelled"}, False, True),
        ({"status": "done", "cancelled": date(2026, 11, 1)}, False, True),
        ({"status": "on hold"}, False, False),
        ({}, False, False),
        ({"status": "done", "done": date(2026, 11, 23)}, True, False),
        ({"status": "done", "done": date(2026, 11, 24)}, False, False),
        ({"status": "done", "done": date(2026, 11, 2), "date": date(2026, 12, 1)}, True, False),
        ({"status": "done", "date": date(2026, 12, 1)}, False, False),
        ({"status": "done", "done": "yes", "date": date(2026, 11, 1)}, True, False),
    ],
)
def test_how_a_line_ends(fields: dict[str, object], done: bool, cancelled: bool) -> None:
    record = line(**fields)
    assert (is_done(record, TODAY), is_cancelled(record)) == (done, cancelled)


def person(path: str, client: Ref | None = None) -> Record:
    return Record("people", path, None, {"client": client} if client else {})


ACME = Ref("Acme", "clients/Acme.md")
MARA, LIND = Ref("Mara", "people/Mara.md"), Ref("Mara Lind", "people/Mara Lind.md")


@pytest.mark.parametrize(
    ("we", "owner", "ours"),
    [
        ((), None, True),
        ((), "", True),
        ((), "  ", True),
        ((), "@us", True),
        ((), "Mara", False),
        # A text: the whole name, or the first.
        (("Mara Lind",), "mara lind", True),
        (("Mara Lind",), "@Mara", True),
        (("Mara Lind",), "Lind", False),
        (("Mara Lind",), "Mara Fox", False),
        (("Mara",), "Mara Lind", False),
        (("Mara",), "people/Mara.md", True),  # from `@[[people/Mara.md]]`
        # A list: any of them.
        (("Mara Lind",), "Acme, Mara", True),
        (("Mara Lind",), "[[Acme]], [[Mara|M.]]", True),
        (("Mara Lind",), "Acme, Dana", False),
        (("Mara Lind",), "Acme, ", False),
        (("Mara Lind",), ("Acme", "@Mara"), True),
        (("Mara Lind",), (ACME, LIND), True),
        (("Mara Lind",), (ACME, None), False),
        (("Mara Lind",), (), True),
        # A link that leads nowhere is a name.
        (("Mara Lind",), Ref("people/Mara.md", ""), True),
        (("Mara Lind",), Ref("Dana", ""), False),
        # A link to a note: the whole name that we have, of the file or as linked.
        (("Mara Lind",), LIND, True),
        (("Mara Lind",), Ref("people/Mara Lind.md", LIND.path), True),
        (("Mara Lind",), Ref("ML", LIND.path), True),  # an alias
        (("Mara Lind",), Ref("Mara Lind", "people/ML.md"), True),  # an alias too
        (("Mara Lind",), MARA, False),  # there may be others of the name
        (("Mara Lind",), Ref("Mara Fox", "people/Mara Fox.md"), False),
        (("Mara",), MARA, True),
        (("Mara",), Ref("people/Mara.md", MARA.path), True),
        (("Mara",), LIND, False),
        # A client's Mara and Jo Ann.
        (("Jo",), Ref("Jo", "people/Jo.md"), False),
        (("Jo",), Ref("Jo", "people/Jo Ann.md"), False),  # by an alias
        (("Jo Ann",), Ref("Jo Ann", "people/Jo Ann.md"), True),  # a whole name: we are a client
    ],
)
def test_whose_a_promise_is(we: tuple[str, ...], owner: object, ours: bool) -> None:
    theirs = [person("people/Jo.md", ACME), person("people/Jo Ann.md", ACME)]
    people = {"people": [person(MARA.path), person(LIND.path), *theirs]}
    book = Book(lambda kind: people.get(kind, ()), lambda path: True, Config(we=we), TODAY)
    assert is_ours(line(owner=owner), book) is ours


def test_a_kind_is_loaded_only_when_it_is_asked_for() -> None:
    loaded = []
    book = Book(lambda kind: loaded.append(kind) or (), lambda path: True, Config(), TODAY)
    facts_of("invoices")["overdue"](book)
    assert loaded == ["invoices"]


def test_open_is_what_is_neither_done_nor_cancelled(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        texts = {
            record.fields["text"]: facts_of(kind)["open"](book).get(record.place)
            for kind in KINDS
            for record in book.records(kind)
        }
    assert texts["Send the draft"] == Fact(True, ("meetings/Acme kickoff.md:7",))
    assert {text for text, fact in texts.items() if fact is None} == {
        "Open a folder",
        "Say thanks",
        "Book a room",
        "Ticked without a day",
        "Logo",
        "Map",
        "INV-4",
        "INV-6",
    }


@pytest.mark.parametrize("first", ["records", "open_lines"])
def test_open_lines_are_those_of_all(tmp_path: Path, first: str) -> None:
    with book_of(tmp_path, NOTES) as book:
        getattr(book, first)("actions")
        every = [each for each in book.records("actions") if is_open(each.fields)]
        assert list(book.open_lines("actions")) == every
        assert len(every) == 7  # five of the meeting, two of the loose note


def test_the_facts_of_one_notes_lines_need_no_other_lines(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        lines = [each for kind in KINDS for each in book.records(kind)]
        for path in NOTES:
            own = book.with_lines([each for each in lines if each.path == path], (*KINDS, "hours"))
            for line in lines:
                if line.path == path:
                    every = facts_about(book, line.collection, line.place)
                    assert facts_about(own, line.collection, line.place) == every
            assert own.records("hours") == ()
