"""Which notes and lines a page for a client may be made of: those of which it is certain that they
are about this client alone, and that nothing in them is private.

Every line is read again from the text of its note without that note's private parts, so that what
is private is gone before anything is made of it.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from vaultcrm.facts.book import Book, path_of
from vaultcrm.index.index import Index
from vaultcrm.index.queries import Resolved
from vaultcrm.model import Fields, Line, Link, Problem, Record, Ref, Value
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.links import key, without_ending
from vaultcrm.reading.note import read_note
from vaultcrm.reading.privacy import folded, is_private, is_private_tag
from vaultcrm.reading.public import Page, page_of
from vaultcrm.reading.source import decode
from vaultcrm.reports._share_names import Known, is_breaking, names_of, texts
from vaultcrm.reports._share_text import Words

# The statuses of projects that a client knows of: a lead is our own hope.
STATUSES = ("active", "agreed", "proposed", "paused", "delivered", "closed")
_COPY, _TWICE = "file/conflict-copy", "field/twice"
_WHOSE = ("client", "project")
_UNSURE = ("field/link", "field/type", "field/nested")
_ABOUT = (*_WHOSE, "attendees")
_BOXES = (None, " ", "x", "X", "/", "-", "h")  # the checkboxes whose meaning is known


class LeftOut(NamedTuple):
    """What is not shown, as `path` or `path:line`, and why."""

    place: str
    why: str


class Shown(NamedTuple):
    """A line that may be shown: what it says in plain text, its fields, the note that it stands
    in, and the path of its project, '' without one."""

    kind: str
    place: str
    text: str
    fields: Fields
    note: Record
    project: str


class _Read(NamedTuple):
    """A note's text as others may read it, and the lines in that which are records, by number."""

    page: Page
    lines: Mapping[int, Line]


class Vetted(NamedTuple):
    """A note that may be shown: what it is called in plain text, and the lines in it that may be
    shown."""

    note: Record
    title: str
    lines: tuple[Shown, ...]


class Vetting:
    """Decides about the notes of one client; `kinds` are the lines that are asked for. What is not
    to be shown is gathered in `left_out`."""

    def __init__(self, book: Book, index: Index, client: Record, kinds: Sequence[str]) -> None:
        self.left_out: list[LeftOut] = []
        self._book = book
        self._index = index
        self._client = client
        self._kinds = kinds
        self._pages: dict[str, _Read | None] = {}
        self._problems: dict[str, list[Problem]] = {}
        for path, problem in index.problems():
            self._problems.setdefault(path, []).append(problem)
        self._unreadable = frozenset(index.unreadable())
        ambiguous = index.ambiguous_links()
        self._ambiguous = {(each.source, each.at.line) for each in ambiguous}
        self._unclear = {each.source for each in ambiguous if each.at.property in _WHOSE}
        tags = index.tags_by_note().items()
        tagged = (path for path, found in tags if any(map(is_private_tag, found)))
        self._private = {
            path for path in tagged if (read := self._read(path)) and read.page.is_private
        }
        known = Known(book, index, client, self._unclear, self._private)
        self._names = known.names()
        self._words = Words(known.people)
        why = "cannot be read: lines that name it may be on the page"
        self.left_out += (LeftOut(path, why) for path in known.unknown)
        self._shown: set[str] = set()  # the projects that may be shown

    def notes(self) -> list[Vetted]:
        """The client's note, the projects and the meetings that may be shown."""
        found = []
        for collection in ("clients", "projects", "meetings"):
            for record in self._concerned(collection):
                written = str(record.fields.get("title"))
                title = self._words.said(written)
                why = self._doubt(record) or self._not_theirs(record)
                why = why or ("" if title else "its title is not plain text")
                if not why and title != written and (name := self._names.in_text(title)):
                    why = f"names {name}"
                if why:
                    self.left_out.append(LeftOut(record.path, why))
                    continue
                found.append((record, title))
                if collection == "projects":
                    self._shown.add(record.path)
        known = {record.path for record, _ in found} | {each.place for each in self.left_out}
        self.left_out += self._elsewhere(known)
        return [Vetted(record, title, tuple(self._lines(record))) for record, title in found]

    def _concerned(self, collection: str) -> Iterator[Record]:
        """The client itself, and the notes that name it or one of its projects, whether or not
        they do so properly."""
        if collection == "clients":
            yield self._client
            return
        for record in self._book.records(collection):
            if any(map(self._is_meant, _whose(record))):
                yield record

    def _is_meant(self, value: Value) -> bool:
        """Whether a value leads to the client or a project of theirs, or looks as if it should."""
        if isinstance(value, Ref) and value.path:
            is_alike = key(value.target) == key(self._client.path)
            theirs = self._client.path in self._clients_of_projects.get(value.path, ())
            return is_alike or theirs or value.path == self._client.path
        names = {folded(name).strip() for name in names_of(self._client)}
        return any(folded(text).strip("[] ") in names for text in texts(value))

    @cached_property
    def _clients_of_projects(self) -> Mapping[str, Sequence[str]]:
        return {
            project.path: [path_of(each) for each in _each(project.fields.get("client"))]
            for project in self._book.records("projects")
        }

    @cached_property
    def _theirs(self) -> frozenset[str]:
        """The client's note and all projects that are theirs alone, shown or not."""
        found = self._clients_of_projects.items()
        alone = (path for path, clients in found if clients == [self._client.path])
        return frozenset((self._client.path, *alone))

    def _elsewhere(self, known: Container[str]) -> Iterator[LeftOut]:
        """Lines that name the client in a note that is not theirs."""
        for kind in self._kinds:
            for record in self._book.records(kind):
                is_theirs = path_of(record.fields.get("client")) == self._client.path
                if is_theirs and record.line is not None and record.path not in known:
                    yield LeftOut(record.place, "stands in a note that is not theirs alone")

    # --- notes

    def _doubt(self, record: Record) -> str:
        """Why what a note says is not certain, or not for others; '' if it is both."""
        if is_private(record.fields, record.path):
            return "is private"
        for problem in self._problems.get(record.path, ()):
            if problem.rule == _TWICE or is_breaking(problem) or self._is_doubt(record, problem):
                return f"is not certain: line {problem.line}: {problem.message}"
        if record.path in self._unreadable:
            return "cannot be read"
        read = self._read(record.path)
        if read is None:
            return "has just changed, or cannot be read"
        if read.page.is_private:
            return "is marked as private in its text"
        stem = without_ending(record.path)
        copies = (path for path in self._copies if path.startswith((f"{stem}.", f"{stem} (")))
        if copy := next(copies, ""):
            return f"is not certain: there is a second version of it, {copy}"
        status = record.fields.get("status")
        if record.collection == "projects" and status not in STATUSES:
            return f"has the status {status}" if status else "has no status"
        return ""

    def _is_doubt(self, record: Record, problem: Problem) -> bool:
        """Whether a problem makes uncertain whom a note is about."""
        places = self._index.places(record.path)
        before = [name for name, line in places.items() if line <= problem.line]
        name = max(before, key=lambda each: places[each], default="")
        if name not in _ABOUT or problem.rule not in _UNSURE:
            return False
        named = (each for each in _each(record.fields.get(name)) if isinstance(each, Ref))
        is_plain = problem.rule == "field/link" and any(
            not each.display and problem.message.endswith(f'"[[{each.target}]]"') for each in named
        )
        return not is_plain

    @cached_property
    def _copies(self) -> Sequence[str]:
        problems = self._problems.items()
        return [path for path, found in problems if any(each.rule == _COPY for each in found)]

    def _not_theirs(self, record: Record) -> str:
        """Why a note is not about the client alone, '' if it is."""
        if record.path == self._client.path:
            return ""
        if record.path in self._unclear:
            return "is not certain: it names a client or a project that may be several notes"
        if path_of(record.fields.get("client")) != self._client.path:
            return "is not certain to be theirs alone"
        project = record.fields.get("project")
        if project and path_of(project) not in self._shown:
            return "is about a project that is not shown"
        is_meeting = record.collection == "meetings"
        read = self._read(record.path)
        for link in self._index.links_from(record.path):
            is_public = is_meeting and read and _is_left(read.page, link)
            if (link.at.property or is_public) and (why := self._not_to_be_linked(link.path)):
                return why
        for value in record.fields.values() if is_meeting else (record.fields.get("title"),):
            for text in texts(value):
                if name := self._names.in_text(text):
                    return f"names {name}"
        return ""

    def _not_to_be_linked(self, path: str) -> str:
        """Why nothing that links to a note may be shown, '' if there is no reason."""
        note = self._notes.get(path)
        if note is None or path == self._client.path:
            return ""
        if path in self._unreadable or path in self._private or is_private(note.fields, path):
            return "links to a note that is private, or cannot be read"
        if note.fields.get("type") == "client" or path in self._unclear:
            return "links to a note of somebody else"
        if any(path_of(each) not in self._theirs for each in _whose(note)):
            return "links to a note of somebody else"
        return ""

    @cached_property
    def _notes(self) -> Mapping[str, Record]:
        base = self._index.vault.schema.base.collection
        return {record.path: record for record in self._book.records(base)}

    # --- lines

    def _lines(self, record: Record) -> Iterator[Shown]:
        """The lines of a note that may be shown."""
        wanted = [
            each for each in self._index.lines_of(record.path) if each.collection in self._kinds
        ]
        read = self._read(record.path)
        links = self._links(record.path)
        for each in wanted:
            number = each.line or 0
            line = read.lines.get(number) if read else None
            if read is None or line is None or line.kind != each.collection:
                why = read.page.why(number) if read else "its note has just changed"
                self.left_out.append(LeftOut(each.place, why))
                continue
            words = self._words.said(str(line.fields.get("text") or ""))
            why = self._doubt_of_line(record, line, read, links)
            if not why and (name := self._names.in_text(words)):
                why = f"names {name}"
            if why := why or ("" if words else "is not certain to say what it seems to"):
                self.left_out.append(LeftOut(each.place, why))
            else:
                project = path_of(each.fields.get("project"))
                yield Shown(line.kind, each.place, words, line.fields, record, project)

    def _read(self, path: str) -> _Read | None:
        """A note as others may read it; None where it cannot be read or has just changed."""
        if path not in self._pages:
            self._pages[path] = self._read_again(path)
        return self._pages[path]

    def _read_again(self, path: str) -> _Read | None:
        vault = self._index.vault
        data = read_bytes(vault.root, path)
        if isinstance(data, Problem) or not self._index.holds(path, data):
            return None
        page = page_of(decode(data).text)
        note = read_note(path, page.text.encode(), vault.schema, vault.config.currency)
        return _Read(page, {line.line: line for line in note.lines})

    def _links(self, path: str) -> Mapping[int, Sequence[Resolved]]:
        found: dict[int, list[Resolved]] = {}
        for each in self._index.links_from(path):
            found.setdefault(each.at.line, []).append(each)
        return found

    def _doubt_of_line(
        self, record: Record, line: Line, read: _Read, links: Mapping[int, Sequence[Resolved]]
    ) -> str:
        """Why a line is not to be shown, '' if nothing speaks against it."""
        page = read.page
        for problem in self._problems.get(record.path, ()):
            if problem.line == line.line:
                return f"is not certain: {problem.message}"
        item = page.item(line.line)
        if line.kind == "decisions" and item and item.depth and item.status is not None:
            return "is a task below a decision"
        for number in page.around(line.line):
            why = self._doubt_around(record, number, read, links.get(number, ()))
            if why:
                return why
        return ""

    def _doubt_around(
        self, record: Record, number: int, read: _Read, links: Sequence[Resolved]
    ) -> str:
        """Why nothing that belongs to a line is to be shown."""
        if (record.path, number) in self._ambiguous:
            return "has a link that may lead to several notes"
        if name := self._names.in_text(read.page.line(number)):
            return f"names {name}"
        if read.page.box(number) not in _BOXES:
            return f"has an unknown status, [{read.page.box(number)}]"
        for link in links:
            if why := self._not_to_be_linked(link.path):
                return why
            if link.path in self._clients_of_projects and link.path not in self._shown:
                return "links to a project that is not shown"
        line = read.lines.get(number)
        for name in _WHOSE if line else ():
            value = line.fields.get(name) if line else None
            if value is not None:
                target = value.target if isinstance(value, Link) else ""
                path = self._index.resolve(target, record.path) if target else ""
                if path not in (self._shown if name == "project" else (self._client.path,)):
                    return "is not certain to be theirs"
        return ""


def _is_left(page: Page, link: Resolved) -> bool:
    """Whether a link in a note's body is not hidden."""
    at = page.starts[min(link.at.line, len(page.starts)) - 1] + link.at.column - 1
    return bool(page.text[at : at + 2].strip())


def _whose(record: Record) -> list[Value]:
    """What a note says of whom it is about."""
    return [value for name in _WHOSE for value in _each(record.fields.get(name))]


def _each(value: Value) -> tuple[Value, ...]:
    """The values in a list; a single one stands for a list of one."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return value
    return () if value in (None, "") else (value,)
