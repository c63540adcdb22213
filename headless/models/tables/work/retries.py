"""Retries: what failed rules left out of events, to be settled alone later."""

import json
from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from tortoise import fields

from headless.engine.member.journal import Retry
from headless.engine.settlement.retries import WITHHELD
from headless.models.base.mapping import columns, compact, names
from headless.models.base.row import Row
from headless.models.base.session import Session, Write


class RetryState(IntEnum):
    """The state of a retry, numbered as stored.

    WAITING: due at its time. GIVEN_UP: failed too often. PARKED: its rule is paused. Both wait until the rule is resumed.
    """

    WAITING = 0
    DONE = 1
    GIVEN_UP = 2
    PARKED = 3


class RuleRetry(Row):
    """A rule that failed on an event and will run again alone. state: a RetryState. document: the effects to run."""

    keys = ("merchant_id", "event_id", "rule_id")
    merchant_id = fields.BigIntField()
    event_id = fields.BigIntField(primary_key=True, generated=False)
    rule_id = fields.BigIntField()
    member_id = fields.BigIntField()
    attempts = fields.IntField()
    due_at = fields.BigIntField()
    state = fields.SmallIntField()
    document = fields.TextField()

    class Meta:
        table = "rule_retry"


class DueRetry(NamedTuple):
    """A retry that is due. document: JSON."""

    event_id: int
    rule_id: int
    member_id: int
    attempts: int
    document: str


class SettledRetry(NamedTuple):
    """A rule that failed on an event and has run since. withheld: the assets of which its failure kept everything back."""

    event_id: int
    rule_id: int
    withheld: frozenset[str]


class Backlog(NamedTuple):
    """How many retries of a rule are not done, by state."""

    rule_id: int
    waiting: int
    given_up: int
    parked: int


_DUE = f"""SELECT {columns(DueRetry)} FROM rule_retry
WHERE merchant_id = $1 AND due_at <= $2 AND state = {RetryState.WAITING:d}
ORDER BY due_at, event_id LIMIT 1 FOR UPDATE SKIP LOCKED"""
_NOTE = """UPDATE rule_retry SET attempts = $4, due_at = $5, state = $6
WHERE merchant_id = $1 AND event_id = $2 AND rule_id = $3"""
_RESUME = f"""UPDATE rule_retry SET state = {RetryState.WAITING:d}, attempts = 0, due_at = $2
WHERE merchant_id = $1 AND state IN ({RetryState.GIVEN_UP:d}, {RetryState.PARKED:d}) AND {{rules}}"""


def _count_of(state: RetryState) -> str:
    return f"sum(CASE WHEN state = {state:d} THEN 1 ELSE 0 END)::bigint"


_COUNTS = {
    state.name.lower(): _count_of(state) for state in (RetryState.WAITING, RetryState.GIVEN_UP, RetryState.PARKED)
}
_BACKLOGS = f"""SELECT {columns(Backlog, **_COUNTS)} FROM rule_retry
WHERE merchant_id = $1 AND state <> {RetryState.DONE:d} GROUP BY rule_id"""


def insert_retries(merchant_id: int, retries: Iterable[Retry]) -> Write:
    """Return the write that adds retries."""
    rows = [
        (
            merchant_id, retry.event_id, retry.rule_id, retry.member_id, 0, retry.due_at,
            int(RetryState.PARKED if retry.parked else RetryState.WAITING), compact({**retry.document, "kind": retry.kind}),
        )
        for retry in retries
    ]  # fmt: skip
    return Write("rule_retry", names(RuleRetry), rows)


async def claim_retry(session: Session, merchant_id: int, now: int) -> DueRetry | None:
    """Lock the retry that is due first until the transaction ends, None if none is due that is not locked."""
    row = await session.fetch_one(_DUE, merchant_id, now)
    return None if row is None else DueRetry._make(row)


async def note_retry(
    session: Session, merchant_id: int, retry: DueRetry, attempts: int, due_at: int, state: RetryState
) -> None:
    """Write how often a retry was tried, its state, and when it is due again."""
    await session.execute(_NOTE, merchant_id, retry.event_id, retry.rule_id, attempts, due_at, int(state))


async def resume_retries(session: Session, merchant_id: int, rules: Collection[int], now: int) -> None:
    """Make what was given up or parked of these rules due now, as if it had never failed."""
    await session.execute(_RESUME.format(rules=session.any_of("rule_id", 3)), merchant_id, now, rules)


async def settled_retries(session: Session, merchant_id: int, event_ids: Collection[int]) -> list[SettledRetry]:
    """Return what failed on these events and has run since."""
    sql = f"""SELECT event_id, rule_id, document FROM rule_retry
WHERE merchant_id = $1 AND state = {RetryState.DONE:d} AND {session.any_of("event_id", 2)}"""
    rows = await session.fetch(sql, merchant_id, event_ids)
    return [SettledRetry(row["event_id"], row["rule_id"], _withheld(json.loads(row["document"]))) for row in rows]


def _withheld(document: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(document["assets"] if document["kind"] == WITHHELD else ())


async def backlogs(session: Session, merchant_id: int) -> dict[int, Backlog]:
    """Count the retries that are not done, by rule."""
    rows = map(Backlog._make, await session.fetch(_BACKLOGS, merchant_id))
    return {backlog.rule_id: backlog for backlog in rows}


async def failures_by_rule(session: Session, merchant_id: int, rule_ids: Collection[int]) -> dict[int, int]:
    """Return how many events each instance failed on that wait for another attempt or were given up."""
    sql = f"""SELECT rule_id, count(*) AS number FROM rule_retry
WHERE merchant_id = $1 AND state <> {RetryState.DONE:d} AND {session.any_of("rule_id", 2)} GROUP BY rule_id"""
    rows = await session.fetch(sql, merchant_id, sorted(set(rule_ids)))
    return {row["rule_id"]: row["number"] for row in rows}
