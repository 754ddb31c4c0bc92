"""A part of somebody's note that the program renews: what stands between two comments of its own
(text to text, pure).

    <!-- vaultcrm: base "views/Open.base" "By due date" -->

    …

    <!-- /vaultcrm -->
"""

import re

from vaultcrm.errors import VaultError
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.masking import mask

CLOSING = "<!-- /vaultcrm -->"
_NEWLINE = re.compile(r"\r\n|\n|\r")
_MARKER = re.compile(r"^[ \t]*(<!-- (?:vaultcrm: [^\r\n]*?|/vaultcrm) -->)[ \t]*$", re.MULTILINE)


def opening(*words: str) -> str:
    """The comment that begins a block: a word for what it is, then names in quotes."""
    first, *names = words
    # Nothing in a name may end the comment.
    quoted = (f'"{name}"'.replace("--", "-\u200b-") for name in names)
    return f"<!-- vaultcrm: {' '.join((first, *quoted))} -->"


def set_block(text: str, begin: str, content: str) -> str:
    """The note's text with this content in the block that `begin` opens, every other character as
    it is; the block is added to the end where there is none yet.

    Raises VaultError where it is not clear what the block is: it is there twice, or not closed."""
    newline = found[0] if (found := _NEWLINE.search(text)) else "\n"
    inner = _NEWLINE.sub(newline, f"\n\n{content.strip(chr(10))}\n\n")
    live = [
        match for match in _MARKER.finditer(text.replace("\r", "\n")) if _is_live(text, match.end())
    ]
    places = [number for number, match in enumerate(live) if match[1] == begin]
    if not places:
        return _appended(text, begin + inner + CLOSING, newline)
    if len(places) > 1:
        raise VaultError(f"the block {begin} is there twice", "delete one of the two")
    after = live[places[0] + 1 : places[0] + 2]
    if not after or after[0][1] != CLOSING:
        raise VaultError(f"the block {begin} is not closed", f"write {CLOSING} where it ends")
    return text[: live[places[0]].end(1)] + inner + text[after[0].start(1) :]


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
