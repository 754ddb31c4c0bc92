"""One property of a note's front matter set, every other character left as it is (text to text,
pure)."""

import re

from vaultcrm.errors import VaultError
from vaultcrm.model import Edit, Raw, RawList, RawMap, RawScalar
from vaultcrm.reading.frontmatter import Framing, split
from vaultcrm.reading.yaml import dump_front_matter, is_ambiguous, parse
from vaultcrm.writing.edits import apply_edits

_NEWLINE = re.compile(r"\r\n|\n|\r")
_NO_TEXT = ("", "~", "null", "Null", "NULL")


def set_property(text: str, name: str, value: str | None) -> str:
    """The note's text with `value` in this property: replaced where it stands, else added as the
    last one; None removes it. See `property_edit`."""
    edit = property_edit(text, name, value)
    return apply_edits(text, [edit]) if edit else text


def property_edit(text: str, name: str, value: str | None) -> Edit | None:
    """The one edit that gives a property this value; None if nothing is to be done.

    `text` is the note's, without byte-order mark. `value` is what reading the property gives as
    text (`2026-11-02`, `12`, `[[Acme]]`): it is quoted only where YAML would otherwise read
    something else. A property is known whatever the case of its name, as to Obsidian.
    Raises VaultError, naming the property but no path, where it is not certain that all else would
    stay: broken front matter, the property twice, or a list, a mapping or a block of text in it.
    """
    framing = split(text)
    before = _properties(text, framing, name)
    found = [pair for pair in before.entries if pair[0].text.casefold() == name.casefold()]
    if len(found) > 1:
        raise _refusal(name, "it is there twice")
    if found:
        key, old = found[0]
        if not isinstance(old, RawScalar) or old.style in ("|", ">") or old.alias:
            raise _refusal(name, "it holds more than one value on one line")
        if value == old.text and (value or old.style):
            return None
        edit = _removed(text, key, old) if value is None else _replaced(text, key, old, value)
    elif value is None:
        return None
    else:
        edit = _added(text, framing, before, name, value)
    if not _changes_nothing_else(text, framing, before, edit, name, value):
        raise _refusal(name, "the note would not read the same afterwards")
    return edit


def _properties(text: str, framing: Framing, name: str) -> RawMap:
    """The front matter as it is; empty where there is none."""
    if framing.unclosed:
        raise _refusal(name, "the front matter is never closed")
    if framing.start < 0:
        if framing.problem and framing.problem.rule != "file/no-front-matter":
            raise _refusal(name, framing.problem.message)
        return RawMap((), False, 0, 0)
    parsed = parse(text, framing.start, framing.end)
    if parsed.broken:
        raise _refusal(name, parsed.problems[-1].message)
    root = parsed.root
    if isinstance(root, RawMap) and not root.flow:
        return root
    if root is None or (isinstance(root, RawScalar) and not root.text and not root.style):
        return RawMap((), False, framing.end, framing.end)
    raise _refusal(name, "the front matter is not one property to a line")


def _replaced(text: str, key: RawScalar, old: RawScalar, value: str) -> Edit:
    if old.text or old.style:
        return Edit(old.start, old.end, _written(value))
    colon = text.index(":", key.end) + 1  # an empty value has no place of its own
    return Edit(colon, colon, f" {_written(value)}")


def _removed(text: str, key: RawScalar, old: RawScalar) -> Edit:
    start = max(text.rfind("\n", 0, key.start), text.rfind("\r", 0, key.start)) + 1
    end = _NEWLINE.search(text, max(key.end, old.end))
    return Edit(start, end.end() if end else len(text), "")


def _added(text: str, framing: Framing, before: RawMap, name: str, value: str) -> Edit:
    first = _NEWLINE.search(text)
    newline = first[0] if first else "\n"
    line = f"{_written(name)}: {_written(value)}{newline}"
    if framing.start < 0:
        return Edit(0, 0, f"---{newline}{line}---{newline}")
    if not before.entries:
        return Edit(framing.end, framing.end, line)
    start = before.entries[0][0].start
    begin = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return Edit(framing.end, framing.end, text[begin:start] + line)


def _written(text: str) -> str:
    """The YAML of a text that stands on one line: plain if that reads as the same text."""
    if text not in _NO_TEXT and not is_ambiguous(text) and text.isprintable():
        plain = f"x: {text}\n"
        parsed = parse(plain, 0, len(plain))
        if not parsed.broken and isinstance(parsed.root, RawMap):
            values = [raw for _, raw in parsed.root.entries]
            if len(values) == 1 and _shape(values[0]) == ("", text):
                return text
    return dump_front_matter({"x": text}).removeprefix("x: ").rstrip("\n")


def _changes_nothing_else(
    text: str, framing: Framing, before: RawMap, edit: Edit, name: str, value: str | None
) -> bool:
    """Whether the note reads as it did but for this property's value."""
    after = apply_edits(text, [edit])
    framed = split(after)
    if after[framed.body :] != text[framing.body :] or framed.start < 0:
        return False
    parsed = parse(after, framed.start, framed.end)
    root = parsed.root if isinstance(parsed.root, RawMap) else RawMap((), False, 0, 0)
    if parsed.broken or (parsed.root is not None and not isinstance(parsed.root, RawMap)):
        return False
    old = [(key.text, _shape(raw)) for key, raw in before.entries]
    new = [(key.text, _shape(raw)) for key, raw in root.entries]
    at = next((i for i, (key, _) in enumerate(old) if key.casefold() == name.casefold()), len(old))
    if value is None:
        return new == old[:at] + old[at + 1 :]
    return (
        new[:at] + new[at + 1 :] == old[:at] + old[at + 1 :]
        and len(new) == max(len(old), at + 1)
        and new[at][0].casefold() == name.casefold()
        and new[at][1][1] == value
    )


def _shape(raw: Raw) -> tuple[object, ...]:
    """What a node says, wherever it stands."""
    if isinstance(raw, RawScalar):
        return raw.style, raw.text
    if isinstance(raw, RawList):
        return "list", raw.flow, *map(_shape, raw.items)
    return "map", raw.flow, *((key.text, _shape(value)) for key, value in raw.entries)


def _refusal(name: str, why: str) -> VaultError:
    return VaultError(
        f"the property {name!r} cannot be set: {why}", "Mend the front matter, then try again."
    )
