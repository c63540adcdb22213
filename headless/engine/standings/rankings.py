"""Tier rules that rank: all active members of a merchant in a stated order, and a tier for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from inspect import isawaitable
from itertools import islice
from typing import Any

from headless.engine.declarations.rules import Population, Value
from headless.engine.evaluation.needs import arguments_of, setting
from headless.engine.evaluation.runner import Illegal
from headless.engine.program.active_declarations import Active
from headless.engine.program.tracks import Tier, Track


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member to be ranked: the facts that the rule needs, and the tier held now with the number of its standing."""

    member_id: int
    joined_on: int
    facts: Mapping[str, Any]
    tier_id: int | None
    seq: int


def in_rank_order(candidates: Iterable[Candidate], by: Sequence[str]) -> list[Candidate]:
    """Sort by the largest `by`, a missing value last, then by who joined first, then by the smaller id."""
    ordered = sorted(candidates, key=lambda candidate: (candidate.joined_on, candidate.member_id))
    for name in reversed(by):
        ordered.sort(key=lambda candidate: (candidate.facts[name] is not None, candidate.facts[name]), reverse=True)
    return ordered


def ranked(active: Active, track: Track, ordered: Sequence[Candidate]) -> list[Tier | None]:
    """Return the tier of each candidate. Raise Illegal, or what the rule raises: then no member is moved."""
    population = Population(len(ordered), active.settings, (candidate.facts for candidate in ordered))
    answer = active.declared.rank(population)
    if isawaitable(answer) or isinstance(answer, str) or not isinstance(answer, Iterable):
        raise Illegal(f"rank gave {type(answer).__name__}; it must give a tier or None for each row")
    codes = list(islice(answer, len(ordered) + 1))
    if len(codes) != len(ordered):
        many = "more" if len(codes) > len(ordered) else f"only {len(codes)}"
        raise Illegal(f"rank gave {many} tiers for {len(ordered)} rows; it must give one for each")
    return [_tier(track, code) for code in codes]


def borders(active: Active, ordered: Sequence[Candidate], tiers: Sequence[Tier | None]) -> dict[str, Any]:
    """Return the least that each tier took of what members are ranked by first, as JSON by the tier's code.

    A tier that took a member without a value has no border.
    """
    if not active.declared.by:
        return {}
    least: dict[str, Any] = {}
    for candidate, tier in zip(ordered, tiers, strict=True):
        if tier is not None:
            value = candidate.facts[active.declared.by[0]]
            known = least.setdefault(tier.code, value)
            least[tier.code] = None if value is None or known is None else min(known, value)
    return {
        code: format(value, "f") if isinstance(value, Decimal) else value
        for code, value in least.items()
        if value is not None
    }


def border_test(active: Active, border: Any) -> Mapping[str, Any] | None:
    """Return the test of reaching a border, or None if members are not ranked by a metric first."""
    need = active.declared.needs[active.declared.by[0]]
    if not isinstance(need, Value):
        return None
    test = {"metric": need.metric, "op": "GTE", "value": border, "window": setting(need.window, active)}
    args = arguments_of(need, active)
    return {"test": {name: part for name, part in {**test, "args": args or None}.items() if part is not None}}


def _tier(track: Track, code: Any) -> Tier | None:
    if code is None:
        return None
    tier = track.by_code.get(code) if isinstance(code, str) else None
    if tier is None:
        raise Illegal(f"rank gave the tier {code!r}, which {track.code} lacks")
    return tier
