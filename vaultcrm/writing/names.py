"""File names for any title.

Names stay in Unicode's composed form (NFC), not the compatibility form (NFKC): that would turn
`50 m²` into `50 m2` and `℀` into `a/c`. But a character whose compatibility form holds one that a
name must not have (a full-width slash, `℀`) goes like that one.
"""

import re
import unicodedata

_LONGEST = 199  # bytes; file systems hold 255, and `.md`, a date or `(conflict)` may be added
# Separators and what looks like one; what Windows cannot hold; what Obsidian's links cannot hold.
_FORBIDDEN = frozenset('/\\\u2044\u2215\u29f8\u2216\u29f5:*?"<>|#^')
_JOINERS = "\u200c\u200d"  # part of words in Persian and Indic scripts, and of emoji
_SPACES = re.compile(r"\s+")
_EDGES = " ." + _JOINERS
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved with any extension too.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|conin\$|conout\$) *(?:\.|\Z)", re.I)


def safe_name(title: str) -> str:
    """A file name, without `.md`, for a title: one that every system and Obsidian's links can hold.

    Characters that cannot stand in a name become a space, invisible ones go, single brackets become
    round ones. Never empty (`Untitled`), at most 200 bytes of UTF-8, and safe_name of a safe name
    is the same name.
    """
    text = unicodedata.normalize("NFC", title)
    text = unicodedata.normalize("NFC", "".join(map(_allowed, text)))
    text = re.sub(r"\[\[+|\]\]+", " ", text).replace("[", "(").replace("]", ")")
    text = re.sub("%%+", "%", text)
    text = _shortened(_SPACES.sub(" ", text).strip(_EDGES)).strip(_EDGES)
    if _RESERVED.match(text):
        text = f"_{text}"
    return text or "Untitled"


def name_key(name: str) -> str:
    """The same for all names that a disk which ignores case (Windows, macOS) takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _allowed(character: str) -> str:
    """What stands for a character in a name: itself, a space or nothing."""
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Cs"):  # bidi controls, zero-width spaces; lone surrogates
        return ""
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if _FORBIDDEN.isdisjoint(unicodedata.normalize("NFKC", character)):
        return character
    return " "


def _shortened(text: str) -> str:
    """At most as many characters as fit, without parting a letter and its marks, or an emoji."""
    cut = len(text.encode()[:_LONGEST].decode(errors="ignore"))
    end = cut
    while 0 < end < len(text) and _belongs_to_previous(text, end):
        end -= 1
    return text[: end or cut]


def _belongs_to_previous(text: str, index: int) -> bool:
    character = text[index]
    return (
        unicodedata.category(character).startswith("M")
        or character in _JOINERS
        or text[index - 1] in _JOINERS
        or "\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}" <= character <= "\U0001f3ff"
    )
