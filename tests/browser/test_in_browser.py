"""Reports' pages in a real browser: how they look to everybody, and that they do nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = ("made-up", "summary", "index")
A4 = 688  # px between the margins
Open = Callable[..., Page]


def open_all(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.mark.parametrize("name", ["usual", "index"])
@pytest.mark.parametrize(("scheme", "rules"), [("light", None), ("dark", ["color-contrast"])])
def test_axe_finds_nothing_serious(visit: Open, name: str, scheme: str, rules: Any) -> None:
    page = visit(name, scheme=scheme)
    open_all(page)
    alike = "tbody tr:nth-child(n+7), svg[role=img] > *:not(title, desc)"  # would take long
    page.evaluate(f"for (const each of document.querySelectorAll('{alike}')) each.remove()")
    found = Axe().run(page, options={"runOnly": rules} if rules else None).response
    grave = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in grave] == []
    assert "color-contrast" in [each["id"] for each in found["passes"]]


def test_rows_are_cards_where_there_is_little_room(visit: Open) -> None:
    page = visit("usual", width=360)
    open_all(page)
    wide = "[...document.querySelectorAll('.region')].filter(r => r.scrollWidth > r.clientWidth)"
    assert page.evaluate(f"{wide}.map(r => r.ariaLabel)") == []
    assert page.locator(".region thead:visible, td.none:visible").count() == 0
    cell = page.locator("td[data-label=Amount]:not(.none)").first
    label = "each => getComputedStyle(each, '::before').content"
    assert '"Amount' in cell.evaluate(label)
    assert cell.get_attribute("role") == "cell"
    assert page.locator("td.source a:visible").count() > 5
    page.get_by_label("Find in Clients").fill("no 2 ANGSTROM")
    assert page.locator("table[data-filter] tbody tr:visible").count() == 1
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "medium"), [(360, "screen"), (1280, "screen"), (A4, "print")])
def test_no_page_is_wider_than_it_may_be(visit: Open, name: str, width: int, medium: Any) -> None:
    page = visit(name, width=width)
    page.emulate_media(media=medium)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if medium == "print":  # where nothing can be scrolled
        wide = (
            "[...document.querySelectorAll('.region')].filter(r => r.scrollWidth > r.clientWidth)"
        )
        assert page.evaluate(f"{wide}.map(r => r.ariaLabel)") == []
    else:
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_labels_of_charts_do_not_overlap(visit: Open, width: int) -> None:
    page = visit("made-up", width=width)
    overlapping = """[...document.querySelectorAll('svg[role=img]')].flatMap(svg => {
        const shown = [...svg.querySelectorAll('text.label, text.tick')]
            .filter(text => text.getClientRects().length)
            .map(text => [text.textContent, text.getBoundingClientRect()]);
        return shown.flatMap(([a, r], i) => shown.slice(i + 1)
            .filter(([b, s]) => r.left < s.right && s.left < r.right
                && r.top + 3 < s.bottom && s.top + 3 < r.bottom)
            .map(([b]) => svg.querySelector('title').textContent + ': ' + a + ' / ' + b));
    })"""
    assert page.evaluate(overlapping) == []
    assert page.evaluate("document.querySelectorAll('text.label').length") > 50


def test_what_notes_say_does_nothing(visit: Open) -> None:
    page = visit("made-up")
    page.mouse.move(300, 700)
    assert page.evaluate("window.__pwned") is None
    assert page.locator("script").count() == 1
    assert (
        page.locator("img, iframe, object, embed, base, form, body link, body style").count() == 0
    )
    events = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
    assert [name for name in page.evaluate(events) if name.startswith("on")] == []
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.href)")
    assert {link.partition(":")[0] for link in links} == {"http", "https", "mailto", "obsidian"}
    assert "<script>window.__pwned = 1</script>" in page.locator("body").inner_text()


def test_a_script_that_got_in_would_not_run(browser: Browser, site: dict[str, str]) -> None:
    evil = "<script>window.__pwned = 1</script><img src=x onerror='window.__pwned = 1'></main>"
    page = browser.new_page()
    page.set_content(site["index"].replace("</main>", evil))
    assert page.locator("main script").count() == 1
    assert page.evaluate("window.__pwned") is None
    assert page.locator("input").count() == 1  # its own script did run
    page.close()


def test_links_inside_the_page_lead_somewhere(visit: Open) -> None:
    page = visit("made-up")
    links = page.locator(".contents a")
    assert links.count() > 4
    links.nth(3).click()
    target = page.locator(page.evaluate("location.hash"))
    assert abs(target.bounding_box()["y"]) < 60  # type: ignore[index]
    inside = "[...document.querySelectorAll('a[href^=\"#\"]')]"
    assert page.evaluate(f"{inside}.filter(a => !document.querySelector(a.hash)).length") == 0


def test_the_first_tab_skips_to_the_contents(visit: Open) -> None:
    page = visit("made-up")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the contents"
    assert skip.bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    style = "getComputedStyle(document.activeElement)"
    assert page.evaluate(f"{style}.outlineStyle + {style}.outlineWidth") == "solid2px"


def test_the_site_is_walked_by_its_links(visit: Open) -> None:
    page = visit("index")
    page.get_by_role("link", name="Every block there is").click()
    assert page.title() == "Every block there is"
    page.get_by_role("link", name="Acme Corp", exact=True).first.click()
    assert page.url.endswith("/summary.html")
    page.get_by_role("link", name="All reports").click()
    assert page.url.endswith("/index.html")


def test_tables_are_sorted_by_keyboard(visit: Open) -> None:
    page = visit("made-up")
    table = page.locator("table[data-sortable]").first

    def column(number: int) -> list[str]:
        return [text.strip() for text in table.locator(f"td:nth-child({number})").all_inner_texts()]

    header = table.get_by_role("columnheader", name="Amount")
    header.get_by_role("button").focus()
    page.keyboard.press("Enter")
    up = ["12,000.50 EUR", "80,000 EUR", "900 GBP"]
    assert [text for text in column(5) if text and "error" not in text] == up
    assert column(5)[-1] == ""
    assert header.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    down = ["80,000 EUR", "12,000.50 EUR", "900 GBP"]
    assert [text for text in column(5) if text and "error" not in text] == down
    assert column(5)[-1] == ""
    assert header.get_attribute("aria-sort") == "descending"
    table.get_by_role("button", name="Score").press("Enter")
    assert [text for text in column(8) if text][:4] == ["-3", "0.001", "2", "4.5"]
    assert header.get_attribute("aria-sort") is None


def test_rows_and_pages_are_found_by_a_word(visit: Open) -> None:
    page = visit("made-up")
    page.get_by_label("Find in Clients").fill("no 2 ANGSTROM")
    shown = page.locator("table[data-filter] tbody tr:visible td:first-child")
    assert shown.all_inner_texts() == ["Klient Nº 2 Ångström"]
    assert page.get_by_role("status").first.inner_text() == "1 of 30"
    page = visit("index")
    page.get_by_label("Find in Clients").fill("client 39")
    assert page.locator("#s2 ~ ul li:visible").all_inner_texts()[0].startswith("Client 39")


def test_a_page_is_read_without_scripts(visit: Open) -> None:
    page = visit("made-up", script=False)
    assert page.locator("input, button").count() == 0
    summary = page.locator(".card summary", has_text="2 left out")
    assert not page.get_by_text("Left out:").is_visible()
    summary.click()
    assert page.get_by_text("Left out:").is_visible()
    assert page.locator("svg[role=img]").first.is_visible()


def test_paper_has_no_controls(visit: Open) -> None:
    page = visit("made-up", scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).color")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") != dark
    for hidden in (".contents", ".skip", "details"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("table").first.is_visible()
