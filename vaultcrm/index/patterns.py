"""The vault's `ignore` patterns, which work as those of a `.gitignore` do.

A pattern is relative to the vault and is compared in the case that it is written in. `*` stands
for any characters but `/`, `?` for one, `[ab]` and `[!ab]` for one of a set, `**` for any folders.
A pattern without a `/`, or with one at its end only, holds for that name in every folder
(`*.excalidraw.md`, `Archive/`); any other begins at the vault's root (`templates/**`, `/Inbox`).
With a `/` at the end it means folders only. What it says of a folder it says of all inside.
"""

import re
from collections.abc import Callable, Iterable, Iterator

_PART = re.compile(r"(/\*\*/)|(\*\*/)|(/\*\*\Z)|\*+|\?|(\[[!^]?\]?[^\]/]*\])|.", re.DOTALL)


def compile_patterns(patterns: Iterable[str]) -> Callable[[str], bool] | None:
    """Whether a path is ignored, a folder's with a `/` at its end; None if there is no pattern."""
    expressions = [_expression(pattern) for pattern in patterns if pattern.strip("/ ")]
    if not expressions:
        return None
    matches = re.compile("|".join(expressions), re.DOTALL).fullmatch
    return lambda path: matches(path) is not None


def for_files(patterns: Iterable[str]) -> list[str]:
    """The patterns that may fit a file, and not folders alone."""
    return [pattern for pattern in patterns if not pattern.strip().endswith("/")]


def with_folders(path: str) -> Iterator[str]:
    """The path, and each folder that it lies in, with a / at its end."""
    yield path
    while path := path.rstrip("/").rpartition("/")[0]:
        path += "/"
        yield path


def _expression(pattern: str) -> str:
    pattern = pattern.strip()
    folders_only = pattern.endswith("/")
    core = pattern.rstrip("/")
    anywhere = "/" not in core
    body = "".join(_translated(part) for part in _PART.finditer(core.lstrip("/")))
    return f"{'(?:[^/]+/)*' if anywhere else ''}{body}{'/' if folders_only else '/?'}"


def _translated(part: re.Match[str]) -> str:
    text = part[0]
    if part[1]:
        return "/(?:[^/]+/)*"
    if part[2]:
        return "(?:[^/]+/)*"
    if part[3]:
        return "/.*"
    if text[0] == "*":
        return "[^/]*"
    if text == "?":
        return "[^/]"
    return _set(text[1:-1]) if part[4] else re.escape(text)


def _set(inner: str) -> str:
    negated = inner[:1] in ("!", "^")
    members = re.sub(r"--|[\\\[\]&~|]", lambda match: re.escape(match[0]), inner[negated:])
    expression = f"[^/{members}]" if negated else f"[{members}]"
    try:
        re.compile(expression)
    except re.error:  # such as [z-a]
        return re.escape(f"[{inner}]")
    return expression
