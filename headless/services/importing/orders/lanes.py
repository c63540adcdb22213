"""Lanes: members are spread over several, so that one lane settles while the database writes for another.

All orders of a member use one lane, in order of time. With several lanes, what members share (stocks, coupons without an owner,
plugins' own tables) would not be given out in order of time. If there is such a thing, there is one lane.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

from headless.engine.declarations.rules import Own
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.tables.members.figures import has_merged_members
from headless.services.importing.orders.arrivals import Arrival, Table
from headless.services.importing.orders.messages import Content, Part

LANES = 2
AHEAD = 1
Settle = Callable[[int, Sequence[Arrival]], Awaitable[None]]


async def lanes_for(session: Session, program: Program, fields: Collection[str]) -> int:
    """Return how many lanes an import of these fields may use: one on SQLite, where one transaction writes at a time."""
    if session.dialect == "sqlite" or "coupons" in fields or _shares(program):
        return 1
    return 1 if await has_merged_members(session, program.merchant_id) else LANES


def _shares(program: Program) -> bool:
    """Return True if what one member gets may depend on what others got before."""
    stocks = [
        *(kind.stock for kind in program.coupon_kinds.values()),
        *(benefit.stock for benefit in program.benefits.values()),
    ]
    declared = [versions.latest.declared for versions in program.rules]
    needs = [need for rule in declared if rule is not None for need in rule.needs.values()]
    own = any(isinstance(need, Own) for need in (*needs, *program.after_each))
    return own or bool(program.budgets) or any(stock is not None for stock in stocks)


async def settle_in_lanes(parts: AsyncIterator[Content], lanes: int, settle: Settle) -> None:
    """Settle all parts, those of one lane one after another.

    Raises:
        BaseException: the first fault of any lane. What the other lanes are doing is undone.
    """
    queues: list[asyncio.Queue[Sequence[Arrival] | None]] = [asyncio.Queue(AHEAD) for _ in range(lanes)]
    try:
        async with asyncio.TaskGroup() as group:
            for lane, queue in enumerate(queues):
                group.create_task(_lane(lane, queue, settle))
            table = Table()
            async for part in parts:
                assert isinstance(part, Part)
                await queues[part.lane].put(table.arrivals(part))
            for queue in queues:
                await queue.put(None)
    except BaseExceptionGroup as faults:
        raise faults.exceptions[0] from None


async def _lane(lane: int, queue: "asyncio.Queue[Sequence[Arrival] | None]", settle: Settle) -> None:
    while (arrivals := await queue.get()) is not None:
        await settle(lane, arrivals)
