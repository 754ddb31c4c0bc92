"""Links: how they are written, and which note one leads to.

Sources: Obsidian's help on internal links and properties; CommonMark 0.31 for Markdown links.
Everything here is linear in the text's length.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import unquote

from vaultcrm.model import Link

# The destination in round brackets, with one level of brackets inside, and the optional title.
_DESTINATION = (
    r"\([ \t]*+(?:<([^<>\n]*+)>|((?:[^\s()\\<]++|\\[()<]?+|(?<!\()<|\([^\s()]*+\))*+))"
    r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*+\)"
)
_FLAT = r"(?:[^\[\]\n\\]++|\\.|\\|\n(?![ \t>]*+\n))*+"
_NESTED = rf"(?:{_FLAT}\[(?:{_FLAT}\[{_FLAT}\])*+{_FLAT}\])*+{_FLAT}"
_WIKI = r"[^\[\]\n]*+(?:(?:\[[^\[\]\n]*+\]|\](?!\]))[^\[\]\n]*+)*+"
# Begins with its only literal so that the search for it is fast. A Markdown link whose text holds
# brackets is matched without moving past its '[', because there may be an image inside.
_LINK = re.compile(
    rf"\[(?<!\\\[)(?:\[({_WIKI})\]\]|({_FLAT})\]{_DESTINATION}|(?=({_NESTED})\]{_DESTINATION}()))"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_ESCAPED = re.compile(r"\\([()<])")


# A link in a text: the link, None for an address outside the vault (with a scheme, or `//host`) and
# for `[[]]`; its kind, wiki or markdown; whether it is an embed; the offsets of its start and end.
Found: TypeAlias = tuple[Link | None, str, bool, int, int]


def find(text: str, masked: str, start: int = 0) -> Iterator[Found]:
    """The links of `text` from `start` on, in order, where `masked` is not blanked. An embed's
    place includes its '!'."""
    for match in _LINK.finditer(masked, start):
        begin, end = match.span()
        embed = begin > start and masked[begin - 1] == "!" and masked[begin - 2 : begin - 1] != "\\"
        form = match.lastindex
        if form == 1:
            link = parse_wikilink(text[begin + 2 : end - 2])
            named = link if link.target or link.subpath else None
            yield named, "wiki", embed, begin - embed, end
            continue
        group = 2 if form in (3, 4) else 5
        if group == 5:
            end = match.end(8)
        destination = match[group + 1] or match[group + 2]
        if destination:
            label = text[match.start(group) : match.end(group)]
            yield _markdown_link(destination, label), "markdown", embed, begin - embed, end


@lru_cache(maxsize=20_000)  # the same notes are named again and again
def parse_wikilink(inner: str) -> Link:
    """The link for the inside of `[[…]]`: `target#subpath|display`, where `\\|` is `|` too, as it
    must be written in a table."""
    if "|" not in inner and "#" not in inner:
        return Link(inner.strip())
    target, bar, display = inner.partition("|")
    if bar and target.endswith("\\"):
        target = target[:-1]
    if "#" not in target:
        return Link(target.strip(), "", display.strip())
    target, _, subpath = target.partition("#")
    return Link(target.strip(), "#" + subpath.strip(), display.strip())


def property_links(value: str) -> list[tuple[Link, str, bool, int, int]]:
    """The links to notes and files that a front-matter string holds, in order: link, kind, whether
    it is an embed, start and end in `value`. One wiki link that spans all of it is what Obsidian
    treats as a link value."""
    if "[" not in value:
        return []
    return [
        (link, kind, embed, start, end)
        for link, kind, embed, start, end in find(value, value)
        if link is not None
    ]


def _markdown_link(destination: str, text: str) -> Link | None:
    if _SCHEME.match(destination):
        return None
    if "\\" in destination:
        destination = _ESCAPED.sub(r"\1", destination)
    target, hash_, subpath = destination.partition("#")
    return Link(unquote(target).strip(), unquote(hash_ + subpath).strip(), text.strip())


# --- which note a link leads to -------------------------------------------------------------------


def stem(path: str) -> str:
    """What a link by name calls a file: no folder, and no ending if it is a note."""
    return without_ending(path.rpartition("/")[2])


def without_ending(path: str) -> str:
    """A path, or the end of one, as links write it: without `.md`."""
    return path[:-3] if path[-3:].lower() == ".md" else path


def key(target: str) -> str:
    """What a link's target and the path of the note it may lead to have in common: the last path
    component without `.md`, casefolded and NFC."""
    return _folded(stem(target))


def leaves_vault(target: str, source: str) -> bool:
    """Whether a target, read from the folder of the note `source`, climbs out of the vault."""
    return _walk(target, source) is None


def resolve(target: str, source: str, candidates: Sequence[str]) -> tuple[str, bool]:
    """The path among `candidates` (vault paths whose `key` is the target's) that a link in the
    note `source` leads to, and whether others would fit as well; '' when none fits.

    A target with `./`, `../` or a leading `/` names one path. Any other is the end of a path: the
    whole path wins, then the note in the source's folder, then the nearest folder, then the
    shortest path. Names written in the same case go before all others. An empty target is the
    source itself.
    """
    if not target:
        return source, False
    parts = without_ending(target).split("/")
    if target.startswith("/") or "." in parts or ".." in parts:
        path = _walk(without_ending(target), source)
        if path is None:
            return "", False
        fitting = _alike(path, candidates, whole=True)
    else:
        path = without_ending(target)
        fitting = _alike(path, candidates, whole=False)
    if not fitting:
        return "", False
    best = min(fitting, key=lambda found: _rank(found, path, source))
    return best, len(fitting) > 1 and not ("/" in path and _nfc(without_ending(best)) == _nfc(path))


def _alike(path: str, candidates: Sequence[str], whole: bool) -> list[str]:
    """The candidates that are `path`, or unless `whole` end with it: those in the same case if
    there are any, else those that differ in case only."""
    for fold in (_nfc, _folded):
        wanted = fold(path)
        found = []
        for candidate in candidates:
            stem = fold(without_ending(candidate))
            if stem == wanted or (not whole and stem.endswith("/" + wanted)):
                found.append(candidate)
        if found:
            return found
    return []


def _rank(candidate: str, path: str, source: str) -> tuple[bool, int, int, str]:
    there = candidate.split("/")[:-1]
    here = source.split("/")[:-1]
    shared = 0
    for one, other in zip(there, here, strict=False):
        if one != other:
            break
        shared += 1
    is_path = "/" in path and _folded(without_ending(candidate)) == _folded(path)
    return not is_path, len(there) + len(here) - 2 * shared, len(candidate), candidate


def _walk(target: str, source: str) -> str | None:
    """The vault path that a target names from the root (`/x`) or from the source's folder; None
    if it climbs out of the vault."""
    folders = [] if target.startswith("/") else source.split("/")[:-1]
    for part in target.split("/"):
        if part == "..":
            if not folders:
                return None
            folders.pop()
        elif part not in ("", "."):
            folders.append(part)
    return "/".join(folders)


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else _nfc(_nfc(text).casefold())
