"""How the parts of plugins fare: failures and slow calls, and what is paused for them."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from tortoise import fields
from tortoise.expressions import Q

from headless.engine.member.journal import Strike
from headless.engine.values.limits import (
    INTEGRATION_FAILURES_BEFORE_PAUSE,
    QUIET_US,
    RULE_FAILURES_BEFORE_PAUSE,
    RULE_SLOW_BEFORE_PAUSE,
)
from headless.models.base.mapping import columns
from headless.models.base.row import Row
from headless.models.base.session import Session

OBSERVER = "event_settled"


class PluginHealth(Row):
    """Failures and slow calls of one part of a plugin (`rule:<id>`, `event_settled`, `inbound:<name>` ...) since a moment."""

    keys = ("merchant_id", "plugin", "part")
    merchant_id = fields.BigIntField(primary_key=True, generated=False)
    plugin = fields.TextField()
    part = fields.TextField()
    failures = fields.IntField()
    slow = fields.IntField()
    since_at = fields.BigIntField()
    last_at = fields.BigIntField()
    error = fields.TextField(null=True)
    paused_at = fields.BigIntField(null=True)

    class Meta:
        table = "plugin_health"


class PartHealth(NamedTuple):
    """One part of a plugin: `rule:<id>`, `metric:<id>`, `event_settled`, `inbound:<name>`, `action:<name>`."""

    plugin: str
    part: str
    failures: int
    slow: int
    last_at: int
    error: str | None
    paused_at: int | None


_HEALTH = f"SELECT {columns(PartHealth)} FROM plugin_health WHERE merchant_id = $1 ORDER BY plugin, part"
_FAILING = f"""SELECT part FROM plugin_health WHERE merchant_id = $1 AND paused_at IS NULL AND part LIKE 'rule:%'
AND (failures >= {RULE_FAILURES_BEFORE_PAUSE} OR slow >= {RULE_SLOW_BEFORE_PAUSE}) ORDER BY part"""
_PAUSED = f"SELECT plugin FROM plugin_health WHERE merchant_id = $1 AND part = '{OBSERVER}' AND paused_at IS NOT NULL"

ERROR_CHARACTERS = 300
# After a quiet time the counts start from zero.
_QUIET = f"old.last_at < excluded.last_at - {QUIET_US}"
_ADD = f"""INSERT INTO plugin_health AS old (merchant_id, plugin, part, failures, slow, since_at, last_at, error)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7) ON CONFLICT (merchant_id, plugin, part) DO UPDATE SET
failures = excluded.failures + CASE WHEN {_QUIET} THEN 0 ELSE old.failures END,
slow = excluded.slow + CASE WHEN {_QUIET} THEN 0 ELSE old.slow END,
since_at = CASE WHEN {_QUIET} THEN excluded.last_at ELSE old.since_at END,
last_at = excluded.last_at, error = excluded.error"""


async def add_strike(session: Session, merchant_id: int, plugin: str, part: str, strike: Strike, now: int) -> None:
    """Count what one part of a plugin did wrong."""
    error = strike.error[:ERROR_CHARACTERS]
    await session.execute(_ADD, merchant_id, plugin, part, strike.failures, strike.slow, now, error)


async def failing_rules(session: Session, merchant_id: int) -> list[int]:
    """Return the ids of the rules that failed or were slow too often and are not paused yet."""
    return [int(row["part"].removeprefix("rule:")) for row in await session.fetch(_FAILING, merchant_id)]


async def mark_rule_paused(session: Session, merchant_id: int, rule_id: int, now: int) -> None:
    """Write when a rule was paused."""
    await PluginHealth.of(session, merchant_id).filter(part=f"rule:{rule_id}").update(paused_at=now)


async def pause_failing_observer(session: Session, merchant_id: int, plugin: str, now: int) -> None:
    """Pause the plugin's observer if it failed too often."""
    observer = PluginHealth.of(session, merchant_id).filter(plugin=plugin, part=OBSERVER, paused_at__isnull=True)
    await observer.filter(failures__gte=INTEGRATION_FAILURES_BEFORE_PAUSE).update(paused_at=now)


async def forget_rules(session: Session, merchant_id: int, rules: Collection[int]) -> None:
    """Forget the strikes of these rules."""
    await PluginHealth.of(session, merchant_id).filter(part__in=[f"rule:{id_}" for id_ in rules]).delete()


async def forget_parts(session: Session, merchant_id: int, plugin: str) -> None:
    """Forget the strikes of a plugin's parts that are not rules."""
    parts = PluginHealth.of(session, merchant_id).filter(plugin=plugin)
    await parts.filter(~Q(part__startswith="rule:")).delete()


async def health_by_plugin(session: Session, merchant_id: int) -> dict[str, list[PartHealth]]:
    """Read what is known of each plugin's parts."""
    by_plugin: dict[str, list[PartHealth]] = {}
    for part in map(PartHealth._make, await session.fetch(_HEALTH, merchant_id)):
        by_plugin.setdefault(part.plugin, []).append(part)
    return by_plugin


async def paused_observers(session: Session, merchant_id: int) -> frozenset[str]:
    """Return the plugins whose observer is paused."""
    return frozenset(row["plugin"] for row in await session.fetch(_PAUSED, merchant_id))


async def plugin_errors(session: Session, merchant_id: int) -> dict[tuple[str, str], str]:
    """Return what was wrong last, by plugin and part."""
    sql = "SELECT plugin, part, error FROM plugin_health WHERE merchant_id = $1 AND error IS NOT NULL"
    return {(row["plugin"], row["part"]): row["error"] for row in await session.fetch(sql, merchant_id)}


async def write_plugin_errors(session: Session, merchant_id: int, errors: Mapping[tuple[str, str], str]) -> None:
    """Write other words for what was wrong last."""
    rows = [(merchant_id, *key, error) for key, error in sorted(errors.items())]
    if rows:
        await session.update("plugin_health", PluginHealth.keys, (*PluginHealth.keys, "error"), rows)
