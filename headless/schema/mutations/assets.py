"""Assets granted, spent, held, transferred and reversed by hand."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations import assets
from headless.resolvers.nouns.configuration import partners
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, given, input_type, mutation, object_type, required, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.scalars import DateTime
from headless.schema.mutations import payloads
from headless.schema.mutations.members import LazyMember
from headless.schema.types.configuration.benefits import PriceInput
from headless.schema.types.errors import UserError
from headless.schema.types.members.coupons import Coupon
from headless.schema.types.quotes.quotes import OrderInput

if TYPE_CHECKING:
    from headless.schema.types.configuration.partners import Budget
    from headless.schema.types.ledger.assets import Asset
    from headless.schema.types.ledger.entries import Entry
    from headless.schema.types.ledger.holds import Hold

LazyAsset = Annotated["Asset", strawberry.lazy("headless.schema.types.ledger.assets")]
LazyBudget = Annotated["Budget", strawberry.lazy("headless.schema.types.configuration.partners")]
LazyEntry = Annotated["Entry", strawberry.lazy("headless.schema.types.ledger.entries")]
LazyHold = Annotated["Hold", strawberry.lazy("headless.schema.types.ledger.holds")]
AMOUNT = "How much, in the kind's natural unit."
PAYABLE = "The order's amount, which the spend cap is taken of; required with order."
asset_of = loaded(Prefix.ASSET, lambda row: row.asset_key)
entry_of = loaded(Prefix.ENTRY, lambda row: row.done.entry_id)
from_of = loaded(Prefix.ASSET, lambda row: row.from_key)
to_of = loaded(Prefix.ASSET, lambda row: row.to_key)
hold_of = loaded(Prefix.HOLD, lambda row: row.done.hold_id)


@input_type
class AssetGrantInput:
    """An amount to give, paid for by the house."""

    member: MemberLookup = required("The member.")
    kind: str = required("The asset kind's code.")
    amount: Decimal = required(AMOUNT)
    reason: str = required("Why, for the statement.")
    idempotency_key: str = required(payloads.key())
    expires_at: DateTime | None = given("When it expires; left out: as the kind says.")


@input_type
class AssetSpendInput:
    """An amount to spend, all or nothing."""

    member: MemberLookup | None = given("The member; left out: the one whose token asks.")
    kind: str = required("The asset kind's code.")
    amount: Decimal = required(AMOUNT)
    reason: str = required("Why, for the statement.")
    idempotency_key: str = required(payloads.key())
    payable: Decimal | None = given(PAYABLE)
    order: str | None = given("The order that it pays for; the spend cap then binds it.")


@input_type
class AssetHoldInput:
    """An amount to reserve."""

    member: MemberLookup | None = given("The member; left out: the one whose token asks.")
    kind: str = required("The asset kind's code.")
    amount: Decimal = required(AMOUNT)
    reason: str = required("Why, for the statement.")
    idempotency_key: str = required(payloads.key())
    payable: Decimal | None = given(PAYABLE)
    order: str | None = given("The order that it will pay for; the spend cap then binds it.")
    until: DateTime | None = given("When it is given back by itself; left out: as the kind says.")


@input_type
class AssetTransferInput:
    """An amount to transfer from one member to another, all or nothing."""

    from_: MemberLookup | None = given("The member who gives it; left out: the one whose token asks.", name="from")
    to: MemberLookup = required("The member who receives it; members name it by id or number.")
    kind: str = required("The asset kind's code; the kind must be transferable.")
    amount: Decimal = required(AMOUNT)
    reason: str = required("Why, for both statements.")
    idempotency_key: str = required(payloads.key())


@input_type
class HoldSettleInput:
    """A hold to capture or release, in part or whole."""

    hold: strawberry.ID = required("The hold's id.")
    amount: Decimal | None = given("How much of it; left out: all of it.")
    idempotency_key: str = required(payloads.key())


@input_type
class EntryReverseInput:
    """An entry to take back, in part or whole."""

    entry: strawberry.ID = required("The entry's id.")
    amount: Decimal | None = given("How much of it; left out: all that is left of it.")
    reason: str = required("Why, for the statement.")
    idempotency_key: str = required(payloads.key())


@input_type
class CheckoutHoldInput:
    """All that one order is to be paid with. Its payment, under its number, captures it."""

    member: MemberLookup | None = given("The member; left out: the one whose token asks.")
    order: OrderInput = required("The order, before member prices, coupons and tenders; with its number.")
    pay_with: list[PriceInput] | None = given("How much of which assets.")
    coupons: list[str] | None = given("The codes of the coupons.")
    until: DateTime | None = given("When all goes back by itself; left out: as the asset kinds say, or after 7 days.")
    idempotency_key: str = required(payloads.key())


@input_type
class CheckoutReleaseInput:
    """An order that is not placed after all."""

    member: MemberLookup | None = given("The member; left out: the one whose token asks.")
    order: str = required("The order's number.")
    idempotency_key: str = required(payloads.key())


@object_type(public=True, for_member=True)
class CheckoutHoldPayload:
    """What is kept for an order. What was kept for it before is replaced."""

    holds: list[LazyHold] = batch(assets.holds_kept, "What is held of assets; with assets:read.", sized=2)
    coupons: list[Coupon] = batch(assets.coupons_kept, "The coupons that are kept; with coupons:read.", sized=2)
    left: Decimal | None = value("What is left to pay, without freight.", read=lambda row: row.done.left)
    expires_at: DateTime | None = value("When all goes back by itself.", read=lambda row: row.done.expires_at)
    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True)
class CheckoutReleasePayload:
    """The result of a release."""

    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True, for_partner=True)
class AssetPayload:
    """The result of a change to an account."""

    asset: LazyAsset | None = batch(asset_of, "The account's new state.", scope="assets:read")
    entry: LazyEntry | None = batch(entry_of, "The entry that was made.", scope="assets:read")
    member: LazyMember | None = payloads.member()
    budgets: list[LazyBudget] | None = batch(
        partners.budgets_left,
        "What is left of the partner's budgets for the asset kind; null if no partner asks.",
        sized=3,
    )
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True)
class AssetTransferPayload:
    """The result of a transfer between two members."""

    from_: LazyAsset | None = batch(
        from_of, "The new state of the account that gave it.", scope="assets:read", name="from"
    )
    to: LazyAsset | None = batch(to_of, "The new state of the account that received it.", scope="assets:read")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True, for_partner=True)
class HoldPayload:
    """The outcome of a hold."""

    hold: LazyHold | None = batch(hold_of, "The hold's new state.", scope="assets:read")
    asset: LazyAsset | None = batch(asset_of, "The account's new state.", scope="assets:read")
    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class AssetMutations:
    """Changes to accounts."""

    asset_grant: AssetPayload | None = mutation(
        assets.asset_grant, "Give an amount.", scope="assets:write", takes=AssetGrantInput, for_partner=True
    )
    asset_spend: AssetPayload | None = mutation(
        assets.asset_spend,
        "Spend an amount, all or nothing.",
        scope="assets:write",
        takes=AssetSpendInput,
        for_member=True,
        for_partner=True,
    )
    asset_hold: HoldPayload | None = mutation(
        assets.asset_hold,
        "Reserve an amount for an order in flight.",
        scope="assets:write",
        takes=AssetHoldInput,
        for_member=True,
        for_partner=True,
    )
    checkout_hold: CheckoutHoldPayload | None = mutation(
        assets.checkout_hold,
        "Keep assets and coupons for an order under its number: `order.paid` with that number captures them.",
        scope="assets:write",
        takes=CheckoutHoldInput,
        for_member=True,
    )
    checkout_release: CheckoutReleasePayload | None = mutation(
        assets.checkout_release,
        "Give back all that is kept for an order.",
        scope="assets:write",
        takes=CheckoutReleaseInput,
        for_member=True,
    )
    asset_transfer: AssetTransferPayload | None = mutation(
        assets.asset_transfer,
        "Transfer an amount to another member. Lots keep their origin, funding and expiry; only what is available can go.",
        scope="assets:write",
        takes=AssetTransferInput,
        for_member=True,
    )
    hold_capture: HoldPayload | None = mutation(
        assets.hold_capture,
        "Spend what is held; the rest is released.",
        scope="assets:write",
        takes=HoldSettleInput,
        for_partner=True,
    )
    hold_release: HoldPayload | None = mutation(
        assets.hold_release, "Give back what is held.", scope="assets:write", takes=HoldSettleInput, for_partner=True
    )
    entry_reverse: AssetPayload | None = mutation(
        assets.entry_reverse, "Take an entry back.", scope="assets:write", takes=EntryReverseInput, for_partner=True
    )
