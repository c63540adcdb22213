"""Documents that front ends name by their id."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.session import Session


class TrustedDocument(Row):
    """The text of a GraphQL document. code: what front ends call it, usually its hash."""

    keys = ("merchant_id", "code")
    # the ORM wants one column as the key
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    code = fields.TextField()
    text = fields.TextField()
    added_at = fields.BigIntField()

    class Meta:
        table = "trusted_document"


async def text_of(session: Session, merchant_id: int, code: str) -> str | None:
    """Read the text of a document, None if there is none."""
    row = await session.fetch_one(
        "SELECT text FROM trusted_document WHERE merchant_id = $1 AND code = $2", merchant_id, code
    )
    return None if row is None else str(row["text"])
