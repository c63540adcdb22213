"""A plugin for tests that lives on jobs: points on birthdays, and for members who have not ordered for a month."""

from collections.abc import Iterable, Mapping
from typing import Any

from headless.plugins import Earn, Effect, EventData, EventType, Job, Rule, RuleContext, RuleSettings, hookimpl

Json = Mapping[str, Any]


class Birthdays(Job):
    """Birthdays."""

    id = "birthdays"
    emit = "remembering.birthday"
    once = "1y"

    def where(self, settings: Any) -> Json:
        """Members whose birthday is today."""
        return {"test": {"metric": "birthday_in", "op": "EQ", "value": 0}}


class Absences(Job):
    """Members who stay away, once a month."""

    id = "absences"
    emit = "remembering.missed"
    once = "1m"
    at = "08:00"

    def where(self, settings: Any) -> Json:
        """Members whose last order was thirty days ago or more."""
        return {"test": {"metric": "days_since_order", "op": "GTE", "value": 30}}


class Gift(Rule):
    """Points for each of them."""

    id = "gift"
    on = ("remembering.birthday", "remembering.missed")

    class Settings(RuleSettings):
        """How many."""

        asset: str = "points"
        amount: int = 10

    def evaluate(self, ctx: RuleContext[Any]) -> Iterable[Effect]:
        """Give them."""
        return [Earn(ctx.settings.asset, ctx.settings.amount)]


class Remembering:
    """The plugin."""

    __version__ = "1"

    @hookimpl
    def register_events(self) -> Any:
        return [EventType(job.emit, EventData, {"engine"}) for job in (Birthdays, Absences)]

    @hookimpl
    def register_rules(self) -> Any:
        return [Gift]

    @hookimpl
    def register_jobs(self) -> Any:
        return [Birthdays, Absences]
