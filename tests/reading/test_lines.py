"""lines.parse and lines.mention, by cases (cases/lines.md) and by what holds for any line."""

from pathlib import Path

import pytest
from hostile_texts import REPEATED, TEXTS, grows_linearly
from hypothesis import given

from vaultcrm.model import ListItem
from vaultcrm.reading.body import scan
from vaultcrm.reading.lines import ParsedLine, mention, parse

CASES = Path(__file__).parent / "cases" / "lines.md"


def cases() -> list[tuple[str, str, str]]:
    found = []
    for case in CASES.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, line, _, expected = case.split("\n", 3)
        found.append((name, line.replace("␠", " "), expected.strip("\n")))
    return found


def only_item(text: str) -> tuple[ListItem, ParsedLine]:
    body, masked = scan(text, 0, 1)
    (item,) = body.items
    return item, parse(text, masked, item)


def shown(line: str, parsed: ParsedLine) -> list[str]:
    rows = [f"text {parsed.text}"]
    rows += [f"date {parsed.date}"] if parsed.date else []
    rows += [f"time {parsed.time}"] if parsed.time else []
    rows += [f"{name}: {value} | {line[start:end]}" for name, value, start, end in parsed.fields]
    rows += [f"block {parsed.block_id}"] if parsed.block_id else []
    name = mention(parsed.text)
    return [*rows, f"mention {name}"] if name else rows


@pytest.mark.parametrize(("line", "expected"), [pytest.param(*c[1:], id=c[0]) for c in cases()])
def test_cases(line: str, expected: str) -> None:
    assert shown(line, only_item(line)[1]) == expected.split("\n")


def test_places_count_from_the_beginning_of_the_note() -> None:
    text = "# Head\r\n> - [ ] a [b:: c] 📅 2026-01-04\r\n"
    _, parsed = only_item(text)
    assert [text[start:end] for _, _, start, end in parsed.fields] == ["[b:: c]", "📅 2026-01-04"]


@given(TEXTS)
def test_no_character_is_lost(rest: str) -> None:
    text = "- [ ] " + rest
    body, masked = scan(text, 0, 1)
    for item in body.items:
        parsed = parse(text, masked, item)
        left = text[item.content : item.end]
        for _, value, start, end in reversed(parsed.fields):
            assert item.content <= start < end <= item.end
            assert value in text[start:end] or value == "high"
            left = left[: start - item.content] + left[end - item.content :]
        if parsed.block_id:
            assert left.rstrip().endswith("^" + parsed.block_id)
            left = left.rstrip()[: -len(parsed.block_id) - 1]
        assert left.startswith(parsed.date)
        left = left[len(parsed.date) :]
        if parsed.time:
            assert parsed.time in left[: 4 + len(parsed.time)]
            left = left.replace(parsed.time, "", 1).removeprefix("T")
        # A comma, colon or dash that only separated what was taken may go with it.
        assert ordered(left, " ,:-–—") == ordered(parsed.text, " ,:-–—")
        assert starts_like(left, parsed.text)


def ordered(text: str, but: str) -> str:
    return "".join(character for character in "".join(text.split()) if character not in but)


def starts_like(left: str, text: str) -> bool:
    """Whether `text` is `left` with nothing but separators left out."""
    rest = iter("".join(left.split()))
    return all(character in rest for character in "".join(text.split()))


@given(TEXTS)
def test_fields_are_in_order_and_apart(rest: str) -> None:
    text = "- " + rest
    body, masked = scan(text, 0, 1)
    for item in body.items:
        places = [at for _, _, *place in parse(text, masked, item).fields for at in place]
        assert places == sorted(places)


@pytest.mark.parametrize("unit", REPEATED)
def test_linear(unit: str) -> None:
    def read(text: str) -> None:
        line = "- [ ] x " + text.replace("\n", " ").replace("\r", " ")
        mention(only_item(line)[1].text)

    assert grows_linearly(read, unit)
