"""Takes the README's pictures of the example vault's pages, in a browser: docs/summary.png and
docs/client.png. Needs chromium, and fonts for the scripts that the example's names are written in.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1200, "height": 900}
PAGES = {"summary": ("summary",), "client": ("client", "Calderwood Press")}


def make(folder: Path, name: str) -> Path:
    """The page of a report, as the program makes it."""
    page = folder / f"{name}.html"
    command = [sys.executable, "-m", "vaultcrm", "--today", "2026-11-23", "report", *PAGES[name]]
    subprocess.run([*command, "-o", page], cwd=HERE.parent / "example-vault", check=True)
    return page


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in PAGES:
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport=SIZE, color_scheme=scheme)
                page.goto(make(Path(folder), name).as_uri())
                page.screenshot(path=HERE / f"{name}-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
