"""What a change does to a text, as a unified diff."""

from difflib import unified_diff

from vaultcrm.rendering.findings import lines_of


def difference(before: str, after: str, old_name: str, new_name: str) -> str:
    """A unified diff of two texts, each line with its newline; '' if nothing differs. A line's own
    end (CR LF, or none at the end of the text) is not shown."""
    old, new = (lines_of(text.removesuffix("\n")) for text in (before, after))
    lines = unified_diff(old, new, old_name, new_name, lineterm="")
    return "".join(f"{line}\n" for line in lines)
