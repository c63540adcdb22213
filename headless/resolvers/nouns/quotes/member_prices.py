"""What goods cost a member, next to their plain prices: a shelf of them in one request."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from headless.engine.member.state import MemberState
from headless.engine.pricing.baskets import Basket, Line
from headless.engine.pricing.for_members import priced_for_member
from headless.engine.pricing.member_prices import PricedLine
from headless.engine.rewards.order_prices import price_benefits
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.nouns.quotes.quotes import raw_order
from headless.resolvers.reading.context import ReadContext
from headless.services.quoting.shelves import read_shelf


class ShelfPrice(NamedTuple):
    """One of some goods: its plain price, and what it costs a member."""

    line: Line
    member: PricedLine


async def prices(
    ctx: ReadContext, members: Sequence[MemberRow], items: Sequence[Mapping[str, Any]]
) -> list[list[ShelfPrice]]:
    """Return what each of some goods costs each member, in order: each by itself, as if it were the order."""
    shelf = read_shelf(ctx.program, raw_order({"items": list(items)})["items"])
    conditions = [
        condition
        for benefit in ctx.program.price_benefits
        for condition in (benefit.condition, *(access.condition for access in benefit.early_access))
        if condition is not None
    ]
    async with ctx.read() as session:
        states = await read_states(ctx, session, {member.id for member in members}, conditions)
    return [_shelf_prices(ctx, shelf, states.get(member.id)) for member in members]


def _shelf_prices(ctx: ReadContext, shelf: Sequence[Basket], state: MemberState | None) -> list[ShelfPrice]:
    benefits = () if state is None else price_benefits(ctx.judge, state, ctx.now)
    return [ShelfPrice(basket.lines[0], priced_for_member(basket, benefits).lines[0]) for basket in shelf]
