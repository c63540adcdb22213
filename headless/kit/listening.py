"""What rules said while events were settled, which a decision keeps only in short, and what a test gives in place of loaders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from headless.engine.evaluation.runner import Said as RuleSaid
from headless.engine.evaluation.runner import run
from headless.engine.member.records import Entry, EventRecord
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.settlement.outcomes.results import Result
from headless.engine.settlement.settle import Settler


class Heard(NamedTuple):
    """One event as it was settled last: what its rules said, and what it posted."""

    record: EventRecord
    program: Program
    result: Result
    said: Sequence[RuleSaid]
    entries: Sequence[Entry]


@dataclass(slots=True)
class Ear:
    """What was heard since it was emptied, by event, and what the test gives for `Own` facts, by member and loader.

    tells: rules have derived events for other members, which wait in the outbox.
    """

    heard: dict[int, Heard] = field(default_factory=dict)
    tells: bool = False
    own: dict[tuple[int, Any], Any] = field(default_factory=dict)

    def prompt(self, states: Mapping[int, MemberState]) -> None:
        """Put what the test gives in place of what loaders would read."""
        for (member_id, loader), value in self.own.items():
            if member_id in states:
                states[member_id].facts.own[loader] = value


class ListeningSettler(Settler):
    """Settles as its base does, and is heard."""

    def __init__(
        self,
        program: Program,
        states: Mapping[int, MemberState],
        new_id: Callable[[], int],
        *,
        ear: Ear,
        **options: Any,
    ) -> None:
        super().__init__(program, states, new_id, ask=self._ask_aloud, **options)
        self._ear, self._said = ear, list[RuleSaid]()
        ear.prompt(states)

    def settle(self, event: EventRecord) -> Result:
        """Settle one event. What is decided again is heard again."""
        before, self._said = len(self.journal.entries), []
        result = super().settle(event)
        entries = list(self.journal.entries[before:])
        self._ear.heard[event.id] = Heard(event, self.program, result, list(self._said), entries)
        return result

    def finish(self) -> None:
        """Finish as its base does, and note if something is derived for others."""
        super().finish()
        self._ear.tells = self._ear.tells or bool(self.journal.emitted)

    def _ask_aloud(self, instance: Any, ctx: Any, request: bool) -> RuleSaid:
        said = run(instance, ctx, request)
        self._said.append(said)
        return said
