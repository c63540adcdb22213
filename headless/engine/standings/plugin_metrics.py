"""Plugins' metrics: computed after each event of a member and when a window rolls, and kept so that SQL reads a column.

A metric that fails keeps its last value, and is named in the event's decisions.
"""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Context, Decimal
from inspect import isawaitable, iscoroutine
from typing import Any

from headless.engine.declarations.facts import Member
from headless.engine.declarations.rules import Own, Value
from headless.engine.evaluation.judge import Judge
from headless.engine.evaluation.needs import Needs
from headless.engine.evaluation.runner import Illegal, describe
from headless.engine.evaluation.views import context, member_view
from headless.engine.member.facts import FactsMissing
from headless.engine.member.journal import Fault, Journal
from headless.engine.member.state import STORED, MemberState
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.values.limits import CONDITION_TEXT
from headless.engine.values.text_safety import is_speakable

DECIMALS = 9
"""The most decimals that are kept of a number; what is finer is cut off toward zero."""
MOST = 2**63
_STEP = Decimal(1).scaleb(-DECIMALS)
_EXACT = Context(prec=100, rounding=ROUND_DOWN)


class PluginMetrics:
    """Keeps the values of a program's plugin metrics up to date."""

    __slots__ = ("_computed", "_judge", "_program")

    def __init__(self, program: Program, judge: Judge) -> None:
        self._program, self._judge, self._computed = program, judge, program.computed

    def refresh(self, journal: Journal, state: MemberState, now: int, event_id: int | None = None) -> None:
        """Compute a member's metrics as of a moment (microseconds). Note those that fail in the journal."""
        if not self._computed:
            return
        today, member = self._program.zone.day_of(now), member_view(state)
        for active in self._computed:
            if not out_of_reach(active, state):
                fault = self._compute(active, state, member, today)
                if fault is not None:
                    named = f"metric:{active.id}", active.plugin, active.plugin_version, active.id
                    journal.faults.append(Fault(*named, state.id, event_id, fault))

    def _compute(self, active: Active, state: MemberState, member: Member, today: int) -> str | None:
        """Compute one metric and keep it. Return how it failed, if it did."""
        name = active.name
        old_value, old_due = state.stored.get(name), state.stored_due.get(name)
        value, due, failure = old_value, old_due, None
        try:
            value = computed(active, self._judge.needs(active), state, member, today)
            due = self._judge.moves_on(active, state, today)
        except FactsMissing:
            raise
        except (Exception, SystemExit, KeyboardInterrupt) as fault:
            due = today + 1 if old_due is not None and old_due <= today else old_due
            failure = describe(fault)
        if value != old_value or type(value) is not type(old_value):
            state.touched.add(STORED)
        elif due == old_due and name in state.stored:
            return failure
        state.stored[name], state.stored_due[name] = value, due
        state.unsaved.stored.add(name)
        return failure


def computed(active: Active, needs: Needs, state: MemberState, member: Member, today: int) -> Any:
    """Return what a metric says of a member on a local day, as it is kept. Raise Illegal, or what its own code raises."""
    return kept(active.declared.type, active.declared.compute(context(needs, state, member, today)))


def kept(type_: Any, value: Any) -> Any:
    """Return a value as it is kept: of the declared type, numbers within 64 bits. Raise Illegal if it cannot be."""
    if value is None:
        return None
    if iscoroutine(value):
        value.close()
    if isawaitable(value):
        raise Illegal("it is asynchronous; compute must be a plain function")
    if type_ is Decimal and type(value) is int:
        value = Decimal(value)
    if type(value) is not type_:
        raise Illegal(f"it gave {type(value).__name__}; it declares {getattr(type_, '__name__', type_)}")
    if isinstance(value, Decimal):
        return _number(value)
    if type_ is int and abs(value) >= MOST:
        raise Illegal(f"it gave {value}, which is beyond 64 bits")
    if isinstance(value, str) and len(value) > CONDITION_TEXT:
        raise Illegal(f"it gave {len(value)} characters; a metric's text has at most {CONDITION_TEXT}")
    if isinstance(value, str) and not is_speakable(value):
        raise Illegal("it gave a text with NUL or half a character, which no text may hold")
    return value


def _number(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) >= MOST:
        raise Illegal(f"it gave {value}, which is no number within 64 bits")
    rounded = value.quantize(_STEP, context=_EXACT).normalize(_EXACT)
    number, _ = units_of(rounded)
    if abs(number) >= MOST:
        raise Illegal(f"it gave {value}, whose digits are beyond 64 bits: round it")
    return rounded


def units_of(value: Decimal) -> tuple[int, int]:
    """Return a number as a whole number of units, and its decimals."""
    scale = max(0, -int(value.as_tuple().exponent))
    return int(_EXACT.scaleb(value, scale)), scale


def out_of_reach(active: Active, state: MemberState) -> bool:
    """Return True if it reads its plugin's own tables where there are none: in a back-test, in a replay."""
    needs = active.declared.needs.values()
    return state.facts.complete and any(isinstance(need, Own) and need.loader not in state.facts.own for need in needs)


def in_order(metrics: Iterable[Active]) -> tuple[Active, ...]:
    """Sort metrics so that those that others need come first. If they need one another, they stay as declared."""
    left = {metric.name: metric for metric in metrics}
    ordered: list[Active] = []
    while left:
        ready = [metric for metric in left.values() if not _asked(metric) & set(left)] or list(left.values())[:1]
        ordered += [left.pop(metric.name) for metric in ready]
    return tuple(ordered)


def _asked(active: Active) -> set[str]:
    return {need.metric for need in active.declared.needs.values() if isinstance(need, Value)} - {active.name}
