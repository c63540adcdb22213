"""A plugin that ranks members by what they spend in a week, and thanks those who stand high."""

from collections.abc import Iterable, Mapping
from typing import Any

from headless.plugins import (
    Context,
    Earn,
    Effect,
    EventData,
    EventType,
    Field,
    Places,
    Rank,
    Ranking,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    hookimpl,
)


class WeekSettings(RuleSettings):
    """Which metric counts, over which window."""

    metric: str = "net_spend"
    window: str = "week"


class Week(Ranking):
    """Who spends most in a week."""

    id = "week"
    by = "$metric"
    window = "$window"
    most = 3
    Settings = WeekSettings


class Ever(Ranking):
    """Those of full age who ordered most often, ever."""

    id = "ever"
    by = "orders"
    most = 10_000

    def where(self, settings: Any) -> Mapping[str, Any]:
        return {"not": {"test": {"metric": "attribute", "args": {"name": "kid"}, "op": "EXISTS"}}}


class Rich(Ranking):
    """Who holds most points."""

    id = "rich"
    by = "balance"
    args = {"asset": "points"}


class Asked(EventData):
    """Somebody asks at the counter."""


class Thanks(Rule):
    """Ten points for the first, five for the last week's first, and none for others."""

    id = "thanks"
    on = ("boards.asked",)
    assets = ("points",)
    needs = {"rank": Rank("week"), "before": Rank("week", previous=True), "top": Places("boards.week", first=2)}

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        if ctx.facts["rank"] == 1:
            return [Earn("points", 10, why=f"{ctx.facts['top'][0].value}")]
        if ctx.facts["before"] == 1:
            return [Earn("points", 5)]
        return ctx.skip(f"{ctx.facts['rank']} of {len(ctx.facts['top'])}")


class Mine(Field):
    """The member's rank."""

    id = "mine"
    for_member = True
    type = int
    needs = {"rank": Rank("week")}

    def resolve(self, ctx: Context[Any]) -> Any:
        return ctx.facts["rank"]


class Boards:
    """A leaderboard."""

    __version__ = "1"

    @hookimpl
    def register_rankings(self) -> list[type[Ranking]]:
        return [Week, Ever, Rich]

    @hookimpl
    def register_events(self) -> list[EventType]:
        return [EventType("boards.asked", Asked)]

    @hookimpl
    def register_rules(self) -> list[type[Rule]]:
        return [Thanks]

    @hookimpl
    def register_fields(self) -> list[type[Field]]:
        return [Mine]
