"""Settings, read once from the environment at the entrance and passed in from there."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from headless.errors import Misconfigured
from headless.messages import Message

Dialect = Literal["sqlite", "postgres"]
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["json", "console"]
Documents = Literal["any", "members", "only"]

PREFIX: Final = "HEADLESS_"
FILE: Final = "_FILE"
SECRETS: Final = ("database_url", "secret_key", "secret_key_old")
"""What a variable of the name and `_FILE` may name a file of, as container platforms and systemd hand out secrets."""
SCHEMES: Mapping[str, Dialect] = {"sqlite": "sqlite", "postgres": "postgres", "postgresql": "postgres"}
SECRET_CHARACTERS = 32
OLD_KEYS = 4


def dialect_of(database_url: str) -> Dialect:
    """Return the dialect of a database URL.

    Raises:
        Misconfigured: the scheme is another, or SQLite has no file.
    """
    scheme = urlsplit(database_url).scheme
    dialect = SCHEMES.get(scheme)
    if dialect is None:
        raise Misconfigured(
            Message(
                "HEADLESS_DATABASE_URL begins with {scheme!r}: give sqlite:///file.db or postgresql://user:password@host/database",
                scheme=scheme or database_url[:20],
            )
        )
    if dialect == "sqlite":
        sqlite_path(database_url)
    return dialect


def sqlite_path(database_url: str) -> str:
    """Return the file of a SQLite URL.

    `sqlite:///headless.db` and `sqlite://headless.db` lie in the working folder; `sqlite:////srv/headless.db` and
    `sqlite:///srv/headless.db` are whole paths.

    Raises:
        Misconfigured: the URL names no file.
    """
    path = database_url.partition("://")[2].partition("?")[0]
    bare = path.lstrip("/")
    is_whole = path.startswith("//") or (path.startswith("/") and "/" in bare)
    path = f"/{bare}" if is_whole and bare else bare
    if not path or path == ":memory:":
        raise Misconfigured(
            Message("SQLite needs a file, because readers and the writer share it: give sqlite:///headless.db")
        )
    return path


def _checked_url(url: str) -> str:
    dialect_of(url)
    return url


def _comma_separated(value: object) -> object:
    return tuple(name for part in value.split(",") if (name := part.strip())) if isinstance(value, str) else value


_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(\*\.)?([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:(\d{1,5}|\*))?", re.ASCII)
_USUAL_PORTS = (("http://", ":80"), ("https://", ":443"))


def _origins(value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what no browser sends as an origin, such as one with a path, and leave out the ports that browsers leave out."""
    origins = tuple(origin.lower() for origin in value)
    for origin in origins:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ValueError(origin)
    return tuple(map(_without_usual_port, origins))


def _without_usual_port(origin: str) -> str:
    for scheme, port in _USUAL_PORTS:
        if origin.startswith(scheme):
            origin = origin.removesuffix(port)
    return origin


def _long_enough(keys: tuple[str, ...]) -> tuple[str, ...]:
    if len(keys) > OLD_KEYS or any(len(key) < SECRET_CHARACTERS for key in keys):
        raise ValueError
    return keys


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _one_of(choices: object) -> Message:
    return Message("one of {choices}", choices=get_args(choices))


def _whole(value: object) -> object:
    """Refuse what pydantic would take for a whole number and a reader would not: 8_000, +8000, 8000.0."""
    if isinstance(value, str) and not value.isdecimal():
        raise ValueError(value)
    return value


Switch = Annotated[bool, BeforeValidator(_lower)]
Whole = Annotated[int, BeforeValidator(_whole)]
# NoDecode counts on the whole type only: inside of a union, pydantic-settings would read the list as JSON
Names = Annotated[tuple[str, ...] | None, NoDecode, BeforeValidator(_comma_separated)]
OldKeys = Annotated[tuple[str, ...], NoDecode, AfterValidator(_long_enough), BeforeValidator(_comma_separated)]
Origins = Annotated[tuple[str, ...], NoDecode, AfterValidator(_origins), BeforeValidator(_comma_separated)]
ORIGINS = Message(
    "origins with commas between, such as https://shop.example, https://*.shop.example, http://localhost:* or *"
)
SECONDS, DAYS = Message("a whole number of seconds from 0 to 86400"), Message("a whole number of days from 1 to 36500")
BATCH, COUNT = Message("a whole number from 1 to 100"), Message("a whole number from 1 to 1000")
RATE, DAILY = Message("a whole number from 0 to 10000"), Message("a whole number from 0 to 1000000000")
HEADER = Message("the name of a header, such as X-Forwarded-For")
SWITCH, PORT = Message("on or off"), Message("a whole number from 1 to 65535")


class Settings(BaseSettings):
    """All settings. Each is read from the variable of its name: `pool_size` from HEADLESS_POOL_SIZE.

    `plugins` None: every installed plugin is loaded. `strict`: a plugin that fails to load is fatal. `worker`: a serving
    process also does what is due in the background. `auto_migrate`: every command brings the tables up to date. The pool
    is per process. `metrics_port`: where `headless worker` serves its metrics; None: nowhere. `oidc_local`: issuers on
    this machine, by http, may sign members in. `webhook_local`: webhooks may be sent to this machine, by http. `secret_key_old`:
    other secret keys, which open and never seal. `cors_origins`: whose pages may call this server. `cache_seconds`: for how
    long a browser may keep what is published. `batch`: how many operations one request may have. `documents`: who must
    send trusted documents: no one, members, or everyone. `audit_days`: for how long the audit trail is
    kept. `partner_rate`, `member_rate`: points that a partner or a member may spend each second, twenty times as many at once;
    `partner_daily`, `member_daily`: each day; 0: any number. `address_header`: the header in which proxies say for whom they
    ask, None: it is not believed; `proxies`: how many of them there are. `graphiql`: browsers get a page at /graphql.
    `log_format` None:
    console at a terminal, else json. `traces` None: if OpenTelemetry's variables say where they go. A description says
    what to give.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    # It may hold a password.
    database_url: Annotated[str, AfterValidator(_checked_url)] = Field("sqlite:///headless.db", repr=False)
    secret_key: str | None = Field(None, min_length=SECRET_CHARACTERS, repr=False)
    secret_key_old: OldKeys = Field((), repr=False)
    plugins: Names = None
    strict: Switch = Field(False, description=SWITCH)
    host: str = "127.0.0.1"
    port: Whole = Field(8000, ge=1, le=65_535, description=PORT)
    pool_size: Whole = Field(10, ge=1, le=1_000, description=COUNT)
    worker: Switch = Field(True, description=SWITCH)
    auto_migrate: Switch = Field(True, description=SWITCH)
    metrics_port: Whole | None = Field(None, ge=1, le=65_535, description=PORT)
    oidc_local: Switch = Field(False, description=SWITCH)
    webhook_local: Switch = Field(False, description=SWITCH)
    cors_origins: Origins = Field((), description=ORIGINS)
    cache_seconds: Whole = Field(60, ge=0, le=86_400, description=SECONDS)
    batch: Whole = Field(10, ge=1, le=100, description=BATCH)
    documents: Annotated[Documents, BeforeValidator(_lower)] = Field("any", description=_one_of(Documents))
    audit_days: Whole = Field(1_095, ge=1, le=36_500, description=DAYS)
    partner_rate: Whole = Field(10, ge=0, le=10_000, description=RATE)
    partner_daily: Whole = Field(500_000, ge=0, le=1_000_000_000, description=DAILY)
    member_rate: Whole = Field(10, ge=0, le=10_000, description=RATE)
    member_daily: Whole = Field(50_000, ge=0, le=1_000_000_000, description=DAILY)
    address_header: str | None = Field(None, pattern=r"^[A-Za-z0-9-]{1,64}$", description=HEADER)
    proxies: Whole = Field(1, ge=1, le=100, description=BATCH)
    graphiql: Switch = Field(False, description=SWITCH)
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = Field("info", description=_one_of(LogLevel))
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] | None = Field(None, description=_one_of(LogFormat))
    traces: Switch | None = Field(None, description=SWITCH)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The secret keys that open what was sealed. If there is one that seals, it is the first."""
        return tuple(dict.fromkeys(key for key in (self.secret_key, *self.secret_key_old) if key is not None))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings of the HEADLESS_… variables, where an empty one counts as not set.

        A secret may be in a file, which the variable of its name and `_FILE` names.

        Raises:
            Misconfigured: a value cannot be understood; the message names the variable and says what to give.
        """
        given = {name: text for name in environment if name.startswith(PREFIX) and (text := environment[name].strip())}
        for field in SECRETS:
            _read_file(given, PREFIX + field.upper())
        try:
            return cls(**_Environment(cls, given)())
        except ValidationError as error:
            raise Misconfigured(_explained(str(error.errors()[0]["loc"][0]), given)) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is passed in alone, so that only an entrance reads the environment."""
        return (init_settings,)


class _Environment(EnvSettingsSource):
    """The variables of a given mapping rather than those of the process."""

    def __init__(self, settings_cls: type[BaseSettings], variables: Mapping[str, str]) -> None:
        self._variables = variables
        super().__init__(settings_cls)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): text for name, text in self._variables.items()}


def _read_file(given: dict[str, str], name: str) -> None:
    """Replace the name of a file by what it holds, without the white space around it."""
    path = given.pop(name + FILE, None)
    if path is None:
        return
    if name in given:
        raise Misconfigured(Message("{name} and {name}_FILE are both set: leave one of them out", name=name))
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read().strip()
    except (OSError, UnicodeError) as error:
        raise Misconfigured(
            Message("{name}_FILE cannot be read: {error}", name=name, error=getattr(error, "strerror", None) or "?")
        ) from None
    if not text:
        raise Misconfigured(Message("{name}_FILE names an empty file", name=name))
    given[name] = text


def _explained(field: str, given: Mapping[str, str]) -> Message:
    """Return what a variable holds and what to give instead."""
    name = PREFIX + field.upper()
    if field == "secret_key_old":
        return Message(
            "{name} is no list of secret keys: give 1 to {most} of at least {least} characters, with commas between",
            name=name,
            most=OLD_KEYS,
            least=SECRET_CHARACTERS,
        )
    if field == "secret_key":
        count = len(given[name])
        return Message(
            "{name} has {count} characters: give at least {least} random ones",
            name=name,
            count=count,
            least=SECRET_CHARACTERS,
        )
    return Message(
        "{name} is {value!r}: give {wanted}",
        name=name,
        value=given[name],
        wanted=Settings.model_fields[field].description,
    )
