"""Somebody's Markdown → HTML that is inert. The only home of markdown-it.

HTML in it stays text, comments go, pictures become their names, headings become bold lines (the
page's own headings are in order), and a link leads nowhere but to a note or to what `SCHEMES` has.
"""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from vaultcrm.reading.masking import comments

SCHEMES = ("http", "https", "mailto", "tel")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")

NoteLink = Callable[[str], str]  # a note's path, or a name in a wikilink → where it leads, or ''


def as_html(text: str, path: str, note: NoteLink, name: NoteLink) -> str:
    """The HTML of Markdown that stands in the note `path`. `note` links to a note by its path,
    `name` by its name."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: _scheme(url) in ("", *SCHEMES)  # type: ignore[method-assign]
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    tokens = parser.parse(_without_comments(text.replace("\r\n", "\n").replace("\r", "\n")))
    for token in tokens:
        _tame(token)
        tags = []
        for child in token.children or ():
            _tame(child)
            if child.type == "link_open":
                child.attrs = _attributes(child, path, note, name)
                child.tag = "a" if child.attrs else "span"
                tags.append(child.tag)
            elif child.type == "link_close":
                child.tag = tags.pop()
    return str(parser.renderer.render(tokens, parser.options, {}))


def _wikilink(state: StateInline, silent: bool) -> bool:
    """`[[Note#Heading|words]]` as a link to `[[Note`, which no other link can be."""
    found = _WIKILINK.match(state.src, state.pos)
    if not found or state.linkLevel > 0:
        return False
    if not silent:
        target, shown = found[1].strip(), (found[2] or "").strip()
        state.push("link_open", "a", 1).attrs = {"href": f"[[{target.partition('#')[0]}"}
        state.push("text", "", 0).content = shown or target
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _tame(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = "p"
        token.attrs = {"class": "heading"} if token.nesting > 0 else {}
    elif token.type == "image":
        token.type, token.tag, token.attrs = "text", "", {}


def _attributes(token: Token, path: str, note: NoteLink, name: NoteLink) -> dict[str, str | float]:
    href = str(token.attrs.get("href", ""))
    if href.startswith("[["):
        href = name(href[2:])
    elif not _scheme(href):
        target = unquote(href.partition("#")[0])
        href = note(normpath(join(dirname(path), target))) if target else ""
    return {"href": href, "rel": "noreferrer"} if href else {}


def _scheme(url: str) -> str:
    """A link's scheme in lower case; '' of a path, // of one without that names a host."""
    found = _SCHEME.match(url)
    return found[0].lower().removesuffix(":") if found else ""


def _without_comments(text: str) -> str:
    pieces, done = [], 0
    for begin, end in comments(text, 0):
        pieces.append(text[done:begin])
        done = end
    return "".join([*pieces, text[done:]])
