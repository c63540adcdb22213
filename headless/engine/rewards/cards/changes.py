"""Changes of cards, each with the move that tells of it."""

from dataclasses import dataclass

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.ledger import CARD
from headless.engine.ledger.lots import MEMBER_MONEY
from headless.engine.member.cards.records import Card, CardMove, CardMoveType, CardStatus
from headless.engine.member.records import Entry, Lot, Origin
from headless.engine.program.cards.kinds import CardKind
from headless.engine.rewards.cards.known import given_on_top, lots_of, paid_in, tagging_cards
from headless.engine.standings import tags
from headless.engine.turn import Turn

_ON_TOP = "house"


@dataclass(slots=True)
class Value:
    """Units of what a card holds, `bonus` of them given on top of what was paid."""

    units: int = 0
    bonus: int = 0


def note(
    turn: Turn, card: Card, type_: CardMoveType, value: Value, bound: int = 0, entry: Entry | None = None
) -> CardMove:
    """Note that an event changed a card, whose own balance changed by a value."""
    event = turn.event
    keyed = event.source == "mutation" and event.type.startswith("card.")
    move = CardMove(
        turn.new_id(), card.id, type_, turn.now, event.actor or "system", value.units, value.bonus, bound,
        turn.state.id if bound or card.member_id == turn.state.id else None, event.id,
        None if entry is None else entry.id, reason=getattr(event.data, "reason", None),
        idempotency_key=event.external_id if keyed else None,
    )  # fmt: skip
    turn.journal.rewards.cards[card.id] = card
    turn.journal.rewards.card_moves.append(move)
    return move


def put_in(turn: Turn, card: Card, kind: AssetKind, value: Value, reason: str) -> Entry | None:
    """Make a value the member's: a lot of what was paid, and one of what was given on top."""
    if not value.units:
        return None
    parts = {MEMBER_MONEY: value.units - value.bonus, _ON_TOP: value.bonus}
    entry = turn.ledger.take_in(kind, parts, turn.cause(reason), CARD, card.expires_at)
    card.entries.add(entry.id)
    return entry


def take_all(turn: Turn, card: Card, kind: AssetKind, reason: str) -> tuple[Value, Entry | None]:
    """Take what is left of a card's value out of the member's account."""
    return take(turn, kind, [(lot, lot.remaining) for lot in lots_of(turn.state, card, kind)], reason)


def take(turn: Turn, kind: AssetKind, parts: list[tuple[Lot, int]], reason: str) -> tuple[Value, Entry | None]:
    """Take units of lots out of the member's account, and return what they were."""
    if not parts:
        return Value(), None
    bonus = sum(units for lot, units in parts if lot.funding != MEMBER_MONEY)
    value = Value(sum(units for _, units in parts), bonus)
    return value, turn.ledger.take_out(kind, parts, turn.cause(reason), CARD)


def left_of(turn: Turn, card: Card, kind: AssetKind) -> Value:
    """Return what is left of a card's value in the member's account."""
    lots = lots_of(turn.state, card, kind)
    return Value(paid_in(lots) + given_on_top(lots), given_on_top(lots))


# ── tags


def put_tag_on(turn: Turn, card: Card, code: str, expires_at: int | None) -> None:
    """Put a card's tag on the member until the card ends. A tag that was put on by hand stays as it is."""
    tag = turn.program.tags.get(code)
    if tag is not None and (expires_at is None or expires_at > turn.now):
        tags.assign(turn, tag, Origin.RULE, "card", "card", expires_at, keep=True)


def take_tag_off(turn: Turn, code: str) -> None:
    """Take a card's tag off, unless a hand or a condition has put it on since."""
    tag = turn.program.tags.get(code)
    held = None if tag is None else turn.state.tags.get(tag.id)
    if tag is not None and held is not None and held.removed_at is None and held.author == "card":
        tags.remove(turn, tag, held, by_hand=False)


def other_end(turn: Turn, card: Card, kind: CardKind) -> tuple[bool, int | None]:
    """Return True and the latest end if another card of the member gives the same tag."""
    kinds = turn.program.card_kind_by_id
    others = [
        other.expires_at for other in tagging_cards(turn.state)
        if other.id != card.id and other.status is CardStatus.BOUND and kinds[other.kind_id].tag == kind.tag
        and (other.expires_at is None or other.expires_at > turn.now)
    ]  # fmt: skip
    if not others:
        return False, None
    return True, None if None in others else max(end for end in others if end is not None)
