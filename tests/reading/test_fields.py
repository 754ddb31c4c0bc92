from datetime import date
from decimal import Decimal

import pytest
from reading_notes import SCHEMA, found, read, schema_with, with_front_matter

from vaultcrm.model import Link, LinkAt, Money, Note, Value


def client(yaml: str) -> Note:
    return read(with_front_matter(f"type: client\nstatus: active\n{yaml}"))


# The lines after `status:` of a client, the fields they give, the problems (line 4 is the first).
FIELDS: list[tuple[str, dict[str, Value], list[str]]] = [
    ("since: 2026-11-02", {"since": date(2026, 11, 2)}, []),
    ("phone: 0123456", {"phone": "0123456"}, ["4:8 yaml/ambiguous"]),
    ('phone: "+49301234567"', {"phone": "+49301234567"}, []),
    ("phone: +49301234567", {"phone": "+49301234567"}, ["4:8 yaml/ambiguous"]),
    ("hourly_rate: 99.50", {"hourly_rate": Money(Decimal("99.50"), "EUR")}, []),
    ("hourly_rate: 99.50 CHF", {"hourly_rate": Money(Decimal("99.50"), "CHF")}, []),
    ("country: NO", {"country": "NO"}, ["4:10 yaml/ambiguous"]),
    ("version: 1.10", {"version": Decimal("1.10")}, ["4:10 yaml/ambiguous"]),
    ("at: 14:30", {"at": "14:30"}, ["4:5 yaml/ambiguous"]),
    ("count: 5\ndone: true\nx: ~", {"count": 5, "done": True, "x": None}, []),
    ("cadence: |\n  14d", {"cadence": client("cadence: 14d").fields["cadence"]}, []),
    ('email: " dana@acme.example "', {"email": "dana@acme.example"}, []),
    ("since:\nended: ''", {"since": None, "ended": None}, []),
    # names
    ("url: https://x.example", {"website": "https://x.example"}, []),
    ("Email: a@x.example", {"email": "a@x.example"}, []),
    ("url: https://a.b\nwebsite: https://c.d", {"website": "https://c.d"}, ["5:1 field/twice"]),
    ("website: https://c.d\nurl: https://a.b", {"website": "https://c.d"}, ["5:1 field/twice"]),
    ("email: a@x.yz\nemail: b@x.yz", {"email": "a@x.yz"}, ["5:1 yaml/duplicate-key"]),
    ("x: 1\nx: 2", {"x": 1}, ["5:1 yaml/duplicate-key"]),
    ("emial: a", {"emial": "a"}, ["4:1 field/unknown"]),
    ("em\u200bail: a", {"em\u200bail": "a"}, ["4:1 yaml/odd-space"]),
    ("2026: a", {"2026": "a"}, ["4:1 yaml/key"]),
    ('"2026": a', {"2026": "a"}, []),
    # lists
    ("tags: [a, '#b/c']", {"tags": ("a", "b/c")}, []),
    ("tags: a", {"tags": ("a",)}, []),
    ("tags: a, #b", {"tags": ("a",)}, ["4:7 yaml/hash-cut", "4:7 field/type"]),
    ('tags: "a, #b c"', {"tags": ("a", "b", "c")}, ["4:7 field/type"]),
    ("aliases:\n  - A\n  -\n", {"aliases": ("A",)}, []),
    ("aliases: []\nzz: []", {"aliases": (), "zz": ()}, []),
    ("email: []", {"email": None}, []),
    ("email: [a@x.yz]", {"email": ("a@x.yz",)}, ["4:8 field/type"]),
    ("x: [1, true, NO]", {"x": (1, True, "NO")}, ["4:14 yaml/ambiguous"]),
    ("x:\n  - [1, [2]]", {"x": ((1, (2,)),)}, ["5:5 field/nested"]),
    ("x:\n  - a: 1", {"x": ({"a": 1},)}, ["5:5 field/nested"]),
    ("x: {a: 1, b: [NO]}", {"x": {"a": 1, "b": ("NO",)}}, ["4:4 field/nested"]),
    ("x: {<<: {a: 1}}", {"x": {"<<": {"a": 1}}}, ["4:4 field/nested"]),
    # links
    ('referred_by: "[[Dana Fox|Dana]]"', {"referred_by": Link("Dana Fox", "", "Dana")}, []),
    ("referred_by: [[Dana Fox]]", {"referred_by": Link("Dana Fox")}, ["4:14 yaml/wikilink"]),
    ('referred_by: ["[[Dana]]"]', {"referred_by": Link("Dana")}, []),
    ("referred_by: Dana", {"referred_by": Link("Dana")}, ["4:14 field/link"]),
    ("x: [[A, b#c|d]]", {"x": Link("A, b", "#c", "d")}, ["4:4 yaml/wikilink"]),
    ("x:\n  - [[A]]\n  - '[[B]]'", {"x": (Link("A"), Link("B"))}, ["5:5 yaml/wikilink"]),
    ("since: [[2026-11-02]]", {"since": date(2026, 11, 2)}, ["4:8 yaml/wikilink"]),
    # what its writer did not mean: one problem a value
    ("owner: Suite #5", {"owner": "Suite"}, ["4:8 yaml/hash-cut"]),
    ("owner: Suite # 5", {"owner": "Suite"}, []),
    ("owner: #5", {"owner": None}, ["4:7 yaml/hash-cut"]),
    ("tags:\n  - #a", {"tags": ()}, ["5:4 yaml/hash-cut"]),
    ("lang: C#", {"lang": "C#"}, []),
    ("email: a@x.yz #old", {"email": "a@x.yz"}, ["4:8 yaml/hash-cut"]),
    ("email: none #yet", {"email": "none"}, ["4:8 yaml/hash-cut"]),
    ("email: “a@x.yz”", {"email": "“a@x.yz”"}, ["4:8 yaml/smart-quotes"]),
    ('since: "{{date}}"', {"since": "{{date}}"}, ["4:8 yaml/placeholder"]),
    ('owner: "{{ 7*7 }}"', {"owner": "{{ 7*7 }}"}, []),
    ("owner: <% tp.x %>", {"owner": "<% tp.x %>"}, ["4:8 yaml/placeholder"]),
    ("since: 1e3", {"since": "1e3"}, ["4:8 field/type"]),
    ("b: 01.03.2026", {"b": "01.03.2026"}, ["4:4 field/date-form"]),
    ("due: 2026-02-30", {"due": "2026-02-30"}, ["4:6 field/date"]),
    ("a: &a NO\nb: *a", {"a": "NO", "b": "NO"}, ["4:7 yaml/ambiguous"]),
    # titles
    ("title: Acme Inc.", {"title": "Acme Inc."}, []),
    ("title: ../../evil", {"title": "../../evil"}, ["4:8 field/title"]),
    ('title: "C:\\\\evil"', {"title": "C:\\evil"}, ["4:8 field/title"]),
    ("title: AC/DC", {"title": "AC/DC"}, []),
    ('title: ""', {"title": None}, ["4:8 field/title"]),
    # times
    ("tz: Europe/Berlin\nx: 2026-03-29T02:30", {}, ["5:4 field/time-gap"]),
    ("tz: Europe/Berlin\nx: 2026-03-29T03:30", {}, []),
    ("tz: Mars\nx: 2026-03-29T02:30", {}, ["4:5 field/type"]),
]


@pytest.mark.parametrize(("yaml", "fields", "problems"), FIELDS)
def test_fields(yaml: str, fields: dict[str, Value], problems: list[str]) -> None:
    note = client(yaml)
    for name, value in fields.items():
        assert note.fields[name] == value
        assert type(note.fields[name]) is type(value)
    assert found(note) == problems


PRIVATE = [
    *(("true", True), ("false", False), ("True", True), ("TRUE", True), ("", None)),
    *((text, None) for text in ('"false"', "'no'", "0", "yes", "[false]", "y", "privat", '""')),
]


@pytest.mark.parametrize(("text", "value"), PRIVATE)
def test_only_a_plain_false_is_not_private(text: str, value: bool | None) -> None:
    note = client(f"private: {text}")
    if text and value is None:
        assert found(note) == ["4:10 field/type"]
        assert not isinstance(note.fields["private"], bool)
    else:
        assert (note.fields["private"], found(note)) == (value, [])


def test_the_order_is_the_notes_and_each_field_has_its_line() -> None:
    note = read("---\nzz: 1\ntype: client\n\nurl: https://x.yz\nsince:\n  2026-11-02\n---\n")
    assert list(note.fields) == ["zz", "type", "website", "since"]
    assert note.places == {"zz": 2, "type": 3, "website": 5, "since": 6}


def test_what_is_missing_is_said_at_the_best_place() -> None:
    note = read("---\na: b\ntype: project\nstatus:\n---\n")
    missing = [each for each in note.problems if each.rule == "field/missing"]
    assert [(each.line, each.message) for each in missing] == [
        (3, "project needs a 'client'"),
        (4, "project needs a 'status'"),
    ]


def test_a_name_nobody_declared_is_advice_in_a_typed_note_only() -> None:
    typed = [each.message for each in client("xyz: 1").problems]
    assert typed == ["client has no 'xyz'"]
    assert read(with_front_matter("xyz: 1")).problems == ()


def test_unknown_names_are_compared_with_known_ones_within_reason() -> None:
    many = "".join(f"emai{number}: x\n" for number in range(200))
    rules = [each.rule for each in client(many).problems]
    assert 0 < rules.count("field/unknown") <= 50
    assert len(rules) == 200


LINKS = [
    ('x: "[[A#b|c]]"', [(Link("A", "#b", "c"), "wiki", False, 4, 5, 14)]),
    ("x: 'a ![[B]]'", [(Link("B"), "wiki", True, 4, 7, 13)]),
    ("x: [[A]]", [(Link("A"), "wiki", False, 4, 4, 9)]),
    ("x:\n  - 1\n  - [[A]]", [(Link("A"), "wiki", False, 6, 5, 10)]),
    ("x: '[[A]] and [[B]]'",
     [(Link(name), "wiki", False, 4, start, start + 5) for name, start in (("A", 5), ("B", 15))]),
    ('x: "[a](B%20c.md)"', [(Link("B c.md", "", "a"), "markdown", False, 4, 5, 18)]),
    ("x: {y: '[[A]]'}", [(Link("A"), "wiki", False, 4, 9, 14)]),
    ('x: "\\u005b[A]]"', [(Link("A"), "wiki", False, 4, 4, 16)]),
    ("x: |\n  one\n  [[A]]\n", [(Link("A"), "wiki", False, 4, 4, 4)]),
    ("x: see https://a.b", []),
]  # fmt: skip


@pytest.mark.parametrize(("yaml", "links"), LINKS)
def test_links_have_their_places(yaml: str, links: list[tuple[object, ...]]) -> None:
    assert client(yaml).links == tuple(LinkAt(*link, "x") for link in links)


# --- which type a note has

MATCHING = schema_with(
    "type: book\nmatch:\n  - {folder: Reading/Books}\n  - {tag: book}\n"
    '  - {categories: "[[Books]]", kind: novel}\n',
    "type: note\nfields:\n  type: {aliases: [class]}\n",
)

TYPES = [
    ("type: client", "Note.md", "client"),
    ("type: Client", "Note.md", "client"),
    ("Type: client", "Note.md", "client"),
    ("class: client", "Note.md", "client"),
    ('type: "[[Client]]"', "Note.md", "client"),
    ("type: [[client]]", "Note.md", "client"),
    ("type:\n  - area\n  - client", "Note.md", "client"),
    ("type: client", "Reading/Books/Note.md", "client"),
    ("a: b", "Note.md", ""),
    ("type: recap", "Note.md", "recap"),
    ("type: recap", "reading/books/2026/Note.md", "book"),
    ("a: b", "Reading/Books.md", ""),
    ("tags: [x, '#book']", "Note.md", "book"),
    ("tags: x, book/novel", "Note.md", "book"),
    ("tags: [bookish]", "Note.md", ""),
    ('categories: ["[[Books]]"]\nKind: Novel', "Note.md", "book"),
    ("categories: [[Books]]\nkind: novel", "Note.md", "book"),
    ('categories: ["[[Books]]"]\nkind: essay', "Note.md", ""),
]


@pytest.mark.parametrize(("yaml", "path", "name"), TYPES)
def test_the_type(yaml: str, path: str, name: str) -> None:
    assert read(with_front_matter(yaml), path, MATCHING).type == name


def test_the_type_can_come_from_a_tag_in_the_body_or_from_the_folder_alone() -> None:
    assert read("Read it! #book/novel\n", "Note.md", MATCHING).type == "book"
    assert read("`#book`\n", "Note.md", MATCHING).type == ""
    assert read("No front matter.\n", "Reading/Books/x.md", MATCHING).type == "book"


def test_a_type_that_is_nearly_known_is_a_slip_and_another_is_not() -> None:
    slip = read(with_front_matter("type: cliant")).problems
    assert [(each.rule, each[2:6]) for each in slip] == [("field/unknown-type", (2, 7, 2, 13))]
    assert "Did you mean 'client'?" in slip[0].message
    other = read(with_front_matter("type: recipe")).problems
    assert [each.rule for each in other] == ["field/undeclared"]
    assert read(with_front_matter("type:\n  - recipe")).problems == ()


def test_every_field_of_the_schema_can_be_read_empty() -> None:
    for note_type in SCHEMA.types.values():
        yaml = "".join(f"{name}:\n" for name in note_type.fields if name != "type")
        note = read(with_front_matter(f"type: {note_type.name}\n{yaml}"))
        assert found(note) == []
