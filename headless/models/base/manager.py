"""The manager of one merchant's rows: reads and changes them through the ORM, for configuration and administration.

    await Token.of(session, merchant_id).filter(id=token_id).update(revoked_at=now)

The merchant is bound once and cannot be forgotten. Hot paths keep hand-made SQL.
"""

from typing import Any, Generic, TypeVar

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from headless.models.base.session import Session

R = TypeVar("R", bound=Model)


class Rows(Generic[R]):
    """Some of a merchant's rows, within the block that opened the session.

    Raises:
        SessionClosed: the session's block has ended, or it only reads.
        StorageError: the database refused a statement, as for the session's own.
    """

    __slots__ = ("_key", "_query", "_session")

    def __init__(self, session: Session, query: QuerySet[R], key: dict[str, Any]) -> None:
        self._session = session
        self._query = query
        self._key = key

    def filter(self, *conditions: Q, **values: Any) -> "Rows[R]":
        """Return those rows that meet all conditions."""
        return self._with(self._query.filter(*conditions, **values))

    def order_by(self, *names: str) -> "Rows[R]":
        """Return the rows in the order of these columns. `-name` reverses one."""
        return self._with(self._query.order_by(*names))

    def locked(self, *, skip: bool = False) -> "Rows[R]":
        """Return the rows locked until the transaction ends. skip: leave out those that another one has locked."""
        return self._with(self._query.select_for_update(skip_locked=skip))

    async def first(self) -> R | None:
        """Read the first row, None if there is none."""
        with self._session.models(writes=False):
            return await self._query.first()

    async def all(self) -> list[R]:
        """Read all rows."""
        with self._session.models(writes=False):
            return await self._query

    async def column(self, name: str) -> list[Any]:
        """Read one column of all rows."""
        with self._session.models(writes=False):
            return [value async for value in self._query.values_list(name, flat=True)]

    async def exists(self) -> bool:
        """Return True if there is a row."""
        with self._session.models(writes=False):
            return await self._query.exists()

    async def create(self, **values: Any) -> R:
        """Add a row of this merchant's."""
        with self._session.models(writes=True):
            return await self._query.model.create(**self._key, **values)

    async def update(self, **values: Any) -> int:
        """Change the rows, and return their number."""
        with self._session.models(writes=True):
            return await self._query.update(**values)

    async def delete(self) -> int:
        """Delete the rows, and return their number."""
        with self._session.models(writes=True):
            return await self._query.delete()

    def _with(self, query: QuerySet[R]) -> "Rows[R]":
        return Rows(self._session, query, self._key)
