"""What members may use of benefits now, for any number of members with a constant number of queries."""

from collections.abc import Iterable, Mapping

from headless.engine.evaluation.benefits import Entitlement, entitlement
from headless.engine.evaluation.judge import Judge
from headless.engine.member.known_rewards import benefit_facts
from headless.engine.member.state import MemberState
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.models.tables.rewards.benefits import count_uses
from headless.models.tables.rewards.stocks import stocks_left
from headless.services.settling.reward_facts import WantedRewards, load_rewards


async def entitlements(
    session: Session,
    program: Program,
    judge: Judge,
    states: Mapping[int, MemberState],
    benefits: Iterable[Benefit],
    now: int,
) -> dict[tuple[int, int], Entitlement]:
    """Return what members may use of benefits, by member and benefit."""
    listed = list(benefits)
    if not listed or not states:
        return {}
    wanted = WantedRewards(benefits={(member, benefit.id) for member in states for benefit in listed})
    await load_rewards(session, program, states, wanted)
    limited = [benefit.stock_name for benefit in listed if benefit.stock is not None]
    left = await stocks_left(session, program.merchant_id, limited)
    unlimited = [benefit.id for benefit in listed if benefit.quota is None]
    counts = await count_uses(session, program.merchant_id, sorted(states), unlimited) if unlimited else {}
    entitled = {}
    for state in states.values():
        for benefit in listed:
            remaining = left.get(benefit.stock_name, 0) if benefit.stock is not None else None
            stands = entitlement(judge, benefit, state, benefit_facts(state, benefit.id), now, remaining)
            entitled[state.id, benefit.id] = _counted(stands, counts.get((state.id, benefit.id)))
    return entitled


def _counted(stands: Entitlement, used: int | None) -> Entitlement:
    """Return the entitlement with the uses counted in SQL: those of a benefit without quota are not loaded."""
    if used is None:
        return stands
    return Entitlement(stands.status, used, stands.remaining, stands.resets_at, stands.granted)
