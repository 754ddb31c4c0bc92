"""A report → a note of the vault, under the rules for generated notes."""

from datetime import date

from vaultcrm.reading.vault import Vault
from vaultcrm.rendering.reports import as_markdown
from vaultcrm.reports import Report
from vaultcrm.writing.generated import generated, write_generated
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import safe_name


def write_report(vault: Vault, report: Report, today: date, dry_run: bool) -> tuple[str, str]:
    """Writes the report's note, and says where and what was done: `written`, `unchanged`, or
    `kept`, where somebody has changed the note and it is theirs now."""
    folder = vault.schema.types["report"].folder
    path = f"{folder}/{safe_name(report.title)}.md"
    if dry_run:
        return path, "would write"
    key = f"{report.name} | {today.isoformat()}"
    fields = {"type": "report", "date": today}
    data = generated(fields, as_markdown(report), "vaultcrm", key, path)
    with write_lock(vault.root):
        return path, write_generated(vault.root, path, data)
