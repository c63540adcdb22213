"""Loading what a decision asks of coupons, benefits and stocks: a constant number of queries for each kind of fact."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headless.engine.member.coupons import Coupon, normal
from headless.engine.member.entitlements import BenefitFacts, Given, Granted
from headless.engine.member.records import EventRecord
from headless.engine.member.state import FactsMissing, MemberState
from headless.engine.program.program import Program
from headless.engine.rewards.rewards import codes_at
from headless.models.base.session import Session
from headless.services.settling.reward_rows import (
    COUPON_COLUMNS,
    GRANT_COLUMNS,
    TAKE_COLUMNS,
    USE_COLUMNS,
    coupon_of,
    grant_of,
    take_of,
    use_of,
)

States = Mapping[int, MemberState]


@dataclass(slots=True)
class WantedRewards:
    """What to load: coupons by member and code, benefits by member and id, what events gave; what stocks have left."""

    coupons: set[tuple[int, str]] = field(default_factory=set)
    benefits: set[tuple[int, int]] = field(default_factory=set)
    given: set[tuple[int, int]] = field(default_factory=set)
    stocks: dict[str, int] = field(default_factory=dict)

    def want(self, missing: FactsMissing) -> bool:
        """Add what a decision lacked; False if it is nothing of rewards."""
        if missing.what == "stock":
            name, left = missing.key
            # Somebody else may take the rest while we decide: what is left never grows in our eyes.
            self.stocks[name] = min(left, self.stocks[name] - 1) if name in self.stocks else left
        elif missing.what == "coupon":
            self.coupons.add((missing.member_id, missing.key))
        elif missing.what == "benefit":
            self.benefits.add((missing.member_id, missing.key))
        elif missing.what == "given":
            self.given.add((missing.member_id, missing.key))
        else:
            return missing.what == "again"
        return True


def prefetch(wanted: WantedRewards, program: Program, records: Iterable[EventRecord]) -> None:
    """Ask at once for what these events surely need."""
    for record in records:
        member = record.member_id
        wanted.coupons.update((member, normal(code)) for code in codes_at(program, record))
        if record.type == "benefit.used" and (benefit := program.benefits.get(record.data.benefit)) is not None:
            wanted.benefits.add((member, benefit.id))


async def load_rewards(session: Session, program: Program, states: States, wanted: WantedRewards) -> None:
    """Fill in what is wanted; a row that is wanted twice is one record."""
    coupons: dict[int, Coupon] = {}
    grants: dict[int, Granted] = {}
    if wanted.coupons:
        await _coupons(session, program, states, wanted.coupons, coupons)
    if wanted.benefits:
        await _benefits(session, program, states, wanted.benefits, grants)
    if wanted.given:
        await _given(session, program, states, wanted.given, (coupons, grants))


async def _coupons(
    session: Session, program: Program, states: States, wanted: set[tuple[int, str]], known: dict[int, Coupon]
) -> None:
    sql = f"SELECT {COUPON_COLUMNS} FROM coupon WHERE merchant_id = $1 AND {session.any_of('code', 2)}"
    rows = await session.fetch(sql, program.merchant_id, sorted({code for _, code in wanted}))
    found = {row[2]: known.setdefault(row[0], coupon_of(row)) for row in rows}
    for member_id, code in wanted:
        if member_id in states:
            states[member_id].rewards.coupons[code] = found.get(code)


async def _benefits(
    session: Session, program: Program, states: States, wanted: set[tuple[int, int]], known: dict[int, Granted]
) -> None:
    for member_id, benefit_id in wanted:
        if member_id in states:
            states[member_id].rewards.benefits[benefit_id] = BenefitFacts()
    members = sorted({member for member, _ in wanted if member in states})
    for row in await session.fetch(_of_members(session, "benefit_grant", GRANT_COLUMNS), program.merchant_id, members):
        facts = states[row[1]].rewards.benefits.get(row[2])
        if facts is not None:
            facts.grants.append(known.setdefault(row[0], grant_of(row)))
    for facts, row in await _uses(session, program, states, wanted, members):
        facts.uses.append(use_of(row))


async def _uses(
    session: Session, program: Program, states: States, wanted: set[tuple[int, int]], members: Sequence[int]
) -> list[tuple[BenefitFacts, Any]]:
    """The uses that count against a quota; of what may be used without limit, none."""
    quotas = sorted({id_ for _, id_ in wanted if _has_quota(program, id_)})
    if not quotas:
        return []
    sql = f"""{_of_members(session, "benefit_use", USE_COLUMNS)} AND {session.any_of("benefit_id", 3)}
AND reversed_at IS NULL AND used_on >= $4"""
    first = min(_first_day(program, id_, states[member]) for member, id_ in wanted if id_ in quotas if member in states)
    found = []
    for row in await session.fetch(sql, program.merchant_id, members, quotas, first):
        facts = states[row[1]].rewards.benefits.get(row[2])
        if facts is not None:
            found.append((facts, row))
    return found


def _of_members(session: Session, table: str, columns: str) -> str:
    return f"SELECT {columns} FROM {table} WHERE merchant_id = $1 AND {session.any_of('member_id', 2)}"


def _has_quota(program: Program, benefit_id: int) -> bool:
    benefit = program.benefit_by_id.get(benefit_id)
    return benefit is not None and benefit.quota is not None


def _first_day(program: Program, benefit_id: int, state: MemberState) -> int:
    # Nothing is judged before where the member's clock stands.
    return program.benefit_by_id[benefit_id].first_day(program.zone.day_of(state.clock_at))


async def _given(
    session: Session,
    program: Program,
    states: States,
    wanted: set[tuple[int, int]],
    known: tuple[dict[int, Coupon], dict[int, Granted]],
) -> None:
    coupons, grants = known
    merchant, ids = program.merchant_id, sorted({event_id for _, event_id in wanted})
    by_event: dict[int, Given] = {}
    for member_id, event_id in wanted:
        if member_id in states:
            by_event[event_id] = states[member_id].rewards.given[event_id] = Given()
    of_events = f"merchant_id = $1 AND {session.any_of('event_id', 2)} ORDER BY id"
    for row in await session.fetch(f"SELECT {COUPON_COLUMNS} FROM coupon WHERE {of_events}", merchant, ids):
        by_event[row[6]].coupons.append(coupons.setdefault(row[0], coupon_of(row)))
    for row in await session.fetch(f"SELECT {GRANT_COLUMNS} FROM benefit_grant WHERE {of_events}", merchant, ids):
        by_event[row[7]].grants.append(grants.setdefault(row[0], grant_of(row)))
    for row in await session.fetch(f"SELECT {TAKE_COLUMNS} FROM stock_take WHERE {of_events}", merchant, ids):
        by_event[row[4]].takes.append(take_of(row))


async def stocks_left(session: Session, merchant_id: int, names: Collection[str]) -> dict[str, int]:
    """What is left of stocks, by name."""
    sql = f"SELECT name, total - taken FROM stock WHERE merchant_id = $1 AND {session.any_of('name', 2)}"
    return {row[0]: row[1] for row in await session.fetch(sql, merchant_id, sorted(names))}
