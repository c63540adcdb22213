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
from headless.resolvers.nouns.conditions.states import read_states
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.cursors import Page
from headless.resolvers.reading.pages import keyset, numbered
from headless.resolvers.reading.rows import MemberRow
from headless.services.members.entitlements import entitlements
from headless.services.settling.reward_rows import USE_COLUMNS, use_of

FIELD = "MemberBenefit.uses"


@dataclass(frozen=True, slots=True)
class MemberBenefitRow:
    """One member's entitlement to one benefit; `missing` is the condition, where it is not met."""

    member_id: int
    benefit: Benefit
    stands: Entitlement
    missing: Clause | None
    why: str


async def member_benefits(ctx: ReadContext, members: Sequence[MemberRow]) -> list[list[MemberBenefitRow]]:
    """How each member stands to every benefit, oldest first."""
    listed = sorted(ctx.program.benefits.values(), key=lambda benefit: benefit.id)
    found = await _rows(ctx, {member.id for member in members}, listed)
    return [[found[member.id, each.id] for each in listed if (member.id, each.id) in found] for member in members]


async def member_benefits_by_pair(ctx: ReadContext, pairs: Sequence[tuple[int, int]]) -> list[MemberBenefitRow | None]:
    """Entitlements by the numbers of member and benefit."""
    asked = [ctx.program.benefit_by_id[id_] for id_ in {id_ for _, id_ in pairs} if id_ in ctx.program.benefit_by_id]
    found = await _rows(ctx, {member for member, _ in pairs}, asked)
    return [found.get(pair) for pair in pairs]


async def _rows(
    ctx: ReadContext, ids: Iterable[int], benefits: Sequence[Benefit]
) -> dict[tuple[int, int], MemberBenefitRow]:
    conditions = [each.condition for each in benefits if each.condition is not None]
    async with ctx.read() as session:
        states = await read_states(ctx, session, set(ids), conditions)
        found = await entitlements(session, ctx.program, ctx.judge, states, benefits, ctx.now)
    moment = Moment(ctx.program, ctx.now, ctx.today, ctx.lang, ctx.allows)
    rows = {}
    for (member_id, benefit_id), stands in found.items():
        benefit = ctx.program.benefit_by_id[benefit_id]
        told = of_benefit(moment, benefit, stands, states[member_id])
        unmet = told.clause if stands.status == "NOT_ELIGIBLE" else None
        rows[member_id, benefit_id] = MemberBenefitRow(member_id, benefit, stands, unmet, told.text)
    return rows


async def uses(ctx: ReadContext, rows: Sequence[MemberBenefitRow], **page: Any) -> list[Page]:
    """A page of each entitlement's uses, newest first."""
    part = ctx.slice(FIELD, None, **page)
    beyond, order, key = keyset(part, ["id"], 4)
    async with ctx.read() as session:
        source = f"""benefit_use WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
    AND {session.any_of("benefit_id", 3)} AND {beyond}"""
        sql = numbered(USE_COLUMNS, ["member_id", "benefit_id"], order, source, part.limit)
        found = await session.fetch(sql, ctx.merchant_id, *_keys(rows), *key)
    listed: dict[tuple[int, int], list[Use]] = {}
    for each in found:
        listed.setdefault((each[1], each[2]), []).append(use_of(each))
    return [
        part.page(listed.get((row.member_id, row.benefit.id), []), lambda use: (use.id,), counted=(count, row, {}))
        for row in rows
    ]


async def count(ctx: ReadContext, rows: Sequence[MemberBenefitRow]) -> list[int]:
    """How often each benefit was used in all."""
    async with ctx.read() as session:
        sql = f"""SELECT member_id, benefit_id, count(*) FROM benefit_use WHERE merchant_id = $1
AND {session.any_of("member_id", 2)} AND {session.any_of("benefit_id", 3)} GROUP BY member_id, benefit_id"""
        found = await session.fetch(sql, ctx.merchant_id, *_keys(rows))
    counts = {(each[0], each[1]): each[2] for each in found}
    return [counts.get((row.member_id, row.benefit.id), 0) for row in rows]


async def uses_by_id(ctx: ReadContext, ids: Sequence[int]) -> list[Use | None]:
    """Uses by id."""
    async with ctx.read() as session:
        sql = f"SELECT {USE_COLUMNS} FROM benefit_use WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
        found = {row[0]: use_of(row) for row in await session.fetch(sql, ctx.merchant_id, sorted(set(ids)))}
    return [found.get(id_) for id_ in ids]


def _keys(rows: Sequence[MemberBenefitRow]) -> tuple[list[int], list[int]]:
    return sorted({row.member_id for row in rows}), sorted({row.benefit.id for row in rows})
