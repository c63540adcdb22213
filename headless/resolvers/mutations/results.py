"""What writes share: problems instead of errors, look-ups of members, and the state read again afterwards."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any

from headless.errors import HeadlessError
from headless.resolvers.reading.context import BatchFunction, ReadContext
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.kernel.outcomes import Performed, Saved, Transferred


@dataclass(frozen=True, slots=True)
class PerformedRow:
    """What a mutation on a member did."""

    done: Performed
    user_errors: list[ProblemRow]

    @property
    def member_id(self) -> int | None:
        return self.done.member_id

    @property
    def asset_key(self) -> tuple[int, int] | None:
        """The member and kind that it was about."""
        member_id, kind_id = self.done.member_id, self.done.kind_id
        return None if member_id is None or kind_id is None else (member_id, kind_id)


@dataclass(frozen=True, slots=True)
class TransferRow:
    """What a transfer did: the accounts, by member and kind, from which and to which it went."""

    from_key: tuple[int, int] | None
    to_key: tuple[int, int] | None
    user_errors: list[ProblemRow]


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What a save did. `id` is None if it saved nothing."""

    id: int | None
    user_errors: list[ProblemRow]


async def performed(ctx: ReadContext, work: Awaitable[Performed], kind: str | None = None) -> PerformedRow:
    """Run the work, and read the merchant again. Raise only what the caller cannot correct.

    kind: the code of the asset kind that it is about, whose account is shown even if nothing was done.
    """
    try:
        done = await work
    except HeadlessError as error:
        done = Performed(problem=problem_of(error))
    await ctx.refresh()
    _name_kind(ctx, done, kind)
    return PerformedRow(done, user_errors(ctx, done.problem))


async def things_of(
    ctx: ReadContext, asked: Sequence[Sequence[int]], by_id: BatchFunction, scope: str
) -> list[list[Any]]:
    """Return what a write made, by the ids of each row, in order. Return nothing if the token may not see it."""
    if not ctx.may_show(scope):
        return [[] for _ in asked]
    ids = list(dict.fromkeys(id_ for listed in asked for id_ in listed))
    known = dict(zip(ids, await by_id(ctx, ids), strict=True)) if ids else {}
    return [[thing for id_ in listed if (thing := known[id_]) is not None] for listed in asked]


def _name_kind(ctx: ReadContext, done: Performed, kind: str | None) -> None:
    known = ctx.program.kinds.get(kind) if kind is not None and done.kind_id is None else None
    if known is not None:
        done.kind_id = known.id


async def transferred(ctx: ReadContext, work: Awaitable[Transferred]) -> TransferRow:
    """Run a transfer as `performed` runs a mutation on one member."""
    try:
        sent = await work
    except HeadlessError as error:
        sent = Transferred(Performed(), problem=problem_of(error))
    await ctx.refresh()
    kind_id, ids = sent.done.kind_id, (sent.done.member_id, sent.to_id)
    keys = [None if kind_id is None or id_ is None else (id_, kind_id) for id_ in ids]
    return TransferRow(keys[0], keys[1], user_errors(ctx, sent.problem))


async def saved(ctx: ReadContext, work: Awaitable[Saved]) -> SavedRow:
    """Save, and read the configuration again. Raise only what the caller cannot correct."""
    try:
        done = await work
    except HeadlessError as error:
        done = Saved(problem=problem_of(error))
    await ctx.refresh()
    return SavedRow(None if done.problem else done.id, user_errors(ctx, done.problem))
