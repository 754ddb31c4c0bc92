"""A real browser, one for all tests, and pages to look at."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from made_up_report import REPORT, TODAY
from playwright.sync_api import Browser, Page, Route, sync_playwright
from running import ROOT

from vaultcrm.commands import Invocation
from vaultcrm.commands._vault import opened
from vaultcrm.rendering.report_html import Page as Leaf
from vaultcrm.rendering.report_html import Place, Shelf, as_html, as_index
from vaultcrm.reports import Asked, find_report

SITE = "http://site.test"
NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "VAULTCRM_BROWSER"  # set by .ci/run: there these tests may not be skipped

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        if REQUIRED in os.environ:
            pytest.fail("there is no chromium here")
        pytest.skip("needs chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Pages by name: one with all that there is, one without what is odd in charts, the example
    vault's summary, and an index."""
    made_up = Place(Path("/vaults/My vault"), True, None, {"clients/Acme Corp.md": "summary.html"})
    example = ROOT / "example-vault"
    in_site = Place(example, False, example.parent / "site", home="index.html")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAULTCRM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        with opened(Invocation(example, date(2026, 11, 23))) as session:
            summary = find_report("summary").make(session.book, Asked())
    leaves = (Leaf("made-up.html", REPORT.title, REPORT.lead), Leaf("summary.html", "Summary"))
    many = tuple(Leaf(f"{name}.html", f"Client {name}", "Lead. " * 9) for name in range(40))
    shelves = (Shelf("Reports", leaves), Shelf("Clients", many), Shelf("Projects", ()))
    return {
        "made-up": as_html(REPORT, made_up),
        "usual": as_html(REPORT._replace(sections=REPORT.sections[:-1]), made_up),
        "summary": as_html(summary, in_site),
        "index": as_index(example, "My vault", TODAY, shelves),
    }


@pytest.fixture
def visit(browser: Browser, site: Mapping[str, str]) -> Iterator[Open]:
    """`visit("summary", width=360)` opens a page of the site, with nothing else to be had. What it
    asks for and what it complains of fails the test."""
    contexts, asked, said = [], [], []

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{SITE}/").removesuffix(".html")
        if name in site:
            route.fulfill(body=site[name], content_type="text/html; charset=utf-8")
        else:
            asked.append(route.request.url)
            route.abort()

    def open_page(name: str, width: int = 1280, scheme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{SITE}/{name}.html")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert (asked, said) == ([], [])
