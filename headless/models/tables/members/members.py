"""Members, the people."""

from tortoise import fields

from headless.models.base.row import JsonbField, Row


class Member(Row):
    """One person known to a merchant. `clock_at`: clock work is done up to here; `due_at`: the soonest that waits."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    number = fields.TextField(null=True)
    external_id = fields.TextField(null=True)
    phone = fields.TextField(null=True)
    email = fields.TextField(null=True)
    name = fields.TextField(null=True)
    birthday_on = fields.IntField(null=True)
    gender = fields.TextField(null=True)
    source = fields.TextField(null=True)
    joined_at = fields.BigIntField()
    joined_on = fields.IntField()
    status = fields.SmallIntField()
    attributes = JsonbField()
    clock_at = fields.BigIntField()
    due_at = fields.BigIntField(null=True)
    merged_into = fields.BigIntField(null=True)
    salt = fields.TextField()
    created_at = fields.BigIntField()

    class Meta:
        table = "member"
