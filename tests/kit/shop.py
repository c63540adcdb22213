"""A shop as stories see it: what a merchant sends, and what can be read afterwards; how it is reached is the driver's affair.

Days are ISO texts in the shop's time zone: "2026-01-31" is noon, "2026-01-31T23:30" that minute. Amounts are decimal texts.
An event on a later day lets time pass until then, with all that falls due; one on an earlier day arrives late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The outcome of an event: its outcome, the code and data of a refusal, what every rule said, and the member's changes.

    `said` is by the rule instance's name: its decision's short document. `hold` is the id of a hold that was made.
    """

    outcome: str
    code: str | None = None
    data: Json = field(default_factory=dict)
    said: Mapping[str, Json] = field(default_factory=dict)
    changes: Sequence[tuple[str, str, Any, Any]] = ()
    hold: str | None = None


@dataclass(frozen=True)
class Holding:
    """One member's holding of one asset kind, as decimal texts."""

    available: str
    pending: str
    held: str
    debt: str
    earned: str
    spent: str
    expired: str
    balance: str


@dataclass(frozen=True)
class Standing:
    """Where a member stands: tier code, and local days since when, until when, and to the end of grace."""

    tier: str | None
    since: str
    until: str | None
    grace_until: str | None
    why: str
    clause: Json | None


@dataclass(frozen=True)
class Label:
    """A tag on a member."""

    tag: str
    author: str
    reason: str | None
    expires: str | None


class Shop(Protocol):
    """Everything a story may do with a shop."""

    # ── what is sent

    def send(
        self,
        member: str,
        event_type: str,
        on: str,
        *,
        external_id: str | None = None,
        source: str = "shop",
        **data: Any,
    ) -> Outcome: ...
    def order(self, member: str, total: str, on: str, *, number: str | None = None, **data: Any) -> Outcome: ...
    def refund(
        self, member: str, amount: str, on: str, *, order: str | None = None, number: str | None = None, **data: Any
    ) -> Outcome: ...
    def grant(self, member: str, kind: str, amount: str, on: str, **data: Any) -> Outcome: ...
    def spend(self, member: str, kind: str, amount: str, on: str, **data: Any) -> Outcome: ...
    def hold(self, member: str, kind: str, amount: str, on: str, **data: Any) -> Outcome: ...
    def capture(self, member: str, hold: str, on: str, amount: str | None = None) -> Outcome: ...
    def release(self, member: str, hold: str, on: str, amount: str | None = None) -> Outcome: ...
    def reverse(self, member: str, entry: str, on: str, amount: str | None = None) -> Outcome: ...
    def tag(
        self,
        member: str,
        tag: str,
        on: str,
        *,
        author: str = "ann",
        reason: str | None = None,
        expires: str | None = None,
    ) -> Outcome: ...
    def untag(self, member: str, tag: str, on: str) -> Outcome: ...
    def set_status(self, member: str, status: str, on: str) -> Outcome: ...
    def clock(self, on: str) -> None: ...

    # ── what can be read

    def asset(self, member: str, kind: str) -> Holding: ...
    def lots(self, member: str, kind: str) -> list[tuple[str, str, str | None]]: ...
    def entries(self, member: str, kind: str) -> list[tuple[str, str, str]]: ...
    def entry_ids(self, member: str, kind: str) -> list[str]: ...
    def tier(self, member: str, track: str | None = None) -> str | None: ...
    def standing(self, member: str, track: str | None = None) -> Standing | None: ...
    def standings(self, member: str, track: str | None = None) -> list[Standing]: ...
    def tags(self, member: str) -> dict[str, Label]: ...
    def events(self, member: str, event_type: str) -> list[tuple[str, Json]]: ...
    def metric(self, member: str, name: str, window: str | None = None, **args: str) -> Any: ...
