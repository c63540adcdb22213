"""A copy of a SQLite file, made while other processes write to it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from headless.config import sqlite_path
from headless.errors import StorageError
from headless.messages import Message

LOCK_WAIT_S = 30
PART = ".part"


def copy_sqlite(database_url: str, target: Path) -> int:
    """Copy the file of a database to a new file that its owner alone may read, check the copy, and return its size in bytes.

    The copy is the state at one moment. No writer waits for it. It gets its name when it is complete and checked.

    Raises:
        StorageError: there is no such database, the target exists or cannot be written, or the copy is damaged.
    """
    source = Path(sqlite_path(database_url))
    if not source.exists():
        raise StorageError(Message("there is no file {path}: check HEADLESS_DATABASE_URL", path=source))
    if target.exists():
        raise StorageError(Message("{path} exists: give the copy another name", path=target))
    part = target.with_name(target.name + PART)
    with _told(target), _new_file(part):
        _copy(source, part)
        _check(part)
        _flush(part)
        size = part.stat().st_size
        part.rename(target)
        _flush(target.absolute().parent)
    return size


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StorageError(Message("cannot write {path}: {error}", path=target, error=error)) from error


@contextmanager
def _new_file(path: Path) -> Iterator[None]:
    """Make an empty private file, and remove it if the block fails. What an interrupted copy left is replaced."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _copy(source: Path, part: Path) -> None:
    # not read-only: the first reader of a file whose writers have ended makes the files next to it
    uri = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=LOCK_WAIT_S)) as old, closing(sqlite3.connect(part)) as new:
        # all pages in one step: by chunks it would begin again whenever another process writes
        old.backup(new)
        # one file, with nothing next to it
        new.execute("PRAGMA journal_mode=DELETE")


def _check(part: Path) -> None:
    """Raise StorageError if pages of a copy are damaged, or rows point nowhere."""
    with closing(sqlite3.connect(part)) as copy:
        copy.row_factory = sqlite3.Row
        damages = [row["integrity_check"] for row in copy.execute("PRAGMA integrity_check(1)")]
        strays = [row["table"] for row in copy.execute("PRAGMA foreign_key_check")]
    if damages != ["ok"] or strays:
        raise StorageError(
            Message(
                "the copy is damaged ({fault}), and so is the database; run: headless verify",
                fault=strays[0] if damages == ["ok"] else damages[0],
            )
        )


def _flush(path: Path) -> None:
    """Let the disk have it before anyone relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
