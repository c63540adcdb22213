"""Who acts at the command line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel
    from headless.services.kernel.principals import Principal


async def operator_of(kernel: "Kernel", slug: str) -> "Principal":
    """Return the operator of a merchant. Raise NotFound if there is no such merchant."""
    from headless.services.kernel.principals import operator

    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, slug)
    return operator(merchant.id, merchant.slug)
