"""Cards that become a member's, and that are a member's no longer."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.handler import Handler
from headless.engine.member.cards.records import Card, CardMoveType, CardStatus
from headless.engine.member.status import MemberStatus
from headless.engine.program.cards.kinds import CardKind
from headless.engine.rewards.cards.barriers import barrier, unknown, unusable
from headless.engine.rewards.cards.changes import (
    Value,
    left_of,
    note,
    other_end,
    put_in,
    put_tag_on,
    take_all,
    take_tag_off,
)
from headless.engine.rewards.cards.known import asset_of, card_of, held, lots_of, tagging_cards
from headless.engine.turn import Checked, Turn
from headless.engine.values.amounts import from_units, to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message

FROZEN = Message("the member is frozen; no card can be bound until that is lifted")


@dataclass(slots=True)
class CardTurn(Checked):
    """A card, what its value is a part of, and the value that moves."""

    card: Card
    asset: AssetKind | None
    value: Value


class _OfCard(Handler[CardTurn]):
    """An event of a member's card. One that was settled before does what it tells, for the card may have changed since."""

    def check(self, turn: Turn) -> CardTurn | Problem:
        card = card_of(turn.state, turn.event.data.card)
        if card is None:
            return unknown("card")
        return _as_told(turn, card) if turn.state.facts.complete else self.checked(turn, card)

    @abstractmethod
    def checked(self, turn: Turn, card: Card) -> CardTurn | Problem:
        """Return what the event moves, or what stands against it."""


class CardBound(_OfCard):
    """`cardBind`: what a card holds becomes the member's, or its tag."""

    states: tuple[str, ...] = ("ACTIVE",)
    type_ = CardMoveType.BOUND
    why = "card bound"

    def checked(self, turn: Turn, card: Card) -> CardTurn | Problem:
        problem = self.against(turn, card)
        if problem is not None:
            return problem
        kind = turn.program.card_kind_by_id[card.kind_id]
        asset = asset_of(turn.program, kind)
        value = Value(card.balance, card.bonus)
        _tell(turn, asset, value, tag=kind.tag, expires_at=card.expires_at)
        if kind.tag is not None:
            tagging_cards(turn.state)  # is loaded, so that it can be added to
        return CardTurn(card, asset, value)

    def against(self, turn: Turn, card: Card) -> Problem | None:
        """Return what stands against it."""
        if turn.state.status is MemberStatus.FROZEN:
            return refused("MEMBER_FROZEN", FROZEN)
        return barrier(card, turn.now, *self.states)

    def apply(self, turn: Turn, checked: CardTurn) -> None:
        card, value, data = checked.card, checked.value, turn.event.data
        if turn.state.facts.complete:
            card.expires_at = data.expires_at
        card.status, card.member_id, card.reason = CardStatus.BOUND, turn.state.id, None
        card.balance = card.bonus = card.wrong_pins = 0
        entry = None if checked.asset is None else put_in(turn, card, checked.asset, value, self.why)
        note(turn, card, self.type_, Value(-value.units, -value.bonus), value.units, entry)
        if data.tag is not None:
            put_tag_on(turn, card, data.tag, data.expires_at)
            if not any(other is card for other in tagging_cards(turn.state)):
                tagging_cards(turn.state).append(card)


class CardUnblocked(CardBound):
    """`cardUnblock` of a member's card: it has again what it had when it was blocked."""

    type_ = CardMoveType.UNBLOCKED
    why = "card unblocked"

    def against(self, turn: Turn, card: Card) -> Problem | None:
        if card.status is not CardStatus.BLOCKED or card.member_id != turn.state.id:
            return not_blocked(card)
        if card.expires_at is not None and card.expires_at <= turn.now:
            return barrier(replace(card, status=CardStatus.BOUND), turn.now, "BOUND")
        return None


class CardUnbound(_OfCard):
    """`cardUnbind`: what is left of a card goes back to it, and it may be bound again."""

    status = CardStatus.ACTIVE
    type_ = CardMoveType.UNBOUND
    why = "card unbound"

    def takes_closed(self, turn: Turn) -> bool:
        return True

    def checked(self, turn: Turn, card: Card) -> CardTurn | Problem:
        if card.status is not CardStatus.BOUND or card.member_id != turn.state.id:
            return barrier(card, turn.now, "BOUND") or not_theirs(card)
        kind = turn.program.card_kind_by_id[card.kind_id]
        asset = asset_of(turn.program, kind)
        value = Value()
        if asset is not None:
            problem = held(turn, asset, lots_of(turn.state, card, asset))
            if problem is not None:
                return problem
            value = left_of(turn, card, asset)
        stays, until = (False, None) if kind.tag is None else other_end(turn, card, kind)
        _tell(turn, asset, value, tag=kind.tag, stays=stays, expires_at=until)
        return CardTurn(card, asset, value)

    def apply(self, turn: Turn, checked: CardTurn) -> None:
        card, data = checked.card, turn.event.data
        value, entry = Value(), None
        if checked.asset is not None:
            value, entry = take_all(turn, card, checked.asset, self.why)
        note(turn, card, self.type_, value, -value.units, entry)
        card.balance, card.bonus, card.status = value.units, value.bonus, self.status
        card.member_id = turn.state.id if self.status is CardStatus.BLOCKED else None
        card.reason = data.reason if self.status is CardStatus.BLOCKED else None
        if data.tag is not None:
            retire_tag(turn, card, data)


class CardBlocked(CardUnbound):
    """`cardBlock` of a member's card: what is left of it goes back to it, and it stays the member's."""

    status = CardStatus.BLOCKED
    type_ = CardMoveType.BLOCKED
    why = "card blocked"


class CardToppedUp(_OfCard):
    """`cardTopUp` of a member's card."""

    def checked(self, turn: Turn, card: Card) -> CardTurn | Problem:
        problem = barrier(card, turn.now, "BOUND")
        if problem is not None or card.member_id != turn.state.id:
            return problem or not_theirs(card)
        kind = turn.program.card_kind_by_id[card.kind_id]
        asset = asset_of(turn.program, kind)
        problem = no_top_up(kind, asset)
        if problem is not None or asset is None:
            return problem or unknown("card")
        units = to_units(turn.event.data.amount, asset.decimals)
        _tell(turn, asset, Value(units), expires_at=card.expires_at)
        return CardTurn(card, asset, Value(units))

    def apply(self, turn: Turn, checked: CardTurn) -> None:
        if turn.state.facts.complete:
            checked.card.expires_at = turn.event.data.expires_at
        assert checked.asset is not None
        entry = put_in(turn, checked.card, checked.asset, checked.value, "card topped up")
        note(turn, checked.card, CardMoveType.TOPPED_UP, Value(), checked.value.units, entry)


def not_theirs(card: Card) -> Problem:
    """Return the refusal of what is done with the card of another member."""
    return refused("CARD_OF_ANOTHER", unusable(card, Message("it belongs to another member by now")))


def not_blocked(card: Card) -> Problem:
    """Return the refusal of unblocking a card that is not blocked."""
    return refused("CARD_NOT_BLOCKED", unusable(card, Message("it is not blocked")))


def no_top_up(kind: CardKind, asset: AssetKind | None) -> Problem | None:
    """Return the refusal if cards of a kind cannot be topped up."""
    if kind.top_up and asset is not None:
        return None
    message = Message("cards of the kind {kind} cannot be topped up; save it with topUp first", kind=kind.code)
    return invalid("NO_TOP_UP", message, "card")


def retire_tag(turn: Turn, card: Card, data: Any) -> None:
    """Take a card's tag off. If another card gives it, too, it stays until that one ends."""
    rewards = turn.state.facts.rewards
    rewards.tagging = [other for other in tagging_cards(turn.state) if other is not card]
    take_tag_off(turn, data.tag)
    if data.stays:
        put_tag_on(turn, card, data.tag, data.expires_at)


def _as_told(turn: Turn, card: Card) -> CardTurn | Problem:
    """Return what an event that was settled once did, as it tells."""
    data = turn.event.data
    asset = None if data.asset is None else turn.kind(data.asset)
    if asset is None:
        return CardTurn(card, None, Value())
    bonus = getattr(data, "bonus", None)
    units = to_units(data.amount, asset.decimals)
    return CardTurn(card, asset, Value(units, 0 if bonus is None else to_units(bonus, asset.decimals)))


def _tell(turn: Turn, asset: AssetKind | None, value: Value, **more: Any) -> None:
    """Let the event tell what it does, so that it can be settled again without the card."""
    event, facts = turn.event, {name: fact for name, fact in more.items() if fact is not None and fact is not False}
    if asset is not None:
        facts |= {"asset": asset.code, "amount": from_units(value.units, asset.decimals)}
        if hasattr(event.data, "bonus"):
            facts["bonus"] = from_units(value.bonus, asset.decimals)
    event.data = event.data.model_copy(update=facts)
    event.json = event.data.to_json()
