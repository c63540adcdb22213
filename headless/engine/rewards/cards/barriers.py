"""Why a card cannot be used for what is asked."""

from collections.abc import Mapping
from types import MappingProxyType

from headless.engine.member.cards.records import Card, state_of
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message

_STATES: Mapping[str, Message] = MappingProxyType({
    "INACTIVE": Message("it was not activated yet"),
    "ACTIVE": Message("it is active, and bound to no member"),
    "BOUND": Message("it is bound to a member already"),
    "BLOCKED": Message("it is blocked"),
    "REPLACED": Message("it was replaced, and has another number now"),
    "REFUNDED": Message("its sale was refunded"),
    "EXPIRED": Message("it has expired"),
})  # fmt: skip


def unknown(*path: str) -> Problem:
    """Return the problem of a card that does not exist."""
    return invalid("UNKNOWN_CARD", Message("there is no such card; check how its number is written"), *path)


def barrier(card: Card, now: int, *wanted: str) -> Problem | None:
    """Return the refusal of a card that is in none of the states that are wanted, or None."""
    state = state_of(card, now)
    return None if state in wanted else refused(f"CARD_{state}", unusable(card, _STATES[state]))


def unusable(card: Card, why: Message) -> Message:
    """Return the message that says why a card cannot be used."""
    return Message("the card ending in {ends} cannot be used for this: {why}", ends=card.number[-4:], why=why)
