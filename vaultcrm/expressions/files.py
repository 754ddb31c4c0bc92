"""Files and links: fields and methods."""

from collections.abc import Callable, Mapping

from vaultcrm.expressions.comparing import equal
from vaultcrm.expressions.kinds import File, Inner, entering, named, to_text
from vaultcrm.expressions.links import path_of, read_link
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.table import MANY, Function, Table
from vaultcrm.model import Error, Link, Ref
from vaultcrm.reading.links import stem

_Field = Callable[[Scope, File], Inner]


def _detail(name: str, otherwise: Inner = None) -> _Field:
    def field(scope: Scope, file: File) -> Inner:
        value = scope.world.detail(file.path, name)
        return otherwise if value is None else entering(value)

    return field


def _folder(scope: Scope, file: File) -> str:
    return file.path.rpartition("/")[0]


def _name(scope: Scope, file: File) -> str:
    return file.path.rpartition("/")[2]


def _parts(scope: Scope, file: File) -> tuple[str, str]:
    """The name without its ending, and the ending without its point."""
    name = _name(scope, file)
    stem, point, ending = name.rpartition(".")
    return (stem, ending) if point and stem else (name, "")


FILE_FIELDS: Mapping[str, _Field] = {
    "name": _name,
    "basename": lambda scope, file: _parts(scope, file)[0],
    "path": lambda scope, file: file.path,
    "folder": _folder,
    "ext": lambda scope, file: _parts(scope, file)[1],
    "size": _detail("size"),
    "ctime": _detail("ctime"),
    "mtime": _detail("mtime"),
    "tags": _detail("tags", ()),
    "links": _detail("links", ()),
    "embeds": _detail("embeds", ()),
    "backlinks": _detail("backlinks", ()),
    "properties": _detail("properties", {}),
    "file": lambda scope, file: file,
}


def properties(scope: Scope, path: str) -> Mapping[str, Inner]:
    """All properties of a file."""
    found = FILE_FIELDS["properties"](scope, File(path))
    return found if isinstance(found, Mapping) else {}


def to_file(value: Inner, scope: Scope) -> Inner:
    """The file that a link, a path or a file leads to; None if there is none."""
    if not isinstance(value, (str, Link, Ref, File)):
        return Error(f"expected a path or a link to a file, not {named(value)}")
    path = path_of(value, scope)
    return File(path) if path else None


def link_to(file: File, display: Inner = None) -> Ref:
    return Ref(stem(file.path), file.path, to_text(display))


def _has_tag(scope: Scope, file: File, *values: Inner) -> bool:
    """Whether it has one of the tags, or one nested in it."""
    sought = [to_text(each).removeprefix("#").casefold() for each in values]
    tags = FILE_FIELDS["tags"](scope, file)
    assert type(tags) is tuple
    return any(
        tag == each or tag.startswith(each + "/")
        for tag in (to_text(tag).removeprefix("#").casefold() for tag in tags)
        for each in sought
        if each
    )


def _has_link(scope: Scope, file: File, other: Inner) -> bool:
    sought = read_link(other) if isinstance(other, str) else other
    links = FILE_FIELDS["links"](scope, file)
    assert type(links) is tuple
    return sought is not None and any(equal(each, sought, scope) for each in links)


def _has_property(scope: Scope, file: File, name: Inner) -> bool:
    return to_text(name) in properties(scope, file.path)


def _in_folder(scope: Scope, file: File, folder: Inner) -> bool:
    sought = to_text(folder).strip("/")
    here = _folder(scope, file)
    return not sought or here == sought or here.startswith(sought + "/")


def _links_to(scope: Scope, link: Link | Ref, other: Inner) -> bool:
    path = path_of(link, scope)
    return bool(path) and _has_link(scope, File(path), other)


FILE: Table = {
    "asLink": Function(lambda scope, file, display=None: link_to(file, display), 0, 1),
    "hasLink": Function(_has_link, 1, 1),
    "hasProperty": Function(_has_property, 1, 1),
    "hasTag": Function(_has_tag, 1, MANY),
    "inFolder": Function(_in_folder, 1, 1),
}
LINK: Table = {
    "asFile": Function(lambda scope, link: to_file(link, scope)),
    "linksTo": Function(_links_to, 1, 1),
}
NEEDS: Mapping[str, str] = {  # method of a file → the field that it looks at
    "hasLink": "links",
    "hasProperty": "properties",
    "hasTag": "tags",
}
