"""What every table class shares: columns are mapped here, the tables themselves are made by our own SQL."""

from typing import Any, ClassVar, NoReturn

import tortoise.models
from tortoise import fields
from tortoise.models import Model

from headless.errors import StorageError

# Tortoise reads the source of each table class again for comments on columns, which takes a tenth of the start; there are none.
tortoise.models._get_comments = lambda cls: {}


class JsonbField(fields.TextField):
    """Compact JSON text; PostgreSQL keeps it as JSONB."""

    class _db_postgres:  # noqa: N801 - Tortoise looks for this name
        SQL_TYPE = "JSONB"


class Row(Model):
    """A table whose key begins with the merchant. `keys` are the columns of its primary key, in order.

    Tortoise knows single keys only, so one column stands in for ours: rows are read through these classes and
    written through a Session.
    """

    keys: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    async def save(self, *_: Any, **__: Any) -> NoReturn:
        """Always StorageError: it would miss the merchant in the key."""
        raise StorageError(f"rows of {self._meta.db_table} are written through Session.insert, upsert or update")

    async def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Always StorageError: it would miss the merchant in the key."""
        raise StorageError(f"rows of {self._meta.db_table} are deleted through Session.delete")
