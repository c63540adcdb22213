"""Rule instances, their memory and their marks."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.versions import Versioned


class RuleInstance(Versioned):
    """One version of a rule's settings, position and state; the code is `<plugin>/<rule>/<name>`."""

    class Meta:
        table = "rule_instance"


class RuleState(Row):
    """What a rule instance (`rule:<id>`) or a plugin (`plugin:<name>`) remembers of a member."""

    keys = ("merchant_id", "member_id", "scope")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    scope = fields.TextField()
    document = fields.TextField()

    class Meta:
        table = "rule_state"


class Mark(Row):
    """A rule instance gave this member something that is given once."""

    keys = ("merchant_id", "member_id", "rule_id", "key")
    merchant_id = fields.BigIntField()
    member_id = fields.BigIntField(primary_key=True, generated=False)
    rule_id = fields.BigIntField()
    key = fields.TextField()
    event_id = fields.BigIntField()

    class Meta:
        table = "mark"
