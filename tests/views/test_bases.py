"""`.base` files, read and run: the cases are small bases over one small vault."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from vaults import opened, write_vault

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.model import Error, Record, Ref, Value
from vaultcrm.reading.yaml import read_document
from vaultcrm.views.base import Base, candidates, view_of
from vaultcrm.views.base_file import read_base
from vaultcrm.views.rows import Vaultwide
from vaultcrm.views.table import Column, Group, Table, relinked
from vaultcrm.views.view import arranged, matching, tabulated

NOTES = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        tags: [vip/gold]
        stars: 3
        since: 2026-01-05
        ---
        See [[Site]] and ![[logo.png]].
    """,
    "clients/Böhm.md": """
        ---
        type: client
        status: lead
        stars: 5
        since: 2026-03-01
        ---
    """,
    "clients/Cole.md": """
        ---
        type: client
        status: active
        ---
    """,
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        fee: 1200 EUR
        ---
    """,
    "logo.png": "no picture",
}
NOW = datetime(2026, 11, 23, 10, 30)


def base_of(text: str) -> Base:
    return read_base(read_document("views/Test.base", dedent(text).lstrip("\n")))


def run(
    root: Path,
    text: str,
    view: str | None = None,
    this: str = "views/Test.base",
    notes: Mapping[str, str] = NOTES,
) -> Table:
    base = base_of(text)
    assert base.broken == ()
    with opened(write_vault(root, notes)) as index:
        book = Book.of(index, NOW.date())
        shared = Vaultwide(index, book, NOW, this, base.formulas, obsidian=True)
        found = view_of(base, base.layout(view), shared)
        records = candidates(shared.book.records("notes"), index.files())
        rows, failures = matching(found.where, records, shared)
        assert failures == []
        return tabulated(found, arranged(found, rows))


def names(table: Table) -> list[Any]:
    return [Path(str(row["path"])).name for row in table.rows]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("file.ext == 'png'", ["logo.png"]),
        ("status == 'active'", ["Acme.md", "Cole.md", "Site.md"]),
        ("{and: [type == 'client', stars > 3]}", ["Böhm.md"]),
        ("{or: [stars > 4, fee]}", ["Böhm.md", "Site.md"]),
        ("{not: [status == 'active', file.ext == 'png']}", ["Böhm.md"]),
        ("{and: [type == 'client', {not: [{or: [stars, status == 'lead']}]}]}", ["Cole.md"]),
        ("{and: []}", ["Acme.md", "Böhm.md", "Cole.md", "logo.png", "Site.md"]),
        ("{or: []}", ["Acme.md", "Böhm.md", "Cole.md", "logo.png", "Site.md"]),
        ("", ["Acme.md", "Böhm.md", "Cole.md", "logo.png", "Site.md"]),
        ("{and: file.inFolder('projects')}", ["Site.md"]),
        ("file.hasTag('vip')", ["Acme.md"]),
        ("file.hasLink('logo.png')", ["Acme.md"]),
        ('\'!tags.contains("x") && type == "client"\'', ["Acme.md", "Böhm.md", "Cole.md"]),
        ("client == link('Acme')", ["Site.md"]),
        ("file.backlinks.contains(file('clients/Acme.md'))", ["logo.png", "Site.md"]),
    ],
)
def test_filters(tmp_path: Path, filters: str, expected: list[str]) -> None:
    assert names(run(tmp_path, f"filters: {filters}\n")) == expected


def test_a_views_filters_come_on_top_of_those_of_the_base(tmp_path: Path) -> None:
    text = """
        filters: type == "client"
        views:
          - {type: table, name: All}
          - {type: cards, name: Active, filters: status == "active"}
    """
    assert names(run(tmp_path, text)) == ["Acme.md", "Böhm.md", "Cole.md"]
    assert names(run(tmp_path, text, "Active")) == ["Acme.md", "Cole.md"]


def test_formulas_use_one_another_and_columns_have_titles(tmp_path: Path) -> None:
    table = run(
        tmp_path,
        """
        filters: type == "client"
        formulas:
          twice: stars * 2
          more: formula.twice + 1
          broken: stars.nothing()
          wrong: stars.lower()
        properties:
          stars: {displayName: Stars}
          formula.more: {displayName: "More, much"}
          note.status: {displayName: ""}
        views:
          - name: All
            order: [file.name, stars, note.status, formula.more, formula.broken, formula.wrong,
                    formula.nobody, file.mtime, file.name]
            limit: 1
        """,
    )
    assert [column.title for column in table.columns] == [
        "file name", "Stars", "status", "More, much", "broken", "wrong", "nobody", "file mtime",
    ]  # fmt: skip
    (row,) = table.rows
    assert row["file.name"] == Ref("Acme", "clients/Acme.md")
    assert (row["note.stars"], row["formula.more"]) == (3, 7)
    errors = [row[f"formula.{name}"] for name in ("broken", "wrong", "nobody")]
    assert [type(each) for each in errors] == [Error, Error, Error]
    assert isinstance(row["file.mtime"], datetime)


def test_circles_are_refused_and_leave_the_rest_alone() -> None:
    base = base_of(
        """
        formulas:
          a: formula.b
          b: 1 + formula["c"]
          c: formula.a
          d: formula.a + 1
          e: formula.e
          f: stars
        """
    )
    assert set(base.formulas) == {"d", "f"}
    assert set(base.mistakes) == {"a", "b", "c", "e"}
    assert base.broken == ()
    assert [(each.line, each.message) for each in base.problems] == [
        (2, "the formula 'a' needs itself"),
        (3, "the formula 'b' needs itself"),
        (4, "the formula 'c' needs itself"),
        (6, "the formula 'e' needs itself"),
    ]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("[{property: stars, direction: DESC}]", ["Böhm.md", "Acme.md", "Cole.md"]),
        ("[{property: note.stars, direction: ASC}]", ["Acme.md", "Böhm.md", "Cole.md"]),
        (
            "[{property: status}, {property: file.name, direction: desc}]",
            ["Cole.md", "Acme.md", "Böhm.md"],
        ),
        ("[formula.minus]", ["Böhm.md", "Acme.md", "Cole.md"]),
        ("file.name", ["Acme.md", "Böhm.md", "Cole.md"]),
    ],
)
def test_sort(tmp_path: Path, sort: str, expected: list[str]) -> None:
    text = f"""
        filters: type == "client"
        formulas: {{minus: 0 - stars}}
        views: [{{name: All, sort: {sort}}}]
    """
    assert names(run(tmp_path, text)) == expected


def test_groups_with_their_summaries(tmp_path: Path) -> None:
    table = run(
        tmp_path,
        """
        filters: type == "client"
        summaries:
          spread: values.map(if(value, value, 0)).reduce(acc + value, 100)
        views:
          - name: By status
            groupBy: {property: note.status, direction: DESC}
            order: [file.name, stars]
            summaries: {stars: spread, file.name: filled, since: Latest}
        """,
    )
    assert table.group_by == Column("note.status", "status")
    assert [(group.key, len(group.rows)) for group in table.groups] == [("lead", 1), ("active", 2)]
    assert [{each.name: each.value for each in group.summaries} for group in table.groups] == [
        {"spread": 105, "Filled": 1},
        {"spread": 103, "Filled": 2},
    ]
    assert table.summaries == ()  # as in Obsidian; and `since` is no column


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Average", 4), ("Min", 3), ("Max", 5), ("Sum", 8), ("Range", 2), ("Median", 4),
        ("Stddev", 1), ("Empty", 1), ("Filled", 2), ("Unique", 2), ("sum", 8),
    ],
)  # fmt: skip
def test_default_summaries(tmp_path: Path, name: str, expected: Value) -> None:
    text = f"""
        filters: type == "client"
        views: [{{name: All, order: [stars], summaries: {{note.stars: {name}}}}}]
    """
    (summary,) = run(tmp_path, text).summaries
    assert summary.value == expected


def test_this_is_the_base_or_what_it_is_asked_for(tmp_path: Path) -> None:
    text = "filters: client == this\nviews: [{name: All, order: [file.name]}]\n"
    assert names(run(tmp_path, text)) == []
    assert names(run(tmp_path, text, this="clients/Acme.md")) == ["Site.md"]
    text = "filters: status == this.status && file.folder == this.file.folder\n"
    assert names(run(tmp_path, text, this="clients/Cole.md")) == ["Acme.md", "Cole.md"]


def test_what_others_keep_in_a_base_is_left_alone() -> None:
    base = base_of(
        """
        kanban: {lanes: 3}
        views:
          - {type: map, name: Places, coordinates: note.where, icon: [x], filters: null}
        """
    )
    assert (base.problems, [each.name for each in base.layouts]) == ((), ["Places"])


@pytest.mark.parametrize("text", ["", "views: []\n", "views:\n", "formulas: {}\n"])
def test_a_base_without_views_shows_all_files(tmp_path: Path, text: str) -> None:
    assert len(run(tmp_path, text).rows) == 5


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("filters: [a]", 1, "a filter is a text"),
        ("filters: {and: [a], or: [b]}", 1, "a filter is a text"),
        ("filters:\n  and:\n    - a ==", 3, "column 5 of 'a ==': expected a value"),
        ("filters: formula.x", 1, "there is no formula 'x'"),
        ("views: text", 1, "views must be a list"),
        ("a: [", 1, ""),
    ],
)
def test_what_cannot_be_run(text: str, line: int, message: str) -> None:
    base = base_of(text)
    assert [each.line for each in base.broken] == [line]
    assert message in base.broken[0].message
    assert base.problems == base.broken


@pytest.mark.parametrize("view", ["text", "{name: One, filters: nope(1)}"])
def test_a_view_that_cannot_be_run_leaves_the_others_alone(view: str) -> None:
    base = base_of(f"views: [{view}, {{name: Two}}]")
    assert base.broken == ()
    assert [len(each.broken) for each in base.layouts] == [1, 0]
    assert base.problems == base.layouts[0].broken


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("views: [{limit: -1}]", "a limit is a whole number"),
        ("views: [{limit: [1]}]", "limit must be one word"),
        ("views: [{groupBy: {direction: ASC}}]", "an order names its property"),
        ("views: [{sort: [{property: a, direction: up}]}]", "'up' is neither ASC nor DESC"),
        ("views: [{summaries: {a: Total}}]", "there is no summary 'Total'"),
        ("summaries: {x: 'values.'}", "column 8 of 'values.'"),
        ("formulas: [a]", "formulas must be a mapping"),
        ("formulas: {a: crm.silense}", "there is no fact 'silense'. Did you mean 'silence'?"),
        ("formulas: {a: crm.silence}", "Obsidian does not know crm.silence"),
    ],
)
def test_what_is_only_complained_of(tmp_path: Path, text: str, message: str) -> None:
    base = base_of(text)
    assert message in base.problems[0].message
    assert len(run(tmp_path, text).rows) == 5


def test_older_files_sort_by_a_column_and_fresh_formulas_are_empty(tmp_path: Path) -> None:
    text = """
        filters: type == "client"
        formulas: {Untitled: ""}
        views:
          - {order: [formula.Untitled], sort: [{column: note.stars, direction: DESC}]}
    """
    assert base_of(text).problems == ()
    table = run(tmp_path, text)
    assert names(table) == ["Böhm.md", "Acme.md", "Cole.md"]
    assert [row["formula.Untitled"] for row in table.rows] == [None, None, None]


def test_a_link_that_a_formula_makes_leads_somewhere(tmp_path: Path) -> None:
    text = """
        filters: file.name == "Site.md"
        formulas: {to: 'link("Acme", "x")', all: '[link("Acme"), link("nobody")]'}
        views: [{name: All, order: [formula.to, formula.all]}]
    """
    (row,) = run(tmp_path, text).rows
    assert row["formula.to"] == Ref("Acme", "clients/Acme.md", "x")
    assert row["formula.all"] == (Ref("Acme", "clients/Acme.md"), Ref("nobody", ""))


def test_an_unknown_view_names_those_there_are() -> None:
    base = base_of("views: [{name: One}, {type: list}]")
    with pytest.raises(VaultError) as caught:
        base.layout("Two")
    assert caught.value.hint == "views: One, view 2"


def test_links_lead_to_the_same_note_from_anywhere() -> None:
    table = Table(
        (Column("a", "a"),),
        (Group(Ref("x", "n/x.md"), [{"a": (Ref("Same", "p/Same.md", "it"), Ref("gone", ""))}]),),
        Column("a", "a"),
    )
    (group,) = relinked(table, lambda path, shown: Ref(f"to {path}", path, shown)).groups
    assert group.key == Ref("to n/x.md", "n/x.md")
    assert group.rows == [{"a": (Ref("to p/Same.md", "p/Same.md", "it"), Ref("gone", ""))}]


def test_groups_are_of_what_links_lead_to(tmp_path: Path) -> None:
    notes = {
        "a/Same.md": "---\ntype: client\n---\n",
        "b/Same.md": "---\ntype: client\n---\n",
        "p/One.md": "---\nclient: '[[a/Same]]'\n---\n",
        "p/Two.md": "---\nclient: '[[b/Same|a/Same]]'\n---\n",
        "p/Three.md": "---\nclient: '[[a/Same|Zed]]'\n---\n",
    }
    text = """
        filters: file.inFolder("p")
        views: [{name: All, groupBy: client, order: [file.name]}]
    """
    groups = run(tmp_path, text, notes=notes).groups
    assert [[row["path"] for row in group.rows] for group in groups] == [
        ["p/One.md", "p/Three.md"],
        ["p/Two.md"],
    ]


def test_what_is_written_into_a_note_is_no_link_of_its(tmp_path: Path) -> None:
    notes = {"A.md": "x\n", "B.md": "[[A]]\n\n[[A]]\n"}
    base = read_base(read_document("x.base", "formulas: {n: file.backlinks.length}\n"))
    counts = []
    with opened(write_vault(tmp_path, notes)) as index:
        for hidden in (range(0), range(1, 2), range(1, 4)):
            book = Book.of(index, NOW.date())
            shared = Vaultwide(index, book, NOW, "B.md", base.formulas, ("B.md", hidden))
            record = Record("notes", "A.md", None, {})
            counts.append(shared.row(record).shown_formula("n"))
    assert counts == [1, 1, 0]


def test_every_file_is_a_candidate_once() -> None:
    notes = [Record("notes", "b.md", None, {})]
    found = candidates(notes, ["c.png", "a.base"])
    assert [record.path for record in found] == ["a.base", "b.md", "c.png"]


def test_properties_are_what_the_front_matter_says(tmp_path: Path) -> None:
    notes = {
        "clients/A.md": "---\nstars: 1\ntitle: '[[Home]]'\n---\n# A\n",
        "clients/B.md": "---\ntype: ['[[Client]]']\n---\n",
        "C.md": "---\ntags: [x]\n---\n",
        "Home.md": "home\n",
    }
    text = """
        filters: file.ext == "md"
        formulas:
          keys: file.properties.keys()
          has: file.hasProperty("type") || file.hasProperty("title")
          link: list(type)[0].isType("link")
        views: [{order: [note.title, note.type, formula.keys, formula.has, formula.link]}]
    """
    rows = {row["path"]: row for row in run(tmp_path, text, notes=notes).rows}
    assert rows["clients/A.md"]["note.title"] == Ref("Home", "Home.md")
    assert rows["clients/A.md"]["formula.keys"] == ("stars", "title")
    assert rows["clients/B.md"]["note.type"] == (Ref("Client", ""),)
    assert rows["clients/B.md"]["formula.link"] is True
    assert rows["C.md"]["formula.keys"] == ("tags",)
    assert [row["formula.has"] for row in rows.values()] == [False, False, True, True]
    assert rows["Home.md"]["note.title"] is None
