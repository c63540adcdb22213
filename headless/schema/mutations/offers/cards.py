"""Cards issued, sold, topped up, bound, blocked and replaced, and their kinds saved."""

from decimal import Decimal

import strawberry

from headless.ids import Prefix
from headless.resolvers.mutations.offers import cards
from headless.resolvers.reading.nodes import loaded
from headless.schema.base.fields import batch, given, input_type, mutation, object_type, required, value
from headless.schema.base.lookups import MemberLookup
from headless.schema.base.scalars import JSON, Date
from headless.schema.mutations import payloads
from headless.schema.mutations.configuration import CODE, DURATION, EXPECTED, NAME, NAMES
from headless.schema.mutations.members import LazyMember
from headless.schema.types.errors import UserError
from headless.schema.types.members.cards import Card, CardKind, CardType

kind_of = loaded(Prefix.CARD_KIND, lambda row: row.id)
CARD = "The card's id or number."
REASON = "Why, for the record."


@input_type
class CardKindSaveInput:
    """A card kind, whole. Its type, asset and tag stay as they are first saved."""

    code: str = required(CODE)
    name: str = required(NAME)
    names: JSON | None = given(NAMES)
    type: CardType = required("What its cards are for.")
    asset: str | None = given(
        "The asset kind that a card's value becomes once it is bound: of money for STORED_VALUE, without decimals for COUNTED."
    )
    amount: Decimal | None = given("What each card holds; left out: that is said when it is activated.")
    least: Decimal | None = given("The least that a card may hold, if that is said when it is activated.")
    most: Decimal | None = given("The most that a card may hold, if that is said when it is activated.")
    tag: str | None = given("The tag that a DISCOUNT card puts on its member.")
    validity: str | None = given("How long a card lives from its activation; left out: without end. " + DURATION)
    expires_on: Date | None = given("The last day of all its cards, instead of validity.")
    earns: bool | None = given("True: an order's line that sells a card earns like goods.")
    top_up: bool | None = given("True: its cards can be topped up.")
    expected_version: int | None = given(EXPECTED)


@input_type
class CardIssueInput:
    """Cards to make. They are worth nothing until they are activated."""

    kind: str = required("The card kind's code.")
    count: int | None = given("How many, at most 10000; left out: one.")
    idempotency_key: str = required(payloads.key())


@input_type
class CardActivateInput:
    """A card that was sold. An order that names the card in `items[].card` activates it by itself."""

    card: str = required(CARD)
    amount: Decimal | None = given("What it holds, if its kind does not say.")
    order: str | None = given("The order that sold it, for the record.")
    idempotency_key: str = required(payloads.key())


@input_type
class CardTopUpInput:
    """An amount to put on a card, or into the account of the member whose card it is."""

    card: str = required(CARD)
    amount: Decimal = required("How much.")
    idempotency_key: str = required(payloads.key())


@input_type
class CardBindInput:
    """A card to make a member's."""

    member: MemberLookup | None = given("Whose it becomes; left out: the member whose token asks.")
    number: str = required("The card's number, however it was typed.")
    pin: str | None = given("Its PIN. A merchant's token may leave it out, and then it is not checked.")
    idempotency_key: str = required(payloads.key())


@input_type
class CardUnbindInput:
    """A card to take off its member."""

    card: str = required(CARD)
    reason: str = required(REASON)
    idempotency_key: str = required(payloads.key())


@input_type
class CardBlockInput:
    """A card to block."""

    card: str = required(CARD)
    reason: str = required(REASON)
    idempotency_key: str = required(payloads.key())


@input_type
class CardUnblockInput:
    """A card to unblock."""

    card: str = required(CARD)
    reason: str = required(REASON)
    idempotency_key: str = required(payloads.key())


@input_type
class CardReplaceInput:
    """A card that gets another number and PIN."""

    card: str = required(CARD)
    reason: str = required(REASON)
    idempotency_key: str = required(payloads.key())


@object_type(scope="cards:write", row=cards.IssuedCard)
class IssuedCard:
    """A card with its PIN, which is told this once."""

    card: Card | None = value("The card.", scope="cards:read")
    pin: str | None = value("Six digits, which are not kept and never told again. Null where the key was repeated.")


@object_type(public=True)
class CardKindPayload:
    """The result of a save."""

    card_kind: CardKind | None = batch(kind_of, "The kind as saved.", scope="cards:read")
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class CardIssuePayload:
    """The cards that were made."""

    issued: list[IssuedCard] | None = value("The cards.", scope="cards:write", sized=5)
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True, for_member=True)
class CardPayload:
    """The result of a change of a card."""

    card: Card | None = batch(cards.cards_of, "The card as it is now.", scope="cards:read")
    member: LazyMember | None = payloads.member()
    user_errors: list[UserError] = payloads.errors()


@object_type(public=True)
class CardReplacePayload:
    """The card with its new number."""

    card: Card | None = batch(cards.cards_of, "The card, which has another number now.", scope="cards:read")
    pin: str | None = value("Its new PIN, told this once; null where the key was repeated.", scope="cards:write")
    user_errors: list[UserError] = payloads.errors()


@strawberry.type
class CardMutations:
    """Cards."""

    card_kind_save: CardKindPayload | None = mutation(
        cards.card_kind_save, "Save a card kind.", scope="cards:manage", takes=CardKindSaveInput
    )
    card_issue: CardIssuePayload | None = mutation(
        cards.card_issue,
        "Make cards, each with a number and a PIN. They are worth nothing until they are activated.",
        scope="cards:write",
        takes=CardIssueInput,
    )
    card_activate: CardPayload | None = mutation(
        cards.card_activate, "Activate a card that was sold.", scope="cards:write", takes=CardActivateInput
    )
    card_top_up: CardPayload | None = mutation(
        cards.card_top_up, "Put an amount on a card.", scope="cards:write", takes=CardTopUpInput
    )
    card_bind: CardPayload | None = mutation(
        cards.card_bind,
        "Make a card a member's: what it holds is in the member's account from then on, or its tag on the member.",
        scope="cards:write",
        takes=CardBindInput,
        for_member=True,
    )
    card_unbind: CardPayload | None = mutation(
        cards.card_unbind,
        "Take a card off its member: what is left of it goes back to it, and it may be bound again.",
        scope="cards:write",
        takes=CardUnbindInput,
    )
    card_block: CardPayload | None = mutation(
        cards.card_block,
        "Block a card: what is left of a member's card goes back to it until it is unblocked.",
        scope="cards:write",
        takes=CardBlockInput,
    )
    card_unblock: CardPayload | None = mutation(
        cards.card_unblock,
        "Unblock a card, also one that is locked by wrong PINs. A member's card has again what it had.",
        scope="cards:write",
        takes=CardUnblockInput,
    )
    card_replace: CardReplacePayload | None = mutation(
        cards.card_replace,
        "Give a card another number and PIN. Its value, its member and its end stay, and its old number is REPLACED.",
        scope="cards:write",
        takes=CardReplaceInput,
    )
