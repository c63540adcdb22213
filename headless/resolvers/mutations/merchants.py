"""The merchant's own settings saved."""

from dataclasses import dataclass
from typing import Any

from headless.models.tables.configuration.merchants import MerchantRow
from headless.resolvers.mutations.configuration import save_document
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow
from headless.services.configuration.merchants import save_merchant


@dataclass(frozen=True, slots=True)
class MerchantRowSaved:
    """The merchant as it is now, and why it was not changed."""

    merchant: MerchantRow
    user_errors: list[ProblemRow]


async def merchant_save(ctx: ReadContext, given: dict[str, Any]) -> MerchantRowSaved:
    """Save what is given. Naming an issuer signs members in, so that it needs the scope for it."""
    if "oidc" in given:
        ctx.require("members:impersonate")
    saved = await save_document(ctx, save_merchant, given)
    return MerchantRowSaved(ctx.merchant, saved.user_errors)
