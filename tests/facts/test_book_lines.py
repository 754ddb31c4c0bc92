from pathlib import Path

from vaults import book_of

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
