"""Verifying: what is stored is rebuilt from its histories and compared, a chunk of members at a time."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from types import MappingProxyType

from headless.models.base.session import Session
from headless.models.database.snapshots import snapshot
from headless.models.tables.configuration.merchants import MerchantRow
from headless.services.kernel.kernel import Kernel
from headless.services.verifying.checks.accounts import check_accounts
from headless.services.verifying.checks.budgets import check_budgets
from headless.services.verifying.checks.cards import check_cards
from headless.services.verifying.checks.clocks import check_clock, next_dues
from headless.services.verifying.checks.holds import check_holds
from headless.services.verifying.checks.links import check_links
from headless.services.verifying.checks.lots import check_lots
from headless.services.verifying.checks.memory import check_memory
from headless.services.verifying.checks.movements import check_movements
from headless.services.verifying.checks.rewards import check_rewards, check_stocks
from headless.services.verifying.checks.standings import check_standings
from headless.services.verifying.checks.stored_metrics import Values, check_stored, stored_values
from headless.services.verifying.checks.tags import check_tags
from headless.services.verifying.checks.totals import check_totals
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History, load_histories
from headless.services.verifying.rule_limits import check_firings, check_uses
from headless.services.worker.worker import merchants

CHUNK = 200
CHECKS: tuple[Callable[[History], Iterator[Drift]], ...] = (
    check_accounts, check_lots, check_holds, check_movements, check_totals, check_standings, check_tags, check_memory,
    check_rewards, check_firings,
)  # fmt: skip

__all__ = ["Drift", "chosen_merchants", "drifts", "verify"]


async def verify(kernel: Kernel, merchant_slug: str | None = None) -> list[Drift]:
    """Return everything stored that does not follow from its history, of one merchant or all. Raise NotFound for its slug."""
    listed: list[Drift] = []
    for merchant in await chosen_merchants(kernel, merchant_slug):
        listed += [drift async for drift in drifts(kernel, merchant)]
    return listed


async def chosen_merchants(kernel: Kernel, slug: str | None) -> list[MerchantRow]:
    """Return the merchant of a slug, or all. Raise NotFound if there is none of that slug."""
    if slug is None:
        return await merchants(kernel)
    async with kernel.db.read() as session:
        return [await kernel.programs.by_slug(session, slug)]


async def drifts(
    kernel: Kernel, merchant: MerchantRow, checked: Callable[[int], None] = lambda members: None
) -> AsyncIterator[Drift]:
    """Yield the drifts of a merchant. `checked` is called with the number of members of each chunk."""
    after_id = 0
    while True:
        async with snapshot(kernel.db) as session:
            histories, dues, values = await _chunk(kernel, session, merchant, after_id)
        if not histories:
            break
        # The snapshot is closed: checking keeps no writer waiting.
        for history in histories:
            for drift in of_member(history, dues, values):
                yield drift
        after_id = histories[-1].id
        checked(len(histories))
    async with snapshot(kernel.db) as session:
        program = await kernel.programs.get(session, merchant.id)
        linked = [drift async for drift in check_links(session, program)]
        linked += [drift async for drift in check_stocks(session, program)]
        linked += [drift async for drift in check_cards(session, program)]
        linked += [drift async for drift in check_budgets(session, program, kernel.clock.now_us())]
        linked += [drift async for drift in check_uses(session, program)]
    for drift in linked:
        yield drift


def of_member(
    history: History, dues: Mapping[int, int | None], values: Mapping[int, Values] = MappingProxyType({})
) -> Iterator[Drift]:
    """Yield the drifts of one member."""
    for check in CHECKS:
        yield from check(history)
    yield from check_clock(history, dues)
    yield from check_stored(history, values)


async def _chunk(
    kernel: Kernel, session: Session, merchant: MerchantRow, after_id: int
) -> tuple[list[History], dict[int, int | None], dict[int, Values]]:
    current = await kernel.programs.merchant(session, merchant.id)
    program = await kernel.programs.of(session, current)
    judge = kernel.programs.judge_of(program)
    histories = await load_histories(session, program, after_id, CHUNK)
    if not histories:
        return histories, {}, {}
    dues = await next_dues(session, program, judge, histories)
    return histories, dues, await stored_values(session, program, judge, histories)
