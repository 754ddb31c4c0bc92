"""Facts that are not computed again are what they would be."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from changed_vaults import do, opened, written
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultcrm.errors import VaultError
from vaultcrm.facts import fact_names, facts_of
from vaultcrm.facts.book import Book, Facts
from vaultcrm.facts.keeping import KeptFacts, Values, values_of
from vaultcrm.index.index import Index
from vaultcrm.model import Fact, Value
from vaultcrm.views.asking import Question, ask
from vaultcrm.views.rows import Vaultwide

EXAMPLES = int(os.environ.get("VAULTCRM_SEQUENCES", "10"))
NOW = datetime(2026, 11, 19, 15, 0)
COLLECTIONS = ("clients", "projects", "people", "meetings")
FACTS = {(each, name): fact for each in COLLECTIONS for name, fact in facts_of(each).items()}

NOTES = {
    "Acme.md": "---\ntype: client\nstatus: active\ncadence: 2w\nreply_within: 3h\n---\n## Log\n"
    "- 2026-10-01 09:20 call out: hello\n- 2026-11-18 09:20 email in Dana: what would it cost?\n",
    "Kim.md": "---\ntype: person\nclient: '[[Acme]]'\nrole: champion\n---\n## Log\n"
    "- 2026-11-02 call: fine\n",
    "Site.md": "---\ntype: project\nclient: '[[Acme]]'\nstatus: active\nstart: 2026-01-01\n"
    "due: 2026-12-01\nfee: 900 EUR\nhours_budget: 9\n---\n## Deliverables\n"
    "- [ ] Draft 📅 2026-11-02\n## Hours\n- 2026-11-03 3h: sketches\n"
    "## Invoices\n- [ ] First [amount:: 450 EUR] [sent:: 2026-10-01] 📅 2026-10-15\n",
    "Talk.md": "---\ntype: meeting\nclient: '[[Acme]]'\nproject: '[[Site]]'\ndate: 2026-11-05\n"
    "mood: tense\nnext: 2026-12-03\n---\n## Actions\n- [ ] Prices 📅 2026-11-10\n",
}
EXTRA = (
    "- 2026-11-17 16:00 email out: twelve\n",
    "- [ ] call [[Kim]] 📅 2026-11-12\n",
    "- [x] done ✅ 2026-11-12\n",
    "## Decisions\n- [ ] red or green [made:: 2026-01-02]\n",
    "## Invoices\n- [ ] one [amount:: 600 EUR] [sent:: 2026-10-20] 📅 2026-11-01\n",
    "## Feedback\n- 2026-11-01 Dana [score:: 4]: slow\n",
    "More prose.\n",
)
FIELDS = (
    ("status: active", "status: paused"),
    ("[[Acme]]", "[[Amce]]"),
    ("type: person", "type: client"),
    ("2026-11-", "2026-10-"),
    ("cadence: 2w", "cadence: 5bd"),
    ("fee: 900 EUR", "fee: 1200 CHF"),
)
paths = st.sampled_from(tuple(NOTES))
steps = st.one_of(
    st.tuples(st.just("add"), paths, st.sampled_from(EXTRA)),
    st.tuples(st.just("field"), paths, st.sampled_from(FIELDS)),
    st.tuples(st.just("copy"), paths, st.sampled_from(("b/Acme.md", "Acme 2.md"))),
    st.tuples(st.just("delete"), paths),
    st.just(("rebuild",)),
    st.just(("tomorrow",)),
)


def asked(index: Index, now: datetime, around: str = "the program") -> dict[Any, Values]:
    """All facts, and of which of them the values were kept."""
    facts, book = KeptFacts(index, now, around), Book.of(index, now.date())
    return {
        (*key, kept is not None): kept or facts.compute(*key, fact, book)
        for key, fact in FACTS.items()
        for kept in (facts.recall(*key),)
    }


def recalled(index: Index, now: datetime = NOW, around: str = "the program") -> set[str]:
    return {name for _, name, is_kept in asked(index, now, around) if is_kept}


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.lists(steps, min_size=1, max_size=2), min_size=2, max_size=5))
def test_kept_is_computed(rounds: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    with TemporaryDirectory() as folder:
        root = written(Path(folder), NOTES)
        now = NOW
        for step in [(), (), *rounds]:
            for each in step:
                do(root, each, NOTES)
            now += timedelta(days=1) if ("tomorrow",) in step else timedelta(seconds=1)
            with opened(root, "kept", ("rebuild",) in step) as index:
                index.refresh()
                found = {key[:2]: repr(values) for key, values in asked(index, now).items()}
            with opened(root, "fresh", True) as index:
                book = Book.of(index, now.date())
                expected = {key: repr(values_of(fact, book)) for key, fact in FACTS.items()}
            assert found == expected


@pytest.mark.parametrize(
    ("step", "again", "not_again"),
    [
        ((), set(), fact_names()),
        (("add", "Kim.md", EXTRA[-1]), set(), fact_names()),
        (("add", "Acme.md", EXTRA[0]), {"silence", "contact_due"}, {"outstanding"}),
        (("field", "Site.md", FIELDS[-1]), {"weighted_value"}, {"usual_gap", "last_contact"}),
        (("copy", "Kim.md", "Acme 2.md"), fact_names(), set()),
    ],
)
def test_computed_again(step: Any, again: set[str], not_again: set[str], tmp_path: Path) -> None:
    root = written(tmp_path, NOTES)
    names = {name for _, name in FACTS}
    with opened(root, "kept") as index:
        assert not recalled(index)
    do(root, step, NOTES)
    with opened(root, "kept") as index:
        kept = recalled(index)
    assert kept >= not_again & names
    assert not kept & again


def test_other_day_or_program(tmp_path: Path) -> None:
    with opened(written(tmp_path, NOTES), "kept") as index:
        asked(index, NOW)
        assert recalled(index, NOW.replace(hour=23))
        assert not recalled(index, NOW, "another program")
        asked(index, NOW)
        assert not recalled(index, NOW + timedelta(days=1))
        assert not recalled(index, NOW, "")  # settings that were just changed
        assert not recalled(index, NOW, "")


@pytest.mark.parametrize(("path", "holds"), [("Kim.md", True), ("no note.txt", False)])
def test_text_that_was_read_counts(path: str, holds: bool, tmp_path: Path) -> None:
    """No stamp is known of what is no note."""
    root = written(tmp_path, NOTES)

    def length(book: Book) -> Facts:
        return {"Acme.md": Fact(len(book.text(path)))}

    with opened(root, "kept") as index:
        facts = KeptFacts(index, NOW, "x")
        facts.compute("clients", "length", length, Book.of(index, NOW.date()))
        assert bool(facts.recall("clients", "length")) == holds
    do(root, ("add", "Kim.md", "More prose.\n"), NOTES)
    with opened(root, "kept") as index:
        assert not KeptFacts(index, NOW, "x").recall("clients", "length")


def test_grounds_are_noted(tmp_path: Path) -> None:
    """Whoever is given what was kept rests on the same as who computes it."""
    key = ("clients", "silence")
    with opened(written(tmp_path, NOTES), "kept") as index:
        book = Book.of(index, NOW.date())
        with index.ledger.noting() as computed:
            KeptFacts(index, NOW, "x").compute(*key, FACTS[key], book)
        with index.ledger.noting() as kept:
            assert KeptFacts(index, NOW, "x").recall(*key)
    assert computed
    assert kept == computed | {""}


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    with opened(written(tmp_path, NOTES), "kept") as index:
        facts = KeptFacts(index, NOW, "x")
        for name in ("", "../x", "a/b", "\0", "x" * 999):
            assert facts.recall("clients", name) is None


def listed(index: Index, collection: str, columns: str) -> list[Mapping[str, Value]]:
    shared = Vaultwide(
        index, Book.of(index, NOW.date()), NOW, kept=KeptFacts(index, NOW, "the program")
    )
    answer = ask(Question(collection, columns=[columns]), index.vault.schema, shared)
    return [row for group in answer.table.groups for row in group.rows]


def test_a_list_computes_only_what_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = written(tmp_path, NOTES)
    columns = "crm.silence,crm.last_contact,crm.overdue_actions"
    with opened(root, "kept") as index:
        first = listed(index, "clients", columns)
        owners = listed(index, "actions", "crm.owner")
        with monkeypatch.context() as patched:
            for module in ("rows", "asking"):
                patched.setattr(f"vaultcrm.views.{module}.facts_of", lambda _: {})
            assert listed(index, "clients", columns) == first
            with pytest.raises(VaultError):  # that of a line is never kept
                listed(index, "actions", "crm.owner")
        assert listed(index, "actions", "crm.owner") == owners
        with pytest.raises(VaultError, match="have no fact 'nothing'"):
            listed(index, "clients", "crm.nothing")
    do(root, ("add", "Acme.md", EXTRA[0]), NOTES)
    with opened(root, "kept") as index:
        assert listed(index, "clients", columns) != first
