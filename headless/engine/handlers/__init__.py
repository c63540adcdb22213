"""What the core itself does for the event types that it knows. All others are only recorded."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.engine.handlers.assets import (
    AssetGranted,
    AssetHeld,
    AssetSpent,
    BalanceImported,
    EntryReversed,
    HoldSettled,
    TopupPaid,
    TopupRefunded,
)
from headless.engine.handlers.benefits.reversals import UseFailed, UseFulfilled, UseReversed
from headless.engine.handlers.benefits.uses import BenefitUsed
from headless.engine.handlers.cards.bindings import (
    CardBlocked,
    CardBound,
    CardToppedUp,
    CardUnblocked,
    CardUnbound,
)
from headless.engine.handlers.changed_orders.amendments import OrderAmended
from headless.engine.handlers.changed_orders.moves import OrderMoved, OrderReceived
from headless.engine.handlers.checkouts.checkouts import CheckoutHeld, CheckoutReleased
from headless.engine.handlers.checkouts.paid_orders import CheckedOutOrder
from headless.engine.handlers.handler import Handler, Plain
from headless.engine.handlers.members import (
    MemberErased,
    MemberUpdated,
    ReferralJoined,
    ReferralVoided,
    StandingImported,
    TagAssigned,
    TagRemoved,
    TierRanked,
)
from headless.engine.handlers.merging.merges import MEMBER_MERGED, MemberMerged
from headless.engine.handlers.refunds import EventRefunded, OrderRefunded
from headless.engine.handlers.rewards import CouponExpiring, CouponIssued, CouponRevoked
from headless.engine.handlers.time_work import HoldTimedOut, LotsExpired, LotsMatured
from headless.engine.handlers.transfers.arrivals import AssetReceived
from headless.engine.handlers.transfers.departures import AssetTransferred
from headless.engine.handlers.transfers.returns import AssetReturned

PLAIN, REFUND = Plain(), EventRefunded()
HANDLERS: Mapping[str, Handler[Any]] = MappingProxyType({
    "order.paid": CheckedOutOrder(),
    "checkout.held": CheckoutHeld(),
    "checkout.released": CheckoutReleased(),
    "order.refunded": OrderRefunded(),
    "order.amended": OrderAmended(),
    "order.moved": OrderMoved(),
    "order.received": OrderReceived(),
    "topup.paid": TopupPaid(),
    "topup.refunded": TopupRefunded(),
    "asset.granted": AssetGranted(),
    "balance.imported": BalanceImported(),
    "asset.spent": AssetSpent(),
    "asset.held": AssetHeld(),
    "asset.transferred": AssetTransferred(),
    "asset.received": AssetReceived(),
    "asset.returned": AssetReturned(),
    "hold.settled": HoldSettled(),
    "hold.timed_out": HoldTimedOut(),
    "entry.reversed": EntryReversed(),
    "asset.expired": LotsExpired(),
    "asset.matured": LotsMatured(),
    "referral.joined": ReferralJoined(),
    "referral.voided": ReferralVoided(),
    "tag.assigned": TagAssigned(),
    "tag.removed": TagRemoved(),
    "member.updated": MemberUpdated(),
    "member.erased": MemberErased(),
    MEMBER_MERGED: MemberMerged(),
    "standing.imported": StandingImported(),
    "coupon.expiring": CouponExpiring(),
    "coupon.issued": CouponIssued(),
    "coupon.revoked": CouponRevoked(),
    "card.bound": CardBound(),
    "card.unbound": CardUnbound(),
    "card.blocked": CardBlocked(),
    "card.unblocked": CardUnblocked(),
    "card.topped_up": CardToppedUp(),
    "benefit.used": BenefitUsed(),
    "benefit.fulfilled": UseFulfilled(),
    "benefit.failed": UseFailed(),
    "benefit.reversed": UseReversed(),
    "tier.ranked": TierRanked(),
})  # fmt: skip


def handler_of(type_: str, declared: EventType | None = None) -> Handler[Any]:
    """Return the handler of an event type. If the core does not know the type, it only records, or gives back what it refunds."""
    return HANDLERS.get(type_, PLAIN if declared is None or not declared.refunds else REFUND)
