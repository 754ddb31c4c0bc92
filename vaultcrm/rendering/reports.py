"""Report data → Markdown or JSON, the same way for every report."""

from typing import Any

from vaultcrm.rendering.jsonout import dumps
from vaultcrm.rendering.tables import as_md
from vaultcrm.rendering.text import printable
from vaultcrm.reports import Report, Section
from vaultcrm.views.table import plain_table


def as_markdown(report: Report) -> str:
    """The report as a note's body: links are wikilinks, every figure is in a table."""
    parts = [f"# {report.title}\n", f"{report.lead}\n"]
    for section in report.sections:
        parts += [f"## {section.title}\n", _table(section)]
        if section.note and section.rows:
            parts.append(f"*{section.note}*\n")
    return printable("\n".join(parts))


def as_json(report: Report) -> str:
    """The report's data: each row by its columns, with the places that it was computed from."""
    sections: list[Any] = [
        {
            "title": section.title,
            "note": section.note,
            "rows": [
                {
                    **dict(zip(map(_key, section.columns), row.cells, strict=True)),
                    "evidence": row.evidence,
                }
                for row in section.rows
            ],
        }
        for section in report.sections
    ]
    data = {"report": report.name, "title": report.title, "lead": report.lead, "sections": sections}
    return dumps(data) + "\n"


FORMATS = {"md": as_markdown, "json": as_json}


def _table(section: Section) -> str:
    if not section.rows:
        return section.empty + "\n"
    rows = [dict(zip(section.columns, row.cells, strict=True)) for row in section.rows]
    return as_md(plain_table(section.columns, rows))


def _key(column: str) -> str:
    return column.lower().replace(" ", "_").replace("-", "_")
