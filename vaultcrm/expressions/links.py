"""What links lead to, and when two of them are the same."""

from vaultcrm.expressions.kinds import File, Inner
from vaultcrm.expressions.scope import Scope
from vaultcrm.model import Link, Ref
from vaultcrm.reading.links import parse_wikilink, stem, without_ending


def read_link(text: str) -> Link:
    """A link as somebody writes one: `Note`, `folder/Note.md`, `[[Note#Part|shown]]` or a URL."""
    stripped = text.strip()
    if stripped.startswith("[[") and stripped.endswith("]]"):
        return parse_wikilink(stripped[2:-2])
    if "://" in stripped:
        return Link(stripped)
    target, hash_, subpath = stripped.partition("#")
    return Link(target, hash_ + subpath)


def path_of(value: Inner, scope: Scope) -> str:
    """The path of the file that a link, a file or a text leads to, '' if there is none."""
    if type(value) is Ref and value.path:
        return value.path
    if type(value) is File:
        return value.path
    if isinstance(value, str):
        value = read_link(value)
    if not isinstance(value, (Link, Ref)):
        return ""
    if not value.target:  # a link to a part of its own note
        return scope.path
    return scope.world.resolve(value.target, scope.path)


def same_link(left: Link | Ref, right: Link | Ref, scope: Scope) -> bool:
    return link_key(left, scope) == link_key(right, scope)


def link_key(link: Link | Ref, scope: Scope) -> tuple[bool, str]:
    """The same for links that are equal: by the file they lead to, else by their text."""
    path = path_of(link, scope)
    return (True, path) if path else (False, without_ending(link.target).casefold())


def link_is_text(link: Link | Ref, text: str, scope: Scope) -> bool:
    """Whether a text names what a link leads to: as the link does, by its name, or by its path."""
    if text == link.target or text == stem(link.target):
        return True
    path = path_of(link, scope)
    if path:
        return text == stem(path) or path_of(text, scope) == path
    return link_key(read_link(text), scope) == link_key(link, scope)
