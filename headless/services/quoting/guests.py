"""Quoting orders for guests, who are no members yet: as for a new member of a tier. Nothing is read of any member."""

from collections.abc import Sequence
from dataclasses import replace

from headless.engine.member.coupons import normal
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.engine.quoting.asked_orders import Asked
from headless.engine.quoting.guests import new_member
from headless.engine.quoting.quotes import Quote, Quoter
from headless.engine.rewards.order_prices import price_benefits
from headless.engine.settlement.settle import Settler
from headless.engine.values.problems import refused
from headless.errors import NotFound
from headless.messages import Message
from headless.services.quoting.drafts import OrderDraft
from headless.services.quoting.named_codes import stocks_named
from headless.services.settling.cards.facts import cards_named
from headless.services.settling.decision_loop import Batch, decide
from headless.services.settling.loading import Wanted


def place_of(program: Program, code: str | None, track: str | None) -> tuple[Track, Tier] | None:
    """Return the tier of a code: on a track, on the default track, or on the only one that has it. None if none is named.

    Raises:
        NotFound: With UNKNOWN_TIER.
    """
    if code is None:
        return None
    named = program.track(track)
    ladders = [named] if named is not None and (track is not None or code in named.by_code) else []
    if track is None and not ladders:
        ladders = [ladder for ladder in program.tracks.values() if code in ladder.by_code]
    if len(ladders) == 1 and code in ladders[0].by_code:
        return ladders[0], ladders[0].by_code[code]
    known = tuple(tier.code for ladder in ladders or program.tracks.values() for tier in ladder.tiers)
    message = Message(
        "there is no tier {code!r}, or several tracks have it; there are: {known}", code=code, known=known
    )
    raise NotFound(message, code="UNKNOWN_TIER")


async def quote_guest(batch: Batch, draft: OrderDraft, place: tuple[Track, Tier] | None) -> Quote:
    """Return what an order would cost and do for a guest, as for a member who joins now and is on a tier. `batch` simulates."""
    former = _former_words(batch.program, draft.named or ())
    event_id = batch.kernel.ids.new()
    cards = await cards_named(batch.session, batch.program, draft.cards())

    async def work(settler: Settler) -> Quote:
        state = new_member(settler.judge, settler.new_id, batch.now, place)
        state.facts.rewards.cards.update(cards)
        quoter = Quoter(batch.program, {state.id: state}, settler.new_id, history=settler.history, judge=settler.judge)
        quoter.journal = settler.journal
        benefits = price_benefits(settler.judge, state, batch.now)
        named = None if draft.named is None else [code for code in draft.named if code not in former]
        asked = Asked(
            state.id, draft.data, batch.now, event_id, benefits, (), draft.delivery, named, draft.data.pay_with
        )  # fmt: skip
        return quoter.quote(asked)

    wanted = Wanted()
    wanted.rewards.stocks = await stocks_named(batch.session, batch.program, draft.named or ())
    quote = await decide(batch, (), wanted, work, history=batch.merchant.sandbox)
    changes = [change for change in quote.changes if change.kind != "TIER" or change.params.get("up")]
    problem = quote.problem
    if problem is None and former:
        message = Message("the coupon {code!r} has expired", code=former[0])
        problem = replace(refused("COUPON_EXPIRED", message), path=("data", "coupons"))
    return replace(quote, changes=changes, problem=problem)


def _former_words(program: Program, named: Sequence[str]) -> list[str]:
    """Return those of some codes that were words of coupon kinds once. They are not good any more."""
    kinds = program.kind_by_word
    return [code for code in named if (kind := kinds.get(normal(code))) is not None and kind.word_key != normal(code)]


def unknown_words(program: Program, named: Sequence[str]) -> set[str]:
    """Return those of some codes that are the word of no kind."""
    return set(map(normal, named)) - program.kind_by_word.keys()
