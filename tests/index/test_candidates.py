"""Links are resolved as `reading.links` says, however few candidates it is shown."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_vaults import index, vault, write

from vaultcrm.index.candidates import _FEW, Candidates
from vaultcrm.index.rows import target_form
from vaultcrm.reading.links import resolve

names = st.sampled_from(["Note.md", "note.md", "NOTE.MD", "ö.md", "o\u0308.md", "a.png", "x.md.md"])
folder = st.sampled_from(["a", "A", "b", "x.md", "c"])
folders = st.lists(folder, max_size=4)
paths = st.tuples(folders, names).map(lambda parts: "/".join((*parts[0], parts[1])))
targets = st.tuples(
    st.sampled_from(["", "", "./", "../", "/", "../../", "a/../"]),
    folders.map(lambda parts: "".join(f"{part}/" for part in parts[:2])),
    st.sampled_from(["Note", "note.md", "NOTE", "Ö", "ö", "a.png", "x", "x.md", "gone", "", ".."]),
).map("".join)


@settings(max_examples=200)
@given(st.lists(paths, max_size=25, unique=True), targets, paths)
def test_few_candidates_are_enough(paths: list[str], target: str, source: str) -> None:
    right = resolve(target, source, paths)
    form = target_form(target, source)
    if form:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("vaultcrm.index.candidates._FEW", 1)
            shown = Candidates(paths).near(form, target, source)
        assert resolve(target, source, shown) == right
        fitting = Candidates(paths).fitting(form)
        if len(fitting) < 2:  # then nobody needs to ask
            assert right == ((fitting[0], False) if fitting else ("", False))
    else:
        assert right == (source, False)


def test_a_crowd_is_narrowed() -> None:
    paths = [f"a/{number}/index.md" for number in range(1000)]
    for target in ("index", "a/77/index", "77/index.md", "../77/index"):
        form = target_form(target, "a/500/x.md")
        assert len(Candidates(paths).near(form, target, "a/500/x.md")) < _FEW


def test_broken_and_ambiguous_are_those_among_all(tmp_path: Path) -> None:
    links = ["Note", "note", "a/Note", "./Note", "../Note", "gone", "b/gone", "pic.png", "/b/Note"]
    text = " ".join(f"[[{link}]]" for link in links) + " [x](Note.md) [y](../b/Note.md) [[#here]]"
    places = ("n.md", "a/Note.md", "b/Note.md", "a/c/note.md", "b/n.md", "d/gone/x.md")
    write(tmp_path / "v", dict.fromkeys(places, text))
    (tmp_path / "v/a/pic.png").touch()
    with index(vault(tmp_path / "v"), tmp_path / "cache") as opened:
        every = list(opened.links())
        assert len(every) == 6 * 12
        assert opened.broken_links() == [each for each in every if not each.path]
        assert opened.ambiguous_links() == [each for each in every if each.ambiguous]
        for path in (*places, "a/pic.png"):
            to = [each for each in every if each.path == path and each.at.link.target]
            assert opened.links_to(path) == to
            assert opened.links_from(path) == [each for each in every if each.source == path]
        assert [path for path in places if path in opened.unique()] == ["d/gone/x.md"]
