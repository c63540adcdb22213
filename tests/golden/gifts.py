"""A plugin whose members give points to one another."""

from types import SimpleNamespace
from typing import Any

from headless.plugins import (
    Emit,
    EventData,
    EventType,
    Meets,
    MemberRef,
    Other,
    Remember,
    Rule,
    RuleContext,
    RuleSettings,
    Transfer,
    Undo,
    Value,
    hookimpl,
)
from headless.plugins.contract.scalars import Key, PositiveAmount

POINTS = {"code": "points", "name": "Points", "transferable": True, "expiry": {"after": "1y"}}


class Gift(EventData):
    """A gift to a friend."""

    gift: Key
    friend: MemberRef | None = None
    amount: PositiveAmount
    unwanted: str | None = None
    """An earlier gift that is to come back."""


class GiftBack(EventData):
    """A gift is taken back, wholly or in part."""

    gift: Key
    amount: PositiveAmount


class GiveSettings(RuleSettings):
    """How rich a friend may be."""

    richest: int = 10_000


class Give(Rule):
    """Points go to the friend, unless the friend has enough."""

    id = "give"
    on = ("gift.sent", "gift.asked")
    assets = ("points",)
    Settings = GiveSettings
    needs = {
        "friend": Other("friend", needs={
            "balance": Value("balance", args={"asset": "points"}),
            "rich": Meets({"test": {"metric": "balance", "args": {"asset": "points"}, "op": "GTE", "value": 500}}),
        }),
    }  # fmt: skip

    def evaluate(self, ctx: RuleContext[Any]) -> Any:
        friend, data = ctx.facts["friend"], ctx.event.data
        if friend is None:
            return ctx.skip("nobody to give to")
        if friend.facts["balance"] > ctx.settings.richest or friend.facts["rich"].met:
            return ctx.skip(f"{friend.status} {sorted(friend.tags)} {dict(friend.tiers)} {friend.facts['balance']}")
        return [Transfer("points", data.amount, to=data.friend, why="for you")]


class Plain(Rule):
    """Two gifts at once, and one's own undone. It asks nothing of the other member."""

    id = "plain"
    on = ("gift.doubled",)
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Any:
        data = ctx.event.data
        if data.unwanted is not None:
            return [Undo(data.unwanted)]
        return [Transfer("points", data.amount, to="friend"), Transfer("points", 1, to=data.friend)]


class Heir(Rule):
    """What is left goes to an heir, two points whenever points end."""

    id = "heir"
    on = ("gift.heir", "asset.expired")
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Any:
        if ctx.event.type == "gift.heir":
            return [Remember({"heir": ctx.event.data.friend})]
        if not ctx.state:
            return ctx.skip("no heir")
        return [Emit("gift.doubled", {"gift": "g", "friend": ctx.state["heir"], "amount": "2"})]


@hookimpl
def register_events() -> list[EventType]:
    return [
        EventType("gift.sent", Gift, subject="gift"),
        EventType("gift.asked", Gift, request=True),
        EventType("gift.doubled", Gift),
        EventType("gift.heir", Gift),
        EventType("gift.returned", GiftBack, refers=("gift", "gift.sent"), refunds=True),
    ]


@hookimpl
def register_rules() -> list[type[Rule]]:
    return [Give, Plain, Heir]


GIFTS = SimpleNamespace(__name__="gifts", register_events=register_events, register_rules=register_rules)
