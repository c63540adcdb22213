"""Tiers by the composite score."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field as Setting

from headless.plugins import Code, Context, RuleSettings, TierRule, Value, Vote
from upgrade_rules.scalars import words
from upgrade_rules.texts import TEXTS


class ByScoreSettings(RuleSettings):
    """From which score on each tier is held."""

    tiers: Mapping[Code, int] = Setting(
        default={},
        title="Least score by tier",
        description="What each tier asks for, by its code.",
        json_schema_extra=words("各等级最低分"),
        max_length=50,
    )
    needs_trust: frozenset[Code] = Setting(
        default=frozenset(),
        title="Tiers behind the gates",
        description="Tiers for those alone whose reputation and credit open the gates.",
        json_schema_extra=words("要求信用达标的等级"),
    )


class ByScore(TierRule):
    """The highest tier whose score is reached. A tier behind the gates is only for trusted members."""

    id = "by_score"
    label, label_zh = "Tier by composite score", "按综合评分定级"
    needs = {"score": Value("upgrade_rules.score"), "trusted": Value("upgrade_rules.trusted")}
    Settings = ByScoreSettings

    def vote(self, ctx: Context[ByScoreSettings]) -> Vote | None:
        """Vote for the tier that the score reaches."""
        score = ctx.facts["score"]
        if score is None:
            return None
        open_ = {
            tier: least
            for tier, least in ctx.settings.tiers.items()
            if ctx.facts["trusted"] or tier not in ctx.settings.needs_trust
        }
        reached = [(least, tier) for tier, least in open_.items() if score >= least]
        if not reached:
            return None
        least, tier = max(reached)
        return Vote(tier, TEXTS.told("the score is {score}, at least {least}", score=score, least=least))

    def progress(self, ctx: Context[ByScoreSettings], tier: str) -> Mapping[str, Any] | None:
        """Return the score that the tier asks for, and trust if it lies behind the gates."""
        least = ctx.settings.tiers.get(tier)
        if least is None:
            return None
        score = {"test": {"metric": "upgrade_rules.score", "op": "GTE", "value": least}}
        if tier not in ctx.settings.needs_trust:
            return score
        return {"all": [score, {"test": {"metric": "upgrade_rules.trusted", "op": "EQ", "value": True}}]}
