"""Frequent flyers: miles or the number of flights, the better of the two."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field as Setting

from headless.plugins import (
    Code,
    Context,
    Earn,
    Effect,
    EventData,
    EventType,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    TierRule,
    Value,
    Vote,
)  # fmt: skip
from upgrade_rules.scalars import Amount, Times, words
from upgrade_rules.texts import TEXTS

MILES = "miles"
FLIGHT = "upgrade_rules.flight"


class Flight(EventData):
    """A flight was flown. `flight_id` is the traveller's own, such as the coupon of a ticket: each counts once.

    `miles` is the distance, `cabin` the booked class.
    """

    flight_id: Annotated[str, Setting(min_length=1, max_length=200)]
    miles: Amount
    cabin: Annotated[str, Setting(min_length=1, max_length=40)] | None = None


flown = EventType(
    FLIGHT, Flight, {"merchant", "partner"}, subject="flight_id", label="flight flown", label_zh="完成航班"
)


class MilesSettings(RuleSettings):
    """What a flight earns."""

    asset: Code = Setting(
        default=MILES, title="Asset", description="What a flight earns.", json_schema_extra=words("资产类型")
    )
    cabins: Mapping[Code, Times] = Setting(
        default={"economy": Decimal(1), "business": Decimal("1.5"), "first": Decimal(2)},
        title="Times by cabin",
        description="How many times the miles a cabin earns; others earn them once.",
        json_schema_extra=words("舱位倍数"), max_length=50,
    )  # fmt: skip


class FlightMiles(Rule):
    """A flight earns its miles, more in the better cabins."""

    id = "flight_miles"
    label, label_zh = "Miles per flight", "飞行里程"
    on = (FLIGHT,)
    Settings = MilesSettings

    def evaluate(self, ctx: RuleContext[MilesSettings]) -> Iterable[Effect] | Skip:
        """Earn miles times the cabin's factor."""
        data = ctx.event.data
        if not data.miles:
            return ctx.skip(TEXTS.told("no miles"))
        times = ctx.settings.cabins.get(data.cabin, Decimal(1)) if data.cabin else Decimal(1)
        return [Earn(ctx.settings.asset, data.miles * times, why=data.cabin or "flight")]


class Rung(RuleSettings):
    """What a tier asks for within a year: so many miles or so many flights."""

    miles: Amount = Setting(
        title="Miles", description="So many miles within a year are enough.", json_schema_extra=words("里程")
    )
    flights: int = Setting(
        ge=1,
        le=10_000,
        title="Flights",
        description="So many flights within a year are enough.",
        json_schema_extra=words("航段"),
    )


class MilesOrFlightsSettings(RuleSettings):
    """The rungs by tier, and the asset that counts as miles."""

    asset: Code = Setting(
        default=MILES, title="Asset", description="What is earned by flights.", json_schema_extra=words("资产类型")
    )
    tiers: Mapping[Code, Rung] = Setting(
        default={},
        title="Rungs by tier",
        description="What each tier asks for, by its code.",
        json_schema_extra=words("等级门槛"),
        max_length=50,
    )


class MilesOrFlights(TierRule):
    """The highest tier whose miles or flights within a year are reached."""

    id = "miles_or_flights"
    label, label_zh = "Miles or flights", "里程或航段"
    needs = {
        "miles": Value("earned", "365d", {"asset": "$asset"}),
        "flights": Value("events", "365d", {"type": FLIGHT}),
    }
    Settings = MilesOrFlightsSettings

    def vote(self, ctx: Context[MilesOrFlightsSettings]) -> Vote | None:
        """Vote for the highest tier that miles or flights reach."""
        miles, flights = Decimal(ctx.facts["miles"] or 0), int(ctx.facts["flights"] or 0)
        by_height = sorted(ctx.settings.tiers.items(), key=lambda step: (step[1].miles, step[1].flights), reverse=True)
        for tier, rung in by_height:
            if miles >= rung.miles:
                return Vote(
                    tier, TEXTS.told("{miles} miles within a year, at least {miles2}", miles=miles, miles2=rung.miles)
                )
            if flights >= rung.flights:
                return Vote(
                    tier,
                    TEXTS.told(
                        "{flights} flights within a year, at least {flights2}", flights=flights, flights2=rung.flights
                    ),
                )
        return None

    def progress(self, ctx: Context[MilesOrFlightsSettings], tier: str) -> Mapping[str, Any] | None:
        """Return the miles or flights that the tier asks for."""
        rung = ctx.settings.tiers.get(tier)
        if rung is None:
            return None
        asset = ctx.settings.asset
        miles = {"metric": "earned", "window": "365d", "args": {"asset": asset}, "op": "GTE", "value": str(rung.miles)}
        flights = {"metric": "events", "window": "365d", "args": {"type": FLIGHT}, "op": "GTE", "value": rung.flights}
        return {"any": [{"test": miles}, {"test": flights}]}
