"""Partners, what is left of their budgets, and what they gave: the statement is the ledger itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.program.partners import ALL, Budget, BudgetKey, Partner
from headless.engine.program.sights import Sight
from headless.engine.values.amounts import text_of
from headless.models.tables.ledger.budgets import spent_of
from headless.models.tables.ledger.partner_entries import PartnerFilter, count_partner_entries, page_of_partner_entries
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page

FIELD = "Partner.entries"


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A budget, and what is left of it now. resets_at: when it is there whole again, None for never."""

    kind: AssetKind
    amount: str
    spent: str
    left: str
    period: str
    per_member: bool
    resets_at: int | None

    def is_seen(self, sight: Sight) -> bool:
        """Return True if a partner may see it."""
        return self.kind.id in sight.kind_ids


async def partners(ctx: ReadContext, parents: Sequence[None]) -> list[list[Partner]]:
    """Return all partners, oldest first."""
    return [sorted(ctx.program.partners.values(), key=lambda partner: partner.id)] * len(parents)


async def partners_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Partner | None]:
    """Return the partners of these ids."""
    return [ctx.program.partner_by_id.get(id_) for id_ in ids]


async def of_tokens(ctx: ReadContext, rows: Sequence[Any]) -> list[Partner | None]:
    """Return the partners whose tokens these are, None for the merchant's own."""
    return [ctx.program.partner_by_id.get(row.partner_id) for row in rows]


async def budgets(ctx: ReadContext, rows: Sequence[Partner]) -> list[list[BudgetRow]]:
    """Return each partner's budgets. Of one per member, nothing is spent: that differs from member to member."""
    return await _left_of(ctx, [(partner, partner.budgets, ALL) for partner in rows])


async def budgets_left(ctx: ReadContext, rows: Sequence[Any]) -> list[list[BudgetRow] | None]:
    """Return what is left of the budgets that each change of a member's account counts against, None if no partner asks."""
    sight = ctx.sight
    if sight is None:
        return [None] * len(rows)
    partner = sight.partner
    asked = [(partner, partner.budgets_of(row.done.kind_id), row.member_id or ALL) for row in rows]
    return [*await _left_of(ctx, asked)]


async def _left_of(ctx: ReadContext, asked: Sequence[tuple[Partner, Iterable[Budget], int]]) -> list[list[BudgetRow]]:
    today = ctx.program.zone.day_of(ctx.kernel.clock.now_us())
    keys = [[(budget, _key(partner, budget, owner, today)) for budget in listed] for partner, listed, owner in asked]
    wanted = {key for listed in keys for _, key in listed if key is not None}
    async with ctx.read() as session:
        spent = await spent_of(session, ctx.merchant_id, wanted) if wanted else {}
    return [[_row(ctx, budget, 0 if key is None else spent[key], today) for budget, key in listed] for listed in keys]


def _key(partner: Partner, budget: Budget, owner: int, today: int) -> BudgetKey | None:
    """Return under what a budget is counted now, None for one per member if no member is meant."""
    return None if budget.per_member and owner == ALL else partner.key_of(budget, owner, today)


def _row(ctx: ReadContext, budget: Budget, spent: int, today: int) -> BudgetRow:
    decimals, resets_at = budget.kind.decimals, budget.resets_at(today, ctx.program.zone)
    amount, gone, left = (text_of(units, decimals) for units in (budget.units, spent, max(0, budget.units - spent)))
    return BudgetRow(budget.kind, amount, gone, left, budget.period.name, budget.per_member, resets_at)


async def entries(
    ctx: ReadContext, rows: Sequence[Partner], from_: int | None = None, to: int | None = None, **page: Any
) -> list[Page]:
    """Return a page of the entries against each partner's account, recorded from `from_` to before `to`, newest first."""
    filters: dict[str, Any] = {"from_": from_, "to": to}
    part, pages = ctx.slice(FIELD, filters, **page), []
    async with ctx.read() as session:
        for row in rows:
            chosen = PartnerFilter(row.account, from_, to, _kinds(ctx))
            listed = await page_of_partner_entries(session, ctx.merchant_id, chosen, part.range)
            pages.append(part.page(listed, lambda entry: (entry.id,), counted=(count, row, filters)))
    return pages


async def count(
    ctx: ReadContext, rows: Sequence[Partner], from_: int | None = None, to: int | None = None
) -> list[int]:
    """Return how many entries there are against each partner's account."""
    chosen = [PartnerFilter(row.account, from_, to, _kinds(ctx)) for row in rows]
    async with ctx.read() as session:
        return [await count_partner_entries(session, ctx.merchant_id, one) for one in chosen]


def _kinds(ctx: ReadContext) -> frozenset[int] | None:
    return None if ctx.sight is None else ctx.sight.kind_ids
