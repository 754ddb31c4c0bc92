"""Which text sections of a note have text in them."""

from pathlib import Path

import pytest
from reading_notes import read

from vaultcrm.reading.body import scan
from vaultcrm.reading.sections import SCOPES, written_sections

HEAD = '---\ntype: project\nclient: "[[Acme]]"\nstatus: active\n---\n'


def written(body: str) -> dict[str, int]:
    places = read(HEAD + body).places
    return {name: line for name, line in places.items() if name.startswith("## ")}


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("## Scope\nTen pages.\n", {"## Scope": 6}),
        ("## Scope\r\n\r\nTen pages.\r\n", {"## Scope": 6}),
        ("# SCOPE: #\nTen pages.", {"## Scope": 6}),
        ("Scope\n-----\nTen pages.", {"## Scope": 6}),
        ("## Scope\n### In it\nTen pages.\n", {"## Scope": 6}),
        ("## Scope\n- pages\n\n## Debrief\n> well\n", {"## Scope": 6, "## Debrief": 9}),
        ("## Scope\n\n## Scope\nTen pages.\n", {"## Scope": 8}),
        ("## Scope\n", {}),
        ("## Scope\n- \n> \n---\n", {}),
        ("## Scope\n%% later %%\n<!-- later -->\n", {}),
        ("## Scope\n### In it\n\n## Notes\nElsewhere.\n", {}),
        ("## Scope\n# Notes\nElsewhere.\n", {}),
        ("Scope\n\nTen pages.\n", {}),
        ("## Deliverables\n- [ ] Pages\n", {"## Deliverables": 6}),
        ("## deliverables:\n| Pages | 10 |\n", {"## Deliverables": 6}),
        ("## Deliverables\n- [ ] \n* \n", {}),
        ("### SCOPE of Work\nTen pages.\n", {"## Scope": 6}),
        ("## Project scope\nTen pages.\n## In scope\nMore.\n", {"## Scope": 6}),
        ("## Out of scope\nTen pages.\n", {}),
        ("## Other\nTen pages.\n", {}),
    ],
)
def test_section(body: str, lines: dict[str, int]) -> None:
    assert written(body) == lines


def test_a_note_without_such_sections_in_its_type() -> None:
    assert read("---\ntype: client\nstatus: active\n---\n## Scope\nText.\n").places.keys() == {
        "type",
        "status",
    }


def test_no_type_has_no_sections() -> None:
    body, masked = scan("## Scope\nText.\n", 0, 1)
    assert written_sections(body.headings, masked, None) == {}


def test_a_threshold_is_a_property_of_a_client_alone() -> None:
    text = "---\ntype: {}\nclient: '[[Acme]]'\nstatus: active\nundecided_after: 5d\n---\n"
    rules = [each.rule for each in read(text.format("client")).problems]
    assert rules == ["field/undeclared"]  # of `client`
    rules = [each.rule for each in read(text.format("project")).problems]
    assert rules == ["field/undeclared"]


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["docs/checking.md", "vaultcrm/rules/practice/unwritten.py"])
def test_people_are_told_what_heads_a_scope(page: str) -> None:
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    assert [name for name in SCOPES if f"`{name.capitalize()}`" not in text] in ([], ["scope"])
