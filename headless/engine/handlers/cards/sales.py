"""Cards that an order sells: each is activated with what its line says, and its line earns nothing unless its kind does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.member.cards.records import Card, CardMoveType, CardStatus
from headless.engine.program.cards.kinds import CardKind
from headless.engine.rewards.cards.barriers import barrier, unknown
from headless.engine.rewards.cards.changes import Value, note
from headless.engine.rewards.cards.known import asset_of, card_of, public_id
from headless.engine.rewards.coupon_limits import kind_ended
from headless.engine.turn import Turn
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.problems import Problem, invalid
from headless.engine.values.zones import Zone
from headless.messages import Message


@dataclass(slots=True)
class Sale:
    """A card that a line sells, what it is to hold, what was paid for that, and the line's price in units of money."""

    card: Card
    value: Value
    paid: int
    price: int


def sells_cards(data: Any) -> bool:
    """Return True if a line of an order sells a card."""
    return any(item.card is not None for item in data.items or ())


def check_sales(turn: Turn) -> list[Sale] | Problem:
    """Return the cards that the order sells, or what stands against one. The order names them by their ids from now on."""
    sales: list[Sale] = []
    lines: list[Any] = []
    for position, item in enumerate(turn.event.data.items):
        path = ("data", "items", str(position), "card")
        if item.card is None:
            lines.append(item)
            continue
        card = card_of(turn.state, item.card)
        if card is None:
            return unknown(*path)
        if not card.kind_id:
            # the event itself is all that is known of it
            lines.append(item)
            continue
        sale = _sale(turn, card, item, sales)
        if isinstance(sale, Problem):
            return Problem(sale.outcome, sale.code, sale.message, sale.form, sale.data, path)
        sales.append(sale)
        earns = item.earns if turn.program.card_kind_by_id[card.kind_id].earns else False
        told = {"card": public_id(card), "card_ends": card.number[-4:], "earns": earns}
        lines.append(item.model_copy(update=told))
    if sales:
        _tell(turn, lines)
    return sales


def sell(turn: Turn, sales: Sequence[Sale]) -> None:
    """Activate the cards that the order sells."""
    event, zone = turn.event, turn.program.zone
    for sale in sales:
        card, kind = sale.card, turn.program.card_kind_by_id[sale.card.kind_id]
        card.status, card.activated_at, card.order_ref = CardStatus.ACTIVE, turn.now, event.data.order_id
        card.balance, card.bonus, card.paid, card.price = sale.value.units, sale.value.bonus, sale.paid, sale.price
        card.expires_at = kind.life.ends_at(event.day, zone)
        note(turn, card, CardMoveType.ACTIVATED, sale.value).order_ref = card.order_ref


def ended(kind: CardKind, zone: Zone, at: int) -> Problem | None:
    """Return the refusal of cards of a kind whose last day is over, None if they can be sold."""
    return kind_ended(kind, zone, at, "CARD_KIND_ENDED")


def _sale(turn: Turn, card: Card, item: Any, before: Sequence[Sale]) -> Sale | Problem:
    kind = turn.program.card_kind_by_id[card.kind_id]
    against = barrier(card, turn.now, "INACTIVE") or ended(kind, turn.program.zone, turn.event.occurred_at)
    if against is not None:
        return against
    if any(sale.card is card for sale in before):
        return invalid("CARD_TWICE", Message("one line sells one card; this one is on two lines"))
    if item.quantity != 1 or item.amount < 0:
        return invalid(
            "INVALID_QUANTITY", Message("a line that sells a card has the quantity 1, and no negative amount")
        )
    asset = asset_of(turn.program, kind)
    price = to_units(item.amount, turn.program.decimals, exact=False)
    if asset is None:
        return Sale(card, Value(), 0, price)
    worth = to_units(item.amount, asset.decimals, exact=False) if asset.money else None
    return _valued(card, kind, asset, worth, price)


def _valued(card: Card, kind: CardKind, asset: AssetKind, worth: int | None, price: int) -> Sale | Problem:
    """Return the sale of a card that holds an amount. worth: what the line's amount is in units of a kind of money."""
    if kind.amount is not None:
        paid = kind.amount if worth is None else min(kind.amount, worth)
        return Sale(card, Value(kind.amount, kind.amount - paid), paid, price)
    if worth is None:
        message = Message(
            "cards of the kind {kind} have no amount of their own; activate it with cardActivate", kind=kind.code
        )
        return invalid("CARD_AMOUNT_NEEDED", message)
    return out_of_bounds(kind, asset, worth) or Sale(card, Value(worth), worth, price)


def out_of_bounds(kind: CardKind, asset: AssetKind, units: int) -> Problem | None:
    """Return the problem of an amount that a card of a kind may not hold, or None."""
    least, most = max(1, kind.least or 1), kind.most
    if least <= units and (most is None or units <= most):
        return None
    message = Message(
        "a card of the kind {kind} holds {least} to {most}, not {amount}",
        kind=kind.code, least=text_of(least, asset.decimals), amount=text_of(units, asset.decimals),
        most=Message("any amount") if most is None else text_of(most, asset.decimals),
    )  # fmt: skip
    return invalid("CARD_AMOUNT", message)


def _tell(turn: Turn, lines: Sequence[Any]) -> None:
    """Let the event name the cards by their ids, typed and as stored."""
    event = turn.event
    event.data = event.data.model_copy(update={"items": tuple(lines)})
    stored = [
        line if item.card is None else {**line, "card": item.card, "cardEnds": item.card_ends}
        | ({} if item.earns is None else {"earns": item.earns})
        for line, item in zip(event.json["items"], lines, strict=True)
    ]  # fmt: skip
    event.json = {**event.json, "items": stored}
