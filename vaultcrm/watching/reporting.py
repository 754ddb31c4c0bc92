"""A report → a note of the vault, under the rules for generated notes."""

from vaultcrm.reading.vault import Vault
from vaultcrm.rendering.report_markdown import Link, as_markdown
from vaultcrm.reports import Report
from vaultcrm.writing.generated import generated, write_generated
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import safe_name


def write_report(vault: Vault, report: Report, link: Link, dry_run: bool) -> tuple[str, str]:
    """Writes the report's note, and says where and what was done: `written`, `unchanged`, or
    `kept`, where somebody has changed the note and it is theirs now."""
    folder = vault.schema.types["report"].folder
    path = f"{folder}/{safe_name(report.title)}.md"
    if dry_run:
        return path, "would write"
    key = " | ".join(filter(None, (report.name, report.about, report.today.isoformat())))
    fields = {"type": "report", "date": report.today}
    data = generated(fields, as_markdown(report, link), "vaultcrm", key, path)
    with write_lock(vault.root):
        return path, write_generated(vault.root, path, data)
