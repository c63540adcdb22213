"""A plugin for tests: an order earns no more than so many points."""

from collections.abc import Iterable
from typing import Any

from headless.plugins import Cap, Effect, Rule, RuleContext, RuleSettings, Skip, hookimpl


class OrderCap(Rule):
    """Caps what an order earns."""

    id = "order_cap"
    on = ("order.paid",)
    stage = "cap"

    class Settings(RuleSettings):
        """The cap."""

        asset: str = "points"
        most: int = 20

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        """Cap."""
        return [Cap(ctx.settings.asset, ctx.settings.most)]


class Capping:
    """The plugin."""

    __version__ = "1"

    @hookimpl
    def register_rules(self) -> Any:
        return [OrderCap]
