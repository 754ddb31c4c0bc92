from datetime import date
from decimal import Decimal

import pytest
from reading_notes import SCHEMA, found, read, schema_with, with_front_matter

from vaultcrm.model import Link, Money, Value
from vaultcrm.schema.schema import Schema


def project(body: str, schema: Schema = SCHEMA):
    yaml = 'type: project\nclient: "[[Acme]]"\nstatus: active'
    return read(with_front_matter(yaml, body), schema=schema)


# A line, its section in a project, its kind and some of its fields, the problems (its line is 7).
LINES: list[tuple[str, str, str, dict[str, Value], list[str]]] = [
    ("- [ ] Pay [due:: 2026-12-01]", "Log book", "actions", {"due": date(2026, 12, 1)}, []),
    ("- [x] Pay ✅ 2026-12-01", "Scope", "actions", {"status": "done"}, []),
    ("- [/] a", "Scope", "actions", {"status": "in progress", "text": "a"}, []),
    ("- [-] a", "Scope", "actions", {"status": "cancelled"}, []),
    ("- [!] a", "Scope", "actions", {"status": "todo"}, []),
    ("- [ ] Send it @Dana", "Scope", "actions", {"owner": "Dana", "text": "Send it @Dana"}, []),
    ("- [ ] Send it @Dana [owner:: Bo]", "Scope", "actions", {"owner": "Bo"}, []),
    (
        "- [x] INV-1 [amount:: 6000 EUR] 📅 2026-10-15",
        "Invoices",
        "invoices",
        {"amount": Money(Decimal(6000), "EUR"), "due": date(2026, 10, 15), "text": "INV-1"},
        [],
    ),
    ("- INV-1", "invoices:", "invoices", {"text": "INV-1"}, ["7:3 line/missing"]),
    ("- INV-1 [amount::]", "Invoices", "invoices", {"amount": None}, ["7:3 line/missing"]),
    ("- INV-1 [amount:: 6k]", "Invoices", "invoices", {"amount": "6k"}, ["7:9 line/field"]),
    (
        "- INV-1 [amount:: 6 EUR] [amount:: 7 EUR]",
        "Invoices",
        "invoices",
        {"amount": Money(Decimal(6), "EUR")},
        ["7:26 line/field"],
    ),
    (
        "- 2026-11-02 09:30 wireframes [Hours:: 3.5]",
        "Hours",
        "hours",
        {"date": date(2026, 11, 2), "time": "09:30", "hours": Decimal("3.5")},
        [],
    ),
    ("- 2026-02-30 x [hours:: 1]", "Hours", "hours", {"date": "2026-02-30"}, ["7:3 line/field"]),
    ("- a [dependsOn:: b]", "Deliverables", "deliverables", {"depends_on": "b"}, []),
    ("- a [colour:: red]", "Deliverables", "deliverables", {"colour": "red"}, []),
    ("- a [size:: 5]", "Deliverables", "deliverables", {"size": 5}, []),
    ("- a [see:: [[Bloom]]]", "Deliverables", "deliverables", {"see": Link("Bloom")}, []),
    ("- a [raised_by:: us]", "Risks", "risks", {"raised_by": "us"}, []),
    ("- a [raised_by:: Us]", "Risks", "risks", {"raised_by": "Us"}, []),
    ("- [ ] a [client:: Bloom]", "Debrief", "actions", {"client": Link("Bloom")}, []),
]


@pytest.mark.parametrize(("line", "section", "kind", "fields", "problems"), LINES)
def test_lines(
    line: str, section: str, kind: str, fields: dict[str, Value], problems: list[str]
) -> None:
    note = project(f"## {section}\n{line}\n")
    (record,) = note.lines
    assert (record.kind, record.line, record.section) == (kind, 7, section)
    for name, value in fields.items():
        assert record.fields[name] == value
        assert type(record.fields[name]) is type(value)
    assert found(note) == problems


NO_RECORDS = [
    "- just an item\n",
    "## Scope\n- in a section of text\n",
    "## Invoices\n- [x] a [amount:: 1 EUR]\n  - nested, no task\n## Scope\n- [ ] \n- [ ]\n",
    "## Invoices\n- \n- [x] b [amount:: 1 EUR]\n",
]


@pytest.mark.parametrize("body", NO_RECORDS)
def test_what_is_no_record(body: str) -> None:
    note = project(body)
    assert len(note.lines) == body.count("[amount::")
    assert found(note) == []


def test_a_section_ends_with_the_next_heading_of_its_level() -> None:
    note = project(
        "# Invoices\n- a [amount:: 1 EUR]\n### 2026\n- b [amount:: 1 EUR]\n  - [ ] nested\n"
        "## Hours\n- c [hours:: 1]\n## Notes\n- d [amount:: 1 EUR]\n# Other\n- [ ] e\n- f\n"
    )
    assert [(each.kind, each.section) for each in note.lines] == [
        ("invoices", "Invoices"),
        ("invoices", "2026"),
        ("invoices", "2026"),
        ("hours", "Hours"),
        ("invoices", "Notes"),
        ("actions", "Other"),
    ]


LOG = [
    (
        "email in: asks for the invoice",
        ("email", "in", None, "asks for the invoice"),
    ),
    ("Call with Dana Fox: the offer", ("call", None, "Dana Fox", "the offer")),
    ("message out to [[Dana Fox]]: hi", ("message", "out", Link("Dana Fox"), "hi")),
    ("visit", ("visit", None, None, "visit")),
    ("called, nobody there", (None, None, None, "called, nobody there")),
    ("Note: email is down", (None, None, None, "Note: email is down")),
    ("email 12:30", ("email", None, None, "email 12:30")),
]


@pytest.mark.parametrize(("line", "expected"), LOG)
def test_the_words_before_the_colon_of_a_log_line(line: str, expected: tuple[Value, ...]) -> None:
    note = read(with_front_matter("type: person", f"## Log\n- 2026-11-02 {line}\n"))
    fields = note.lines[0].fields
    assert (
        tuple(fields.get(name) for name in ("channel", "direction", "person", "text")) == expected
    )


def test_tasks_of_reports_and_reminders_are_no_actions() -> None:
    assert read(with_front_matter("type: reminder", "- [ ] Call Acme\n")).lines == ()
    assert len(read("- [ ] Call Acme\n").lines) == 1


def test_a_list_field_of_a_line() -> None:
    schema = schema_with(
        "lines: visits\nfields:\n  who: links\n  at: list\n",
        "type: project\nsections: {Visits: visits}\n",
    )
    note = project("## Visits\n- a [who:: [[Dana, Bo]], [[C]]] [at:: x, ,y]\n", schema)
    assert note.lines[0].fields["who"] == (Link("Dana, Bo"), Link("C"))
    assert note.lines[0].fields["at"] == ("x", "y")


def test_a_choice_before_the_colon_may_be_written_in_any_case() -> None:
    schema = schema_with(
        "lines: moods\nprefix: [mood]\nfields:\n  mood: {type: choice, choices: [Good, Bad]}\n",
        "type: project\nsections: {Moods: moods}\n",
    )
    (line,) = project("## Moods\n- good: sunny\n", schema).lines
    assert (line.fields["mood"], line.fields["text"]) == ("Good", "sunny")
