"""What `check --fix` and `check --diff` do: notes mended by the fixes of their findings."""

from collections.abc import Sequence

from vaultcrm.commands._output import emit, say
from vaultcrm.commands._vault import Session
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE, EXIT_MISUSE, VaultError
from vaultcrm.index.preview import Preview
from vaultcrm.model import Finding
from vaultcrm.rendering.differences import difference
from vaultcrm.watching.mending import Find, Mended, change_of, mend_all, write_mended
from vaultcrm.writing.atomic import read_guarded


def write_fixes(session: Session, find: Find, unsafe: bool) -> bool:
    """Mends what can be mended of what `find` finds, until there is nothing left to mend, and says
    how much that was; False, with the reason on stderr, if a note could not be written."""
    outcome = write_mended(session.index, find, unsafe, _say_error)
    _say_count("fixed", outcome)
    return not outcome.failed


def show_fixes(session: Session, find: Find, unsafe: bool, exit_zero: bool) -> int:
    """Prints what `write_fixes` would write, which it does in memory to know it. Gives the status:
    that there is something to fix, unless nobody wants to know."""
    root, preview = session.vault.root, Preview(session.index)
    texts: dict[str, tuple[str, str]] = {}  # of each note, before and after

    def keep(path: str, findings: Sequence[Finding]) -> int:
        data = preview.read(path) if path in texts else read_guarded(root, path).data
        assert isinstance(data, bytes)
        change = change_of(preview, path, data, findings, unsafe)
        old, _ = texts.get(path, (change.old, ""))
        texts[path] = old, change.new
        preview.put(path, change.data)
        return change.problems

    try:
        outcome = mend_all(preview, find, unsafe, keep, _say_error)
    finally:
        preview.close()
    for path, (old, new) in sorted(texts.items()):
        emit(difference(old, new, f"a/{path}", f"b/{path}"), nl=False)
    _say_count("to fix", outcome)
    if outcome.failed:
        return EXIT_MISUSE
    return EXIT_FINDINGS if any(outcome.notes.values()) and not exit_zero else EXIT_FINE


def _say_error(path: str, error: VaultError) -> None:
    say(f"error: {error.message}\nhint: {error.hint}", fg="red")


def _say_count(what: str, outcome: Mended) -> None:
    counts = [count for count in outcome.notes.values() if count]
    problems = "problem" if sum(counts) == 1 else "problems"
    notes = "note" if len(counts) == 1 else "notes"
    say(f"{what}: {sum(counts)} {problems} in {len(counts)} {notes}")
