import pytest

from vaultcrm.reading.vault import shipped_types
from vaultcrm.reading.yaml import read_document
from vaultcrm.schema.build import build
from vaultcrm.schema.schema import Field, Match, NoteType, Schema

SHIPPED = shipped_types()


def built(*files: str) -> tuple[Schema, list[str]]:
    """The shipped types with these files after them, and the problems as `file:line:column rule
    message`."""
    own = [read_document(str(number), text) for number, text in enumerate(files, 1)]
    schema, problems = build([*SHIPPED, *own])
    return schema, [
        f"{path}:{each.line}:{each.column} {each.rule} {each.message}" for path, each in problems
    ]


def type_of(name: str, *files: str) -> NoteType:
    schema, problems = built(*files)
    assert problems == []
    return schema.types[name]


def test_a_new_type() -> None:
    book = type_of(
        "book",
        """type: book
collection: library
folder: reading/{year}
file: "{date} {name}"
doc: What we read.
columns: [title, rating, path]
tasks: false
fields:
  author: {type: link, to: [person], required: true, aliases: [by, Writer], doc: Who wrote it.}
  rating: {type: choice, choices: [good, bad], default: good}
  pages: number
sections:
  Quotes: text
  To Do: actions
match:
  - {folder: /Books/}
  - {tag: book, kind: novel}
also:
  interactions: {date: created, text: title}
""",
    )
    assert book[:2] == ("book", "library")
    assert (book.folder, book.file, book.doc, book.tasks) == (
        "reading/{year}",
        "{date} {name}",
        "What we read.",
        False,
    )
    assert book.fields["author"] == Field(
        "author",
        "link",
        required=True,
        aliases=("by", "Writer"),
        to=("person",),
        doc="Who wrote it.",
    )
    assert book.fields["rating"] == Field("rating", "choice", ("good", "bad"), default="good")
    assert book.fields["pages"] == Field("pages", "number")
    assert book.names["writer"] is book.names["by"] is book.fields["author"]
    assert book.sections == {"quotes": "text", "to do": "actions"}
    assert book.headings == ("Quotes", "To Do")
    assert book.columns == ("title", "rating", "path")
    assert book.match == (
        Match((("folder", "Books"),)),
        Match((("tag", "book"), ("kind", "novel"))),
    )
    assert book.also == {"interactions": {"date": "created", "text": "title"}}
    assert book.required == ("author",)


def test_a_new_type_has_the_fields_of_every_note_and_a_collection() -> None:
    book = type_of("book", "type: book\n")
    assert book.collection == "books"
    assert {"type", "title", "tags", "aliases", "private"} <= {*book.fields}
    assert book.names["name"] is book.fields["title"]


def test_a_new_kind_of_line() -> None:
    schema, problems = built(
        "type: project\nsections:\n  Trips: trips\n",  # a kind that comes later
        "lines: trips\ndoc: Where we went.\nprefix: [means]\ncolumns: [km, line, client]\n"
        "fields:\n  means: {type: choice, choices: [car, train]}\n"
        "  km: {type: number, required: true}\n",
    )
    assert problems == []
    trips = schema.kinds["trips"]
    assert (trips.prefix, trips.doc, trips.required) == (("means",), "Where we went.", ("km",))
    assert {"text", "due", "km"} <= {*trips.fields}
    assert schema.types["project"].sections["trips"] == "trips"
    assert schema.types["project"].headings[-1] == "Trips"
    assert "trips" in schema.collections


def test_a_known_type_is_extended() -> None:
    before = type_of("client")
    after = type_of(
        "client",
        "type: client\nfields:\n  vip: checkbox\nsections:\n  Visits: text\n"
        "match: {folder: Kunden}\n",
    )
    assert {*after.fields} == {*before.fields, "vip"}
    assert after.collection == "clients"
    assert after.sections == {**before.sections, "visits": "text"}
    assert after.headings == (*before.headings, "Visits")
    assert after.match == (*before.match, Match((("folder", "Kunden"),)))


def test_a_known_field_keeps_what_is_not_given_anew() -> None:
    before = type_of("client").fields["status"]
    after = type_of("client", "type: client\nfields:\n  Status: {aliases: [state]}\n")
    assert after.fields["status"] == before._replace(aliases=("state",))
    assert after.names["state"] is after.fields["status"]
    again = type_of(
        "client", "type: client\nfields:\n  status: {choices: [hot, cold], default: hot}\n"
    )
    assert again.fields["status"] == before._replace(choices=("hot", "cold"), default="hot")


def test_a_field_that_every_note_has_can_be_changed_for_one_type_or_for_all() -> None:
    schema, problems = built("type: client\nfields:\n  title: {required: true}\n")
    assert problems == []
    assert schema.types["client"].fields["title"].required
    assert schema.types["client"].names["name"].required
    assert not schema.types["project"].fields["title"].required
    schema, problems = built("type: note\nfields:\n  mood: text\n  tags: {aliases: [labels]}\n")
    assert problems == []
    for note_type in schema.types.values():
        assert "mood" in note_type.fields or note_type.name == "meeting"
        assert note_type.names["labels"].name == "tags"


def test_later_files_override_earlier_ones() -> None:
    first = "type: book\nfolder: a\nfields:\n  x: {type: date, doc: one}\n"
    book = type_of("book", first, "type: book\nfolder: b\nfields:\n  x: {doc: two}\n")
    assert (book.folder, book.fields["x"]) == ("b", Field("x", "date", doc="two"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("type: client\nfields:\n  cadence: text\n", "'cadence' is of type duration already"),
        ("type: client\nfields:\n  title: {type: number}\n", "'title' is of type text already"),
        ("lines: actions\nfields:\n  due: text\n", "'due' is of type date already"),
        ("type: client\nsections:\n  log: hours\n", "'log' holds interactions already"),
    ],
)
def test_what_answers_rest_on_cannot_be_redefined(text: str, message: str) -> None:
    schema, problems = built(text)
    assert any(message in problem for problem in problems)
    shipped = built()[0]
    assert schema.types["client"].fields == shipped.types["client"].fields
    assert schema.types["client"].sections == shipped.types["client"].sections
    assert schema.kinds["actions"].fields == shipped.kinds["actions"].fields


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reminder", "collection: nudges\n"),
        ("project", "collection: jobs\n"),
        ("reminder", "folder: ../x\n"),
        ("reminder", "folder: /x\n"),
    ],
)
def test_what_a_type_is_known_by_stays_when_the_new_one_is_wrong(name: str, text: str) -> None:
    before = built()[0].types[name]
    after, problems = built(f"type: {name}\n{text}doc: New\n")
    assert len(problems) == 1
    assert after.types[name] == before._replace(doc="New")


def test_the_fingerprint_tells_schemas_apart() -> None:
    prints = {built(*files)[0].fingerprint for files in ((), ("type: a\n",), ("type: b\n",))}
    assert len(prints) == 3
    assert built("type: a\n")[0].fingerprint in prints


@pytest.mark.parametrize("text", ["", "# nothing\n", "~\n", "type: client\nfields:\nsections:\n"])
def test_what_is_empty_is_no_mistake(text: str) -> None:
    schema, problems = built(text)
    assert problems == []
    assert schema.types == built()[0].types


# A file, where its mistake stands, a part of the message.
MISTAKES = [
    ("- type: x\n", "1:1", "the file must be a mapping"),
    ("just text\n", "1:1", "the file must be a mapping"),
    ("doc: x\n", "1:1", "names its `type:` or its `lines:`"),
    ("type:\n", "1:6", "named by small letters"),
    ("type: [a]\n", "1:7", "named by small letters"),
    ("type: Big Book\n", "1:7", "named by small letters"),
    ("type: book\nfeilds: {}\n", "2:1", "unknown key 'feilds'. Did you mean 'fields'?"),
    ("type: book\nqqq: {}\n", "2:1", "unknown key 'qqq'. Known: type, collection"),
    ("lines: trips\nsections: {}\n", "2:1", "unknown key 'sections'"),
    ("lines: a trip\n", "1:8", "a kind of line is named by small letters"),
    ("type: book\ncollection: A b\n", "2:13", "named by small letters"),
    ("type: book\ncollection: clients\n", "2:13", "'clients' is the collection of type 'client'"),
    ("type: action\n", "1:7", "'actions' is a kind of line"),
    ("type: link\n", "1:7", "'links' is not free"),
    ("lines: clients\n", "1:8", "'clients' is the collection of type 'client'"),
    ("type: book\nfolder: ../x\n", "2:9", "a path inside the vault"),
    ("type: book\nfolder: a/.git\n", "2:9", "a path inside the vault"),
    ("type: book\nfolder: a\\b\n", "2:9", "a path inside the vault"),
    ("type: book\nfolder: /a\n", "2:9", "a path inside the vault"),
    ("type: book\nfolder: C:/a\n", "2:9", "a path inside the vault"),
    ("type: book\nfolder: ~/a\n", "2:9", "a path inside the vault"),
    ("type: reminder\ncollection: nudges\n", "2:13", "reminder is listed as reminders, and goes"),
    ("type: book\nfolder: [a]\n", "2:9", "must be one word or text"),
    ('type: book\nfolder: "{client}"\n', "2:9", "{client} is not filled in: {name}, {date}"),
    ("type: book\nfile: a/{name}\n", "2:7", "no / in it"),
    ('type: book\nfile: "{nam}"\n', "2:7", "{nam} is not filled in"),
    ("type: book\ntasks: no\n", "2:8", "tasks must be true or false"),
    ("type: book\nfields: [a]\n", "2:9", "fields must be a mapping"),
    ("type: book\nfields:\n  a:\n", "3:5", "a field type is missing here: text, list"),
    ("type: book\nfields:\n  a: txt\n", "3:6", "unknown field type 'txt'. Did you mean 'text'?"),
    ("type: book\nfields:\n  a: [text]\n", "3:6", "a field is its type"),
    ("type: book\nfields:\n  a: {doc: x}\n", "3:3", "field 'a' has no `type:`"),
    ("type: book\nfields:\n  a: {type: txt}\n", "3:13", "unknown field type 'txt'"),
    ("type: book\nfields:\n  a: {type: [text]}\n", "3:13", "a field type is one word"),
    ("type: book\nfields:\n  a: choice\n", "3:6", "a choice needs its choices"),
    (
        "type: book\nfields:\n  a: {type: choice, choices: []}\n",
        "3:6",
        "a choice needs its choices",
    ),
    (
        "type: book\nfields:\n  a: {type: choice, choices: [b], default: c}\n",
        "3:6",
        "the default 'c' is none of the choices",
    ),
    ("type: book\nfields:\n  a: {type: text, requird: true}\n", "3:19", "'required'?"),
    ("type: book\nfields:\n  a: {type: text, required: yes}\n", "3:29", "must be true or false"),
    ('type: book\nfields:\n  a: {type: text, required: "true"}\n', "3:29", "must be true or false"),
    ("type: book\nfields:\n  a: {type: text, aliases: {}}\n", "3:28", "aliases must be a list"),
    ("type: book\nfields:\n  a: {type: text, aliases: [[b]]}\n", "3:29", "one word or text"),
    ("type: book\nfields:\n  a: {type: link, to: [clint]}\n", "3:24", "Did you mean 'client'?"),
    ("type: book\nfields:\n  a: {type: link, to: x}\n", "3:23", "unknown type 'x'"),
    (
        "type: book\nfields:\n  a: {type: text, aliases: [tags]}\n",
        "3:6",
        "the field 'tags' already",
    ),
    (
        "type: client\nfields:\n  a: {type: text, aliases: [URL]}\n",
        "3:6",
        "the field 'website' already",
    ),
    ('type: book\nfields:\n  "a: b": text\n', "3:3", "cannot be a field's name"),
    ('type: book\nfields:\n  "": text\n', "3:3", "cannot be a field's name"),
    ("type: book\nsections: [Log]\n", "2:11", "sections must be a mapping"),
    ("type: book\nsections:\n  Log: interaction\n", "3:8", "Did you mean 'interactions'?"),
    ("type: book\nsections:\n  Log:\n", "3:7", "a kind of line is missing here: text"),
    ("type: book\nsections:\n  Log: line\n", "3:8", "unknown kind of line 'line'"),
    ("type: book\nmatch: Books\n", "2:8", "match is a list of conditions"),
    ("type: book\nmatch:\n  - Books\n", "3:5", "a match must be a mapping"),
    ("type: book\nmatch:\n  - {tag: ''}\n", "3:11", "tag must be what?"),
    ("type: book\nmatch:\n  - {folder: /}\n", "3:14", "folder must be what?"),
    ("type: book\nmatch:\n  - {tag: [a]}\n", "3:11", "must be one word or text"),
    ("type: book\nalso: x\n", "2:7", "also must be a mapping"),
    ("type: book\nalso: {step: {text: title}}\n", "2:8", "Did you mean 'steps'?"),
    ("type: book\nalso: {steps: {txet: title}}\n", "2:16", "Did you mean 'text'?"),
    ("type: book\nalso: {steps: {text: tilte}}\n", "2:22", "Did you mean 'title'?"),
    ("type: book\nalso: {steps: x}\n", "2:15", "the fields must be a mapping"),
    ("type: book\ncolumns: [titel]\n", "2:11", "Did you mean 'title'?"),
    ("lines: trips\ncolumns: [due, titel]\n", "2:16", "unknown field 'titel'"),
    ("lines: trips\nprefix: [km]\n", "2:10", "unknown field 'km'"),
    ("lines: trips\nprefix: {a: b}\n", "2:9", "prefix must be a list"),
    ("type: book\nfields: {a: text}\nfields: {b: date}\n", "3:1", "'fields' is there twice"),
    ("type: book\nfields:\n  a: text\n  a: date\n", "4:3", "'a' is there twice"),
    ("type: book\nfields:\n\ta: text\n", "3:1", "is indented by a tab"),
    ("type: &a !x book\n", "1:10", "the tag !x is not read"),
]


@pytest.mark.parametrize(("text", "place", "part"), MISTAKES)
def test_a_mistake_is_said_once_where_it_stands_and_harms_nothing_else(
    text: str, place: str, part: str
) -> None:
    good = "type: good\nfields: {x: date}\n"
    schema, problems = built(text, good)
    assert len(problems) == 1 or part in ("prefix must be a list", "also must be a mapping"), (
        problems
    )
    assert problems[0].startswith(f"1:{place} ")
    assert part in problems[0]
    assert schema.types["good"].fields["x"].type == "date"
    shipped = built(good)[0]
    for name, note_type in shipped.types.items():
        assert {*note_type.fields} <= {*schema.types[name].fields}
    assert {*shipped.kinds} <= {*schema.kinds}


def test_the_rest_of_a_file_with_mistakes_counts() -> None:
    schema, problems = built(
        "type: book\nfolder: ../x\nfoo: 1\ntasks: maybe\n"
        "fields:\n  a: txt\n  b: date\n  c: {type: text, doc: [x], required: true}\n"
        "sections:\n  X: nothing\n  Y: text\nmatch:\n  - x\n  - {tag: book}\n"
    )
    assert [each.split(" ")[0] for each in problems] == [
        "1:2:9",
        "1:3:1",
        "1:4:8",
        "1:6:6",
        "1:8:24",
        "1:13:5",
        "1:10:6",
    ]
    book = schema.types["book"]
    assert (book.folder, book.tasks, book.required) == ("", True, ("c",))
    assert {"b", "c"} <= {*book.fields}
    assert "a" not in book.fields
    assert book.sections == {"y": "text"}
    assert book.match == (Match((("tag", "book"),)),)


def test_a_type_that_would_take_a_collection_is_left_out_and_a_known_one_keeps_its_own() -> None:
    schema, problems = built("type: action\n", "type: client\ncollection: people\nfolder: x\n")
    assert len(problems) == 2
    assert "action" not in schema.types
    assert schema.types["client"].collection == "clients"
    assert schema.types["client"].folder == "x"
    collections = schema.collections
    assert len(set(collections)) == len(collections)


def test_no_files_at_all_give_a_schema_too() -> None:
    schema, problems = build([])
    assert problems == ()
    assert schema.base.name == "note"
    assert schema.type_of_collection("notes") is schema.base
    assert schema.type_of_collection("clients") is None
