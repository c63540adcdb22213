"""What every table class shares: columns are mapped here, the tables themselves are made by our own SQL."""

from typing import Any, ClassVar, NoReturn, Self

import tortoise.models
from tortoise import fields
from tortoise.models import Model

from headless.errors import StorageError
from headless.messages import Message
from headless.models.base.manager import Rows
from headless.models.base.session import Session

# Tortoise reads the source of each table class again for comments on columns, which takes a tenth of the start; there are none.
tortoise.models._get_comments = lambda cls: {}


class JsonbField(fields.TextField):
    """Compact JSON text, which PostgreSQL keeps as JSONB."""

    class _db_postgres:  # noqa: N801 - Tortoise looks for this name
        SQL_TYPE = "JSONB"


class Row(Model):
    """A table whose key begins with the merchant. `keys` are the columns of its primary key, in order.

    Tortoise knows single keys only, so one column stands in for ours: rows are read and changed by conditions that name the
    merchant (`of`), or through a Session. `owner` is the column that holds the merchant.
    """

    keys: ClassVar[tuple[str, ...]] = ()
    owner: ClassVar[str] = "merchant_id"

    class Meta:
        abstract = True

    @classmethod
    def of(cls, session: Session, merchant_id: int) -> Rows[Self]:
        """Return the rows of one merchant, to be read and changed through the ORM."""
        key: dict[str, Any] = {cls.owner: merchant_id}
        return Rows(session, cls.filter(**key), key)

    async def save(self, *_: Any, force_create: bool = False, **options: Any) -> None:
        """Add the row if `create` asks for it.

        Raises:
            StorageError: a row that is there would be changed by its id alone, of whichever merchant it is.
        """
        if not force_create:
            raise StorageError(
                Message(
                    "rows of {db_table} are changed through of(), Session.upsert or update",
                    db_table=self._meta.db_table,
                )
            )
        await super().save(force_create=True, **options)

    async def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: the row would be deleted by its id alone, of whichever merchant it is."""
        raise StorageError(
            Message("rows of {db_table} are deleted through of() or Session.delete", db_table=self._meta.db_table)
        )
