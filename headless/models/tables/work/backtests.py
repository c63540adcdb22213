"""Back-tests: what was tried beside what is live, how far it is, and whom it would change."""

from tortoise import fields

from headless.models.base.row import Row


class Backtest(Row):
    """One back-test: the change and period asked for, its state, and what came of it."""

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    document = fields.TextField()
    status = fields.SmallIntField()
    percent = fields.IntField()
    gained = fields.IntField(null=True)
    lost = fields.IntField(null=True)
    unchanged = fields.IntField(null=True)
    results = fields.TextField(null=True)
    error = fields.TextField(null=True)
    created_at = fields.BigIntField()
    created_by = fields.TextField()
    beat_at = fields.BigIntField(null=True)
    done_at = fields.BigIntField(null=True)

    class Meta:
        table = "backtest"


class BacktestMember(Row):
    """A member whom the change would give something else: direction 1 gains, -1 loses, 0 neither."""

    keys = ("merchant_id", "backtest_id", "member_id")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    backtest_id = fields.BigIntField()
    member_id = fields.BigIntField()
    direction = fields.SmallIntField()
    document = fields.TextField()

    class Meta:
        table = "backtest_member"
