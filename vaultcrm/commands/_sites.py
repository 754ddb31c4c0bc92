"""Reports as files: one of them, or a site with a page for each report, client and project."""

import os
import re
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from vaultcrm.commands import _reports
from vaultcrm.commands._output import progress
from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.model import Record
from vaultcrm.reading.whereabouts import FOLDER
from vaultcrm.rendering.html_cells import NO_PAGES, Place
from vaultcrm.rendering.report_html import Page, Shelf, as_html, as_index
from vaultcrm.rendering.templates import renderer
from vaultcrm.reports import Asked, Report, find_report, report_names
from vaultcrm.writing.atomic import TEMPORARY_PREFIX, overwrite
from vaultcrm.writing.names import name_key, safe_name

INDEX = "index.html"
_SUFFIXES = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".json": "json"}
_OURS = b'<meta name="generator" content="vaultcrm'
_START = re.compile(  # what stands before all else in a page
    r"\s*(?:<!doctype[^>]{0,200}>)?\s*(?:<html[^>]{0,500}>)?\s*(?:<head[^>]{0,500}>)?",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes of a page in which its generator is named
_WAY_HOME = f'<a href="{INDEX}">All reports</a>'.encode()  # what only the pages of a site have
_NOTES = (".md", ".markdown", ".base", ".canvas")
_ABOUT = (("clients", "client"), ("projects", "project"))
_FIRST = ("summary", "week", "promises")  # of the reports in a site; the others by their names


def save(session: Session, report: Report, output: Path, form: str | None) -> Path:
    """Writes a report to a file, and says where it is. See `placed`. A page replaces none but a
    page of ours."""
    output, form = placed(session, report.title, output, form, "html")
    if form == "html":
        refuse_foreign(output)
    folder = Path(os.path.abspath(output.parent))
    put(folder, output.name, _reports.rendered(session, report, form, folder))
    return output


def placed(
    session: Session, title: str, output: Path, form: str | None, usual: str
) -> tuple[Path, str]:
    """The file that a report is written to, and its form: that which the name ends with unless
    one is named; in a folder under the report's title, in its usual form. Raises VaultError rather
    than let a note of the vault be written over."""
    if output.is_dir():
        output = output / f"{safe_name(title)}.{form or usual}"
    form = form or _SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise VaultError(
            f"{output}: the name does not tell the format", "end it with .html, .md or .json"
        )
    _refuse_notes(session, Path(os.path.abspath(output)))
    return output, form


def save_site(session: Session, folder: Path) -> int:
    """Writes a page for every report of the whole vault, every client and every project, and an
    index of them; gives their number. Pages of a former site that it no longer has are removed. A
    folder that holds anything else is refused."""
    folder = Path(os.path.abspath(folder))
    _refuse_strangers(folder)
    files = _files(session.book)
    pages = {path: quote(name) for path, name in files.items()}
    for name in files.values():
        refuse_foreign(folder / name)
    rendered = renderer(session.vault.root)
    shelves = []
    with progress("writing pages") as advance:
        done, total = 0, len(files)
        for title, made in _asked(session, files):
            shelf = []
            for name, heading, report in made:
                done += report.about in files
                advance(done, total)
                put(folder, name, as_html(report, place_of(session, folder, pages), rendered))
                shelf.append(Page(quote(name), heading, report.lead))
            shelves.append(Shelf(title, tuple(shelf)))
    root = session.vault.root
    put(folder, INDEX, as_index(root, root.name, session.today, shelves))
    names = {INDEX, *(unquote(page.href) for shelf in shelves for page in shelf.pages)}
    _remove_stale(folder, names)
    return len(names)


_Made = Iterator[tuple[str, str, Report]]  # the file's name, the page's title, and what is on it


def _asked(session: Session, files: Mapping[str, str]) -> Iterator[tuple[str, _Made]]:
    """The shelves of a site, each with its reports, made one by one."""
    yield "Reports", _general(session.book)
    for collection, name in _ABOUT:
        yield collection.capitalize(), _of_each(session.book, collection, name, files)


def _general(book: Book) -> _Made:
    names = report_names()
    ordered = [name for name in _FIRST if name in names]
    ordered += (name for name in names if name not in _FIRST)
    for maker in map(find_report, ordered):
        if not maker.about:
            yield f"{maker.name}.html", maker.name.capitalize(), maker.make(book, Asked())


def _of_each(book: Book, collection: str, name: str, files: Mapping[str, str]) -> _Made:
    maker = find_report(name)
    records = sorted(
        book.records(collection), key=lambda each: (_title(each).casefold(), each.path)
    )
    for record in records:
        yield files[record.path], _title(record), maker.make(book, Asked(record))


def _files(book: Book) -> Mapping[str, str]:
    """By the paths of all clients and projects, the names of their pages, no two alike on any
    disk."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for collection, kind in _ABOUT:
        for record in book.records(collection):
            name = stem = safe_name(f"{kind} {_title(record)}")
            number = 1
            while name_key(name) in taken:
                number += 1
                name = f"{stem} {number}"
            taken.add(name_key(name))
            found[record.path] = f"{name}.html"
    return found


def _title(record: Record) -> str:
    return str(record.fields.get("title") or record.path)


def put(folder: Path, name: str, text: str) -> None:
    """Writes one of our files into a folder, which it makes where it is missing. That another
    program has just written the same is fine."""
    file, data = folder / name, text.encode()
    if file.is_symlink():
        raise VaultError(
            f"{file} is a link to {os.path.realpath(file)}", "remove it, or name that file itself"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VaultError(f"{folder}: {error.strerror}", "name a folder that can be made") from None
    try:
        overwrite(folder, name, data)
    except VaultError:
        if not _holds(file, data):
            raise


def place_of(session: Session, folder: Path | None, pages: Mapping[str, str] = NO_PAGES) -> Place:
    """Where a page is going to lie, and what it can link to."""
    root = session.vault.root
    is_obsidian = (root / ".obsidian").is_dir()
    return Place(root, is_obsidian, folder, pages, INDEX if pages else "")


def _holds(file: Path, data: bytes) -> bool:
    with suppress(OSError):
        return file.is_file() and file.read_bytes() == data
    return False


def refuse_foreign(file: Path) -> None:
    """Raises VaultError where a page would replace what is none of ours."""
    if file.is_file() and file.stat().st_size and not is_ours(file):
        raise VaultError(f"{file} is no page of ours", "remove it, or name another file")


def as_ours(page: str) -> str:
    """A page of the vault's own that says what made it, as ours do: so it is written again."""
    start = _START.match(page)
    at = start.end() if start else 0
    return f'{page[:at]}{_OURS.decode()}">{page[at:]}'


def is_ours(file: Path) -> bool:
    """Whether a file is a page that we have made."""
    with suppress(OSError):
        if file.is_file():
            with open(file, "rb") as page:
                return _OURS in page.read(_HEAD)
    return False


def _remove_stale(folder: Path, names: Set[str]) -> None:
    """Removes the pages of a site that are not among those named."""
    for file in folder.glob("*.html"):
        if file.name not in names and not file.is_symlink() and is_ours(file):
            with suppress(OSError):
                if _WAY_HOME in file.read_bytes():
                    file.unlink()


def _refuse_notes(session: Session, file: Path) -> None:
    """Raises VaultError where a note of the vault, or what its settings are, would be written
    over."""
    root, file = session.vault.root.resolve(), file.resolve()
    inside = file.is_relative_to(root)
    is_setting = file.is_relative_to((root / FOLDER).resolve())
    if is_setting or (inside and file.suffix.lower() in _NOTES):
        raise VaultError(
            f"{file} lies in the vault", "--write puts reports there, and keeps what is yours"
        )


def _refuse_strangers(folder: Path) -> None:
    """Raises VaultError unless a folder is empty, missing, or holds a site of ours, or what has
    been written of one before it was interrupted."""
    with suppress(OSError):
        if not folder.exists() or is_ours(folder / INDEX):
            return
        files = (each for each in folder.iterdir() if not each.name.startswith(TEMPORARY_PREFIX))
        if all(map(is_ours, files)):
            return
    raise VaultError(
        f"{folder} holds something else than a site of ours", "name a new or an empty folder"
    )
