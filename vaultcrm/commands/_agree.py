"""What `agree` does: seals what a project's note says was agreed, and keeps a copy of it."""

import os
from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from vaultcrm.commands._vault import Session
from vaultcrm.errors import VaultError
from vaultcrm.model import Record, Ref
from vaultcrm.reading.agreement import (
    SEAL,
    Section,
    agreed_headings,
    agreed_sections,
    as_normal,
    digest,
    fenced,
    read_kept,
)
from vaultcrm.reading.links import stem, without_ending
from vaultcrm.reading.values import FIRST_YEAR, LAST_YEAR
from vaultcrm.rendering.differences import difference as unified
from vaultcrm.rendering.text import wikilink
from vaultcrm.writing.atomic import create, read_guarded, replace
from vaultcrm.writing.edits import decode, encode
from vaultcrm.writing.front_matter import set_property
from vaultcrm.writing.generated import generated
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import safe_name

_PROJECT, _AGREEMENT = "project", "agreement"
_AGREERS = ("person", "client")


class Wish(NamedTuple):
    """What was asked for; None or '' where nothing was."""

    day: date | None = None
    by: str = ""
    status: str = ""


def agree(session: Session, name: str, wish: Wish, dry_run: bool) -> dict[str, Any]:
    """Seals what was agreed on a project; gives what the note says then, and what was written.

    A seal that holds is kept, with its day, unless another day is asked for. Raises VaultError for
    what is no project, holds nothing to agree on, or cannot be edited safely."""
    project = _project(session, name)
    properties = _asked(session, wish)
    if dry_run:
        return _seal(session, project, wish, properties, dry_run)
    with write_lock(session.vault.root):
        return _seal(session, project, wish, properties, dry_run)


def difference(session: Session, name: str) -> str:
    """A unified diff from what was agreed to what the project's note says now; '' if the seal
    holds. Raises VaultError where nothing was sealed, or where that is no longer kept."""
    project = _project(session, name)
    seal = project.fields.get(SEAL)
    if not seal:
        raise VaultError(f"{project.path}: nothing was sealed", "run vaultcrm agree for it first")
    text, _ = decode(read_guarded(session.vault.root, project.path).data, project.path)
    now = agreed_sections(text, _headings(session))
    holds = digest(now) == seal
    keeper, kept = _kept(session, project)
    if kept is None and (keeper or not holds):
        if keeper:
            message = f"{keeper}: no longer says what was agreed on {project.path}"
        else:
            message = (
                f"{project.path}: what was agreed on is not kept: 'agreement' leads to no note"
            )
        raise VaultError(
            message,
            "the project itself still says what was agreed: vaultcrm agree keeps it anew"
            if holds
            else "bring it back from a backup or from git, or agree again",
        )
    return "" if holds else unified(as_normal(kept or ()), as_normal(now), keeper, project.path)


def _seal(
    session: Session, project: Record, wish: Wish, asked: Mapping[str, str], dry_run: bool
) -> dict[str, Any]:
    root = session.vault.root
    snapshot = read_guarded(root, project.path)
    text, mark = decode(snapshot.data, project.path)
    keeper, data, agreed = _agreement(session, project, text, wish)
    properties = {"agreed_on": agreed["agreed_on"], **asked, **agreed}
    changed = text
    for key, value in properties.items():
        changed = set_property(changed, key, value)
    written = ([keeper] if data else []) + ([project.path] if changed != text else [])
    if not dry_run:
        # First what was agreed, so that no seal ever stands for what nobody kept.
        if data:
            create(root, keeper, data)
        replace(root, snapshot, encode(changed, project.path, mark))
    return {"project": project.path, **properties, "keeper": keeper, "written": written}


def _agreement(
    session: Session, project: Record, text: str, wish: Wish
) -> tuple[str, bytes | None, dict[str, str]]:
    """The path of the note that keeps what is agreed, its bytes if it is still to be written, and
    the project's properties about it."""
    sections = agreed_sections(text, _headings(session))
    if not sections:
        raise VaultError(
            f"{project.path}: there is nothing to agree on: it has neither Scope nor Deliverables",
            "write down what was agreed first",
        )
    seal = digest(sections)
    holds = project.fields.get(SEAL) == seal
    day = _day(session, project, wish, holds)
    properties = {"agreed_on": day.isoformat(), SEAL: seal}
    keeper, kept = _kept(session, project)
    if holds and kept is not None and project.fields.get("agreed_on") == day:
        return keeper, None, properties
    keeper, data = _keeper(session, project, sections, day)
    return keeper, data, {**properties, _AGREEMENT: f"[[{without_ending(keeper)}]]"}


def _keeper(
    session: Session, project: Record, sections: tuple[Section, ...], day: date
) -> tuple[str, bytes | None]:
    """Path and bytes of a note that keeps what was agreed; no bytes for one that is there already.
    A note that holds anything else is left alone: what was agreed once stays to be read."""
    root = session.vault.root
    folder = session.vault.schema.types[_AGREEMENT].folder
    name = safe_name(f"{stem(project.path)} {day.isoformat()}")
    for number in count(1):
        path = f"{folder}/{name}{'' if number == 1 else f' {number}'}.md"
        data = _note(session, project, sections, day, path)
        if not os.path.lexists(root / path):
            return path, data
        if read_guarded(root, path).data == data:
            break
    return path, None


def _note(
    session: Session, project: Record, sections: tuple[Section, ...], day: date, path: str
) -> bytes:
    link = session.book.link(project.path)
    fields: dict[str, object] = {"type": _AGREEMENT, "project": f"[[{link.target}]]"}
    client = project.fields.get("client")
    if isinstance(client, Ref):
        fields["client"] = f"[[{client.target}]]"
    fields |= {"date": day, SEAL: digest(sections)}
    body = (
        f"What was agreed on {day.isoformat()} for {wikilink(link)}, kept as it was:\n\n"
        f"{fenced(sections)}"
    )
    return generated(fields, body, "vaultcrm", f"agreement | {project.path}", path)


def _kept(session: Session, project: Record) -> tuple[str, tuple[Section, ...] | None]:
    """The path of the note that a project names as its agreement, and what was agreed, if that
    is to be read there."""
    link, seal = project.fields.get(_AGREEMENT), project.fields.get(SEAL)
    path = link.path if isinstance(link, Ref) else ""
    if not path:
        return "", None
    return path, read_kept(session.vault.root, path, seal, _headings(session))


def _project(session: Session, name: str) -> Record:
    path = session.find(name)
    record = session.index.record(path)
    if record is None or path in session.index.unreadable():
        raise VaultError(f"{path} could not be read", "vaultcrm check says why")
    if record.collection != session.vault.schema.types[_PROJECT].collection:
        raise VaultError(f"{path} is no project", "agreements are about projects")
    return record


def _asked(session: Session, wish: Wish) -> dict[str, str]:
    """The properties that were asked for, as they are written."""
    properties = {}
    if wish.by:
        link = session.link(wish.by)
        record = session.index.record(link.path)
        if record is None or record.fields.get("type") not in _AGREERS:
            raise VaultError(f"{link.path} is neither a person nor a client")
        properties["agreed_by"] = f"[[{link.target}]]"
    if wish.status:
        choices = session.vault.schema.types[_PROJECT].fields["status"].choices
        if wish.status not in choices:
            raise VaultError(f"a project has no status {wish.status!r}", ", ".join(choices))
        properties["status"] = wish.status
    return properties


def _day(session: Session, project: Record, wish: Wish, holds: bool) -> date:
    """The day of the agreement: the one asked for; for a seal that holds, or where there is none
    yet, the one that the note names; else today."""
    written = project.fields.get("agreed_on")
    if wish.day is None and isinstance(written, date) and (holds or not project.fields.get(SEAL)):
        return written
    day = wish.day or session.today
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise VaultError(f"{day} is no date between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _headings(session: Session) -> frozenset[str]:
    return agreed_headings(session.vault.schema.types[_PROJECT])
