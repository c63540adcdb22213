"""Merchants, the tenants."""

from tortoise import fields

from headless.models.base.row import Row


class Merchant(Row):
    """One tenant. `clock_at` is set for a sandbox merchant alone; `config_version` grows with each saved change."""

    keys = ("id",)
    owner = "id"
    id = fields.BigIntField(primary_key=True, generated=False)
    slug = fields.TextField()
    name = fields.TextField()
    currency = fields.TextField()
    decimals = fields.SmallIntField()
    time_zone = fields.TextField()
    sandbox = fields.BooleanField()
    clock_at = fields.BigIntField(null=True)
    config_version = fields.IntField()
    created_at = fields.BigIntField()

    class Meta:
        table = "merchant"
