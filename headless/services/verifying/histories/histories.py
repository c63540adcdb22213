"""All that is stored of some members, read with a constant number of queries."""

import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from headless.engine.member.records import EventStatus
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.tables.events import histories as stored_events
from headless.models.tables.ledger import histories as stored_ledger
from headless.models.tables.members import histories as stored_members
from headless.models.tables.members import rule_histories as stored_rules
from headless.models.tables.members.lives.merging import aliases_of
from headless.models.tables.members.lives.other_facts import KeptOther, others_by_owner
from headless.models.tables.rewards import histories as stored_rewards
from headless.models.tables.rewards.rule_uses import Firing, firings_by_member
from headless.services.verifying.histories.drift import Drift

_READS: Mapping[str, Callable[[Session, int, Sequence[int]], Awaitable[Mapping[int, Any]]]] = {
    "events": stored_events.events_by_member,
    "accounts": stored_ledger.accounts_by_member,
    "entries": stored_ledger.entries_by_member,
    "lots": stored_ledger.lots_by_member,
    "holds": stored_ledger.holds_by_member,
    "totals": stored_members.totals_by_member,
    "standings": stored_members.standings_by_member,
    "tiers": stored_members.tiers_by_member,
    "tags": stored_members.tags_by_member,
    "memories": stored_rules.memories_by_member,
    "coupons": stored_rewards.coupons_by_member,
    "grants": stored_rewards.grants_by_member,
    "uses": stored_rewards.uses_by_member,
    "firings": firings_by_member,
    "retries": stored_rules.retries_by_member,
    "decisions": stored_events.decisions_by_member,
    "others": others_by_owner,
    "moves": stored_ledger.moves_by_member,
    "reservations": stored_ledger.reservations_by_member,
}
"""What fills each part of a history."""


class _OfKind(Protocol):
    @property
    def kind_id(self) -> int: ...


K = TypeVar("K", bound=_OfKind)


@dataclass
class History:
    """Everything stored of one member, and of those who were merged into it, oldest first, table by table."""

    program: Program
    id: int
    clock_at: int
    due_at: int | None
    events: list[stored_events.StoredEvent] = field(default_factory=list)
    decisions: list[stored_events.StoredDecision] = field(default_factory=list)
    accounts: list[stored_ledger.StoredAccount] = field(default_factory=list)
    entries: list[stored_ledger.StoredEntry] = field(default_factory=list)
    lots: list[stored_ledger.StoredLot] = field(default_factory=list)
    moves: list[stored_ledger.StoredMove] = field(default_factory=list)
    holds: list[stored_ledger.StoredHold] = field(default_factory=list)
    reservations: list[stored_ledger.StoredReservation] = field(default_factory=list)
    totals: list[stored_members.StoredTotal] = field(default_factory=list)
    standings: list[stored_members.StoredStanding] = field(default_factory=list)
    tiers: list[stored_members.StoredTier] = field(default_factory=list)
    tags: list[stored_members.StoredTag] = field(default_factory=list)
    memories: list[stored_rules.StoredMemory] = field(default_factory=list)
    retries: list[stored_rules.StoredRetry] = field(default_factory=list)
    coupons: list[stored_rewards.StoredCoupon] = field(default_factory=list)
    grants: list[stored_rewards.StoredGrant] = field(default_factory=list)
    uses: list[stored_rewards.StoredUse] = field(default_factory=list)
    firings: list[Firing] = field(default_factory=list)
    others: list[KeptOther] = field(default_factory=list)
    aliases: list[int] = field(default_factory=list)

    @cached_property
    def event_by_id(self) -> Mapping[int, stored_events.StoredEvent]:
        """All events by id."""
        return {event.id: event for event in self.events}

    @cached_property
    def settled(self) -> list[stored_events.StoredEvent]:
        """Events that count: recorded, not deferred and not refused."""
        return [event for event in self.events if event.status == EventStatus.RECORDED]

    @cached_property
    def moved(self) -> Mapping[int, int]:
        """What is left of each lot by its moves."""
        left = {lot.id: 0 for lot in self.lots}
        for move in self.moves:
            if move.lot_id in left:
                left[move.lot_id] += move.amount
        return left

    @cached_property
    def decided(self) -> Mapping[int, list[dict[str, Any]]]:
        """Decision documents by event."""
        return {decision.event_id: json.loads(decision.document) for decision in self.decisions}

    def origin(self, event: stored_events.StoredEvent) -> int:
        """Return the member in whose history an event was decided."""
        return self.id if event.origin_member_id is None else event.origin_member_id

    def code(self, kind_id: int) -> str:
        """Return an asset kind's code, or its number if the merchant has no such kind."""
        kind = self.program.kind_by_id.get(kind_id)
        return kind.code if kind else f"kind {kind_id}"

    def drift(self, area: str, what: str, expected: Any, actual: Any) -> Drift:
        """Return a drift of this member."""
        return Drift(area, what, expected, actual, self.id)

    def compare(self, area: str, what: str, expected: Mapping[str, Any], stored: object) -> Iterator[Drift]:
        """Yield a drift for each expected value that the stored row does not have."""
        for name, value in expected.items():
            if getattr(stored, name) != value:
                yield self.drift(area, f"{what} {name}", value, getattr(stored, name))


def of_kind(rows: Iterable[K], kind_id: int) -> list[K]:
    """Return the rows that concern one asset kind."""
    return [row for row in rows if row.kind_id == kind_id]


async def load_histories(session: Session, program: Program, after_id: int, most: int) -> list[History]:
    """Load the histories of the next members in id order, at most `most`."""
    merchant_id = program.merchant_id
    chosen = await stored_members.next_members(session, merchant_id, after_id, most)
    histories = {member.id: History(program, *member) for member in chosen}
    if histories:
        survivors = await aliases_of(session, merchant_id, list(histories))
        for alias, survivor in survivors.items():
            histories[survivor].aliases.append(alias)
        for part, read in _READS.items():
            for member_id, rows in (await read(session, merchant_id, [*histories, *survivors])).items():
                getattr(histories[survivors.get(member_id, member_id)], part).extend(rows)
    return list(histories.values())
