import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultcrm.errors import VaultError
from vaultcrm.writing.compose import compose
from vaultcrm.writing.generated import generated, is_untouched, write_generated

PATH = "reminders/Call Acme.md"


def reminder(body: str = "Call them.\n", **fields: object) -> bytes:
    front = {"type": "reminder", "client": "[[Acme]]", "status": "open", **fields}
    return generated(front, body, "vaultcrm 1.0", "check-in:clients/Acme.md", PATH)


def test_a_note_is_composed_as_given() -> None:
    front = {
        "type": "project",
        "title": "Zoë 🎉: site",
        "client": "[[Acme]]",
        "content": "not lost",
        "handler": "nor this",
        "self": True,
        "fee": Decimal("1.10"),
        "hours": 12,
        "due": date(2026, 11, 2),
        "at": datetime(2026, 11, 2, 9, 30),
        "tags": ["a", "b/c"],
        "phone": "+49301234567",
        "answer": "no",
    }
    text = compose(front, "\n## Log\r\n\n- a  ", "a.md").decode()
    head, body = text.removeprefix("---\n").split("---\n")
    assert body == "\n## Log\n\n- a  \n"
    keys = [line.split(":")[0] for line in head.splitlines() if not line.startswith(" ")]
    assert keys == list(front)
    assert 'title: "Zoë 🎉: site"\n' in head
    assert "tags:\n  - a\n  - b/c\n" in head
    assert "fee: 1.10\n" in head and "due: 2026-11-02\n" in head
    for value in ("[[Acme]]", "+49301234567", "no"):
        assert f": '{value}'\n" in head or f': "{value}"\n' in head
    assert "content: not lost\n" in head


@pytest.mark.parametrize(
    ("front", "body", "wanted"),
    [
        ({}, "", "---\n---\n"),
        ({"type": "note"}, "", "---\ntype: note\n---\n"),
        ({"type": "note"}, "Text", "---\ntype: note\n---\nText\n"),
        ({"type": "note"}, "---\n", "---\ntype: note\n---\n---\n"),
    ],
)
def test_small_notes(front: dict[str, object], body: str, wanted: str) -> None:
    assert compose(front, body, "a.md") == wanted.encode()


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(VaultError, match=r"^a\.md: cannot be written"):
        compose({"type": "note"}, "\udcff", "a.md")


def test_a_generated_note_tells_what_made_it() -> None:
    text = reminder().decode()
    assert text.startswith("---\ntype: reminder\nclient: ")
    assert (
        "\ngenerated_by: vaultcrm 1.0\nsource_key: check-in:clients/Acme.md\nbody_sha256: " in text
    )
    assert text.endswith("\n---\nCall them.\n")
    assert is_untouched(reminder())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Call them.", b"Call them!"),
        (b"Call them.\n", b"Call them."),
        (b"Call them.\n", b"Call them.\nDone.\n"),
        (b"status: open", b"status: done"),
        (b"status: open\n", b"status: open\nsnooze: 3d\n"),
        (b"generated_by: ", b"made_by: "),
        (b"body_sha256", b"sha256"),
        (b"---\nCall", b"---\n\nCall"),
        (b"---\ntype", b"\xef\xbb\xbf---\ntype"),
        (b"---\ntype", b"---\nbody_sha256: " + b"0" * 64 + b"\ntype"),
    ],
)
def test_any_change_makes_it_somebodys_own(old: bytes, new: bytes) -> None:
    data = reminder()
    assert old in data
    assert not is_untouched(data.replace(old, new))


def test_the_newlines_of_a_checkout_do_not_count() -> None:
    assert is_untouched(reminder().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"---",
        b"---\n",
        b"---\ntype: note\n---\n",
        b"---\nbody_sha256: " + b"0" * 64,
        b"---\nbody_sha256: " + b"0" * 64 + b"\n",
        b"---\n---\nbody_sha256: " + b"0" * 64 + b"\n",
        b"body_sha256: " + b"0" * 64 + b"\n",
    ],
)
def test_other_notes_are_not_ours(data: bytes) -> None:
    assert not is_untouched(data)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(max_size=20), max_size=4
    ),
    st.text(max_size=80),
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=3),
)
def test_made_is_untouched_and_changed_is_not(
    fields: dict[str, str], body: str, at: int, change: bytes
) -> None:
    data = generated(fields, body, "vaultcrm", "key", "a.md")
    assert is_untouched(data)
    at %= len(data) + 1
    changed = data[:at] + change + data[at:]
    if changed.replace(b"\r\n", b"\n").replace(b"\r", b"\n") != data:
        assert not is_untouched(changed) or b"body_sha256" in changed[at - 100 : at + 3]


def test_a_generated_note_is_written_until_somebody_changes_it(tmp_path: Path) -> None:
    path = tmp_path / PATH
    assert write_generated(tmp_path, PATH, reminder()) == "written"
    before = path.stat().st_mtime_ns
    assert write_generated(tmp_path, PATH, reminder()) == "unchanged"
    assert path.stat().st_mtime_ns == before
    assert write_generated(tmp_path, PATH, reminder("Call them twice.\n")) == "written"
    assert path.read_bytes() == reminder("Call them twice.\n")
    theirs = path.read_bytes().replace(b"status: open", b"status: done")
    path.write_bytes(theirs)
    assert write_generated(tmp_path, PATH, reminder()) == "kept"
    assert path.read_bytes() == theirs
    path.write_bytes(b"my own note\n")
    assert write_generated(tmp_path, PATH, reminder()) == "kept"
    assert path.read_bytes() == b"my own note\n"
    assert os.listdir(tmp_path / "reminders") == ["Call Acme.md"]


def test_a_link_in_its_place_is_not_followed_out(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "reminders").mkdir(parents=True)
    outside = tmp_path / "outside.md"
    outside.write_bytes(reminder("old\n"))
    (vault / PATH).symlink_to(outside)
    with pytest.raises(VaultError, match="leads out of the vault"):
        write_generated(vault, PATH, reminder())
    assert outside.read_bytes() == reminder("old\n")
