"""A plugin whose rules give to other members, to the same member, by a job, by a ranking, and when something fails or expires."""

from collections.abc import Iterator
from typing import Any

from headless.plugins import (
    Earn,
    Emit,
    EventData,
    EventType,
    Job,
    NewEvent,
    Population,
    Refuse,
    Rule,
    Spend,
    TierRule,
    Value,
    hookimpl,
)

FAILING = {"late": False}


class Greeted(EventData):
    """A member greeted a friend, by the friend's id."""

    friend: str
    emits: str = "mates.thanked"
    key: str = "k"
    data: dict[str, str] = {}


class Greeting(Rule):
    """The friend is thanked."""

    id = "greeting"
    on = ("mates.greeted",)

    def evaluate(self, ctx: Any) -> Any:
        data = ctx.event.data
        return [Emit(data.emits, dict(data.data), member=data.friend, key=data.key)]


class Thanks(Rule):
    """Five points for being thanked."""

    id = "thanks"
    on = ("mates.thanked",)
    assets = ("points",)

    def evaluate(self, ctx: Any) -> Any:
        return [Earn("points", 5)]


class Guard(Rule):
    """Asking is refused."""

    id = "guard"
    on = ("mates.asked",)
    stage = "gate"

    def evaluate(self, ctx: Any) -> Any:
        return [Refuse("SHY", "rather not")]


class Buying(Rule):
    """Fifty points are spent."""

    id = "buying"
    on = ("mates.bought",)
    assets = ("points",)

    def evaluate(self, ctx: Any) -> Any:
        return [Spend("points", 50)]


class Consoling(Rule):
    """An event of the member's own follows a linked refund, and points follow what expires and each change of tier."""

    id = "consoling"
    on = ("order.refunded", "asset.expired", "tier.changed")
    assets = ("points",)

    def evaluate(self, ctx: Any) -> Any:
        if ctx.event.type == "order.refunded":
            return [Emit("mates.thanked", {}, key="consoled")]
        return [Earn("points", 3)]


class Late(Rule):
    """Seven points for a login, unless it fails."""

    id = "late"
    on = ("login",)
    assets = ("points",)

    def evaluate(self, ctx: Any) -> Any:
        if FAILING["late"]:
            raise ValueError("not now")
        return [Earn("points", 7)]


class Daily(Job):
    """Who has points is thanked every day."""

    id = "daily"
    emit = "mates.thanked"

    def where(self, settings: Any) -> Any:
        return {"test": {"metric": "balance", "args": {"asset": "points"}, "op": "GTE", "value": 1}}


class Best(TierRule):
    """Every member is the best."""

    id = "best"
    by = ("points",)
    every = "1d"
    needs = {"points": Value("balance", args={"asset": "points"})}

    def rank(self, population: Population) -> Iterator[str | None]:
        for _ in population:
            yield "best"


class Mates:
    """The plugin."""

    __version__ = "1.0"

    @hookimpl
    def register_events(self) -> Any:
        return [
            EventType("mates.greeted", Greeted, {"merchant"}),
            EventType("mates.thanked", EventData, {"merchant"}),
            EventType("mates.asked", EventData, {"merchant"}, request=True),
            EventType("mates.bought", EventData, {"merchant"}, request=True),
        ]

    @hookimpl
    def register_rules(self) -> Any:
        return [Greeting, Thanks, Guard, Buying, Consoling, Late]

    @hookimpl
    def register_jobs(self) -> Any:
        return [Daily]

    @hookimpl
    def register_tier_rules(self) -> Any:
        return [Best]


def thanks(member: str, key: str) -> NewEvent:
    """What the plugin records itself."""
    return NewEvent("mates.thanked", member, key)
