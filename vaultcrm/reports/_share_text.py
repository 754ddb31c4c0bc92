"""Somebody's words on a page that is made for a client: without links, tags and marks."""

import re
from collections.abc import Iterable

from vaultcrm.reading.body import TAG_CHARACTER
from vaultcrm.reading.links import find, stem
from vaultcrm.reading.masking import mask

_MENTION = r"(?<!\w)@(?:\[\[[^\[\]]*\]\]|(?:{})(?!\w)|[^\s()\[\],;:]+)"
_TAG = re.compile(rf"(?<![\w&/])(?:#({TAG_CHARACTER}+))+")
_LABEL = re.compile(r"\[(.*)\]\(", re.DOTALL)
_FILE = re.compile(r"\.(?!md\Z)[A-Za-z]\w{1,4}\Z", re.IGNORECASE)
_PAIR = re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)")
_MARKS = re.compile(r"\*\*|==|`+")
_EMPTY = re.compile(r"\([ \t]*\)")
_UNCLEAR = re.compile(
    r"%%|<!--|-->|\[\[|\]\]|\]\(|\^\[|::|~~|<[A-Za-z/!?%]|\b(?:obsidian|file|vscode):/"
    r"|\[[^\[\]]*\]\[|\[\^|\[[^\W\d_][^\[\]]*[:：]|`[ \t]*\$?=|(?:^|\s)\^[\w-]"
    r"|\b(?!https?:)[A-Za-z][A-Za-z0-9+.-]+://|(?<!\w)[A-Za-z]:\\|[\x85\u2028\u2029]"
)


class Words:
    """What lines and titles say; `people` are the names of which none is left behind an `@`."""

    def __init__(self, people: Iterable[str]) -> None:
        names = sorted(filter(str.strip, people), key=len, reverse=True)
        known = "|".join(map(re.escape, names)) or r"(?!)"
        self._mention = re.compile(_MENTION.format(known), re.IGNORECASE)

    def said(self, text: str) -> str:
        """Somebody's words as plain text: links are their words, and there are no tags, no mentions
        and no marks. '' where nothing is left, or where it is not clear what is meant to be
        seen."""
        without = self._mention.sub(" ", text)
        pieces, done = [], 0
        for link, kind, embed, begin, end in find(without, mask(without)):
            pieces.append(without[done:begin])
            if kind == "markdown" and not embed:
                label = _LABEL.match(without[begin:end])
                pieces.append(label[1] if label else "")
            elif link and not embed:
                if not link.display and _FILE.search(link.target):
                    return ""
                pieces.append(link.display or stem(link.target))
            done = end
        shown = "".join((*pieces, without[done:]))
        shown = _TAG.sub(lambda tag: tag[0] if tag[0][1:].isdecimal() else " ", shown)
        if _UNCLEAR.search(shown):
            return ""
        if shown != text:
            shown = _EMPTY.sub(" ", shown)
        return " ".join(_MARKS.sub("", _PAIR.sub(r"\1", shown)).split())
