"""What `report client NAME --share` does: a page that can be sent to the client."""

import os
from pathlib import Path

from vaultcrm.commands._output import say
from vaultcrm.commands._sites import put, refuse_foreign
from vaultcrm.commands._vault import Session
from vaultcrm.model import Record
from vaultcrm.rendering.html_cells import Place
from vaultcrm.rendering.report_html import as_html
from vaultcrm.reports._share import shared
from vaultcrm.writing.names import safe_name

_PAGE = (".html", ".htm")


def save_shared(session: Session, client: Record, output: Path) -> None:
    """Writes the client's page, to this file or into this folder, and says what is not on it.

    Raises VaultError rather than write over anything but a page of ours."""
    allowed = session.vault.config.share
    report, left_out = shared(session.book, session.index, client, allowed)
    if not output.is_dir() and output.suffix.lower() in _PAGE:
        output = Path(os.path.abspath(output))
    else:
        output = Path(os.path.abspath(output)) / f"{safe_name(report.title)}.html"
    refuse_foreign(output)
    put(
        output.parent, output.name, as_html(report, Place(session.vault.root, False, linkless=True))
    )
    for place, why in left_out:
        say(f"left out: {place} {why}")
    say(f"written {output} with: {', '.join(allowed) or 'nothing, as share: says'}")
