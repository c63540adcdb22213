"""The codes of coupons that a quote names: what is left of their kinds, and wrong ones, which cannot be tried out for nothing."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from headless.engine.member.coupons import COUPON_OF_ANOTHER, normal
from headless.engine.program.program import Program
from headless.engine.quoting.quotes import Quote
from headless.models.base.session import Session
from headless.models.tables.rewards.stocks import stocks_left
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.limiting.coupon_codes import told
from headless.services.kernel.principals import Principal
from headless.services.quoting.drafts import OrderDraft


def check_codes(kernel: Kernel, principal: Principal, member_ids: Collection[int], draft: OrderDraft) -> None:
    """Raise RateLimited if an order names coupons, and too many wrong ones were named lately."""
    if draft.named:
        kernel.wrong_codes.check(principal, member_ids)


async def tell_codes(
    kernel: Kernel, principal: Principal, program: Program, quoted: Mapping[int, Quote], draft: OrderDraft
) -> dict[int, Quote]:
    """Count the wrong codes that an order names, and return its quotes as the one who asks may know them.

    Call it outside of sessions. Raise RateLimited if nothing may be told.
    """
    if draft.named:
        wrong: dict[int | None, int] = {id_: _wrong(program, quote, draft.named) for id_, quote in quoted.items()}
        await kernel.wrong_codes.tell(principal, wrong)
    return {
        id_: quote if quote.problem is None else replace(quote, problem=told(principal, quote.problem))
        for id_, quote in quoted.items()
    }


async def stocks_named(session: Session, program: Program, named: Collection[str]) -> dict[str, int]:
    """Return what is left of the stocks of the coupon kinds whose words are named, by stock."""
    kinds = {program.kind_by_word.get(normal(code)) for code in named}
    stocks = {kind.stock_name for kind in kinds if kind is not None and kind.stock is not None}
    return await stocks_left(session, program.merchant_id, stocks) if stocks else {}


def _wrong(program: Program, quote: Quote, named: Collection[str]) -> int:
    """Return how many of these codes are no coupon that the member may name, and no word of a kind."""
    fine = {
        normal(option.coupon.code)
        for option in quote.coupons
        if option.obstacle is None or option.obstacle.code != COUPON_OF_ANOTHER
    }
    return len(set(map(normal, named)) - fine - program.kind_by_word.keys())
