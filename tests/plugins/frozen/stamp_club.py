"""A stamp card, a club and a quiet hour: a plugin as it was written in November 2026. Never change this file.

It stands for every plugin that somebody has installed: it must load and settle for ever. What it uses may be added to, never
renamed or taken away. If a test on it fails, the API was broken: mend that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.plugins import (
    Action,
    AssetKind,
    Boost,
    Cap,
    Context,
    Do,
    Earn,
    Effect,
    Emit,
    EventData,
    Events,
    EventType,
    Field,
    Inbound,
    Job,
    Meets,
    MemberRef,
    Metric,
    NewEvent,
    Personal,
    Population,
    Reclaim,
    Refuse,
    Rejected,
    Remember,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    Spend,
    Tag,
    TierRule,
    Untag,
    Value,
    Vote,
    hookimpl,
)


class Guess(EventData):
    """A member guesses the coffee of the day; whoever told the member of it may be named."""

    coffee: str
    remark: Personal[str] | None = None
    told_by: MemberRef | None = None


class Filled(EventData):
    """A stamp card is full."""

    cards: int


class Idle(EventData):
    """A member has not been here for long."""


class StampSettings(RuleSettings):
    """What a stamp card is."""

    asset: str = "stamps"
    full_at: int = 3
    gift: int = 10


class Stamps(Rule):
    """One stamp for each order, and a full card now and then."""

    id = "stamps"
    on = ("order.paid",)
    Settings = StampSettings

    def evaluate(self, ctx: RuleContext[StampSettings]) -> Iterable[Effect] | Skip:
        if not ctx.event.data.total:
            return ctx.skip("nothing was paid")
        stamps = ctx.shared.get("stamps", 0) + 1
        effects: list[Effect] = [Earn(ctx.settings.asset, 1, why=f"stamp {stamps}", boostable=False)]
        if stamps == ctx.settings.full_at:
            cards = ctx.shared.get("cards", 0) + 1
            shared = {"stamps": 0, "cards": cards}
            return [*effects, Remember(shared, shared=True), Emit("stamp_club.filled", {"cards": cards})]
        return [*effects, Remember({"stamps": stamps}, shared=True)]


class FullCard(Rule):
    """A gift for a full card, once for each."""

    id = "full_card"
    on = ("stamp_club.filled",)
    settings_of = "stamps"

    def evaluate(self, ctx: RuleContext[StampSettings]) -> Iterable[Effect] | Skip:
        cards = ctx.event.data.cards
        return [
            Spend(ctx.settings.asset, ctx.settings.full_at, why="the card is full"),
            Earn("points", ctx.settings.gift, once=f"card {cards}", keep=True),
            Tag("collector", until=ctx.after("1y")),
        ]

    assets = ("$asset", "points")


class Returned(Rule):
    """A stamp goes back with an unlinked refund."""

    id = "returned"
    on = ("order.refunded",)
    settings_of = "stamps"

    def evaluate(self, ctx: RuleContext[StampSettings]) -> Iterable[Effect] | Skip:
        if ctx.origin is not None:
            return ctx.skip("its order takes it back")
        return [Reclaim(ctx.settings.asset, 1), Untag("collector")]


class QuietHour(Rule):
    """Early orders earn double points."""

    id = "quiet_hour"
    on = ("order.paid",)
    stage = "boost"
    assets = ("points",)

    class Settings(RuleSettings):
        until_hour: int = 9
        times: Decimal = Decimal(2)

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        if ctx.event.occurred_at.hour >= ctx.settings.until_hour:
            return ctx.skip("too late in the day")
        return [Boost("points", ctx.settings.times, why="quiet hour")]


class MostPoints(Rule):
    """No order earns more than so many points."""

    id = "most_points"
    on = ("order.paid",)
    stage = "cap"
    assets = ("points",)

    class Settings(RuleSettings):
        most: int = 500

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        return [Cap("points", Decimal(ctx.settings.most))]


class OnlyMembersOfAMonth(Rule):
    """Guessing is for those who have been members for a month."""

    id = "month_old"
    on = ("stamp_club.guessed",)
    stage = "gate"
    assets = ()

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        if ctx.after("1m", ctx.member.joined_on) > ctx.today:
            return [Refuse("TOO_NEW", "Come back when you have been a member for a month.")]
        return ctx.skip("old enough")


class RightGuess(Rule):
    """Points for the right guess, and one for whoever told of it."""

    id = "right_guess"
    on = ("stamp_club.guessed",)
    assets = ("points",)
    needs = {
        "earlier": Events("stamp_club.guessed", last=5),
        "spent": Value("net_spend", window="30d"),
        "regular": Meets({"test": {"metric": "orders", "op": "GTE", "value": 2}}),
    }

    class Settings(RuleSettings):
        coffee: str = "flat white"
        points: int = 5

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        guess = ctx.event.data
        if guess.coffee != ctx.settings.coffee:
            return ctx.skip(f"not {guess.coffee}")
        bonus = 1 if ctx.facts["regular"].met else 0
        effects: list[Effect] = [Earn("points", ctx.settings.points + bonus + len(ctx.facts["earlier"]))]
        if ctx.facts["spent"] and guess.told_by is not None:
            effects.append(Emit("stamp_club.idle", member=guess.told_by, key="told"))
        length = 0 if guess.remark is None else guess.remark.length
        return [*effects, Remember({"remark": length})]


class Cards(Metric):
    """How many stamp cards a member has filled."""

    id = "cards"
    type = int
    needs = {"orders": Value("orders")}

    def compute(self, ctx: Context[Any]) -> Any:
        return ctx.shared.get("cards", 0)


class Collectors(TierRule):
    """Collectors by cards filled."""

    id = "collectors"

    class Settings(RuleSettings):
        cards: int = 1

    needs = {"cards": Value("stamp_club.cards")}

    def vote(self, ctx: Context[Any]) -> Vote | None:
        cards = ctx.facts["cards"] or 0
        return Vote("collector", f"{cards} cards") if cards >= ctx.settings.cards else None


class Busiest(TierRule):
    """The busiest half."""

    id = "busiest"
    needs = {"orders": Value("orders")}
    by = ("orders",)

    def rank(self, population: Population) -> Any:
        for place, _ in enumerate(population):
            yield "busy" if place * 2 < population.count else None


@dataclass(frozen=True)
class Card:
    """The card in a member's pocket."""

    stamps: int
    missing: int


class Pocket(Field):
    """The stamp card as it stands."""

    id = "card"
    type = Card
    settings_of = "stamps"

    def resolve(self, ctx: Context[StampSettings]) -> Any:
        stamps = ctx.shared.get("stamps", 0)
        return Card(stamps, ctx.settings.full_at - stamps)


class WakeUp(Job):
    """Tells of members who have not ordered for long."""

    id = "wake_up"
    emit = "stamp_club.idle"
    at = "09:00"
    once = "month"

    class Settings(RuleSettings):
        days: int = 60

    def where(self, settings: Any) -> Any:
        return {"test": {"metric": "days_since_order", "op": "GTE", "value": settings.days}}


class Machine(Inbound):
    """The coffee machine tells of guesses."""

    name = "machine"

    class Settings(RuleSettings):
        word: str = "beans"

    async def receive(self, headers: Any, body: bytes, do: Do) -> None:
        if headers.get("x-word") != do.settings.word:
            raise Rejected("the word is wrong")
        member, coffee = body.decode().split(":")
        await do.record([NewEvent("stamp_club.guessed", member, f"{member}:{coffee}", {"coffee": coffee})])


class Ask(EventData):
    """What the action takes."""

    coffee: str


class Say(Action):
    """A guess through the app."""

    name = "guess"
    input = Ask

    async def run(self, input: Any, member: str | None, do: Do) -> Any:  # noqa: A002
        if member is None:
            raise Rejected("say who guesses")
        found = await do.record([NewEvent("stamp_club.guessed", member, f"app:{member}", {"coffee": input.coffee})])
        return {"status": found[0].status}


@hookimpl
def register_assets() -> Any:
    return [AssetKind("stamps", "Stamps", expires="1y")]


@hookimpl
def register_events() -> Any:
    return [
        EventType("stamp_club.guessed", Guess, {"merchant", "member"}, request=True, once="1d", label="coffee guessed"),
        EventType("stamp_club.filled", Filled, {"engine"}),
        EventType("stamp_club.idle", Idle, {"engine"}),
    ]


@hookimpl
def register_rules() -> Any:
    return [Stamps, FullCard, Returned, QuietHour, MostPoints, OnlyMembersOfAMonth, RightGuess]


@hookimpl
def register_metrics() -> Any:
    return [Cards]


@hookimpl
def register_tier_rules() -> Any:
    return [Collectors, Busiest]


@hookimpl
def register_fields() -> Any:
    return [Pocket]


@hookimpl
def register_jobs() -> Any:
    return [WakeUp]


@hookimpl
def register_inbound() -> Any:
    return [Machine]


@hookimpl
def register_actions() -> Any:
    return [Say]


@hookimpl
async def event_settled(event: Any, changes: Any) -> None:
    """Nothing is done with it; that it may be declared is the point."""
