"""Assets granted, spent, held and reversed by hand, and kept with coupons for the checkout of an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.member.coupons import Coupon
from headless.engine.member.records import Hold
from headless.errors import HeadlessError
from headless.resolvers.mutations.acting import actor_of
from headless.resolvers.mutations.results import PerformedRow, TransferRow, performed, things_of, transferred
from headless.resolvers.nouns.ledger.holds import holds_by_id
from headless.resolvers.nouns.quotes.quotes import raw_order
from headless.resolvers.nouns.rewards.coupons import coupons_by_id
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.kernel.outcomes import Performed, Transferred
from headless.services.members import assets
from headless.services.quoting.checkouts import Checkout, hold_checkout, release_checkout


async def asset_grant(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Give an amount."""
    work = assets.grant(
        ctx.kernel,
        ctx.principal,
        lookup_of(ctx, given["member"]),
        kind=given["kind"],
        amount=given["amount"],
        reason=given["reason"],
        key=given["idempotencyKey"],
        expires_at=given.get("expiresAt"),
    )
    return await performed(ctx, work, given["kind"])


async def asset_spend(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Spend an amount."""

    async def work() -> Performed:
        lookup = await actor_of(ctx, "SPEND", given.get("member"))
        return await assets.spend(ctx.kernel, ctx.principal, lookup, **_payment(given))

    return await performed(ctx, work(), given["kind"])


async def asset_hold(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Reserve an amount."""

    async def work() -> Performed:
        lookup = await actor_of(ctx, "HOLD", given.get("member"))
        return await assets.hold(ctx.kernel, ctx.principal, lookup, **_payment(given), until=given.get("until"))

    return await performed(ctx, work(), given["kind"])


async def asset_transfer(ctx: ReadContext, given: dict[str, Any]) -> TransferRow:
    """Transfer an amount to another member."""

    async def work() -> Transferred:
        lookup_of(ctx, given["to"])  # refuses personal data to a token that may not see it
        return await assets.transfer(
            ctx.kernel,
            ctx.principal,
            await actor_of(ctx, "TRANSFER", given.get("from"), "from"),
            given["to"],
            kind=given["kind"],
            amount=given["amount"],
            reason=given["reason"],
            key=given["idempotencyKey"],
        )

    return await transferred(ctx, work())


async def hold_capture(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Spend what is held."""
    amount, key = given.get("amount"), given["idempotencyKey"]
    return await performed(ctx, assets.capture(ctx.kernel, ctx.principal, given["hold"], amount, key))


async def hold_release(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Give back what is held."""
    amount, key = given.get("amount"), given["idempotencyKey"]
    return await performed(ctx, assets.release(ctx.kernel, ctx.principal, given["hold"], amount, key))


async def entry_reverse(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Take an entry back."""
    amount, key = given.get("amount"), given["idempotencyKey"]
    work = assets.reverse(ctx.kernel, ctx.principal, given["entry"], amount, given["reason"], key)
    return await performed(ctx, work)


@dataclass(frozen=True, slots=True)
class CheckoutRow:
    """What is kept for an order."""

    done: Checkout
    user_errors: list[ProblemRow]

    @property
    def member_id(self) -> int | None:
        return self.done.member_id


async def checkout_hold(ctx: ReadContext, given: dict[str, Any]) -> CheckoutRow:
    """Keep assets and coupons for an order."""
    coupons = given.get("coupons") or ()
    if coupons:
        ctx.require("coupons:read")
    try:
        lookup = await actor_of(ctx, "HOLD", given.get("member"))
        order = raw_order(given["order"], given.get("payWith"))
        done = await hold_checkout(
            ctx.kernel, ctx.principal, lookup, order, coupons, given.get("until"), given["idempotencyKey"]
        )
    except HeadlessError as error:
        done = Checkout(problem=problem_of(error))
    await ctx.refresh()
    return CheckoutRow(done, user_errors(ctx, done.problem))


async def checkout_release(ctx: ReadContext, given: dict[str, Any]) -> PerformedRow:
    """Let go of what is kept for an order."""

    async def work() -> Performed:
        lookup = await actor_of(ctx, "HOLD", given.get("member"))
        return await release_checkout(ctx.kernel, ctx.principal, lookup, given["order"], given["idempotencyKey"])

    return await performed(ctx, work())


async def holds_kept(ctx: ReadContext, rows: Sequence[CheckoutRow]) -> list[list[Hold]]:
    """Return the holds of checkouts, nothing if the token may not see them."""
    return await things_of(ctx, [row.done.holds for row in rows], holds_by_id, "assets:read")


async def coupons_kept(ctx: ReadContext, rows: Sequence[CheckoutRow]) -> list[list[Coupon]]:
    """Return the coupons of checkouts, nothing if the token may not see them."""
    return await things_of(ctx, [row.done.coupons for row in rows], coupons_by_id, "coupons:read")


def _payment(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": given["kind"],
        "amount": given["amount"],
        "reason": given["reason"],
        "key": given["idempotencyKey"],
        "payable": given.get("payable"),
        "order": given.get("order"),
    }
