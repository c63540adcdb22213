"""Quotes: what an order would cost a member, how it may be paid, and what it would earn."""

from decimal import Decimal

import strawberry

from headless.engine.quoting.coupon_options import CouponOption as CouponOptionRow
from headless.engine.quoting.pay_options import PayOption as PayOptionRow
from headless.engine.values.amounts import text_of
from headless.resolvers.nouns.quotes.quotes import QuoteRow, coupon_text, guest_quote, pay_text, shown_coupon
from headless.schema.base.fields import argument, batch, given, input_type, object_type, required, value
from headless.schema.types.configuration.asset_kinds import AssetKind
from headless.schema.types.configuration.benefits import Benefit, PriceInput
from headless.schema.types.errors import UserError
from headless.schema.types.events.changes import Change
from headless.schema.types.members.coupons import Coupon, money


@input_type
class OrderItemInput:
    """A line of an order before it is paid."""

    sku: str = required("The article's number.")
    name: str | None = given("What it is called.")
    category: str | None = given("Its category.")
    brand: str | None = given("Its brand.")
    quantity: Decimal = required("How many pieces; below 0: handed back in exchange.")
    amount: Decimal = required("What the shop asks for the whole line, before member prices and coupons.")
    list: Decimal | None = given("The plain price of the whole line; left out: the amount.")
    card: str | None = given(
        "The number or id of a card that this line sells; needs cards:read, and a merchant's token."
    )


@input_type
class OrderInput:
    """An order before it is paid."""

    order_id: str | None = given("Its number, if it has one: then what is held or used under it counts.")
    total: Decimal = required("What it comes to before member prices, coupons and tenders, without freight.")
    currency: str | None = given("Its currency; left out: the merchant's.")
    items: list[OrderItemInput] | None = given("Its lines.")
    channel: str | None = given("Where it is placed.")
    store: str | None = given("In which store.")
    delivery: Decimal | None = given("What its freight costs, so that free delivery can be worth something.")


@object_type(scope="assets:read", for_member=True)
class MemberPrice:
    """What a line costs a member, next to its plain price."""

    sku: str = value("The article's number.", read=lambda row: row.line.sku)
    list: Decimal = value("The plain price of the line.", told=money(lambda row: row.line.listed))
    price: Decimal = value("What the member pays for it, before coupons.", told=money(lambda row: row.member.price))
    benefit: Benefit | None = value(
        "The benefit that makes the price; null: none does.", read=lambda row: row.member.benefit, scope="benefits:read"
    )


@object_type(scope="assets:read", for_member=True)
class QuoteLine:
    """A line of the order as it is to be recorded."""

    sku: str = value("The article's number.", read=lambda row: row.line.sku)
    list: Decimal = value("The plain price of the line.", told=money(lambda row: row.line.listed))
    amount: Decimal = value("What is paid for it, after member price and coupons.", told=money(lambda row: row.due))


@object_type(scope="assets:read", row=PayOptionRow, for_member=True)
class PayOption:
    """How much of an asset may be used for an order."""

    kind: AssetKind = value("Of which kind.")
    most: Decimal = value("The most that may be used.", read=lambda row: text_of(row.most, row.kind.decimals))
    worth: Decimal | None = value("What that is worth in money.", told=money(lambda row: row.worth))
    why: str = value("What limits it, in the reader's language.", told=pay_text)


@object_type(scope="coupons:read", row=CouponOptionRow, for_member=True)
class CouponOption:
    """A coupon that the member has for an order."""

    coupon: Coupon = value("The coupon.", told=shown_coupon)
    usable: bool = value("True if it can be used for this order.", read=lambda row: row.obstacle is None)
    saves: Decimal | None = value(
        "What it takes off by itself, freight included; null: it cannot be used.",
        told=money(lambda row: None if row.obstacle is not None else row.saves.amount + (row.saves.delivery or 0)),
    )
    why: str = value("What it saves, or why it cannot be used, in the reader's language.", told=coupon_text)


@object_type(scope="assets:read", row=QuoteRow, for_member=True)
class Quote:
    """An order before it is paid: what it would cost, how it may be paid, and what it would earn. Nothing of it is kept."""

    pay_with: list[PayOption] = value(
        "What the member may pay with, of each kind that is worth money.", read=lambda row: row.quote.pay_with, sized=3
    )
    coupons: list[CouponOption] = value(
        "The member's coupons, those that expire first, with what each saves by itself; with coupons:read.",
        told=lambda ctx, row: row.quote.coupons if ctx.may_show("coupons:read") else [],
        sized=10,
    )
    prices: list[MemberPrice] = value(
        "What each line costs the member, before coupons.", read=lambda row: row.quote.lines, sized=10
    )
    best: list[str] = value(
        "The codes of the coupons that save most together, or of those that were asked for and save something.",
        read=lambda row: list(row.quote.best),
        sized=2,
    )
    lines: list[QuoteLine] = value(
        "The lines as `order.paid` is to have them, after member prices and these coupons.",
        read=lambda row: row.quote.lines,
        sized=10,
    )
    total: Decimal = value("The total as `order.paid` is to have it.", read=lambda row: row.quote.order.total)
    delivery: Decimal | None = value(
        "What the freight costs; null: it was not said.", told=money(lambda row: row.quote.delivery)
    )
    left: Decimal = value(
        "What is left to pay after these coupons and tenders, without freight.", told=money(lambda row: row.quote.left)
    )
    earns: list[Change] = value("What the order would do to the member.", read=lambda row: list(row.earns), sized=5)
    user_errors: list[UserError] = value(
        "Why the order would not be taken; empty: it would.", read=lambda row: list(row.user_errors), sized=1
    )


@strawberry.type
class QuoteQueries:
    """Orders of guests, who are no members yet."""

    quote: Quote | None = batch(
        guest_quote,
        """What an order would cost a guest, who is no member yet, and what it would earn: as for a member who joins now and
        is on a tier. Of coupons, the words that everyone may name. Nothing is kept.""",
        scope="assets:read",
        cost=800,
        arguments={
            "order": argument(OrderInput, "The order, before member prices, coupons and tenders."),
            "tier": argument(
                str | None, "The code of the tier, which needs tiers:read; left out: that of new members.", default=None
            ),
            "track": argument(
                str | None,
                "The track of the tier; left out: the default track, or the only one that has it.",
                default=None,
            ),
            "coupons": argument(list[str] | None, "Use these words.", default=None),
            "pay_with": argument(
                list[PriceInput] | None, "Pay a part with these assets, as far as a new member has them.", default=None
            ),
        },
    )
