"""A vault's folder: where it is, its settings, its types."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from vaultcrm import resources
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.source import decode
from vaultcrm.reading.yaml import read_document
from vaultcrm.schema import build, config
from vaultcrm.schema.config import Config
from vaultcrm.schema.documents import Document
from vaultcrm.schema.schema import Schema

FOLDER = ".vaultcrm"
CONFIG = f"{FOLDER}/config.yaml"
TYPES = f"{FOLDER}/types"
VARIABLE = "VAULTCRM_VAULT"


class Vault(NamedTuple):
    """An open vault. `root` is its real path; `problems` are those of its settings, by path."""

    root: Path
    config: Config
    schema: Schema
    problems: tuple[tuple[str, Problem], ...] = ()

    @property
    def name(self) -> str:
        return self.root.name


def find_vault(chosen: Path | None, environment: Mapping[str, str], here: Path) -> Path:
    """The vault's folder: the one chosen, else VAULTCRM_VAULT, else the nearest upwards."""
    named = chosen or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else None)
    if named is not None:
        named = here / named.expanduser()
        if not named.is_dir():
            raise VaultError(f"{named} is no folder", "name the folder that holds your notes")
        if not (named / FOLDER).is_dir():
            raise VaultError(f"{named} is no vault yet", f"make it one: vaultcrm init '{named}'")
        return named.resolve()
    for folder in (here, *here.parents):
        if (folder / FOLDER).is_dir():
            return folder.resolve()
    raise VaultError(
        f"no vault here: neither {here} nor a folder above it holds {FOLDER}/",
        "run `vaultcrm init` in the folder of your notes, or name it with --vault",
    )


def open_vault(root: Path) -> Vault:
    """Reads the settings and the types. A type file that is wrong is among the problems; settings
    that are no YAML at all are misuse, since every answer would then be in doubt."""
    settings = _read_settings(root)
    built, config_problems = config.build(settings)
    documents = [*shipped_types()]
    problems = [(CONFIG, problem) for problem in config_problems]
    for path in _type_files(root):
        document = _read(root, path)
        if isinstance(document, Problem):
            problems.append((path, document))
        else:
            documents.append(document)
    schema, type_problems = build.build(documents)
    return Vault(root, built, schema, (*problems, *type_problems))


def shipped_types() -> list[Document]:
    """The types that come with the program."""
    folder = resources.path("types")
    files = [*sorted((folder / "lines").glob("*.yaml")), *sorted(folder.glob("*.yaml"))]
    return [
        read_document(f"vaultcrm/types/{file.name}", file.read_text(encoding="utf-8"))
        for file in files
    ]


def _type_files(root: Path) -> list[str]:
    try:
        names = sorted(os.listdir(root / TYPES))
    except OSError:
        return []
    return [
        f"{TYPES}/{name}"
        for name in names
        if name.endswith((".yaml", ".yml")) and not name.startswith((".", "~"))
    ]


def _read_settings(root: Path) -> Document | None:
    if not (root / CONFIG).exists():
        return None
    document = _read(root, CONFIG)
    if isinstance(document, Problem):
        raise VaultError(f"{CONFIG} {document.message}")
    broken = next((each for each in document.problems if document.root is None), None)
    if broken:
        raise VaultError(
            f"{CONFIG}:{broken.line}:{broken.column}: {broken.message}", "mend it, then try again"
        )
    return document


def _read(root: Path, path: str) -> Document | Problem:
    data = read_bytes(root, path)
    if isinstance(data, Problem):
        return data
    source = decode(data)
    bad = next((each for each in source.problems if each.rule != "file/empty"), None)
    if bad and (source.opaque or not source.exact or source.conflict >= 0):
        return bad
    return read_document(path, source.text)
