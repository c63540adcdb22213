"""Deciding: load facts, let the engine work, write. If it lacked facts, load those and decide again, but not endlessly."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from headless.engine.member.facts import FactsMissing
from headless.engine.program.program import Program
from headless.engine.settlement.settle import Settler
from headless.errors import HeadlessError, StorageBusy
from headless.messages import Message
from headless.models.base.reads import Read
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.members.lives.merging import survivors_of
from headless.services.kernel.kernel import Kernel
from headless.services.settling.facts import load_facts
from headless.services.settling.loading import States, Wanted, load_states
from headless.services.settling.ratings import load_raters
from headless.services.settling.reward_facts import known_left, note_left

T = TypeVar("T")
MOST_ROUNDS = 50
ROUNDS_EACH = 4


@dataclass(slots=True)
class Batch:
    """What is being settled in one transaction, at one time `now` (microseconds).

    waited: it came long ago, and its sender is not told any more: what cannot be taken is kept as failed. others: members who are
    locked as well, because a decision needed them before. begins_again: the transaction can be begun again with more of them.
    """

    kernel: Kernel
    session: Session
    merchant: MerchantRow
    program: Program
    now: int
    history: bool = False
    simulate: bool = False
    waited: bool = False
    others: frozenset[int] = frozenset()
    begins_again: bool = False


class MoreMembers(StorageBusy):
    """A decision needs members who are not locked. The transaction is begun again: locked late, they would be out of order."""

    def __init__(self, members: Collection[int]) -> None:
        super().__init__(Message("{count} more members are needed; try again", count=len(members)))
        self.members = frozenset(members)


async def with_others(transaction: Callable[[frozenset[int]], Awaitable[T]]) -> T:
    """Run a transaction, and begin it again with more members, all locked in order, as long as it needs more.

    Raise FACTS_NEVER_ENOUGH if that does not end.
    """
    others = frozenset[int]()
    for _ in range(MOST_ROUNDS):
        try:
            return await transaction(others)
        except MoreMembers as more:
            others |= more.members
    raise HeadlessError(
        Message("the decision asks for the same facts again and again: {last}", last=sorted(others)),
        code="FACTS_NEVER_ENOUGH",
    )


async def decide(
    batch: Batch,
    members: Collection[int],
    wanted: Wanted,
    work: Callable[[Settler], Awaitable[T]],
    *,
    history: bool,
    pieces: int = 0,
    further: Callable[[States], Iterable[Read]] | None = None,
) -> T:
    """Return what `work` makes of the members' loaded states. It decides and writes, and may run more than once.

    history: what happens is recorded at its own time. pieces: how much there is to decide, if more than one a member. further:
    what else to read each time, with the states. Raise FACTS_NEVER_ENOUGH if it lacks facts again and again, and MoreMembers if
    it needs a member who is not locked.
    """

    async def attempt() -> T:
        if batch.begins_again and not batch.simulate and not wanted.members <= batch.others:
            raise MoreMembers(wanted.members | batch.others)
        return await work(await _loaded(batch, {*members, *batch.others}, wanted, history, further))

    return await until_enough(wanted, members, max(pieces, len(members)), attempt)


async def until_enough(wanted: Wanted, members: Collection[int], pieces: int, attempt: Callable[[], Awaitable[T]]) -> T:
    """Return the answer of the first attempt that lacks nothing, adding what one lacked to `wanted`. Raise as `decide` does."""
    for _ in range(MOST_ROUNDS + ROUNDS_EACH * pieces):
        try:
            return await attempt()
        except FactsMissing as missing:
            want(wanted, missing, members)
            last = missing
    raise HeadlessError(
        Message("the decision asks for the same facts again and again: {last}", last=last), code="FACTS_NEVER_ENOUGH"
    )


async def _loaded(
    batch: Batch,
    members: Collection[int],
    wanted: Wanted,
    history: bool,
    further: Callable[[States], Iterable[Read]] | None,
) -> Settler:
    session, program, lock = batch.session, batch.program, not batch.simulate
    asked = {*members, *wanted.members} if batch.simulate else members
    states = await load_states(
        session, program, asked, now=batch.now, lock=lock, lots=wanted.lots, further=further
    )  # fmt: skip
    gone = [id_ for id_ in asked if id_ not in states]
    survivors = await survivors_of(session, program.merchant_id, gone) if gone else {}
    wanted.narrow(states)
    await load_facts(session, program, states, wanted)
    judge = batch.kernel.programs.judge_of(program)
    await load_raters(session, judge, states, wanted.raters)
    settler = batch.kernel.settler(program, states, batch.kernel.ids.new, history=history, judge=judge)
    settler.aliases = {id_: survivors.get(id_) for id_ in gone}
    if not (batch.simulate or batch.begins_again):
        settler.absent = frozenset(wanted.members)
    settler.journal.rewards.left.update(await known_left(session, program, wanted.rewards))
    settler.journal.shared.left.update(wanted.shared)
    if program.partners:
        budgets = settler.journal.budgets
        budgets.today = program.zone.day_of(batch.kernel.clock.now_us())
        budgets.left.update(wanted.budgets)
    return settler


def want(wanted: Wanted, missing: FactsMissing, members: Collection[int] = ()) -> None:
    """Add what a decision lacked to what is to be loaded.

    Of `members`, those decided together, the next may well lack the same: each would decide the whole batch once more.
    """
    member, key = missing.member_id, missing.key
    if wanted.rewards.want(missing):
        return
    if missing.what == "lots":
        wanted.lots |= {member, *members}
    elif missing.what == "origin":
        wanted.origins.add((member, *key))
    elif missing.what == "mark":
        wanted.marks |= {(owner, *key) for owner in (member, *members)}
    elif missing.what == "order_use":
        wanted.order_uses.add((member, *key))
    elif missing.what == "rating":
        wanted.raters.add(member)
    elif missing.what == "budget":
        note_left(wanted.budgets, *key)
    elif missing.what == "shared":
        note_left(wanted.shared, *key)
    elif missing.what == "board":
        wanted.boards.add(key)
    elif missing.what == "member":
        wanted.members.add(key)
    elif missing.what == "own":
        wanted.own.add(key)
    else:
        wanted.past.add(key)
