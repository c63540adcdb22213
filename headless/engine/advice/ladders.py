"""Ladders on which a higher tier gets less than a lower one: of benefits, and of what settings give to tiers."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from headless.engine.advice.availability import opens, reads_ladder
from headless.engine.advice.records import BENEFITS, RULES, TIERS, Advice, Checked, TierTable, of_tier
from headless.engine.advice.sizes import is_less
from headless.engine.conditions.trees import tests_of
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.engine.texts.names import called
from headless.messages import Message

CODE = "TIER_GETS_LESS"


def less_benefits(checked: Checked) -> Iterator[Advice]:
    """Yield each benefit that a tier has and the next one has not, unless that has another one in its place."""
    program = checked.program
    for track in program.tracks.values():
        told = [benefit for benefit in program.benefits.values() if _is_of_ladder(benefit, track, program)]
        for lower, higher in pairwise(track.tiers):
            had, has = _of_tier(told, track, lower, program), _of_tier(told, track, higher, program)
            new = [benefit for benefit in has if benefit not in had]
            for lost in had:
                if lost not in has and (message := _loss(lower, higher, lost, new, program)) is not None:
                    yield Advice(CODE, of_tier(track, higher), message, frozenset({TIERS, BENEFITS}))
            for benefit in program.benefits.values():
                if (message := _later(lower, higher, benefit, track, program)) is not None:
                    yield Advice(CODE, of_tier(track, higher), message, frozenset({TIERS, BENEFITS}))


def _is_of_ladder(benefit: Benefit, track: Track, program: Program) -> bool:
    condition = benefit.condition
    return condition is not None and any(reads_ladder(test, track, program) for test in tests_of(condition))


def _of_tier(benefits: Sequence[Benefit], track: Track, tier: Tier, program: Program) -> list[Benefit]:
    return [benefit for benefit in benefits if opens(benefit.condition, track, tier, program)]


def _loss(lower: Tier, higher: Tier, lost: Benefit, new: Sequence[Benefit], program: Program) -> Message | None:
    """Return what the higher tier lacks. None if one of its own benefits stands in the place of what it has not."""
    alike = [benefit for benefit in new if benefit.value == lost.value]
    if any(not is_less(benefit, lost, program) for benefit in alike):
        return None
    named = {"higher": called(higher), "lower": called(lower), "benefit": called(lost)}
    if not alike:
        return Message("{lower} gets {benefit}, and the higher {higher} does not", **named)
    return Message(
        "{lower} gets {benefit}, and the higher {higher} gets {less} instead, which is less",
        less=called(alike[0]),
        **named,
    )


def _later(lower: Tier, higher: Tier, benefit: Benefit, track: Track, program: Program) -> Message | None:
    """Return that a benefit opens later for the higher tier than for the lower one."""
    if not opens(benefit.condition, track, higher, program):
        return None
    before, after = (
        max((part.days for part in benefit.early_access if opens(part.condition, track, tier, program)), default=0)
        for tier in (lower, higher)
    )
    if after >= before:
        return None
    return Message(
        "{lower} gets {benefit} {days} days early, and the higher {higher} {fewer}",
        lower=called(lower),
        higher=called(higher),
        benefit=called(benefit),
        days=before,
        fewer=after,
    )


def less_settings(checked: Checked) -> Iterator[Advice]:
    """Yield where a setting gives a tier less than the one below it."""
    for table in checked.tables:
        for track in _tracks(table, checked.program):
            for lower, higher in pairwise(track.tiers):
                yield from _less(table, track, lower, higher)


def _tracks(table: TierTable, program: Program) -> list[Track]:
    """Return the tracks that a setting is about: the one that is named, or each that has one of the tiers."""
    if table.track is not None:
        return [program.tracks[table.track]] if table.track in program.tracks else []
    return [track for track in program.tracks.values() if track.by_code.keys() & table.amounts.keys()]


def _less(table: TierTable, track: Track, lower: Tier, higher: Tier) -> Iterator[Advice]:
    below, above = table.amounts.get(lower.code, {}), table.amounts.get(higher.code, {})
    if not below.keys() & above.keys() and above:
        return  # what differs in kind cannot be compared
    for unit, amount in below.items():
        got = above.get(unit, table.usual)
        if got < amount:
            message = Message(
                "by {setting} of {owner}, {lower} gets {amount}, and the higher {higher} gets {less}",
                setting=table.setting,
                owner=table.owner,
                lower=called(lower),
                higher=called(higher),
                amount=amount,
                less=got,
            )
            yield Advice(CODE, of_tier(track, higher), message, frozenset({TIERS, RULES}))
