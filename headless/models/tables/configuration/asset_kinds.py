"""Asset kinds, version by version."""

from tortoise import fields

from headless.models.base.row import Row


class AssetKind(Row):
    """One version of an asset kind; the highest version counts."""

    keys = ("merchant_id", "id", "version")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    version = fields.IntField()
    code = fields.TextField()
    document = fields.TextField()
    saved_at = fields.BigIntField()
    saved_by = fields.TextField()

    class Meta:
        table = "asset_kind"
