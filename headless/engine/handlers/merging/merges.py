"""`member.merged`: another member becomes part of this one."""

from collections.abc import Callable, Mapping

from headless.engine.handlers.handler import Handler
from headless.engine.handlers.merging.absorbing import absorb, barrier
from headless.engine.member.records import EventRecord
from headless.engine.member.state import MemberState
from headless.engine.turn import UNCHECKED, Checked, Turn
from headless.engine.values.problems import Problem
from headless.ids import Prefix, decode

MEMBER_MERGED = "member.merged"


def merged_id(event: EventRecord) -> int | None:
    """Return the member that an event merges into its own, None if it merges none."""
    return decode(Prefix.MEMBER, event.data.merged) if event.type == MEMBER_MERGED else None


def absorbed_by(
    event: EventRecord, states: Mapping[int, MemberState], run_clock: Callable[[MemberState, int], None]
) -> MemberState | None:
    """Return the member that an event merges into its own, if it is here, with the clocks of both at one moment."""
    other_id = merged_id(event)
    other = None if other_id is None else states.get(other_id)
    if other is not None:
        state = states[event.member_id]
        run_clock(other, state.clock_at)
        run_clock(state, other.clock_at)
    return other


class MemberMerged(Handler[Checked]):
    """`memberMerge`: everything that another member has is this one's from now on."""

    def check(self, turn: Turn) -> Checked | Problem:
        return barrier(turn.state, turn.absorbed) or UNCHECKED

    def apply(self, turn: Turn, checked: Checked) -> None:
        if turn.absorbed is not None:
            absorb(turn, turn.absorbed)
