"""A whole note: what becomes of its bytes, whatever they are."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_notes import ADVICE, SCHEMA, brief, found, misplaced, read, with_front_matter
from running import ROOT

from vaultcrm.model import Note, Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.note import read_note, unreadable
from vaultcrm.rules.catalogue import rules_named

BASE = "type: client\nname: Acme"


def fm(yaml: str, body: str = "\nBody text.\n") -> bytes:
    return with_front_matter(yaml, body).encode("utf-8", "surrogatepass")


# The most telling odd notes: their bytes, what is found, whether the rest can be used.
HOSTILE: list[tuple[bytes, list[str], bool]] = [
    # framing
    (b"# Acme\n", ["1:1 file/no-front-matter"], True),
    (b"", ["1:1 file/empty"], True),
    (b"\xef\xbb\xbf", ["1:1 file/empty"], True),
    (b"---\n---\nBody\n", ["1:1 file/empty-front-matter"], True),
    (b"---\n# a: b\n---\n", ["1:1 file/empty-front-matter"], True),
    (b"---\ntype: client\nname: Acm", ["1:1 file/unclosed-front-matter"], False),
    (b"---\ntype: client\n...\n---\nBody\n", ["3:1 file/fence"], True),
    (fm("type: client\nx: |\n  one\n---\n  two\nname: Acme"), ["5:1 yaml/early-close"], False),
    (fm("type: client\nx: |\n  one\n  ---\n  two\nname: Acme"), [], True),
    (fm("type: client\nx: |\n  one", "    code\n\ntext\n\n---\n"), [], True),
    (fm(BASE, "\nTitle\n---\n\n---\n\nmore: yaml-like\n---\nend\n"), [], True),
    (fm("- type: client"), ["2:1 yaml/not-mapping"], False),
    (b"---\n\nImportant text\n\n---\n\nrest\n", ["3:1 yaml/not-mapping"], False),
    (fm(BASE + "\ncontent: x\nhandler: z\nself: z\nmetadata: m"), [], True),
    (fm("%YAML 1.2\n" + BASE), [], True),
    (fm('type: client\nname: "a\u2028b\u2029c\u0085d"\nx: NO'), ["4:4 yaml/ambiguous"], True),
    # YAML
    (fm(BASE + "\nx: &b {a: 1}\ny: *b"), ["4:7 field/nested", "5:4 field/nested"], True),
    (fm(BASE + "\nx: " + "[" * 5000 + "]" * 5000), ["4:35 yaml/too-deep"], False),
    (fm(BASE + "\n" + "".join(f"k{n}: {n}\n" for n in range(20_000))), [], True),
    (fm(BASE + "\nx: !!python/object/apply:os.getcwd []"), ["4:4 yaml/tag"], False),
    (fm("type: client\nname: {{ title }}"), ["3:7 yaml/placeholder"], False),
    (fm("type:\u00a0client\nname: Acme"), ["2:6 yaml/odd-space"], False),
    (fm('type: client\nname: "\\uD800"'), ["3:10 yaml/syntax"], False),
    (fm("type: client\nname: A\0cme"), ["3:8 file/nul-bytes"], True),
    (fm("type: client\nname: A\x1b[31mcme"), ["3:8 file/control-character"], True),
    (fm('type: client\nname: "👩\u200d💻 \U0001f3f4"\n🔑: v'), [], True),
    (fm("type: client\nclient: [[Acme]]"), ["3:9 yaml/wikilink"], True),
    # encodings
    (fm("type: client\nname: Caf\u00e9").decode().encode("latin-1"), ["3:10 file/not-utf8"], True),
    (b"\xff\xfe" + fm(BASE).decode().encode("utf-16le"), ["1:1 file/not-utf8"], False),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ["1:1 file/binary"], False),
    (b"\0" * 4096, ["1:1 file/nul-bytes"], False),
    # what others leave behind
    (
        b"---\ntype: client\n<<<<<<< HEAD\nname: A\n=======\nname: B\n>>>>>>> x\n---\nBody\n",
        ["3:1 file/conflict-markers"],
        False,
    ),
    (
        b"<<<<<<< HEAD\n---\ntype: a\n=======\n---\ntype: b\n>>>>>>> x\n---\nBody\n",
        ["1:1 file/conflict-markers"],
        True,
    ),
    (fm(BASE, "\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n"), ["6:1 file/conflict-markers"], True),
    (b"version https://git-lfs.github.com/spec/v1\noid", ["1:1 file/pointer"], False),
    # lines and time
    (fm(BASE, "- [ ] x 📅 2026-02-30\n"), ["5:9 line/field"], True),
    (fm(BASE, "- [ ] x [due:: 31.6.2026]\r\n"), ["5:9 line/field"], True),
]


@pytest.mark.parametrize(("data", "expected", "readable"), HOSTILE, ids=range(len(HOSTILE)))
def test_odd_notes(data: bytes, expected: list[str], readable: bool) -> None:
    note = read_note("clients/Acme.md", data, SCHEMA)
    left_out = {"field/undeclared", "field/missing"}
    assert [brief(each) for each in note.problems if each.rule not in left_out] == expected
    assert note.readable == readable
    assert misplaced(note.problems, data) == []
    if not readable:
        assert (note.lines, note.links, note.tags, note.headings) == ((), (), (), ())
        assert len(note.problems) == 1


def test_a_note_that_cannot_be_read_is_listed_among_its_like_and_can_be_searched() -> None:
    note = read("---\nname: [\ntype: 'client'\n---\nThe body.\n", "clients/Acme Corp.md")
    assert (note.type, note.fields, note.title) == ("client", {"type": "client"}, "Acme Corp")
    assert note.body == "name: [\ntype: 'client'\n---\nThe body.\n"
    assert read("---\nname: [\ntype: clown\n---\n").type == ""


def test_a_file_without_bytes_is_a_record_too() -> None:
    problem = Problem("file/unreadable", "cannot be opened")
    note = unreadable("clients/Acme.MD", problem)
    assert (note.title, note.problems, note.readable) == ("Acme", (problem,), False)


WHOLE = """---
type: meeting
client: "[[Acme Corp]]"
date: 2026-11-02
tags: [kickoff, Client/Acme, 2026]
title: Kick-off
---
# Acme #kickoff

With [[Dana Fox]] and #client/acme.

## Decisions
- 2026-11-02 Start in May [by:: Dana]
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_whole_note(end: str, bom: str) -> None:
    note = read(bom + WHOLE.replace("\n", end), "meetings/2026/x.md")
    assert found(note) == ["5:30 field/type"]  # a tag needs a letter
    assert (note.type, note.title, note.readable) == ("meeting", "Kick-off", True)
    assert note.tags == ("kickoff", "Client/Acme")
    assert [heading.text for heading in note.headings] == ["Acme #kickoff", "Decisions"]
    assert [(link.link.target, link.property, link.line, link.column) for link in note.links] == [
        ("Acme Corp", "client", 3, 10),
        ("Dana Fox", "", 10, 6),
    ]
    assert [(line.kind, line.line, line.fields["by"]) for line in note.lines] == [
        ("decisions", 13, "Dana")
    ]
    assert note.body.startswith("# Acme")


TITLES = [
    ("title: Acme", "Acme"),
    ("name: Acme", "Acme"),
    ("title: 5", "5"),
    ("title: NO", "NO"),
    ("title: |\n  Acme\n", "Acme"),
    ('title: " "', "The file"),
    ('title: "[[Acme]]"', "The file"),
    ("a: b", "The file"),
]


@pytest.mark.parametrize(("yaml", "title"), TITLES)
def test_the_title(yaml: str, title: str) -> None:
    assert read(with_front_matter(yaml), "x/The file.md").title == title


# --- any bytes


@contextmanager
def seconds(limit: int) -> Iterator[None]:
    """Fails when it takes longer, in time of the processor: others may be busy too."""

    def stop(*_: object) -> None:
        raise AssertionError(f"more than {limit} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def check(data: bytes) -> None:
    note = read_note("clients/Acme.md", data, SCHEMA, "EUR")
    assert misplaced(note.problems, data) == []
    assert note.readable or note.problems
    for name, line in note.places.items():
        assert name in note.fields
        assert line >= 1


FRONT = [data for data, _, _ in HOSTILE if len(data) < 500] + [WHOLE.encode()]
BITS = st.sampled_from(
    [*(bytes([byte]) for byte in b"\0\t\n\r !\"#%&'*,-:<>?@[]`{|}~aN0"), b"\n---\n", b": ", b"- ["]
    + [text.encode() for text in ("\u00a0", "\u0085", "\u2028", "👩", "é", "[[", "{{", "&a ", "*a")]
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(FRONT))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        until = min(len(data), at + draw(st.sampled_from([0, 0, 1, 3, 20])))
        data = data[:at] + draw(BITS) + data[until:]
    return data


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda data: b"---\n" + data))
def test_any_bytes_make_a_note(data: bytes) -> None:
    check(data)


@settings(max_examples=400)
@given(mutated())
def test_any_slip_of_the_pen_makes_a_note(data: bytes) -> None:
    check(data)


LONG = [
    "---\na: |\n" + "  \n" * 50_000 + "b: 1\n---\n  x\n",
    "---\na: |\n" + "  x\r\n" * 50_000 + "---\n  x\n" + "  y\n" * 50_000,
    "---\na: |\n  x\n---\n  x\n" + "a: b\n" * 50_000,
    "---\n" + "type:  \n" * 50_000,
    "<<<<<<< \n=======\n" * 50_000 + ">>>>>>>x\n",
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_notes_take_no_longer_than_their_length(text: str) -> None:
    with seconds(5):
        read(text)


# --- the whole hostile set, where it is at hand

HOSTILE_SET = ROOT.parent / "shared" / "hostile" / "hostile.py"
# Groups and cases that are about the bytes of one note; the others are about a whole vault.
OF_ONE_NOTE = {*"ABCG"} | {"D01", "D03", "D04", "D06", "D07", "D09", "F09", "F14", "F20"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not HOSTILE_SET.exists():
        pytest.skip(f"{HOSTILE_SET} is not there")
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run(
        [sys.executable, HOSTILE_SET, folder, "--fs"], check=True, stdout=subprocess.DEVNULL
    )
    return folder


def notes_of(case: Path) -> Iterator[tuple[str, bytes, Note]]:
    for folder, _, names in os.walk(case):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), case)
            if not path.endswith(".md") or name.startswith("."):
                continue
            with seconds(5):
                data = read_bytes(case, path)
                if isinstance(data, Problem):
                    yield path, b"", unreadable(path, data)
                else:
                    yield path, data, read_note(path, data, SCHEMA, "EUR")


def test_the_hostile_set(hostile: Path) -> None:
    wrong = []
    for case in json.loads((hostile / "manifest.json").read_text(encoding="utf-8")):
        problems = []
        for path, data, note in notes_of(hostile / case["id"]):
            problems += note.problems
            wrong += [(path, text) for text in misplaced(note.problems, data)]
        if not {case["id"], case["group"]} & OF_ONE_NOTE:
            continue
        rules = {each.rule for each in problems} - ADVICE
        if case["expect"] == "accept":
            severe = [rule.name for rule in rules_named(rules) if rule.severity == "error"]
            wrong += [(case["id"], severe)] if severe else []
        elif not rules and case["id"] not in ("A01", "A03", "A26"):  # of which advice is given
            wrong.append((case["id"], "nothing is found"))
    assert wrong == []
