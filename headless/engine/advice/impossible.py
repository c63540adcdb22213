"""Conditions that no member can ever meet."""

from collections.abc import Sequence

from headless.engine.conditions.leaves import leaf_of, values_of
from headless.engine.conditions.trees import All, Any, Condition, Not, Test
from headless.engine.program.program import Program
from headless.engine.texts.languages import ENGLISH
from headless.engine.values.comparisons import Op, Span
from headless.messages import Called, Message

_EXACT = frozenset({"text", "flag"})


def clash_of(condition: Condition | None, program: Program) -> Message | None:
    """Return why no member can ever meet a condition. None if some could, or if it cannot be told."""
    return None if condition is None else _clash(condition, (), program)


def _clash(condition: Condition, held: tuple[Test, ...], program: Program) -> Message | None:
    """Return why a condition fails where other tests hold."""
    if isinstance(condition, Any):
        return _no_way(condition, held, program)
    if isinstance(condition, Not):
        return _negated(condition, held)
    if isinstance(condition, Test):
        return _between((*held, condition), program)
    parts = _flat(condition)
    tests = (*held, *(part for part in parts if isinstance(part, Test)))
    clash = _between(tests, program)
    others = (part for part in parts if not isinstance(part, Test))
    return clash or next((why for part in others if (why := _clash(part, tests, program)) is not None), None)


def _flat(condition: All) -> list[Condition]:
    return [
        part
        for child in condition.conditions
        for part in (_flat(child) if isinstance(child, All) else [child])
    ]  # fmt: skip


def _no_way(condition: Any, held: tuple[Test, ...], program: Program) -> Message | None:
    if not condition.conditions:
        return Message("its list of alternatives is empty")
    clashes = [_clash(child, held, program) for child in condition.conditions]
    return None if None in clashes else clashes[0]


def _negated(condition: Not, held: tuple[Test, ...]) -> Message | None:
    inner = condition.condition
    if isinstance(inner, All) and not inner.conditions:
        return Message("it says that nothing may hold")
    if isinstance(inner, Test) and inner in held:
        return _contradiction(inner)
    return None


def _between(tests: Sequence[Test], program: Program) -> Message | None:
    """Return which metric would have to have a value that it cannot have."""
    spans: dict[object, tuple[Span, ...]] = {}
    exact: dict[object, frozenset[object]] = {}
    for test in tests:
        key, leaf = test.query, leaf_of(test, program)
        if leaf.spans is not None:
            if not leaf.spans:
                return Message("{metric} is never what it asks for", metric=metric_called(test))
            spans[key] = _overlap(spans.get(key, ((None, None),)), leaf.spans)
            if not spans[key]:
                return _contradiction(test)
        elif test.query.spec.type in _EXACT and test.op in (Op.EQ, Op.IN):
            wanted = frozenset(values_of(test))
            exact[key] = exact[key] & wanted if key in exact else wanted
            if not exact[key]:
                return _contradiction(test)
    return None


def _contradiction(test: Test) -> Message:
    return Message("{metric} would have to be two things at once", metric=metric_called(test))


def _overlap(left: tuple[Span, ...], right: tuple[Span, ...]) -> tuple[Span, ...]:
    both = [(_larger(one[0], other[0]), _smaller(one[1], other[1])) for one in left for other in right]
    return tuple((low, high) for low, high in both if low is None or high is None or low < high)


def _larger(left: int | None, right: int | None) -> int | None:
    return right if left is None else left if right is None else max(left, right)


def _smaller(left: int | None, right: int | None) -> int | None:
    return right if left is None else left if right is None else min(left, right)


def metric_called(test: Test) -> Called:
    """Return what the metric of a test is called, as a parameter of a message."""
    spec = test.query.spec
    return Called(spec.name, spec.label.get(ENGLISH, spec.name), spec.label)
