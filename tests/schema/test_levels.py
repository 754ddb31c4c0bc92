"""How loud a rule is, as settings say it."""

import pytest

from vaultcrm.schema.levels import Level, RuleName, covers, level_of


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("link/broken", "link/broken", True),
        ("link", "link/broken", True),
        ("link/", "link/broken", True),
        ("lin", "link/broken", False),
        ("link/brok", "link/broken", False),
        ("", "link/broken", False),
        ("link/broken/", "link/broken", False),
    ],
)
def test_covers(name: str, rule: str, expected: bool) -> None:
    assert covers(name, rule) is expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({}, "warning"),
        ({"yaml": "off"}, "warning"),
        ({"link": "off"}, "off"),
        ({"link": "off", "link/broken": "error"}, "error"),
        ({"link/broken": "error", "link": "off"}, "error"),
    ],
)
def test_a_name_goes_before_its_group(levels: dict[str, str], expected: str) -> None:
    written = [Level(RuleName(name, 1, 1), level) for name, level in levels.items()]
    assert level_of("link/broken", "warning", written) == expected
