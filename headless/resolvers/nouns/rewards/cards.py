"""Card kinds, the cards of each, and what was done with them."""

from collections.abc import Sequence
from typing import Any

from headless.engine.member.cards.records import Card, CardMove, state_of
from headless.engine.program.cards.kinds import CardKind
from headless.engine.values.amounts import from_units
from headless.models.tables.cards import cards as card_table
from headless.models.tables.cards import moves as move_table
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.members.members import members_by_id
from headless.resolvers.reading.context import ReadContext
from headless.services.members.cards.lookups import find_card


async def card_kinds(ctx: ReadContext, parents: Sequence[object]) -> list[list[CardKind]]:
    """Return all card kinds, oldest first."""
    return [sorted(ctx.program.card_kinds.values(), key=lambda kind: kind.id) for _ in parents]


async def card_kinds_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[CardKind | None]:
    """Return the card kinds of these ids."""
    return [ctx.program.card_kind_by_id.get(id_) for id_ in ids]


async def card(ctx: ReadContext, parents: Sequence[object], number: str) -> list[Card | None]:
    """Return the card of a number, however it was typed. Raise RateLimited after too many that do not exist."""

    async def work() -> Card | None:
        async with ctx.read() as session:
            return await find_card(session, ctx.merchant_id, number)

    return [await ctx.kernel.wrong_codes.metered(ctx.principal, work, lambda known: known is None)] * len(parents)


async def cards_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Card | None]:
    """Return cards of any state by id."""
    async with ctx.read() as session:
        known = {card.id: card for card in await card_table.cards_by_id(session, ctx.merchant_id, ids)}
    return [known.get(id_) for id_ in ids]


async def cards_of(
    ctx: ReadContext, members: Sequence[MemberRow], states: Sequence[str] | None = None
) -> list[list[Card]]:
    """Return each member's cards in some states, newest first."""
    async with ctx.read() as session:
        listed = await card_table.cards_of_members(session, ctx.merchant_id, [member.id for member in members])
    by_member: dict[int | None, list[Card]] = {}
    for card in listed:
        if states is None or state_of(card, ctx.now) in states:
            by_member.setdefault(card.member_id, []).append(card)
    return [by_member.get(member.id, []) for member in members]


async def balances(ctx: ReadContext, rows: Sequence[Card]) -> list[Any]:
    """Return what is left of cards, on themselves or in their members' accounts. None if their kind holds nothing."""
    bound = sorted({row.id for row in rows if row.member_id is not None})
    left: dict[int, int] = {}
    if bound:
        async with ctx.read() as session:
            left = {
                known.card_id: known.units for known in await move_table.left_of_cards(session, ctx.merchant_id, bound)
            }
    return [_amount(ctx, row.kind_id, row.balance + left.get(row.id, 0)) for row in rows]


async def holders(ctx: ReadContext, rows: Sequence[Card]) -> list[MemberRow | None]:
    """Return the members whose cards they are, None for cards that are no one's."""
    asked = sorted({row.member_id for row in rows if row.member_id is not None})
    known = dict(zip(asked, await members_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if row.member_id is None else known[row.member_id] for row in rows]


async def replacements(ctx: ReadContext, rows: Sequence[Card]) -> list[Card | None]:
    """Return the cards that bear another number now, None for those that were not replaced."""
    asked = sorted({row.replaced_by for row in rows if row.replaced_by is not None})
    known = dict(zip(asked, await cards_by_id(ctx, asked), strict=True)) if asked else {}
    return [None if row.replaced_by is None else known[row.replaced_by] for row in rows]


async def moves(ctx: ReadContext, rows: Sequence[Card]) -> list[list[CardMove]]:
    """Return what was done with cards, oldest first."""
    ids = [row.id for row in rows]
    async with ctx.read() as session:
        listed = await move_table.moves_of_cards(session, ctx.merchant_id, ids)
    by_card: dict[int, list[CardMove]] = {}
    for move in listed:
        by_card.setdefault(move.card_id, []).append(move)
    return [by_card.get(id_, []) for id_ in ids]


async def amounts_of(ctx: ReadContext, rows: Sequence[CardMove]) -> list[Any]:
    """Return by what moves changed what is on cards and in accounts together."""
    async with ctx.read() as session:
        listed = await card_table.cards_by_id(session, ctx.merchant_id, [row.card_id for row in rows])
    kinds = {card.id: card.kind_id for card in listed}
    return [_amount(ctx, kinds[row.card_id], row.amount + row.bound) for row in rows]


def amount_in(ctx: ReadContext, kind: CardKind, units: int | None) -> Any:
    """Return units of what cards of a kind hold as an amount, None if they hold nothing."""
    asset = None if kind.asset is None else ctx.program.kinds.get(kind.asset)
    return None if asset is None or units is None else from_units(units, asset.decimals)


def _amount(ctx: ReadContext, kind_id: int, units: int) -> Any:
    return amount_in(ctx, ctx.program.card_kind_by_id[kind_id], units)
