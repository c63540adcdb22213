"""Tiers without a member, tiers with all of them, and the thresholds that would spread the members."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from headless.engine.advice.impossible import metric_called
from headless.engine.advice.records import MEMBERS, TIERS, Advice, Checked, Crowd, of_tier
from headless.engine.conditions.leaves import leaf_of
from headless.engine.conditions.trees import Test
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.engine.texts.names import called
from headless.engine.values.comparisons import Op
from headless.messages import Message

LEAST_MEMBERS = 20
"""Of fewer members nothing is said: a shop that has just opened has empty tiers."""
SAMPLE = 1_000
_DIGITS = 2


def uneven(checked: Checked) -> Iterator[Advice]:
    """Yield the tiers that have no member or all of them, then the thresholds that would spread them."""
    for crowd in checked.crowds:
        advice = list(_of_crowd(crowd))
        yield from advice
        if advice and (better := _thresholds(crowd, checked.program)) is not None:
            yield better


def is_uneven(crowd: Crowd) -> bool:
    """Return True if there is something to say of a ladder's members."""
    return any(True for _ in _of_crowd(crowd))


def _of_crowd(crowd: Crowd) -> Iterator[Advice]:
    track, members = crowd.track, crowd.members
    if members < LEAST_MEMBERS or len(track.tiers) < 2:
        return
    for tier in track.tiers:
        number = crowd.on.get(tier.id, 0)
        if number == 0 and (tier.condition is not None or track.rule is not None):
            message = Message("none of {members} members is on {tier}", members=members, tier=called(tier))
            yield Advice("TIER_EMPTY", of_tier(track, tier), message, frozenset({TIERS, MEMBERS}))
        elif number >= members:
            message = Message("all {members} members are on {tier}", members=members, tier=called(tier))
            yield Advice("TIER_HAS_ALL", of_tier(track, tier), message, frozenset({TIERS, MEMBERS}))


def ladder_test(track: Track, program: Program) -> Test | None:
    """Return the test of the highest tier that asks for so much of one metric alone, in whole units, if there is one."""
    if track.kind != "EARNED" or track.rule is not None:
        return None
    tests = [test for tier in reversed(track.tiers) if (test := _threshold(tier, program)) is not None]
    return tests[0] if tests else None


def _threshold(tier: Tier, program: Program) -> Test | None:
    condition = tier.condition
    if not isinstance(condition, Test) or condition.op not in (Op.GTE, Op.GT) or not condition.query.spec.numeric:
        return None
    return condition if leaf_of(condition, program).spans is not None else None


def _thresholds(crowd: Crowd, program: Program) -> Advice | None:
    """Return thresholds under which each tier has half as many members at it or above it as the one below."""
    test = ladder_test(crowd.track, program)
    if test is None or not crowd.values:
        return None
    values, scale = sorted(crowd.values), leaf_of(test, program).measure.scale
    steps = _steps(_movable(crowd.track, test, values[0], program), values)
    if not steps:
        return None
    parts = [
        Message(
            "{tier} from {threshold} (about {count} members or more)",
            tier=called(tier),
            threshold=_natural(step, scale),
            count=_reached(step, values) * crowd.members // len(values),
        )
        for tier, step in steps
    ]
    message = Message(
        "thresholds of {metric} that would spread the members of {track}: {parts}",
        metric=metric_called(test),
        track=called(crowd.track),
        parts=parts,
    )
    return Advice(
        "TIER_THRESHOLDS", f"track:{crowd.track.code}", message, frozenset({TIERS, MEMBERS, *test.query.spec.scopes})
    )


def _movable(track: Track, test: Test, lowest: int, program: Program) -> list[tuple[int, Tier]]:
    """Return the tiers that ask for the metric of a test, each with its place among those that ask for something.

    A first tier that all members reach stays as it is.
    """
    asking = [tier for tier in track.tiers if tier.condition is not None]
    first = _threshold(asking[0], program)
    if first is not None and first.query == test.query and leaf_of(first, program).passes(lowest) and len(asking) > 1:
        asking = asking[1:]
    places = [(place, tier, _threshold(tier, program)) for place, tier in enumerate(asking, start=1)]
    return [(place, tier) for place, tier, own in places if own is not None and own.query == test.query]


def _steps(tiers: Sequence[tuple[int, Tier]], values: Sequence[int]) -> list[tuple[Tier, int]] | None:
    """Return a threshold for each tier. None if the values are too much alike."""
    steps: list[tuple[Tier, int]] = []
    last = max(0, values[0])
    for place, tier in tiers:
        at = len(values) - max(1, len(values) >> place)
        step = _rounded(values[at], last)
        if step is None:
            return None
        steps.append((tier, step))
        last = step
    return steps


def _rounded(value: int, above: int) -> int | None:
    """Return a value with few digits, yet more than the threshold below. None if there is none up to the value."""
    digits = len(str(abs(value)))
    for kept in range(_DIGITS, digits + 1):
        unit = int(10 ** (digits - kept))
        if (step := value // unit * unit) > above:
            return step
    return value if value > above else None


def _reached(step: int, values: Sequence[int]) -> int:
    return sum(value >= step for value in values)


def _natural(units: int, scale: int) -> Decimal:
    return Decimal(units).scaleb(-scale)
