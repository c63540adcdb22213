"""What is outside the database: settings, keys, plugins and the disk."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from headless.config import Settings, sqlite_path
from headless.messages import Message
from headless.plugins.loading.registry import Registry
from headless.services.diagnosing.findings import Finding, failure, fine, warning

FREE_BYTES = 1 << 30
MIB = 1 << 20
LEAST_CHARACTERS = 8
"""So many different characters a random key has, even of digits alone."""
SIDES = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps next to a file, by the end of its name."""


def settings_findings(settings: Settings) -> Iterator[Finding]:
    """Return what there is to say of the settings: those that are of use in development alone, and the secret key."""
    if settings.secret_key is None:
        message = Message(
            "HEADLESS_SECRET_KEY is not set: cursors and members' tokens end with the process, and no second process "
            "knows them; set at least 32 random characters"
        )
        yield warning(Message("secret key"), message)
    elif len(set(settings.secret_key)) < LEAST_CHARACTERS:
        message = Message("HEADLESS_SECRET_KEY is not random; make one with: openssl rand -hex 32")
        yield warning(Message("secret key"), message)
    else:
        yield fine(Message("secret key"), Message("it is set"))
    loose = [name for name, given in _loose(settings).items() if given]
    if loose:
        message = Message("{names} are for development: leave them out where members are real", names=", ".join(loose))
        yield warning(Message("settings"), message)
    else:
        yield fine(Message("settings"), Message("they can be read"))


def _loose(settings: Settings) -> dict[str, bool]:
    return {
        "HEADLESS_OIDC_LOCAL=on": settings.oidc_local,
        "HEADLESS_WEBHOOK_LOCAL=on": settings.webhook_local,
        "HEADLESS_CORS_ORIGINS=*": "*" in settings.cors_origins,
        "HEADLESS_GRAPHIQL=on": settings.graphiql,
    }


def plugin_findings(registry: Registry) -> Iterator[Finding]:
    """Return which plugins are loaded, and which cannot be."""
    for plugin in registry.plugins:
        if plugin.state == "FAILED":
            message = Message(
                "{plugin} cannot be loaded: {error}; repair it, or leave it out of HEADLESS_PLUGINS",
                plugin=plugin.name,
                error=plugin.error,
            )
            yield failure(Message("plugins"), message)
    loaded = [plugin.name for plugin in registry.plugins if plugin.state != "FAILED"]
    yield fine(Message("plugins"), Message("{names} are loaded", names=", ".join(loaded)))


def disk_findings(settings: Settings) -> Iterator[Finding]:
    """Return how much room the database's disk has, and who may read its file. Of a server nothing is known here."""
    if not settings.database_url.startswith("sqlite"):
        return
    path = Path(sqlite_path(settings.database_url))
    free = shutil.disk_usage(path.parent if path.parent.exists() else ".").free
    size = path.stat().st_size if path.exists() else 0
    told = Message("{free} MiB are free, the file has {size} MiB", free=free // MIB, size=size // MIB)
    if free < max(FREE_BYTES, size):
        message = Message("{told}: make room for a copy of the file and 1 GiB at least", told=told)
        yield warning(Message("disk"), message)
    else:
        yield fine(Message("disk"), told)
    yield from _file_findings(path)


def _file_findings(path: Path) -> Iterator[Finding]:
    """Return who may read a file of SQLite and those next to it, which hold the newest rows."""
    if not path.exists() or os.name != "posix":
        return
    files = [file for side in SIDES if (file := path.with_name(path.name + side)).exists()]
    open_ones = [(file, mode) for file in files if (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077]
    for file, mode in open_ones:
        message = Message("others may read {path} ({mode}); run: chmod 600 {path}", path=file, mode=f"{mode:04o}")
        yield warning(Message("file"), message)
    if not open_ones:
        yield fine(Message("file"), Message("only its owner may read {path}", path=path))


def missing_file(settings: Settings) -> Finding | None:
    """Return that there is no SQLite file yet, which looking into it would create."""
    if not settings.database_url.startswith("sqlite"):
        return None
    path = Path(sqlite_path(settings.database_url))
    if path.exists() or not path.parent.exists():
        return None
    return failure(Message("database"), Message("there is no file {path} yet; run: headless migrate", path=path))
