"""Conditions and needs of a program, compiled once, and judged for one member on one day."""

from collections.abc import Callable
from typing import Any

from headless.engine.clauses import Fill, filler, to_json
from headless.engine.conditions import Condition, compile_condition
from headless.engine.forecasts import Forecast, forecast
from headless.engine.needs import Needs, needs_of
from headless.engine.program import Instance, Program
from headless.engine.state import MemberState

Predicate = Callable[[MemberState, int], bool]


class Judge:
    """Judges conditions; the same tree gives the answer, its explanation and the day on which it may change."""

    __slots__ = ("_fillers", "_forecasts", "_needs", "_predicates", "program")

    def __init__(self, program: Program) -> None:
        self.program = program
        # By identity, and the conditions kept alive by the program: hashing a tree costs more than judging it.
        self._predicates: dict[int, Predicate] = {}
        self._fillers: dict[int, Fill] = {}
        self._forecasts: dict[int, Forecast] = {}
        self._needs: dict[int, Needs] = {}

    def met(self, condition: Condition | None, state: MemberState, today: int) -> bool:
        """Whether the condition holds; without a condition it always does."""
        if condition is None:
            return True
        found = self._predicates.get(id(condition))
        if found is None:
            found = self._predicates[id(condition)] = compile_condition(condition, self.program)
        return found(state, today)

    def filled(self, condition: Condition | None, state: MemberState, today: int) -> dict[str, Any] | None:
        """The condition with the member's values, as stored with a standing."""
        if condition is None:
            return None
        found = self._fillers.get(id(condition))
        if found is None:
            found = self._fillers[id(condition)] = filler(condition, self.program)
        return to_json(found(state, today))

    def changes_on(self, condition: Condition | None, state: MemberState, today: int) -> int | None:
        """The soonest later day on which the result could differ with no further event."""
        if condition is None:
            return None
        found = self._forecasts.get(id(condition))
        if found is None:
            found = self._forecasts[id(condition)] = forecast(condition, self.program)
        return found(state, today).changes_on

    def needs(self, instance: Instance) -> Needs:
        """The facts that a rule instance declared, made ready. Errors: Invalid where its settings name what does not exist."""
        found = self._needs.get(id(instance))
        if found is None or found.instance is not instance:
            found = self._needs[id(instance)] = needs_of(self.program, instance)
        return found
