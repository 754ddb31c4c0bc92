"""New notes as bytes; the only home of python-frontmatter.

It never reads a note here, and its own handlers are not used (`traps.md` 1: they sort keys, drop
the final newline and strip the body): the handler below writes what it is given.
"""

import re
from collections.abc import Mapping

import frontmatter
from frontmatter.default_handlers import BaseHandler

from vaultcrm.reading.yaml import dump_front_matter
from vaultcrm.writing.edits import encode


class _NewNote(BaseHandler):
    FM_BOUNDARY = re.compile(r"^---$", re.MULTILINE)  # which the base class wants; for reading

    def export(self, metadata: dict[str, object], **_: object) -> str:
        return dump_front_matter(metadata).rstrip("\n") + "\n" if metadata else ""

    def format(self, post: frontmatter.Post, **_: object) -> str:
        return f"---\n{self.export(post.metadata)}---\n{post.content}"


def compose(front_matter: Mapping[str, object], body: str, relpath: str) -> bytes:
    """A new note's bytes: UTF-8, lines ending with LF, the keys in the order given.

    The front matter is flat: str, bool, int, Decimal, date, datetime, or a list of those. The body
    follows the closing fence as it is, but for a final newline that it gets where it has none.
    Raises VaultError, naming `relpath`, for text that is not valid Unicode.
    """
    text = re.sub(r"\r\n?", "\n", body)
    if text and not text.endswith("\n"):
        text += "\n"
    post = frontmatter.Post(text, _NewNote())
    post.metadata = dict(front_matter)  # as arguments, keys such as `content` would be refused
    return encode(frontmatter.dumps(post), relpath)
