"""Questions to collections: what holds for all of them, and of lines and their notes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from vaults import opened, write_vault

from vaultcrm.errors import VaultError
from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book
from vaultcrm.reading.vault import shipped_types
from vaultcrm.schema.build import build
from vaultcrm.views.asking import Answer, Question, ask
from vaultcrm.views.rows import Vaultwide

NOW = datetime(2026, 11, 23, 10, 30)
COLLECTIONS = build(shipped_types())[0].collections
NOTES = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        owner: Mara
        hourly_rate: 95 EUR
        rhythm: 7d
        ---
        ## Log
        - 2026-11-02 09:30 email in: asks
        ## Onboarding
        - [ ] Contract 📅 2026-11-25
        ## Expectations
        - theirs: quick answers
        ## Feedback
        - 2026-11-03 fine [score:: 4] [kind:: csat]
        - 2026-11-04 finer [score:: 5] [kind:: csat]
    """,
    "people/Dana.md": """
        ---
        type: person
        client: "[[Acme]]"
        role: boss
        ---
    """,
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        fee: 1000 EUR
        due: 2026-11-28
        ---
        ## Deliverables
        - [ ] Design 📅 2026-11-29
        ## Change requests
        - [ ] French [cost:: 100 EUR] [asked:: 2026-11-02]
        ## Invoices
        - [ ] 2026-11-01 INV-1 [amount:: 400 EUR] 📅 2026-11-15
        - [ ] 2026-11-01 INV-2 [amount:: 50 CHF] 📅 2026-12-15
        ## Hours
        - 2026-11-02 drawing [hours:: 3]
        ## Risks
        - Late texts [likelihood:: high]
    """,
    "meetings/Kickoff.md": """
        ---
        type: meeting
        client: "[[Acme]]"
        project: "[[Site]]"
        date: 2026-11-05
        attendees: ["[[Dana]]"]
        ---
        ## Decisions
        - Blue
        ## Actions
        - [ ] Send the draft 📅 2026-11-24
        - [x] Say thanks 📅 2026-11-06
        - [ ] Pay [owner:: Acme]
    """,
    "reminders/R.md": "---\ntype: reminder\nclient: '[[Acme]]'\ndue: 2026-11-24\n---\n",
    "reports/P.md": "---\ntype: report\n---\n",
    "agreements/Site.md": "---\ntype: agreement\nproject: '[[Site]]'\ndate: 2026-11-02\n---\n",
}
CONFIG = "filters: {late: crm.overdue > 0, big: 'amount > 100', wrong: 'a ='}\n"


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vault(tmp_path_factory.mktemp("vault"), NOTES, CONFIG)


@contextmanager
def shared_of(root: Path) -> Iterator[tuple[Any, Vaultwide]]:
    with opened(root) as index:
        yield index.vault.schema, Vaultwide(index, Book.of(index, NOW.date()), NOW)


def asked(root: Path, collection: str, *where: str, **question: Any) -> Answer:
    with shared_of(root) as (schema, shared):
        return ask(Question(collection, where, **question), schema, shared)


def column(answer: Answer, name: str) -> list[Any]:
    return [row[name] for row in answer.table.rows]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_collection_takes_every_kind_of_name(vault: Path, collection: str) -> None:
    facts = [f"crm.{name}" for name in facts_of(collection)]
    every = asked(vault, collection)
    assert every.table.rows, "the vault has one of each"
    answer = asked(
        vault,
        collection,
        'note.due < today() + "7d" || true',
        'file.name != "x" && (note.client == link("Acme") || true)',
        columns=["path", "file.mtime", "note.type", *facts],
        sort=["path:desc", *facts],
    )
    assert answer.failures == []
    assert sorted(column(answer, "path")) == sorted(column(every, "path"))


def test_a_line_has_its_client_and_project_and_its_notes_fields(vault: Path) -> None:
    answer = asked(
        vault,
        "actions",
        'client == link("Acme") && project == link("Site")',
        'note.date == date("2026-11-05") && due < today() + "7d"',
        columns=["text", "line", "kind=note.type"],
    )
    assert answer.table.rows == [
        {
            "path": "meetings/Kickoff.md",
            "line": 11,
            "text": "Send the draft",
            "kind": "meeting",
        },
        {"path": "meetings/Kickoff.md", "line": 12, "text": "Say thanks", "kind": "meeting"},
    ]


def test_a_note_that_counts_as_a_line_has_its_own_fields_under_note(vault: Path) -> None:
    answer = asked(vault, "interactions", 'note.attendees.contains(link("Dana"))')
    assert column(answer, "path") == ["meetings/Kickoff.md"]


def test_conditions_and_filters_must_all_be_true(vault: Path) -> None:
    late = asked(vault, "invoices", filters=["late"])
    assert column(late, "text") == ["INV-1"]
    assert column(late, "crm.overdue") == [8]  # shown because it was asked about
    assert asked(vault, "invoices", "amount > 400", filters=["late", "big"]).table.rows == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (["amount"], ["INV-2", "INV-1"]),
        (["amount:desc"], ["INV-1", "INV-2"]),
        (["crm.overdue"], ["INV-1", "INV-2"]),
        (["crm.overdue:desc"], ["INV-1", "INV-2"]),  # none comes last either way
        (["date, text:desc"], ["INV-2", "INV-1"]),
        (['if(text == "INV-1", "b:x", "a") : desc'], ["INV-1", "INV-2"]),
    ],
)
def test_sort(vault: Path, sort: Sequence[str], expected: list[str]) -> None:
    assert column(asked(vault, "invoices", sort=sort), "text") == expected


def test_groups_and_summaries(vault: Path) -> None:
    answer = asked(vault, "feedback", group_by="kind", summaries=["score=Average", "score=max"])
    (group,) = answer.table.groups
    assert group.key == "csat"
    assert [(each.column, each.name, str(each.value)) for each in group.summaries] == [
        ("score", "Average", "4.5"),
        ("score", "Max", "5"),
    ]
    assert group.summaries == answer.table.summaries


def test_a_summary_of_a_column_that_is_not_shown_shows_it(vault: Path) -> None:
    answer = asked(vault, "invoices", columns=["text"], summaries=["amount=Sum"])
    assert [each.key for each in answer.table.columns] == ["text", "amount"]
    (summary,) = answer.table.summaries
    assert [str(each.amount) for each in summary.value] == ["50", "400"]  # type: ignore[union-attr]


def test_a_limit_is_of_the_order_not_of_the_groups(vault: Path) -> None:
    answer = asked(vault, "actions", sort=["due:desc"], group_by="text", limit=1)
    assert column(answer, "text") == ["Send the draft"]


def test_names_of_columns_work_in_orders_and_groups(vault: Path) -> None:
    answer = asked(
        vault, "invoices", columns=["x=amount.amount", "text"], sort=["x"], group_by="x:desc"
    )
    assert column(answer, "text") == ["INV-1", "INV-2"]


def test_a_fact_that_a_condition_fixes_is_no_column(vault: Path) -> None:
    answer = asked(vault, "actions", 'crm.open && crm.owner == "ours" || text == "Pay"')
    keys = [each.key for each in answer.table.columns]
    assert ("crm.owner" in keys, "crm.open" in keys) == (True, False)


def test_the_columns_for_programs_do_not_depend_on_the_rows(vault: Path) -> None:
    some = asked(vault, "actions", fixed=True).table.columns
    assert asked(vault, "actions", "false", fixed=True).table.columns == some
    assert [each.key for each in some][-2:] == ["path", "line"]


def test_a_limit_of_nothing(vault: Path) -> None:
    assert asked(vault, "invoices", limit=0).table.rows == []
    assert asked(vault, "invoices", limit=0, group_by="text").table.groups == ()


def test_a_name_of_another_spelling_and_an_alias(vault: Path) -> None:
    assert column(asked(vault, "clients", "Status == 'active'"), "path") == ["clients/Acme.md"]
    assert column(asked(vault, "projects", "price > 999 && deadline"), "path") == [
        "projects/Site.md"
    ]
    assert column(asked(vault, "clients", "rhythm"), "path") == ["clients/Acme.md"]


def test_a_count_of_nothing_is_nothing(vault: Path) -> None:
    """Conditions and columns can count on it: 0 and false, not empty."""
    done = asked(vault, "actions", "crm.open == false")
    assert column(done, "text") == ["Say thanks"]
    (row,) = asked(vault, "clients", columns=["crm.open_actions", "crm.referrals"]).table.rows
    assert (row["crm.open_actions"], row["crm.referrals"]) == (2, 0)
    assert column(asked(vault, "projects", "crm.deliverables_overdue == 0"), "title") == ["Site"]


def test_some_records_may_fail(vault: Path) -> None:
    answer = asked(vault, "actions", 'if(text == "Pay", text > 3, true)')
    assert column(answer, "text") == ["Send the draft", "Say thanks"]
    assert [each.place for each in answer.failures] == ["meetings/Kickoff.md:13"]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"where": ["a =="]}, "--where: expected a value"),
        ({"filters": ["wrong"]}, "filter wrong: "),
        ({"filters": ["lat"]}, "there is no filter 'lat'. Did you mean 'late'?"),
        ({"where": ["text > 3"]}, "the condition can be decided for no record"),
        ({"where": ["crm.silence > 1"]}, "invoices have no fact 'silence'"),
        ({"group_by": "nothing"}, "--group-by: there is no field 'nothing'"),
        ({"columns": ["a=="]}, "--columns: "),
        ({"columns": ["", " , "]}, "--columns: "),
        ({"summaries": ["=Sum"]}, "names no summary"),
        ({"sort": ["text:"]}, "--sort: "),
        ({"where": ["client == this"]}, "this means something in .base files only"),
        ({"columns": ["x=this.file.name"]}, "this means something in .base files only"),
    ],
)
def test_what_is_no_question(vault: Path, question: dict[str, Any], message: str) -> None:
    with pytest.raises(VaultError) as caught:
        asked(vault, "invoices", *question.pop("where", ()), **question)
    assert message in str(caught.value)
