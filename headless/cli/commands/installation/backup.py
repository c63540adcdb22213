"""`headless backup`."""

from pathlib import Path
from typing import Annotated

import typer

MIB = 1 << 20


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write. It must not exist yet.")],
) -> None:
    """Copy the SQLite database to a file, while processes go on writing.

    The copy is the state at one moment. It is checked before it gets its name, and only its owner may read it. Keep it with
    HEADLESS_SECRET_KEY, without which what is sealed in it cannot be opened, but not in the same place.

    PostgreSQL has its own tools: pg_dump, or base backups with the archived log.

    \b
    headless backup headless-monday.db
    """
    from headless.cli.shared.output import fail, put
    from headless.cli.shared.running import settings
    from headless.config import dialect_of
    from headless.messages import Message
    from headless.models.database.sqlite_copy import copy_sqlite

    current = settings()
    if dialect_of(current.database_url) != "sqlite":
        fail(Message("headless backup copies SQLite files; for PostgreSQL use pg_dump --format=custom"))
    size = copy_sqlite(current.database_url, file)
    put(Message("{file}: {size} MiB, checked", file=file, size=-(-size // MIB)))
