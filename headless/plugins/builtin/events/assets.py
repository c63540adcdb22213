"""Events that the mutations on assets record."""

from typing import Literal

from headless.engine.explaining.fact_scopes import ASSETS as BALANCES
from headless.plugins import EventData, EventType, MemberRef
from headless.plugins.builtin.events.senders import ENGINE
from headless.plugins.contract.payloads import PayloadPart
from headless.plugins.contract.scalars import Code, Instant, Key, Money, PositiveAmount, Reason, Reference


class AssetGranted(EventData):
    """An amount was given by hand."""

    needs_scope = BALANCES
    kind: Code
    amount: PositiveAmount
    reason: Reason
    expires_at: Instant | None = None
    funding: Code = "house"


class AssetSpent(EventData):
    """An amount was spent. If it names an `order`, whose amount is `payable`, a cap may limit it."""

    needs_scope = BALANCES
    kind: Code
    amount: PositiveAmount
    reason: Reason
    order: Key | None = None
    payable: Money | None = None


class AssetHeld(AssetSpent):
    """An amount was reserved until an instant."""

    until: Instant | None = None


class AssetTransferred(EventData):
    """An amount was transferred to another member, `to`."""

    needs_scope = BALANCES
    kind: Code
    amount: PositiveAmount
    to: MemberRef
    reason: Reason


class ReceivedLot(PayloadPart):
    """A part of a lot that was transferred. `entry`: what the other member earned it with."""

    amount: PositiveAmount
    funding: Code
    starts_at: Instant
    earned_at: Instant
    expires_at: Instant | None = None
    entry: Reference


class AssetReceived(EventData):
    """An amount came from another member, `transferred_from`, in lots that keep their origin, funding and expiry.

    returns: the entry of a gift that came back, into the lots that it was taken from.
    """

    needs_scope = BALANCES
    kind: Code
    amount: PositiveAmount
    transferred_from: Reference
    reason: Reason
    lots: tuple[ReceivedLot, ...]
    returns: Reference | None = None


class AssetReturned(EventData):
    """What a rule gave the member in another one's name went back to that one, `transferred_to`.

    receipt: the event in which it came. returns: the entry with which it was given.
    """

    needs_scope = BALANCES
    kind: Code
    amount: PositiveAmount
    transferred_to: Reference
    reason: Reason
    receipt: Reference
    returns: Reference


class HoldSettled(EventData):
    """A hold was captured or released, wholly or in part."""

    needs_scope = BALANCES
    hold: Key
    action: Literal["capture", "release"]
    amount: PositiveAmount | None = None


class EntryReversed(EventData):
    """An entry was reversed, wholly or in part."""

    needs_scope = BALANCES
    entry: Key
    amount: PositiveAmount | None = None
    reason: Reason


class BalanceImported(EventData):
    """A lot was imported from another system."""

    needs_scope = BALANCES
    kind: Code
    amount: PositiveAmount
    funding: Code = "house"
    earned_at: Instant | None = None
    expires_at: Instant | None = None


ASSETS = (
    EventType("asset.granted", AssetGranted, ENGINE, label="asset granted", label_zh="积分/余额发放"),
    EventType("asset.spent", AssetSpent, ENGINE, label="asset spent", label_zh="积分/余额使用"),
    EventType("asset.held", AssetHeld, ENGINE, label="asset held", label_zh="积分/余额冻结"),
    EventType("asset.transferred", AssetTransferred, ENGINE, label="asset transferred", label_zh="积分/余额转出"),
    EventType("asset.received", AssetReceived, ENGINE, label="asset received", label_zh="积分/余额转入"),
    EventType("asset.returned", AssetReturned, ENGINE, label="asset returned", label_zh="积分/余额退还"),
    EventType("hold.settled", HoldSettled, ENGINE, label="hold settled", label_zh="冻结扣减/释放"),
    EventType("entry.reversed", EntryReversed, ENGINE, label="entry reversed", label_zh="流水冲正"),
    EventType("balance.imported", BalanceImported, ENGINE, label="balance imported", label_zh="余额导入"),
)
