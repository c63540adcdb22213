"""Loading what a decision asks of coupons, benefits and stocks: a constant number of queries for each kind of fact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from headless.engine.evaluation.needs import stocks_needed
from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.entitlements import BenefitFacts, Given, Granted, Holdings, Use
from headless.engine.member.facts import FactsMissing
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.rewards.rewards import checkout_of, codes_at
from headless.engine.rewards.stocks import key_of
from headless.ids import Prefix, decode
from headless.models.base.session import Session
from headless.models.tables.rewards.benefits import (
    grants_of_events,
    grants_of_members,
    uses_of_events,
    uses_since,
)
from headless.models.tables.rewards.coupons import coupons_by_code, coupons_of_events, held_codes
from headless.models.tables.rewards.held_coupons import count_held, held_of_kinds, used_for_orders
from headless.models.tables.rewards.stocks import takes_of_events
from headless.services.settling.cards.facts import cards_at, load_cards
from headless.services.settling.stock_claims import left_now

ON_USES = ("benefit.fulfilled", "benefit.failed", "benefit.reversed")
"""The types of events that name a use of a benefit."""
States = Mapping[int, MemberState]
K = TypeVar("K")


def note_left(known: dict[K, int], key: K, left: int) -> None:
    """Note what is left of something shared. Others may take the rest while we decide: it never grows in our eyes."""
    known[key] = min(left, known[key] - 1) if key in known else left


@dataclass(slots=True)
class WantedRewards:
    """What to load: coupons by member and code, benefits by member and id, what events gave, what stocks have left.

    held: what is kept for orders, by member and order. holdings: coupons by member and kind. paid: those used for orders, by
    member and order. cards: by member and id or number. tagging: members whose cards that put tags on are asked for.
    left: stocks, and periods of budgets, of which a rule wants to know what is left.
    """

    coupons: set[tuple[int, str]] = field(default_factory=set)
    benefits: set[tuple[int, int]] = field(default_factory=set)
    given: set[tuple[int, int]] = field(default_factory=set)
    held: set[tuple[int, str]] = field(default_factory=set)
    holdings: set[tuple[int, int]] = field(default_factory=set)
    paid: set[tuple[int, str]] = field(default_factory=set)
    stocks: dict[str, int] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    cards: set[tuple[int, int | str]] = field(default_factory=set)
    tagging: set[int] = field(default_factory=set)

    def want(self, missing: FactsMissing) -> bool:
        """Add what a decision lacked, and return False if it is nothing of rewards."""
        if missing.what == "stock":
            note_left(self.stocks, *missing.key)
        elif missing.what == "left":
            self.left.add(missing.key)
        elif missing.what == "coupon":
            self.coupons.add((missing.member_id, missing.key))
        elif missing.what == "benefit":
            self.benefits.add((missing.member_id, missing.key))
        elif missing.what == "given":
            self.given.add((missing.member_id, missing.key))
        elif missing.what == "held":
            self.held.add((missing.member_id, missing.key))
        elif missing.what == "holdings":
            self.holdings.add((missing.member_id, missing.key))
        elif missing.what == "paid":
            self.paid.add((missing.member_id, missing.key))
        elif missing.what == "card":
            self.cards.add((missing.member_id, missing.key))
        elif missing.what == "tagging":
            self.tagging.add(missing.member_id)
        else:
            return missing.what == "again"
        return True


@dataclass(slots=True)
class _Known:
    """What was read, by id: a row that is wanted twice is one record."""

    coupons: dict[int, Coupon] = field(default_factory=dict)
    grants: dict[int, Granted] = field(default_factory=dict)
    uses: dict[int, Use] = field(default_factory=dict)


def prefetch(wanted: WantedRewards, program: Program, records: Iterable[EventRecord]) -> None:
    """Add what these events surely need."""
    for record in records:
        member = record.member_id
        if program.card_kinds:
            wanted.cards.update((member, key) for key in cards_at(record))
        if program.coupon_kinds and (order := checkout_of(record)) is not None:
            wanted.held.add((member, order))
        for code in map(normal, codes_at(program, record)):
            wanted.coupons.add((member, code))
            if code in program.kind_by_word:
                wanted.holdings.add((member, program.kind_by_word[code].id))
        kind = program.coupon_kinds.get(record.data.kind) if record.type == "coupon.issued" else None
        if kind is not None and kind.terms.per_member is not None:
            wanted.holdings.add((member, kind.id))
        wanted.left.update(key_of(program, stock, record.day) for stock in stocks_needed(program, record.type))
        if record.type == "benefit.used" and (benefit := program.benefits.get(record.data.benefit)) is not None:
            wanted.benefits.add((member, benefit.id))
        elif record.type in ON_USES:
            wanted.given.add((member, decode(Prefix.EVENT, record.data.event)))


async def known_left(session: Session, program: Program, wanted: WantedRewards) -> Mapping[str, int]:
    """Return what is known to be left of stocks and budgets. What was read or found short before never grows in our eyes."""
    unread = [name for name in sorted(wanted.left) if name not in wanted.stocks]
    if unread:
        wanted.stocks.update(await left_now(session, program, unread))
    return wanted.stocks


async def load_rewards(session: Session, program: Program, states: States, wanted: WantedRewards) -> None:
    """Fill in what is wanted. A row that is wanted twice is one record."""
    known = _Known()
    if wanted.held:
        await _held(session, program, states, wanted)
    if wanted.coupons:
        await _coupons(session, program, states, wanted.coupons, known.coupons)
    if wanted.benefits:
        await _benefits(session, program, states, wanted.benefits, known)
    if wanted.holdings:
        await _holdings(session, program, states, wanted.holdings, known.coupons)
    if wanted.paid:
        await _paid(session, program, states, wanted.paid, known.coupons)
    if wanted.cards or wanted.tagging:
        await load_cards(session, program, states, wanted.cards, wanted.tagging)
    if wanted.given:
        await _given(session, program, states, wanted.given, known)


async def _coupons(
    session: Session, program: Program, states: States, wanted: set[tuple[int, str]], known: dict[int, Coupon]
) -> None:
    stored = await coupons_by_code(session, program.merchant_id, sorted({code for _, code in wanted}))
    by_code = {coupon.code: known.setdefault(coupon.id, coupon) for coupon in stored}
    for member_id, code in wanted:
        if member_id in states:
            states[member_id].facts.rewards.coupons[code] = by_code.get(code)


async def _held(session: Session, program: Program, states: States, wanted: WantedRewards) -> None:
    """Fill in which coupons are kept for orders, and let them be loaded."""
    kept: dict[tuple[int, str], list[str]] = {key: [] for key in wanted.held}
    members, orders = (sorted(set(part)) for part in zip(*wanted.held, strict=True))
    now = min((states[member].clock_at for member in members if member in states), default=0)
    for held in await held_codes(session, program.merchant_id, members, orders, now):
        kept.get((held.member_id, held.order_ref), []).append(held.code)
        wanted.coupons.add((held.member_id, held.code))
    for (member_id, order), codes in kept.items():
        if member_id in states:
            states[member_id].facts.rewards.held[order] = tuple(codes)


async def _holdings(
    session: Session, program: Program, states: States, wanted: set[tuple[int, int]], known: dict[int, Coupon]
) -> None:
    merchant, members = program.merchant_id, sorted({member for member, _ in wanted if member in states})
    for member, kind_id in wanted:
        if member in states:
            states[member].facts.rewards.holdings[kind_id] = Holdings()
    kinds = sorted({kind_id for _, kind_id in wanted})
    for held in await count_held(session, merchant, members, kinds):
        holdings = states[held.member_id].facts.rewards.holdings.get(held.kind_id)
        if holdings is not None:
            holdings.count = held.coupons
    worded = [kind_id for kind_id in kinds if program.coupon_kind_by_id[kind_id].all_words]
    for coupon in await held_of_kinds(session, merchant, members, worded) if worded else ():
        holdings = states[coupon.member_id or 0].facts.rewards.holdings.get(coupon.kind_id)
        if holdings is not None:
            holdings.open.append(known.setdefault(coupon.id, coupon))


async def _paid(
    session: Session, program: Program, states: States, wanted: set[tuple[int, str]], known: dict[int, Coupon]
) -> None:
    for member, order in wanted:
        if member in states:
            states[member].facts.rewards.paid[order] = []
    members, orders = (
        sorted({member for member, _ in wanted if member in states}),
        sorted({order for _, order in wanted}),
    )
    for coupon in await used_for_orders(session, program.merchant_id, members, orders):
        paid = states[coupon.member_id or 0].facts.rewards.paid.get(coupon.order_ref or "")
        if paid is not None:
            paid.append(known.setdefault(coupon.id, coupon))


async def _benefits(
    session: Session, program: Program, states: States, wanted: set[tuple[int, int]], known: _Known
) -> None:
    for member_id, benefit_id in wanted:
        if member_id in states:
            states[member_id].facts.rewards.benefits[benefit_id] = BenefitFacts()
    members = sorted({member for member, _ in wanted if member in states})
    for granted in await grants_of_members(session, program.merchant_id, members):
        facts = states[granted.member_id].facts.rewards.benefits.get(granted.benefit_id)
        if facts is not None:
            facts.grants.append(known.grants.setdefault(granted.id, granted))
    for use in await _uses(session, program, states, wanted, members):
        facts = states[use.member_id].facts.rewards.benefits.get(use.benefit_id)
        if facts is not None:
            facts.uses.append(known.uses.setdefault(use.id, use))


async def _uses(
    session: Session, program: Program, states: States, wanted: set[tuple[int, int]], members: Sequence[int]
) -> list[Use]:
    """Return the uses that count against a quota, none of what may be used without limit."""
    quotas = sorted({id_ for _, id_ in wanted if _has_quota(program, id_)})
    if not quotas:
        return []
    first = min(_first_day(program, id_, states[member]) for member, id_ in wanted if id_ in quotas if member in states)
    return await uses_since(session, program.merchant_id, members, quotas, first)


def _has_quota(program: Program, benefit_id: int) -> bool:
    benefit = program.benefit_by_id.get(benefit_id)
    return benefit is not None and benefit.quota is not None


def _first_day(program: Program, benefit_id: int, state: MemberState) -> int:
    # Nothing is judged before where the member's clock stands.
    return program.benefit_by_id[benefit_id].first_day(program.zone.day_of(state.clock_at))


async def _given(
    session: Session,
    program: Program,
    states: States,
    wanted: set[tuple[int, int]],
    known: _Known,
) -> None:
    merchant, ids = program.merchant_id, sorted({event_id for _, event_id in wanted})
    by_event: dict[int | None, Given] = {}
    for member_id, event_id in wanted:
        if member_id in states:
            by_event[event_id] = states[member_id].facts.rewards.given[event_id] = Given()
    for coupon in await coupons_of_events(session, merchant, ids):
        by_event[coupon.event_id].coupons.append(known.coupons.setdefault(coupon.id, coupon))
    for granted in await grants_of_events(session, merchant, ids):
        by_event[granted.event_id].grants.append(known.grants.setdefault(granted.id, granted))
    for taken in await takes_of_events(session, merchant, ids):
        by_event[taken.event_id].takes.append(taken)
    for use in await uses_of_events(session, merchant, ids):
        by_event[use.event_id].uses.append(known.uses.setdefault(use.id, use))
