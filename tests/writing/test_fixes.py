"""Fixes change what is wrong and nothing else, whatever the note."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from running import ROOT

from vaultcrm.model import Edit, Fix, Note, Problem
from vaultcrm.positions import LineIndex
from vaultcrm.reading.note import read_note
from vaultcrm.reading.vault import open_vault
from vaultcrm.writing.fixes import Mended, can_mend, mend

VAULT = open_vault(ROOT / "example-vault")
NOTES = sorted((ROOT / "example-vault").glob("[a-z]*/**/*.md"))
SEEDS, MUTANTS = 12, 100
WRITTEN = """\
NO|yes|007|1e3|0x1F|12:30|1.10|-0|Active|actve|EMAIL|cal|[[Acme]]|[[Acme, Inc.]]|[[A]] x
[[A|b]], [[C]]|"[[Acme]]"|'NO'|"NO"|“Acme”|«x, y»|“[[Acme]]”|a, b|#a b|"a b"|'it''s, so'
a b # c|~|&x NO|*x|!t x|{a: NO}|[NO, 007]|[[[Acme]], no]|>|- NO|Desk #5|{{title}}|2026-13-01
1.234,5|true|"true"|x: y|@x|%x|[a|"a|null|null, a|clinet|Client|[client]|“”|“"”|“a\\b”|NO
  NO|é NO|🙂"""
VALUES = WRITTEN.replace("\n", "|").split("|")
NAMES = """\
status|Status|STATUS|cadense|cadence|2026|no|type|tipe|client|prefers|tags|alias|aliases|tag
em\u200bail|first\u00a0contact|url|website|owner|"owner"|~|<<|due|deadline|fee|a b"""
KEYS = NAMES.replace("\n", "|").split("|")
LINES = [f"{key}: {value}" for key in KEYS for value in VALUES]
LINES += ["...", "---", "", "# x", "<<<<<<< a", "\tx: y"]
LINES += ["## Risks", "- [ ] x [likelihood:: High]", "- y [likelihood:: hgih]"]


def read(text: str) -> Note:
    data = text.encode(errors="surrogatepass")
    return read_note("clients/Acme.md", data, VAULT.schema, VAULT.config.currency)


def mutants(seed: int) -> Iterator[str]:
    """Notes of the example vault, each with a few lines and characters changed."""
    dice = random.Random(seed)
    for _ in range(MUTANTS):
        text = dice.choice(NOTES).read_text(encoding="utf-8")
        lines = text.split("\n")
        fence = lines.index("---", 1)
        for _ in range(dice.randint(1, 3)):
            at = dice.randint(1, fence if dice.random() < 0.8 else len(lines) - 1)
            match dice.randint(0, 7):
                case 0 | 1 | 2:
                    lines.insert(at, dice.choice(LINES))
                case 3 | 4:
                    key = lines[at].partition(":")[0]
                    lines[at] = f"{key}: {dice.choice(VALUES)}"
                case 5:
                    lines.insert(at, lines[at])
                case 6:
                    lines[at] = "  " * dice.randint(0, 2) + "- " + dice.choice(VALUES)
                case 7:
                    cut = dice.randint(0, len(lines[at]))
                    lines[at] = (
                        lines[at][:cut] + dice.choice("\"'[]{}:#-, \u00a0x") + lines[at][cut:]
                    )
        yield dice.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines)


def counts(note: Note) -> Counter[str]:
    """Of a note's problems, but for a name that turns out to be undeclared once it reads well."""
    return Counter(each.rule for each in note.problems if each.rule != "field/undeclared")


def lines_of(text: str) -> list[str]:
    starts = [*LineIndex(text).starts, len(text)]
    return [text[begin:end] for begin, end in pairwise(starts)]


def is_subsequence(some: list[str], every: list[str]) -> bool:
    rest = iter(every)
    return all(line in rest for line in some)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_mutants(seed: int, unsafe: bool) -> None:
    mended = refused = 0
    for text in mutants(seed):
        before = read(text)
        result = mend(text, before.problems, read, unsafe)
        after = read(result.text)
        assert (result.text == text) == (result.problems == 0), text
        assert after.readable or not before.readable, text
        assert counts(after) <= counts(before), text
        assert counts(after).total() <= counts(before).total() - result.problems, text
        wrong = {line for each in before.problems for line in range(each.line, each.end_line + 1)}
        right = [line for at, line in enumerate(lines_of(text), 1) if at not in wrong]
        assert is_subsequence(right, lines_of(result.text)), text
        assert mend(result.text, after.problems, read, unsafe) == Mended(result.text, 0), text
        if not unsafe:
            assert dict(after.fields) == dict(before.fields), text
            assert [line.fields for line in after.lines] == [line.fields for line in before.lines]
            assert after.body == before.body or "line/field" in counts(before), text
        mended += result.problems
        refused += sum(can_mend(each, unsafe) for each in after.problems)
    assert mended > MUTANTS / 6, "hardly anything was mended"
    assert refused < mended / 5, "most of what is found can be mended"


FRONT = "---\ntype: client\n{}\nstatus: active\n---\nBody\n"


@pytest.mark.parametrize(
    ("line", "safe", "unsafe"),
    [
        ("owner: NO", 'owner: "NO"', None),
        ("owner: NO # not yet", 'owner: "NO" # not yet', None),
        ("owner: &x NO", 'owner: &x "NO"', None),
        ("aliases: [007, x]", 'aliases: ["007", x]', None),
        ("referred_by: [[Acme]]", 'referred_by: "[[Acme]]"', None),
        ("aliases: [[[Acme]], NO]", 'aliases: ["[[Acme]]", "NO"]', None),
        ("prefers: Email", "prefers: email", None),
        ("prefers: 'Email'  # or call", "prefers: email  # or call", None),
        ("prefers: emial", None, "prefers: email"),
        ("tags: a #b", "tags: a #b", None),
        ("tags: 'a, #b no'", 'tags:\n  - a\n  - b\n  - "no"', None),
        ("tags: a b # c", "tags:\n  - a\n  - b # c", None),
        ("2026: x", '"2026": x', None),
        ("cadense: 14d", None, "cadence: 14d"),
        ("cadense: NO", 'cadense: "NO"', None),  # no length of time
        ("cadense: 14d\ncadence: 15d", None, None),  # that name is taken
        ("website: https://a.example\nurl: https://a.example", "website: https://a.example", None),
        ("website: https://a.example\nurl: https://b.example", None, None),
        ("owner: x\nowner: x", "owner: x", None),
        ("owner: x\nowner: y", None, None),
        ("owner: x\nowner: x # y", None, None),
        ("title: “Acme”", None, "title: Acme"),
        ("title: “NO”", None, 'title: "NO"'),
        ("version: 1.10", None, 'version: "1.10"'),
        ("rating: 4.0", None, None),
        ("exit_reason: 1.10", 'exit_reason: "1.10"', None),
        ("since: 2026-3-1", None, "since: 2026-03-01"),
        ("owner: Desk #5", None, None),
        ("owner: |\n  NO", None, None),
    ],
)
def test_what_a_fix_writes(line: str, safe: str | None, unsafe: str | None) -> None:
    text = FRONT.format(line)
    problems = read(text).problems
    assert mend(text, problems, read).text == FRONT.format(safe or line)
    assert mend(text, problems, read, unsafe=True).text == FRONT.format(unsafe or safe or line)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_list_has_the_newlines_of_its_note(newline: str) -> None:
    text = FRONT.format("tags: a, b").replace("\n", newline)
    expected = FRONT.format("tags:\n  - a\n  - b").replace("\n", newline)
    assert mend(text, read(text).problems, read).text == expected


def test_notes_that_are_not_for_programs_to_edit() -> None:
    text = FRONT.format("owner: NO") + "<<<<<<< a\n=======\n>>>>>>> b\n"
    assert not any(can_mend(each, unsafe=True) for each in read(text).problems)
    data = FRONT.format("owner: NO").encode() + b"\xe9"
    note = read_note("a.md", data, VAULT.schema)
    assert list(counts(note)) == ["file/not-utf8"]
    assert not any(can_mend(each, unsafe=True) for each in note.problems)


def test_only_what_was_asked_for() -> None:
    """Another problem of the same words, which somebody does not want to hear of, stays."""
    text = FRONT.format("aliases:\n  - NO\n  - NO\n  - 007")
    first, *_ = (each for each in read(text).problems if "NO" in each.message)
    wanted = FRONT.format('aliases:\n  - "NO"\n  - NO\n  - 007')
    assert mend(text, [first], read).text == wanted


# --- fixes of rules over the whole vault, which reading knows nothing of


def vaultwide(text: str, *edits: tuple[str, str], safe: bool = True) -> Problem:
    places = [(text.index(old), old, new) for old, new in edits]
    fix = Fix(safe, tuple(Edit(at, at + len(old), new) for at, old, new in places))
    return Problem("managed/stale", str(edits), fix=fix)


TEXT = FRONT.format("prefers: Email\nowner: x")
CASES: list[tuple[str, Callable[[], list[Problem]], str]] = [
    ("made", lambda: [vaultwide(TEXT, ("x", "z"))], "prefers: email\nowner: z"),
    ("breaks", lambda: [vaultwide(TEXT, ("x", "[y"))], "prefers: email\nowner: x"),
    ("adds a problem", lambda: [vaultwide(TEXT, ("x", "NO"))], "prefers: email\nowner: x"),
    (
        "one of two breaks",
        lambda: [vaultwide(TEXT, ("x", "{")), vaultwide(TEXT, ("Email", "call"))],
        "prefers: call\nowner: x",
    ),
    (
        "overlap",
        lambda: [vaultwide(TEXT, ("ner: x", "ner: z")), vaultwide(TEXT, (": x", ": w"))],
        "prefers: email\nowner: z",
    ),
    (
        "two edits",
        lambda: [vaultwide(TEXT, ("Email", "call"), ("x", "z"))],
        "prefers: call\nowner: z",
    ),
]


@pytest.mark.parametrize(("problems", "expected"), [each[1:] for each in CASES])
def test_vaultwide(problems: Callable[[], list[Problem]], expected: str) -> None:
    found = [*problems(), *read(TEXT).problems]
    assert mend(TEXT, found, read).text == FRONT.format(expected)


def test_the_mutants_are_enough() -> None:
    assert SEEDS * MUTANTS >= 1_000 and len(NOTES) > 20
    assert all(isinstance(path, Path) for path in NOTES)
