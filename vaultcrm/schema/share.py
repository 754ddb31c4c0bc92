"""What a page that is made for a client may show (`share:` in the settings): a list of parts.

    share: [status, deliverables, decisions, changes, dates, invoices]

Whatever cannot be read shares less, never more.
"""

from vaultcrm.model import Raw
from vaultcrm.schema.documents import Complaints, is_null

USUAL = ("status", "deliverables", "decisions", "changes", "dates", "invoices")
PARTS = (*USUAL, "progress", "hours")


def build(raw: Raw, complain: Complaints) -> tuple[str, ...]:
    """The parts named under `share:`, each once, in the order of a page; none where there is
    nothing."""
    if is_null(raw):
        return ()
    named = {complain.choice(item, "part of a shared page", PARTS) for item in complain.items(raw)}
    return tuple(part for part in PARTS if part in named)
