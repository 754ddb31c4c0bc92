"""The summary that somebody names."""

from vaultcrm.errors import VaultError
from vaultcrm.expressions.summaries import SUMMARIES
from vaultcrm.views.view import Summarize
from vaultcrm.words import suggestion


def summary_named(name: str) -> tuple[str, Summarize]:
    """A default summary by its name, in whatever case, as it is spelled. VaultError if none."""
    for known, summarize in SUMMARIES.items():
        if known.casefold() == name.casefold():
            return known, summarize
    raise VaultError(
        f"there is no summary {name!r}.{suggestion(name, SUMMARIES)}",
        f"summaries: {', '.join(SUMMARIES)}",
    )
