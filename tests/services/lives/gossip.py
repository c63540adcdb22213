"""A plugin that repeats all it hears of a member: in memory, reasons, errors, messages and a metric."""

from typing import Any

from headless.plugins import (
    Earn,
    Emit,
    EventData,
    EventType,
    MemberRef,
    Personal,
    Refuse,
    Remember,
    Rule,
    Value,
    hookimpl,
)

NICK = Value("attribute", args={"name": "nickname"})


class Heard(EventData):
    """What was said about another member."""

    about: MemberRef | None = None
    words: Personal[str] | None = None


class Told(EventData):
    """What is passed on."""

    words: str = ""
    aside: Personal[str] | None = None


class Keeping(Rule):
    """Who talks is remembered, paid, and passed on."""

    id = "keeping"
    on = ("gossip.heard",)
    assets = ("points",)
    needs = {"nick": NICK}

    def evaluate(self, ctx: Any) -> Any:
        nick = str(ctx.facts["nick"])
        said = {"words": nick, "aside": f"{nick} told me"}
        told = [Emit("gossip.told", said, member=ctx.event.data.about, key="k")] if ctx.event.data.about else []
        return [
            Earn("points", 1, why=f"for {nick}"),
            Remember({"nick": nick}),
            Remember({"n": nick}, shared=True),
            *told,
        ]


class Shy(Rule):
    """Asking is refused, with the name."""

    id = "shy"
    on = ("gossip.asked",)
    stage = "gate"
    needs = {"nick": NICK}

    def evaluate(self, ctx: Any) -> Any:
        return [Refuse("NO", f"not for {ctx.facts['nick']}", {"to": ctx.facts["nick"]})]


class Failing(Rule):
    """A login fails, and the error says the name."""

    id = "failing"
    on = ("login",)
    assets = ("points",)
    needs = {"nick": NICK}

    def evaluate(self, ctx: Any) -> Any:
        raise ValueError(f"no {ctx.facts['nick']}")


class Skipping(Rule):
    """A check-in gives nothing, and the reason says the name."""

    id = "skipping"
    on = ("checkin",)
    needs = {"nick": NICK}

    def evaluate(self, ctx: Any) -> Any:
        return ctx.skip(f"{ctx.facts['nick']} was here before")


class Gossip:
    """The plugin."""

    __version__ = "1.0"

    @hookimpl
    def register_events(self) -> Any:
        return [
            EventType("gossip.heard", Heard, {"merchant"}),
            EventType("gossip.told", Told, {"merchant"}),
            EventType("gossip.asked", EventData, {"merchant"}, request=True),
        ]

    @hookimpl
    def register_rules(self) -> Any:
        return [Keeping, Shy, Failing, Skipping]
