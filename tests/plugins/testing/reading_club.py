"""A plugin of each kind: once a day, jobs, an action, a webhook, an observer."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from headless.plugins import (
    Action,
    Do,
    Earn,
    Effect,
    Emit,
    Event,
    EventData,
    EventType,
    Grant,
    Inbound,
    Job,
    MemberRef,
    NewEvent,
    Rejected,
    Rule,
    RuleContext,
    RuleSettings,
    Skip,
    hookimpl,
)

TOLD: list[tuple[str, str]] = []


class Read(EventData):
    """A member read for a while."""

    minutes: int = 10
    friend: MemberRef | None = None


class Lent(EventData):
    """A book is lent."""

    minutes: int = 10


class Nothing(EventData):
    """Nothing more is known."""


class Minutes(Rule):
    """A point for each minute, and a thought for a friend."""

    id = "minutes"
    on = ("reading_club.read",)
    assets = ("points",)

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        if ctx.event.data.minutes < 1:
            return ctx.skip("too short")
        effects: list[Effect] = [Earn("points", ctx.event.data.minutes)]
        if ctx.event.data.friend is not None:
            effects.append(Emit("reading_club.thought", member=ctx.event.data.friend))
        return effects


class Thoughts(Rule):
    """A mug for a thought, if there is such a benefit."""

    id = "thoughts"
    on = ("reading_club.thought",)
    assets = ("points",)

    class Settings(RuleSettings):
        mug: str | None = None

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        return [Grant(ctx.settings.mug)] if ctx.settings.mug else [Earn("points", 1)]


class Weekly(Job):
    """A thought for each reader, once a week, looked for each day."""

    id = "weekly"
    emit = "reading_club.thought"
    at = "09:00"
    once = "week"

    def where(self, settings: Any) -> Mapping[str, Any]:
        return {"test": {"metric": "events", "args": {"type": "reading_club.read"}, "op": "GTE", "value": 1}}


class FirstOfMonth(Job):
    """A thought for each reader on the first of the month."""

    id = "first_of_month"
    emit = "reading_club.monthly"
    cron = "30 8 1 * *"

    def where(self, settings: Any) -> Mapping[str, Any]:
        return {"test": {"metric": "events", "args": {"type": "reading_club.read"}, "op": "GTE", "value": 1}}


class Lend(Action):
    """Lends a book: the member reads."""

    name = "lend"
    input = Lent

    async def run(self, input: Any, member: str | None, do: Do) -> Mapping[str, Any]:  # noqa: A002 - the promised name
        if member is None:
            raise Rejected("name the member", "NO_MEMBER")
        data = {"minutes": input.minutes}
        [outcome] = await do.record([NewEvent("reading_club.read", member, "lent", data)])
        return {"status": outcome.status, "orders": (await do.read(["orders"], member))[0]}


class Library(Inbound):
    """The library says who read."""

    name = "library"

    async def receive(self, headers: Mapping[str, str], body: bytes, do: Do) -> None:
        if headers.get("x-key") != "books":
            raise Rejected("wrong key", "WRONG_KEY")
        sent = json.loads(body)
        await do.record([NewEvent("reading_club.read", sent["member"], sent["id"], {"minutes": 3})])


class ReadingClub:
    """The hooks."""

    @hookimpl
    def register_events(self) -> Any:
        read = EventType("reading_club.read", Read, {"merchant"}, once="1d", label="read", label_zh="阅读")
        told = [
            EventType(name, Nothing, {"engine"}, label="thought", label_zh="想法")
            for name in ("reading_club.thought", "reading_club.monthly")
        ]
        return [read, *told]

    @hookimpl
    def register_rules(self) -> Any:
        return [Minutes, Thoughts]

    @hookimpl
    def register_jobs(self) -> Any:
        return [Weekly, FirstOfMonth]

    @hookimpl
    def register_actions(self) -> Any:
        return [Lend]

    @hookimpl
    def register_inbound(self) -> Any:
        return [Library]

    @hookimpl
    async def event_settled(self, event: Event, member: str) -> None:
        TOLD.append((event.type, member))
