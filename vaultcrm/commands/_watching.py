"""What `watch` says, as lines of text and of JSON."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vaultcrm.commands._output import emit, say
from vaultcrm.rendering.findings import as_data, as_text
from vaultcrm.rendering.jsonout import dumps

if TYPE_CHECKING:
    from vaultcrm.index.index import Changes
    from vaultcrm.watching.inspecting import News
    from vaultcrm.watching.loop import Report

_MOST = 100  # findings shown at a time
_WORDS = {"written": "wrote"}


def show(report: "Report") -> None:
    _say_troubles(report)
    at = f"{report.at:%H:%M:%S}"
    for line in _lines(report):
        emit(f"{at} {line}")
    if report.news and not report.news.first:
        for finding in report.news.findings[:_MOST]:
            emit(as_text(finding))
        more = len(report.news.findings) - _MOST
        if more > 0:
            emit(f"{at} and {more} more: vaultcrm check shows all")


def show_json(report: "Report") -> None:
    _say_troubles(report)
    at = report.at.replace(microsecond=0)
    for found in _objects(report):
        emit(dumps({"time": at, **found}, indent=None))


def _say_troubles(report: "Report") -> None:
    at = f"{report.at:%H:%M:%S}"
    if report.error:
        say(f"{at} error: {report.error.message}", fg="red")
        if report.error.hint:
            say(f"hint: {report.error.hint}")
    if report.recovered:
        say(f"{at} all is well again")
    for trouble in report.troubles:
        say(f"{at} warning: {trouble}", fg="yellow")
    if report.busy:
        held = f"git is in the middle of {report.busy}: nothing is written until it is over"
        say(f"{at} {held}", fg="yellow")


def _lines(report: "Report") -> Iterator[str]:
    if report.changes and (counted := _counted(report.changes)):
        yield counted
    for outcome in report.reminders:
        yield f"{_WORDS.get(outcome.action, outcome.action)} {outcome.path}"
    for path in report.refreshed:
        yield f"refreshed {path}"
    news = report.news
    if news and news.first and news.findings:
        severities = _severities(news)
        yield ", ".join(_number(count, name) for name, count in severities.items() if count)
    if news and news.gone:
        yield f"{_number(news.gone, 'finding')} gone"


def _counted(changes: "Changes") -> str:
    """`2 notes added, 1 changed`; '' if nothing has changed."""
    counts = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    parts = [(count, what) for what, count in counts.items() if count]
    first = [f"{_number(count, 'note')} {what}" for count, what in parts[:1]]
    return ", ".join([*first, *(f"{count} {what}" for count, what in parts[1:])])


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _severities(news: "News") -> dict[str, int]:
    counts = Counter(each.severity for each in news.findings)
    return {name: counts[name] for name in ("error", "warning")}


def _objects(report: "Report") -> Iterator[dict[str, Any]]:
    if report.error:
        yield {"error": report.error.message, "hint": report.error.hint}
    if report.busy:
        yield {"git": report.busy}
    changes = report.changes
    if changes and (_counted(changes) or report.reminders or report.refreshed):
        yield {
            "notes": changes.notes,
            "added": changes.added,
            "changed": changes.changed,
            "removed": changes.removed,
            "seconds": round(changes.seconds, 3),
            "reminders": [
                {"action": each.action, "path": each.path, "title": each.title}
                for each in report.reminders
            ],
            "refreshed": report.refreshed,
        }
    if report.news:
        yield from _news_objects(report.news)


def _news_objects(news: "News") -> Iterator[dict[str, Any]]:
    if news.first:
        yield {f"{name}s": count for name, count in _severities(news).items()}
        return
    if news.gone:
        yield {"gone": news.gone}
    for finding in news.findings:
        yield {"finding": as_data(finding)}
