"""Settings, read once from the environment at the entrance and passed in from there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import urlsplit

from headless.errors import Misconfigured

Dialect = Literal["sqlite", "postgres"]

SCHEMES: Mapping[str, Dialect] = {"sqlite": "sqlite", "postgres": "postgres", "postgresql": "postgres"}
LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True)
class Settings:
    """What the environment says. `plugins` None: every installed plugin is loaded. The pool is per process.

    `worker`: whether a serving process also does what is due in the background. `strict`: a plugin that fails to load is fatal.
    """

    database_url: str = "sqlite:///headless.db"
    secret_key: str | None = field(default=None, repr=False)
    plugins: tuple[str, ...] | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    log_level: str = "info"
    pool_size: int = 10
    worker: bool = True
    strict: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Settings from HEADLESS_… variables; Misconfigured names the variable that cannot be understood."""
        found = {
            name: text for name in environment if (text := environment[name].strip()) and name.startswith("HEADLESS_")
        }
        url = found.get("HEADLESS_DATABASE_URL", cls.database_url)
        dialect_of(url)
        return cls(
            database_url=url,
            secret_key=_secret(found.get("HEADLESS_SECRET_KEY")),
            plugins=_names(found.get("HEADLESS_PLUGINS")),
            host=found.get("HEADLESS_HOST", cls.host),
            port=_whole("HEADLESS_PORT", found, cls.port, most=65_535),
            log_level=_log_level(found.get("HEADLESS_LOG_LEVEL", cls.log_level)),
            pool_size=_whole("HEADLESS_POOL_SIZE", found, cls.pool_size, most=1_000),
            worker=_switch("HEADLESS_WORKER", found, cls.worker),
            strict=_switch("HEADLESS_STRICT", found, cls.strict),
        )


def dialect_of(database_url: str) -> Dialect:
    """`sqlite` or `postgres`; Misconfigured for another scheme, and for SQLite without a file."""
    scheme = urlsplit(database_url).scheme
    dialect = SCHEMES.get(scheme)
    if dialect is None:
        raise Misconfigured(
            f"HEADLESS_DATABASE_URL begins with {scheme or database_url[:20]!r}: "
            "give sqlite:///file.db or postgresql://user:password@host/database"
        )
    if dialect == "sqlite":
        sqlite_path(database_url)
    return dialect


def sqlite_path(database_url: str) -> str:
    """The file of a SQLite URL.

    `sqlite:///headless.db` and `sqlite://headless.db` lie in the working folder; `sqlite:////srv/headless.db` and
    `sqlite:///srv/headless.db` are whole paths. Misconfigured where there is no file.
    """
    path = database_url.partition("://")[2].partition("?")[0]
    bare = path.lstrip("/")
    is_whole = path.startswith("//") or (path.startswith("/") and "/" in bare)
    path = f"/{bare}" if is_whole and bare else bare
    if not path or path == ":memory:":
        raise Misconfigured("SQLite needs a file, because readers and the writer share it: give sqlite:///headless.db")
    return path


def _names(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(name for part in text.split(",") if (name := part.strip()))


def _secret(text: str | None) -> str | None:
    if text is not None and len(text) < 32:
        raise Misconfigured(f"HEADLESS_SECRET_KEY has {len(text)} characters: give at least 32 random ones")
    return text


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise Misconfigured(f"HEADLESS_LOG_LEVEL is {text!r}: give one of {', '.join(LOG_LEVELS)}")
    return text.lower()


def _whole(name: str, found: Mapping[str, str], default: int, most: int) -> int:
    text = found.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise Misconfigured(f"{name} is {text!r}: give a whole number from 1 to {most}")
    return int(text)


def _switch(name: str, found: Mapping[str, str], default: bool) -> bool:
    text = found.get(name, "on" if default else "off").lower()
    if text not in ("on", "off"):
        raise Misconfigured(f"{name} is {text!r}: give on or off")
    return text == "on"
