"""What `check` kept is what it would find: never once anything has changed that it rests on."""

import io
import json
import os
import shutil
import time
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_vaults import write
from test_incremental import Files
from test_incremental import steps as note_steps

from vaultcrm import cli
from vaultcrm.commands import _checking, _indexing
from vaultcrm.index import kept, place, scan

EXAMPLES = int(os.environ.get("VAULTCRM_SEQUENCES", "20"))
FOLDER = ".vaultcrm"

MESSAGES = (
    "---\ntype: client\nstatus: active\n---\n## Log\n"
    "- 2026-11-18 09:20 email in Dana: what would it cost?\n"
    "- [ ] call 🛫 2026-12-01 📅 2026-11-20\n",
    "---\ntype: client\nstatus: active\nreply_within: 3h\n---\n## Log\n"
    "- 2026-11-20 14:10 email in Kim: where is it? [[Nowhere]]\n",
)
SETTINGS = {
    "config.yaml": (
        "timezone: Europe/Zurich\n",
        "rules: {link: off}\n",
        "office_hours: 10:00-16:00\nignore: [a/]\n",
        "curency: EUR\n",
    ),
    "rules/own.yaml": (
        "name: own/old\nfor: clients\nwhen: status == 'active'\nmessage: is active\n",
        "name: own/new\nfor: clients\nwhen: now().hour > 12\nmessage: it is late\n",
        "name: own/new\nfor: clients\nwhen: file.size > 99\nmessage: it is long\n",
    ),
    "types/client.yaml": ("type: client\nfields: {status: {type: choice, choices: [x]}}\n", "{"),
    "templates/notes/x.md.j2": ("{{ now", "{{ title }}"),
}
PAUSES = tuple(timedelta(minutes=each) for each in (0, 0, 0, 1, 10, 200, 600))

steps = st.one_of(
    note_steps,
    st.just(("nothing",)),
    st.tuples(st.just("edit"), st.just("clients/Acme.md"), st.sampled_from(MESSAGES)),
    *(
        st.tuples(st.just("settings"), st.just(path), st.sampled_from((None, *texts)))
        for path, texts in SETTINGS.items()
    ),
    st.tuples(st.just("base"), st.sampled_from(("views: [", "filters: x ==\n"))),
)


class Vault(Files):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (self.root / FOLDER).mkdir()

    def do(self, step: tuple) -> None:  # type: ignore[type-arg]
        match step:
            case "settings", path, None:
                (self.root / FOLDER / path).unlink(missing_ok=True)
            case "settings", path, text:
                write(self.root, {f"{FOLDER}/{path}": text})
            case "base", text:
                write(self.root, {"Clients.base": text})
            case _:
                super().do(step)

    def check(self, now: datetime, cache: Path, *arguments: str) -> tuple[str, str, int]:
        """What a run says at a moment, with a cache."""
        with (
            patch("vaultcrm.commands._vault.now_of", lambda _: now),
            patch("vaultcrm.commands._checking.now_of", lambda _: now),
        ):
            return self.run("check", *arguments, cache=cache)

    def run(self, *arguments: str, cache: Path | None = None) -> tuple[str, str, int]:
        said, complained = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, {"VAULTCRM_CACHE_DIR": str(cache or self.cache)}),
            redirect_stdout(said),
            redirect_stderr(complained),
        ):
            status = cli.run(["--vault", str(self.root), *arguments])
        return said.getvalue(), complained.getvalue(), status


@pytest.fixture(autouse=True)
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file need not have been left alone for seconds: each run takes longer than a tick of the
    file system's clock. And any file system is one that keeps the times of folders."""
    for module in (kept, place, scan):
        monkeypatch.setattr(module, "RECENT", 0)
    monkeypatch.setattr(kept, "keeps_times", lambda root: True)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.lists(steps, max_size=1), st.sampled_from(PAUSES), st.booleans()),
        min_size=4,
        max_size=8,
    )
)
def test_kept_is_computed(rounds: list) -> None:  # type: ignore[type-arg]
    with TemporaryDirectory() as folder:
        vault = Vault(Path(folder))
        for path, text in zip(("clients/Acme.md", "clients/Kim.md"), MESSAGES, strict=True):
            write(vault.root, {path: text})
        now = datetime(2026, 11, 19, 15, 0)
        for changes, pause, plain in rounds:
            now += pause
            for step in changes:
                vault.do(step)
            form = () if plain else ("--json",)
            fresh = Path(folder, "fresh")
            assert vault.check(now, vault.cache, *form) == vault.check(now, fresh, *form)
            shutil.rmtree(fresh)


# --- one thing at a time --------------------------------------------------------------------------

NOON = datetime(2026, 11, 19, 12, 0)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path)
    write(vault.root, {"clients/Acme.md": MESSAGES[0], "clients/Kim.md": MESSAGES[1]})
    vault.check(NOON, vault.cache)
    return vault


def is_recalled(vault: Vault, now: datetime = NOON, *arguments: str) -> bool:
    """Whether a run computes nothing."""
    with patch.object(_checking, "_computed", side_effect=AssertionError):
        *_, status = vault.check(now, vault.cache, *arguments)
    return status in (0, 1)


def test_nothing_changed(vault: Vault) -> None:
    assert is_recalled(vault)
    assert not is_recalled(vault, NOON, "--json")  # that kind of answer was not asked for
    vault.check(NOON, vault.cache, "--json")
    assert is_recalled(vault, NOON, "--json", "--advice")
    assert is_recalled(vault)
    assert not is_recalled(vault, NOON, "--ignore", "link")


def test_until_a_message_has_waited_for_too_long(vault: Vault) -> None:
    """Acme's mail of 09:20 may wait for two business days of eight hours."""
    assert is_recalled(vault, datetime(2026, 11, 19, 23, 59))
    assert not is_recalled(vault, datetime(2026, 11, 20, 0, 0))
    assert not is_recalled(vault, datetime(2026, 11, 19, 11, 59))
    vault.check(datetime(2026, 11, 20, 8, 0), vault.cache)
    assert is_recalled(vault, datetime(2026, 11, 20, 9, 19))
    assert not is_recalled(vault, datetime(2026, 11, 20, 9, 21))


@pytest.mark.parametrize("kind", ["printed", "findings"])
@pytest.mark.parametrize("garbage", [b"", b"\n", b"x", None])
def test_garbage(vault: Vault, kind: str, garbage: bytes | None) -> None:
    """None: a byte of what was kept is another."""
    form = ("--json",) if kind == "findings" else ()
    expected = vault.check(NOON, vault.cache, *form)
    (file,) = vault.cache.glob(f"*.{kind}")
    data = file.read_bytes()
    for at in (0, 200, len(data) // 2, len(data) - 1) if garbage is None else (0,):
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        file.write_bytes(flipped if garbage is None else garbage)
        question = json.loads(data.partition(b"\n")[2].partition(b"\n")[0])[0]
        base = file.with_name(file.name.removesuffix(f".{kind}"))
        assert kept.recall(base, kind, vault.root, question, NOON) is None
        assert vault.check(NOON, vault.cache, *form) == expected


def test_what_just_changed_is_not_kept(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (kept, place, scan):
        monkeypatch.setattr(module, "RECENT", 10**13)
    shutil.rmtree(vault.cache)
    vault.check(NOON, vault.cache)
    assert not is_recalled(vault)


def test_a_symbolic_link_is_not_kept(vault: Vault) -> None:
    (vault.root / "Far.md").symlink_to(vault.root.parent / "far.md")
    vault.check(NOON, vault.cache)
    assert not is_recalled(vault)


def test_every_file_that_is_read_counts(vault: Vault) -> None:
    """Whatever a check opens in the vault, another text in it makes what was kept count for
    nothing."""
    for path, texts in SETTINGS.items():
        write(vault.root, {f"{FOLDER}/{path}": texts[0]})
    write(vault.root, {"Clients.base": "views: []\n", "a/b/Note.md": "See [[Acme]].\n"})
    opened: set[str] = set()
    real = os.open

    def noting(path: object, *rest: object, **more: object) -> int:
        opened.add(os.fspath(path))  # type: ignore[call-overload]
        return real(path, *rest, **more)  # type: ignore[arg-type]

    with patch("os.open", noting):
        vault.check(NOON, vault.cache)
    read = {path for path in opened if path.startswith(f"{vault.root}/")}
    assert len(read) >= len(SETTINGS) + 4
    for path in sorted(read):
        assert is_recalled(vault)
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n")
        assert not is_recalled(vault), path
        vault.check(NOON, vault.cache)


def test_the_program_counts(vault: Vault, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.mkdir()
    (program / "rule.py").write_text("x")
    with patch("vaultcrm.__file__", str(program / "__init__.py")):
        vault.check(NOON, vault.cache)
        assert is_recalled(vault)
        (program / "rule.py").write_text("y")
        assert not is_recalled(vault)


def test_index_without_a_change(vault: Vault) -> None:
    """The second run opens nothing, and says what the first did; a change is seen."""
    (vault.root / "Empty.md").write_text("---\ntitle: \x00")
    write(vault.root, {f"{FOLDER}/config.yaml": "curency: EUR\n"})
    first = vault.run("index", "--json")
    with patch.object(_indexing, "_refreshed", side_effect=AssertionError):
        second = vault.run("index", "--json")
    assert second[1:] == first[1:]
    assert "curency" in second[1]
    counts = json.loads(first[0]) | {"seconds": 0, "added": 0, "changed": 0, "unchanged": 3}
    assert json.loads(second[0]) | {"seconds": 0} == counts
    with (vault.root / "clients/Kim.md").open("a") as note:
        note.write("\n")
    assert json.loads(vault.run("index", "--json")[0])["changed"] == 1


# --- file systems ---------------------------------------------------------------------------------

LINE = "36 35 98:0 / {} rw,noatime master:1 - {} /dev/root rw"


@pytest.mark.parametrize(
    ("mounts", "expected"),
    [
        ([("/", "ext4")], True),
        ([("/", "ext4"), ("/home/me/my\\040notes", "fuse.sshfs")], False),
        ([("/", "ext4"), ("/home/me/my\\040notes/deep", "vfat")], False),
        ([("/", "ext4"), ("/home/me/my", "vfat")], True),
        ([("/", "overlay"), ("/home", "btrfs")], False),
        ([], False),
    ],
)
def test_file_systems(
    mounts: list[tuple[str, str]], expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    table = tmp_path / "mountinfo"
    table.write_text("".join(f"{LINE.format(*each)}\n" for each in mounts))
    monkeypatch.setattr(kept, "_MOUNTS", str(table))
    assert kept.keeps_times(Path("/home/me/my notes")) == expected
    monkeypatch.setattr(kept, "_MOUNTS", str(tmp_path / "none"))
    assert not kept.keeps_times(Path("/home/me/my notes"))


# --- what stamps do not tell ----------------------------------------------------------------------

SIZE = 'name: own/big\nfor: clients\nwhen: file("logo.png").size > 3\nmessage: has a big logo\n'
HOUR = "name: own/hour\nfor: clients\nwhen: file.size > 0\nmessage: '{{ file.mtime.hour }}'\n"


def is_fresh(vault: Vault, *arguments: str) -> bool:
    """Whether a run says what one says that knows nothing."""
    fresh = vault.root.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    warm = vault.check(NOON, vault.cache, *arguments)
    return warm == vault.check(NOON, fresh, *arguments)


def test_what_own_rules_ask_of_other_files(vault: Vault) -> None:
    write(vault.root, {f"{FOLDER}/rules/own.yaml": SIZE, "logo.png": "1"})
    assert is_fresh(vault)
    with (vault.root / "logo.png").open("a") as file:
        file.write("2345")
    assert is_fresh(vault)
    assert "own/big" in vault.check(NOON, vault.cache)[0]


def test_zones_with_the_same_names(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file's time is the clock's that hangs here."""
    write(vault.root, {f"{FOLDER}/rules/own.yaml": HOUR})
    try:
        for zone in ("America/Chicago", "America/Havana"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert is_fresh(vault)
            assert time.tzname == ("CST", "CDT")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_templates_in_any_folder(vault: Vault) -> None:
    for text in ("{{ title }}", "{{ title"):
        write(vault.root, {f"{FOLDER}/templates/__pycache__/x.md.j2": text})
        assert is_fresh(vault)


@pytest.mark.parametrize("failing", ["clients/Kim.md", "Clients.base", f"{FOLDER}/rules/own.yaml"])
def test_what_cannot_be_read_for_a_while(vault: Vault, failing: str) -> None:
    write(vault.root, {f"{FOLDER}/rules/own.yaml": SIZE, "Clients.base": "views: []\n"})
    write(vault.root, {failing: (vault.root / failing).read_text() + "\n"})
    real = os.open

    def fail(path: object, *rest: object, **more: object) -> int:
        if os.fspath(path).endswith(failing):  # type: ignore[call-overload]
            raise OSError(5, "Input/output error")
        return real(path, *rest, **more)  # type: ignore[arg-type]

    with patch("os.open", fail):
        assert "Input/output error" in vault.check(NOON, vault.cache)[0]
        vault.run("index")
    assert is_fresh(vault)
    assert "Input/output error" not in vault.check(NOON, vault.cache)[0]
    assert "could not be read" not in vault.run("index")[1]
