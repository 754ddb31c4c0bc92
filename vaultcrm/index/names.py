"""What a file's name tells: what to pass over, what is a copy, what other systems cannot hold."""

import os
import re
import unicodedata
from collections.abc import Collection, Container

_TEMPORARY = re.compile(
    r"""\#.*\#\Z | .*~\Z | ~\$ | ~syncthing~ | 4913\Z
    | .*\.(?:tmp|temp|bak|sw[opx]|part|partial|crdownload)\Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# Syncthing; Dropbox (in several languages), Nextcloud and Obsidian Sync; Seafile.
_CONFLICT = re.compile(
    r"""\.sync-conflict-\d{8}-\d{6}(?:-\w+)?(?:\.[^.]*)?\Z
    | \([^()]*\b(?:conflicted\ copy|case\ conflict|in\ konflikt\ stehende\ kopie
    |copie\ en\ conflit|copia\ en\ conflicto|copia\ in\ conflitto|sfconflict)\b[^()]*\)
    (?:\ \(\d+\))?(?:\.[^.]*)?\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# OneDrive: the name that Windows gives a computer. And the words that any copy's name has one of.
_COMPUTER = re.compile(r"-(?:DESKTOP|LAPTOP)-[A-Z0-9]{5,8}(?:-\d+)?(?=\.[^.]*\Z)")
_COPY = re.compile("conflict|conflit|konflikt|-desktop-|-laptop-")
# Microsoft, "Naming Files, Paths, and Namespaces"; Obsidian refuses the same characters.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_NO_LINK = re.compile(r"[#^\[\]]")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])[ ]*(?:\.|\Z)", re.IGNORECASE
)
# Names in lower case, each before a slash, that are surely none of the above.
_LETTER = r"[\w (),&+=@!'-]"
_ORDINARY = re.compile(
    rf"""(?:
    (?!(?:con|prn|aux|nul|com|lpt)[\d¹²³]?[ ]*[./$]|node_modules/|4913/)
    (?:{_LETTER}++(?<![ ])\.)*+
    (?!(?:tmp|temp|bak|sw[opx]|part|partial|crdownload)/)
    {_LETTER}++(?<![ ])/
    )*+""",
    re.VERBOSE,
)


def are_ordinary(names: Collection[str]) -> bool:
    """Whether no name is skipped, a copy, unportable, or another's twin: a quick answer, which
    spares most folders a look at each name."""
    joined = "".join([f"{name}/" for name in names]).lower()
    if not _ORDINARY.fullmatch(joined) or _COPY.search(joined):
        return False
    # No character combines with a slash: together the names fold to what each would.
    return len(set(fold(joined).split("/"))) == len(names) + 1


def are_distinct(names: Collection[str]) -> bool:
    """Whether these names can stand in one folder on every system."""
    return len({fold(name) for name in names}) == len(names)


def is_skipped(name: str) -> bool:
    """Hidden names, other programs' folders, and files that an editor or a sync tool (or an edit
    of ours) is in the middle of writing."""
    return name[0] == "." or name == "node_modules" or bool(_TEMPORARY.match(name))


def is_note(name: str) -> bool:
    return name[-3:].lower() == ".md"


def is_conflict_copy(name: str, beside: Container[str]) -> bool:
    """Whether a name is that of a conflict copy, in a folder that holds the names `beside`."""
    original = _COMPUTER.sub("", name)
    return bool(_CONFLICT.search(name)) or (original != name and original in beside)


def unportable(name: str) -> str:
    """Why other systems cannot hold this name; '' if they can."""
    if not name.isascii() and printable(name) != name:
        return "is not UTF-8: rename it, so that every program can open it"
    if not name.isascii():
        from vaultcrm.reading.source import TURNING  # most names are ordinary

        if turn := TURNING.search(name):
            return f"holds a character that turns text around (U+{ord(turn[0]):04X}): rename it"
    if found := _FORBIDDEN.search(name):
        return f"holds {found[0]!r}, which Windows and Obsidian do not allow in a name"
    if name[-1] in (".", " "):
        return "ends with a dot or a space, which Windows does not keep"
    if is_note(name) and name[-4:-3] == " ":
        return "has a space at its end, which a link to it does not keep"
    if is_note(name) and (found := _NO_LINK.search(name)):
        return f"holds {found[0]!r}, which no link to it can hold: rename it"
    if _RESERVED.match(name):
        return "is a name that Windows keeps for itself"
    return ""


def printable(path: str) -> str:
    """A path for people: the bytes of its name that are not UTF-8 (surrogates inside, as Python's
    `os` functions give and take them) as `\\xe9`."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def stored(path: str) -> str | bytes:
    """A path as the database holds it: text, or its bytes where they are not UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def encodable(text: str) -> str:
    """The text with a `?` for each lone surrogate, which the database cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def fold(text: str) -> str:
    """Names that differ in case, or in how their accents are encoded, fold to the same."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
