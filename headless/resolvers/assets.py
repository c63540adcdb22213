"""What members hold: accounts of every kind, with zeroes where nothing was ever posted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from headless.engine.amounts import floor_units, from_units
from headless.engine.program import AssetKind
from headless.errors import NotFound
from headless.models.session import Session
from headless.resolvers.context import ReadContext
from headless.resolvers.members import MemberRow

_ACCOUNTS = """SELECT member_id, kind_id, balance, debt, held, pending, earned, spent, expired, due_at
FROM account WHERE merchant_id = $1 AND """


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One member's holding of one kind, in units; available and pending as of now, whatever the clock's work has done."""

    member_id: int
    kind: AssetKind
    available: int = 0
    pending: int = 0
    debt: int = 0
    held: int = 0
    earned: int = 0
    spent: int = 0
    expired: int = 0

    def natural(self, units: int) -> Decimal:
        """Units as an exact amount of the kind."""
        return from_units(units, self.kind.decimals)


async def assets(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[AssetRow]]:
    """Every kind's holding of each member, kinds in their order of creation."""
    found = await holdings(ctx, [member.id for member in members])
    kinds = sorted(ctx.program.kinds.values(), key=lambda kind: kind.id)
    return [[found.get((member.id, kind.id)) or AssetRow(member.id, kind) for kind in kinds] for member in members]


async def asset(ctx: ReadContext, members: Sequence[MemberRow], kind: str) -> list[AssetRow]:
    """One kind's holding of each member. Errors: NotFound for an unknown kind."""
    chosen = kind_of(ctx, kind)
    found = await holdings(ctx, [member.id for member in members])
    return [found.get((member.id, chosen.id)) or AssetRow(member.id, chosen) for member in members]


async def assets_by_id(ctx: ReadContext, pairs: Sequence[tuple[int, int]]) -> list[AssetRow | None]:
    """Holdings by member and kind; None where either does not exist."""
    found = await holdings(ctx, [member_id for member_id, _ in pairs])
    known = await _existing(ctx, [member_id for member_id, _ in pairs])
    kinds = ctx.program.kind_by_id
    return [
        found.get((member_id, kind_id)) or (AssetRow(member_id, kinds[kind_id]) if kind_id in kinds else None)
        if member_id in known
        else None
        for member_id, kind_id in pairs
    ]


async def holdings(ctx: ReadContext, ids: Collection[int]) -> dict[tuple[int, int], AssetRow]:
    """The accounts of members, by member and kind: one query, and one more for those whose lots have come or gone since."""
    now, kinds = ctx.now, ctx.program.kind_by_id
    async with ctx.read() as session:
        sql = _ACCOUNTS + session.any_of("member_id", 2)
        rows = await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))
        late = {row[0] for row in rows if row[9] is not None and row[9] <= now}
        lots = await _sums(session, ctx.merchant_id, late, now) if late else {}
    found = {}
    for member_id, kind_id, balance, debt, held, pending, earned, spent, expired, _ in rows:
        if kind_id not in kinds:
            continue
        available = balance + debt - pending - held
        if member_id in late:
            available, pending = lots.get((member_id, kind_id), (0, 0))
        account = AssetRow(member_id, kinds[kind_id], available, pending, debt, held, earned, spent, expired)
        found[member_id, kind_id] = account
    return found


def worth(ctx: ReadContext, row: AssetRow) -> Decimal | None:
    """What is available in money, cut off to the currency's decimals; None for kinds without worth."""
    each, decimals = row.kind.money_worth, ctx.program.decimals
    if each is None:
        return None
    return from_units(floor_units(row.natural(row.available) * each, decimals), decimals)


def kind_of(ctx: ReadContext, code: str) -> AssetKind:
    """The kind of a code. Errors: NotFound."""
    kind = ctx.program.kinds.get(code)
    if kind is None:
        known = ", ".join(sorted(ctx.program.kinds)) or "none"
        raise NotFound(f"there is no asset kind {code!r}; there are: {known}", code="UNKNOWN_ASSET_KIND")
    return kind


async def _sums(
    session: Session, merchant_id: int, ids: Collection[int], now: int
) -> dict[tuple[int, int], tuple[int, int]]:
    sql = f"""SELECT member_id, kind_id,
  sum(CASE WHEN starts_at <= $3::bigint AND (expires_at IS NULL OR expires_at > $3::bigint)
    THEN remaining - held ELSE 0 END)::bigint,
  sum(CASE WHEN starts_at > $3::bigint THEN remaining ELSE 0 END)::bigint
FROM lot WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND remaining > 0 GROUP BY member_id, kind_id"""
    rows = await session.fetch(sql, merchant_id, sorted(ids), now)
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


async def _existing(ctx: ReadContext, ids: Collection[int]) -> set[int]:
    async with ctx.read() as session:
        sql = f"SELECT id FROM member WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        return {row[0] for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
