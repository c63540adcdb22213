"""What members may use of benefits, and have used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.conditions.clauses import Clause
from headless.engine.evaluation.benefits import Entitlement
from headless.engine.explaining.benefit_texts import of_benefit
from headless.engine.explaining.explanations import Moment
from headless.engine.member.entitlements import Use
from headless.engine.member.records import Entry
from headless.engine.program.offers import Benefit
from headless.engine.values.amounts import from_units
from headless.errors import Denied
from headless.messages import Message
from headless.models.tables.ledger.entry_pages import entries_of_events
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.rewards import benefit_use_pages
from headless.models.tables.rewards.benefit_use_pages import EntitlementKeys
from headless.models.tables.rewards.benefits_seen import seen_by
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.nouns.configuration.benefit_parts import PriceRow, check_seen
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.services.members.entitlements import entitlements, needs_lots

FIELD = "MemberBenefit.uses"


@dataclass(frozen=True, slots=True)
class MemberBenefitRow:
    """One member's entitlement to one benefit. `missing` is the condition, if it is not met."""

    member_id: int
    benefit: Benefit
    stands: Entitlement
    missing: Clause | None
    why: str


async def member_benefits(
    ctx: ReadContext, members: Sequence[MemberRow], rewards: bool | None = None, unseen: bool | None = None
) -> list[list[MemberBenefitRow]]:
    """Return each member's entitlements, oldest benefit first.

    rewards: only to what has a price, or only to the rest. unseen: only those that can be used and are news, or only the rest.
    """
    listed = [benefit for benefit in ctx.program.benefits.values() if rewards in (None, bool(benefit.price))]
    listed.sort(key=lambda benefit: benefit.id)
    rows = await _rows(ctx, {member.id for member in members}, listed)
    if unseen is not None:
        if ctx.sight is not None:
            raise Denied(Message("a partner's token may not ask what members have seen"), code="FORBIDDEN")
        known = list(rows.values())
        news = await are_unseen(ctx, known)
        wanted = {(row.member_id, row.benefit.id) for row, new in zip(known, news, strict=True) if new is unseen}
        rows = {pair: row for pair, row in rows.items() if pair in wanted}
    return [
        [rows[member.id, benefit.id] for benefit in listed if (member.id, benefit.id) in rows] for member in members
    ]


async def usable_benefits(ctx: ReadContext, member_id: int, codes: Sequence[str] | None) -> list[int]:
    """Return the ids of the benefits that a member can use now, of those with these codes or of all."""
    asked = [benefit for code, benefit in ctx.program.benefits.items() if codes is None or code in codes]
    rows = await _rows(ctx, {member_id}, asked)
    return [row.benefit.id for row in rows.values() if row.stands.status == "AVAILABLE"]


async def are_unseen(ctx: ReadContext, rows: Sequence[MemberBenefitRow]) -> list[bool]:
    """Return for each entitlement if it can be used and the member has not seen that since it is so."""
    seen = await _seen(ctx, rows)
    return [row.stands.is_news(seen.get((row.member_id, row.benefit.id))) for row in rows]


async def seen_at(ctx: ReadContext, rows: Sequence[MemberBenefitRow]) -> list[int | None]:
    """Return when members last saw that they can use a benefit, or used it."""
    seen = await _seen(ctx, rows)
    return [seen.get((row.member_id, row.benefit.id)) for row in rows]


def lacks(ctx: ReadContext, row: MemberBenefitRow) -> list[PriceRow] | None:
    """Return what a member lacks to pay a price, None if that is nothing. Raise Denied if a partner may not see all of it."""
    check_seen(ctx, [lack.kind.code for lack in row.stands.lacks])
    short = (
        PriceRow(lack.kind, from_units(lack.required - lack.available, lack.kind.decimals)) for lack in row.stands.lacks
    )
    return list(short) or None


async def _seen(ctx: ReadContext, rows: Sequence[MemberBenefitRow]) -> dict[tuple[int, int], int]:
    async with ctx.read() as session:
        return await seen_by(session, ctx.merchant_id, {row.member_id for row in rows})


async def member_benefits_by_pair(ctx: ReadContext, pairs: Sequence[tuple[int, int]]) -> list[MemberBenefitRow | None]:
    """Return entitlements by the ids of member and benefit."""
    asked = [ctx.program.benefit_by_id[id_] for id_ in {id_ for _, id_ in pairs} if id_ in ctx.program.benefit_by_id]
    rows = await _rows(ctx, {member for member, _ in pairs}, asked)
    return [rows.get(pair) for pair in pairs]


async def _rows(
    ctx: ReadContext, ids: Iterable[int], benefits: Sequence[Benefit]
) -> dict[tuple[int, int], MemberBenefitRow]:
    conditions = [condition for benefit in benefits for condition in benefit.conditions]
    async with ctx.read() as session:
        states = await read_states(ctx, session, set(ids), conditions, lots=needs_lots(benefits))
        entitled = await entitlements(session, ctx.program, ctx.judge, states, benefits, ctx.now)
    moment = Moment(ctx.program, ctx.now, ctx.today, ctx.lang, ctx.shows_values)
    rows = {}
    for (member_id, benefit_id), stands in entitled.items():
        benefit = ctx.program.benefit_by_id[benefit_id]
        told = of_benefit(moment, benefit, stands, states[member_id])
        unmet = told.clause if stands.status == "NOT_ELIGIBLE" else None
        rows[member_id, benefit_id] = MemberBenefitRow(member_id, benefit, stands, unmet, told.text)
    return rows


async def uses(ctx: ReadContext, rows: Sequence[MemberBenefitRow], **page: Any) -> list[Page]:
    """Return a page of each entitlement's uses, newest first."""
    part = ctx.slice(FIELD, None, **page)
    async with ctx.read() as session:
        listed = await benefit_use_pages.page_of_uses(session, ctx.merchant_id, _keys(rows), part.range)
    by_entitlement: dict[tuple[int, int], list[Use]] = {}
    for use in listed:
        by_entitlement.setdefault((use.member_id, use.benefit_id), []).append(use)
    return [
        part.page(
            by_entitlement.get((row.member_id, row.benefit.id), []), lambda use: (use.id,), counted=(count, row, {})
        )
        for row in rows
    ]


async def count(ctx: ReadContext, rows: Sequence[MemberBenefitRow]) -> list[int]:
    """Return how often each benefit was used in all."""
    async with ctx.read() as session:
        counts = await benefit_use_pages.count_uses(session, ctx.merchant_id, _keys(rows))
    return [counts.get((row.member_id, row.benefit.id), 0) for row in rows]


async def uses_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Use | None]:
    """Return uses by id."""
    async with ctx.read() as session:
        known = await benefit_use_pages.uses_by_id(session, ctx.merchant_id, ids)
    return [known.get(id_) for id_ in ids]


async def entries(ctx: ReadContext, rows: Sequence[Use]) -> list[list[Entry]]:
    """Return what uses paid and brought, in order."""
    async with ctx.read() as session:
        posted = await entries_of_events(session, ctx.merchant_id, {row.event_id for row in rows})
    by_event: dict[int, list[Entry]] = {}
    for entry in posted:
        if entry.rule_id is None:
            by_event.setdefault(entry.event_id, []).append(entry)
    return [by_event.get(row.event_id, []) for row in rows]


def _keys(rows: Sequence[MemberBenefitRow]) -> EntitlementKeys:
    return EntitlementKeys(sorted({row.member_id for row in rows}), sorted({row.benefit.id for row in rows}))
