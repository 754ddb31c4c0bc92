"""The reminder rules that a vault has of its own."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from running import ROOT
from vaults import TODAY, opened, write_vault

from vaultcrm.facts.book import Book
from vaultcrm.reminders import NONE_OWN, OwnRules
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._causes import Cause, causes, own_rules, rules
from vaultcrm.rendering.reminders import body, digest_body
from vaultcrm.rendering.templates import parts_of
from vaultcrm.views import view

NOTES = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        since: 2026-01-31
        ---
        ## Feedback
        - 2026-11-02 Great work [score:: 5]
        - 2026-11-02 Great work [score:: 5]
        - 2026-11-03 Too slow [score:: 2] ⏫
    """,
    "projects/Shop.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: delivered
        delivered: 2026-11-08T17:00:00
        ---
    """,
    "projects/New.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: delivered
        ---
    """,
}
TESTIMONIAL = """
    for: projects
    when: status == "delivered"
    due: delivered + "14d"
    title: |
      Ask {{ client }}
      for a testimonial
    body: |
      {{ title }} was delivered on {{ delivered.date() }}, and
      they liked it.

      - What was it *like*?
    priority: low
    lead: 2bd
    doc: |
      Happy clients forget quickly.

      So ask soon.
"""


def asked(
    root: Path, files: Mapping[str, str], config: str = "", today: date = TODAY
) -> tuple[OwnRules, list[Cause], Path]:
    """The vault's own rules, and what there is cause for by them."""
    own = {f".vaultcrm/reminders/{name}.yaml": text for name, text in files.items()}
    with opened(write_vault(root, {**NOTES, **own}, config)) as index:
        book = Book.of(index, today)
        read = own_rules(index, book)
        found = [each for each in causes(book, read) if each.reminder.rule in read.rules]
    return read, found, root


def rule(**more: str) -> str:
    """A rule about all clients."""
    texts = {"for": "clients", "when": '"true"', "due": "since", "title": "Call"} | more
    return "".join(f"{key}: {text}\n" for key, text in texts.items())


def test_a_note_and_all_that_is_said_of_it(tmp_path: Path) -> None:
    own, (cause,), root = asked(tmp_path, {"testimonial": TESTIMONIAL})
    each = cause.reminder
    assert own.problems == ()
    assert each.key == "testimonial | Shop | 2026-11-22"
    assert (each.due, cause.shows_on) == (date(2026, 11, 22), date(2026, 11, 19))
    assert (each.title, each.priority) == ("Ask Acme for a testimonial", "low")
    assert each.why == "Shop was delivered on 2026-11-08, and they liked it."
    assert each.client and each.client.path == "clients/Acme.md"
    assert each.project and each.project.path == "projects/Shop.md"
    assert body(root, each) == (
        "- [ ] Ask Acme for a testimonial 🔽 📅 2026-11-22\n\n"
        "Shop was delivered on 2026-11-08, and\nthey liked it.\n\n- What was it *like*?\n\n"
        "For: [[Acme]], [[Shop]]\nSee: [[Shop]]\n"
    )
    assert own.rules["testimonial"].doc.startswith("Happy clients forget quickly.\n\nSo ask soon.")


def test_lines_are_known_by_their_words(tmp_path: Path) -> None:
    file = rule(**{"for": "feedback", "due": "date", "title": "Thank them", "name": "thanks"})
    _, found, root = asked(tmp_path, {"a": file})
    assert [each.reminder.key for each in found] == [
        "thanks | Acme: Great work | 2026-11-02",
        "thanks | Acme: Great work (2) | 2026-11-02",
        "thanks | Acme: Too slow | 2026-11-03",
    ]
    assert [each.reminder.priority for each in found] == ["", "", "high"]
    assert body(root, found[0].reminder) == (
        "- [ ] Thank them 📅 2026-11-02\n\nYour own rule thanks asks for it.\n\n> Great work\n\n"
        "For: [[Acme]]\nSee: [[Acme]]\n"
    )


def test_a_template_of_the_vaults_own(tmp_path: Path) -> None:
    template = tmp_path / ".vaultcrm/templates/reminders/mine.md.j2"
    template.parent.mkdir(parents=True)
    template.write_text("- [ ] {{ title }} 📅 {{ due }}\n\n**{{ text }}**\n")
    _, (cause,), root = asked(tmp_path, {"mine": rule(body="Body")})
    assert body(root, cause.reminder) == "- [ ] Call 📅 2026-01-31\n\n**Body**\n"


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("mine", b"{{ nix }}", "mine.md.j2:1: 'nix' is undefined"),
        ("mine", b"{% if %}", "mine.md.j2:1: Expected an expression, got 'end of statement block'"),
        ("mine", b"\xff", "mine.md.j2 is not UTF-8"),
        ("reminder", b"{{ nix }}", "reminder.md.j2:1: 'nix' is undefined"),
    ],
)
def test_a_template_that_fails_gives_way_to_ours(
    name: str, text: bytes, complaint: str, tmp_path: Path
) -> None:
    _, (cause,), root = asked(tmp_path, {"mine": rule(body="Body")})
    ours = body(root, cause.reminder)
    template = tmp_path / f".vaultcrm/templates/reminders/{name}.md.j2"
    template.parent.mkdir(parents=True)
    template.write_bytes(text)
    complaints: list[str] = []
    assert body(root, cause.reminder, complaints) == ours
    assert body(root, cause.reminder, complaints) == ours == body(root, cause.reminder)
    assert complaints == [f".vaultcrm/templates/reminders/{complaint}"]


def test_a_digest_whose_template_fails(tmp_path: Path) -> None:
    _, (cause,), root = asked(tmp_path, {"mine": rule()})
    ours = digest_body(root, TODAY, [cause.reminder])
    template = tmp_path / ".vaultcrm/templates/reminders/digest.md.j2"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nix }}")
    complaints: list[str] = []
    assert digest_body(root, TODAY, [cause.reminder], complaints) == ours
    assert len(complaints) == 1


def test_templates_are_tried_with_all_that_drafts_have() -> None:
    """`check` takes from our templates what a draft has."""
    checked = set()
    with opened(ROOT / "example-vault") as index:
        for cause in causes(Book.of(index, TODAY)):
            reminder = cause.reminder
            if parts := parts_of(f"reminders/{reminder.rule}.md.j2", "draft"):
                assert reminder.draft.keys() in (parts.keys(), set())
                for name, value in reminder.draft.items():
                    assert isinstance(value, list | tuple) == parts[name]
                checked.add(reminder.rule)
    assert len(checked) > 12


def test_what_is_filled_in_stays_on_its_line(tmp_path: Path) -> None:
    file = rule(title='"{{ \\"a\\\\n- [ ] b\\" }}"', body='"{{ \\"c\\\\n# d\\" }}"')
    _, (cause,), _ = asked(tmp_path, {"a": file})
    assert (cause.reminder.title, cause.reminder.text) == ("a - [ ] b", "c # d")


def test_what_is_filled_in_has_an_end(tmp_path: Path) -> None:
    file = rule(title='"{{ \\"ab\\".repeat(20000) }}"', body='"{{ \\"ab\\".repeat(20000) }}"')
    _, (cause,), _ = asked(tmp_path, {"a": file})
    assert (len(cause.reminder.title), len(cause.reminder.text)) == (200, 20_000)


def test_a_title_of_nothing_is_the_rules_name(tmp_path: Path) -> None:
    own, (cause,), _ = asked(tmp_path, {"nothing": rule(title='"{{ phone }}"')})
    assert cause.reminder.title == "nothing"
    assert [each.message for _, each in own.problems] == ["title is empty for clients/Acme.md"]
    assert own.rules["nothing"].certain


# The first due day is Saturday, 31 January 2026; each is shown two days before, or on the Friday.
AGAIN = [
    ("30d", "2026-01-01", "2026-01-31"),
    ("30d", "2026-01-31", "2026-01-31"),
    ("30d", "2026-02-26", "2026-01-31"),
    ("30d", "2026-02-27", "2026-03-02"),
    ("30d", "2026-03-02", "2026-03-02"),
    ("1 month", "2026-02-25", "2026-01-31"),
    ("1 month", "2026-02-26", "2026-02-28"),
    ("1 month", "2026-03-26", "2026-02-28"),
    ("1 month", "2026-04-01", "2026-03-31"),
    ("12 months", "2026-11-23", "2026-01-31"),
    ("12 months", "2029-01-29", "2029-01-31"),
    ("2 weeks", "2026-11-23", "2026-11-21"),
    ("9999 months", "9999-12-31", "9525-04-30"),
]


@pytest.mark.parametrize(("every", "today", "period"), AGAIN)
def test_again_and_again(every: str, today: str, period: str, tmp_path: Path) -> None:
    file = rule(every=every, lead="2d")
    _, (cause,), _ = asked(tmp_path, {"a": file}, today=date.fromisoformat(today))
    assert (cause.reminder.period, cause.reminder.due.isoformat()) == (period, period)


@pytest.mark.parametrize(
    ("every", "lead"), [("1d", "0d"), ("1d", "40d"), ("5d", "3bd"), ("1 month", "3bd")]
)
def test_an_occurrence_never_comes_back(every: str, lead: str, tmp_path: Path) -> None:
    """Day after day it is the same one or a later one, which is shown already."""
    text = rule(every=every, lead=lead)
    write_vault(tmp_path, {**NOTES, ".vaultcrm/reminders/a.yaml": text})
    last = date.min
    with opened(tmp_path) as index:
        own = own_rules(index, Book.of(index, TODAY)).rules["a"]
        for number in range(200):
            day = date(2026, 1, 10) + timedelta(days=number)
            day_asked = Asked("a", own.rule, Book.of(index, day))
            (found,) = own.due(day_asked)
            assert found.due >= last
            assert number == 0 or found.due == last or day_asked.shown_on(found.due) <= day
            last = found.due
    assert last > date(2026, 7, 20)


def test_today_is_the_day_that_the_book_is_of(tmp_path: Path) -> None:
    file = rule(due='today() + "1d"', when="now().hour == 0")
    _, (cause,), _ = asked(tmp_path, {"a": file})
    assert cause.reminder.period == "2026-11-24"


def test_a_broken_file_is_left_out_and_told_of(tmp_path: Path) -> None:
    files = {"a": rule(due="since +"), "b": rule(), "check_in": rule(), "c": "name: ["}
    own, found, _ = asked(tmp_path, files)
    assert {each.reminder.rule for each in found} == {"b"}
    assert [*own.rules] == ["b"]
    assert own.names == {*files}
    assert [path for path, _ in own.problems] == [
        f".vaultcrm/reminders/{name}.yaml" for name in ("a", "c", "check_in")
    ]


def test_a_rule_that_leaves_something_out_closes_nothing(tmp_path: Path) -> None:
    good, bad = rule(), rule(**{"for": "projects", "due": "title.lower()"})
    own, _, _ = asked(tmp_path, {"good": good, "bad": bad})
    assert [*own.rules] == ["bad", "good"]
    assert "good" in rules(own)
    assert "bad" not in rules(own)
    assert "check_in" in rules()


def test_one_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "_PATIENCE", -1)
    own, found, _ = asked(tmp_path, {"a": rule()})
    assert found == []
    ((_, problem),) = own.problems
    assert problem.message == "the condition takes too long: given up after 1 records"
    assert not own.rules["a"].certain


def test_tuned_like_any_other(tmp_path: Path) -> None:
    config = "reminders:\n  a: {lead: 7d, priority: high}\n  b: off\n"
    _, found, _ = asked(tmp_path, {"a": rule(lead="1d", priority="low"), "b": rule()}, config)
    (a, b) = found
    assert (a.reminder.priority, a.shows_on) == ("high", date(2026, 1, 23))
    assert (a.off, b.off) == (False, True)


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    own, found, _ = asked(tmp_path, {})
    assert (own, found) == (NONE_OWN, [])
