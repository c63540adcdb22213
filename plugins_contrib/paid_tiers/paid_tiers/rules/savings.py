"""Savings of members, as the shop reports them."""

from collections.abc import Iterable

from headless.plugins import Effect, Remember, Rule, RuleContext, Skip
from paid_tiers.effects import membership_of
from paid_tiers.membership.memory import more_saved
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS


class Saving(Rule):
    """What was saved by a member's price or free delivery adds up, so that a member sees what the fee brought."""

    id = "saving"
    label, label_zh = "Saved so far", "累计节省"
    on = ("subscription.saved",)
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Add up the savings. What was saved on an order by the same cause counts once."""
        if membership_of(ctx) is None:
            return ctx.skip(TEXTS.told("never a paid member"))
        data = ctx.event.data
        once = None if data.order_id is None else f"{data.order_id}/{data.why}/{data.amount}"
        return [Remember(more_saved(ctx.shared, data.amount), shared=True, why=data.why, once=once)]
