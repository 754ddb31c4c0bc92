"""Rules that are not asked again find what they would find."""

import json
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from changed_vaults import do, opened, written
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultcrm.index.index import Index
from vaultcrm.index.ledger import ANYTHING, Ledger
from vaultcrm.model import Finding
from vaultcrm.rules.catalogue import NONE_OWN, chosen
from vaultcrm.rules.keeping import Keeper
from vaultcrm.rules.run import findings, findings_of
from vaultcrm.rules.survey import Survey
from vaultcrm.watching.checking import KeptLines, other_problems, pointed_at

EXAMPLES = int(os.environ.get("VAULTCRM_SEQUENCES", "10"))
NOW = datetime(2026, 11, 19, 15, 0)
RULES = chosen((), ())

NOTES = {
    "Acme.md": "---\ntype: client\nstatus: active\ncadence: 2w\nreply_within: 3h\n---\n## Log\n"
    "- 2026-11-18 09:20 email in Dana: what would it cost?\n",
    "Kim.md": "---\ntype: person\nclient: '[[Acme]]'\n---\n",
    "Site.md": "---\ntype: project\nclient: '[[Acme]]'\nstatus: active\nstart: 2026-01-01\n"
    "due: 2026-12-01\n---\n## Deliverables\n- [ ] Draft 📅 2026-11-02\n",
    "Talk.md": "---\ntype: meeting\nclient: '[[Acme]]'\ndate: 2026-11-05\n---\n## Actions\n"
    "- [ ] Prices 🆔 prices 📅 2026-11-10\n- [ ] Letter ⛔ price 🛫 2026-12-01 📅 2026-11-20\n",
    "Call.md": "---\ntype: meeting\nclient: '[[Acme]]'\ndate: 2026-11-12\n---\n## Actions\n",
}
EXTRA = (
    "- [ ] call [[Kim]] 📅 2026-11-12\n",
    "- [ ] water 🔁 every blue moon\n",
    "- [x] done ✅ 2026-11-12 🆔 price\n",
    "## Decisions\n- [ ] red or green [made:: 2026-01-02]\n",
    "## Invoices\n- [ ] one [amount:: 600 EUR] 📅 2026-11-01\n",
    "## Feedback\n- 2026-11-01 Dana: slow\n",
    "See [[Nowhere]], [[Talk]].\n",
    "<!-- vaultcrm: ignore practice -->\n",
    "<<<<<<< HEAD\n",
)
FIELDS = (
    ("status: active", "status: past"),
    ("status: active", "status: paused\nrating: 3"),
    ("type: person", "type: person\nemail: kim@acme.example"),
    ("[ ]", "[x]"),
    ("[[Acme]]", "[[Amce]]"),
    ("type: person", "type: client\nrating: high"),
    ("2026-11-", "2026-10-"),
    ("cadence: 2w", "since: 2026-11-01"),
    ("cadence: 2w", "cadence: 2w\nsince: 2026-11-01"),
    ("cadence: 2w", "reminders: [no_such off]"),
)
paths = st.sampled_from(tuple(NOTES))
steps = st.one_of(
    st.tuples(st.just("add"), paths, st.sampled_from(EXTRA)),
    st.tuples(st.just("add"), paths, st.sampled_from(EXTRA)),
    st.tuples(st.just("field"), paths, st.sampled_from(FIELDS)),
    st.tuples(st.just("copy"), paths, st.sampled_from(("b/Acme.md", "Talk 1.md", "Acme 2.md"))),
    st.tuples(st.just("delete"), paths),
    st.tuples(st.just("as it was"), paths),
    st.just(("rebuild",)),
    st.just(("later",)),
)


def asked(index: Index, now: datetime, known: Any) -> tuple[list[Finding], Any]:
    """All findings with their columns, and what is kept."""
    survey = Survey(index, now)
    by_rule, by_line = known or (None, None)
    keeper, lines = Keeper(survey, (), by_rule), KeptLines(index, by_line)
    others = partial(other_problems, RULES, ask=keeper.ask)
    found = findings_of(survey, RULES, others, NONE_OWN, keeper.ask)
    found = pointed_at(found, index.vault.root, RULES, lines)
    return found, json.loads(json.dumps((keeper.kept, lines.kept)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.lists(steps, min_size=1, max_size=2), min_size=3, max_size=6))
def test_kept_is_found(rounds: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    with TemporaryDirectory() as folder:
        root = written(Path(folder), NOTES)
        known, now = None, NOW
        for step in [(), *rounds]:
            for each in step:
                do(root, each, NOTES)
            now += timedelta(hours=5) if ("later",) in step else timedelta(seconds=1)
            with opened(root, "kept", ("rebuild",) in step) as index:
                index.refresh()
                found, known = asked(index, now, known)
            with opened(root, "fresh", True) as index:
                expected = findings(index, RULES, now, partial(other_problems, RULES))
                expected = pointed_at(expected, root, RULES)
            assert found == expected
            if now.hour > 18:
                known = None  # the next day would be one


# --- one thing at a time --------------------------------------------------------------------------


def asked_again(root: Path, *steps: tuple[Any, ...]) -> dict[str, Sequence[str]]:
    """The rules that are asked again after some steps; those about lines with the notes that the
    lines they are given stand in."""
    with opened(root, "kept") as index:
        _, known = asked(index, NOW, None)
    for step in steps:
        do(root, step, NOTES)
    ran: dict[str, Sequence[str]] = {}
    with opened(root, "kept", ("rebuild",) in steps) as index:
        survey = Survey(index, NOW)
        keeper = Keeper(survey, (), known[0])
        for name, rule in RULES.items():
            if rule.check:
                before, lines = rule.check, rule.lines

                def check(survey: Survey, before: Any = before, name: str = name) -> Any:
                    ran[name] = ()
                    return before(survey)

                def find(survey: Survey, given: Any, rule: Any = rule) -> Any:
                    ran[rule.name] = sorted({line.path for line in given})
                    return rule.lines.find(survey, given)

                keeper.ask(rule._replace(check=check, lines=lines and lines._replace(find=find)))
    return ran


@pytest.mark.parametrize(
    ("step", "again", "not_again"),
    [
        (("add", "Kim.md", "More prose.\n"), set(), {"field/two-types", "link/unresolved"}),
        (
            ("add", "Kim.md", EXTRA[0]),
            {"practice/overdue-promise"},
            {"file/name", "line/backwards", "practice/no-next-step"},
        ),
        (("add", "Kim.md", EXTRA[1]), {"line/backwards"}, {"practice/no-next-step"}),
        (("add", "Call.md", EXTRA[0]), {"practice/no-next-step"}, {"line/backwards"}),
        (("field", "Kim.md", FIELDS[2]), {"field/two-types"}, {"practice/no-next-step"}),
        (("add", "Kim.md", EXTRA[0]), {"link/unresolved"}, {"field/two-types"}),
        (("add", "Kim.md", EXTRA[4]), set(), {"practice/unanswered", "practice/no-pulse"}),
        (("field", "Acme.md", FIELDS[0]), {"practice/no-cadence"}, {"practice/overdue-invoice"}),
        (("delete", "Kim.md"), {"field/two-types", "practice/overdue-invoice"}, set()),
    ],
)
def test_asked_again(step: Any, again: set[str], not_again: set[str], tmp_path: Path) -> None:
    ran = asked_again(written(tmp_path, NOTES), step)
    assert ran.keys() >= again
    assert not ran.keys() & not_again


def test_how_people_are_reminded_is_asked_again(tmp_path: Path) -> None:
    root, known = written(tmp_path, NOTES), None
    for step, expected in (((), 0), (("field", "Acme.md", FIELDS[-1]), 1), ((), 1)):
        do(root, step, NOTES)
        with opened(root, "kept") as index:
            found, known = asked(index, NOW, known)
        assert [each.problem.rule for each in found].count("field/reminders") == expected
        assert "reminding" in known[0][1]
    (root / ".vaultcrm/reminders").mkdir()
    with opened(root, "kept") as index:
        _, known = asked(index, NOW, None)
    assert "reminding" not in known[0][1]  # nobody knows what the vault's own rules rest on


CALL = ("add", "Kim.md", EXTRA[0])


@pytest.mark.parametrize(
    ("steps", "notes"),
    [
        ((CALL,), ["Kim.md"]),
        ((CALL, ("add", "Call.md", "More prose.\n")), ["Kim.md"]),
        ((CALL, ("field", "Acme.md", FIELDS[0])), ["Kim.md", "Site.md", "Talk.md"]),
        ((CALL, ("copy", "Kim.md", "Kim 2.md")), ["Kim 2.md", "Kim.md", "Site.md", "Talk.md"]),
        ((CALL, ("rebuild",)), ["Kim.md", "Site.md", "Talk.md"]),
    ],
)
def test_only_lines_of_notes_that_changed(steps: Any, notes: list[str], tmp_path: Path) -> None:
    assert asked_again(written(tmp_path, NOTES), *steps)["practice/overdue-promise"] == notes


def test_own_rules_are_always_asked(tmp_path: Path) -> None:
    root = written(tmp_path, NOTES)
    rule = RULES["practice/no-cadence"]
    with opened(root, "kept") as index:
        for own in ((), (rule,)):
            keeper = Keeper(Survey(index, NOW), own)
            keeper.ask(rule)
            assert (rule.name in keeper.kept[1]) == (not own)


def test_memos_have_the_grounds_of_what_they_hold() -> None:
    ledger = Ledger()
    memo: dict[str, Any] = {}

    def compute() -> int:
        ledger.note("one")
        return 1

    ledger.once(memo, "x", compute)  # nobody is asking
    with ledger.noting() as outer:
        with ledger.noting() as inner:
            assert ledger.once(memo, "x", compute) == 1
        ledger.note(ANYTHING)
    assert (inner, outer) == ({"one"}, {"one", ANYTHING})


def test_lines_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = written(tmp_path, NOTES)
    with opened(root, "kept") as index:
        index.refresh()
        lines = KeptLines(index)
        assert lines.at("Kim.md", 2) == "type: person"
        known = json.loads(json.dumps(lines.kept))
        reads: list[str] = []
        monkeypatch.setattr(Index, "read", lambda _, path: reads.append(path) or b"\nother")
        assert KeptLines(index, known).at("Kim.md", 2) == "type: person"
        assert not reads
        # What the index does not know is shown, and not kept.
        changed = KeptLines(index)
        assert changed.at("Kim.md", 2) == "other"
        assert not changed.kept[1]


def test_bytes_that_were_read_count(tmp_path: Path) -> None:
    root = written(tmp_path, NOTES)
    (root / "Talk 1.md").write_text(NOTES["Talk.md"])
    ran = asked_again(root, ("add", "Talk.md", "More prose.\n"))
    assert "file/numbered-copy" in ran
    assert "field/two-types" not in ran


def test_the_index_changes_while_a_keeper_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A follower's questions are no one transaction: what is kept is of no later than it seems."""
    root = written(tmp_path, NOTES)
    with opened(root, "cache") as index:
        _, known = asked(index, NOW, None)

    def tick_then(marks: Any) -> dict[str, str]:
        monkeypatch.undo()
        talk = root / "Talk.md"
        talk.write_text(talk.read_text().replace("- [ ]", "- [x]"))
        with opened(root, "cache") as other:
            other.refresh()
        return dict(marks)

    with opened(root, "cache") as index:
        marks = index.marks()
        monkeypatch.setattr(Index, "marks", lambda _: tick_then(marks))
        _, known = asked(index, NOW, known)
    with opened(root, "cache") as index:
        found, _ = asked(index, NOW, known)
    with opened(root, "fresh") as index:
        assert (found, bool(found)) == (asked(index, NOW, None)[0], True)
