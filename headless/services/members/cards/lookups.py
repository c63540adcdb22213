"""Cards as requests name them: by number with a PIN, by number or id alone."""

from headless.engine.member.cards.numbers import is_number, normal_number
from headless.engine.member.cards.records import Card
from headless.engine.rewards.cards.known import key_of
from headless.engine.values.problems import Problem, refused
from headless.logs import get_logger
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.cards.cards import cards_by_id, cards_by_number, count_wrong_pin, forget_wrong_pins
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.members.cards.pins import is_pin, no_digest

log = get_logger(__name__)
ONE_ANSWER = Message("the number or the PIN is wrong, or this card cannot be used; if it should be right, ask the shop")
TELLING = frozenset({
    "UNKNOWN_CARD", "WRONG_PIN", "CARD_INACTIVE", "CARD_BOUND", "CARD_BLOCKED", "CARD_REPLACED", "CARD_REFUNDED",
    "CARD_EXPIRED", "CARD_OF_ANOTHER",
})  # fmt: skip
"""What a member is not told: each would say which numbers and PINs there are."""


async def find_card(session: Session, merchant_id: int, named: str) -> Card | None:
    """Return the card of an id or a number, however it was typed, None if there is none."""
    key = key_of(named)
    if isinstance(key, int):
        cards = await cards_by_id(session, merchant_id, [key])
    else:
        cards = await cards_by_number(session, merchant_id, [key])
    return cards[0] if cards else None


async def check_pin(kernel: Kernel, principal: Principal, number: str, pin: str) -> Card | None:
    """Return the card of a number if this is its PIN, and count the attempt: it is kept even if the request is refused."""
    number = normal_number(number)
    async with kernel.db.read() as session:
        cards = await cards_by_number(session, principal.merchant_id, [number]) if is_number(number) else []
    card = cards[0] if cards else None
    kept = no_digest(kernel.settings) if card is None else card.pin_digest
    right = is_pin(kernel.settings, 0 if card is None else card.id, kept, pin)
    if card is None or (right and not card.wrong_pins):
        return card if right else None
    if card.is_locked:
        return None
    async with kernel.db.transaction() as session:
        write = forget_wrong_pins if right else count_wrong_pin
        await write(session, principal.merchant_id, card.id)
    if not right:
        log.warning("wrong card PIN", merchant=principal.slug, token=principal.bearer, card=card.id)
    return card if right else None


def as_told(principal: Principal, problem: Problem | None) -> Problem | None:
    """Return a problem for a caller: a member's token gets one answer for all that is wrong with a number and its PIN."""
    if problem is None or principal.member_id is None or problem.code not in TELLING:
        return problem
    return refused("INVALID_CARD", ONE_ANSWER)
