"""Report data → JSON: blocks by their kind, rows by their columns, each with the places that it was
computed from."""

from collections.abc import Mapping
from typing import Any

from vaultcrm.rendering.jsonout import dumps
from vaultcrm.reports import Block, Calendar, Report, Table


def as_json(report: Report) -> str:
    """The report's data, for programs."""
    return dumps(as_data(report)) + "\n"


def as_data(report: Report) -> Mapping[str, Any]:
    """What `as_json` writes, before it is text."""
    return {
        "report": report.name,
        "title": report.title,
        "today": report.today,
        "about": report.about or None,
        "lead": report.lead,
        "sections": [
            {
                "title": section.title,
                "note": section.note,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in report.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    kind = {"block": type(block).__name__.lower()}
    if isinstance(block, Calendar):
        days = {day.isoformat(): count for day, count in block.days.items()}
        return {**kind, **block._asdict(), "days": days}
    if not isinstance(block, Table):
        return {**kind, **block._asdict()}
    keys = [_key(column) for column in block.columns]
    rows = [
        {
            **dict(zip(keys, row.cells, strict=True)),
            "tone": row.tone or None,
            "evidence": row.evidence,
        }
        for row in block.rows
    ]
    return {**kind, "title": block.title, "rows": rows, "more": block.more, "ask": block.ask}


def _key(column: str) -> str:
    return column.lower().replace(" ", "_").replace("-", "_") or "what"
