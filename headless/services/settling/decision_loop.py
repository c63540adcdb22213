"""Deciding: load facts, let the engine work, write. If it lacked facts, load those and decide again, but not endlessly."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from headless.engine.member.facts import FactsMissing
from headless.engine.program.program import Program
from headless.engine.settlement.settle import Settler
from headless.errors import HeadlessError
from headless.messages import Message
from headless.models.base.reads import Read
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.services.kernel.kernel import Kernel
from headless.services.settling.facts import load_facts
from headless.services.settling.loading import States, Wanted, load_states
from headless.services.settling.ratings import load_raters
from headless.services.settling.reward_facts import known_left

T = TypeVar("T")
MOST_ROUNDS = 50
ROUNDS_EACH = 4


@dataclass(slots=True)
class Batch:
    """What is being settled in one transaction, at one time `now` (microseconds).

    waited: it came long ago, and its sender is not told any more: what cannot be taken is kept as failed.
    """

    kernel: Kernel
    session: Session
    merchant: MerchantRow
    program: Program
    now: int
    history: bool = False
    simulate: bool = False
    waited: bool = False


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
    what else to read each time, with the states. Raise FACTS_NEVER_ENOUGH if it lacks facts again and again.
    """

    async def attempt() -> T:
        return await work(await _loaded(batch, members, wanted, history, further))

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
    states = await load_states(
        session, program, members, now=batch.now, lock=lock, lots=wanted.lots, further=further
    )  # fmt: skip
    wanted.narrow(states)
    await load_facts(session, program, states, wanted)
    judge = batch.kernel.programs.judge_of(program)
    await load_raters(session, judge, states, wanted.raters)
    settler = batch.kernel.settler(program, states, batch.kernel.ids.new, history=history, judge=judge)
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
        key, left = key
        # as for stocks, what is left never grows in our eyes
        wanted.budgets[key] = min(left, wanted.budgets[key] - 1) if key in wanted.budgets else left
    elif missing.what == "shared":
        key, left = key
        wanted.shared[key] = min(left, wanted.shared[key] - 1) if key in wanted.shared else left
    elif missing.what == "board":
        wanted.boards.add(key)
    elif missing.what == "own":
        wanted.own.add(key)
    else:
        wanted.past.add(key)
