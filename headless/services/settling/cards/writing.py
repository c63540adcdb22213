"""Writing what a run did with cards: each by one conditional update, last in the transaction."""

from headless.engine.member.entitlements import RewardJournal
from headless.engine.member.facts import FactsMissing
from headless.models.base.session import Session
from headless.models.tables.cards.cards import change_card
from headless.models.tables.cards.moves import MOVES


async def write_cards(session: Session, merchant_id: int, journal: RewardJournal) -> None:
    """Write the cards that a run changed, in order of their ids, so that no two transactions wait in a circle.

    Raises:
        FactsMissing: another transaction was quicker with one of them; the events are then decided again.
    """
    for card_id in sorted(journal.cards):
        if not await change_card(session, merchant_id, journal.cards[card_id]):
            raise FactsMissing(0, "again", None)
    await session.write(MOVES.insert(merchant_id, journal.card_moves))
