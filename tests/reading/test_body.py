"""body.scan, by cases (cases/body.md) and by what holds for any text."""

from pathlib import Path

import pytest
from hostile_texts import REPEATED, TEXTS, grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Body
from vaultcrm.positions import LineIndex
from vaultcrm.reading.body import scan
from vaultcrm.reading.masking import mask

CASES = Path(__file__).parent / "cases" / "body.md"


def cases() -> list[tuple[str, str, str]]:
    found = []
    for case in CASES.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, rest = case.split("\n", 1)
        text, _, expected = rest.partition("\n=>")
        found.append((name, text.replace("␍", "\r").replace("→", "\t"), expected.strip("\n")))
    return found


def shown(text: str, body: Body) -> list[str]:
    rows = [(h.line, f"{h.line} heading {h.level} {h.text}") for h in body.headings]
    for item in body.items:
        box = "" if item.status is None else f"[{item.status}] "
        row = f"{item.line} item {item.depth} {box}{text[item.content : item.end]}"
        rows.append((item.line, row))
    for link, kind, embed, line, column, end_column, _ in body.links:
        display = "|" + link.display.replace("\n", " ") if link.display else ""
        how = kind + " embed" * embed
        place = f"{line}:{column}-{end_column}"
        rows.append((line, f"{place} {how} {link.target}{link.subpath}{display}"))
    rows += [(tag.line, f"{tag.line}:{tag.column} #{tag.tag}") for tag in body.tags]
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*c[1:], id=c[0]) for c in cases()])
def test_cases(text: str, expected: str) -> None:
    body = scan(text, 0, 1)[0]
    assert shown(text, body) == (expected.split("\n") if expected else [])
    assert all(item.content <= item.end for item in body.items)


def test_only_the_body_is_read_and_lines_count_from_the_top() -> None:
    text = "---\na: '[[x]] #y'\n---\n# Head\n- [[z]]"
    body, masked = scan(text, text.index("# H"), 4)
    assert shown(text, body) == ["4 heading 1 Head", "5 item 0 [[z]]", "5:3-8 wiki z"]
    assert masked == mask(text, text.index("# H"))


@given(TEXTS, TEXTS)
def test_places_lie_in_the_text_and_hold_what_they_say(front: str, rest: str) -> None:
    front = f"---\n{front}\n---\n"
    text = front + rest
    index = LineIndex(text)
    starts = [*index.starts, len(text) + 1]
    body, masked = scan(text, len(front), index.position(len(front))[0])
    plain = text.replace("\r\n", " \n").replace("\r", "\n")
    for heading in body.headings:
        assert index.position(heading.start)[0] == heading.line
        assert plain.startswith(heading.text, plain.find(heading.text, heading.start))
    for item in body.items:
        assert item.start == starts[item.line - 1]
        assert item.start < item.content <= item.end <= len(text)
        assert plain[item.end : item.end + 2] in ("", "\n", " \n") or plain[item.end] == "\n"
        assert "\n" not in plain[item.start : item.end]
        if item.status is not None:
            assert f"[{item.status}]" in text[item.start : item.content]
    for link in body.links:
        at = starts[link.line - 1] + link.column - 1
        end = starts[link.line - 1] + link.end_column - 1
        assert len(front) <= at < end <= starts[link.line]
        assert text.startswith(("![" if link.embed else "["), at)
        opening, closing = ("[[", "]]") if link.kind == "wiki" else ("[", ")")
        assert text.startswith(opening, at + link.embed)
        assert text[at:end].endswith(closing) or plain[end] == "\n"
        assert masked[at] != " "
    for tag in body.tags:
        at = starts[tag.line - 1] + tag.column - 1
        assert text.startswith("#" + tag.tag, at)
        assert not tag.tag.isdecimal()


@given(TEXTS, st.integers(0, 5))
def test_what_stands_before_the_body_changes_nothing_in_it(text: str, lines: int) -> None:
    front = "---\n" * lines
    body = scan(text, 0, 1)[0]
    moved = scan(front + text, len(front), lines + 1)[0]
    assert [
        h._replace(line=h.line - lines, start=h.start - len(front)) for h in moved.headings
    ] == [*body.headings]
    assert [link._replace(line=link.line - lines) for link in moved.links] == [*body.links]
    assert [tag._replace(line=tag.line - lines) for tag in moved.tags] == [*body.tags]
    assert [(i.line - lines, i.depth, i.status) for i in moved.items] == [
        (i.line, i.depth, i.status) for i in body.items
    ]


@given(TEXTS)
def test_line_ends_change_no_syntax(text: str) -> None:
    text = text.replace("\r", "")
    plain = scan(text, 0, 1)[0]
    for newline in ("\r\n", "\r"):
        other = scan(text.replace("\n", newline), 0, 1)[0]
        assert [(h.level, h.text, h.line) for h in other.headings] == [
            (h.level, h.text, h.line) for h in plain.headings
        ]
        assert [(i.line, i.depth, i.status) for i in other.items] == [
            (i.line, i.depth, i.status) for i in plain.items
        ]
        assert [link[1:5] for link in other.links] == [link[1:5] for link in plain.links]
        assert other.tags == plain.tags


@pytest.mark.parametrize("unit", REPEATED)
def test_linear(unit: str) -> None:
    assert grows_linearly(lambda text: scan(text, 0, 1), unit)
