"""What the rules would make of an event that was settled before: decided again, with nothing of it settled."""

from headless.engine.evaluation.stages import Proposal
from headless.engine.handlers.admission import admit, count_event
from headless.engine.member.records import EventRecord
from headless.engine.settlement.evaluate_rules import proposal_of
from headless.engine.settlement.settle import Settler
from headless.engine.values.problems import Problem


class Proposer(Settler):
    """Settles events up to one that is only to be decided."""

    def propose(self, event: EventRecord) -> Proposal | Problem:
        """Return what the rules make of an event that was taken once, as of its recording, or what stands against it.

        Nothing of it is settled.
        """
        state = self.states[event.member_id]
        self._run_clock(state, event.recorded_at)
        turn, plan = self._turn(state, event), self.plans[event.type]
        checked = admit(turn, plan) or plan.handler.taken_before(turn)
        if isinstance(checked, Problem):
            return checked
        counts = count_event(turn, plan, checked)
        if isinstance(counts, Problem):
            return counts
        turn.count(counts, 1)
        proposal = proposal_of(self.program, self.judge, self._ask, turn, plan.listeners, checked)
        turn.count(counts, -1)
        return proposal
