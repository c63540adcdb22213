"""Hand-made contexts: what a rule would see of one event."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.declarations.facts import Event, Member, RuleContext, Skip
from headless.engine.values.zones import Zone
from headless.plugins import Effect, Rule
from headless.plugins.builtin.events import EVENT_TYPES
from headless.plugins.contract.payloads import EventData, parse_payload
from headless.plugins.contract.settings import RuleSettings, parse_settings

LONDON = Zone("Europe/London")
TYPES = {each.name: each for each in EVENT_TYPES}
POINTS = AssetKind(1, "points", "Points", worth=Decimal("0.01"))
GROWTH = AssetKind(2, "growth", "Growth value")
BALANCE = AssetKind(3, "balance", "Balance", decimals=2, money=True)
KINDS = {kind.code: kind for kind in (POINTS, GROWTH, BALANCE)}
MEMBER = Member("mem_1", date(2020, 1, 1), None, frozenset(), {}, {})


def payload(type_: str, **data: Any) -> EventData:
    """A built-in event's payload, by JSON names."""
    return parse_payload(TYPES[type_], data)


def event(type_: str, day: date = date(2026, 3, 4), **data: Any) -> Event:
    """A built-in event at noon of a day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event(1, type_, payload(type_, **data), day.toordinal(), int(at.timestamp()) * 1_000_000, LONDON)


def context(
    rule: type[Rule],
    present: Event,
    settings: Mapping[str, Any] | None = None,
    origin: Event | None = None,
    facts: Mapping[str, Any] | None = None,
    kinds: Mapping[str, AssetKind] | None = None,
) -> RuleContext[Any]:
    """What the rule sees of the event under these settings."""
    given: RuleSettings = parse_settings(getattr(rule, "Settings", RuleSettings), settings, rule.id)
    return RuleContext(
        settings=given,
        member=MEMBER,
        facts=facts or {},
        today=present.local_date,
        state={},
        shared={},
        kinds=KINDS if kinds is None else kinds,
        event=present,
        origin=origin,
    )


def says(
    rule: type[Rule], present: Event, settings: Mapping[str, Any] | None = None, **more: Any
) -> list[Effect] | str:
    """The rule's effects, or why it skipped."""
    answer: Iterable[Effect] | Skip = rule().evaluate(context(rule, present, settings, **more))
    return answer.why if isinstance(answer, Skip) else list(answer)
