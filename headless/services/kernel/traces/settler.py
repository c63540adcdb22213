"""Settling in traces: a span for each decision, and one in it for each rule that was asked."""

from collections.abc import Callable, Mapping
from typing import Any

from opentelemetry.trace import get_current_span

from headless.engine.declarations.facts import RuleContext
from headless.engine.evaluation.runner import Said, run
from headless.engine.member.facts import FactsMissing
from headless.engine.member.state import MemberState
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.settlement.outcomes.results import Result
from headless.engine.settlement.settle import Settler
from headless.engine.turn import Checked, Turn
from headless.ids import Prefix, encode
from headless.tracing.spans import Tracing, fail, is_same_trace, shown_code, traceparent_of

SHOWN_MOST = 50
"""So many decisions of one transaction are shown."""
OUTCOME = "headless.decision.outcome"
CODE = "headless.decision.code"


class TracedSettler(Settler):
    """Settles as its base does. An event remembers its trace, in which webhooks go on."""

    def __init__(
        self,
        program: Program,
        states: Mapping[int, MemberState],
        new_id: Callable[[], int],
        *,
        tracing: Tracing,
        **options: Any,
    ) -> None:
        super().__init__(program, states, new_id, ask=self._ask_traced, **options)
        self._tracing, self._shown = tracing, 0

    def _settle(self, turn: Turn, checked: Checked | None = None) -> Result:
        event, open_ = turn.event, get_current_span()
        self._shown += 1
        if self._shown > SHOWN_MOST:
            return super()._settle(turn, checked)
        elsewhere = event.trace if event.trace is not None and not is_same_trace(open_, event.trace) else None
        attributes = {"headless.event.type": event.type, "headless.event.id": encode(Prefix.EVENT, event.id)}
        # what lacks facts is decided once more, with them
        with self._tracing.span(f"decide {event.type}", attributes, parent=elsewhere, unless=FactsMissing) as span:
            event.trace = traceparent_of(span)
            try:
                result = super()._settle(turn, checked)
            except FactsMissing as missing:
                span.set_attribute(OUTCOME, f"needs {missing.what}")
                raise
            span.set_attribute(OUTCOME, _outcome(result))
            if result.problem is not None:
                span.set_attribute(CODE, shown_code(result.problem.code))
            return result

    def _ask_traced(self, instance: Instance, context: RuleContext[Any], request: bool) -> Said:
        if self._shown > SHOWN_MOST or not get_current_span().is_recording():
            return run(instance, context, request)
        name = f"{instance.plugin}.{instance.rule}"
        attributes = {"headless.rule": name, "headless.rule.instance": encode(Prefix.RULE, instance.id)}
        span = self._tracing.tracer.start_span(f"rule {name}", attributes=attributes)
        try:
            said = run(instance, context, request)
            if said.failure is not None:
                kind = said.failure.partition(":")[0]
                fail(span, kind if kind.isidentifier() else "failed")
            span.set_attribute("headless.rule.effects", len(said.effects))
        finally:
            span.end()
        return said


def _outcome(result: Result) -> str:
    if result.deferred:
        return "DEFERRED"
    return "RECORDED" if result.problem is None else result.problem.outcome
