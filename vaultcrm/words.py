"""Saying names back to people: the nearest known one (ground floor)."""

from collections.abc import Iterable

_LONGEST = 60  # characters of a name that is compared or shown in full


def nearest(name: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """The known name that is most like `name`, whatever the case; '' if none is like it."""
    from difflib import get_close_matches

    if len(name) > _LONGEST:  # comparing takes the product of the lengths
        return ""
    by_fold = {each.casefold(): each for each in known}
    matches = get_close_matches(name.casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[matches[0]] if matches else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence to append to a message: " Did you mean X?", or '' if nothing is near."""
    near = nearest(name, known)
    return f" Did you mean {near!r}?" if near else ""


def shown(text: str) -> str:
    """What somebody wrote, in quotes, for a message: on one line, and shortened if it is long."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
