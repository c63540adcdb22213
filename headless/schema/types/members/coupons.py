"""Coupon kinds, and the coupons that were given of them."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from headless.engine.member.coupons import Coupon as CouponRow
from headless.engine.member.coupons import state_of
from headless.engine.program.offers import CouponKind as CouponKindRow
from headless.engine.program.offers import Discount as DiscountRow
from headless.engine.program.prices.line_scopes import LineScope as LineScopeRow
from headless.engine.values.amounts import from_units
from headless.ids import Prefix
from headless.resolvers.nouns.configuration.benefits import document_of
from headless.resolvers.nouns.rewards import coupons
from headless.resolvers.reading.context import ReadContext
from headless.schema.base.connections import Connection, cursor
from headless.schema.base.fields import batch, enum_type, identity, object_type, value
from headless.schema.base.names import name_field
from headless.schema.base.nodes import Node
from headless.schema.base.scalars import JSON, Date, DateTime

if TYPE_CHECKING:
    from headless.schema.types.members.members import Member

LazyMember = Annotated["Member", strawberry.lazy("headless.schema.types.members.members")]


@enum_type(
    {
        "NEWEST": "Those issued last come first.",
        "OLDEST": "Those issued first come first.",
        "EXPIRES_FIRST": "Those that expire first come first, those that never expire last.",
    }
)
class CouponOrder(StrEnum):
    """How coupons are sorted."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    EXPIRES_FIRST = "EXPIRES_FIRST"


@enum_type(
    {
        "UNCLAIMED": "Without an owner; the first member to use it becomes the owner.",
        "USABLE": "Its owner may use it.",
        "HELD": "It is kept for an order in flight.",
        "USED": "It was used, which is done once.",
        "EXPIRED": "Its end has passed unused.",
        "REVOKED": "It was taken back unused.",
    }
)
class CouponState(StrEnum):
    """The state of a coupon at the time it is read."""

    UNCLAIMED = "UNCLAIMED"
    USABLE = "USABLE"
    HELD = "HELD"
    USED = "USED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


def money(read: Callable[[Any], int | None]) -> Callable[[ReadContext, Any], Decimal | None]:
    """Return what reads an amount of money from a row that keeps it in units."""

    def told(ctx: ReadContext, row: Any) -> Decimal | None:
        units = read(row)
        return None if units is None else from_units(units, ctx.program.decimals)

    return told


@enum_type(
    {
        "LIST": "Of the plain prices.",
        "RUNNING": "Of what is still to be paid when its turn comes.",
    }
)
class PercentBase(StrEnum):
    """What a percentage is taken of."""

    LIST = "LIST"
    RUNNING = "RUNNING"


@object_type(public=True, row=LineScopeRow, published=True, for_member=True)
class LineScope:
    """Which lines of an order something is for. Without sku, category and brand: all but those that are left out."""

    skus: list[str] = value("Of these skus.", read=lambda row: sorted(row.skus), sized=5)
    categories: list[str] = value("Of these categories.", read=lambda row: sorted(row.categories), sized=5)
    brands: list[str] = value("Of these brands.", read=lambda row: sorted(row.brands), sized=5)
    not_skus: list[str] = value("Not of these skus.", read=lambda row: sorted(row.not_skus), sized=5)
    not_categories: list[str] = value("Not of these categories.", read=lambda row: sorted(row.not_categories), sized=5)
    not_brands: list[str] = value("Not of these brands.", read=lambda row: sorted(row.not_brands), sized=5)


def scope_of(scope: LineScopeRow) -> LineScopeRow | None:
    """Return the scope, None if it is every line."""
    return None if scope.is_everything else scope


@object_type(public=True, row=DiscountRow, published=True, for_member=True)
class Discount:
    """What a coupon takes off: one of amount, percent, gift and delivery."""

    amount: Decimal | None = value("An amount in the merchant's currency.", told=money(lambda row: row.amount))
    percent: Decimal | None = value("A percentage.")
    of: PercentBase | None = value(
        "What the percentage is taken of.", read=lambda row: None if row.percent is None else row.of
    )
    most: Decimal | None = value("The most that the percentage takes off.", told=money(lambda row: row.most))
    gift: str | None = value("What is given with the order instead.")
    delivery: bool = value("True if it takes off the freight.")


@object_type(
    scope="coupons:read",
    row=CouponKindRow,
    node=(Prefix.COUPON_KIND, coupons.coupon_kinds_by_id),
    published=True,
    for_member=True,
)
class CouponKind(Node):
    """A kind of coupon. Each coupon of it is numbered and used once."""

    id: strawberry.ID = identity(Prefix.COUPON_KIND)
    code: str = value("What rules and requests call it.")
    name: str = name_field()
    names: JSON | None = value("Names by language, if there are several.", read=lambda row: dict(row.names) or None)
    discount: Discount = value("What it takes off.")
    minimum: Decimal | None = value(
        "What an order must have come to before its coupons.", told=money(lambda row: row.minimum)
    )
    scope: LineScope | None = value(
        "Which lines of an order it is for; null: the whole order.", read=lambda row: scope_of(row.terms.scope)
    )
    channels: list[str] = value(
        "In which channels it can be used; empty: in all.", read=lambda row: sorted(row.terms.channels), sized=3
    )
    stores: list[str] = value(
        "In which stores it can be used; empty: in all.", read=lambda row: sorted(row.terms.stores), sized=3
    )
    first_order: bool = value("True if it is only for a member's first order.", read=lambda row: row.terms.first_order)
    group: str | None = value(
        "At most one coupon of a group is used for an order; null: it belongs to none.",
        read=lambda row: row.terms.group,
    )
    alone: bool = value("True if it is used with no other coupon.", read=lambda row: row.terms.alone)
    most_per_order: int | None = value(
        "How many of its coupons one order may use; null: any number.", read=lambda row: row.terms.most_per_order
    )
    per_member: int | None = value(
        "How many a member may be given in all; null: any number.", read=lambda row: row.terms.per_member
    )
    validity: str | None = value(
        "How long a coupon lives; null: without end.",
        read=lambda row: None if row.validity is None else str(row.validity),
    )
    expires_on: Date | None = value(
        "The last day of all its coupons; null: each has a life of its own.", read=lambda row: row.life.last_day
    )
    comes_back: bool = value(
        "True if a used one comes back from an order that is wholly refunded.",
        read=lambda row: row.life.restore_grace is not None,
    )
    restore_grace: str | None = value(
        "How long one that comes back lives at least; null: none comes back.",
        read=lambda row: None if row.life.restore_grace is None else str(row.life.restore_grace),
    )
    remind_before: str | None = value(
        "How long before a coupon's end its owner is reminded; null: never.",
        read=lambda row: None if row.life.remind_before is None else str(row.life.remind_before),
    )
    word: str | None = value(
        "A member who names this word is given a coupon and uses it at once; null: there is none.", for_member=False
    )
    stock: int | None = value("How many there are in all; null: any number.", for_member=False)
    left: int | None = batch(coupons.left, "How many can still be given; null: any number.")
    attributes: JSON | None = value(
        "The merchant's own data, such as a picture.",
        told=lambda ctx, row: document_of(ctx, "coupon_kind", row.id).get("attributes"),
    )
    version: int = value("Grows by one with each save.")


@object_type(
    scope="coupons:read",
    row=CouponRow,
    node=(Prefix.COUPON, coupons.coupons_by_id),
    owner="member_id",
)
class Coupon(Node):
    """One numbered coupon."""

    id: strawberry.ID = identity(Prefix.COUPON)
    code: str = value("What is typed or scanned; it cannot be guessed.")
    kind: CouponKind = value("Of which kind.", told=lambda ctx, row: ctx.program.coupon_kind_by_id[row.kind_id])
    state: CouponState = value("Its state now.", told=lambda ctx, row: state_of(row, ctx.now))
    serial: int | None = value("Its number among its kind; null where the kind has no stock.")
    member: LazyMember | None = batch(coupons.holders, "Its owner; null: none yet.", scope="members:read")
    expires_at: DateTime | None = value("When it expires; null: never.")
    used_at: DateTime | None = value("When it was used.")
    order: str | None = value(
        "The order that it was used for, or is kept for.",
        told=lambda ctx, row: row.order_ref if state_of(row, ctx.now) in ("USED", "HELD") else None,
    )


@object_type(scope="coupons:read", for_member=True)
class CouponEdge:
    """A coupon and its place."""

    cursor: str = cursor()
    node: Coupon = value("The coupon.")


@object_type(scope="coupons:read", for_member=True)
class CouponConnection(Connection):
    """Coupons, newest first."""

    edges: list[CouponEdge] = value("The coupons of this page.", sized=20)
