"""Tags by hand."""

from headless.services.intake.mutations import perform
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal


async def assign_tag(
    kernel: Kernel,
    principal: Principal,
    lookup: Lookup,
    tag: str,
    reason: str | None = None,
    expires_at: int | None = None,
    key: str | None = None,
) -> Performed:
    """Put a tag on. Its author is the token."""
    data = {"tag": tag, "reason": reason, "expiresAt": expires_at}
    return await perform(kernel, principal, "tag.assigned", data, key, lookup=lookup)


async def remove_tag(
    kernel: Kernel, principal: Principal, lookup: Lookup, tag: str, reason: str | None = None, key: str | None = None
) -> Performed:
    """Take a tag off. A conditional one stays off until it is put on again by hand."""
    return await perform(kernel, principal, "tag.removed", {"tag": tag, "reason": reason}, key, lookup=lookup)
