"""Partners saved."""

from decimal import Decimal

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import configuration
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, given, input_type, mutation, object_type, required
from headless.schema.mutations import payloads
from headless.schema.types.configuration.partners import BudgetPeriod, Partner
from headless.schema.types.errors import UserError

partner_of = loaded(Prefix.PARTNER, lambda row: row.id)


@input_type
class BudgetInput:
    """How much of an asset kind a partner may give in each period."""

    kind: str = required("The asset kind's code, one of assetKinds.")
    amount: Decimal = required("How much, in the kind's natural unit.")
    period: BudgetPeriod = required("How long it has to last.")
    per_member: bool | None = given("True: to each member; left out: to all members together.")


@input_type
class PartnerSaveInput:
    """A partner, whole: what is left out, its tokens may not touch."""

    code: str = required("What requests call it. It cannot be changed later.")
    name: str = required("Its name.")
    asset_kinds: list[str] | None = given("The asset kinds it may see and move.")
    event_types: list[str] | None = given("The event types it may send.")
    tags: list[str] | None = given("The tags it may see and set.")
    budgets: list[BudgetInput] | None = given("What it may give. A kind without a budget it cannot give.")
    expected_version: int | None = given("Refuses to save over a newer version.")


@object_type(public=True)
class PartnerPayload:
    """The partner as saved."""

    partner: Partner | None = batch(partner_of, "The partner.", scope="partners:read")
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class PartnerMutations:
    """Third parties."""

    partner_save: PartnerPayload | None = mutation(
        configuration.partner_save,
        "Save a partner under its code. Its tokens follow within seconds.",
        scope="partners:manage",
        takes=PartnerSaveInput,
    )
