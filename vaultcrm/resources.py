"""Folders that are not the user's vault: what is shipped, where the cache goes, and where the
user's own settings are."""

from collections.abc import Mapping
from pathlib import Path


def path(name: str) -> Path:
    """The shipped folder `name`: `templates` or `example-vault`.

    The wheel holds it inside the package, a checkout beside it.
    Raises FileNotFoundError if it is in neither place: the installation is broken."""
    package = Path(__file__).resolve().parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name} is not among what was installed in {package}")


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where everything disposable goes: VAULTCRM_CACHE_DIR, or the user's cache folder.

    It need not exist yet."""
    named = environ.get("VAULTCRM_CACHE_DIR")
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("vaultcrm", appauthor=False)


def config_folder() -> Path:
    """Where the user's own settings are, which are no vault's. It need not exist."""
    from platformdirs import user_config_path

    return user_config_path("vaultcrm", appauthor=False)


def modules(package: str) -> list[str]:
    """The names of the modules in one of our packages, without importing it: what is found there
    is known by being there."""
    folder = Path(__file__).resolve().parent / package
    return sorted(file.stem for file in folder.glob("[!_]*.py"))
