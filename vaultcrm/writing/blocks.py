"""A part of somebody's note that the program renews: what stands between two comments of its own
(text to text, pure).

    <!-- vaultcrm: base "views/Open.base" "By due date" -->

    …

    <!-- /vaultcrm -->
"""

import re
from itertools import zip_longest

from vaultcrm.errors import VaultError
from vaultcrm.positions import LineIndex
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.masking import mask

CLOSING = "<!-- /vaultcrm -->"
_NEWLINE = re.compile(r"\r\n|\n|\r")
_MARKER = re.compile(r"^[ \t]*(<!-- (?:vaultcrm: [^\r\n]*?|/vaultcrm) -->)[ \t]*$", re.MULTILINE)


def opening(*words: str) -> str:
    """The comment that begins a block: a word for what it is, then names in quotes."""
    first, *names = words
    # Nothing in a name may end the comment or its line.
    plain = ("".join(filter(str.isprintable, " ".join(name.split()))) for name in names)
    quoted = (f'"{name}"'.replace("--", "-\u200b-") for name in plain)
    return f"<!-- vaultcrm: {' '.join((first, *quoted))} -->"


def lines_of(text: str, begin: str) -> range:
    """The lines of the block that `begin` opens, its comments too; none where there is no such
    block, or where it is not clear what it is."""
    blocks = _blocks(text, begin)
    opened, closed = blocks[0] if len(blocks) == 1 else (None, None)
    if opened is None or closed is None:
        return range(0)
    position = LineIndex(text).position
    return range(position(opened.start(1))[0], position(closed.start(1))[0] + 1)


def set_block(text: str, begin: str, content: str) -> str:
    """The note's text with this content in the block that `begin` opens, every other character as
    it is; the block is added to the end where there is none yet.

    Raises VaultError where it is not clear what the block is: it is there twice, or not closed."""
    newline = found[0] if (found := _NEWLINE.search(text)) else "\n"
    lines = ["", "", *_NEWLINE.split(content.strip("\r\n")), "", ""]
    blocks = _blocks(text, begin)
    if not blocks:
        return _appended(text, begin + newline.join(lines) + CLOSING, newline)
    if len(blocks) > 1:
        raise VaultError(f"the block {begin} is there twice", "delete one of the two")
    opened, closed = blocks[0]
    if closed is None:
        raise VaultError(f"the block {begin} is not closed", f"write {CLOSING} where it ends")
    indent = text[opened.start() : opened.start(1)]
    inner = newline.join(indent + line if line else line for line in lines)
    return text[: opened.end(1)] + inner + text[closed.start() :]


def _blocks(text: str, begin: str) -> list[tuple[re.Match[str], re.Match[str] | None]]:
    """The comments that begin such a block, each with the one that ends it, if one does. Those in
    code or in other comments are none."""
    found = _MARKER.finditer(text.replace("\r", "\n"))
    live = [match for match in found if _is_live(text, match.end())]
    ends = [match if match[1] == CLOSING else None for match in live[1:]]
    return [pair for pair in zip_longest(live, ends) if pair[0][1] == begin]


def _appended(text: str, block: str, newline: str) -> str:
    gap = "" if not text else newline if text.endswith(("\n", "\r")) else newline * 2
    result = text + gap + block + newline
    if not _is_live(result, len(text) + len(gap) + block.index("-->") + 3):
        raise VaultError(
            "the block cannot be added to the end of the note: it would stand inside code or a"
            " comment",
            "look for code or a comment in the note that is not closed",
        )
    return result


def _is_live(text: str, end: int) -> bool:
    """Whether the line that ends here is no part of code or of another comment: whether a line
    below it would be seen."""
    probe = text[:end] + "\n\nx\n\n" + text[end:]
    return mask(probe, split(probe).body)[end + 2 : end + 3] == "x"
