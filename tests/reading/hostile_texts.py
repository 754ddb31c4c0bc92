"""Texts for the tests of the body scanner: random ones made of what has a meaning in Markdown, and
ones that make a careless scanner quadratic."""

import time
from collections.abc import Callable

from hypothesis import strategies as st

PIECES = [
    *"` `` ``` ~~~ %% <!-- --> $ $$ \\ \n \n\n \r \r\n - > # ## | 5 === --- * [ ] ( ) ! ^a @ ://".split(
        " "
    ),
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


def seconds(scan: Callable[[str], object], unit: str, size: int = 100_000) -> float:
    """Processor time that `scan` takes for `size` characters of `unit`, repeated. Linear code
    takes some hundredths of a second, quadratic code at least several seconds."""
    text = unit * (size // len(unit))
    start = time.process_time()
    scan(text)
    return time.process_time() - start
