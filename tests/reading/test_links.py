"""links: how a link is written, and which note it leads to."""

import unicodedata

import pytest
from hostile_texts import TEXTS
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Link
from vaultcrm.reading.links import find, key, leaves_vault, parse_wikilink, property_links, resolve


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ("Acme", Link("Acme")),
        (" Acme Corp ", Link("Acme Corp")),
        ("clients/Acme.md", Link("clients/Acme.md")),
        ("Acme#Log", Link("Acme", "#Log")),
        ("Acme#Log#May|the log", Link("Acme", "#Log#May", "the log")),
        ("Acme#^id-1", Link("Acme", "#^id-1")),
        ("#Log", Link("", "#Log")),
        ("Acme\\|them", Link("Acme", "", "them")),
        ("Acme#Log\\|them", Link("Acme", "#Log", "them")),
        ("Acme#a\\", Link("Acme", "#a\\")),
        ("Acme|#1|them", Link("Acme", "", "#1|them")),
        ("", Link("")),
    ],
)
def test_parse_wikilink(inner: str, link: Link) -> None:
    assert parse_wikilink(inner) == link


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ("Acme", []),
        ("[Acme]", []),
        ("[[Acme]]", [(Link("Acme"), "wiki", False, 0, 8)]),
        ("see [[A]]", [(Link("A"), "wiki", False, 4, 9)]),
        ("![[a.png]]", [(Link("a.png"), "wiki", True, 0, 10)]),
        ("[A](b%20c.md)", [(Link("b c.md", "", "A"), "markdown", False, 0, 13)]),
        ("[A](https://a.b)", []),
    ],
)
def test_property_links(value: str, links: list[tuple[Link, str, bool, int, int]]) -> None:
    assert property_links(value) == links


def test_outside_addresses_are_found_without_a_link() -> None:
    text = "[a](https://b.c/d) [[e]]"
    assert [(link, text[start:end]) for link, _, _, start, end in find(text, text)] == [
        (None, "[a](https://b.c/d)"),
        (Link("e"), "[[e]]"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "clients/acme.md"),
        ("x/Acme.MD", "ACME"),
        ("v1.2", "v1.2.md"),
        ("Straße", "STRASSE.md"),
        (unicodedata.normalize("NFD", "Café"), "café.md"),
        ("../a.png", "a.png"),
    ],
)
def test_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_key_keeps_other_endings() -> None:
    assert key("Acme.png") != key("Acme")


VAULT = (
    "Acme.md",
    "clients/Acme.md",
    "clients/old/Acme.md",
    "archive/clients/Acme.md",
    "people/Dana.md",
    "people/dana.md",
    "projects/Acme/Plan.md",
    "projects/Bolt/Plan.md",
    "notes/CAFÉ.md",
    "files/Plan.pdf",
    "a.b.md",
)


@pytest.mark.parametrize(
    ("target", "source", "path", "ambiguous"),
    [
        # A bare name: the same folder, then the nearest, then the shortest path.
        ("Acme", "clients/x.md", "clients/Acme.md", True),
        ("Acme", "x.md", "Acme.md", True),
        ("Acme", "clients/old/deep/x.md", "clients/old/Acme.md", True),
        ("Plan", "projects/Bolt/x.md", "projects/Bolt/Plan.md", True),
        ("Plan", "x.md", "projects/Acme/Plan.md", True),
        ("Plan.pdf", "x.md", "files/Plan.pdf", False),
        ("a.b", "x.md", "a.b.md", False),
        # Case: as written first.
        ("Dana", "x.md", "people/Dana.md", False),
        ("dana.md", "x.md", "people/dana.md", False),
        ("DANA", "x.md", "people/Dana.md", True),
        ("cafe\u0301", "x.md", "notes/CAFÉ.md", False),
        # A path from the root, the end of a path.
        ("clients/Acme", "projects/x.md", "clients/Acme.md", False),
        ("clients/Acme", "archive/x.md", "clients/Acme.md", False),
        ("Clients/acme.md", "x.md", "clients/Acme.md", True),
        ("old/Acme", "x.md", "clients/old/Acme.md", False),
        ("Bolt/Plan", "x.md", "projects/Bolt/Plan.md", False),
        ("olt/Plan", "x.md", "", False),
        # One path: from the root, from the source's folder.
        ("/Acme", "clients/x.md", "Acme.md", False),
        ("/acme.md", "clients/x.md", "Acme.md", False),
        ("/old/Acme", "x.md", "", False),
        ("./Acme.md", "clients/x.md", "clients/Acme.md", False),
        ("../Acme.md", "clients/x.md", "Acme.md", False),
        ("../../people/./Dana.md", "projects/Acme/x.md", "people/Dana.md", False),
        ("old/../Acme", "clients/x.md", "clients/Acme.md", False),
        ("../Acme", "x.md", "", False),
        ("../../etc/Acme", "clients/x.md", "", False),
        # No note at all, the note itself.
        ("Nobody", "x.md", "", False),
        ("", "clients/x.md", "clients/x.md", False),
    ],
)
def test_resolve(target: str, source: str, path: str, ambiguous: bool) -> None:
    candidates = [candidate for candidate in VAULT if key(candidate) == key(target)]
    assert resolve(target, source, candidates) == (path, ambiguous)
    assert resolve(target, source, candidates[::-1]) == (path, ambiguous)


@pytest.mark.parametrize(
    ("target", "source", "leaves"),
    [
        ("Acme", "x.md", False),
        ("../x", "clients/a.md", False),
        ("../x", "a.md", True),
        ("../../../../etc/passwd", "a/b/c.md", True),
        ("a/../../x", "b.md", True),
        ("a/../x", "b.md", False),
        ("/etc/passwd", "a.md", False),
        ("/../etc/passwd", "a/b.md", True),
        ("..", "a/b/c.md", False),
        ("..a", "b.md", False),
    ],
)
def test_leaves_vault(target: str, source: str, leaves: bool) -> None:
    assert leaves_vault(target, source) is leaves


NAMES = st.sampled_from(["a", "A", "b", "é", "e\u0301", "c.md", "D.MD"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".md")


@given(st.lists(PATHS, min_size=1, max_size=6, unique=True), PATHS, st.data())
def test_a_whole_path_leads_to_its_note(paths: list[str], source: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths))
    candidates = [candidate for candidate in paths if key(candidate) == key(path)]
    nfc = [unicodedata.normalize("NFC", candidate) for candidate in candidates]
    if nfc.count(unicodedata.normalize("NFC", path)) == 1:
        assert resolve("/" + path, source, candidates) == (path, False)
        if "/" in path:
            assert resolve(path, source, candidates)[0] == path


@given(st.text("./ab", max_size=12), PATHS, st.lists(PATHS, max_size=5))
def test_resolves_to_a_candidate_and_never_outside(
    target: str, source: str, paths: list[str]
) -> None:
    path, _ = resolve(target, source, paths)
    assert path in ("", *paths) or (not target and path == source)
    if leaves_vault(target, source) and target.startswith((".", "/")):
        assert path == ""


@given(TEXTS)
def test_every_link_found_is_one(text: str) -> None:
    for link, kind, embed, start, end in find(text, text):
        written = text[start:end]
        assert written.startswith("!") is embed
        assert next(found[:3] for found in find(written, written)) == (link, kind, embed)
