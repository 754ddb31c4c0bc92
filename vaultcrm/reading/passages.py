"""What a note says in prose: before its first heading, or under one of its headings."""

import re
from typing import NamedTuple

from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.masking import comments

_NEWLINE = re.compile(r"\r\n|\n|\r")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*\Z")
_EMBED = re.compile(r"[ \t]*!\[\[[^\[\]]*\]\][ \t]*\Z")
_BLOCK_ID = re.compile(r"[ \t]+\^[A-Za-z0-9-]+\Z")


class Passage(NamedTuple):
    """Some of a note's text as Markdown, and the line of its heading, else of its beginning."""

    text: str
    line: int


def passage(text: str, title: str = "") -> Passage | None:
    """What a note (its text without byte-order mark) says under the first heading of this title,
    up to the next one that is not below it; of the title '', before any heading. Without comments,
    block ids and lines that only embed another file. None where that leaves nothing."""
    framing = split(text)
    first_line = len(_NEWLINE.findall(text, 0, framing.body)) + 1
    body, _ = scan(text, framing.body, first_line)
    starts = [heading.start for heading in body.headings]
    if not title:
        end = starts[0] if starts else len(text)
        return _passage(text, framing.body, end, first_line)
    for number, heading in enumerate(body.headings):
        if heading.text.strip().rstrip(":").casefold() == title.casefold():
            following = body.headings[number + 1 :]
            ends = (each.start for each in following if each.level <= heading.level)
            start = _below(text, heading.start)
            return _passage(text, start, next(ends, len(text)), heading.line)
    return None


def _below(text: str, start: int) -> int:
    """Where the text under a heading begins."""
    end = _line_end(text, start)
    following = _line_end(text, end)
    underlined = text[start] != "#" and _UNDERLINE.match(text[end:following].rstrip("\r\n"))
    return following if underlined else end


def _line_end(text: str, start: int) -> int:
    """Where the line after the one at `start` begins."""
    newline = _NEWLINE.search(text, start)
    return newline.end() if newline else len(text)


def _passage(text: str, start: int, end: int, line: int) -> Passage | None:
    kept, at = [], start
    for begin, stop in comments(text, start):
        if begin >= end:
            break
        kept.append(text[at:begin])
        at = stop
    kept.append(text[at : max(at, end)])
    lines = [_BLOCK_ID.sub("", each.rstrip()) for each in _NEWLINE.split("".join(kept))]
    words = "\n".join(each for each in lines if not _EMBED.match(each)).strip("\n")
    return Passage(words, line) if words.strip() else None
