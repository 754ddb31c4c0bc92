"""Regular expressions as JavaScript writes them (MDN, "Regular expressions"): the only home of the
`regex` package, which, unlike the standard library's, can be told when to stop.

A pattern is rewritten sign by sign into the package's own notation, so nothing that only one of
the two languages knows (possessive and fuzzy repeats, recursion, `\\A`, ASCII-only `\\d`) means
something else here. Characters are code points, as in the rest of the language.
"""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from vaultcrm.expressions.javascript import FLAGS, Syntax, Unreadable, translate
from vaultcrm.model import Error
from vaultcrm.words import shown

if TYPE_CHECKING:
    import regex

LONGEST_PATTERN = 2_000  # characters
LONGEST_RESULT = 1_000_000  # characters
MOST_PARTS = 100_000
SECONDS = 2.0  # for all that the patterns of one expression are ever asked
_ONE_SEARCH = 0.5  # seconds at most of these for one search
_FREE = 20e-6  # seconds: a search that takes no longer is not counted, so honest ones are never cut

_TOO_SLOW = "takes too long: its repeats can match the same text in too many ways"


class _TooSlow(Exception):
    """The time is used up; leaves this module as an `Error`."""


class Allowance:
    """The time that the patterns of one expression may still use: `left`, in seconds. It is never
    filled up again, so what runs for days compiles its expressions anew for each question."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = SECONDS


class Regexp:
    """A pattern: `source` is what stands between the slashes, `flags` what stands behind them."""

    __slots__ = ("_allowance", "_names", "_pattern", "_sticky", "flags", "source")

    def __init__(
        self,
        source: str,
        flags: str,
        pattern: "regex.Pattern[str]",
        syntax: Syntax,
        allowance: Allowance,
    ) -> None:
        self.source = source
        self.flags = flags
        self._pattern = pattern
        self._names = syntax.names
        self._sticky = "y" in flags
        self._allowance = allowance

    def __repr__(self) -> str:
        return f"/{self.source}/{self.flags}"

    def matches(self, text: str) -> bool | Error:
        """Whether it is found anywhere in the text (at its beginning, with the flag y)."""
        try:
            return self._find(text, 0, self._sticky) is not None
        except _TooSlow:
            return self._too_slow()

    def replace(self, text: str, replacement: str) -> str | Error:
        """The text with the first match replaced, with the flag g every one. The replacement may
        name what was found: $& $1 $<name> $` $' and $$ for a dollar sign."""
        pieces: list[str] = []
        end = length = 0
        try:
            for match in self._each(text):
                new = [text[end : match.start()], self._expand(replacement, match)]
                end = match.end()
                length += len(new[0]) + len(new[1])
                if length > LONGEST_RESULT:
                    return Error(f"the text gets longer than {LONGEST_RESULT:,} characters")
                pieces += new
        except _TooSlow:
            return self._too_slow()
        return "".join((*pieces, text[end:]))

    def split(self, text: str) -> tuple[str, ...] | Error:
        """What stands between the matches, and among it what their groups captured. An empty text
        that the pattern matches has no parts."""
        parts: list[str] = []
        end = at = 0
        try:
            if not text:
                return () if self._find(text, 0, True) else ("",)
            while at < len(text) and (match := self._find(text, at, False)):
                if match.start() == len(text):
                    break
                if match.end() == end:  # empty, right behind the last one: look further on
                    at = end + 1
                    continue
                parts += [text[end : match.start()], *(each or "" for each in match.groups())]
                if len(parts) > MOST_PARTS:
                    return Error(f"the text has more than {MOST_PARTS:,} parts")
                end = at = match.end()
        except _TooSlow:
            return self._too_slow()
        return (*parts, text[end:])

    def _each(self, text: str) -> Iterator["regex.Match[str]"]:
        at = 0
        while at <= len(text) and (match := self._find(text, at, self._sticky)):
            yield match
            if "g" not in self.flags:
                return
            at = match.end() + (match.end() == match.start())

    def _find(self, text: str, at: int, here: bool) -> "regex.Match[str] | None":
        """The next match from this offset on, `here`: at it. Raises `_TooSlow`."""
        left = self._allowance.left
        if left <= 0:
            raise _TooSlow
        look: Callable[..., Any] = self._pattern.match if here else self._pattern.search
        begin = time.thread_time()
        try:
            found: regex.Match[str] | None = look(text, at, timeout=min(left, _ONE_SEARCH))
        except (TimeoutError, MemoryError):
            raise _TooSlow from None
        finally:
            taken = time.thread_time() - begin
            if taken > _FREE:
                self._allowance.left = left - taken
        return found

    def _too_slow(self) -> Error:
        return Error(f"the pattern {shown(repr(self))} {_TOO_SLOW}")

    def _expand(self, replacement: str, match: "regex.Match[str]") -> str:
        """A replacement with its $ signs filled in (MDN, "String.prototype.replace()")."""
        if "$" not in replacement:
            return replacement
        head, *rest = replacement.split("$")
        pieces = [head]
        follows = iter(rest)
        for part in follows:
            if not part:  # `$$`, or a lone one at the end
                after = next(follows, None)
                pieces += ["$", after or ""]
                continue
            pieces += self._reference(part, match)
        return "".join(pieces)

    def _reference(self, part: str, match: "regex.Match[str]") -> tuple[str, str]:
        """What stands behind a $ → (what it stands for, the text that follows it)."""
        first, rest = part[0], part[1:]
        if first == "&":
            return match[0], rest
        if first == "`":
            return match.string[: match.start()], rest
        if first == "'":
            return match.string[match.end() :], rest
        if first == "<" and self._names and ">" in rest:
            name, _, rest = rest.partition(">")
            return (match[self._names[name]] or "") if name in self._names else "", rest
        for digits in (part[:2], part[:1]):
            if digits.isascii() and digits.isdigit() and 0 < int(digits) <= self._pattern.groups:
                return match[int(digits)] or "", part[len(digits) :]
        return "$", part


def compile_pattern(source: str, flags: str, allowance: Allowance | None = None) -> Regexp | str:
    """The pattern between two slashes with the flags behind them, or what is wrong with it. The
    patterns of one expression share an allowance."""
    import regex  # which takes as long as all the other modules here, and few questions need it

    if len(source) > LONGEST_PATTERN:
        return f"a regular expression has at most {LONGEST_PATTERN:,} characters"
    for place, flag in enumerate(flags):
        if flag not in FLAGS:
            return f"there is no flag {flag!r}: the flags of a regular expression are {FLAGS}"
        if flag in flags[:place]:
            return f"the flag {flag!r} stands there twice"
    try:
        syntax = translate(source, flags)
        # With version 0 the package reads what it shares with the standard library in its way.
        options = regex.VERSION0 | (regex.IGNORECASE if "i" in flags else 0)
        pattern = regex.compile(syntax.text, options, cache_pattern=False)
    except Unreadable as wrong:
        return str(wrong)
    except (regex.error, RecursionError, OverflowError, MemoryError) as wrong:
        return f"the regular expression cannot be read: {wrong}"
    return Regexp(source, flags, pattern, syntax, allowance or Allowance())
