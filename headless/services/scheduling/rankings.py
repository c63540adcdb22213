"""Rankings: a tier rule that ranks sees every active member in its order. A member who is moved gets an event and a standing.

What moves a member is settled through the engine, so that a ranking that is run again changes nothing, and one that was cut
off is simply run again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.rules import Events
from headless.engine.evaluation.needs import needs_of
from headless.engine.evaluation.runner import describe
from headless.engine.member.journal import Strike
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.engine.standings.rankings import Candidate, borders, in_rank_order, ranked
from headless.logs import get_logger
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.configuration.plugin_health import add_strike
from headless.models.tables.members.populations import next_ranked_members
from headless.services.intake.acceptance import EventInput
from headless.services.intake.mutations import settle_inputs
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import system
from headless.services.settling.decision_loop import Batch
from headless.services.settling.facts import load_facts
from headless.services.settling.loading import Wanted, load_states
from headless.services.settling.own_facts import loaders_of

CHUNK = 1_000
MOVES = 200
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One ranking of a track, due at a moment (microseconds)."""

    kernel: Kernel
    merchant: MerchantRow
    program: Program
    track: Track
    rule: Active
    due_at: int


async def run_ranking(ranking: Ranking) -> Mapping[str, Any] | None:
    """Rank all members, move those whose tier changes, and return the least that each tier took, by its code.

    If the rule fails, no member is moved, the failure is counted, and nothing is returned.
    """
    try:
        ordered = in_rank_order(await _population(ranking), ranking.rule.declared.by)
        # The rule is plain code that may take its time over a million rows: others are served meanwhile.
        tiers = await asyncio.to_thread(ranked, ranking.rule, ranking.track, ordered)
    except (Exception, SystemExit) as fault:
        await _failed(ranking, describe(fault))
        return None
    pairs = zip(ordered, tiers, strict=True)
    moves = [(candidate, tier) for candidate, tier in pairs if (tier.id if tier else None) != candidate.tier_id]
    moves.sort(key=lambda move: move[0].member_id)
    for start in range(0, len(moves), MOVES):
        await _move(ranking, moves[start : start + MOVES])
    return borders(ranking.rule, ordered, tiers)


async def _population(ranking: Ranking) -> list[Candidate]:
    """Read every active member with the facts that the rule needs, a chunk at a time."""
    candidates: list[Candidate] = []
    after_id = 0
    async with ranking.kernel.db.read() as session:
        while chunk := await _chunk(ranking, session, after_id):
            candidates += chunk
            after_id = chunk[-1].member_id
            await asyncio.sleep(0)
    return candidates


async def _chunk(ranking: Ranking, session: Session, after_id: int) -> list[Candidate]:
    program, track = ranking.program, ranking.track
    ids = await next_ranked_members(session, program.merchant_id, after_id, CHUNK)
    if not ids:
        return []
    declared = ranking.rule.declared.needs.values()
    past = {need.type for need in declared if isinstance(need, Events)}
    states = await load_states(session, program, ids, now=ranking.due_at)
    await load_facts(session, program, states, Wanted(past=past, own=loaders_of(list(declared))))
    needs, today = needs_of(program, ranking.rule), program.zone.day_of(ranking.due_at)
    candidates = []
    for state in states.values():
        standing = state.standings.get(track.id)
        held = (standing.tier_id, standing.seq) if standing is not None else (None, 0)
        candidates.append(Candidate(state.id, state.joined_on, needs.read(state, today), *held))
    return sorted(candidates, key=lambda candidate: candidate.member_id)


async def _move(ranking: Ranking, moves: Sequence[tuple[Candidate, Tier | None]]) -> None:
    kernel, merchant, track = ranking.kernel, ranking.merchant, ranking.track
    principal = system(merchant.id, merchant.slug, f"ranking {ranking.rule.name}")
    inputs = [
        EventInput(
            "tier.ranked", {"track": track.code, "tier": tier.code if tier else None, "rule": ranking.rule.name}, None,
            "engine", f"rank:{track.code}:{moved.member_id}:{ranking.due_at}:{moved.seq}", ranking.due_at,
            member_id=moved.member_id, actor=principal.actor,
        )
        for moved, tier in moves
    ]  # fmt: skip
    async with kernel.db.transaction() as session:
        current = await kernel.programs.merchant(session, merchant.id)
        program = await kernel.programs.of(session, current)
        await settle_inputs(Batch(kernel, session, current, program, kernel.now(current)), principal, inputs)


async def _failed(ranking: Ranking, error: str) -> None:
    rule, now = ranking.rule, ranking.kernel.now(ranking.merchant)
    log.warning(
        "a ranking failed", merchant=ranking.merchant.slug, track=ranking.track.code, rule=rule.name, error=error
    )
    async with ranking.kernel.db.transaction() as session:
        strike = Strike(failures=1, error=error)
        await add_strike(session, ranking.merchant.id, rule.plugin, f"tier_rule:{rule.id}", strike, now)
