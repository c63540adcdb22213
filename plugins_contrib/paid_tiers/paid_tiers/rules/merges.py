"""Members who are merged: paid time of both is added, and so is what they have saved."""

from collections.abc import Iterable

from headless.plugins import Effect, Remember, Rule, RuleContext, Skip
from paid_tiers.effects import membership_of, settled
from paid_tiers.membership.membership import Membership
from paid_tiers.membership.memory import SAVED, more_saved, saved_so_far
from paid_tiers.membership.merging import united
from paid_tiers.settings import PaidSettings
from paid_tiers.texts import TEXTS


class Merge(Rule):
    """Of two members who are merged, the higher plan runs first, and what is left of the other one follows."""

    id = "merge"
    label, label_zh = "Merged memberships", "会员合并"
    on = ("member.merged",)
    assets = ()
    settings_of = "membership"

    def evaluate(self, ctx: RuleContext[PaidSettings]) -> Iterable[Effect] | Skip:
        """Add up what both had."""
        saved = _saved(ctx)
        mine, theirs = membership_of(ctx), Membership.of(ctx.merged)
        if theirs is None or not theirs.entitled(ctx.today):
            return saved or ctx.skip(TEXTS.told("the other member had no paid membership"))
        if mine is None or not mine.entitled(ctx.today):
            return [*settled(ctx, theirs), *saved]
        return [*settled(ctx, united(mine, theirs, ctx.settings, ctx.today), mine), *saved]


def _saved(ctx: RuleContext[PaidSettings]) -> list[Effect]:
    if SAVED not in ctx.shared or SAVED not in ctx.merged:
        return []
    return [Remember(more_saved(ctx.shared, saved_so_far(ctx.merged)), shared=True)]
