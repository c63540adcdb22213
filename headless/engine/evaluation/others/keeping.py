"""What rules saw of another member, as it is kept with the event, so that the event can be decided again to the same end.

It is kept by what was asked: two rules that ask the same find the same, and one whose settings changed finds what it still asks.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from headless.engine.declarations.facts import Event, Goal
from headless.engine.declarations.rules import Events, Meets, Need, Value
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.texts.languages import ENGLISH, LANGUAGES, chosen
from headless.ids import Prefix, decode

Json = Mapping[str, Any]
Documents = dict[int, Json | None]
"""What is kept of members by id, None of one who did not exist."""


class KeptFacts(Protocol):
    """What is kept of one member with one event. facts: JSON text, or "null" of one who did not exist."""

    @property
    def member_id(self) -> int: ...
    @property
    def event_id(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def occurred_at(self) -> int: ...
    @property
    def facts(self) -> str: ...


@dataclass(slots=True)
class History:
    """What is kept of other members with one member's events. What settling makes again is found by type and time."""

    by_event: dict[int, Documents] = field(default_factory=dict)
    by_moment: dict[tuple[str, int], Documents] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Iterable[KeptFacts]) -> "History":
        """Make the one of what is stored."""
        history = cls()
        for facts in kept:
            document = json.loads(facts.facts)
            history.by_event.setdefault(facts.event_id, {})[facts.member_id] = document
            history.by_moment.setdefault((facts.type, facts.occurred_at), {})[facts.member_id] = document
        return history

    def with_event(self, event: EventRecord) -> Documents:
        """Return what is kept with an event."""
        kept = self.by_event.get(event.id)
        return self.by_moment.get((event.type, event.occurred_at), {}) if kept is None else kept


def key_of(need: Need, said: Any) -> str:
    """Return what is asked, as a key. said: returns what a declared value stands for."""
    if isinstance(need, Value):
        asked = {name: said(value) for name, value in need.args.items()}
        parts: list[Any] = ["value", said(need.metric), said(need.window), asked]
    elif isinstance(need, Meets):
        parts = ["meets", said(need.condition)]
    elif isinstance(need, Events):
        parts = ["events", need.type, said(need.last), said(need.window)]
    else:
        raise TypeError(f"the need {type(need).__name__} cannot be of another member")
    return json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))


def kept_fact(key: str, value: Any) -> Json:
    """Return a fact as it is kept under its key. A metric is named, so that a personal one is known when its member is erased."""
    what, name, *_ = json.loads(key)
    return {**({"metric": name} if what == "value" else {}), "value": as_kept(value)}


def as_kept(value: Any) -> Any:
    """Return a fact as JSON."""
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, Goal):
        told = {lang: value.told(lang) for lang in LANGUAGES}
        return {"goal": [value.met, str(value.fraction), told]}
    if isinstance(value, Event):
        data = value.data.to_json() if hasattr(value.data, "to_json") else dict(value.data)
        return {"event": [value.id, value.type, data, value._day, value._occurred_at, str(value.refunded)]}
    if isinstance(value, tuple):
        return {"list": [as_kept(part) for part in value]}
    if isinstance(value, Mapping):
        return {"map": {name: as_kept(part) for name, part in value.items()}}
    return value


def from_kept(program: Program, kept: Any) -> Any:
    """Return a fact as a rule saw it."""
    if not isinstance(kept, Mapping):
        return kept
    ((what, value),) = kept.items()
    if what == "number":
        return Decimal(value)
    if what == "goal":
        met, fraction, told = value
        return Goal(met, Decimal(fraction), told[ENGLISH], partial(_told, told))
    if what == "event":
        id_, type_, data, day, occurred_at, refunded = value
        event_id = decode(Prefix.EVENT, id_)
        return Event(
            event_id, type_, program.payload(type_, data), day, occurred_at, program.zone, Decimal(refunded)
        )  # fmt: skip
    if what == "list":
        return tuple(from_kept(program, part) for part in value)
    return MappingProxyType({name: from_kept(program, part) for name, part in value.items()})


def _told(told: Mapping[str, str], lang: str) -> str:
    return chosen(told, lang)
