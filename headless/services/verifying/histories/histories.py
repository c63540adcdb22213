"""All that is stored of some members, read with a constant number of queries."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from headless.engine.program.program import Program
from headless.models.base.session import Record, Session
from headless.services.verifying.histories.drift import Drift

RECORDED = 0

_TABLES: Mapping[str, str] = {
    "events": """SELECT id, member_id, type, source, external_id, occurred_at, recorded_at, occurred_on, status, subject,
  refers, root_id, data, actor, content_hash, depth FROM event WHERE merchant_id = $1 AND {ids} ORDER BY recorded_at, id""",
    "accounts": """SELECT member_id, kind_id, balance, debt, held, pending, earned, spent, expired, version
FROM account WHERE merchant_id = $1 AND {ids} ORDER BY kind_id""",
    "entries": """SELECT id, member_id, kind_id, version, type, amount, balance_after, funding, event_id, rule_id, reason,
  occurred_at, recorded_at, expires_at, reverses, terms FROM entry WHERE merchant_id = $1 AND {ids}
ORDER BY kind_id, version""",
    "lots": """SELECT id, member_id, kind_id, entry_id, event_id, funding, granted, remaining, held, starts_at, expires_at,
  earned_at FROM lot WHERE merchant_id = $1 AND {ids} ORDER BY id""",
    "holds": """SELECT id, member_id, kind_id, amount, captured, released, status, event_id
FROM hold WHERE merchant_id = $1 AND {ids} ORDER BY id""",
    "totals": """SELECT member_id, key, day, count, amount, less FROM daily_total
WHERE merchant_id = $1 AND {ids} ORDER BY key, day""",
    "standings": """SELECT id, member_id, track_id, seq, tier_id, since_at, until_at, grace_until_at, code, event_id,
  recorded_at FROM standing WHERE merchant_id = $1 AND {ids} ORDER BY track_id, seq""",
    "tiers": """SELECT member_id, track_id, standing_id, seq, tier_id, rank, since_at, until_at, grace_until_at
FROM member_tier WHERE merchant_id = $1 AND {ids} ORDER BY track_id""",
    "tags": """SELECT id, member_id, tag_id, origin, since_at, expires_at, removed_at, removed_by_hand, event_id
FROM member_tag WHERE merchant_id = $1 AND {ids} ORDER BY tag_id, id""",
    "memory": "SELECT member_id, scope, document FROM rule_state WHERE merchant_id = $1 AND {ids} ORDER BY scope",
    "marks": "SELECT member_id, rule_id, key, event_id FROM mark WHERE merchant_id = $1 AND {ids}",
    "coupons": """SELECT id, member_id, kind_id, code, status, event_id, issued_at, expires_at, used_event_id, revoked_event_id
FROM coupon WHERE merchant_id = $1 AND {ids} ORDER BY id""",
    "grants": """SELECT id, member_id, benefit_id, uses, used, event_id FROM benefit_grant
WHERE merchant_id = $1 AND {ids} ORDER BY id""",
    "uses": """SELECT id, member_id, benefit_id, event_id, used_on, grant_id, reversed_at FROM benefit_use
WHERE merchant_id = $1 AND {ids} ORDER BY id""",
    "retries": "SELECT member_id, event_id, rule_id FROM rule_retry WHERE merchant_id = $1 AND {ids}",
}  # fmt: skip
_DECISIONS = """SELECT d.event_id, e.member_id, d.document FROM event e
JOIN decision d ON d.merchant_id = e.merchant_id AND d.event_id = e.id WHERE e.merchant_id = $1 AND {ids}"""
_MOVES = """SELECT m.entry_id, m.lot_id, m.amount, n.member_id FROM entry n
JOIN lot_move m ON m.merchant_id = n.merchant_id AND m.entry_id = n.id WHERE n.merchant_id = $1 AND {ids}"""
_RESERVED = """SELECT r.hold_id, r.lot_id, r.amount, h.member_id FROM hold_lot r
JOIN hold h ON h.merchant_id = r.merchant_id AND h.id = r.hold_id WHERE h.merchant_id = $1 AND {ids}"""
_MEMBERS = "SELECT id, clock_at, due_at FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3"


@dataclass
class History:
    """Everything stored of one member, oldest first; `pieces` are the rows by table."""

    program: Program
    id: int
    clock_at: int
    due_at: int | None
    pieces: dict[str, list[Record]] = field(default_factory=dict)

    def rows(self, name: str) -> list[Record]:
        """The member's rows of a table."""
        return self.pieces.get(name, [])

    @cached_property
    def events(self) -> Mapping[int, Record]:
        """All events by id."""
        return {row["id"]: row for row in self.rows("events")}

    @cached_property
    def settled(self) -> list[Record]:
        """Events that count: recorded, not deferred and not refused."""
        return [row for row in self.rows("events") if row["status"] == RECORDED]

    @cached_property
    def moved(self) -> Mapping[int, int]:
        """What is left of each lot by its moves."""
        found: dict[int, int] = {row["id"]: 0 for row in self.rows("lots")}
        for move in self.rows("moves"):
            if move["lot_id"] in found:
                found[move["lot_id"]] += move["amount"]
        return found

    @cached_property
    def decided(self) -> Mapping[int, list[dict[str, Any]]]:
        """Decision documents by event."""
        return {row["event_id"]: json.loads(row["document"]) for row in self.rows("decisions")}

    def of_kind(self, name: str, kind_id: int) -> list[Record]:
        """The member's rows of a table that concern one asset kind."""
        return [row for row in self.rows(name) if row["kind_id"] == kind_id]

    def code(self, kind_id: int) -> str:
        """An asset kind's code, or its number where the merchant has no such kind."""
        kind = self.program.kind_by_id.get(kind_id)
        return kind.code if kind else f"kind {kind_id}"

    def drift(self, area: str, what: str, expected: Any, found: Any) -> Drift:
        """A drift of this member."""
        return Drift(area, what, expected, found, self.id)

    def compare(self, area: str, what: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Drift]:
        """A drift for each name whose values differ."""
        for name, value in expected.items():
            if found[name] != value:
                yield self.drift(area, f"{what} {name}", value, found[name])


async def load_histories(session: Session, program: Program, after_id: int, most: int) -> list[History]:
    """The histories of the next members in id order, at most `most`."""
    members = await session.fetch(_MEMBERS, program.merchant_id, after_id, most)
    found = {row["id"]: History(program, row["id"], row["clock_at"], row["due_at"]) for row in members}
    if not found:
        return []
    for name, sql in _TABLES.items():
        await _load(session, program, found, name, sql, "member_id")
    await _load(session, program, found, "decisions", _DECISIONS, "e.member_id")
    await _load(session, program, found, "moves", _MOVES, "n.member_id")
    await _load(session, program, found, "reserved", _RESERVED, "h.member_id")
    return list(found.values())


async def _load(
    session: Session, program: Program, found: Mapping[int, History], name: str, sql: str, column: str
) -> None:
    ids: Collection[int] = list(found)
    for row in await session.fetch(sql.format(ids=session.any_of(column, 2)), program.merchant_id, ids):
        found[row["member_id"]].pieces.setdefault(name, []).append(row)
