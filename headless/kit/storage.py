"""The databases of shops: files in memory, copies of one that is migrated once in a process."""

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from headless.models.database.database import Database
from headless.models.migrating.migrate import migrate

MEMORY = Path("/dev/shm")
FAST = "?journal_mode=MEMORY&synchronous=OFF"
_template: bytes | None = None


class Storage:
    """The file of a shop's database, in a directory of its own."""

    def __init__(self) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="headless-kit-", dir=MEMORY if MEMORY.is_dir() else None))
        self.path = self._directory / "shop.db"

    @property
    def url(self) -> str:
        """How the database is opened."""
        return f"sqlite:///{self.path}{FAST}"

    async def make(self) -> None:
        """Make the file, with every table and nothing in them."""
        global _template
        if _template is None:
            async with Database.open(self.url) as database:
                await migrate(database)
            with closing(sqlite3.connect(self.path)) as connection:
                _template = connection.serialize()
        else:
            self.path.write_bytes(_template)

    def remove(self) -> None:
        """Remove the file and its directory."""
        with suppress(OSError):
            shutil.rmtree(self._directory)
