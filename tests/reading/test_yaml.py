import re
import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from reading_notes import brief

from vaultcrm.model import Problem, Raw, RawList, RawMap, RawScalar
from vaultcrm.positions import LineIndex
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.source import decode
from vaultcrm.reading.values import infer
from vaultcrm.reading.yaml import Parsed, dump_front_matter, is_ambiguous, parse, read_document


def parsed(text: str) -> Parsed:
    return parse(text, 0, len(text))


def plain(raw: Raw | None) -> Any:
    """The tree as texts, lists and dicts."""
    if isinstance(raw, RawScalar):
        return raw.text
    if isinstance(raw, RawList):
        return [plain(item) for item in raw.items]
    return {key.text: plain(value) for key, value in raw.entries} if raw else None


def scalars(raw: Raw | None) -> list[RawScalar]:
    if isinstance(raw, RawScalar):
        return [raw]
    if isinstance(raw, RawList):
        return [each for item in raw.items for each in scalars(item)]
    pairs = raw.entries if raw else ()
    return [each for key, value in pairs for each in (key, *scalars(value))]


# Nothing is interpreted: what the note says stays what was written (`traps.md` 2).
KEPT = [
    *("NO", "yes", "on", "y", "~", "null", "True", "01234", "0777", "14:30", "1.10", "12e03"),
    *("+49301234567", "2026-02-30", "2026-03-01T25:61:00", "1_000", "0x1F", ".inf", "=", "<<"),
    *("C#", "a:b", "https://x.y/z?a#b", "-1", "👩‍💻", "\u2028b", "9" * 5000),
]


@pytest.mark.parametrize("text", KEPT)
def test_a_plain_scalar_stays_as_written(text: str) -> None:
    assert plain(parsed(f"a: {text}\n").root) == {"a": text}


TREES: list[tuple[str, Any]] = [
    ("", None),
    ("# comment\n", None),
    ("a:\nb:\n", {"a": "", "b": ""}),
    ("a: [x, 'y', \"z\"]\n", {"a": ["x", "y", "z"]}),
    ("a:\n- x\n-\n  - y\n", {"a": ["x", ["y"]]}),
    ("client: [[Acme]]\n", {"client": [["Acme"]]}),
    ("a: {b: c, d}\n", {"a": {"b": "c", "d": ""}}),
    ("a: |\n  one\n  ---\n  two\nb: >-\n  x\n  y\n", {"a": "one\n---\ntwo\n", "b": "x y"}),
    ("a: one\n  two\n", {"a": "one two"}),
    ('a: "\\e[0m \\u263a"\n', {"a": "\x1b[0m ☺"}),
    ("a: x\x1b[31my\x07\nb: \x00\n", {"a": "x\x1b[31my\x07", "b": "\x00"}),
    ("a: x\u2028y\u2029z\u0085w\nb: c\n", {"a": "x\u2028y\u2029z\u0085w", "b": "c"}),
    ("a: \U00100000\x07\U00100001\n", {"a": "\U00100000\x07\U00100001"}),
    ("%YAML 1.2\na: b\n", {"a": "b"}),
    ("a: &x 1\nb: *x\n*x : c\n", {"a": "1", "b": "1", "1": "c"}),
    (
        "base: &b {a: 1}\nx: *b\ny:\n  <<: *b\n",
        {"base": {"a": "1"}, "x": {"a": "1"}, "y": {"<<": {"a": "1"}}},
    ),
    ("a: ! x\n", {"a": "x"}),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_trees(text: str, tree: Any) -> None:
    result = parsed(text)
    assert (plain(result.root), result.problems, result.broken) == (tree, (), False)


# YAML → the text of each scalar's span.
SPANS = [
    ("a: b # c\n", ["a", "b"]),
    ("a: 'b'\nc: \"d\"\n", ["a", "'b'", "c", '"d"']),
    ("a: |\n  x\n  y\n\n# z\nb: c\n", ["a", "|\n  x\n  y", "b", "c"]),
    ("a: |+\n\n\nb: c\n", ["a", "|+", "b", "c"]),
    ("a:\n  - x\n\n  - y\n", ["a", "x", "y"]),
    ("a: &n x\nb: *n\n", ["a", "x", "b", "*n"]),
    ("a: &n\nb: c\n", ["a", "", "b", "c"]),
    ("a: &n 'x'\nb:\n", ["a", "'x'", "b", ""]),
    ("a: \u0085x\ny: z\n", ["a", "\u0085x", "y", "z"]),
]


@pytest.mark.parametrize(("text", "spans"), SPANS)
def test_spans(text: str, spans: list[str]) -> None:
    assert [text[each.start : each.end] for each in scalars(parsed(text).root)] == spans


# YAML → the text of the first value's span, which is a list or a mapping.
COLLECTIONS = [
    ("a: [x, y] # c\n", "[x, y]"),
    ("a:\n  - x\n  - y # c\n\n# d\nb: c\n", "- x\n  - y"),
    ("a:\n- x\n\n\nb: c\n", "- x"),
    ("a: &n [x]\n", "[x]"),
    ("a: &n\n  b: c\n", "b: c"),
    ("a:\n  b:\n  c:\nd: e\n", "b:\n  c:"),
]


@pytest.mark.parametrize(("text", "span"), COLLECTIONS)
def test_a_collection_ends_with_its_last_leaf(text: str, span: str) -> None:
    root = parsed(text).root
    assert isinstance(root, RawMap)
    value = root.entries[0][1]
    assert text[value.start : value.end] == span


# What is refused, and where.
REFUSED = [
    ("x: !!python/object/apply:os.getcwd []\n", "1:4 yaml/tag"),
    ("x: !vault secret\n", "1:4 yaml/tag"),
    ("x: &a !!str y\n", "1:7 yaml/tag"),
    ("a: b\nx: *nowhere\n", "2:4 yaml/alias"),
    ("x: &a [*a]\n", "1:8 yaml/alias"),
    ("? [a, b]\n: c\n", "1:3 yaml/complex-key"),
    ("a: &x [b]\n*x : c\n", "2:1 yaml/complex-key"),
    ("a: {{ title }}\n", "1:4 yaml/placeholder"),
    ("x: " + "[" * 33 + "]" * 33, "1:35 yaml/too-deep"),
    ("".join(" " * depth + "k:\n" for depth in range(40)), "33:33 yaml/too-deep"),
    ("a: b\n--- c\n", "2:1 yaml/syntax"),
    ("a: 'b\n", "1:4 yaml/syntax"),
    ("a: " + "[x," * 100_000, "1:97 yaml/too-deep"),
    ("- x\n" * 200_000, "1:1 yaml/too-large"),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused(text: str, expected: str) -> None:
    result = parsed(text)
    assert (result.root, result.broken) == (None, True)
    assert [brief(problem) for problem in result.problems] == [expected]


def chain(links: int, start: str, link: str) -> str:
    """Each line names the one before it."""
    lines = [f"a0: &a0 {start}"]
    lines += [f"a{n}: &a{n} {link.replace('*', f'*a{n - 1}')}" for n in range(1, links)]
    return "\n".join(lines)


BOMBS = [
    (chain(9, "[x, x, x]", "[" + ", ".join(["*"] * 9) + "]"), "yaml/alias-bomb"),
    (chain(9, "{k: 1}", "\n  <<: [" + ", ".join(["*"] * 9) + "]"), "yaml/alias-bomb"),
    (chain(60, "[x]", "[*]"), "yaml/too-deep"),  # deep without a deep line in it
    (chain(3, "[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]", "[[[[[[[[[[*]]]]]]]]]]"), "yaml/too-deep"),
]


@pytest.mark.parametrize(("text", "rule"), BOMBS, ids=range(len(BOMBS)))
def test_bombs_are_refused_at_once(text: str, rule: str) -> None:
    begin = time.process_time()
    assert [problem.rule for problem in parsed(text).problems] == [rule]
    assert time.process_time() - begin < 1


def test_the_same_key_twice_is_found_at_every_depth() -> None:
    result = parsed("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n<<: 1\n<<: 2\n")
    assert not result.broken
    assert [brief(problem) for problem in result.problems] == [
        "4:3 yaml/duplicate-key",
        "5:1 yaml/duplicate-key",
    ]
    assert "line 1" in result.problems[1].message


def test_places_count_from_the_whole_text() -> None:
    text = "---\r\na: b\r\na: c\r\n---\r\nd: e\n"
    result = parse(text, 5, 17)
    assert plain(result.root) == {"a": "c"}
    assert result.problems[0][2:6] == (3, 1, 3, 2)


def test_a_settings_file_that_cannot_be_read_is_a_document_with_a_problem() -> None:
    document = read_document("types/x.yaml", "a: b: c\n")
    assert document.root is None
    assert document.problems == (
        Problem("yaml/syntax", "a value with a colon in it must be quoted", 1, 4, 1, 6),
    )


# --- positions are an editor's

PIECES = ["a", "é", "👩‍💻", "\u2028", "\u0085", "\x07", "\ufeff", "b c", "#d", "0", "\U00100007"]
PLAIN = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
VALUES = st.tuples(st.sampled_from(["", "'", '"']), PLAIN.filter(lambda text: text[0] != "#"))
ENTRIES = st.lists(VALUES | st.lists(VALUES, min_size=1, max_size=3), max_size=4)


@given(ENTRIES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@example([("", "a\u2028b"), [("'", "👩‍💻"), ("", "c")]], "\r\n", True)
def test_spans_and_places_are_as_an_editor_counts(
    entries: list[tuple[str, str] | list[tuple[str, str]]], end: str, bom: bool
) -> None:
    lines = ["---"]
    expected: list[tuple[str, str, int, int]] = []  # text, style, line, column
    for number, entry in enumerate(entries):
        key = f"k👩{number}"
        items = entry if isinstance(entry, list) else [entry]
        expected.append((key, "", len(lines) + 1, 1))
        prefix = f"{key}: "
        if isinstance(entry, list):
            lines.append(f"{key}:")
            prefix = "  - "
        for style, value in items:
            expected.append((value, style, len(lines) + 1, len(prefix) + 1))
            lines.append(f"{prefix}{style}{value}{style}")
    text = end.join([*lines, "---", "body"])
    source = decode(("\ufeff" * bom + text).encode())
    assert source.text == text
    framing = split(text)
    index = LineIndex(text)
    found = []
    for scalar in scalars(parse(text, framing.start, framing.end).root):
        quote = scalar.style
        assert text[scalar.start : scalar.end] == f"{quote}{scalar.text}{quote}"
        line, column = index.position(scalar.start)
        assert re.split("\r\n|\n|\r", text)[line - 1][column - 1 :].startswith(quote + scalar.text)
        found.append((scalar.text, scalar.style, line, column))
    assert found == expected


@given(st.text(max_size=40) | st.text("ab:-[]{}#&*!|>'\"%@`, \n\t?\x00\u2028\ufeff", max_size=40))
def test_any_text_can_be_parsed(text: str) -> None:
    result = parsed(text)
    assert result.broken == (result.root is None and result.problems != ())
    for scalar in scalars(result.root):
        assert 0 <= scalar.start <= scalar.end <= len(text)
        written = text[scalar.start : scalar.end]
        if not scalar.style and not scalar.alias and not {*written} & {*"\r\n"}:
            assert written == scalar.text


# --- writing

TRICKY = [
    *("", " ", " a", "a ", "NO", "y", "~", "null", "true", "012", "1e3", "0o17", "12:30", "1.10"),
    *("5", "-1", "+4930", ".5", "2026-11-02", "2026-11-02 09:30", "- x", "-", "#a", "a #b", "a: b"),
    *(
        "a:",
        "[[Acme]]",
        "{{x}}",
        "@a",
        "`a`",
        "%a",
        "&a",
        "*a",
        "!a",
        "|",
        "> a",
        "'a'",
        '"a"',
        "a\\b",
    ),
    *(
        "a\nb",
        "a\n",
        "\na",
        "---",
        "...",
        "a\r\nb",
        "\ta",
        "a\tb",
        "=",
        "<<",
        "?",
        "? a",
        "👩‍💻 #1",
    ),
    *("a\u2028b", "\x85", "\ufeffa", "\x1b[0m", "“a”", "é: ü", ",", "a, b", "\x7f", "\U00100000"),
]
TEXTS = st.sampled_from(TRICKY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.sampled_from(["a", "b c", "🔑", "NO", "12:30", "2026", "#k", "k: v", "- k"])


@given(st.dictionaries(KEYS, TEXTS | st.lists(TEXTS, max_size=3), max_size=4))
def test_what_is_written_reads_back_here_and_elsewhere(fields: dict[str, str | list[str]]) -> None:
    text = dump_front_matter(fields)
    whole = f"---\n{text}---\nBody\n"
    framing = split(whole)
    assert whole[framing.start : framing.end] == text
    result = parse(whole, framing.start, framing.end)
    assert not result.problems
    assert plain(result.root) == fields
    assert yaml.safe_load(text) == fields
    assert not any(is_ambiguous(each.text) for each in scalars(result.root) if not each.style)
    strings = [each for each in scalars(result.root) if "[[" not in each.text]
    assert all(infer(each.text, each.style) == each.text for each in strings)


WRITTEN: list[tuple[dict[str, Any], str]] = [
    ({"a": "plain text", "b": "1.10", "c": "NO"}, 'a: plain text\nb: "1.10"\nc: "NO"\n'),
    ({"emoji": "👩‍💻: a"}, 'emoji: "👩‍💻: a"\n'),
    ({"client": "[[Acme]]"}, 'client: "[[Acme]]"\n'),
    ({"tags": ["a", "b"], "none": []}, "tags:\n  - a\n  - b\nnone: []\n"),
    ({"tags": ("a",)}, "tags:\n  - a\n"),
    ({"z": None, "a": True, "m": 5}, "z:\na: true\nm: 5\n"),
    ({"d": Decimal("1.10"), "e": Decimal("1E+3"), "f": Decimal(7)}, "d: 1.10\ne: 1000\nf: 7\n"),
    ({"d": date(2026, 11, 2)}, "d: 2026-11-02\n"),
    ({"d": datetime(2026, 11, 2, 9, 30)}, "d: 2026-11-02T09:30:00\n"),
    ({"a": "x\ny"}, 'a: "x\\ny"\n'),
    ({"a": "word " * 100}, f'a: "{"word " * 100}"\n'),
]


@pytest.mark.parametrize(("fields", "text"), WRITTEN)
def test_the_form_is_obsidians(fields: dict[str, Any], text: str) -> None:
    assert dump_front_matter(fields) == text


# --- what other programs take for something else

AMBIGUOUS = [
    *("y", "N", "yes", "NO", "On", "off", "012", "08540", "00", "0x1F", "0b11", "0o17", "1e3"),
    *("12e03", "1.0e+400", "10:30", "12:30:45", "1_000", "1_1", ".inf", "-.INF", ".nan", "+5"),
    *("+49301234567", "-0", "5.", ".5", "1234567890123456789", "01.5"),
]
CLEAR = [
    *("", "a", "true", "~", "5", "-5", "1.10", "0.5", "2026-11-02", "01.03.2026", "09:30", "Yes!"),
    *("1.2.3", "+49 30 123", "12:75", "a_b", "no one", "nope", "0xZZ", "e3", "-", "+", "."),
]


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_ambiguous(text: str) -> None:
    assert is_ambiguous(text)


@pytest.mark.parametrize("text", CLEAR)
def test_clear(text: str) -> None:
    assert not is_ambiguous(text)


@given(st.text("0179_.:eE+-xobyesnof", min_size=1, max_size=10))
def test_whatever_pyyaml_takes_for_another_value_is_ambiguous(text: str) -> None:
    try:
        theirs = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return
    ours = infer(text, "")
    if isinstance(theirs, int | float) and not is_ambiguous(text):
        assert isinstance(ours, bool | int | Decimal)
        assert float(ours) == float(theirs)
    elif isinstance(theirs, str):
        assert ours == text


@pytest.mark.parametrize(
    "text", ["1" + "_" * 100_000 + "x", "1" * 100_000 + "x", "1:0" * 50_000 + "x"]
)
def test_long_scalars_take_no_longer_than_their_length(text: str) -> None:
    begin = time.process_time()
    assert not is_ambiguous(text)
    assert time.process_time() - begin < 1
