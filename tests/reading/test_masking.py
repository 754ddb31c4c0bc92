"""masking.mask, by cases (cases/masking.md) and by what holds for any text."""

from pathlib import Path

import pytest
from hostile_texts import TEXTS
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.reading.masking import mask, unclosed

CASES = Path(__file__).parent / "cases" / "masking.md"


def cases() -> list[tuple[str, str, str]]:
    found = []
    for case in CASES.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, rest = case.split("\n", 1)
        text, _, expected = rest.partition("\n=>\n")
        found.append((name, text.replace("␍", "\r"), expected.rstrip("\n").replace("␍", "\r")))
    return found


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*c[1:], id=c[0]) for c in cases()])
def test_cases(text: str, expected: str) -> None:
    assert mask(text) == expected.replace("·", " ")


def test_everything_before_start_is_blank() -> None:
    text = "---\na: `b\n---\n[[c]] ` d"
    assert mask(text, text.index("[")) == "   \n     \n   \n[[c]] ` d"


@given(TEXTS, st.integers(0, 30))
def test_keeps_length_and_lines_and_only_blanks(text: str, start: int) -> None:
    masked = mask(text, min(start, len(text)))
    plain = text.replace("\r\n", " \n").replace("\r", "\n")
    assert len(masked) == len(text)
    assert all(now in (was, " ") for was, now in zip(plain, masked, strict=True))
    assert masked.count("\n") == plain.count("\n")


@given(TEXTS)
def test_a_fence_hides_whatever_it_holds(text: str) -> None:
    inside = text.replace("`", "").replace("\r", "")
    masked = mask(f"before\n```\n{inside}\n```\n[[after]]")
    assert masked.split() == ["before", "[[after]]"]


@given(TEXTS)
def test_plain_paragraphs_before_change_nothing(text: str) -> None:
    assert mask(f"Words.\n\n{text}") == f"Words.\n\n{mask(text)}"


@given(TEXTS)
def test_nothing_below_what_is_said_to_be_unclosed_is_seen(text: str) -> None:
    masked = mask(text)
    for begin, end in unclosed(text, 0):
        assert not masked[begin:end].strip()
        assert "\n" in masked[begin:end]
