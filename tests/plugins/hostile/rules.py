"""Rules that do what no rule should, each in its own way."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from headless.plugins import Cap, Earn, Emit, Enter, Refuse, Remember, Rule, RuleSettings, Tag, hookimpl


class Unprintable(Exception):
    """It cannot even be shown."""

    def __str__(self) -> str:
        raise ValueError("no")


async def asynchronous(self: Any, ctx: Any) -> Any:
    """It would have to be awaited."""
    return [Earn("points", 1)]


def endless(self: Any, ctx: Any) -> Iterator[Any]:
    """It never stops."""
    while True:
        yield Earn("points", 1)


def exits(self: Any, ctx: Any) -> Any:
    """It ends the process."""
    sys.exit("bye")


def interrupts(self: Any, ctx: Any) -> Any:
    """It pretends that somebody pressed a key."""
    raise KeyboardInterrupt


def cancels(self: Any, ctx: Any) -> Any:
    """It cancels its caller."""
    raise asyncio.CancelledError


def unprintable(self: Any, ctx: Any) -> Any:
    """Its error cannot be printed."""
    raise Unprintable


def mutates_payload(self: Any, ctx: Any) -> Any:
    """It gives the member a bigger order."""
    ctx.event.data.items.append("gold")


def mutates_event(self: Any, ctx: Any) -> Any:
    """It swaps the payload."""
    ctx.event.data = None


def mutates_total(self: Any, ctx: Any) -> Any:
    """It raises the total."""
    ctx.event.data.total = Decimal(1_000_000)


def mutates_member(self: Any, ctx: Any) -> Any:
    """It promotes the member."""
    ctx.member.tiers["main"] = "gold"


def mutates_attributes(self: Any, ctx: Any) -> Any:
    """It writes into the member's own words."""
    ctx.member.attributes["likes"].append("everything")


def mutates_kinds(self: Any, ctx: Any) -> Any:
    """It takes a kind away."""
    ctx.kinds.clear()


def mutates_settings(self: Any, ctx: Any) -> Any:
    """It changes its own settings."""
    ctx.settings.asset = "balance"


Evaluate = Callable[[Any, Any], Any]


def says(*effects: Any) -> Evaluate:
    """A rule that answers this."""
    return lambda self, ctx: list(effects)


def returns(answer: Any) -> Evaluate:
    """A rule that answers this, whatever it is."""
    return lambda self, ctx: answer


HOSTILE: dict[str, tuple[Evaluate, str]] = {
    "endless": (endless, "more than 50 effects"),
    "exits": (exits, "SystemExit: bye"),
    "interrupts": (interrupts, "KeyboardInterrupt"),
    "cancels": (cancels, "CancelledError"),
    "unprintable": (unprintable, "Unprintable, which cannot even be printed"),
    "mutates_payload": (mutates_payload, "no attribute 'append'"),
    "mutates_event": (mutates_event, "immutable"),
    "mutates_total": (mutates_total, "frozen"),
    "mutates_member": (mutates_member, "does not support item assignment"),
    "mutates_attributes": (mutates_attributes, "cannot be changed"),
    "mutates_kinds": (mutates_kinds, "no attribute 'clear'"),
    "mutates_settings": (mutates_settings, "frozen"),
    "too_much": (says(Earn("points", 10**16)), "must be between 0 and"),
    "a_lot_of_them": (says(*[Earn("points", 10**9)] * 51), "more than 50 effects"),
    "infinite": (says(Earn("points", Decimal("Infinity"))), "finite"),
    "not_a_number": (says(Earn("points", Decimal("NaN"))), "finite"),
    "negative": (says(Earn("points", -5)), "must be between 0 and"),
    "long_fraction": (says(Earn("points", Decimal(f"0.{'1' * 90}"))), "more than 80 characters"),
    "float": (says(Earn("points", 1.5)), "must be Decimal or int"),  # type: ignore[arg-type]
    "foreign_asset": (says(Earn("balance", 5)), "not among those the rule declares"),
    "foreign_stage": (says(Cap("points", 1)), "is not allowed in the stage earn"),
    "refuses_a_fact": (says(Refuse("NO", "no")), "a fact cannot be refused"),
    "unknown_tag": (says(Tag("vip")), "the tag 'vip' does not exist"),
    "unknown_track": (says(Enter("ladder", "gold")), "does not exist"),
    "own_event": (says(Emit("tier.changed", {})), "the core's own"),
    "large_memory": (says(Remember({"all": "x" * 5000})), "over 4 KiB"),
    "no_json": (says(Remember({"all": object()})), "not JSON"),
    "nothing": (returns(None), "returned NoneType"),
    "number": (returns(7), "returned int"),
    "text": (returns("points"), "is not an effect"),
    "dictionary": (returns([{"earn": 5}]), "is not an effect"),
    "no_why": (says(Earn("points", 1, why=5)), "must be a text"),  # type: ignore[arg-type]
}


def plugin(evaluate: Evaluate, **changes: Any) -> Any:
    """A plugin with one rule that evaluates so."""

    class Settings(RuleSettings):
        """One setting."""

        asset: str = "points"

    declared = {
        "id": "trouble",
        "on": ("order.paid",),
        "Settings": Settings,
        "evaluate": evaluate,
        "__doc__": "Trouble.",
    }
    rule = type("Trouble", (Rule,), {**declared, **changes})

    class Troubled:
        __version__ = "6.6"

        @hookimpl
        def register_rules(self) -> Any:
            return [rule]

    return Troubled()
