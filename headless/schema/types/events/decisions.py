"""Decisions: what rules said about events."""

from headless.engine.explaining.verdicts import Verdict
from headless.schema.base.fields import object_type, value
from headless.schema.base.scalars import JSON


@object_type(scope="events:read", row=Verdict)
class Decision:
    """What one rule said about one event, fired or not."""

    plugin: str = value("The plugin that declares the rule.")
    plugin_version: str = value("The plugin's version that decided.")
    rule: str = value("The id under which the plugin declares the rule.")
    name: str = value("The name of the rule's instance.")
    version: int = value("The version of its settings that decided.")
    fired: bool = value("True if it had an effect.")
    code: str = value(
        "fired, skipped, given_before, nothing, failed, paused, caught_up (failed or paused then, settled since), withheld, "
        "too_deep, lines_scaled, order_amended, coupons_saved, coupon_unused, order_differs, or refused (its effects were not "
        "done). By the rule's limits: no_store, no_channel, not_this_store, not_this_channel, outside_hours, member_not_meant, "
        "limit_reached, limit_in_all_reached or budget_used_up."
    )
    params: JSON | None = value("The values behind the code.", told=lambda ctx, row: row.told_params(ctx.lang))
    why: str = value("The reason in words.", told=lambda ctx, row: row.why(ctx.lang))
    effects: list[JSON] = value("What it did, in order.", told=lambda ctx, row: row.told_effects(ctx.lang), sized=2)
