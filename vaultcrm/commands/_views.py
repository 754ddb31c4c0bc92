"""What `list` and `base` share."""

from collections.abc import Mapping, Sequence

from vaultcrm.commands._output import say
from vaultcrm.commands._vault import Session
from vaultcrm.expressions import Expression
from vaultcrm.views.rows import Vaultwide
from vaultcrm.views.view import Failure


def vaultwide(
    session: Session, this: str = "", formulas: Mapping[str, Expression] | None = None
) -> Vaultwide:
    return Vaultwide(session.index, session.book, session.now, this, formulas)


def show_failures(failures: Sequence[Failure]) -> None:
    """Says which records a condition could not be decided for: they are left out."""
    if failures:
        first = failures[0]
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        say(f"warning: left out {first.place}{more}: {first.message}", fg="yellow")
