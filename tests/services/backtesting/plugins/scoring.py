"""A plugin for tests: a metric that needs a scope of its own, and a rule whose settings hold a condition."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from headless.plugins import (
    Context,
    Earn,
    Effect,
    Meets,
    Metric,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    Value,
    hookimpl,
)

Json = Mapping[str, Any]


class Score(Metric):
    """What a member has spent."""

    id = "score"
    type = Decimal
    scope = "assets:read"
    needs = {"spent": Value("net_spend")}

    def compute(self, ctx: Context[Any]) -> Decimal:
        """Return it."""
        spent: Decimal = ctx.facts["spent"]
        return spent


class Bonus(Rule):
    """Gives a point to those who meet a condition."""

    id = "bonus"
    on = ("order.paid",)
    needs = {"goal": Meets("$goal")}

    class Settings(RuleSettings):
        """The condition."""

        asset: str = "points"
        goal: Json = {"test": {"metric": "orders", "op": "GTE", "value": 1}}

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        """Give it."""
        return [Earn(ctx.settings.asset, 1)] if ctx.facts["goal"].met else ctx.skip("not yet")


class Scoring:
    """The plugin."""

    __version__ = "1"

    @hookimpl
    def register_metrics(self) -> Any:
        return [Score]

    @hookimpl
    def register_rules(self) -> Any:
        return [Bonus]
