"""What goes from one member to another while an event settles, and finding the others whom the event names."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from headless.engine.evaluation.others.views import NotAtHand
from headless.engine.handlers.transfers.returns import returned
from headless.engine.ledger.ledger import Ledger
from headless.engine.member.facts import FactsMissing
from headless.engine.member.journal import Journal, OtherFacts
from headless.engine.member.orders.order_changes import PAID, RECEIVED
from headless.engine.member.records import Change, EventRecord
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.settlement.clockwork import Clockwork
from headless.engine.settlement.moved_orders import MovedOrders
from headless.engine.settlement.turn_factory import TurnFactory
from headless.engine.turn import Handed, Recall, Turn


class Handing:
    """The part of a settler that knows of other members.

    aliases: the survivors of members who were merged, None for those who do not exist. absent: members who cannot be locked in
    order any more.
    """

    states: Mapping[int, MemberState]
    history: bool
    clockwork: Clockwork
    _turns: TurnFactory
    _moved: MovedOrders
    _owners: dict[tuple[str, str], int]
    _changes: list[Change]

    def __init__(self) -> None:
        self.aliases: Mapping[int, int | None] = {}
        self.absent: frozenset[int] = frozenset()

    @property
    @abstractmethod
    def journal(self) -> Journal: ...

    @abstractmethod
    def ledger(self, state: MemberState, now: int) -> Ledger: ...

    @abstractmethod
    def _run_clock(self, state: MemberState, until: int) -> None: ...

    @abstractmethod
    def _turn(self, state: MemberState, event: EventRecord, at: int | None = None) -> Turn: ...

    @abstractmethod
    def _settle(self, turn: Turn) -> Any: ...

    def _find(self, asking: MemberState, now: int, member_id: int) -> MemberState | None:
        """Return another member's state, with what the clock owes it settled by now. None of one who does not exist.

        Raises:
            FactsMissing: it was not loaded.
            NotAtHand: it cannot be loaded here.
        """
        known = self.aliases.get(member_id, member_id)
        if known is None:
            return None
        state = self.states.get(known)
        if state is None:
            if asking.facts.complete:
                raise NotAtHand("what was known of the other member then was not kept")
            if known in self.absent:
                raise NotAtHand("the other member is looked at when the rule is tried again")
            raise FactsMissing(asking.id, "member", known)
        if state is not asking:
            self._apart(self._run_clock, state, now)
        return state

    def _keep_others(self, turn: Turn) -> None:
        """Keep what rules saw of other members, so that the event can be decided again."""
        if turn.others is not None:
            facts = (OtherFacts(id_, turn.event.id, document) for id_, document in turn.others.read.items())
            self.journal.others.extend(facts)

    def _hand_all(self, turn: Turn) -> None:
        """Settle what other members receive, and what comes back from them."""
        handed, recalls = turn.handed, turn.recalls
        turn.handed, turn.recalls = [], []
        for receipt in handed:
            self._hand_over(turn, receipt)
        for number, recall in enumerate(recalls, 1):
            self._recall(turn, recall, number)

    def _hand_over(self, turn: Turn, handed: Handed) -> None:
        """Settle the receipt of what goes to another member, who is not here if one member's history is folded."""
        state = self._receiver(turn, handed.member_id)
        if state is None:
            return
        self._apart(self._run_clock, state, turn.now)
        receipt = self._turns.receipt(state, turn, handed)
        if receipt.type == RECEIVED:
            self._owners[PAID, handed.key], receipt.refers = state.id, handed.key
            self._moved.move(handed.key, turn.state.id, state.id)
        self._apart(self._settle, self._turn(state, receipt))
        if handed.event_id is not None:
            # What comes next for this member is recorded later, so that the receipt is before it in every history.
            state.clock_at = max(state.clock_at, turn.now + 1)
        if self.history:
            state.due_at = self.clockwork.next_due(state)

    def _recall(self, turn: Turn, recall: Recall, number: int) -> None:
        """Settle what another member gives back of a gift. Of members who are erased nothing moves."""
        if turn.state.status is MemberStatus.ERASED:
            return
        state = self._receiver(turn, recall.member_id)
        if state is None or state.status is MemberStatus.ERASED or state is turn.state:
            return
        self._apart(self._run_clock, state, turn.now)
        handed = returned(turn, recall, state, self.ledger(state, turn.now), number)
        if handed is not None:
            self._hand_over(turn, handed)

    def _receiver(self, turn: Turn, member_id: int) -> MemberState | None:
        """Return the state of a member to whom something goes or who gives back. None if one member's history is folded."""
        known = self.aliases.get(member_id, member_id)
        state = None if known is None else self.states.get(known)
        if state is None and known is not None and not (turn.state.facts.complete or known in self.absent):
            raise FactsMissing(turn.state.id, "member", known)
        return state

    def _apart(self, settle: Any, *given: Any) -> None:
        """Settle something of another member, whose changes are not those of the event's own member."""
        own, self._changes = self._changes, []
        settle(*given)
        self._changes = own
