"""Removing a merchant with all its rows: for a demo that was interrupted."""

from headless.models.base.session import Session
from headless.models.tables.catalogue import TABLES


async def remove_merchant(session: Session, merchant_id: int) -> None:
    """Delete a merchant and all its rows, in the reverse order of the tables' references."""
    for table, model in reversed(list(TABLES.items())):
        await session.execute(f"DELETE FROM {table} WHERE {model.owner} = $1", merchant_id)
