"""The pages under docs/ that are built from the program are up to date with it (`make docs`)."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _pages() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


@pytest.mark.parametrize(
    "name", ["types.md", "facts.md", "rules.md", "reminders.md", "commands.md"]
)
def test_page_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written.rstrip("\n") == _pages()[name].rstrip("\n"), "run `make docs`"
