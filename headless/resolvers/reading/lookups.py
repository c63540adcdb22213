"""Look-ups of members as a token may use them."""

from collections.abc import Mapping
from typing import Any

from headless.resolvers.reading.context import ReadContext
from headless.services.kernel.lookups import PERSONAL, Lookup
from headless.services.kernel.scopes import PII


def lookup_of(ctx: ReadContext, given: Mapping[str, Any]) -> Lookup:
    """Return the member look-up of an input.

    Raise Denied if it is by personal data that the token may not see, and Refused if it names a code after too many wrong ones.
    """
    lookup = Lookup.of(given, ctx.kernel.clock.now_us(), ctx.guess)
    if lookup.kind in PERSONAL:
        ctx.require(PII)
    return lookup
