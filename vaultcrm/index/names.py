"""What a file's name tells: what to pass over, what is a copy, what other systems cannot hold."""

import os
import re
import unicodedata
from collections.abc import Collection

_TEMPORARY = re.compile(
    r"""\#.*\#\Z | .*~\Z | ~\$ | ~syncthing~ | 4913\Z
    | .*\.(?:tmp|temp|bak|sw[opx]|part|partial|crdownload)\Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# Syncthing; Dropbox, Nextcloud and Obsidian Sync.
_CONFLICT = re.compile(
    r"""\.sync-conflict-\d{8}-\d{6}(?:-\w+)?(?:\.[^.]*)?\Z
    | \([^()]*\bconflicted\ copy\b[^()]*\)(?:\ \(\d+\))?(?:\.[^.]*)?\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# Microsoft, "Naming Files, Paths, and Namespaces"; Obsidian refuses the same characters.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])[ ]*(?:\.|\Z)", re.IGNORECASE
)
# Names in lower case, each before a slash, that are surely none of the above.
_LETTER = r"[\w (),&+=@!'\[\]-]"
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
    if not _ORDINARY.fullmatch(joined) or "conflict" in joined:
        return False
    if joined.isascii():
        return len(set(joined.split("/"))) == len(names) + 1
    return are_distinct(names)


def are_distinct(names: Collection[str]) -> bool:
    """Whether these names can stand in one folder on every system."""
    return len({fold(name) for name in names}) == len(names)


def is_skipped(name: str) -> bool:
    """Hidden names, other programs' folders, and files that an editor or a sync tool (or an edit
    of ours) is in the middle of writing."""
    return name[0] == "." or name == "node_modules" or bool(_TEMPORARY.match(name))


def is_note(name: str) -> bool:
    return name[-3:].lower() == ".md"


def is_conflict_copy(name: str) -> bool:
    return bool(_CONFLICT.search(name))


def unportable(name: str) -> str:
    """Why other systems cannot hold this name; '' if they can."""
    if not name.isascii() and printable(name) != name:
        return "is not UTF-8: rename it, so that every program can open it"
    if found := _FORBIDDEN.search(name):
        return f"holds {found[0]!r}, which Windows and Obsidian do not allow in a name"
    stem = name[:-3] if is_note(name) else name
    if stem[-1:] in (".", " ") or name[-1] in (".", " "):
        return "ends with a dot or a space, which Windows and Obsidian do not keep"
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
