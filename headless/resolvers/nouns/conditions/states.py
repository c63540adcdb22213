"""Members in memory, as metrics, conditions and progress are evaluated over them."""

from collections.abc import Collection, Iterable

from headless.engine.conditions.conditions import Condition, keys_used
from headless.engine.member.state import MemberState
from headless.models.base.session import Session
from headless.resolvers.nouns.standings.tiers import over
from headless.resolvers.reading.context import ReadContext
from headless.services.rejudging.untracked_totals import load_untracked
from headless.services.settling.loading import load_states


async def read_states(
    ctx: ReadContext,
    session: Session,
    ids: Collection[int],
    conditions: Iterable[Condition] = (),
    *,
    lots: bool = False,
) -> dict[int, MemberState]:
    """Return the states of members as they are now, with the totals that these conditions read, tracked or not.

    lots: with the lots that can be spent.
    """
    asked = list(conditions)
    states = await load_states(session, ctx.program, ids, now=ctx.now, lots=lots, conditions=asked)
    for state in states.values():
        _judge_ends(state, ctx.now)
    keys = frozenset[str]().union(*(keys_used(condition) for condition in asked))
    await load_untracked(session, ctx.program, states, keys)
    return states


def _judge_ends(state: MemberState, now: int) -> None:
    """End paid standings and tags that have reached their end, even if the work of the clock is still to be done."""
    for track_id, standing in list(state.standings.items()):
        track = state.program.track_by_id.get(track_id)
        if track is not None and over(track, standing.until_at, now):
            del state.standings[track_id]
    for held in state.tags.values():
        if held.removed_at is None and held.expires_at is not None and held.expires_at <= now:
            held.removed_at = held.expires_at
