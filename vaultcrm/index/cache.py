"""The file that the index lies in: where it is, opening it, making a new one in its place.

A file that cannot be used (garbage, another program's, an older or a newer form, made for other
types) is never mended: another one is made, and the index's name, a symbolic link, then leads to
that. Where no file can be written the index lives in memory.
"""

import hashlib
import os
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import vaultcrm
from vaultcrm.index.store import Damaged, Store
from vaultcrm.reading import READER_VERSION
from vaultcrm.reading.vault import Vault

APPLICATION_ID = 0x7643726D  # "vCrm"
FORMAT = 11  # of the tables: raised whenever they change
BUSY_TIMEOUT = 5.0  # seconds
# Bytes of a page of the file. Of SQLite's 4,096 a sixth stays empty, because our rows are so long
# that often one more does not fit.
_PAGE = 16_384
# What a file that cannot be used makes of a query; the last when SQLite quotes it in a message.
BROKEN = (sqlite3.DatabaseError, Damaged, UnicodeDecodeError)
_OUT_OF_REACH = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_ABANDONED = 3600.0  # seconds after which a file that nothing leads to is removed


class Database(NamedTuple):
    """An open index. `path` is None in memory; `file` tells which file it was (device, inode)."""

    store: Store
    path: Path | None
    file: tuple[int, int] | None

    @property
    def connection(self) -> sqlite3.Connection:
        return self.store.connection

    def is_in_place(self) -> bool:
        """Whether the file that is open still lies where others will look for it."""
        return self.path is None or _identity(self.path) == self.file

    def close(self) -> None:
        self.store.connection.close()


def fingerprint(vault: Vault) -> str:
    """Changes whenever the same notes would give other rows."""
    made_of = (
        FORMAT,
        READER_VERSION,
        vaultcrm.__version__,
        sys.version_info[:2],  # for Unicode's tables
        vault.schema.fingerprint,
        vault.config.currency,
    )
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


def open_file(path: Path, wanted: str) -> tuple[Database | None, bool]:
    """The index at `path` if it has this fingerprint; and whether there is a file that is broken
    (one of another form is not). Never writes."""
    while identity := _identity(path):
        database, broken = _opened(path, identity, wanted)
        if identity == _identity(path):
            return database, broken
        if database:  # another process put another file there meanwhile
            database.close()
    return None, os.path.lexists(path)


def _opened(path: Path, identity: tuple[int, int], wanted: str) -> tuple[Database | None, bool]:
    connection = None
    try:
        connection = _connect(path)
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        broken = application != APPLICATION_ID and os.path.getsize(path) > 0
        if (application, version) == (APPLICATION_ID, FORMAT):
            database = Database(Store(connection), path, identity)
            database.store.load()
            database.store.check_definitions()
            if database.store.fingerprint == wanted:
                return database, False
    except BROKEN as error:
        broken = not is_out_of_reach(error)
    except OSError:  # it is gone
        broken = False
    if connection:
        connection.close()
    return None, broken


def create_in_memory(vault: Vault) -> Database:
    return _created(sqlite3.connect(":memory:", isolation_level=None), None, vault)


def copy_to_memory(database: Database) -> Database | None:
    """The same index, where it can be changed whatever the disk says; None if it cannot be read
    either."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    store = Store(connection)
    try:
        with reading(database):  # or `backup` would wait for a lock without end
            database.connection.backup(connection)
        store.load()
    except BROKEN:
        connection.close()
        return None
    return Database(store, None, None)


def is_out_of_reach(error: Exception) -> bool:
    """Whether an error says that the file cannot be written now, rather than that it is broken."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return (code & 0xFF) in _OUT_OF_REACH and code != sqlite3.SQLITE_READONLY_DBMOVED


@contextmanager
def reading(database: Database) -> Iterator[int]:
    """One state of the index, whatever others write meanwhile. Gives a number that is another
    one after another connection wrote."""
    connection = database.connection
    connection.execute("BEGIN")
    try:
        database.store.load()
        yield version_of(connection)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def writing(database: Database) -> Iterator[int]:
    """A change of the index, all of it or nothing. Gives the same number as `reading`."""
    connection = database.connection
    connection.execute("BEGIN IMMEDIATE")
    try:
        database.store.load()
        yield version_of(connection)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def building(path: Path, vault: Vault) -> Iterator[Database]:
    """A new and empty index in a file of its own, which `path` leads to in the end. Raises OSError
    or sqlite3.Error where none can be written."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(path)
    file = path.with_name(f"{path.name}.{os.urandom(6).hex()}")
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        connection = _connect(file)
        try:
            # Nobody else sees it yet, and unless it is finished it is thrown away.
            connection.execute(f"PRAGMA page_size = {_PAGE}")
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA cache_size = -16384")  # KiB
            yield _created(connection, file, vault)
            connection.execute("COMMIT")
        finally:
            connection.close()
        _publish(file, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(file)
        raise


def _publish(file: Path, path: Path) -> None:
    """Makes `path` a symbolic link to a finished file, and removes the one that it led to.

    A file is never put in the place of another under the same name, because SQLite finds a journal
    by name: a program that still has the old file open would take the new one's journal for its
    own, and roll it back or delete it. The link gives people a name that does not change."""
    old = None
    try:
        old = path.parent / os.readlink(path)
    except OSError:
        if path.is_dir():  # whatever it is, it is not ours to remove
            os.rename(path, path.with_name(f"{path.name}.{os.urandom(6).hex()}.aside"))
    link = file.with_name(f"{file.name}.link")
    try:
        os.symlink(file.name, link)
        os.replace(link, path)
    except (OSError, NotImplementedError):  # no symbolic links here
        os.replace(file, path)
    if old is not None and old.parent == path.parent and old.name.startswith(f"{path.name}."):
        for suffix in ("", "-journal"):
            with suppress(OSError):
                os.unlink(f"{old}{suffix}")


def _created(connection: sqlite3.Connection, path: Path | None, vault: Vault) -> Database:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("BEGIN")
    store = Store(connection)
    store.create(vault.schema, fingerprint(vault))
    return Database(store, path, _identity(path) if path else None)


def _connect(path: Path) -> sqlite3.Connection:
    # By URI, because a plain name would make the file where there is none.
    uri = f"file:{quote(os.fsencode(path))}?mode=rw"
    connection = sqlite3.connect(uri, timeout=BUSY_TIMEOUT, isolation_level=None, uri=True)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def version_of(connection: sqlite3.Connection) -> int:
    """Another number after another connection wrote."""
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file `path` leads to; None where that is no regular file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _sweep(path: Path) -> None:
    """Removes what programs that were killed have left: files that were not finished, or not
    removed when another one took their place."""
    current = _identity(path)
    with suppress(OSError):
        for entry in os.scandir(path.parent):
            if entry.name.startswith(f"{path.name}.") and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                is_current = (status.st_dev, status.st_ino) == current
                if not is_current and time.time() - status.st_mtime > _ABANDONED:
                    os.unlink(entry.path)
