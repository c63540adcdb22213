"""What one program gives a member instead of another: changes, whether the member gains or loses by them, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.backtest.folding import Outcome
from headless.engine.backtest.windows import lasts
from headless.engine.evaluation.judge import Judge
from headless.engine.program.tracks import Track

GAINED, LOST, NEITHER = 1, -1, 0
MOST_REASONS = 8
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A member to whom the candidate gives something else than what is live.

    changes: kind, code, before (live) and after (candidate), as JSON. why: codes and parameters, told when it is read.
    """

    member_id: int
    direction: int
    changes: tuple[Json, ...]
    why: tuple[Json, ...]


def difference(
    live: Outcome, candidate: Outcome, judges: tuple[Judge, Judge], day: int, gain_tags: frozenset[str]
) -> Difference | None:
    """Return how the candidate's outcome differs from the live one, or None if it does not.

    day: the last local day. gain_tags: the tags that are a gain to those who get them.
    """
    changes = (
        *_tiers(live, candidate),
        *_amounts(live, candidate),
        *_tags(live, candidate),
        *_rewards(live, candidate),
    )
    if not changes:
        return None
    direction = _direction(changes, judges, gain_tags)
    why = (*_why_tiers(changes, judges, candidate, day), *_why_amounts(live, candidate), *_why_tags(changes, judges,
           candidate, day), *_why_refused(live, candidate))  # fmt: skip
    return Difference(live.state.id, direction, changes, why[:MOST_REASONS])


# ── what


def _tiers(live: Outcome, candidate: Outcome) -> Iterator[Json]:
    for code in sorted({*live.tiers, *candidate.tiers}):
        before, after = live.tiers.get(code), candidate.tiers.get(code)
        if before != after:
            yield {"kind": "TIER", "code": code, "before": before, "after": after}


def _amounts(live: Outcome, candidate: Outcome) -> Iterator[Json]:
    """Yield the kinds of which more or less is received, or as much that ends sooner or later."""
    for code in sorted({*live.received, *candidate.received}):
        before, after = live.received[code], candidate.received[code]
        change = {"kind": "ASSET", "code": code, "more": candidate.given[code] - live.given[code]}
        if before != after:
            yield {**change, "before": before, "after": after}
        elif longer := _lasts(live, candidate, code):
            yield {**change, **_lasting(live, candidate, code, longer), "lasts": longer}


def _lasts(live: Outcome, candidate: Outcome, code: str) -> int:
    """Compare how long as much of a kind lasts. Nothing does not last."""
    if not live.received[code] == candidate.received[code] > 0:
        return 0
    return lasts(live.life.get(code, {}), candidate.life.get(code, {}))


def _lasting(live: Outcome, candidate: Outcome, code: str, longer: int) -> Json:
    """Return what is not foreseen to expire if that says which side is better off, else what is received."""
    kept = [outcome.received[code] - outcome.expired[code] for outcome in (live, candidate)]
    before, after = kept if (kept[1] - kept[0]) * longer > 0 else (live.received[code], candidate.received[code])
    return {"before": before, "after": after}


def _tags(live: Outcome, candidate: Outcome) -> Iterator[Json]:
    for code in sorted(live.tags ^ candidate.tags):
        before, after = (code if code in outcome.tags else None for outcome in (live, candidate))
        yield {"kind": "TAG", "code": code, "before": before, "after": after}


def _rewards(live: Outcome, candidate: Outcome) -> Iterator[Json]:
    both = (("COUPON", live.coupons, candidate.coupons), ("BENEFIT", live.benefits, candidate.benefits))
    for kind, before, after in both:
        for code in sorted({*before, *after}):
            if before[code] != after[code]:
                yield {"kind": kind, "code": code, "before": before[code], "after": after[code]}


def _direction(changes: tuple[Json, ...], judges: tuple[Judge, Judge], gain_tags: frozenset[str]) -> int:
    """Return LOST if anything is lost. A tag counts only if the merchant says so."""
    valued = [change for change in changes if change["kind"] != "TAG" or change["code"] in gain_tags]
    signs = [sign for change in valued if (sign := _sign(change, judges))]
    return min(signs, default=NEITHER)


def _sign(change: Json, judges: tuple[Judge, Judge]) -> int:
    before, after = change["before"], change["after"]
    if change["kind"] == "ASSET":
        # Who is given more never loses by what is taken back of it, or the other way round.
        sign = change.get("lasts") or _order(before, after)
        return 0 if sign * change["more"] < 0 else sign
    if change["kind"] == "TIER":
        before, after = (_rank(change["code"], tier, judges) for tier in (before, after))
    elif change["kind"] == "TAG":
        before, after = before is not None, after is not None
    return _order(before, after)


def _order(before: Any, after: Any) -> int:
    return int(after > before) - int(after < before)


def _rank(code: str, tier: str | None, judges: tuple[Judge, Judge]) -> float:
    """Return a tier's rank by the candidate's ladder, or by the live one if the candidate does not have the tier."""
    if tier is None:
        return float("-inf")
    tracks = (judge.program.tracks.get(code) for judge in reversed(judges))
    return next((track.by_code[tier].rank for track in tracks if track is not None and tier in track.by_code), 0)


# ── why


def _why_tiers(
    changes: tuple[Json, ...], judges: tuple[Judge, Judge], candidate: Outcome, day: int
) -> Iterator[dict[str, Any]]:
    """Yield the candidate's condition of the tier that was lost or reached, with the member's values."""
    judge = judges[1]
    for change in changes:
        track = judge.program.tracks.get(change["code"]) if change["kind"] == "TIER" else None
        if track is None:
            continue
        is_lost = _sign(change, judges) < 0
        tier = track.by_code.get(change["before"] if is_lost else change["after"] or "")
        clause = None
        if tier is not None and _by_conditions(track):
            clause = judge.filled(tier.keeps if is_lost else tier.condition, candidate.state, day)
        yield {"c": "tier", "track": track.code, "tier": tier.code if tier else None, "lost": is_lost, "clause": clause}


def _by_conditions(track: Track) -> bool:
    return track.kind == "EARNED" and track.rule is None


def _why_amounts(live: Outcome, candidate: Outcome) -> Iterator[Json]:
    for key in sorted({*live.by_rule, *candidate.by_rule}):
        before, after = live.by_rule[key], candidate.by_rule[key]
        if before != after:
            yield {"c": "given", "asset": key[0], "rule": key[1], "before": before, "after": after}
    for code in sorted(live.received):
        if _lasts(live, candidate, code):
            yield {"c": "expired", "asset": code, "before": live.expired[code], "after": candidate.expired[code]}


def _why_tags(changes: tuple[Json, ...], judges: tuple[Judge, Judge], candidate: Outcome, day: int) -> Iterator[Json]:
    for change in changes:
        tag = judges[1].program.tags.get(change["code"]) if change["kind"] == "TAG" else None
        if tag is not None and tag.condition is not None:
            yield {"c": "tag", "tag": tag.code, "clause": judges[1].filled(tag.condition, candidate.state, day)}


def _why_refused(live: Outcome, candidate: Outcome) -> Iterator[Json]:
    for key in sorted({*live.refused, *candidate.refused}):
        if live.refused[key] != candidate.refused[key]:
            yield {
                "c": "refused", "event": key[0], "code": key[1], "before": live.refused[key],
                "after": candidate.refused[key],
            }  # fmt: skip
