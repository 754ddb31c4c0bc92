"""The task of a reminder's note: whether it is ticked, and ticking it (text to text, pure)."""

import re
from datetime import date

from vaultcrm.model import Edit, ListItem
from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.writing.edits import apply_edits

OPEN, DONE, CANCELLED = " ", "x", "-"
_BLOCK_LINK = re.compile(r"\s\^[A-Za-z0-9-]+\s*\Z")


def task_status(text: str, due: date | None = None) -> str:
    """The sign in the checkbox of a note's task: the first that is due on this day, else the first.
    '' without a task; ticked is always x."""
    task = _task(text, due)
    sign = task.status if task else ""
    return DONE if sign == "X" else sign or ""


def with_task(text: str, sign: str, due: date | None, field: str = "") -> str:
    """The note with its task's checkbox holding this sign, and a field of the Tasks plugin
    (`✅ 2026-11-24`) at the end of its line; the same where there is no task."""
    task = _task(text, due)
    if task is None:
        return text
    box = text.rindex("[", task.start, task.content)
    edits = [Edit(box + 1, text.index("]", box), sign)]
    if field and field not in text[task.content : task.end]:
        end = task.content + len(_BLOCK_LINK.sub("", text[task.content : task.end]).rstrip())
        edits.append(Edit(end, end, f" {field}"))
    return apply_edits(text, edits)


def _task(text: str, due: date | None) -> ListItem | None:
    items = scan(text, split(text).body, 1)[0].items
    tasks = [item for item in items if item.status is not None]
    on_day = (item for item in tasks if f"📅 {due}" in text[item.content : item.end])
    return next(on_day, tasks[0] if tasks else None)
