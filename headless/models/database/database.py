"""The database: opened once per process, read and written through sessions.

    async with Database.open("sqlite:///headless.db") as db:
        async with db.transaction() as session:
            await session.insert("merchant", columns, rows)
        async with db.read() as session:
            merchants = await session.fetch("SELECT id, slug FROM merchant")

Each Database has its own Tortoise context, entered for the length of a block: so requests see it from any task,
and several may be open at once. Inside a block models read through the block's own connection.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from copy import copy
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast
from urllib.parse import parse_qsl, urlsplit

from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.exceptions import ConfigurationError

from headless.config import dialect_of, sqlite_path
from headless.errors import StorageError
from headless.logs import get_logger
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import Merchant

if TYPE_CHECKING:
    # Tortoise imports the one that is used; the driver of the other is not needed.
    from headless.models.database import postgres, sqlite
    from headless.tracing.spans import Tracing

POOL_SIZE = 10
log = get_logger(__name__)
APP = {"models": ["headless.models.tables.catalogue"], "default_connection": "default"}


class Usage(NamedTuple):
    """Connections that are open, those of them that are busy, and what waits for one."""

    open: int
    busy: int
    waiting: int


class Database:
    """An open database of either dialect."""

    def __init__(self, url: str, context: TortoiseContext) -> None:
        self.url = url
        self.dialect = dialect_of(url)
        self._context = context
        self._client = cast("sqlite.Client | postgres.Client", context.connections.get("default"))
        self._builder = type(self._client.query_class._builder())
        self._writing: set[asyncio.Task[Any]] = set()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = POOL_SIZE,
        more: Iterable[type] = (),
        tracing: "Tracing | None" = None,
    ) -> AsyncIterator[Self]:
        """Open the database at a URL. Raise Misconfigured or StorageError if that is not possible.

        The query part of a SQLite URL sets pragmas (`?synchronous=NORMAL`). `pool_size` is PostgreSQL's, per process.
        `more`: models of plugins' own tables. tracing: where spans of statements are told, None if nowhere.
        """
        connection = _sqlite_connection(url) if dialect_of(url) == "sqlite" else _postgres_connection(url, pool_size)
        context = TortoiseContext()
        try:
            with context:
                await context.init({"connections": {"default": connection}, "apps": {"models": APP}})
                _add_models(context, more)
                # as the query texts below: those of another dialect may have been there last
                EXECUTOR_CACHE.clear()
                database = cls(url, context)
                database._client.tracing = tracing
                await database._client.connect()
            yield database
        finally:
            with copy(context):
                await context.close_connections()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """Open a session outside every transaction: each statement sees what is committed when it begins."""
        with self._entered():
            async with self._client.reading() as session:
                with _closing(session):
                    yield session

    def glance(self) -> AbstractAsyncContextManager[Session]:
        """Open a session as `read` does, for SQL alone: nothing is set up for models, which may not be used inside."""
        return self._client.glancing()

    def usage(self) -> Usage:
        """Return how much of the connections is used at this moment."""
        return Usage(*self._client.usage())

    async def probe(self, statements: Sequence[str]) -> None:
        """Ask statements on a connection that nothing else uses. Raise StorageError if that is not possible."""
        await self._client.probe(statements)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Open a session in a write transaction: committed when the block ends, undone if it raises or is cancelled."""
        with self._entered(), self._alone():
            async with self._client.writing() as session:
                with _closing(session):
                    yield session

    @contextmanager
    def _entered(self) -> Iterator[None]:
        # A context keeps one token, so each block enters a copy of its own; connections and models are shared.
        with copy(self._context) as context:
            # Tortoise keeps query texts on the model classes: those of another dialect may have been there last.
            if context.apps and not isinstance(Merchant._meta.basequery, self._builder):
                context.apps._build_initial_querysets()
                EXECUTOR_CACHE.clear()
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None or task in self._writing:
            raise StorageError(
                Message("this task is in a transaction already: pass that session on instead of opening another")
            )
        self._writing.add(task)
        try:
            yield
        finally:
            self._writing.discard(task)


def _add_models(context: TortoiseContext, more: Iterable[type]) -> None:
    """Join models of plugins, each as an application of its own. What is no model is left to fail in its plugin."""
    apps, models = context.apps, list(more)
    if apps is None or not models:
        return
    for model in models:
        label = f"plugin_{getattr(getattr(model, '_meta', None), 'db_table', model)}"
        module: Any = ModuleType(label)
        module.__models__ = [model]
        try:
            if not apps.init_app(label, [module]):
                raise ConfigurationError("it is not a model")
            model._meta.default_connection = "default"  # type: ignore[attr-defined]
        except Exception as fault:
            apps.apps.pop(label, None)
            log.error("the model of a plugin cannot be used", model=str(model), error=str(fault))
    apps._build_initial_querysets()


@contextmanager
def _closing(session: Session) -> Iterator[None]:
    try:
        yield
    finally:
        session.close()


def _sqlite_connection(url: str) -> dict[str, Any]:
    pragmas = dict(parse_qsl(urlsplit(url).query))
    return {"engine": "headless.models.database.sqlite", "credentials": {"file_path": sqlite_path(url), **pragmas}}


def _postgres_connection(url: str, pool_size: int) -> dict[str, Any]:
    return {"engine": "headless.models.database.postgres", "credentials": {"url": url, "pool_size": pool_size}}
