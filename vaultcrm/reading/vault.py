"""A vault's folder: its settings, its types."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from vaultcrm import resources
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.whereabouts import FOLDER
from vaultcrm.schema import build, config
from vaultcrm.schema.config import Config
from vaultcrm.schema.documents import Document
from vaultcrm.schema.schema import Schema

CONFIG = f"{FOLDER}/config.yaml"
TYPES = f"{FOLDER}/types"


class Vault(NamedTuple):
    """An open vault. `root` is its real path; `problems` are those of its settings, by path."""

    root: Path
    config: Config
    schema: Schema
    problems: tuple[tuple[str, Problem], ...] = ()

    @property
    def name(self) -> str:
        return self.root.name


class Settings(NamedTuple):
    """What a vault's settings say: config.yaml, None if there is none; the types, shipped ones
    first; and what could not be read, by path."""

    config: Document | None
    types: Sequence[Document]
    problems: Sequence[tuple[str, Problem]]


def open_vault(root: Path, settings: Settings | None = None) -> Vault:
    """Reads the settings and the types, where it is not given them. A type file that is wrong is
    among the problems; settings that are no YAML at all are misuse, since every answer would then
    be in doubt."""
    settings = settings or read_all(root)
    built, config_problems = config.build(settings.config)
    schema, type_problems = build.build(settings.types)
    problems = ((CONFIG, problem) for problem in config_problems)
    return Vault(root, built, schema, (*problems, *settings.problems, *type_problems))


def read_all(root: Path) -> Settings:
    """A vault's settings as they are now. Raises VaultError for a config.yaml that is no YAML."""
    settings = _settings(root)
    documents = [*shipped_types()]
    paths, folder_problem = type_files(root)
    problems = [(TYPES, folder_problem)] if folder_problem else []
    for path in paths:
        document = read_settings(root, path)
        if isinstance(document, Problem):
            problems.append((path, document))
        else:
            documents.append(document)
    return Settings(settings, documents, problems)


def shipped_types() -> list[Document]:
    """The types that come with the program."""
    from vaultcrm.reading.yaml import read_document

    folder = resources.path("types")
    files = [*sorted((folder / "lines").glob("*.yaml")), *sorted(folder.glob("*.yaml"))]
    return [
        read_document(f"vaultcrm/types/{file.name}", file.read_text(encoding="utf-8"))
        for file in files
    ]


def type_files(root: Path) -> tuple[list[str], Problem | None]:
    """The vault's own type files, and why they cannot be listed."""
    return yaml_files(root, TYPES)


def yaml_files(root: Path, folder: str) -> tuple[list[str], Problem | None]:
    """The YAML files in a folder of settings, and why they cannot be listed."""
    try:
        names = sorted(os.listdir(root / folder))
    except FileNotFoundError:
        return [], None
    except OSError as error:
        message = f"this folder cannot be listed: {error.strerror}"
        return [], Problem("file/unreadable", message)
    return [
        f"{folder}/{name}"
        for name in names
        if name.endswith((".yaml", ".yml")) and not name.startswith((".", "~"))
    ], None


def _settings(root: Path) -> Document | None:
    try:
        os.lstat(root / CONFIG)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VaultError(f"{CONFIG} cannot be read: {error.strerror}") from error
    document = read_settings(root, CONFIG)
    if isinstance(document, Problem):
        raise VaultError(f"{CONFIG} {document.message}")
    broken = next((each for each in document.problems if document.root is None), None)
    if broken:
        raise VaultError(
            f"{CONFIG}:{broken.line}:{broken.column}: {broken.message}", "mend it, then try again"
        )
    return document


def read_settings(root: Path, path: str) -> Document | Problem:
    """A YAML file of the vault that is no note, or why it cannot be read."""
    # Not where settings are known: it takes longer to load than much of what is asked.
    from vaultcrm.reading.source import decode
    from vaultcrm.reading.yaml import read_document

    data = read_bytes(root, path)
    if isinstance(data, Problem):
        return data
    source = decode(data)
    problems = tuple(each for each in source.problems if each.rule != "file/empty")
    if problems and (source.opaque or not source.exact or source.conflict >= 0):
        return problems[0]
    document = read_document(path, source.text)
    return document._replace(problems=(*problems, *document.problems))
