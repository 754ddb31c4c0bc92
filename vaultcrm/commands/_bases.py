"""What `base` does: finds a `.base` file, runs one of its views, and writes it into a note."""

from pathlib import Path

from vaultcrm.commands._output import say
from vaultcrm.commands._vault import Session
from vaultcrm.commands._views import show_failures, vaultwide
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.reading.vault import read_settings
from vaultcrm.rendering.tables import as_md
from vaultcrm.views.base import Base, candidates, view_of
from vaultcrm.views.base_file import read_base
from vaultcrm.views.table import Table, relinked
from vaultcrm.views.view import arranged, matching, tabulated
from vaultcrm.words import suggestion
from vaultcrm.writing.atomic import edit, read_guarded
from vaultcrm.writing.blocks import lines_of, opening, set_block
from vaultcrm.writing.edits import decode
from vaultcrm.writing.lock import write_lock

ENDING = ".base"


def find_base(session: Session, name: str) -> str:
    """The path of the base that somebody means. Raises VaultError if there is none, or several."""
    bases = [path for path in session.index.files() if path.endswith(ENDING)]
    root = session.vault.root
    wanted = name.removesuffix(ENDING) + ENDING
    here = (Path.cwd() / wanted).resolve()
    if here.is_relative_to(root) and here.is_file():
        return here.relative_to(root).as_posix()
    if wanted in bases:
        return wanted
    found = [path for path in bases if path.rpartition("/")[2].casefold() == wanted.casefold()]
    if len(found) > 1:
        raise VaultError(f"{name!r} may be any of: {', '.join(found)}", "name it by its path")
    if not found:
        names = [path.rpartition("/")[2].removesuffix(ENDING) for path in bases]
        known = ", ".join(names) or "none yet"
        raise VaultError(
            f"there is no base {name!r} in the vault.{suggestion(name, names)}", f"bases: {known}"
        )
    return found[0]


def answer(
    session: Session, path: str, view: str | None, this: str, into: str
) -> tuple[str, Table]:
    """A view's name, and its table, as it is for the note `into` that it is written into ('' for
    none). Raises VaultError for a base that cannot be run."""
    base = read(session, path)
    layout = base.layout(view)
    broken = (*base.broken, *layout.broken)
    if broken:
        raise VaultError("\n".join(_shown(path, each) for each in broken))
    first = {each.message: each for each in reversed(base.problems)}
    for each in reversed(first.values()):
        say(f"warning: {_shown(path, each)}", fg="yellow")
    hidden = _block(session, into, opening("base", path, layout.name)) if into else range(0)
    shared = vaultwide(session, this, base.formulas, (into, hidden))
    notes = session.book.records(session.vault.schema.base.collection)
    found = view_of(base, layout, shared)
    rows, failures = matching(found.where, candidates(notes, session.index.files()), shared)
    show_failures(failures)
    return layout.name, tabulated(found, arranged(found, rows))


def freeze(session: Session, note: str, path: str, name: str, table: Table, dry_run: bool) -> str:
    """Puts the table into a note; what was done, in a word."""
    root = session.vault.root
    begin = opening("base", path, name)
    text = as_md(relinked(table, session.book.link))
    if dry_run:
        before, _ = decode(read_guarded(root, note).data, note)
        return "unchanged" if set_block(before, begin, text) == before else "would be changed"
    with write_lock(root):
        changed = edit(root, note, lambda before: set_block(before, begin, text))
    return "written" if changed else "unchanged"


def _block(session: Session, note: str, begin: str) -> range:
    text, _ = decode(read_guarded(session.vault.root, note).data, note)
    return lines_of(text, begin)


def read(session: Session, path: str) -> Base:
    """What is in a base. Raises VaultError for a file that cannot be read."""
    document = read_settings(session.vault.root, path)
    if isinstance(document, Problem):
        raise VaultError(f"{path} {document.message}")
    return read_base(document)


def _shown(path: str, problem: Problem) -> str:
    return f"{path}:{problem.line}:{problem.column}: {problem.message}"
