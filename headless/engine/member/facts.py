"""What is loaded of a member only if a decision asks for it: earlier events, what they gave, marks, plugins' own tables.

What is not loaded is absent. Asking for it raises FactsMissing; the driver of the engine then loads it and decides again from the
start. Rules are pure, so deciding twice is the same as deciding once.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from headless.engine.member.entitlements import Rewards
from headless.engine.member.records import EventRecord, OriginFacts
from headless.engine.program.limits.limits import Barred
from headless.engine.values.limits import PAST_EVENTS

T = TypeVar("T")


class FactsMissing(Exception):
    """The decision needs facts that were not loaded: (member id, what, key)."""

    def __init__(self, member_id: int, what: str, key: Any) -> None:
        super().__init__(f"member {member_id}: {what} {key!r} was not loaded")
        self.member_id, self.what, self.key = member_id, what, key


class NotLoaded(Exception):
    """A plugin's own tables could not be read. All that needs them fails."""


def rating_text(data: Mapping[str, Any]) -> str:
    """Return data as the text by which a rating is known."""
    return json.dumps(data, sort_keys=True, default=str)


@dataclass(slots=True)
class Facts:
    """Facts of one member, loaded as far as they are asked for.

    complete: nothing lies elsewhere, so that what is not here does not exist. own: what plugins' loaders gave, by loader.
    origins: events that later ones refer to, by type and business key; foreign: those of them that belong to other members;
    deferred: refunds of any member that wait for an order of this one. marks: once-keys, by rule. order_uses: units used under
    an order, by kind. past: earlier events by type, newest first. ratings: what earlier events are due with other data, by event
    and data; rater: works one out, if the whole history is here. short_then: of an event that is decided again, the rule
    instances that found a limit in all or a budget used up then; None while nothing is decided again. boards: what rankings
    show, by what is asked of which list. left: what is left of stocks and budgets, for fields that ask. others: what is
    kept of other members with this one's events.
    """

    member_id: int
    complete: bool = False
    own: dict[Any, Any] = field(default_factory=dict)
    origins: dict[tuple[str, str], OriginFacts | None] = field(default_factory=dict)
    foreign: set[tuple[str, str]] = field(default_factory=set)
    deferred: dict[tuple[str, str], list[EventRecord]] = field(default_factory=dict)
    marks: dict[tuple[int, str], bool] = field(default_factory=dict)
    order_uses: dict[tuple[str, int], int] = field(default_factory=dict)
    past: dict[str, list[EventRecord]] = field(default_factory=dict)
    rewards: Rewards = field(default_factory=Rewards)
    ratings: dict[tuple[int, str], Any] = field(default_factory=dict)
    rater: Callable[[Any], Any] | None = None
    short_then: Callable[[EventRecord], Mapping[int, Barred]] | None = None
    boards: dict[Any, Any] = field(default_factory=dict)
    left: dict[str, int | None] = field(default_factory=dict)
    others: Any = None

    def origin(self, type_: str, subject: str) -> OriginFacts | None:
        """Return the earlier event of that type and business key, with what it did, or None.

        Raises:
            FactsMissing: It was not loaded.
        """
        if (type_, subject) not in self.origins:
            return self._absent("origin", (type_, subject), None)
        return self.origins[type_, subject]

    def origin_of_entry(self, entry_id: int, text: str) -> OriginFacts | None:
        """Return the event that wrote an entry: one that is here already, so that what was taken of it is counted once.

        Raises:
            FactsMissing: It was not loaded.
        """
        for origin in self.origins.values():
            if origin is not None and any(entry.id == entry_id for entry in origin.entries):
                return origin
        return self.origin("entry", text)

    def given_before(self, rule_id: int, key: str) -> bool:
        """Return True if an effect with this once-key was given.

        Raises:
            FactsMissing: It was not loaded.
        """
        if (rule_id, key) not in self.marks:
            return self._absent("mark", (rule_id, key), False)
        return self.marks[rule_id, key]

    def used_under(self, order: str, kind_id: int) -> int:
        """Return the units of a kind spent or held under an order so far.

        Raises:
            FactsMissing: They were not loaded.
        """
        if (order, kind_id) not in self.order_uses:
            return self._absent("order_use", (order, kind_id), 0)
        return self.order_uses[order, kind_id]

    def earlier(self, type_: str, last: int) -> list[EventRecord]:
        """Return earlier events of a type, newest first, wholly refunded ones left out.

        Raises:
            FactsMissing: They were not loaded.
        """
        if type_ not in self.past:
            return self._absent("past", type_, [])
        return self.past[type_][:last]

    def rating(self, request: Any) -> Any:
        """Return what an earlier event is due with other data, or None if nothing can work it out.

        Raises:
            FactsMissing: It was not loaded.
        """
        key = request.event_id, rating_text(request.data)
        if key not in self.ratings:
            if self.rater is None:
                return self._absent("rating", request, None)
            self.ratings[key] = self.rater(request)
        return self.ratings[key]

    def on_board(self, key: Any) -> Any:
        """Return what a ranking shows: the member's rank, or its first places as rows of rank, member and value.

        Raises:
            FactsMissing: It was not loaded.
        """
        if key in self.boards:
            return self.boards[key]
        return self._absent("board", key, None)

    def owned(self, loader: Any) -> Any:
        """Return what a plugin's loader gave for the member.

        Raises:
            FactsMissing: It was not loaded.
            NotLoaded: The loader failed.
        """
        if loader not in self.own:
            return self._absent("own", loader, None)
        rows = self.own[loader]
        if isinstance(rows, NotLoaded):
            raise rows
        return rows

    def remember_past(self, event: EventRecord) -> None:
        """Keep an event that some rule will ask for, in its place by time."""
        if not (self.complete or event.type in self.past):
            return
        known = self.past.setdefault(event.type, [])
        places = (at for at, earlier in enumerate(known) if earlier.occurred_at <= event.occurred_at)
        known.insert(next(places, len(known)), event)
        del known[PAST_EVENTS:]

    def forget_past(self, event: EventRecord) -> None:
        """Leave out an order that was wholly refunded."""
        if event.type in self.past:
            self.past[event.type] = [earlier for earlier in self.past[event.type] if earlier.id != event.id]

    def amend_past(self, event: EventRecord) -> None:
        """Let an order that was changed be seen as it is now."""
        if event.type in self.past:
            known = self.past[event.type]
            self.past[event.type] = [event if earlier.id == event.id else earlier for earlier in known]

    def _absent(self, what: str, key: Any, nothing: T) -> T:
        """Return what stands for nothing, if nothing lies elsewhere."""
        if self.complete:
            return nothing
        raise FactsMissing(self.member_id, what, key)
