import time

import pytest

from vaultcrm.words import near_field, nearest, shown, suggestion

KNOWN = ("email", "Status", "since")


@pytest.mark.parametrize(
    ("name", "near"),
    [("emial", "email"), ("STATSU", "Status"), ("colour", ""), ("", ""), ("email" * 20_000, "")],
)
def test_the_nearest_name(name: str, near: str) -> None:
    begin = time.process_time()
    assert nearest(name, KNOWN) == near
    assert suggestion(name, KNOWN) == (f" Did you mean {near!r}?" if near else "")
    assert time.process_time() - begin < 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Acme", "'Acme'"), ("a\n\x1b[0m", "'a\\n\\x1b[0m'"), ("x" * 61, f"'{'x' * 59}…'")],
)
def test_what_is_shown_of_a_text(text: str, expected: str) -> None:
    assert shown(text) == expected


FIELDS = {"due", "date", "days", "done", "hours", "owner", "amount", "completion", "told"}


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("duu", "due"),
        ("Ower", "owner"),
        ("hourz", "hours"),
        ("amuont", "amount"),
        ("compeltoin", "completion"),
        ("rate", ""),  # another first letter
        ("due2", ""),
        ("tool", ""),
        ("", ""),
    ],
)
def test_the_field_that_is_meant(name: str, near: str) -> None:
    assert near_field(name, FIELDS) == near
