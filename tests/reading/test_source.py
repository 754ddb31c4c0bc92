import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reading_notes import brief, misplaced

from vaultcrm.reading.source import BOM, decode

CONFLICT = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n"

# bytes → text, or None where there is none to read; problems.
CASES: list[tuple[bytes, str | None, list[str]]] = [
    (b"Hello\n", "Hello\n", []),
    (b"", "", ["1:1 file/empty"]),
    (b"\xef\xbb\xbf", "", ["1:1 file/empty"]),
    (b"\xef\xbb\xbf---\na: b\n", "---\na: b\n", []),
    ("👩‍💻 é\n".encode(), "👩‍💻 é\n", []),
    (b"a\r\nb\rc\n", "a\r\nb\rc\n", []),
    (b"Caf\xe9\n", "Caf\ufffd\n", ["1:4 file/not-utf8"]),
    (b"\xef\xbb\xbfa\r\nb\rCaf\xe9\n", "a\r\nb\rCaf\ufffd\n", ["3:4 file/not-utf8"]),
    ("é👩\n".encode() + b"x\xff\xc3(\n", "é👩\nx\ufffd\ufffd(\n", ["2:2 file/not-utf8"]),
    (b"\xff\xfea\0", None, ["1:1 file/not-utf8"]),
    (b"\xfe\xff\0a", None, ["1:1 file/not-utf8"]),
    (b"\0" * 4096, None, ["1:1 file/nul-bytes"]),
    (b"\x89PNG\r\n\x1a\n\0\0", None, ["1:1 file/binary"]),
    (b"ok\nA\0cme\n", "ok\nA\0cme\n", ["2:2 file/nul-bytes"]),
    (b"a\n\x1b[31mred\n", "a\n\x1b[31mred\n", ["2:1 file/control-character"]),
    (b"a\tb\n", "a\tb\n", []),
    (b"version https://git-lfs.github.com/spec/v1\noid", None, ["1:1 file/pointer"]),
    (b"/annex/objects/SHA256E-s12", None, ["1:1 file/pointer"]),
    (CONFLICT.encode(), CONFLICT, ["1:1 file/conflict-markers"]),
    (
        b"a\n" + CONFLICT.replace("\n", "\r\n").encode(),
        "a\n" + CONFLICT.replace("\n", "\r\n"),
        ["2:1 file/conflict-markers"],
    ),
    (b"Heading\n=======\n\ntext\n", "Heading\n=======\n\ntext\n", []),
    (b"<<<<<<< a\nb\n>>>>>>> c\n", "<<<<<<< a\nb\n>>>>>>> c\n", []),
    (b"<<<<<<<<\n=======\n>>>>>>>>\n", "<<<<<<<<\n=======\n>>>>>>>>\n", []),
]


@pytest.mark.parametrize(("data", "text", "problems"), CASES)
def test_bytes_become_text(data: bytes, text: str | None, problems: list[str]) -> None:
    source = decode(data)
    assert source.text == (text or "")
    assert source.opaque == (text is None)
    assert source.exact == (text is not None and "\ufffd" not in text)
    assert [brief(problem) for problem in source.problems] == problems


def test_the_place_of_a_conflict_is_that_of_its_first_marker() -> None:
    assert decode(b"a\n" + CONFLICT.encode()).conflict == 2
    assert decode(b"a\n").conflict == -1


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode()))
@example(b"a\r\xff\n")
def test_any_bytes_can_be_decoded(data: bytes) -> None:
    source = decode(data)
    assert not source.opaque or (source.text == "" and source.problems)
    if source.exact and not source.opaque:
        assert source.text.encode() == data.removeprefix(BOM.encode())
    assert misplaced(source.problems, data) == []
