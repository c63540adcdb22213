"""What goods cost a member, next to their plain prices: a shelf of them in one request."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from headless.engine.pricing.baskets import Line
from headless.engine.pricing.member_prices import PricedLine
from headless.engine.quoting.asked_orders import priced_for_member
from headless.models.tables.members.member_reads import MemberRow
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.nouns.quotes.quotes import raw_order
from headless.resolvers.reading.context import ReadContext
from headless.services.quoting.member_prices import benefits_of_prices, read_shelf, usable_prices


class ShelfPrice(NamedTuple):
    """One of some goods: its plain price, and what it costs a member."""

    line: Line
    member: PricedLine


async def prices(
    ctx: ReadContext, members: Sequence[MemberRow], items: Sequence[Mapping[str, Any]]
) -> list[list[ShelfPrice]]:
    """Return what each of some goods costs each member, in order: each by itself, as if it were the order."""
    shelf = read_shelf(ctx.program, raw_order({"items": list(items)})["items"])
    conditions = [benefit.condition for benefit in benefits_of_prices(ctx.program) if benefit.condition is not None]
    async with ctx.read() as session:
        states = await read_states(ctx, session, {member.id for member in members}, conditions)
        benefits = await usable_prices(session, ctx.program, ctx.judge, states, ctx.now)
    return [
        [
            ShelfPrice(basket.lines[0], priced_for_member(basket, benefits.get(member.id, ())).lines[0])
            for basket in shelf
        ]
        for member in members
    ]
