"""A sandbox merchant's clock."""

import strawberry

from headless.resolvers.mutations import clocks
from headless.schema.base.fields import input_type, mutation, object_type, required, value
from headless.schema.base.scalars import DateTime
from headless.schema.mutations import payloads
from headless.schema.types.configuration.merchants import Merchant
from headless.schema.types.errors import UserError


@input_type
class ClockAdvanceInput:
    """Where to set the clock."""

    to: DateTime = required("The new present; a clock never goes back.")


@object_type(public=True)
class ClockPayload:
    """The result."""

    merchant: Merchant | None = value("The merchant, at its new present.")
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class ClockMutations:
    """A sandbox's clock."""

    clock_advance: ClockPayload | None = mutation(
        clocks.clock_advance,
        "Set a sandbox merchant's clock; all that is due until then is done first, each at its time.",
        scope="clock:manage",
        takes=ClockAdvanceInput,
    )
