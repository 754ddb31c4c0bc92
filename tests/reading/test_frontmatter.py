import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_notes import brief

from vaultcrm.reading.frontmatter import split

NONE = ["1:1 file/no-front-matter"]

# text → the YAML between the fences (None without any), the body, the problem.
CASES: list[tuple[str, str | None, str, list[str]]] = [
    ("", None, "", []),
    ("---\na: b\n---\nBody\n", "a: b\n", "Body\n", []),
    ("---\na: b\n---", "a: b\n", "", []),
    ("---\n---\n", "", "", []),
    ("--- \t\na: b\n---\t\nx", "a: b\n", "x", []),
    ("---\r\na: b\r\n---\r\nx", "a: b\r\n", "x", []),
    ("---\ra: b\r---\rx", "a: b\r", "x", []),
    ("---\na: |\n  x\n  ---\n  y\n---\n", "a: |\n  x\n  ---\n  y\n", "", []),
    ("---\na: b\n---\n\nTitle\n---\nc: d\n---\n", "a: b\n", "\nTitle\n---\nc: d\n---\n", []),
    ("---\na: b\n--- x\n---\n", "a: b\n--- x\n", "", []),
    ("---\na: b\n----\n---\n", "a: b\n----\n", "", []),
    ("---\na: b\n...\nx\n---\n", "a: b\n", "x\n---\n", ["3:1 file/fence"]),
    ("# Title\n", None, "# Title\n", NONE),
    ("---\na: b\n", "a: b\n", "", ["1:1 file/unclosed-front-matter"]),
    ("---\n# why\na: b\n", "# why\na: b\n", "", ["1:1 file/unclosed-front-matter"]),
    ('---\n"a b": c', '"a b": c', "", ["1:1 file/unclosed-front-matter"]),
    ("---\nA rule across the page\n", None, "---\nA rule across the page\n", NONE),
    ("---", None, "---", NONE),
    ("----\na: b\n----\n", None, "----\na: b\n----\n", ["1:1 file/fence"]),
    ("--\na: b\n--\n", None, "--\na: b\n--\n", ["1:1 file/fence"]),
    ("—-\na: b\n—-\n", None, "—-\na: b\n—-\n", ["1:1 file/fence"]),
    (" ---\na: b\n ---\n", None, " ---\na: b\n ---\n", ["1:1 file/fence"]),
    ("\u200b---\na: b\n---\n", None, "\u200b---\na: b\n---\n", ["1:1 file/fence"]),
    ("--- type: x\na: b\n---\n", None, "--- type: x\na: b\n---\n", ["1:1 file/fence"]),
    ("----\n\nJust a rule.\n", None, "----\n\nJust a rule.\n", NONE),
    ("\n \n---\na: b\n---\n", None, "\n \n---\na: b\n---\n", ["3:1 file/late-front-matter"]),
    ("\r\n---\r\na: b\r\n", None, "\r\n---\r\na: b\r\n", ["2:1 file/late-front-matter"]),
    ("\n---\n\nText\n", None, "\n---\n\nText\n", NONE),
    ("+++\na = 1\n+++\n", None, "+++\na = 1\n+++\n", ["1:1 file/foreign-front-matter"]),
    ("+++ wow\n", None, "+++ wow\n", NONE),
    ('{\n "a": 1\n}\n', None, '{\n "a": 1\n}\n', ["1:1 file/foreign-front-matter"]),
    ("{ x }\n", None, "{ x }\n", NONE),
]


@pytest.mark.parametrize(("text", "yaml", "body", "problems"), CASES)
def test_framing(text: str, yaml: str | None, body: str, problems: list[str]) -> None:
    framing = split(text)
    assert (None if framing.start < 0 else text[framing.start : framing.end]) == yaml
    assert text[framing.body :] == body
    assert framing.unclosed == (problems == ["1:1 file/unclosed-front-matter"])
    assert ([brief(framing.problem)] if framing.problem else []) == problems


LINES = st.lists(
    st.text(st.characters(exclude_characters="\r\n"), max_size=8).filter(
        lambda line: line.rstrip(" \t") not in ("---", "...")
    ),
    max_size=5,
)


@given(LINES, LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_put_between_fences_is_found(yaml: list[str], body: list[str], end: str) -> None:
    between = "".join(line + end for line in yaml)
    after = "".join(line + end for line in body)
    framing = split(f"---{end}{between}---{end}{after}")
    length = len(f"---{end}{between}")
    assert framing[:3] == (3 + len(end), length, length + 3 + len(end))
    assert framing.problem is None


MANY = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "\r\n" * MANY + "x",
        " \n" * MANY,
        "--- x" + " " * MANY,
        "-" * MANY,
        "---\n" + "# x\n" * MANY,
        "---\na: b\n" + "---x\n" * MANY,
        "---\na: b\n---" + " " * MANY + "x",
        "{" + " \n" * MANY,
    ],
    ids=range(8),
)
def test_time_grows_with_length_and_no_faster(text: str) -> None:
    begin = time.process_time()
    split(text)
    assert time.process_time() - begin < 2  # quadratic would be minutes, exponential for ever
