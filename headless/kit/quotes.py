"""What an order would cost a member, as the server quotes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.engine.values.amounts import from_units
from headless.kit.world import World
from headless.plugins.testing.answers import Quoted
from headless.services.quoting.drafts import read_draft
from headless.services.quoting.quotes import quote_orders
from headless.services.settling.decision_loop import Batch


async def quote_of(world: World, member_id: int, order: Mapping[str, Any], codes: Sequence[str] | None) -> Quoted:
    """Return the quote of an order, as JSON. Raise Invalid for one that does not fit."""
    ctx = await world.context()
    program = ctx.program
    draft = read_draft(program, order, codes)
    async with world.kernel.db.read() as session:
        batch = Batch(world.kernel, session, ctx.merchant, program, ctx.now, simulate=True)
        quote = (await quote_orders(batch, [member_id], draft))[member_id]
    problem = quote.problem
    return Quoted(
        from_units(quote.left, program.decimals),
        list(quote.best),
        [option.coupon.code for option in quote.coupons if option.obstacle is None],
        {option.kind.code: from_units(option.most, option.kind.decimals) for option in quote.pay_with},
        [(change.kind, change.code, change.before, change.after) for change in quote.changes],
        None if problem is None else problem.code,
        None if problem is None else str(problem.message),
    )
