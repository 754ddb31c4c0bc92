"""Reports as pages: what they link to, that what comes from notes is only text, and colours that
can be read. What a browser makes of them is looked at in tests/browser/."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from made_up_report import HOSTILE, REPORT, TODAY
from running import ROOT

from vaultcrm.model import Money, Ref
from vaultcrm.rendering.html_cells import cell, links
from vaultcrm.rendering.report_html import Page, Place, Shelf, as_html, as_index
from vaultcrm.reports import (
    Bar,
    Calendar,
    Chart,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Table,
    Timeline,
    Words,
)

VAULT = Place(Path("/vaults/Näh & Co"), True)
VOID = {"meta", "link", "br", "input", "img", "hr"}


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]  # tags, from the outermost
    text: list[str]


class Reader(HTMLParser):
    """All elements of a page in order. Fails for what is not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.open: list[Element] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"{tag}: {names}"
        inside = tuple(each.tag for each in self.open)
        values = {name: value or "" for name, value in attributes}
        element = Element(tag, values, inside, [])
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self.open = [each for each in self.open if each is not self.found[-1]]

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop().tag == tag, tag

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.text.append(data)


def elements(page: str, tag: str = "", **wanted: str) -> list[Element]:
    return [
        each
        for each in Reader(page).found
        if tag in ("", each.tag)
        and all(
            each.attributes.get(name.strip("_").replace("_", "-")) == value
            for name, value in wanted.items()
        )
    ]


def text(element: Element) -> str:
    return " ".join("".join(element.text).split())


def page_of(*blocks: object, place: Place = VAULT) -> str:
    section = Section("Part", blocks, "A note.", "Nothing here.")  # type: ignore[arg-type]
    return as_html(Report("name", "Title", "Lead.", (section,), TODAY), place)


PAGE = as_html(REPORT, VAULT)


def test_the_page_is_well_formed_and_has_what_every_page_needs() -> None:
    found = Reader(PAGE).found
    assert PAGE.startswith('<!doctype html>\n<html lang="en">')
    assert [each.tag for each in found].count("main") == 1
    levels = [int(each.tag[1]) for each in found if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [each.attributes["id"] for each in found if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    named = " ".join(each.attributes.get("aria-labelledby", "") for each in found)
    assert set(named.split()) <= set(ids)


def test_nothing_is_fetched_and_only_our_script_may_run() -> None:
    policies = elements(PAGE, "meta", http_equiv="Content-Security-Policy")
    [policy] = [each.attributes["content"] for each in policies]
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", rules["script-src"])
    assert "src" not in {name for each in Reader(PAGE).found for name in each.attributes}
    assert not re.search(r"url\((?!#)|@import|@font-face", PAGE.partition("</style>")[0])


def test_what_comes_from_notes_is_text() -> None:
    found = Reader(PAGE).found
    tags = [each.tag for each in found]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"img", "iframe", "object", "embed", "form", "base", "foreignobject"} & set(tags)
    names = {name for each in found for name in each.attributes}
    assert not [name for name in names if name.startswith("on")]
    links = [each.attributes["href"] for each in found if each.tag == "a"]
    schemes = {link.partition(":")[0] for link in links if not link.startswith("#")}
    assert schemes == {"https", "mailto", "obsidian"}
    shown = "".join(found[0].text)
    for each in HOSTILE[:-1]:
        assert each in shown
    assert "secret" not in PAGE
    assert r"\u202eesrever\u202c \x1b[31m \ud800" in as_html(
        REPORT._replace(lead=HOSTILE[-1]), VAULT
    )
    PAGE.encode()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (VAULT, "obsidian://open?vault=N%C3%A4h%20%26%20Co&file=clients%2FA%20%26%20B%231.md"),
        (VAULT._replace(obsidian=False), "file:///vaults/N%C3%A4h%20%26%20Co/clients/A%20%26%20B%231.md"),
        (Place(Path("/v/a"), False, Path("/v/site")), "../a/clients/A%20%26%20B%231.md"),
        (Place(Path("/v/a"), False, Path("/v/a")), "./clients/A%20%26%20B%231.md"),
        (Place(Path("/v/a"), False, Path("/v/a/reports")), "../clients/A%20%26%20B%231.md"),
        (Place(Path("/v/a"), True, Path("/v/site")), "obsidian://open?vault=a&file=clients%2FA%20%26%20B%231.md"),
    ],
)  # fmt: skip
def test_evidence_is_a_link_to_its_note(place: Place, expected: str) -> None:
    path = "clients/A & B#1.md"
    page = page_of(
        Table(("A",), (Row((1,), (f"{path}:12",)),)),
        Figures((Figure("F", 1, evidence=(path,)),)),
        place=place,
    )
    found = elements(page, "a", class_="place")
    assert [(each.attributes["href"], text(each), each.attributes["title"]) for each in found] == [
        (expected, "A & B#1:12", f"{path}:12"),
        (expected, "A & B#1", path),
    ]


@pytest.mark.parametrize("path", ["../secret.md", "/etc/passwd", "a/../../secret"])
def test_nothing_outside_the_vault_is_linked(path: str) -> None:
    for place in (VAULT, VAULT._replace(obsidian=False)):
        assert links(place).note(path) == ""


def test_a_note_is_linked_by_its_page_and_its_places_by_the_note() -> None:
    place = VAULT._replace(pages={"clients/A.md": "clients/a.html"}, home="../index.html")
    row = Row(
        (Ref("A", "clients/A.md", "Anna"), Ref("Gone", ""), "see [[B|b]]"), ("clients/A.md:3",)
    )
    found = elements(page_of(Table(("X", "Y", "Z"), (row,)), place=place), "a")
    assert [(each.attributes["href"], text(each)) for each in found] == [
        ("#main", "Skip to the contents"),
        ("../index.html", "All reports"),
        ("clients/a.html", "Anna"),
        ("obsidian://open?vault=N%C3%A4h%20%26%20Co&file=B", "b"),
        ("obsidian://open?vault=N%C3%A4h%20%26%20Co&file=clients%2FA.md", "A:3"),
    ]


def test_long_evidence_is_folded_and_capped() -> None:
    places = tuple(f"a.md:{number}" for number in range(1, 100))
    page = page_of(
        Table(("A",), (Row((1,), places),)), Figures((Figure("F", 1, "", "", places, places[:2]),))
    )
    row, card = elements(page, "details")
    assert text(row).startswith("98 more a:2 a:3") and text(row).endswith("and 93 more")
    assert text(card).startswith("98 more · 2 left out a:2")
    assert text(card).endswith("a:20 and 79 more Left out: a:1 a:2")


def test_every_picture_says_what_it_shows_and_has_its_data() -> None:
    found = Reader(PAGE).found
    pictures = [
        each for each in found if each.tag == "svg" and each.attributes.get("role") == "img"
    ]
    charts = [each for each in pictures if "aria-labelledby" in each.attributes]
    kinds = (Chart, Timeline, Calendar)
    drawn = [
        block
        for section in REPORT.sections
        for block in section.blocks
        if isinstance(block, kinds) and block.title != "All zero"
    ]
    assert len(charts) == len(drawn) > 10
    for each, block in zip(charts, drawn, strict=True):
        title, description = each.attributes["aria-labelledby"].split()
        names = {element.attributes.get("id"): text(element) for element in found}
        assert (names[title], names[description]) == (
            block.title,
            " ".join(block.description.split()),
        )
    data = elements(PAGE, "details", class_="data")
    assert len(data) == len(drawn)
    assert all("svg" not in each.inside and "aria-hidden" not in each.attributes for each in data)
    assert all(
        text(each)
        for each in pictures
        if each not in charts and "aria-label" not in each.attributes
    )


def test_tables_are_read_by_their_columns() -> None:
    page = page_of(
        Table(
            ("Paid", ""), (Row((Money(Decimal("1200.5"), "EUR"), None)), Row((None, "x"))), 3, "ask"
        )
    )
    heads = elements(page, "th")
    assert [(each.attributes["scope"], text(each)) for each in heads] == [
        ("col", "Paid"),
        ("col", "Name"),
    ]
    assert [text(each) for each in elements(page, "caption")] == ["Part"]
    [group] = elements(page, "div", role="group")
    assert (group.attributes["aria-label"], group.attributes["tabindex"]) == ("Part", "0")
    cells = elements(page, "td")
    assert cells[0].attributes == {
        "class": "number n",
        "data-order": "1200.5",
        "data-unit": "EUR",
        "data-label": "Paid",
    }
    assert [each.attributes.get("data-label") for each in cells] == ["Paid", None, "Paid", None]
    assert [text(each) for each in cells] == ["1,200.5 EUR", "", "", "x"]
    assert "3 more: ask" in text(elements(page, "p", class_="rest")[0])


@pytest.mark.parametrize(
    ("value", "value_text", "unit"),
    [
        (Money(Decimal(19430), "EUR"), "19,430 EUR", "EUR"),
        (Bar(Decimal("87.5")), "87.5 %", "%"),
        (Bar(85, 100, "of 100"), "85 of 100", "of 100"),
        ("48 h", "48 h", "h"),
        ("19,430 EUR, 450 GBP", "19,430 EUR, 450 GBP", ""),
        (8, "8", ""),
        (None, "too little data", ""),
    ],
)
def test_figures(value: object, value_text: str, unit: str) -> None:
    page = page_of(Figures((Figure("Label", value, "hint", "warn"),)))  # type: ignore[arg-type]
    shown = next(
        each for each in Reader(page).found if "value" in each.attributes.get("class", "").split()
    )
    assert text(shown) == value_text
    assert [text(each) for each in elements(page, "span", class_="unit")] == (
        [unit] if unit else []
    )
    [sign] = elements(page, "svg", class_="tone warn")
    assert sign.attributes["aria-label"] == "attention"


def test_what_is_empty_says_so_once() -> None:
    page = page_of(Table(("A",), ()), Words(" "))
    assert [text(each) for each in elements(page, "p", class_="empty")] == ["Nothing here."]
    assert elements(page, "p", class_="note") == []
    page = page_of(Table(("A",), ()), Words("x"))
    assert elements(page, "p", class_="empty") == []
    assert [text(each) for each in elements(page, "p", class_="note")] == ["A note."]
    assert "<main" in as_html(Report("name", "Title", "Lead.", (), TODAY), VAULT)


def test_commands_in_notes_are_code() -> None:
    section = Section("Part", (Words("x"),), "See `vaultcrm <report>` and `more`.")
    page = as_html(Report("name", "Title", "Lead.", (section,), TODAY), VAULT)
    assert [text(each) for each in elements(page, "code")] == ["vaultcrm <report>", "more"]
    [note] = elements(page, "p", class_="note")
    assert text(note) == "See vaultcrm <report> and more."


def test_the_same_report_is_the_same_page() -> None:
    assert as_html(REPORT, VAULT) == PAGE


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("https://a.example/?b=1", "https://a.example/?b=1"),
        ("a@b.example", "mailto:a@b.example"),
        ("see https://a.example", ""),
        ("javascript:alert(1)", ""),
        ("JavaScript://a@b.example", ""),
    ],
)
def test_addresses_are_links(text: str, href: str) -> None:
    assert "".join(piece.href for piece in cell(text, links(VAULT)).pieces) == href


def test_names_from_right_to_left_stand_by_themselves() -> None:
    lead = "12,000 USD for دار الندى 2, שלום. 450 GBP for Ångström, 3 for دار"
    page = as_html(Report("name", "Title", lead, (), TODAY), VAULT)
    [shown] = elements(page, "p", class_="lead")
    assert text(shown) == lead
    names = ["دار الندى", "שלום", "دار"]
    assert [text(each) for each in elements(page, "bdi")] == names
    index = as_index(VAULT.root, "V", TODAY, (Shelf("S", (Page("a.html", "A", lead),)),))
    assert [text(each) for each in elements(index, "bdi")] == names


def test_an_index_has_every_page_on_its_shelf() -> None:
    shelves = (
        Shelf("Reports", (Page("summary.html", "Summary", "31 things."),)),
        Shelf("Clients", (Page("clients/a.html", HOSTILE[1]),)),
        Shelf("Projects", ()),
    )
    page = as_index(VAULT.root, "My vault", TODAY, shelves)
    found = elements(page, "a")
    assert [(each.attributes["href"], text(each)) for each in found] == [
        ("#main", "Skip to the contents"),
        ("#s1", "Reports"),
        ("#s2", "Clients"),
        ("summary.html", "Summary"),
        ("clients/a.html", HOSTILE[1]),
    ]
    assert "31 things." in page
    assert "There are no reports." in as_index(VAULT.root, "My vault", TODAY, ())


def test_a_vault_may_replace_a_template(tmp_path: Path) -> None:
    own = tmp_path / ".vaultcrm" / "templates" / "reports" / "page.css.j2"
    own.parent.mkdir(parents=True)
    own.write_text("body { color: hotpink }")
    page = as_html(REPORT, Place(tmp_path, False))
    assert "hotpink" in page and "--accent" not in page


# --- colours


def colours(scheme: str) -> dict[str, str]:
    css = (ROOT / "templates" / "reports" / "page.css.j2").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w+);", part)) for part in _palettes(css))
    return {**light, **dark} if scheme == "dark" else light


def _palettes(css: str) -> Iterator[str]:
    for found in re.finditer(r":root \{(.*?)\n *\}", css, re.DOTALL):
        yield found[1]


def luminance(colour: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_read(scheme: str) -> None:
    """Of text 4.5 : 1, of what else has to be seen 3 : 1."""
    found = colours(scheme)
    poor = [
        (text, ground, round(contrast(found[text], found[ground]), 2))
        for text in ("ink", "quiet", "accent", "good", "warn", "bad")
        for ground in ("ground", "surface", "soft")
        if contrast(found[text], found[ground]) < 4.5
    ]
    poor += [
        (hue, "surface", round(contrast(found[hue], found["surface"]), 2))
        for hue in ("s0", "s1", "s2", "s3", "s4", "s5", "h3", "h4")
        if contrast(found[hue], found["surface"]) < 3
    ]
    poor += [
        (tone, "on-tone", round(contrast(found["on-tone"], found[tone]), 2))
        for tone in ("good", "warn", "bad")
        if contrast(found["on-tone"], found[tone]) < 4.5
    ]
    assert poor == []
    steps = [luminance(found[f"h{level}"]) for level in range(5)]
    assert steps == sorted(steps, reverse=scheme == "light")
