"""Texts for the tests of the body scanner: random ones made of what has a meaning in Markdown, and
ones that make a careless scanner quadratic."""

import time
from collections.abc import Callable

from hypothesis import strategies as st

PIECES = [
    *("`", "``", "```", "~~~", "%%", "<!--", "-->", "$", "$$", "\\", "\n", "\n\n", "\r", "\r\n"),
    *("-", ">", "#", "##", "|", "5", "===", "---", "*", "[", "]", "(", ")", "!", "^a", "@", "://"),
    *(" ", "    ", "\t", "1. ", "- ", "> ", "  - ", "- [ ] x", "- [x] ", "\n- ", "\n# ", "a", "é"),
    *(
        "[[a]]",
        "[[",
        "]]",
        "![[b#c|d]]",
        "[x](y)",
        "](",
        "[a](<b c>)",
        "#t",
        "#9",
        "\ufe0f",
        "\u2028",
    ),
    *(
        "📅 2026-11-02",
        "⏫",
        "✅ x",
        "🔁 every day",
        "🆔 a",
        "[k:: v]",
        "(k:: [[v]])",
        "2026-11-02 09:30 ",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)

REPEATED = [
    *("[", "[[a|", "[[a[", "[a](", "](", "[a](b 'c", "[a](<", "[ [x] ", "[a [b [c", "[a\n", "!["),
    *(
        "`",
        "` ``",
        "a` b\n\n",
        "$a ",
        "$a$1",
        "$$",
        "%%",
        "\n%% a\n\n",
        "   %%a%%\n",
        "\\`",
        "<",
        "<!--",
    ),
    *(
        "```\n",
        "- ```\n",
        "> ```\n",
        "  ```\n",
        "> ```\n> x\n> ```\n",
        "  x\n  ```\n  ```\n",
        "~~~ `\n",
    ),
    *(
        "#",
        "#a",
        "(#a",
        "*a_",
        "(#a://",
        "# # ",
        "\n# a #",
        "a\n---\n",
        "\n---",
        "\n\n  - ",
        "- ",
        "\n",
    ),
    *(
        " ",
        "> ",
        "\n> - a\n",
        "\t",
        "\r",
        "a@",
        "@[[",
        "]]",
        " @a",
        "^a ",
        "[a::",
        "(a:: b) ",
        "[a ::",
    ),
    *("📅 ", "✅ 2026-01-01 ", "⏫ #a ", "⏫ a", "🔁 every ", "{{", "|a", "- [ ] a\n", "\\"),
]


def grows_linearly(scan: Callable[[str], object], unit: str) -> bool:
    """Whether `scan` takes at most some three times as long for twice as many repeated `unit`s.
    Not measured twice where it is fast: a quadratic scan of 50,000 characters never is."""
    once = _seconds(scan, unit * (50_000 // len(unit)))
    return once < 0.2 or _seconds(scan, unit * (100_000 // len(unit))) < 3 * once


def _seconds(scan: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    scan(text)
    return time.process_time() - start
