"""Keys in one spelling: what was stored with blanks at its ends or with invisible characters is found by its plain form."""

from tortoise.migrations.migration import Migration as Base

from headless.models.migrating.respelling import Respell, Spelled

_CODES = ("asset_kind", "tier_track", "tag", "coupon_kind", "benefit")
_ASSETS = "key LIKE 'asset:%'"


class Migration(Base):
    """Rewrites numbers of events and orders, idempotency keys and codes. Tables keep their shape."""

    dependencies = [("models", "0010_one_referral_a_person")]
    operations = [
        Respell(
            [
                Spelled("event", "external_id", ("source",)),
                Spelled("event", "source", ("external_id",)),
                Spelled("event", "subject", ("type",)),
                Spelled("event", "refers"),
                Spelled("hold", "order_ref"),
                Spelled("coupon", "order_ref"),
                Spelled("coupon_batch", "idempotency_key", ()),
                Spelled("action_run", "run_key", ("plugin", "action")),
                *(Spelled(table, "code", ()) for table in _CODES),
                Spelled("tier", "code", ("track_id",)),
                Spelled("stock", "name", ()),
                Spelled("stock_take", "stock"),
                Spelled("tracked_key", "key", (), _ASSETS),
                Spelled("daily_total", "key", ("member_id", "day"), _ASSETS),
            ]
        )
    ]
