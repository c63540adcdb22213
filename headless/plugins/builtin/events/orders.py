"""Orders, refunds and top-ups."""

from typing import Annotated, Any

from pydantic import Field

from headless.engine.explaining.fact_scopes import ASSETS, CARDS, COUPONS
from headless.plugins import EventData, EventType, MemberRef
from headless.plugins.builtin.events.senders import ENGINE, MERCHANT, SHOPS
from headless.plugins.contract.payloads import PayloadPart
from headless.plugins.contract.scalars import (
    Amount,
    Code,
    Instant,
    Key,
    Money,
    NeedsScope,
    PositiveAmount,
    Reference,
    SignedAmount,
    Text,
)

Currency = Annotated[str, Field(min_length=3, max_length=3, pattern="^[A-Z]{3}$")]


class Item(PayloadPart):
    """One line of an order. `amount` is what is paid for it, after member prices and coupons. `list` is the plain price.

    What the customer hands back in an exchange is a line with a negative quantity and amount. `card` is the number of a card that
    the line sells; the card's id is kept of it, and its last digits in `cardEnds`. A line with `earns: false` earns nothing, and
    that is filled in where a card is sold whose kind does not earn.
    """

    sku: Reference
    name: Text | None = None
    category: Reference | None = None
    brand: Reference | None = None
    quantity: SignedAmount
    amount: SignedAmount
    list_price: SignedAmount | None = Field(default=None, alias="list")
    card: Reference | None = None
    card_ends: Reference | None = None
    earns: bool | None = None


class RefundItem(Item):
    """One line of a refund: what goes back of it, never negative.

    If the refund names its order, category, brand and name are those of the order's line. `line`: its position there, counted
    from 1, if a sku stands on several lines that differ.
    """

    quantity: Amount
    amount: Amount
    line: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None


RefundItems = Annotated[tuple[RefundItem, ...], Field(max_length=1000)]
Items = Annotated[tuple[Item, ...], Field(max_length=1000)]


class Tender(PayloadPart):
    """A part of an order paid with an asset, in the asset's unit. `hold` names the reservation it captures."""

    asset: Code
    amount: PositiveAmount
    hold: Key | None = None


class Restore(PayloadPart):
    """An amount of an asset that a refund gives back, in the asset's unit."""

    asset: Code
    amount: Amount


class OrderPaid(EventData):
    """An order was paid. `total` is payable after coupons, before freight and before any tender.

    Lines that do not add up to the total are scaled to it. `lines_total` is then filled in: what they came to as sent.
    """

    order_id: Key
    total: Money
    currency: Currency | None = None
    items: Items = ()
    channel: Reference | None = None
    store: Reference | None = None
    pay_with: Annotated[tuple[Tender, ...], Field(max_length=20), NeedsScope(ASSETS)] = ()
    coupons: Annotated[tuple[Key, ...], Field(max_length=50), NeedsScope(COUPONS)] = ()
    lines_total: Amount | None = None


class CheckoutHeld(OrderPaid):
    """All that an order is to be paid with is kept under its number until an instant. The order is as it is to be paid."""

    until: Instant | None = None


class CheckoutReleased(EventData):
    """What was kept for an order goes back."""

    order_id: Key


class CardBack(PayloadPart):
    """What a refund took back of a card that its order sold, in the card's unit. bonus: what of it was given on top.

    `bound`: it was among the member's lots. `closed`: the card is REFUNDED, and `tag` taken off, if it gave one. `stays`: another
    card gives the same tag, until `expiresAt`.
    """

    card: Reference
    asset: Code | None = None
    amount: Amount | None = None
    bonus: Amount | None = None
    bound: bool = False
    closed: bool = False
    tag: Code | None = None
    stays: bool = False
    expires_at: Instant | None = None


class OrderRefunded(EventData):
    """Money was refunded: `amount` of the order's total, tenders included. Without `order_id` the refund is unlinked.

    `cards` is filled in: what was taken back of cards that the refunded lines sold.
    `to`: an asset kind that is money. What would go back outside becomes stored value of the member instead.
    """

    refund_id: Key
    order_id: Key | None = None
    amount: Money
    currency: Currency | None = None
    items: RefundItems = ()
    restore: Annotated[tuple[Restore, ...], Field(max_length=20), NeedsScope(ASSETS)] | None = None
    cards: Annotated[tuple[CardBack, ...], Field(max_length=1000), NeedsScope(CARDS)] = ()
    to: Annotated[Code | None, NeedsScope(ASSETS)] = None


class OrderAmended(EventData):
    """A paid order is something else from now on. `total`, `items` and `coupons` describe it whole, before its refunds.

    Refunds go on counting: for the same money send either a refund or an amendment. Lines or coupons that are left out stay as
    they are. If `total` changes on an order that has lines, `items` are needed. Lines that do not add up are scaled to the total.
    """

    order_id: Key
    amendment_id: Key
    total: Money
    items: Items | None = None
    coupons: Annotated[tuple[Key, ...], Field(max_length=50), NeedsScope(COUPONS)] | None = None
    reason: Text | None = None
    lines_total: Amount | None = None


class OrderMoved(EventData):
    """An order belongs to another member, `to`. What it gave its member is taken back, and it is decided for the other one.

    Its refunds move along. An order paid with assets or coupons cannot be moved.
    """

    order_id: Key
    to: MemberRef
    reason: Text | None = None


class OrderReceived(EventData):
    """An order was moved to this member: the order as it is, and the refunds that count.

    `recorded_at`: when the order was first recorded, in microseconds, and `first_event`: as which event. It is decided by what
    the member was then.
    """

    order_id: Key
    recorded_at: int
    first_event: Reference
    moved_from: Reference
    order: dict[str, Any]
    refunds: tuple[dict[str, Any], ...] = ()


class TopupPaid(EventData):
    """Stored value was paid in. A `bonus` replaces the bonus of the rule."""

    payment_id: Key
    amount: Annotated[PositiveAmount, NeedsScope(ASSETS)]
    bonus: Annotated[Amount | None, NeedsScope(ASSETS)] = None
    asset: Annotated[Code, NeedsScope(ASSETS)] = "balance"


class TopupRefunded(EventData):
    """A top-up was given back: `amount` of what was paid in, in the asset's unit. The bonus goes with it in proportion."""

    refund_id: Key
    payment_id: Key
    amount: Annotated[PositiveAmount, NeedsScope(ASSETS)]


ORDERS = (
    EventType("order.paid", OrderPaid, SHOPS, subject="order_id", label="order paid", label_zh="订单支付"),
    EventType(
        "order.refunded", OrderRefunded, SHOPS, refers=("orderId", "order.paid"), subject="refund_id",
        label="order refunded", label_zh="订单退款", refunds=True,
    ),
    EventType(
        "order.amended", OrderAmended, SHOPS, refers=("orderId", "order.paid"), subject="amendment_id",
        label="order amended", label_zh="订单变更",
    ),
    EventType(
        "order.moved", OrderMoved, SHOPS, refers=("orderId", "order.paid"), label="order moved", label_zh="订单转移",
    ),
    EventType("checkout.held", CheckoutHeld, ENGINE, label="checkout held", label_zh="结算锁定"),
    EventType("checkout.released", CheckoutReleased, ENGINE, label="checkout released", label_zh="结算取消"),
    EventType("order.received", OrderReceived, ENGINE, label="order received", label_zh="订单转入"),
    EventType("topup.paid", TopupPaid, MERCHANT, subject="payment_id", label="top-up paid", label_zh="储值充值"),
    EventType(
        "topup.refunded", TopupRefunded, MERCHANT, refers=("paymentId", "topup.paid"), subject="refund_id",
        label="top-up refunded", label_zh="储值退款", refunds=True,
    ),
)  # fmt: skip
