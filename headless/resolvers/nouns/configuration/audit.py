"""The audit trail. What was changed is told to tokens that may see the thing itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.engine.explaining.fact_scopes import ASSETS
from headless.models.tables.audit.records import AuditFilter
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.services.auditing.reading import AuditEntry, count_trail, page_of_trail, trail_by_id

FIELD = "Query.audit"
SCOPES: Mapping[str, str] = {
    "Asset": "assets:read", "AssetKind": "config:read", "Benefit": "benefits:read", "Coupon": "coupons:read",
    "CouponKind": "coupons:read", "BulkJob": "coupons:read", "CardKind": "cards:read", "Card": "cards:read",
    "Member": "members:read", "Merchant": "config:read", "Partner": "partners:read",
    "Plugin": "plugins:read", "Rule": "rules:read", "Tag": "tags:read", "TierTrack": "tiers:read",
    "TrustedDocument": "config:read", "WebhookEndpoint": "webhooks:read",
}  # fmt: skip
"""What a token needs to see what was changed, besides the scope of the trail. Anything else is about access."""


async def audit(
    ctx: ReadContext,
    parents: Sequence[None],
    actor: str | None = None,
    noun: str | None = None,
    from_: int | None = None,
    to: int | None = None,
    **page: Any,
) -> list[Page]:
    """Return a page of the trail, newest first."""
    chosen = AuditFilter(actor, noun, from_, to)
    part = ctx.slice(FIELD, list(chosen), **page)
    async with ctx.read() as session:
        entries = await page_of_trail(session, ctx.program, ctx.merchant_id, chosen, part.range)
    given = part.page(entries, lambda entry: (entry.id,), counted=(count, None, {"chosen": chosen}))
    return [given] * len(parents)


async def count(ctx: ReadContext, parents: Sequence[None], chosen: AuditFilter) -> list[int]:
    """Return how many entries there are."""
    async with ctx.read() as session:
        number = await count_trail(session, ctx.merchant_id, AuditFilter(*chosen))
    return [number] * len(parents)


async def audit_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[AuditEntry | None]:
    """Return the entries of these ids."""
    async with ctx.read() as session:
        known = await trail_by_id(session, ctx.program, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


def code(ctx: ReadContext, entry: AuditEntry) -> str | None:
    """Return which thing it was, None if the token may not see it. Ids of members and tokens are always told."""
    return entry.code if entry.is_by_hand or entry.noun not in SCOPES or ctx.allows(SCOPES[entry.noun]) else None


def before(ctx: ReadContext, entry: AuditEntry) -> Any:
    """Return what was there before, None if the token may not see that."""
    return entry.before if _may_see(ctx, entry) else None


def after(ctx: ReadContext, entry: AuditEntry) -> Any:
    """Return what is there since, None if the token may not see that."""
    return entry.after if _may_see(ctx, entry) else None


def _may_see(ctx: ReadContext, entry: AuditEntry) -> bool:
    return ctx.allows(SCOPES.get(entry.noun, "tokens:manage")) and (not entry.has_balances or ctx.allows(ASSETS))
