"""Coupons given and taken back, benefits used, and both configured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.conditions.clauses import Clause
from headless.engine.conditions.redaction import visible
from headless.engine.member.coupons import Coupon
from headless.engine.values.problems import Problem, invalid
from headless.errors import HeadlessError
from headless.messages import Message
from headless.resolvers.mutations.acting import actor_of
from headless.resolvers.mutations.configuration import save_document
from headless.resolvers.mutations.results import SavedRow
from headless.resolvers.nouns.rewards.coupons import coupons_by_id
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.members.benefits import Used, save_benefit, use_benefit
from headless.services.members.coupons import Codes, Coupons, issue_coupons, revoke_coupon


@dataclass(frozen=True, slots=True)
class CouponsRow:
    """Coupons given out or taken back."""

    done: Coupons
    user_errors: list[ProblemRow]

    @property
    def member_id(self) -> int | None:
        return self.done.member_id


@dataclass(frozen=True, slots=True)
class UsedRow:
    """A use of a benefit."""

    done: Used
    user_errors: list[ProblemRow]

    @property
    def member_id(self) -> int | None:
        return self.done.member_id

    @property
    def benefit_key(self) -> tuple[int, int] | None:
        """The member and the benefit that it was about."""
        member_id, benefit_id = self.done.member_id, self.done.benefit_id
        return None if member_id is None or benefit_id is None else (member_id, benefit_id)


async def coupon_kind_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a coupon kind under its code."""
    return await save_document(ctx, save_coupon_kind, given)


async def benefit_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a benefit under its code."""
    return await save_document(ctx, save_benefit, given)


async def coupon_issue(ctx: ReadContext, given: dict[str, Any]) -> CouponsRow:
    """Give coupons to a member, or make codes without an owner."""
    if given.get("where") is not None:
        message = Message("giving coupons to all who meet a condition is not supported by this version; name a member")
        return _coupons(ctx, Coupons(problem=invalid("UNSUPPORTED", message, "where")))
    named, count = given.get("member"), given.get("count")
    lookup = None if named is None else lookup_of(ctx, named)
    codes = Codes(given["kind"], 1 if count is None else count, given.get("expiresAt"), given["idempotencyKey"])
    try:
        done = await issue_coupons(ctx.kernel, ctx.principal, lookup, codes)
    except HeadlessError as error:
        done = Coupons(problem=problem_of(error))
    await ctx.refresh()
    return _coupons(ctx, done)


async def coupon_revoke(ctx: ReadContext, given: dict[str, Any]) -> CouponsRow:
    """Take an unused coupon back."""
    try:
        done = await revoke_coupon(ctx.kernel, ctx.principal, given["coupon"], given["reason"], given["idempotencyKey"])
    except HeadlessError as error:
        done = Coupons(problem=problem_of(error))
    await ctx.refresh()
    return _coupons(ctx, done)


async def benefit_use(ctx: ReadContext, given: dict[str, Any]) -> UsedRow:
    """Use a benefit once."""
    try:
        lookup = await actor_of(ctx, "CLAIM", given.get("member"))
        done = await use_benefit(ctx.kernel, ctx.principal, lookup, given["benefit"], given["idempotencyKey"])
    except HeadlessError as error:
        done = Used(problem=problem_of(error))
    await ctx.refresh()
    return UsedRow(done, user_errors(ctx, _visible(ctx, done.problem)))


async def coupons_of(ctx: ReadContext, rows: Sequence[CouponsRow]) -> list[list[Coupon]]:
    """Return the coupons that were given or taken back, in order, nothing if the token may not see them."""
    if not ctx.may_show("coupons:read"):
        return [[] for _ in rows]
    asked = list(dict.fromkeys(id_ for row in rows for id_ in row.done.ids))
    known = dict(zip(asked, await coupons_by_id(ctx, asked), strict=True)) if asked else {}
    return [[coupon for id_ in row.done.ids if (coupon := known[id_]) is not None] for row in rows]


def _coupons(ctx: ReadContext, done: Coupons) -> CouponsRow:
    return CouponsRow(done, user_errors(ctx, done.problem))


def _visible(ctx: ReadContext, problem: Problem | None) -> Problem | None:
    """Return the problem, its clause without the values that the token may not see."""
    missing = None if problem is None else problem.data.get("missing")
    if problem is None or not isinstance(missing, Clause):
        return problem
    shown = visible(missing, ctx.program.metrics, ctx.shows_values)
    return replace(problem, data={**problem.data, "missing": shown})
