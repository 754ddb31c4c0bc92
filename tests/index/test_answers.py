"""What the index says about a small business, record by record, in Python and in SQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from small_vaults import index, schema, vault, views, write

from vaultcrm.index.index import Index
from vaultcrm.model import Duration, Money, Record, Ref
from vaultcrm.reading.vault import Vault, shipped_types
from vaultcrm.reading.yaml import read_document
from vaultcrm.schema.build import build
from vaultcrm.schema.schema import Schema

NOTES = {
    "clients/Acme Corp.md": """---
type: client
aliases: [Acme, ACME Inc.]
status: active
since: 2025-01-02
reply_within: 1bd
hourly_rate: 99.50 CHF
tags: [key/big, Retail]
odd name: 1.10
---
Run by [[Dana Fox|Dana]]. #retail
## Log
- 2026-11-02 09:30 email in Dana: asks for the invoice
- 2026-11-01 call out: offers [[Acme Website]]
""",
    "people/Dana Fox.md": """---
type: person
title: Dana
client: "[[Acme Corp]]"
phone: +49 030 1
---
""",
    "projects/Acme Website.md": """---
type: project
client: "[[Acme Corp#Log|them]]"
status: active
fee: 12000 EUR
retainer: a lot
hours_budget: 120.50
due: soon
---
## Deliverables
- [x] Wireframes 📅 2026-10-01 ✅ 2026-09-30
- [ ] Design by [[nobody]] [hours:: 8]
## Change requests
- [ ] French [cost:: 900 USD] [client:: [[Dana Fox]]]
""",
    "meetings/2026-11-02 Kickoff.md": """---
type: meeting
client: "[[acme corp]]"
project: "[[Acme Website]]"
date: 2026-11-02
kind: call
attendees:
  - "[[Dana Fox]]"
  - Eve
---
## Actions
- [ ] @Dana send the logo 📅 2026-11-09
""",
    "Idea.md": "- [ ] loose task about [[Acme Website]]\n",
    "Broken.md": "---\ntype: [\n---\ntext\n",
    "sub/Odd.md": "---\ntype: invoice\ndue: 2026-01-01\n---\n",
    "pic.png": "",
}
ACME = Ref("Acme Corp", "clients/Acme Corp.md")
DANA = Ref("Dana Fox", "people/Dana Fox.md")
WEBSITE = Ref("Acme Website", "projects/Acme Website.md")
KICKOFF = "meetings/2026-11-02 Kickoff.md"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("business")
    write(folder / "vault", NOTES)
    with index(vault(folder / "vault"), folder / "cache") as opened:
        yield opened


def by_place(records: list[Record]) -> dict[str, Any]:
    return {record.place: dict(record.fields) for record in records}


def test_notes(opened: Index) -> None:
    (acme,) = opened.records("clients")
    assert acme == opened.record("clients/Acme Corp.md")
    assert (acme.collection, acme.path, acme.line) == ("clients", "clients/Acme Corp.md", None)
    assert list(acme.fields.items()) == [
        ("title", "Acme Corp"),
        ("type", "client"),
        ("aliases", ("Acme", "ACME Inc.")),
        ("status", "active"),
        ("since", date(2025, 1, 2)),
        ("reply_within", Duration("1bd", business_days=1)),
        ("hourly_rate", Money(Decimal("99.50"), "CHF")),
        ("tags", ("key/big", "Retail")),
        ("odd name", Decimal("1.10")),
    ]
    assert opened.places("clients/Acme Corp.md")["since"] == 5
    (website,) = opened.records("projects")
    assert website.fields["client"] == Ref("Acme Corp", "clients/Acme Corp.md", "them")
    assert website.fields["due"] == "soon"
    assert opened.record("nothing.md") is None
    assert opened.record("pic.png") is None


def test_all_notes_are_records(opened: Index) -> None:
    notes = opened.records("notes")
    assert [note.path for note in notes] == sorted(path for path in NOTES if path != "pic.png")
    kinds = {note.path: note.fields["type"] for note in notes}
    assert kinds["Idea.md"] == "" and kinds["sub/Odd.md"] == "invoice"
    broken = opened.record("Broken.md")
    assert broken and broken.collection == "notes" and broken.fields["title"] == "Broken"
    assert "Broken.md" in [path for path, _ in opened.problems()]
    assert opened.unreadable() == ["Broken.md"]
    assert all(opened.records(name) for name in ("people", "meetings"))
    assert opened.records("reports") == []
    with pytest.raises(KeyError):
        opened.records("nonsense")


def test_lines(opened: Index) -> None:
    done, open_ = opened.records("deliverables")
    assert done.place == "projects/Acme Website.md:11"
    assert list(done.fields.items()) == [
        ("text", "Wireframes"),
        ("status", "done"),
        ("due", date(2026, 10, 1)),
        ("done", date(2026, 9, 30)),
        ("client", Ref("Acme Corp", "clients/Acme Corp.md", "them")),
        ("project", WEBSITE),
    ]
    assert open_.fields["hours"] == 8
    (change,) = opened.records("changes")
    assert change.fields["client"] == DANA  # its own
    assert change.fields["project"] == WEBSITE
    assert change.fields["cost"] == Money(Decimal("900"), "USD")
    assert opened.lines_of("projects/Acme Website.md") == [done, open_, change]
    assert opened.lines_of("Idea.md") == [r for r in opened.records("actions") if r.path[0] == "I"]
    assert opened.lines_of("nothing.md") == []


PLANNED = (
    "- [ ] b 🛫 2026-11-03",
    "- [ ] c ⏳ 2026-11-03 📅 2026-11-05",
    "- [ ] d 🆔 d",
    "- [ ] e ⛔ d",
    "- [ ] f 🔁 every week 📅 2026-11-05",
    "- [ ] g 🔁 2nd 📅 2026-11-05",
    "- [ ] h 🔁! and so on",
    "- [ ] i [start:: soon]",
)
NOT_PLANNED = (
    "- [ ] a 📅 2026-11-05",
    "- [x] b 🛫 2026-11-03 ✅ 2026-11-04",
    "- [-] c 🆔 c",
    "- [ ] d [scheduled:: 2026-11-01] [cancelled:: 2026-11-01]",
    '- [ ] the words "start" and repeat',
)


def test_lines_that_wait_repeat_or_begin_are_told_apart(tmp_path: Path) -> None:
    lines = "\n".join((*PLANNED, *NOT_PLANNED))
    notes = {f"{name}.md": f"{lines}\n## Decisions\n{lines}\n" for name in "ba"}
    write(tmp_path / "v", notes | {"c.md": NOT_PLANNED[0]})
    with index(vault(tmp_path / "v"), tmp_path / "cache") as opened:
        every = [each for path in ("a.md", "b.md") for each in opened.lines_of(path)]
        first = len(PLANNED) + len(NOT_PLANNED) + 1
        wanted = [each for each in every if ((each.line or 1) - 1) % first < len(PLANNED)]
        assert opened.planned() == [
            each for kind in ("actions", "decisions") for each in wanted if each.collection == kind
        ]
        assert len(wanted) == 4 * len(PLANNED)


def test_a_meeting_is_an_interaction(opened: Index) -> None:
    found = by_place(opened.records("interactions"))
    assert list(found) == ["clients/Acme Corp.md:13", "clients/Acme Corp.md:14", KICKOFF]
    assert found["clients/Acme Corp.md:13"] == {
        "text": "asks for the invoice",
        "date": date(2026, 11, 2),
        "time": "09:30",
        "channel": "email",
        "direction": "in",
        "person": "Dana",
        "client": ACME,
    }
    assert found[KICKOFF] == {
        "date": date(2026, 11, 2),
        "channel": "call",
        "person": (DANA, Ref("Eve", "")),
        "text": "2026-11-02 Kickoff",
        "client": Ref("acme corp", "clients/Acme Corp.md"),
        "project": WEBSITE,
    }


def test_links_tags_names(opened: Index) -> None:
    to = [(each.source, each.at.line) for each in opened.links_to("projects/Acme Website.md")]
    assert to == [("Idea.md", 1), ("clients/Acme Corp.md", 14), (KICKOFF, 4)]
    assert [each.at.link.target for each in opened.broken_links()] == ["nobody"]
    assert opened.tags() == {"Retail": 1, "key/big": 1}
    assert opened.files() == ("pic.png",)
    assert {"Dana", "Dana Fox", "ACME Inc.", "Acme", "Idea"} <= set(opened.names())


@pytest.mark.parametrize(
    "name, paths",
    [
        ("clients/Acme Corp.md", ["clients/Acme Corp.md"]),
        ("clients/acme corp", ["clients/Acme Corp.md"]),
        ("Acme Corp", ["clients/Acme Corp.md"]),
        ("acme corp.MD", ["clients/Acme Corp.md"]),
        ("Acme", ["clients/Acme Corp.md"]),
        ("acme inc.", ["clients/Acme Corp.md"]),
        ("Dana", ["people/Dana Fox.md"]),
        ("dana fox", ["people/Dana Fox.md"]),
        ("pic.png", []),
        ("", []),
        ("nobody", []),
    ],
)
def test_find(opened: Index, name: str, paths: list[str]) -> None:
    assert opened.find(name) == paths


def test_find_prefers_what_is_written_the_same(tmp_path: Path) -> None:
    write(tmp_path / "v", {"a/acme.md": "", "b/Acme.md": "", "c/Acme.md": "", "ACME/x.md": ""})
    with index(vault(tmp_path / "v"), tmp_path / "cache") as opened:
        assert opened.find("Acme") == ["b/Acme.md", "c/Acme.md"]
        assert opened.find("acme") == ["a/acme.md"]
        assert opened.find("ACME") == ["a/acme.md", "b/Acme.md", "c/Acme.md"]
        assert opened.find("c/acme") == ["c/Acme.md"]


# --- the views, with any SQLite client ------------------------------------------------------------


def ask(opened: Index, query: str) -> list[tuple[Any, ...]]:
    opened.refresh()
    assert opened.path
    with closing(sqlite3.connect(opened.path)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    "query, rows",
    [
        (
            "SELECT path, title, status, since, reply_within, hourly_rate, hourly_rate_currency,"
            " tags, aliases FROM clients",
            [
                (
                    *("clients/Acme Corp.md", "Acme Corp", "active", "2025-01-02", "1bd"),
                    *(99.5, "CHF", "key/big, Retail", "Acme, ACME Inc."),
                )
            ],
        ),
        (
            "SELECT client, fee, fee_currency, retainer, retainer_currency, hours_budget, due"
            " FROM projects",
            [("Acme Corp", 12000, "EUR", "a lot", None, 120.5, "soon")],
        ),
        ("SELECT title, phone FROM people", [("Dana", "+49 030 1")]),
        ("SELECT attendees, date FROM meetings", [("Dana Fox, Eve", "2026-11-02")]),
        ("SELECT count(*), count(type), sum(type = '') FROM notes", [(7, 7, 2)]),
        (
            "SELECT path, line, note, section, text, due, done, hours, client, project"
            " FROM deliverables ORDER BY line",
            [
                (
                    *("projects/Acme Website.md", 11, "Acme Website", "Deliverables", "Wireframes"),
                    *("2026-10-01", "2026-09-30", None, "Acme Corp", "Acme Website"),
                ),
                (
                    *("projects/Acme Website.md", 12, "Acme Website", "Deliverables"),
                    *("Design by [[nobody]]", None, None, 8, "Acme Corp", "Acme Website"),
                ),
            ],
        ),
        ("SELECT cost, cost_currency, client FROM changes", [(900, "USD", "Dana Fox")]),
        (
            "SELECT line, date, channel, direction, person, client, project, text"
            " FROM interactions ORDER BY path, line",
            [
                (
                    *(13, "2026-11-02", "email", "in", "Dana", "Acme Corp", None),
                    "asks for the invoice",
                ),
                (
                    14,
                    "2026-11-01",
                    "call",
                    "out",
                    None,
                    "Acme Corp",
                    None,
                    "offers [[Acme Website]]",
                ),
                (
                    *(None, "2026-11-02", "call", None, "Dana Fox, Eve", "acme corp"),
                    *("Acme Website", "2026-11-02 Kickoff"),
                ),
            ],
        ),
        (
            "SELECT line, target, display, kind, embed, property FROM links"
            " WHERE path LIKE 'clients/%' ORDER BY line",
            [(11, "Dana Fox", "Dana", "wiki", 0, ""), (14, "Acme Website", "", "wiki", 0, "")],
        ),
        (
            "SELECT target, subpath, display, property FROM links WHERE path LIKE 'projects%'"
            " AND property <> ''",
            [("Acme Corp", "#Log", "them", "client")],
        ),
        (
            "SELECT path, tag FROM tags ORDER BY tag",
            [
                ("clients/Acme Corp.md", "Retail"),
                ("clients/Acme Corp.md", "key/big"),
            ],
        ),
    ],
)
def test_views(opened: Index, query: str, rows: list[tuple[Any, ...]]) -> None:
    assert ask(opened, query) == rows


def test_every_collection_has_a_view(opened: Index) -> None:
    opened.refresh()
    assert opened.path
    assert set(views(opened.path)) == {*schema().collections, "links", "tags"}


def with_types(*texts: str) -> Schema:
    """The shipped types and more."""
    more = (read_document(f"{number}.yaml", text) for number, text in enumerate(texts))
    built, problems = build([*shipped_types(), *more])
    assert not problems
    return built


def test_views_of_odd_types(tmp_path: Path) -> None:
    """Names that SQL, JSON or SQLite's own rules could stumble over."""
    text = """
type: quirk
collection: select
fields:
  Order By: text
  größe (m²): number
  a.b: text
  $x: list
  select: link
  fee: money
  fee_currency: text
  path: text
  back\\slash: text
"""
    kind = """
lines: group
fields: {line: number, a.b: money, note: text}
"""
    built = with_types(text, kind, "type: trial\nfields: {a.b: text}\nsections: {Rows: group}\n")
    write(
        tmp_path / "v",
        {
            "q.md": "---\ntype: quirk\nOrder By: x\nα: 1\ngröße (m²): 1.5\na.b: c\n$x: [1, z]\n"
            'select: "[[y]]"\nfee: 5 EUR\n---\n',
            "t.md": "---\ntype: trial\na.b: t\n---\n## Rows\n- r [a.b:: 7 EUR] [note:: n]\n",
        },
    )
    opened_vault = vault(tmp_path / "v")._replace(schema=built)
    with index(opened_vault, tmp_path / "cache") as opened:
        assert ask(opened, 'SELECT "a.b", title FROM trials') == [("t", "t")]
        rows = ask(opened, 'SELECT line, "a.b", "a.b_currency", text FROM "group"')
        assert rows == [(6, 7, "EUR", "r")]
        columns = '"Order By", "größe (m²)", "a.b", "$x", "select", fee, fee_currency'
        row = ask(opened, f'SELECT {columns} FROM "select"')
        assert row == [("x", 1.5, "c", "1, z", "y", 5, "EUR")]


def test_no_two_schemas_share_an_index(tmp_path: Path) -> None:
    write(tmp_path / "v", {"a.md": "---\ntype: client\nfee: 5\n---\n"})
    plain = vault(tmp_path / "v")
    richer = with_types("type: client\nfields: {fee: money}\n")
    for each, value in ((plain, 5), (plain._replace(schema=richer), Money(Decimal(5), "EUR"))):
        with index(each, tmp_path / "cache") as opened:
            assert opened.records("clients")[0].fields["fee"] == value
    francs: Vault = plain._replace(schema=richer, config=plain.config._replace(currency="CHF"))
    with index(francs, tmp_path / "cache") as opened:
        assert opened.records("clients")[0].fields["fee"] == Money(Decimal(5), "CHF")
