from datetime import date
from pathlib import Path

from vaults import book_of

from vaultcrm.facts.book import Book
from vaultcrm.facts.contact import Contacts, contacts, touches
from vaultcrm.facts.projects import burn, hours_spent, of_running
from vaultcrm.index.dues import DUE_FIELDS
from vaultcrm.index.rows import MET_FIELDS
from vaultcrm.model import Fields, Value

NOTES = {
    "Tasks.md": """
        - [ ] Open 🔁 every day 📅 2026-11-30
        - [x] Done 🔁 every week 📅 2026-11-30
        - [ ] "repeat" is a word here
        - [x] Neither [other:: 1]
        """,
    "More.md": "- [x] In brackets [repeat:: every day]\n",
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        - [x] Mail 🔁 every week
        """,
    "clients/Acme.md": "---\ntype: client\nstatus: active\n---\n",
}


def test_lines_with_a_field_are_those_of_all_that_have_it(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        found = book.lines_with("actions", "repeat")
        assert [each.place for each in found] == [
            "More.md:1",
            "Tasks.md:1",
            "Tasks.md:2",
            "projects/Site.md:6",
        ]
        assert found[-1].fields["client"]
        every = book.records("actions")
        assert found == tuple(each for each in every if "repeat" in each.fields)
        assert list(found) == list(book.lines_with("actions", "repeat"))
        assert not book.lines_with("steps", "repeat")


PROMISED = {
    "clients/Acme.md": "---\ntype: client\nstatus: active\n---\n- [ ] Call 📅 2026-11-30\n",
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        - [x] In time 📅 2026-11-30 ✅ 2026-11-29
        - [ ] Still to do 📅 2026-11-20
        - [x] Theirs @[[Dana]] 📅 2026-11-30 ✅ 2026-11-29
        - [x] On a day that nobody knows 📅 2026-11-28
        - [-] Cancelled 📅 2026-11-27
        - [ ] Cancelled too [due:: 2026-11-27] [cancelled:: 2026-11-01]
        - [x] Without a due date ✅ 2026-11-29
        - [x] Another's [client:: [[Umbra]]] 📅 2026-11-26 ✅ 2026-11-27
        - [ ] Not ticked [due:: 2026-11-25] [done:: 2026-11-24]
        - [x] No date [due:: soon] ✅ 2026-11-29
        - [ ] Waits [status:: on hold] [due:: 2026-11-25]
        - [x] At ten [due:: 2026-11-25T10:00] [done:: 2026-11-24]
        """,
    "clients/Umbra.md": "---\ntype: client\nstatus: past\n---\n",
    "people/Dana.md": '---\ntype: person\nclient: "[[Acme]]"\n---\n- [x] Sent 📅 2026-01-01\n',
}


def test_what_was_due_is_what_all_lines_say_of_it(tmp_path: Path) -> None:
    with book_of(tmp_path, PROMISED) as book:
        found = _due_in(book)
        assert len(found) == 11
        assert sum(len([*each.done()]) for each in book.dues("actions")) == 2
        every = book.records("actions")
        assert found == {
            each.place: {
                name: each.fields[name] for name in _known(each.fields) if name in DUE_FIELDS
            }
            for each in every
            if each.fields.get("due")
            and each.fields["status"] != "cancelled"
            and "cancelled" not in each.fields
        }
        assert _due_in(book).keys() == found.keys()  # now that all lines are known


def _due_in(book: Book) -> dict[str, dict[str, Value]]:
    """What `Book.dues` says of each line, by its place."""
    found = {}
    for dues in book.dues("actions"):
        for line, *days in dues.done():
            due, done = map(date.fromordinal, days)
            fields = {"status": "done", "due": due, "done": done, **dues.lent.fields}
            found[f"{dues.lent.path}:{line}"] = fields
        found.update((each.place, _known(each.fields)) for each in dues.others)
    return found


def _known(fields: Fields) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if value is not None}


def test_the_lines_in_a_note_are_those_of_all_that_stand_there(tmp_path: Path) -> None:
    with book_of(tmp_path, PROMISED) as book:
        path = "projects/Site.md"
        found = book.lines_in("actions", path)
        assert len(found) == 12
        assert found == tuple(each for each in book.records("actions") if each.path == path)
        assert not book.lines_in("steps", path)


MET = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        ---
        ## Log
        - 2026-11-02 09:30 email in Dana: where is it?
        - 2026-11-02 9:45 email out Dana: which of the two?
        - 2026-11-02 message out Dana: sent, see https://a.example/?x
        - 2026-11-03 call out Dana: all well
        - 2026-11-04 note without a channel
        - 2026-11-05T10:00+01:00 email in Dana: with a zone
        - 2026-11-06 email in Kim: another's [client:: [[Umbra]]]
        - 2026-12-24 visit in Dana: still to come
        """,
    "clients/Umbra.md": "---\ntype: client\nstatus: past\n---\n",
    "projects/Site.md": '---\ntype: project\nclient: "[[Acme]]"\nstatus: active\n---\n',
    "meetings/One.md": """
        ---
        type: meeting
        project: "[[Site]]"
        date: 2026-11-07
        kind: visit
        attendees: "[[Dana]]"
        ---
        """,
    "meetings/Two.md": '---\ntype: meeting\nclient: "[[Acme]]"\ndate: soon\n---\n',
    "meetings/Three.md": '---\ntype: meeting\nclient: "[[Acme]]"\ndate: 2026-11-08T11:00\n---\n',
}


def test_when_there_was_contact_is_what_all_interactions_say_of_it(tmp_path: Path) -> None:
    with book_of(tmp_path, MET) as book:
        found = [(each.place, _known(each.fields)) for each in book.met()]
        when = _contacts_of(touches(book))
        every = book.records("interactions")
        asked = {"clients/Acme.md:7", "clients/Acme.md:8"}
        assert {place for place, fields in found if "text" in fields} == asked
        assert len(found) > 8
        assert found == [
            (
                each.place,
                {
                    name: value
                    for name, value in _known(each.fields).items()
                    if name in MET_FIELDS or (name == "text" and each.place in asked)
                },
            )
            for each in every
        ]
        assert when == _contacts_of(contacts(book))
        assert any(moment for _, moment, *_ in when["clients/Acme.md"])
        assert book.met() == every  # now that all is known
        narrow = every[0]._replace(fields={})
        assert book.whole(narrow) == every[0]


def _contacts_of(found: Contacts) -> dict[str, list[tuple[object, ...]]]:
    return {
        client: [(each.record.place, each.moment, each.they_spoke, each.we_spoke) for each in every]
        for client, every in found.items()
    }


HOURS = {
    "clients/Acme.md": "---\ntype: client\nstatus: active\n---\n",
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: closed
        ---
        ## Hours
        - 2026-11-02 of its own [hours:: 2]
        """,
    "projects/Shop.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: closed
        ---
        ## Hours
        - 2026-11-02 "project": of its own [hours:: 3]
        - 2026-11-03 lent [hours:: 4] [project:: [[App]]]
        """,
    "projects/App.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        hours_budget: 10
        ---
        ## Hours
        - 2026-11-02 of its own [hours:: 1]
        """,
}


def test_without_projects_there_are_all_lines_about_others(tmp_path: Path) -> None:
    with book_of(tmp_path, HOURS) as book:
        running = of_running(book)
        places = [each.place for each in running.records("hours")]
        assert places == ["projects/App.md:8", "projects/Shop.md:7", "projects/Shop.md:8"]
        for fact in (burn, hours_spent):
            assert fact(running)["projects/App.md"] == fact(book)["projects/App.md"]
        assert burn(running)["projects/App.md"].value == 50
        assert running.records("projects") == book.records("projects")


def test_what_is_known_of_all_projects_is_not_read_again(tmp_path: Path) -> None:
    with book_of(tmp_path, HOURS) as book:
        assert len(book.records("hours")) == 4
        assert of_running(book).records("hours") == book.records("hours")
