"""Card kinds, and the cards that were issued of them."""

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from headless.engine.member.cards.numbers import masked
from headless.engine.member.cards.records import Card as CardRow
from headless.engine.member.cards.records import CardMove as CardMoveRow
from headless.engine.member.cards.records import state_of
from headless.engine.program.cards.kinds import CardKind as CardKindRow
from headless.engine.values.amounts import from_units
from headless.ids import Prefix
from headless.resolvers.nouns.rewards import cards
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.fields import batch, enum_type, identity, object_type, value
from headless.schema.base.names import name_field
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, Date, DateTime
from headless.schema.types.configuration.asset_kinds import AssetKind
from headless.schema.types.configuration.tags import Tag

if TYPE_CHECKING:
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]


@enum_type(
    {
        "STORED_VALUE": "It holds money, which becomes its member's stored value.",
        "DISCOUNT": "It puts a tag on its member, whose benefits and prices follow.",
        "COUNTED": "It holds a number of uses.",
    }
)
class CardType(StrEnum):
    """What cards of a kind are for."""

    STORED_VALUE = "STORED_VALUE"
    DISCOUNT = "DISCOUNT"
    COUNTED = "COUNTED"


@enum_type(
    {
        "INACTIVE": "Issued, but not sold: worth nothing.",
        "ACTIVE": "Sold, and no one's yet: who has its number and PIN may bind it.",
        "BOUND": "A member's. What it held is in that member's account.",
        "BLOCKED": "Blocked by hand, or by five wrong PINs.",
        "REPLACED": "This number is no longer valid; see replacedBy.",
        "REFUNDED": "Its sale was refunded.",
        "EXPIRED": "Its end has passed.",
    }
)
class CardState(StrEnum):
    """The state of a card at the time it is read."""

    INACTIVE = "INACTIVE"
    ACTIVE = "ACTIVE"
    BOUND = "BOUND"
    BLOCKED = "BLOCKED"
    REPLACED = "REPLACED"
    REFUNDED = "REFUNDED"
    EXPIRED = "EXPIRED"


@enum_type(
    {
        "ISSUED": "It was made.",
        "ACTIVATED": "It was sold, by an order or by hand.",
        "TOPPED_UP": "An amount was put on it.",
        "BOUND": "It became a member's.",
        "UNBOUND": "It was taken off its member.",
        "BLOCKED": "It was blocked.",
        "UNBLOCKED": "It was unblocked.",
        "REPLACED": "It got another number and PIN.",
        "REFUNDED": "Its sale was refunded, wholly or in part.",
    }
)
class CardMoveType(StrEnum):
    """What was done with a card."""

    ISSUED = "ISSUED"
    ACTIVATED = "ACTIVATED"
    TOPPED_UP = "TOPPED_UP"
    BOUND = "BOUND"
    UNBOUND = "UNBOUND"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    REPLACED = "REPLACED"
    REFUNDED = "REFUNDED"


@object_type(
    scope="cards:read",
    row=CardKindRow,
    node=(Prefix.CARD_KIND, cards.card_kinds_by_id),
    published=True,
    for_member=True,
)
class CardKind(Node):
    """A kind of card: stored value, a discount, or counted uses."""

    id: strawberry.ID = identity(Prefix.CARD_KIND)
    code: str = value("What requests call it.")
    name: str = name_field()
    names: JSON | None = value("Names by language, if there are several.", read=lambda row: dict(row.names) or None)
    type: CardType = value("What its cards are for.")
    asset: AssetKind | None = value(
        "What a card's value becomes once it is bound; null for DISCOUNT.",
        told=lambda ctx, row: None if row.asset is None else ctx.program.kinds.get(row.asset),
    )
    amount: Decimal | None = value(
        "What each card holds; null: that is said when it is activated.",
        told=lambda ctx, row: cards.amount_in(ctx, row, row.amount),
    )
    least: Decimal | None = value(
        "The least that a card may hold, if that is said when it is activated.",
        told=lambda ctx, row: cards.amount_in(ctx, row, row.least),
    )
    most: Decimal | None = value(
        "The most that a card may hold, if that is said when it is activated.",
        told=lambda ctx, row: cards.amount_in(ctx, row, row.most),
    )
    tag: Tag | None = value(
        "What a DISCOUNT card puts on its member.",
        scope="tags:read",
        told=lambda ctx, row: None if row.tag is None else ctx.program.tags.get(row.tag),
        for_member=False,
    )
    validity: str | None = value(
        "How long a card lives from its activation; null: without end.",
        read=lambda row: None if row.life.validity is None else str(row.life.validity),
    )
    expires_on: Date | None = value(
        "The last day of all its cards; null: each has a life of its own.", read=lambda row: row.life.last_day
    )
    earns: bool = value("True if an order's line that sells a card earns like goods.")
    top_up: bool = value("True if its cards can be topped up.")
    version: int = value("Grows by one with each save.")


def _number(ctx: ReadContext, row: CardRow) -> str:
    """Return the number of a card. Only who issues cards sees the whole of it."""
    whole = ctx.principal.member_id is None and ctx.principal.has("cards:write")
    return row.number if whole else masked(row.number)


def _price(ctx: ReadContext, row: CardRow) -> Decimal | None:
    return None if row.price is None else from_units(row.price, ctx.program.decimals)


@object_type(scope="cards:read", row=CardMoveRow)
class CardMove:
    """What was done with a card."""

    type: CardMoveType = value("What it was.", read=lambda row: row.type.name)
    at: DateTime = value("When.")
    actor: str = value("By whom.")
    amount: Decimal | None = batch(
        cards.amounts_of,
        "By how much it changed the card's value, on the card and in its member's account together; null: it holds none.",
    )
    order: str | None = value("The order that sold the card, or that was refunded.", read=lambda row: row.order_ref)
    reason: str | None = value("Why, if that was said.")


@object_type(scope="cards:read", row=CardRow, node=(Prefix.CARD, cards.cards_by_id), owner="member_id")
class Card(Node):
    """One numbered card with a PIN."""

    id: strawberry.ID = identity(Prefix.CARD)
    number: str = value("Sixteen digits. All but the last four are hidden without cards:write.", told=_number)
    kind: CardKind = value("Of which kind.", told=lambda ctx, row: ctx.program.card_kind_by_id[row.kind_id])
    state: CardState = value("Its state now.", told=lambda ctx, row: state_of(row, ctx.now))
    balance: Decimal | None = batch(
        cards.balances, "What is left of it, on the card or in its member's account; null for DISCOUNT."
    )
    member: LazyMember | None = batch(cards.holders, "Whose it is; null: no one's yet.", scope="members:read")
    activated_at: DateTime | None = value("When it was sold.")
    expires_at: DateTime | None = value("When it expires; null: never, or it is not sold yet.")
    order: str | None = value("The order that sold it.", read=lambda row: row.order_ref, for_member=False)
    price: Decimal | None = value("What that order's line came to.", told=_price, for_member=False)
    reason: str | None = value(
        "Why it is blocked or was replaced.",
        read=lambda row: "five wrong PINs" if row.is_locked else row.reason,
        for_member=False,
    )
    replaced_by: Annotated["Card", strawberry.lazy("headless.schema.types.members.cards")] | None = batch(
        cards.replacements, "The card that bears another number now.", for_member=False
    )
    moves: list[CardMove] | None = batch(
        cards.moves, "What was done with it, oldest first.", sized=10, for_member=False
    )
