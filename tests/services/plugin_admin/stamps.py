"""A plugin in two versions whose settings were renamed, and read in another unit: stamps for orders, told to another system."""

from decimal import Decimal
from typing import Any

from headless.plugins import AssetKind, Earn, Metric, Rule, RuleSettings, Secret, TierRule, Vote, hookimpl

TOKEN = "what only the other system knows"


class Stamps(Rule):
    """So many stamps for each order."""

    id = "stamps"
    on = ("order.paid",)
    assets = ("stamps",)

    class Settings(RuleSettings):
        """A share of what was paid, and who is told."""

        rate: Decimal = Decimal("0.1")
        key: Secret = Secret("")

    def evaluate(self, ctx: Any) -> Any:
        """The share of it."""
        return [Earn("stamps", int(ctx.event.data.total * ctx.settings.rate))]


class Double(Rule):
    """Twice as many, by the same settings."""

    id = "double"
    on = ("order.paid",)
    assets = ("stamps",)
    settings_of = "stamps"

    def evaluate(self, ctx: Any) -> Any:
        """The same once more."""
        return [Earn("stamps", int(ctx.event.data.total * ctx.settings.rate))]


class Rank(TierRule):
    """Everyone who is asked about is on one tier."""

    id = "rank"

    class Settings(RuleSettings):
        """Which one."""

        step: str = "first"

    def vote(self, ctx: Any) -> Any:
        """The one that is set."""
        return Vote(ctx.settings.step, "set")


class Shop1:
    """Version 1."""

    __version__ = "1.0"
    rules: tuple[type[Rule], ...] = (Stamps, Double)
    tiers: type[TierRule] = Rank

    @hookimpl
    def register_assets(self) -> Any:
        return [AssetKind("stamps", "Stamps")]

    @hookimpl
    def register_rules(self) -> Any:
        return self.rules

    @hookimpl
    def register_tier_rules(self) -> Any:
        return [self.tiers]

    @hookimpl
    def register_metrics(self) -> Any:
        return list[type[Metric]]()


class Stamps2(Stamps):
    """So many stamps for each order, in hundredths."""

    class Settings(RuleSettings):
        """`rate` is called `percent`, and `key` `token`."""

        percent: int = 10
        token: Secret = Secret("")

    def evaluate(self, ctx: Any) -> Any:
        """The share of it."""
        assert ctx.settings.token.get_secret_value() in ("", TOKEN, "new")
        return [Earn("stamps", int(ctx.event.data.total * ctx.settings.percent / 100))]


class Double2(Double):
    """Twice as many, by the same settings."""

    def evaluate(self, ctx: Any) -> Any:
        """The same once more."""
        return [Earn("stamps", int(ctx.event.data.total * ctx.settings.percent / 100))]


class Rank2(Rank):
    """The same with another name for its setting."""

    class Settings(RuleSettings):
        """`step` is called `tier`."""

        tier: str = "first"

    def vote(self, ctx: Any) -> Any:
        """The one that is set."""
        return Vote(ctx.settings.tier, "set")


class Forgetful(Shop1):
    """Version 2 that says nothing of what its settings were called before."""

    __version__ = "2.0"
    rules = (Stamps2, Double2)
    tiers = Rank2


class Shop2(Forgetful):
    """Version 2 that carries everything over."""

    settings_version = 2

    @hookimpl
    def upgrade_settings(self, version: int, settings: dict[str, Any], id: str) -> Any:  # noqa: A002 - the promised name
        """Rename, and count in hundredths."""
        assert version == 1
        assert TOKEN not in repr(settings)
        if id == "stamps":
            settings["percent"] = int(Decimal(settings.pop("rate")) * 100)
            settings["token"] = settings.pop("key")
        if id == "rank":
            settings["tier"] = settings.pop("step")
        return settings


class Lossy(Shop2):
    """Version 2 that forgets one setting on the way, and gives what another does not take."""

    @hookimpl
    def upgrade_settings(self, settings: dict[str, Any], id: str) -> Any:  # noqa: A002
        """Carry over one of them, as a text."""
        return {**settings, "percent": "a tenth"} if id == "stamps" else settings


class Broken(Shop2):
    """Version 2 whose own code fails."""

    @hookimpl
    def upgrade_settings(self, version: int, settings: dict[str, Any]) -> Any:
        """Ask for what is not there."""
        return {"percent": settings["share"]}
