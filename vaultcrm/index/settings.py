"""A vault's settings as they were last read, kept beside the index for as long as no file of them
has changed: to load what reads YAML takes longer than many an answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vaultcrm.index import kept
from vaultcrm.index.rows import problem_of
from vaultcrm.model import Raw, RawList, RawMap, RawScalar
from vaultcrm.reading.vault import Settings, Vault, open_vault, read_all
from vaultcrm.schema.documents import Document

_KIND = "settings"


def open_kept(root: Path, place: Path, around: str) -> Vault:
    """What `open_vault` gives. The index is at `place`; `around` is `kept.around`, of before. Where
    something could not be read nothing is kept: what is in its place next has no stamp yet."""
    first, answer = kept.read(place, _KIND)
    if around and first == [around]:
        return open_vault(root, _unpacked(*answer))
    settings = read_all(root)
    if around and not settings.problems:
        kept.write(place, _KIND, [around], _packed(settings))
    return open_vault(root, settings)


def _packed(settings: Settings) -> list[Any]:
    config = settings.config
    return [config and _packed_document(config), list(map(_packed_document, settings.types))]


def _unpacked(config: Any, types: Sequence[Any]) -> Settings:
    return Settings(config and _document(*config), [_document(*each) for each in types], ())


def _packed_document(document: Document) -> list[Any]:
    return [document.path, document.text, _packed_raw(document.root), document.problems]


def _document(path: str, text: str, root: Any, problems: Sequence[Any]) -> Document:
    return Document(path, text, root and _raw(*root), tuple(map(problem_of, problems)))


def _packed_raw(raw: Raw | None) -> list[Any] | None:
    """JSON makes lists of all of them: the first says which it was."""
    match raw:
        case RawScalar():
            return ["", *raw]
        case RawList():
            return ["list", [_packed_raw(each) for each in raw.items], *raw[1:]]
        case RawMap():
            entries = [(_packed_raw(key), _packed_raw(value)) for key, value in raw.entries]
            return ["map", entries, *raw[1:]]
    return None


def _raw(kind: str, first: Any, *rest: Any) -> Any:
    if not kind:
        return RawScalar(first, *rest)
    if kind == "list":
        return RawList(tuple([_raw(*each) for each in first]), *rest)
    return RawMap(tuple([(_raw(*key), _raw(*value)) for key, value in first]), *rest)
