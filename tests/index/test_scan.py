"""What a walk takes in, passes over and complains of."""

import os
import random
import shutil
import socket
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_vaults import index, vault, write

from vaultcrm.errors import VaultError
from vaultcrm.index.names import (
    are_distinct,
    are_ordinary,
    fold,
    is_conflict_copy,
    is_skipped,
    printable,
    stored,
    unportable,
)
from vaultcrm.index.patterns import compile_patterns
from vaultcrm.index.scan import Scan, scan, scan_again

SKIPPED = [
    *(".git", ".obsidian", "node_modules", ".Acme.md.swp", "Acme.md~", "#Acme.md#", "4913"),
    *("Acme.md.tmp", "Acme.md.bak", "~syncthing~Acme.md.tmp", ".~lock.Acme.md#", "X.SWP"),
    *(".~vaultcrm-0a.tmp", "~$Acme.docx", "x.crdownload"),
]
KEPT = ["Acme.md", "4913.md", "a~b.md", "Acme (1).md", "temp.md", "bak", "x.template"]
COPIES = [
    "Acme.sync-conflict-20260301-101010-ABCDEF7.md",
    "Acme (Anna's conflicted copy 2026-03-01).md",
    "Acme (conflicted copy).md",
    "Acme (Conflicted copy laptop 202603011010).md",
    "Acme (conflicted copy 2026-03-01 101010).md",
    "Acme (conflicted copy) (1).md",
    "Acme (Annas in Konflikt stehende Kopie 2026-03-01).md",
    "Acme (Copie en conflit de Anna 2026-03-01).md",
    "Acme (Case Conflict).md",
    "Acme (SFConflict anna@acme.example 2026-03-01).md",
    "Acme-DESKTOP-1A2B3C4.md",
    "Acme-LAPTOP-ABC123-2.md",
]
NO_COPIES = [
    "Acme 2.md",
    "Conflicted copy.md",
    "On (conflicted copy) files.md",
    "sync-conflict.md",
    "Bell-DESKTOP-1A2B3C4.md",
]
UNPORTABLE = [
    *(
        "CON.md",
        "aux.md",
        "com1.md",
        "COM¹.md",
        "a:b.md",
        "a?.md",
        "C#.md",
        "a[b].md",
        "a^b.md",
        "trail .md",
        "trail ",
    ),
    *("lpt9.tar.md", "back\\slash.md", "nul", "con .md", "a\x1bb.md", "a\nb.md", "caf\udce9.md"),
    *('a"b', "a*b", "a|b", "<a>", "dot."),
]
PORTABLE = [
    "Contact.md",
    "com10.md",
    "Aux in.md",
    "ö.md",
    "日本.md",
    "😀.md",
    "a.b.md",
    "dot..md",
    "a[b].png",
]


def test_names() -> None:
    assert [name for name in (*SKIPPED, *KEPT, *COPIES) if is_skipped(name)] == SKIPPED
    assert [name for name in (*COPIES, *NO_COPIES, *KEPT) if is_conflict_copy(name, KEPT)] == COPIES
    assert [name for name in (*UNPORTABLE, *PORTABLE, *KEPT) if unportable(name)] == UNPORTABLE
    assert all(are_ordinary([name]) for name in (*KEPT[:2], *KEPT[3:4], *PORTABLE[:5]))


letters = st.sampled_from("aAcCoOnN1¹²3ö .~#$-_()'/\\:\x1b\udce9") | st.characters()
odd_names = (
    st.sampled_from([*SKIPPED, *KEPT, *COPIES, *UNPORTABLE, *PORTABLE])
    | st.text(letters, min_size=1, max_size=8)
).filter(lambda name: "/" not in name)


@example(["CON", "x"])
@example(["ö", "o\u0308"])
@given(st.lists(odd_names, max_size=4))
def test_ordinary_names_need_no_second_look(names: list[str]) -> None:
    if are_ordinary(names):
        assert are_distinct(names)
        assert not any(is_skipped(name) or is_conflict_copy(name, names) for name in names)
        assert not any(unportable(name) for name in names)


def test_paths_that_are_not_utf8() -> None:
    path = os.fsdecode(b"caf\xe9/\xff.md")
    assert printable(path) == "caf\\xe9/\\xff.md"
    assert stored(path) == b"caf\xe9/\xff.md"
    assert stored("café.md") == "café.md"


@pytest.mark.parametrize(
    "pattern, matched, not_matched",
    [
        ("templates/**", "templates/ templates/a.md templates/a/b.md", "x/templates/a.md a.md"),
        ("Archive/", "Archive/ x/Archive/", "Archive x/archive/"),
        ("*.excalidraw.md", "a.excalidraw.md x/b.excalidraw.md", "a.md a.excalidraw.mdx"),
        ("/Inbox", "Inbox Inbox/", "a/Inbox Inboxes"),
        ("a/*.md", "a/b.md", "a/b/c.md x/a/b.md"),
        ("**/x/*.md", "x/a.md a/b/x/a.md", "x/y/a.md"),
        ("a/**/z", "a/z a/b/z a/b/c/z/", "az b/a/z"),
        ("n?te[12].md", "note1.md a/nate2.md", "note3.md nte1.md"),
        ("[!a]x", "bx", "ax /x"),
        ("[z-a]", "[z-a]", "z"),
        ("a.b", "a.b", "axb"),
        ("x(1).md", "x(1).md", "x1.md"),
    ],
)
def test_patterns(pattern: str, matched: str, not_matched: str) -> None:
    ignored = compile_patterns([pattern])
    assert ignored
    assert [path for path in matched.split() if not ignored(path)] == []
    assert [path for path in not_matched.split() if ignored(path)] == []


def test_no_patterns() -> None:
    assert compile_patterns([]) is None
    assert compile_patterns(["", " ", "/"]) is None


@given(st.text("ab*?[]!^-/\\.&|~ ", max_size=12), st.text("ab/[]-\\", max_size=6))
def test_no_pattern_is_refused(pattern: str, path: str) -> None:
    ignored = compile_patterns([pattern])
    assert ignored is None or ignored(path) in (True, False)


def test_walk(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    outside = tmp_path / "outside.md"
    outside.touch()
    notes = ("Acme.md", "a/b/x.MD", "x.md/inner.md", "Archive/old.md", "Archive/sub/older.md")
    write(root, dict.fromkeys((*notes, *COPIES[:2], ".git/x.md", "a/node_modules/x.md"), ""))
    write(root, {"a/pic.png": "", "Board.base": "", "Archive/pic.png": "", "Acme.md~": ""})
    for name, target in {
        "out.md": outside,
        "etc": "/etc",
        "a/up": "..",
        "a/b/here": ".",
        "gone.md": "nowhere.md",
        "round.md": "round.md",
        "inside.md": "a/b/x.MD",
        "hidden.md": ".git/x.md",
        "pic.png": "a/pic.png",
    }.items():
        os.symlink(target, root / name)
    os.mkfifo(root / "pipe.md")
    os.mkfifo(root / "pipe")
    seen = scan(root.resolve(), ["Archive/"])
    assert sorted(seen.notes) == ["Acme.md", "a/b/x.MD", "x.md/inner.md"]
    assert sorted(seen.files) == [
        *("Archive/old.md", "Archive/pic.png", "Archive/sub/older.md", "Board.base"),
        *("a/b/here", "a/pic.png", "a/up", "etc", "hidden.md", "inside.md", "out.md", "pic.png"),
        "pipe",
    ]
    problems = sorted((path, problem.rule, problem.message) for path, problem in seen.problems)
    link = "is a symbolic link"
    unfollowed = "it is not followed"
    assert problems == [
        (COPIES[1], "file/conflict-copy", "is a conflict copy: it is left out"),
        (COPIES[0], "file/conflict-copy", "is a conflict copy: it is left out"),
        ("a/b/here", "file/symlink", f"{link} to a folder that it lies in: {unfollowed}"),
        ("a/up", "file/symlink", f"{link} to a folder that it lies in: {unfollowed}"),
        ("etc", "file/symlink", f"{link} out of the vault: {unfollowed}"),
        ("gone.md", "file/symlink", f"{link} that leads to nothing: {unfollowed}"),
        ("hidden.md", "file/symlink", f"{link} to a hidden place: {unfollowed}"),
        ("out.md", "file/symlink", f"{link} out of the vault: {unfollowed}"),
        ("pipe.md", "file/not-a-file", "is no regular file: it is not read"),
        ("round.md", "file/symlink", f"{link} that leads round in a circle: {unfollowed}"),
    ]


def test_odd_names(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    write(root, {"Acme.md": "[[acme]]", "acme.md": "", "a/Ö.md": "", "a/O\u0308.md": "", "b": ""})
    write(root, {"CON.md": "kickoff", "trail /x.md": ""})
    with open(os.path.join(os.fsencode(root), b"caf\xe9.md"), "wb") as file:
        file.write(b"# kickoff [[Acme]] \xff")
    bad = "caf\udce9.md"
    with index(vault(root), tmp_path / "cache") as opened:
        assert [record.path for record in opened.records("notes") if record.path == bad]
        assert opened.record(bad)
        assert sorted(hit.path for hit in opened.search("kickoff")) == ["CON.md", bad]
        assert [each.path for each in opened.links_from(bad)] == ["Acme.md"]
        assert bad in [each.source for each in opened.links_to("Acme.md")]
        problems = {(path, problem.rule) for path, problem in opened.problems()}
        assert opened.refresh().notes == 7
    expected = {(bad, "file/name"), ("CON.md", "file/name"), ("trail ", "file/name")}
    assert expected <= problems
    assert {("acme.md", "file/twin"), ("a/Ö.md", "file/twin")} <= problems
    assert fold("Ö.md") == fold("O\u0308.MD")


def test_path_longer_than_the_system_allows(tmp_path: Path) -> None:
    """Made folder by folder, since no single call could name the deepest."""
    root = tmp_path / "vault"
    write(root, {"top.md": ""})
    here = os.open(root, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=here)
        here, parent = os.open("d" * 200, os.O_RDONLY, dir_fd=here), here
        os.close(parent)
    os.close(os.open("deep.md", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    seen = scan(root.resolve(), ())
    assert list(seen.notes) == ["top.md"]
    assert [problem.rule for _, problem in seen.problems] == ["file/unreadable"]


def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s.md")
        seen = scan(tmp_path, ())
    assert not seen.notes
    assert [problem.rule for _, problem in seen.problems] == ["file/not-a-file"]


def test_recent(tmp_path: Path) -> None:
    """A file that changed less than two seconds before the walk may change again unseen."""
    write(tmp_path, {"a.md": ""})
    changed = (tmp_path / "a.md").stat().st_ctime_ns
    for later, recent in ((0, True), (1_900_000_000, True), (2_100_000_000, False)):
        assert ("a.md" in scan(tmp_path, (), lambda: changed + later).recent) == recent  # noqa: B023
    os.utime(tmp_path / "a.md", (4_102_444_800, 4_102_444_800))
    assert "a.md" in scan(tmp_path, (), lambda: changed + 10**10).recent


def test_no_vault(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="cannot be listed"):
        scan(tmp_path / "gone", ())


# --- walks that list only some folders ------------------------------------------------------------

IGNORED = ["Archive/", "drafts/*.md"]
PLACES = ("a.md", "A.md", "x/b.md", "x/y/c.md", "x/c#.md", "drafts/d.md", "Archive/e.md", "x/p.png")


def content(seen: Scan) -> tuple[object, ...]:
    problems = sorted((path, problem.rule, problem.message) for path, problem in seen.problems)
    folders = None if seen.folders is None else sorted(seen.folders)
    return seen.notes, sorted(seen.recent), sorted(seen.files), problems, folders


@pytest.mark.parametrize("seed", range(20))
def test_listing_what_changed_is_as_good_as_a_walk(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    write(tmp_path, dict.fromkeys(dice.sample(PLACES, 6), ""))
    seen = scan(tmp_path, IGNORED)
    enough = 0
    for number in range(20):
        path = dice.choice(PLACES)
        match dice.randrange(6):
            case 0:
                (tmp_path / path).unlink(missing_ok=True)
            case 1:
                shutil.rmtree(tmp_path / "x", ignore_errors=True)
                path = dice.choice(("x", "x/y/c.md", "a.md"))
            case _:
                write(tmp_path, {path: f"{number}"})
        near = {path.rpartition("/")[0], *map(str, dice.sample(["x", "drafts", ""], 1))}
        whole = scan(tmp_path, IGNORED)
        again = scan_again(tmp_path, IGNORED, seen, near)
        if again:
            enough += 1
            assert content(again) == content(whole)
        seen = again or whole
    assert enough > 3


def test_where_listing_some_folders_is_not_enough(tmp_path: Path) -> None:
    write(tmp_path, {"x/a.md": "", "b.md": ""})
    seen = scan(tmp_path, ())
    assert scan_again(tmp_path, (), seen, ["x"])
    assert scan_again(tmp_path, ["x/"], seen, ["x"]) is None, "other settings"
    assert scan_again(tmp_path, (), seen, ["x/new"]) is None, "a folder that is not known"
    (tmp_path / "x/new").mkdir()
    assert scan_again(tmp_path, (), seen, ["x"]) is None, "a folder came"
    (tmp_path / "x/new").rmdir()
    os.symlink("b.md", tmp_path / "x/link.md")
    assert scan_again(tmp_path, (), seen, ["x"]) is None, "what it leads to may change elsewhere"
    assert scan_again(tmp_path, (), scan(tmp_path, ()), [""]) is None
    (tmp_path / "x/link.md").unlink()
    shutil.rmtree(tmp_path / "x")
    assert scan_again(tmp_path, (), seen, ["x"]) is None
    assert scan_again(tmp_path, (), seen, [""]) is None


def test_what_was_not_to_be_trusted_is_looked_at_again(tmp_path: Path) -> None:
    """Though nobody tells of it: it may have changed again without another stamp."""
    write(tmp_path, {"x/a.md": "", "b.md": ""})
    changed = (tmp_path / "b.md").stat().st_ctime_ns
    seen = scan(tmp_path, (), lambda: changed)
    assert seen.recent == {"x/a.md", "b.md"}
    later = scan_again(tmp_path, (), seen, (), lambda: changed + 10**10)
    assert later and not later.recent


def test_a_folder_with_the_name_of_a_note_is_walked_again(tmp_path: Path) -> None:
    """An event at `Odd.md`, in whose place another folder was put, names the folder it lies in."""
    root, other = tmp_path / "vault", tmp_path / "other"
    write(root, {"x/Odd.md/a.md": "", "x/b.md": ""})
    write(other, {"c.md": ""})
    seen = scan(root, (), lambda: time.time_ns() + 60_000_000_000)
    (root / "x/Odd.md").rename(tmp_path / "away")
    other.rename(root / "x/Odd.md")
    again = scan_again(root, (), seen, ["x"])
    assert (again or scan(root, ())).notes == scan(root, ()).notes
