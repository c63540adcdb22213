"""Members as they were at an instant, by what had been recorded until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from headless.engine.program.tag_kinds import TagKind
from headless.engine.values.amounts import from_units
from headless.resolvers.nouns.configuration import tracks
from headless.resolvers.nouns.configuration.tracks import TierRow, track_of
from headless.resolvers.nouns.ledger.assets import kind_of
from headless.resolvers.nouns.ledger.entries import balances_at
from headless.resolvers.nouns.standings.drawn_tiers import over
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.rows import MemberRow


@dataclass(frozen=True, slots=True)
class AsOfRow:
    """A member and an instant."""

    member_id: int
    time: int


@dataclass(frozen=True, slots=True)
class AssetAsOfRow:
    """A holding at an instant."""

    balance: Decimal


async def at(ctx: ReadContext, members: Sequence[MemberRow], time: int) -> list[AsOfRow]:
    """Each member at an instant."""
    return [AsOfRow(member.id, time) for member in members]


async def tier(ctx: ReadContext, rows: Sequence[AsOfRow], track: str | None = None) -> list[TierRow | None]:
    """The tier each member held on a track then. Errors: NotFound for an unknown track."""
    ladder = track_of(ctx, track)
    if ladder is None:
        return [None] * len(rows)
    held: dict[tuple[int, int], int] = {}
    for time, members in _by_time(rows).items():
        async with ctx.read() as session:
            sql = f"""SELECT s.member_id, s.tier_id, s.until_at FROM standing s
WHERE s.merchant_id = $1 AND {session.any_of("s.member_id", 2)} AND s.track_id = $3 AND s.tier_id IS NOT NULL
AND s.seq = (SELECT max(x.seq) FROM standing x WHERE x.merchant_id = s.merchant_id AND x.member_id = s.member_id
  AND x.track_id = s.track_id AND x.recorded_at <= $4)"""
            found = await session.fetch(sql, ctx.merchant_id, members, ladder.id, time)
        held |= {(row[0], time): row[1] for row in found if not over(ladder, row[2], time)}
    ids = sorted(set(held.values()))
    tiers = dict(zip(ids, await tracks.tiers_by_id(ctx, ids), strict=True)) if ids else {}
    return [tiers.get(held.get((row.member_id, row.time), 0)) for row in rows]


async def asset(ctx: ReadContext, rows: Sequence[AsOfRow], kind: str) -> list[AssetAsOfRow]:
    """Each member's balance of a kind then. Errors: NotFound for an unknown kind."""
    chosen = kind_of(ctx, kind)
    units: dict[tuple[int, int], int] = {}
    for time, members in _by_time(rows).items():
        balances = await balances_at(ctx, members, time)
        units |= {(member, time): held for (member, kind_id), held in balances.items() if kind_id == chosen.id}
    return [AssetAsOfRow(from_units(units.get((row.member_id, row.time), 0), chosen.decimals)) for row in rows]


async def tags(ctx: ReadContext, rows: Sequence[AsOfRow]) -> list[list[TagKind]]:
    """The tags each member wore then."""
    worn: dict[tuple[int, int], list[int]] = {}
    for time, members in _by_time(rows).items():
        async with ctx.read() as session:
            sql = f"""SELECT member_id, tag_id FROM member_tag
WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND since_at <= $3
AND (removed_at IS NULL OR removed_at > $3) AND (expires_at IS NULL OR expires_at > $3) ORDER BY id"""
            found = await session.fetch(sql, ctx.merchant_id, members, time)
        for row in found:
            worn.setdefault((row[0], time), []).append(row[1])
    known = ctx.program.tag_by_id
    return [[known[tag] for tag in worn.get((row.member_id, row.time), []) if tag in known] for row in rows]


def _by_time(rows: Sequence[AsOfRow]) -> dict[int, list[int]]:
    """One query for each instant that the operation names, however many members there are."""
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.time, set()).add(row.member_id)
    return {time: sorted(ids) for time, ids in found.items()}
