"""Members as they were at an instant, by what had been recorded until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from headless.engine.program.tag_kinds import TagKind
from headless.engine.values.amounts import from_units
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.members.standing_reads import tiers_at
from headless.models.tables.members.tag_reads import tags_at
from headless.resolvers.nouns.configuration.tracks import TierRow, track_of
from headless.resolvers.nouns.ledger.assets import kind_of
from headless.resolvers.nouns.ledger.entries import balances_at
from headless.resolvers.nouns.standings.tiers import over, tiers_by_id
from headless.resolvers.reading.context import ReadContext


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
    """Return each member at an instant."""
    return [AsOfRow(member.id, time) for member in members]


async def tier(ctx: ReadContext, rows: Sequence[AsOfRow], track: str | None = None) -> list[TierRow | None]:
    """Return the tier each member held on a track then. Raise NotFound for an unknown track."""
    ladder = track_of(ctx, track)
    if ladder is None:
        return [None] * len(rows)
    held: dict[tuple[int, int], int] = {}
    for time, members in _by_time(rows).items():
        async with ctx.read() as session:
            then = await tiers_at(session, ctx.merchant_id, members, ladder.id, time)
        held |= {(row.member_id, time): row.tier_id for row in then if not over(ladder, row.until_at, time)}
    tiers = await tiers_by_id(ctx, held.values())
    return [tiers.get(held.get((row.member_id, row.time), 0)) for row in rows]


async def asset(ctx: ReadContext, rows: Sequence[AsOfRow], kind: str) -> list[AssetAsOfRow]:
    """Return each member's balance of a kind then. Raise NotFound for an unknown kind."""
    chosen = kind_of(ctx, kind)
    units: dict[tuple[int, int], int] = {}
    for time, members in _by_time(rows).items():
        balances = await balances_at(ctx, members, time)
        units |= {(member, time): held for (member, kind_id), held in balances.items() if kind_id == chosen.id}
    return [AssetAsOfRow(from_units(units.get((row.member_id, row.time), 0), chosen.decimals)) for row in rows]


async def tags(ctx: ReadContext, rows: Sequence[AsOfRow]) -> list[list[TagKind]]:
    """Return the tags each member wore then."""
    worn: dict[tuple[int, int], list[int]] = {}
    for time, members in _by_time(rows).items():
        async with ctx.read() as session:
            then = await tags_at(session, ctx.merchant_id, members, time)
        for row in then:
            worn.setdefault((row.member_id, time), []).append(row.tag_id)
    known = ctx.program.tag_by_id
    return [[known[tag] for tag in worn.get((row.member_id, row.time), []) if tag in known] for row in rows]


def _by_time(rows: Sequence[AsOfRow]) -> dict[int, list[int]]:
    """Return the members by instant: one query for each instant that the operation names, however many members there are."""
    members: dict[int, set[int]] = {}
    for row in rows:
        members.setdefault(row.time, set()).add(row.member_id)
    return {time: sorted(ids) for time, ids in members.items()}
