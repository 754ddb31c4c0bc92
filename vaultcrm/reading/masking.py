"""Blanks what Obsidian takes no links, tags or tasks from: code, comments and math.

Everything that looks for syntax in a note's body looks in the masked text, which has the length
and the lines of the original, so that every offset holds for both.

Sources: CommonMark 0.31 (code fences and spans, HTML comments), Obsidian's help and its observed
behaviour (`%%` comments, `$` math). Time and memory are linear in the text's length.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

# What opens something to blank; the commonest, a code span on one line, is matched as a whole.
_OPENER = re.compile(r"\\.|`[^`\n]+`(?!`)|``*|~~~~*|%%|<!--|\$\$?")
_PREFIX = re.compile(r"(?:[ \t>]|(?:[-*+]|[0-9]{1,9}+[.)])(?=[ \t]))*+\Z")
_LINE = re.compile(r"\n([ \t>]*+)([^\n]?)")
_FENCE_LINE = re.compile(r"\n([ \t>]*+)([`~])")
_CLOSING_FENCE = re.compile(r"(```++|~~~++)[ \t]*+(?=\n|\Z)")
_START = re.compile(r"([ \t>]*+)((?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|\Z))?")
# A paragraph, and with it every span inside it, ends before a line like these; outside quotes also
# before a quote.
_NEXT_BLOCK = r"(?:\n|\Z|(?:[-*+]|[0-9]{1,9}[.)])[ \t\n]|#{1,6}[ \t\n]|```|~~~|---|\|)"
_PARAGRAPH_END = re.compile(rf"\n(?=[ \t]*+(?:>|{_NEXT_BLOCK}))")
_QUOTE_END = re.compile(rf"\n(?=[ \t>]*+{_NEXT_BLOCK})")
_FIRST = re.compile(r"[ \t]*+(>|#(?=#{0,5}[ \t\n]))")
_BLOCK_CLOSERS = {"%%": "%%", "<!--": "-->", "$$": "$$"}
_BACKTICKS = re.compile(r"``*")
_MATH_CLOSER = re.compile(r"\$(?<![\s\\]\$)(?![0-9])")


def mask(text: str, start: int = 0) -> str:
    """`text` with front matter (all before `start`), code, comments and math blanked by spaces.

    Same length; CR LF becomes ' \\n' and a lone CR '\\n', so that every line ends with '\\n' as
    editors count lines. Left as they are: an unpaired backtick run, `%%` or `<!--` within a
    paragraph, and `$$` without its partner. An unclosed fence, and a `%%` or `<!--` that begins
    a line and is never closed, runs to the end of the text or of the quote or list item that it
    stands in. Indented code is not blanked: in Obsidian the same indentation makes nested items,
    and a task that a human wrote must not vanish because the item above it was deleted.
    """
    text = _with_newlines(text)
    front = _blank(text[:start]) if start else ""
    if not (
        "`" in text
        or "$" in text
        or ("%" in text and "%%" in text)
        or ("<" in text and "<!--" in text)
        or ("~" in text and "~~~" in text)
    ):
        return front + text[start:] if front else text
    pieces = [front]
    done = start
    for begin, end, _ in _hidden(text, start):
        pieces += (text[done:begin], _blank(text[begin:end]))
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def comments(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where each comment (`<!-- -->`, `%% %%`) from `start` on begins and ends, in order."""
    text = _with_newlines(text)
    return (
        (begin, end)
        for begin, end, _ in _hidden(text, start)
        if text.startswith(("<!--", "%%"), begin)
    )


def code(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where each piece of code, in backticks or a fence, from `start` on begins and ends."""
    text = _with_newlines(text)
    return (
        (begin, end) for begin, end, _ in _hidden(text, start) if text.startswith(("`", "~"), begin)
    )


def unclosed(text: str, start: int) -> Iterator[tuple[int, int]]:
    """What opens a comment or a block of code that is never closed, and hides something: where it
    begins, and where what it hides ends."""
    if not ("```" in text or "~~~" in text or "%%" in text or "<!--" in text):
        return
    text = _with_newlines(text)
    for begin, end, closed in _hidden(text, start):
        line_end = text.find("\n", begin, end)
        if not closed and line_end >= 0 and text[line_end:end].strip(" \t\n>"):
            yield begin, end


def fences(text: str) -> Iterator[tuple[int, int]]:
    """Where each block of code that is closed begins and ends."""
    text = _with_newlines(text)
    for begin, end, closed in _hidden(text, 0):
        if closed and text.startswith(("```", "~~~"), begin) and "\n" in text[begin:end]:
            yield begin, end


def columns(prefix: str, quotes: int) -> int:
    """The column, inside `quotes` block quotes, that a line's first characters `prefix` (white
    space, quote marks, list markers) reach; 0 if they are in fewer quotes."""
    parts = prefix.expandtabs(4).split(">", quotes)
    if len(parts) <= quotes:
        return 0
    inner = parts[quotes].partition(">")[0]
    return len(inner) - (quotes > 0 and inner[:1] == " ")


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def _blank(text: str) -> str:
    if "\n" not in text:
        return " " * len(text)
    return "\n".join([" " * len(line) for line in text.split("\n")])


def _hidden(text: str, pos: int) -> Iterator[tuple[int, int, bool]]:
    """The spans to blank from `pos` on, in order, and whether each is closed; none overlaps
    another."""
    floor = pos  # the line that a token stands on is looked for no further back than this
    fence_floor = pos
    block_end = -1
    closers = _Closers(text, pos)
    while match := _OPENER.search(text, pos):
        begin, pos = match.span()
        token = match[0]
        if token[0] == "\\":
            continue
        if token[0] == "`" and token[-2:-1] not in ("", "`"):
            yield begin, pos, True
            floor = pos
            continue
        line = text.rfind("\n", floor, begin) + 1 or floor
        starts_line = line > floor or floor == 0 or text[floor - 1] == "\n"
        prefix = text[line:begin] if starts_line and _PREFIX.match(text, line, begin) else None
        floor = pos
        end = begin
        closed = True
        if prefix is not None and _opens_fence(text, token, pos):
            container = _container(text, line, prefix, fence_floor)
            end, closed = _fence_end(text, pos, token, container, prefix)
            fence_floor = end
        elif (
            prefix is not None
            and (token == "<!--" or not prefix.strip(" \t>"))
            and (closer := _BLOCK_CLOSERS.get(token))
        ):
            found = text.find(closer, begin + 2)
            if found >= 0:
                end = found + len(closer)
            elif token != "$$":
                closed = False
                end = _container_end(text, pos, _container(text, line, prefix, fence_floor))
        else:
            if begin >= block_end:
                block_end = _paragraph_end(text, line, begin)
            end = closers.end(begin, token, block_end)
        if end > begin:
            yield begin, end, closed
            pos = floor = end


def _paragraph_end(text: str, line: int, pos: int) -> int:
    """Where the paragraph or heading around `pos`, whose line begins at `line`, ends."""
    first = _FIRST.match(text, line)
    if first and first[1] == "#":
        end = text.find("\n", pos)
        return end if end >= 0 else len(text)
    pattern = _QUOTE_END if first and first[1] == ">" else _PARAGRAPH_END
    found = pattern.search(text, pos)
    return found.start() if found else len(text)


def _opens_fence(text: str, token: str, pos: int) -> bool:
    """Whether a token at the beginning of a line opens a fence: three backticks or more that no
    other backtick follows on their line, or three tildes or more."""
    if not token.startswith("```"):
        return token.startswith("~~~")
    line_end = text.find("\n", pos)
    return text.find("`", pos, line_end if line_end >= 0 else len(text)) < 0


def _container(text: str, line: int, prefix: str, floor: int) -> tuple[int, int]:
    """What stands around the block that begins after `prefix`, which opens the line at offset
    `line`: how many quotes, and the column where the content of the innermost list item begins
    (0 without one). An item on another line is looked for back to `floor`."""
    quotes = prefix.count(">")
    indent = columns(prefix, quotes)
    if not indent or prefix[prefix.rfind(">") + 1 :].strip():
        return quotes, indent
    within = indent
    while line > floor:
        before = text.rfind("\n", floor, line - 1) + 1 or floor
        start = _START.match(text, before, line - 1)
        if start and start.end(1) < line - 1:
            depth = columns(start[1], quotes)
            if depth < within:
                content = columns(text[before : start.end()], quotes) if start[2] else 0
                if content <= indent and (content or not depth):
                    return quotes, content
                within = depth
        line = before
    return quotes, 0


def _container_end(text: str, pos: int, container: tuple[int, int]) -> int:
    """Where the quotes and the list item of `container` end, looking from `pos`."""
    if container != (0, 0):
        for match in _LINE.finditer(text, pos):
            if _leaves(match, container):
                return match.start()
    return len(text)


def _leaves(line: re.Match[str], container: tuple[int, int]) -> bool:
    quotes, indent = container
    prefix, first = line.groups()
    return prefix.count(">") < quotes or (first != "" and columns(prefix, quotes) < indent)


def _fence_end(
    text: str, pos: int, token: str, container: tuple[int, int], prefix: str
) -> tuple[int, bool]:
    """Where the code that the fence `token` after `prefix` opens ends: after its closing fence,
    else with the quote or list item around it, else with the text. A fence that is indented by
    four columns or more is indented code, which ends with its indentation. And whether it is
    closed as it should be."""
    quotes, inner = container
    indent = columns(prefix, quotes)
    ends_itself = indent > inner + 3
    if ends_itself:
        container = (quotes, inner + 4)
    lines = _FENCE_LINE if container == (0, 0) else _LINE
    for line in lines.finditer(text, pos):
        if _leaves(line, container):
            return line.start(), ends_itself
        prefix, first = line.groups()
        if (
            first == token[0]
            and prefix.count(">") == quotes
            and columns(prefix, quotes) <= indent + 3
            and (fence := _CLOSING_FENCE.match(text, line.start(2)))
            and fence[1].startswith(token)
        ):
            return fence.end(), True
    return len(text), ends_itself


class _Closers:
    """Finds the end of what opens within a paragraph. What would make repeated searches quadratic
    is looked up once: backtick runs by length, the dollar signs that may close math, the lines."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.runs: dict[int, list[int]] | None = None
        self.dollars: list[int] | None = None
        self.line_end = -1
        self.unclosed: dict[str, int] = {}  # where to look for a token's closer again

    def end(self, begin: int, token: str, limit: int) -> int:
        """Where the span that `token` opens at `begin` ends; `begin` if it opens none. `limit` is
        the end of the paragraph."""
        if token[0] == "`":
            return self._code(begin, len(token), limit)
        if token == "$":
            return self._math(begin, limit)
        closer = _BLOCK_CLOSERS.get(token)
        if closer and begin >= self.unclosed.get(token, 0):
            found = self.text.find(closer, begin + 2, limit)
            if found >= 0:
                return found + len(closer)
            self.unclosed[token] = limit
        return begin

    def _code(self, begin: int, length: int, limit: int) -> int:
        if self.runs is None:
            self.runs = {}
            for run in _BACKTICKS.finditer(self.text, self.start):
                self.runs.setdefault(len(run[0]), []).append(run.start())
        starts = self.runs.get(length, [])
        at = bisect_right(starts, begin)
        return starts[at] + length if at < len(starts) and starts[at] < limit else begin

    def _math(self, begin: int, limit: int) -> int:
        """Inline math stays on one line; `$` opens before no space, and closes after no space and
        before no digit, so that `costs $5 and $6` is none."""
        after = self.text[begin + 1 : begin + 2]
        if not after or after.isspace():
            return begin
        if self.dollars is None:
            self.dollars = [m.start() for m in _MATH_CLOSER.finditer(self.text, self.start)]
        if self.line_end <= begin:
            found = self.text.find("\n", begin)
            self.line_end = found if found >= 0 else len(self.text)
        at = bisect_right(self.dollars, begin)
        if at < len(self.dollars) and self.dollars[at] < min(limit, self.line_end):
            return self.dollars[at] + 1
        return begin
