"""One member's recorded history as a back-test folds it: plain values, which travel between processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple


class Input(NamedTuple):
    """An event that came from outside, as it is stored. `data` is JSON text, instants are microseconds."""

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


class UsedCoupon(NamedTuple):
    """A coupon that the member used, or that was taken back: it is at hand again, by any issuer."""

    code: str
    kind_id: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """A member and what happened to it, oldest first.

    holds: the events that made them, by stored id. entries: for what was reversed by hand, the event that wrote it, its kind,
    and the how-manieth of that kind it was. asked: the rule instances that were asked about events; others are not asked about
    them.
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
    asked: Mapping[int, frozenset[int]] = field(default_factory=dict)


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
