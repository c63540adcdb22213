"""Assets granted, spent, held and reversed by hand."""

from typing import Any

from headless.resolvers.mutations.acting import actor_of
from headless.resolvers.mutations.results import PerformedRow, TransferRow, performed, transferred
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.services.kernel.outcomes import Performed, Transferred
from headless.services.members import assets


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


def _payment(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": given["kind"],
        "amount": given["amount"],
        "reason": given["reason"],
        "key": given["idempotencyKey"],
        "payable": given.get("payable"),
        "order": given.get("order"),
    }
