"""Cards issued, sold, topped up, bound, blocked and replaced, and their kinds saved."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from headless.engine.member.cards.records import Card
from headless.errors import HeadlessError
from headless.resolvers.mutations.acting import actor_of
from headless.resolvers.mutations.configuration import save_document
from headless.resolvers.mutations.results import SavedRow
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.configuration.offers.card_kinds import save_card_kind
from headless.services.kernel.member_finder import find_member
from headless.services.members.cards import changing
from headless.services.members.cards.issuing import Cards, issue_cards


class IssuedCard(NamedTuple):
    """A card whose number and PIN are told."""

    card: Card
    pin: str | None


@dataclass(frozen=True, slots=True)
class CardsRow:
    """Cards issued or changed."""

    done: Cards
    user_errors: list[ProblemRow]

    @property
    def member_id(self) -> int | None:
        return self.done.member_id

    @property
    def issued(self) -> list[IssuedCard]:
        """The cards with their PINs, where those are told."""
        return [IssuedCard(card, self.done.pins.get(card.id)) for card in self.done.cards]

    @property
    def card(self) -> Card | None:
        """The card that it was about."""
        return self.done.cards[0] if self.done.cards else None

    @property
    def pin(self) -> str | None:
        """The PIN of the card, if it is told."""
        return None if self.card is None else self.done.pins.get(self.card.id)


async def card_kind_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a card kind under its code."""
    return await save_document(ctx, save_card_kind, given)


async def card_issue(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Issue cards that are not active yet."""
    count = given.get("count")
    work = issue_cards(ctx.kernel, ctx.principal, given["kind"], 1 if count is None else count, given["idempotencyKey"])
    return await _done(ctx, work)


async def card_activate(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Activate a card that was sold."""
    amount, order, key = given.get("amount"), given.get("order"), given["idempotencyKey"]
    return await _done(ctx, changing.activate_card(ctx.kernel, ctx.principal, given["card"], amount, order, key))


async def card_top_up(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Put an amount on a card."""
    key = given["idempotencyKey"]
    return await _done(ctx, changing.top_up_card(ctx.kernel, ctx.principal, given["card"], given["amount"], key))


async def card_bind(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Make a card a member's."""

    async def work() -> Cards:
        lookup = await actor_of(ctx, "CLAIM", given.get("member"))
        async with ctx.read() as session:
            member_id = await find_member(session, ctx.merchant_id, lookup, ctx.merchant.country)
        number, pin, key = given["number"], given.get("pin"), given["idempotencyKey"]
        codes = ctx.kernel.wrong_codes
        codes.check(ctx.principal, () if member_id is None else (member_id,))
        done = await changing.bind_card(ctx.kernel, ctx.principal, lookup, number, pin, key)
        await codes.tell(ctx.principal, {member_id: _wrong(done)}, kept=done.problem is None)
        return done

    return await _done(ctx, work())


async def card_unbind(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Take a card off its member."""
    return await _for_reason(ctx, changing.unbind_card, given)


async def card_block(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Block a card."""
    return await _for_reason(ctx, changing.block_card, given)


async def card_unblock(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Let a card be used again."""
    return await _for_reason(ctx, changing.unblock_card, given)


async def card_replace(ctx: ReadContext, given: dict[str, Any]) -> CardsRow:
    """Give a card another number and PIN."""
    return await _for_reason(ctx, changing.replace_card, given)


async def cards_of(ctx: ReadContext, rows: Sequence[CardsRow]) -> list[Card | None]:
    """Return the card that each change was about, None if the token may not see it."""
    return [row.card if ctx.may_show("cards:read") else None for row in rows]


def _wrong(done: Cards) -> int:
    """Return how many wrong numbers or PINs a request named."""
    return int(done.problem is not None and done.problem.code in ("UNKNOWN_CARD", "WRONG_PIN", "INVALID_CARD"))


async def _for_reason(ctx: ReadContext, change: Any, given: dict[str, Any]) -> CardsRow:
    reason, key = given["reason"], given["idempotencyKey"]
    return await _done(ctx, change(ctx.kernel, ctx.principal, given["card"], reason, key))


async def _done(ctx: ReadContext, work: Awaitable[Cards]) -> CardsRow:
    try:
        done = await work
    except HeadlessError as error:
        done = Cards(problem=problem_of(error))
    await ctx.refresh()
    return CardsRow(done, user_errors(ctx, done.problem))
