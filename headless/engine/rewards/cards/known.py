"""The cards that are loaded for a decision, and what of their value is among a member's lots."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.ledger.lots import MEMBER_MONEY
from headless.engine.member.cards.numbers import normal_number
from headless.engine.member.cards.records import Card, CardStatus
from headless.engine.member.facts import FactsMissing
from headless.engine.member.records import Hold, Lot
from headless.engine.member.state import MemberState
from headless.engine.program.cards.kinds import CardKind
from headless.engine.program.program import Program
from headless.engine.turn import Turn
from headless.engine.values.amounts import text_of
from headless.engine.values.problems import Problem, refused
from headless.errors import Invalid
from headless.ids import Prefix, decode, encode
from headless.messages import Message

_LEAD = f"{Prefix.CARD}_"


def key_of(named: str) -> int | str:
    """Return under what a card is known that is named by its id or its number."""
    if named.startswith(_LEAD):
        try:
            return decode(Prefix.CARD, named)
        except Invalid:
            return ""
    return normal_number(named)


def card_of(state: MemberState, named: str) -> Card | None:
    """Return the card of an id or a number, None if there is none. Raise FactsMissing if it was not loaded.

    If nothing lies elsewhere, all that is known of a card is what the member's events tell.
    """
    key, known = key_of(named), state.facts.rewards.cards
    if key not in known:
        if not state.facts.complete:
            raise FactsMissing(state.id, "card", key)
        if isinstance(key, int):
            known[key] = Card(
                key, 0, "", "", CardStatus.BOUND, state.id, 0, 0, 0, None, 0, None, 0, None, None
            )  # fmt: skip
    return known.get(key)


def tagging_cards(state: MemberState) -> list[Card]:
    """Return the cards bound to a member that put a tag on it. Raise FactsMissing if they were not loaded."""
    rewards = state.facts.rewards
    if rewards.tagging is None:
        if not state.facts.complete:
            raise FactsMissing(state.id, "tagging", None)
        rewards.tagging = []
    return rewards.tagging


def public_id(card: Card) -> str:
    """Return the id by which events name a card."""
    return encode(Prefix.CARD, card.id)


def asset_of(program: Program, kind: CardKind) -> AssetKind | None:
    """Return the asset kind of what cards of a kind hold, None if they hold nothing."""
    return None if kind.asset is None else program.kinds.get(kind.asset)


def lots_of(state: MemberState, card: Card, kind: AssetKind) -> list[Lot]:
    """Return the lots with what is left of a card's value in the member's account, paid-in money first."""
    lots = [lot for lot in state.lots_left(kind.id).values() if lot.remaining and lot.owner_id in card.entries]
    return sorted(lots, key=lambda lot: (lot.funding != MEMBER_MONEY, lot.id))


def split(lots: Iterable[Lot]) -> tuple[list[Lot], list[Lot]]:
    """Return the lots that were paid in, and those that were given on top."""
    lots = list(lots)
    return [lot for lot in lots if lot.funding == MEMBER_MONEY], [lot for lot in lots if lot.funding != MEMBER_MONEY]


def paid_in(lots: Iterable[Lot]) -> int:
    """Return how much of these lots was paid in."""
    return sum(lot.remaining for lot in split(lots)[0])


def given_on_top(lots: Iterable[Lot]) -> int:
    """Return how much of these lots was given on top of what was paid."""
    return sum(lot.remaining for lot in split(lots)[1])


def held(turn: Turn, kind: AssetKind, lots: Sequence[Lot]) -> Problem | None:
    """Return the refusal if units of these lots are held, naming the hold. Else None."""
    for lot in lots:
        if not lot.held:
            continue
        hold = _holder(turn, kind, lot)
        units = Decimal(text_of(lot.held, kind.decimals))
        message = Message(
            "{amount} of the card is held by {hold}; release or capture that first",
            amount=units, hold=Message("a hold") if hold is None else encode(Prefix.HOLD, hold.id),
        )  # fmt: skip
        return refused("CARD_HELD", message, hold=None if hold is None else encode(Prefix.HOLD, hold.id))
    return None


def _holder(turn: Turn, kind: AssetKind, lot: Lot) -> Hold | None:
    holds = turn.state.holds(kind.id).values()
    return next((hold for hold in holds if hold.reserved.get(lot.id)), None)


def taking(lots: Sequence[Lot], units: int) -> list[tuple[Lot, int]]:
    """Return how much to take of each lot so that it comes to so many units."""
    takes, rest = [], units
    for lot in lots:
        part = min(rest, lot.free)
        if part:
            takes.append((lot, part))
            rest -= part
    return takes
