"""One member's recorded history as a back-test folds it: plain values, which travel between processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from headless.engine.evaluation.others.keeping import KeptFacts
from headless.engine.evaluation.runner import Answered
from headless.engine.program.limits.limits import Barred

AskedRules = Mapping[int, Mapping[int, Answered]]
"""By event, the rule instances that were asked about it, each with what is known of its answer."""


class Input(NamedTuple):
    """An event that came from outside, as it is stored. `data` is JSON text, instants are microseconds.

    origin_member_id: the member in whose history it was decided, None if that member was not merged into another since.
    """

    id: int
    type: str
    source: str
    external_id: str
    occurred_at: int
    recorded_at: int
    day: int
    data: str
    subject: str | None = None
    refers: str | None = None
    actor: str | None = None
    origin_member_id: int | None = None


class UsedCoupon(NamedTuple):
    """A coupon that the member used, or that was taken back: it is at hand again, by any issuer.

    event_id: what gave it, None if it had no owner until it was used.
    """

    code: str
    kind_id: int
    expires_at: int | None
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """A member and what happened to it, oldest first.

    holds: the events that made them, by stored id. entries: for what was reversed by hand, the event that wrote it, its kind,
    and the how-manieth of that kind it was. asked: the rule instances that were asked about events, each with its answer; others
    are not asked. short: those of them that found a limit in all or a budget used up. aliases: the members who were merged into
    this one, by id, each with what was decided in its own history. others: what is kept of
    other members with events of this one.
    """

    member_id: int
    joined_at: int
    joined_on: int
    birthday_on: int | None
    attributes: str
    inputs: tuple[Input, ...]
    coupons: tuple[UsedCoupon, ...] = ()
    holds: Mapping[int, int] = field(default_factory=dict)
    entries: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    asked: AskedRules = field(default_factory=dict)
    short: Mapping[int, Mapping[int, Barred]] = field(default_factory=dict)
    aliases: Mapping[int, "Story"] = field(default_factory=dict)
    others: tuple[KeptFacts, ...] = ()

    def with_shared(self, **shared: Any) -> "Story":
        """Return the story with other values of what it has in common with those of members who were merged into it."""
        aliases: dict[int, Story] = {}
        aliases.update((id_, replace(story, aliases=aliases, **shared)) for id_, story in self.aliases.items())
        return replace(self, aliases=aliases, **shared)

    def owning(self, event_id: int) -> "Story | None":
        """Return the story in which an event was decided: this one, or that of a member who was merged into it."""
        stories = (self, *self.aliases.values())
        return next((story for story in stories if any(given.id == event_id for given in story.inputs)), None)


@dataclass(frozen=True, slots=True)
class Read:
    """An input with its payload built, the same for all programs, or the reason why it cannot be read."""

    input: Input
    json: Mapping[str, Any]
    data: Any
    fault: str | None = None

    def recorded(self, at: int) -> "Read":
        """Return the same event as if it had been recorded at a moment."""
        return replace(self, input=self.input._replace(recorded_at=at))

    def with_data(self, stored: Mapping[str, Any], data: Any) -> "Read":
        """Return the same event with other data."""
        return replace(self, json=stored, data=data, fault=None)
