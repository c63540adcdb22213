"""Refunds of lines that sold cards: each takes back its own card alone, and nothing if that cannot be done whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.handlers.cards.bindings import retire_tag
from headless.engine.member.cards.records import Card, CardMoveType, CardStatus
from headless.engine.member.records import Lot, OriginFacts
from headless.engine.rewards.cards.barriers import barrier
from headless.engine.rewards.cards.changes import Value, note, other_end, take
from headless.engine.rewards.cards.known import asset_of, card_of, given_on_top, held, lots_of, paid_in, split, taking
from headless.engine.turn import Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message


@dataclass(slots=True)
class Back:
    """What a refund takes back of a card. money: what is refunded of its line. parts: of which lots, if it is a member's.

    told: the same as the event tells it.
    """

    card: Card
    asset: AssetKind | None
    money: int
    value: Value
    parts: Sequence[tuple[Lot, int]]
    told: Any


def check_refunded_cards(turn: Turn, origin: OriginFacts, *, whole: bool) -> list[Back] | Problem:
    """Return what a refund takes back of the cards that its order sold, or what stands against it.

    whole: nothing is left to refund of the order after it.
    """
    if turn.state.facts.complete:
        return list(_as_told(turn))
    lines = [item for item in origin.event.data.items if item.card is not None]
    if not lines:
        _tell(turn, [])
        return []
    if not whole and not turn.event.data.items and turn.event.data.amount:
        message = Message("the order sold cards; say in items which of its lines are refunded")
        return invalid("ITEMS_NEEDED", message, "data", "items")
    backs: list[Back] = []
    for line in lines:
        back = _back(turn, line, _refunded_now(turn, line), whole=whole)
        if isinstance(back, Problem):
            return back
        if back is not None:
            backs.append(back)
    _tell(turn, backs)
    return backs


def take_cards_back(turn: Turn, backs: Sequence[Back]) -> None:
    """Take back what a refund takes of cards."""
    for back in backs:
        card, told = back.card, back.told
        value, entry, bound = Value(-back.value.units, -back.value.bonus), None, 0
        if told.bound:
            bound, value = value.units, Value()
            if back.asset is not None:
                _, entry = take(turn, back.asset, list(back.parts), "card refunded")
        else:
            card.balance += value.units
            card.bonus += value.bonus
        note(turn, card, CardMoveType.REFUNDED, value, bound, entry).order_ref = turn.event.refers
        card.refunded += back.money
        if told.closed:
            if told.tag is not None and told.bound:
                retire_tag(turn, card, told)
            card.status = CardStatus.REFUNDED


def _refunded_now(turn: Turn, line: Any) -> int:
    """Return what of a card's line is refunded by this event, in units of money."""
    items = [item for item in turn.event.data.items if item.card == line.card]
    return sum(to_units(item.amount, turn.program.decimals, exact=False) for item in items)


def _back(turn: Turn, line: Any, money: int, *, whole: bool) -> Back | Problem | None:
    card = card_of(turn.state, line.card)
    if card is None:
        return refused("UNKNOWN_CARD", Message("the order's card is not there any more"))
    price = card.price or 0
    money = price - card.refunded if whole else money
    named = any(item.card == line.card for item in turn.event.data.items)
    if card.status is CardStatus.REFUNDED or not (money or whole or (named and not price)):
        return None if card.refunded >= price or not money else barrier(card, turn.now, "ACTIVE", "BOUND")
    kind = turn.program.card_kind_by_id[card.kind_id]
    asset, after = asset_of(turn.program, kind), card.refunded + money
    bound = card.status is CardStatus.BOUND
    problem = _elsewhere(turn, card)
    if problem is not None:
        return problem
    last, value = after >= price, Value()
    parts: list[tuple[Lot, int]] = []
    if asset is not None:
        outcome = _units(turn, card, asset, _share(card, after) - _share(card, card.refunded), last=last)
        if isinstance(outcome, Problem):
            return outcome
        value, parts, left = outcome
        last = not left
    told: dict[str, Any] = {"card": line.card, "bound": bound, "closed": last}
    if asset is not None:
        told |= {"asset": asset.code, "amount": text_of(value.units, asset.decimals)}
        told |= {"bonus": text_of(value.bonus, asset.decimals)}
    if last and bound and kind.tag is not None:
        stays, until = other_end(turn, card, kind)
        told |= {"tag": kind.tag, "stays": stays} | ({} if until is None else {"expiresAt": until})
    return Back(card, asset, money, value, parts, told)


def _elsewhere(turn: Turn, card: Card) -> Problem | None:
    """Return the refusal of a card that is another member's."""
    if card.member_id in (None, turn.state.id):
        return None
    message = Message(
        "the card ending in {ends} is bound to another member; before its sale is refunded, take it off with cardUnbind",
        ends=card.number[-4:],
    )  # fmt: skip
    return refused("CARD_BOUND", message)


def _share(card: Card, refunded: int) -> int:
    """Return what of a card's paid-in value goes back once so much of its price is refunded. What is not whole is rounded up."""
    price = card.price or 0
    return card.paid if refunded >= price else -(-card.paid * refunded // price)


def _units(
    turn: Turn, card: Card, asset: AssetKind, units: int, *, last: bool
) -> tuple[Value, list[tuple[Lot, int]], int] | Problem:
    """Return what is taken, of which lots, and what the card has left then. last: its whole price is refunded."""
    lots = lots_of(turn.state, card, asset) if card.status is CardStatus.BOUND else []
    has = paid_in(lots) if card.status is CardStatus.BOUND else card.balance - card.bonus
    on_top = given_on_top(lots) if card.status is CardStatus.BOUND else card.bonus
    if units > has:
        left = text_of(has, asset.decimals)
        message = Message(
            "of the card ending in {ends} {left} are left, and the refund takes {amount}; refund as much as is left",
            ends=card.number[-4:], left=Decimal(left), amount=Decimal(text_of(units, asset.decimals)),
        )  # fmt: skip
        return refused("CARD_SPENT", message, left=left)
    bonus = on_top if last or units == has else 0
    if card.status is not CardStatus.BOUND:
        return Value(units + bonus, bonus), [], card.balance - units - bonus
    problem = held(turn, asset, lots)
    if problem is not None:
        return problem
    return Value(units + bonus, bonus), _parts(lots, units, bonus), has + on_top - units - bonus


def _as_told(turn: Turn) -> Iterator[Back]:
    """Yield what a refund that was settled once took back, as it tells."""
    for told in turn.event.data.cards:
        card = card_of(turn.state, told.card)
        asset = None if told.asset is None else turn.kind(told.asset)
        if card is None:
            continue
        if asset is None or not told.bound:
            yield Back(card, asset, 0, Value(), [], told)
            continue
        units, bonus = to_units(told.amount, asset.decimals), to_units(told.bonus or 0, asset.decimals)
        lots = lots_of(turn.state, card, asset)
        yield Back(card, asset, 0, Value(units, bonus), _parts(lots, units - bonus, bonus), told)


def _parts(lots: Sequence[Lot], units: int, bonus: int) -> list[tuple[Lot, int]]:
    """Return how much to take of each lot: units that were paid in, and bonus."""
    paid, given = split(lots)
    return [*taking(paid, units), *taking(given, bonus)]


def _tell(turn: Turn, backs: Sequence[Back]) -> None:
    """Let the event tell what it takes back, typed and as stored, in place of what its sender may have put there."""
    event = turn.event
    if not backs and not event.data.cards:
        return
    stored = {**event.json, "cards": [back.told for back in backs]}
    event.data = turn.program.payload(event.type, stored)
    event.json = {**stored, "cards": event.data.to_json()["cards"]}
    for back, told in zip(backs, event.data.cards, strict=True):
        back.told = told
