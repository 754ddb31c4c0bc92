"""What `list` and `base` share."""

from collections.abc import Mapping, Sequence

from vaultcrm.commands._output import emit_table, say
from vaultcrm.commands._vault import Session
from vaultcrm.expressions import Expression
from vaultcrm.facts.keeping import KeptFacts
from vaultcrm.views.rows import Vaultwide
from vaultcrm.views.table import Table, relinked
from vaultcrm.views.view import Failure


def vaultwide(
    session: Session,
    this: str = "",
    formulas: Mapping[str, Expression] | None = None,
    hidden: tuple[str, range] = ("", range(0)),
) -> Vaultwide:
    """What `list` asks of, and with `this` what a base does."""
    index, now = session.index, session.now
    kept = KeptFacts(index, now, session.around)
    return Vaultwide(index, session.book, now, this, formulas, hidden, bool(this), kept)


def show_table(session: Session, table: Table, form: str) -> None:
    """Print a table; in Markdown its links lead from anywhere to where they lead now."""
    emit_table(form, relinked(table, session.book.link) if form == "md" else table)


def show_failures(failures: Sequence[Failure]) -> None:
    """Says which records a condition could not be decided for: they are left out."""
    if failures:
        first = failures[0]
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        say(f"warning: left out {first.place}{more}: {first.message}", fg="yellow")
