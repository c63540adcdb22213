"""Plugins as merchants use them: enabled or not, how they fare, and what their actions have answered."""

from tortoise import fields

from headless.models.base.row import Row
from headless.models.base.versions import Versioned


class PluginVersion(Versioned):
    """One version of a merchant's use of a plugin; the code is the plugin's name."""

    class Meta:
        table = "plugin_version"


class PluginHealth(Row):
    """Failures and slow calls of one part of a plugin (`rule:<id>`, `event_settled`, `inbound:<name>` ...) since a moment."""

    keys = ("merchant_id", "plugin", "part")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    plugin = fields.TextField()
    part = fields.TextField()
    failures = fields.IntField()
    slow = fields.IntField()
    since_at = fields.BigIntField()
    last_at = fields.BigIntField()
    error = fields.TextField(null=True)
    paused_at = fields.BigIntField(null=True)

    class Meta:
        table = "plugin_health"


class ActionRun(Row):
    """An action under its idempotency key, and what it answered once it was done."""

    keys = ("merchant_id", "plugin", "action", "run_key")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    plugin = fields.TextField()
    action = fields.TextField()
    run_key = fields.TextField()
    content_hash = fields.TextField()
    member_id = fields.BigIntField(null=True)
    result = fields.TextField(null=True)
    leased_until = fields.BigIntField(null=True)
    created_at = fields.BigIntField()
    done_at = fields.BigIntField(null=True)

    class Meta:
        table = "action_run"
