"""What members may use of benefits now, for any number of members with a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

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


def needs_lots(benefits: Iterable[Benefit]) -> bool:
    """Return True if the states need their lots, because one of these benefits has a price."""
    return any(benefit.price for benefit in benefits)


async def entitlements(
    session: Session,
    program: Program,
    judge: Judge,
    states: Mapping[int, MemberState],
    benefits: Iterable[Benefit],
    now: int,
) -> dict[tuple[int, int], Entitlement]:
    """Return what members may use of benefits, by member and benefit. The states hold their lots if `needs_lots` says so."""
    listed = list(benefits)
    if not listed or not states:
        return {}
    wanted = WantedRewards(benefits={(member, benefit.id) for member in states for benefit in listed})
    await load_rewards(session, program, states, wanted)
    left = await stocks_left(session, program.merchant_id, _stocks(listed))
    unlimited = [benefit.id for benefit in listed if benefit.quota is None]
    counts = await count_uses(session, program.merchant_id, sorted(states), unlimited) if unlimited else {}
    entitled = {}
    for state in states.values():
        for benefit in listed:
            stands = entitlement(judge, benefit, state, benefit_facts(state, benefit.id), now, left)
            used = counts.get((state.id, benefit.id))
            # Uses of a benefit without quota are not loaded, but counted in SQL.
            entitled[state.id, benefit.id] = stands if used is None else replace(stands, used=used)
    return entitled


def _stocks(benefits: Iterable[Benefit]) -> list[str]:
    """Return the names of the stocks of benefits, and of what is set aside of them."""
    names: list[str] = []
    for benefit in benefits:
        if benefit.stock is not None:
            names += [benefit.stock_name, *(benefit.share_name(part.share) for part in benefit.set_aside)]
    return names
