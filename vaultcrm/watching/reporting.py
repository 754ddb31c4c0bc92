"""A report → a note of the vault, under the rules for generated notes."""

from collections.abc import Sequence
from datetime import date

from vaultcrm.reading.vault import Vault
from vaultcrm.rendering.report_markdown import Link, as_markdown
from vaultcrm.reports import Report
from vaultcrm.writing.generated import generated, write_generated
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import safe_name


def write_report(vault: Vault, report: Report, link: Link, dry_run: bool) -> tuple[str, str]:
    """Writes the report's note, and says where and what was done: `written`, `unchanged`, or
    `kept`, where somebody has changed the note and it is theirs now."""
    key = (report.name, report.about)
    return write_text(vault, report.title, as_markdown(report, link), key, report.today, dry_run)


def write_text(
    vault: Vault, title: str, text: str, key: Sequence[str], today: date, dry_run: bool
) -> tuple[str, str]:
    """The same for a report that is Markdown already; `key` is what it is known by, with the
    day."""
    path = f"{vault.schema.types['report'].folder}/{safe_name(title)}.md"
    if dry_run:
        return path, "would write"
    source = " | ".join(filter(None, (*key, today.isoformat())))
    fields = {"type": "report", "date": today}
    data = generated(fields, text, "vaultcrm", source, path)
    with write_lock(vault.root):
        return path, write_generated(vault.root, path, data)
