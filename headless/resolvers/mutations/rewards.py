"""Coupons given and taken back, benefits used, and both configured."""

from collections.abc import Awaitable, Sequence
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
from headless.resolvers.mutations.results import SavedRow, things_of
from headless.resolvers.nouns.rewards.coupons import coupons_by_id
from headless.resolvers.nouns.rewards.member_benefits import (
    MemberBenefitRow,
    member_benefits_by_pair,
    usable_benefits,
)
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.configuration.offers.coupon_kinds import save_coupon_kind
from headless.services.kernel.member_finder import find_member
from headless.services.members.benefit_marks import note_seen
from headless.services.members.benefits import Used, fail_use, fulfil_use, reverse_use, save_benefit, use_benefit
from headless.services.members.coupons import Codes, Coupons, issue_coupons, revoke_coupon
from headless.services.scheduling.coupon_jobs import Asked, Queued, start_job


@dataclass(frozen=True, slots=True)
class CouponsRow:
    """Coupons given out or taken back."""

    done: Coupons
    user_errors: list[ProblemRow]
    job_id: int | None = None

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


@dataclass(frozen=True, slots=True)
class SeenRow:
    """The benefits that a member has seen."""

    member_id: int | None
    benefit_ids: Sequence[int]
    user_errors: list[ProblemRow]


async def coupon_kind_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a coupon kind under its code."""
    return await save_document(ctx, save_coupon_kind, given)


async def benefit_save(ctx: ReadContext, given: dict[str, Any]) -> SavedRow:
    """Save a benefit under its code."""
    return await save_document(ctx, save_benefit, given)


async def coupon_issue(ctx: ReadContext, given: dict[str, Any]) -> CouponsRow:
    """Give coupons to a member or, in the background, to all who meet a condition, or make codes without an owner."""
    named, count = given.get("member"), given.get("count")
    if given.get("where") is not None:
        return await _issue_to_all(ctx, given)
    lookup = None if named is None else lookup_of(ctx, named)
    codes = Codes(given["kind"], 1 if count is None else count, given.get("expiresAt"), given["idempotencyKey"])
    try:
        done = await issue_coupons(ctx.kernel, ctx.principal, lookup, codes)
    except HeadlessError as error:
        done = Coupons(problem=problem_of(error))
    await ctx.refresh()
    return _coupons(ctx, done)


async def _issue_to_all(ctx: ReadContext, given: dict[str, Any]) -> CouponsRow:
    if given.get("member") is not None:
        message = Message("give member or where: one member, or all who meet a condition")
        return _coupons(ctx, Coupons(problem=invalid("ONE_RECEIVER", message, "where")))
    count = given.get("count")
    asked = Asked(
        given["kind"], given["where"], 1 if count is None else count, given.get("expiresAt"), given["idempotencyKey"]
    )
    try:
        queued = await start_job(ctx.kernel, ctx.principal, asked)
    except HeadlessError as error:
        queued = Queued(problem=problem_of(error))
    await ctx.refresh()
    return CouponsRow(Coupons(), user_errors(ctx, queued.problem), queued.job_id)


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
    benefit = ctx.program.benefits.get(given["benefit"])
    act = "REDEEM" if benefit is not None and benefit.price else "CLAIM"
    try:
        lookup = await actor_of(ctx, act, given.get("member"))
        done = await use_benefit(ctx.kernel, ctx.principal, lookup, given["benefit"], given["idempotencyKey"])
    except HeadlessError as error:
        done = Used(problem=problem_of(error))
    await ctx.refresh()
    return _used(ctx, done)


async def benefit_use_reverse(ctx: ReadContext, given: dict[str, Any]) -> UsedRow:
    """Take a use of a benefit back."""
    key = given["idempotencyKey"]
    return await _said(ctx, reverse_use(ctx.kernel, ctx.principal, given["use"], given["reason"], key))


async def benefit_use_fulfil(ctx: ReadContext, given: dict[str, Any]) -> UsedRow:
    """Say that what a use was to bring was delivered, or could not be."""
    use, key, reason, reference = given["use"], given["idempotencyKey"], given.get("reason"), given.get("reference")
    if given["outcome"] == "FULFILLED":
        return await _said(ctx, fulfil_use(ctx.kernel, ctx.principal, use, reference, key))
    if not reason:
        message = Message("give the reason why it could not be delivered")
        return _used(ctx, Used(problem=invalid("REASON_MISSING", message, "reason")))
    return await _said(ctx, fail_use(ctx.kernel, ctx.principal, use, reason, reference, key))


async def benefits_seen(ctx: ReadContext, given: dict[str, Any]) -> SeenRow:
    """Note that a member has seen which benefits can be used: those of these codes, or all."""
    try:
        lookup = await actor_of(ctx, None, given.get("member"))
        async with ctx.read() as session:
            member_id = await find_member(session, ctx.merchant_id, lookup, ctx.merchant.country)
        if member_id is None:
            message = Message("there is no member with {lookup}", lookup=lookup.told)
            return SeenRow(None, (), user_errors(ctx, invalid("UNKNOWN_MEMBER", message, "member")))
        usable = await usable_benefits(ctx, member_id, given.get("benefits"))
        problem = await note_seen(ctx.kernel, ctx.principal, member_id, usable)
    except HeadlessError as error:
        return SeenRow(None, (), user_errors(ctx, problem_of(error)))
    return SeenRow(member_id, tuple(usable) if problem is None else (), user_errors(ctx, problem))


async def seen_of(ctx: ReadContext, rows: Sequence[SeenRow]) -> list[list[MemberBenefitRow]]:
    """Return the entitlements that were marked as seen."""
    pairs = [(row.member_id, id_) for row in rows for id_ in row.benefit_ids if row.member_id is not None]
    known = dict(zip(pairs, await member_benefits_by_pair(ctx, pairs), strict=True)) if pairs else {}
    entitled = [[known.get((row.member_id or 0, id_)) for id_ in row.benefit_ids] for row in rows]
    return [[stands for stands in listed if stands is not None] for listed in entitled]


async def _said(ctx: ReadContext, work: Awaitable[Used]) -> UsedRow:
    try:
        done = await work
    except HeadlessError as error:
        done = Used(problem=problem_of(error))
    await ctx.refresh()
    return _used(ctx, done)


def _used(ctx: ReadContext, done: Used) -> UsedRow:
    return UsedRow(done, user_errors(ctx, _visible(ctx, done.problem)))


async def coupons_of(ctx: ReadContext, rows: Sequence[CouponsRow]) -> list[list[Coupon]]:
    """Return the coupons that were given or taken back, in order, nothing if the token may not see them."""
    return await things_of(ctx, [row.done.ids for row in rows], coupons_by_id, "coupons:read")


def _coupons(ctx: ReadContext, done: Coupons) -> CouponsRow:
    return CouponsRow(done, user_errors(ctx, done.problem))


def _visible(ctx: ReadContext, problem: Problem | None) -> Problem | None:
    """Return the problem, its clause without the values that the token may not see."""
    missing = None if problem is None else problem.data.get("missing")
    if problem is None or not isinstance(missing, Clause):
        return problem
    shown = visible(missing, ctx.program.metrics, ctx.shows_values)
    return replace(problem, data={**problem.data, "missing": shown})
