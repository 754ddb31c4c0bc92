"""Saying names back to people: the nearest known one (ground floor)."""

from collections.abc import Collection, Iterable

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


def near_field(name: str, known: Collection[str]) -> str:
    """The known name that is most surely meant by that of a field: one slip away, or of long names
    nearly the same, with the same first letter; '' if there is none, and for a known name with a
    number behind it."""
    folded = name.casefold()
    if folded.rstrip("0123456789_-") in known:
        return ""
    alike = [each for each in known if each[:1] == folded[:1]]
    slips = [each for each in alike if is_one_slip(each, folded)]
    return slips[0] if slips else nearest(folded, (each for each in alike if len(each) > 7), 0.8)


def shown(text: str) -> str:
    """What somebody wrote, in quotes, for a message: on one line, and shortened if it is long."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def is_one_slip(one: str, other: str) -> bool:
    """Whether a letter more, a letter less, another letter, or two exchanged make one of the
    other."""
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    rest, also = one[at:], other[at:]
    return (
        rest[1:] == also[1:]
        or rest[1:] == also
        or rest == also[1:]
        or (rest[:2] == also[1::-1] and rest[2:] == also[2:])
    )
