"""Events: everything begins as one."""

from tortoise import fields

from headless.models.base.row import Row


class Event(Row):
    """What happened to one member at one time; never changed but for its status."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    type = fields.TextField()
    source = fields.TextField()
    external_id = fields.TextField()
    member_id = fields.BigIntField()
    occurred_at = fields.BigIntField()
    recorded_at = fields.BigIntField()
    occurred_on = fields.IntField()
    status = fields.SmallIntField()
    content_hash = fields.TextField()
    subject = fields.TextField(null=True)
    refers = fields.TextField(null=True)
    type_version = fields.IntField()
    data = fields.TextField()
    root_id = fields.BigIntField(null=True)
    depth = fields.SmallIntField()
    actor = fields.TextField(null=True)

    class Meta:
        table = "event"


class EventPersonal(Row):
    """The erasable fields of an event's payload, apart from it."""

    keys = ("merchant_id", "event_id")
    merchant_id = fields.BigIntField()
    event_id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    fields = fields.TextField()

    class Meta:
        table = "event_personal"
