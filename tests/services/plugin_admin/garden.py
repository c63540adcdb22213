"""A plugin that shows up everywhere: a rule, a metric that tags and tiers test, a tier rule, a field, a job, an event type."""

from typing import Any

from headless.plugins import (
    AssetKind,
    Earn,
    EventData,
    EventType,
    Field,
    Job,
    Metric,
    Remember,
    Rule,
    RuleSettings,
    TierRule,
    Value,
    Vote,
    hookimpl,
)


class Watered(EventData):
    """A plant was watered."""

    plant: str


class Drops(Rule):
    """A drop for each watering."""

    id = "drops"
    on = ("garden.watered",)

    class Settings(RuleSettings):
        """What is given."""

        asset: str = "drops"

    def evaluate(self, ctx: Any) -> Any:
        """One drop."""
        watered = ctx.shared.get("watered", 0) + 1
        return [Earn(ctx.settings.asset, 1, why="watered"), Remember({"watered": watered}, shared=True)]


class Height(Metric):
    """How high the member's garden has grown."""

    id = "height"
    type = int
    needs = {"drops": Value("balance", args={"asset": "drops"})}

    def compute(self, ctx: Any) -> Any:
        """Ten for each drop."""
        return int(ctx.facts["drops"] or 0) * 10


class Growers(TierRule):
    """Growers are those who have watered."""

    id = "growers"
    needs = {"drops": Value("balance", args={"asset": "drops"})}

    def vote(self, ctx: Any) -> Any:
        """A tier for members who have a drop."""
        return Vote("grower", "has watered") if (ctx.facts["drops"] or 0) > 0 else None


class Plant(Field):
    """What the member's plant looks like."""

    id = "plant"
    type = str
    needs = {"drops": Value("balance", args={"asset": "drops"})}

    def resolve(self, ctx: Any) -> Any:
        """A sprout, then a tree."""
        return "tree" if (ctx.facts["drops"] or 0) > 1 else "sprout"


class Thirst(Job):
    """Plants grow thirsty."""

    id = "thirst"
    emit = "garden.thirsty"

    def where(self, settings: Any) -> Any:
        """Members who have a drop."""
        return {"test": {"metric": "balance", "args": {"asset": "drops"}, "op": "GTE", "value": 1}}


class Garden:
    """The plugin."""

    __version__ = "1.0"

    @hookimpl
    def register_assets(self) -> Any:
        return [AssetKind("drops", "Drops")]

    @hookimpl
    def register_events(self) -> Any:
        return [EventType("garden.watered", Watered), EventType("garden.thirsty", EventData, {"engine"})]

    @hookimpl
    def register_rules(self) -> Any:
        return [Drops]

    @hookimpl
    def register_metrics(self) -> Any:
        return [Height]

    @hookimpl
    def register_tier_rules(self) -> Any:
        return [Growers]

    @hookimpl
    def register_fields(self) -> Any:
        return [Plant]

    @hookimpl
    def register_jobs(self) -> Any:
        return [Thirst]
