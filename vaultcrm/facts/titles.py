"""What notes, lines and lengths of time are called, and links to notes."""

from collections.abc import Mapping
from datetime import date

from vaultcrm.facts.book import Book, day_of
from vaultcrm.model import Duration, Record, Ref, Value


def title_of(record: Record) -> str:
    """What a note is called."""
    return str(record.fields.get("title") or record.path)


def titles(book: Book, collection: str) -> dict[str, str]:
    """What the notes of a collection are called, by path."""
    return {record.path: title_of(record) for record in book.records(collection)}


def link_to(book: Book, record: Record) -> Ref:
    """A link to a note, shown by its title."""
    return book.link(record.path, title_of(record))


def text_of(record: Record) -> str:
    """What a line says."""
    return str(record.fields.get("text") or "")


def said_of(record: Record) -> str:
    """What a line says, without the @name of whoever has to do it."""
    text, owner = text_of(record), record.fields.get("owner")
    if isinstance(owner, str) and owner:
        text = " ".join(text.replace(f"@{owner.removeprefix('@')}", " ", 1).split())
    return text


def spelled_out(duration: Duration) -> str:
    """`2 business days`."""
    hours, rest = divmod(duration.seconds, 3600)
    parts = {
        "month": duration.months,
        "day": duration.days,
        "business day": duration.business_days,
        "hour": hours,
        "minute": rest // 60,
    }
    return " ".join(
        f"{count} {name}{'s' if count > 1 else ''}" for name, count in parts.items() if count
    )


def relinked(book: Book, value: Value) -> Value:
    """The same link, written so that it leads to the same note from anywhere."""
    if isinstance(value, Ref) and value.path:
        return book.link(value.path, value.display)
    return value


def said_on(book: Book, record: Record) -> date | None:
    """The day on which a line came to be: its own, else that of the meeting that it stands in."""
    for name in ("date", "created", "asked", "raised"):
        if day := day_of(record.fields.get(name)):
            return day
    meeting = meetings_by_path(book).get(record.path)
    return day_of(meeting.fields.get("date")) if meeting else None


def meeting_title(meeting: Record) -> str:
    """What a meeting's note is called, without the day that its name begins with."""
    title, day = title_of(meeting), day_of(meeting.fields.get("date"))
    return (title.removeprefix(day.isoformat()).strip(" -:,") if day else "") or title


def meetings_by_path(book: Book) -> Mapping[str, Record]:
    """The notes of meetings."""
    return book.once(_meetings)


def _meetings(book: Book) -> Mapping[str, Record]:
    return {meeting.path: meeting for meeting in book.records("meetings")}
