"""What members may use of benefits now: for any number of members with a constant number of queries."""

from collections.abc import Collection, Iterable, Mapping

from headless.engine.evaluation.benefits import Entitlement, entitlement
from headless.engine.evaluation.judge import Judge
from headless.engine.member.known_rewards import benefit_facts
from headless.engine.member.state import MemberState
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.models.base.session import Session
from headless.services.settling.reward_facts import WantedRewards, load_rewards, stocks_left

_COUNTS = """SELECT member_id, benefit_id, count(*) FROM benefit_use
WHERE merchant_id = $1 AND {members} AND {benefits} AND reversed_at IS NULL GROUP BY member_id, benefit_id"""


async def entitlements(
    session: Session,
    program: Program,
    judge: Judge,
    states: Mapping[int, MemberState],
    benefits: Iterable[Benefit],
    now: int,
) -> dict[tuple[int, int], Entitlement]:
    """How members stand to benefits, by member and benefit."""
    listed = list(benefits)
    if not listed or not states:
        return {}
    wanted = WantedRewards(benefits={(member, each.id) for member in states for each in listed})
    await load_rewards(session, program, states, wanted)
    left = await stocks_left(
        session, program.merchant_id, [each.stock_name for each in listed if each.stock is not None]
    )
    counts = await _counts(session, program, states, [each.id for each in listed if each.quota is None])
    found = {}
    for state in states.values():
        for each in listed:
            remaining = left.get(each.stock_name, 0) if each.stock is not None else None
            stands = entitlement(judge, each, state, benefit_facts(state, each.id), now, remaining)
            found[state.id, each.id] = _counted(stands, counts.get((state.id, each.id)))
    return found


def _counted(stands: Entitlement, used: int | None) -> Entitlement:
    """What has no quota is not loaded use by use; how many there were is counted."""
    if used is None:
        return stands
    return Entitlement(stands.status, used, stands.remaining, stands.resets_at, stands.granted)


async def _counts(
    session: Session, program: Program, states: Collection[int], benefits: list[int]
) -> dict[tuple[int, int], int]:
    if not benefits:
        return {}
    sql = _COUNTS.format(members=session.any_of("member_id", 2), benefits=session.any_of("benefit_id", 3))
    rows = await session.fetch(sql, program.merchant_id, sorted(states), benefits)
    return {(row[0], row[1]): row[2] for row in rows}
