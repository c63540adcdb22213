"""Events that the mutations on bound cards record."""

from headless.engine.explaining.fact_scopes import CARDS
from headless.plugins import EventData, EventType
from headless.plugins.builtin.events.senders import ENGINE
from headless.plugins.contract.scalars import Amount, Code, Instant, PositiveAmount, Reason, Reference


class CardBound(EventData):
    """A card became the member's. What it holds is now in the member's account, and `bonus` of it was given on top.

    Of a card that gives a tag, `tag` until `expiresAt`. What is told but the card is filled in.
    """

    needs_scope = CARDS
    card: Reference
    asset: Code | None = None
    amount: Amount | None = None
    bonus: Amount | None = None
    tag: Code | None = None
    expires_at: Instant | None = None


class CardUnbound(EventData):
    """A card is the member's no longer. What was left of it went back to the card.

    `stays`: another card gives the same tag, until `expiresAt`. What is told but the card and the reason is filled in.
    """

    needs_scope = CARDS
    card: Reference
    reason: Reason
    asset: Code | None = None
    amount: Amount | None = None
    bonus: Amount | None = None
    tag: Code | None = None
    stays: bool = False
    expires_at: Instant | None = None


class CardBlocked(CardUnbound):
    """The member's card was blocked. What was left of it went back to the card."""


class CardUnblocked(CardBound):
    """The member's card is no longer blocked. What it holds is in the member's account again."""

    reason: Reason


class CardToppedUp(EventData):
    """The member's card was topped up: the amount is in the member's account."""

    needs_scope = CARDS
    card: Reference
    amount: PositiveAmount
    asset: Code | None = None
    expires_at: Instant | None = None


CARD_EVENTS = (
    EventType("card.bound", CardBound, ENGINE, label="card bound", label_zh="绑定卡"),
    EventType("card.unbound", CardUnbound, ENGINE, label="card unbound", label_zh="解绑卡"),
    EventType("card.blocked", CardBlocked, ENGINE, label="card blocked", label_zh="冻结卡"),
    EventType("card.unblocked", CardUnblocked, ENGINE, label="card unblocked", label_zh="解冻卡"),
    EventType("card.topped_up", CardToppedUp, ENGINE, label="card topped up", label_zh="卡充值"),
)
