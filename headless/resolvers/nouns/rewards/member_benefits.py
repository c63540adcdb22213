"""What members may use of benefits, and have used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.conditions.clauses import Clause
from headless.engine.evaluation.benefits import Entitlement
from headless.engine.explaining.benefit_texts import of_benefit
from headless.engine.explaining.explanations import Moment
from headless.engine.member.entitlements import Use
from headless.engine.program.offers import Benefit
from headless.models.tables.members.member_reads import MemberRow
from headless.models.tables.rewards import benefit_use_pages
from headless.models.tables.rewards.benefit_use_pages import EntitlementKeys
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.services.members.entitlements import entitlements

FIELD = "MemberBenefit.uses"


@dataclass(frozen=True, slots=True)
class MemberBenefitRow:
    """One member's entitlement to one benefit. `missing` is the condition, if it is not met."""

    member_id: int
    benefit: Benefit
    stands: Entitlement
    missing: Clause | None
    why: str


async def member_benefits(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[MemberBenefitRow]]:
    """Return each member's entitlement to every benefit, oldest first."""
    listed = sorted(ctx.program.benefits.values(), key=lambda benefit: benefit.id)
    rows = await _rows(ctx, {member.id for member in members}, listed)
    return [
        [rows[member.id, benefit.id] for benefit in listed if (member.id, benefit.id) in rows] for member in members
    ]


async def member_benefits_by_pair(ctx: ReadContext, pairs: Sequence[tuple[int, int]]) -> list[MemberBenefitRow | None]:
    """Return entitlements by the ids of member and benefit."""
    asked = [ctx.program.benefit_by_id[id_] for id_ in {id_ for _, id_ in pairs} if id_ in ctx.program.benefit_by_id]
    rows = await _rows(ctx, {member for member, _ in pairs}, asked)
    return [rows.get(pair) for pair in pairs]


async def _rows(
    ctx: ReadContext, ids: Iterable[int], benefits: Sequence[Benefit]
) -> dict[tuple[int, int], MemberBenefitRow]:
    conditions = [benefit.condition for benefit in benefits if benefit.condition is not None]
    async with ctx.read() as session:
        states = await read_states(ctx, session, set(ids), conditions)
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


def _keys(rows: Sequence[MemberBenefitRow]) -> EntitlementKeys:
    return EntitlementKeys(sorted({row.member_id for row in rows}), sorted({row.benefit.id for row in rows}))
