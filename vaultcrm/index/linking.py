"""The answers about links and names, each within one reading transaction, as in `queries.py`."""

import json
from collections.abc import Iterator

from vaultcrm.index.names import fold
from vaultcrm.index.queries import Catalogue, Resolved
from vaultcrm.index.rows import target_form, unpack_links
from vaultcrm.index.tables import LINKS
from vaultcrm.reading.links import key, stem


def links_from(catalogue: Catalogue, *paths: str) -> list[Resolved]:
    """The links in these notes, by path in the order given and then as they stand."""
    catalogue.store.ledger.note(LINKS)
    return [
        Resolved(path, at, *catalogue.resolve(at.link.target, path))
        for path in paths
        for _, data in catalogue.row_of(path, LINKS.__eq__)
        for at in unpack_links(data)
    ]


def resolve_link(catalogue: Catalogue, target: str, source: str) -> str:
    return catalogue.resolve(target, source)[0]


def links_to(catalogue: Catalogue, path: str) -> list[Resolved]:
    """The links of other notes that lead to this note or file, by path and place. A heading or a
    block of the note itself is no such link."""
    name = key(path)
    forms = {form for form in catalogue.targets if form.rpartition("/")[2] == name}
    return [each for each in _with_targets(catalogue, forms) if each.path == path]


def broken_links(catalogue: Catalogue) -> list[Resolved]:
    """The links that lead nowhere, by path and place."""
    return [each for each in _with_targets(catalogue, _suspects(catalogue)) if not each.path]


def ambiguous_links(catalogue: Catalogue) -> list[Resolved]:
    """The links that could lead to other notes as well, by path and place."""
    return [each for each in _with_targets(catalogue, _suspects(catalogue)) if each.ambiguous]


def _suspects(catalogue: Catalogue) -> set[str]:
    """The target forms that may not lead to exactly one note, found without looking at links."""
    fitting = catalogue.candidates.fitting
    return {form for form in catalogue.targets if len(fitting(form)) != 1}


def _with_targets(catalogue: Catalogue, forms: set[str]) -> Iterator[Resolved]:
    """All links of such targets."""
    notes: set[int] = set()
    for form in forms:
        notes.update(json.loads(catalogue.targets[form]))
    found = sorted(
        (row.path, row.data) for row in (catalogue.store.row(LINKS, note) for note in sorted(notes))
    )
    for path, data in found:
        for at in unpack_links(data):
            if target_form(at.link.target, path) in forms:
                yield Resolved(path, at, *catalogue.resolve(at.link.target, path))


def find(catalogue: Catalogue, name: str) -> list[str]:
    """The notes that a person may mean by a name: by their path (with or without `.md`), else by
    their file's name, title or an alias. What is written the same goes before what differs in
    case, and then only that is given."""
    name = name.strip()
    for same in (str, fold):
        wanted = (same(name), same(f"{name}.md"))
        paths = [(path, same(path)) for path in catalogue.seen.notes]
        by_path = [path for path, written in paths if written in wanted]
        if by_path:
            return sorted(by_path)
        found = {path for path, written in paths if written.rpartition("/")[2] in wanted}
        for path, names in catalogue.names:
            if wanted[0] in map(same, names):
                found.add(path)
        if found:
            return sorted(found)
    return []


def names(catalogue: Catalogue) -> list[str]:
    """Everything that notes are called: file names without `.md`, titles and aliases."""
    found = {stem(path) for path in catalogue.seen.notes}
    found.update(name for _, names in catalogue.names for name in names)
    return sorted(found)


def unique(catalogue: Catalogue) -> frozenset[str]:
    """The notes and files that alone can be meant by a link of their bare name."""
    return frozenset(paths[0] for paths in catalogue.candidates.by_key.values() if len(paths) == 1)
