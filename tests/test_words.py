import time

import pytest

from vaultcrm.words import nearest, shown, suggestion

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
