"""Runs of plugins' actions, each once under its idempotency key."""

from typing import NamedTuple

from tortoise import fields

from headless.models.base.mapping import columns
from headless.models.base.row import Row
from headless.models.base.session import Session


class ActionRun(Row):
    """An action under its idempotency key, and what it answered once it was done."""

    keys = ("merchant_id", "plugin", "action", "run_key")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    plugin = fields.TextField()
    action = fields.TextField()
    run_key = fields.TextField()
    content_hash = fields.TextField()
    member_id = fields.BigIntField(null=True)
    result = fields.TextField(null=True)
    leased_until = fields.BigIntField(null=True)
    created_at = fields.BigIntField()
    done_at = fields.BigIntField(null=True)

    class Meta:
        table = "action_run"


class RunKey(NamedTuple):
    """What names a run: the primary key."""

    merchant_id: int
    plugin: str
    action: str
    run_key: str


class KnownRun(NamedTuple):
    """A run as the next request with its key finds it. result: JSON, None until it is done."""

    content_hash: str
    result: str | None
    leased_until: int | None

    @property
    def of_erased(self) -> bool:
        """Whether its member was erased since it began. The hash of what was asked is gone then."""
        return not self.content_hash


_BEGIN = """INSERT INTO action_run (merchant_id, plugin, action, run_key, content_hash, member_id, leased_until, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"""
_WHERE = "merchant_id = $1 AND plugin = $2 AND action = $3 AND run_key = $4"
_KNOWN = f"SELECT {columns(KnownRun)} FROM action_run WHERE {_WHERE} FOR UPDATE"
_LEASE = f"UPDATE action_run SET leased_until = $5 WHERE {_WHERE}"
_END = f"UPDATE action_run SET result = $5, done_at = $6, leased_until = NULL WHERE {_WHERE}"


async def begin_run(
    session: Session, key: RunKey, content_hash: str, member_id: int | None, leased_until: int, now: int
) -> bool:
    """Add a leased run under its key. Return False if the key was used before."""
    return await session.execute(_BEGIN, *key, content_hash, member_id, leased_until, now) > 0


async def known_run(session: Session, key: RunKey) -> KnownRun:
    """Read and lock the run of a key that was used before."""
    (row,) = await session.fetch(_KNOWN, *key)
    return KnownRun._make(row)


async def lease_run(session: Session, key: RunKey, leased_until: int) -> None:
    """Claim a run again that failed, or whose lease has ended."""
    await session.execute(_LEASE, *key, leased_until)


async def end_run(session: Session, key: RunKey, result: str | None, done_at: int | None) -> None:
    """Write a run's result and release it. Without a result, the next request with its key runs it again."""
    await session.execute(_END, *key, result, done_at)
