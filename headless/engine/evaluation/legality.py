"""What a rule may say of a merchant's kinds, tags, tracks and event types. A wrong name is the rule's fault, not a quiet loss."""

import json
from decimal import Decimal
from typing import Any

from headless.engine.declarations.effects import Effect, Emit, Enter, FirstOf, Remember, Tag, Untag, every
from headless.engine.evaluation.reward_legality import REWARDS, unknown
from headless.engine.program.program import Program
from headless.engine.texts.told import Text, as_document
from headless.engine.values.limits import DECISION_BYTES, MEMORY_BYTES
from headless.errors import HeadlessError

OWN_TYPES = frozenset({
    "asset.expired", "asset.expiring", "asset.matured", "asset.granted", "asset.held", "asset.received", "asset.returned",
    "asset.spent", "asset.transferred", "balance.imported", "benefit.failed",
    "benefit.fulfilled", "benefit.reversed", "benefit.used", "coupon.expiring", "coupon.issued", "coupon.revoked",
    "entry.reversed",
    "hold.settled", "hold.timed_out", "member.erased", "member.merged", "member.updated", "order.moved", "order.received",
    "referral.voided", "standing.imported", "tag.assigned", "tag.removed", "tag.reviewed",
    "tier.changed", "tier.expiring", "tier.ranked", "tier.reviewed",
})  # fmt: skip
"""Events that only the core and its mutations record."""


_DOCUMENTS = frozenset({Remember, Emit})
_LABELS = (Tag, Untag)
TOO_LARGE = "the decision would be over 16 KiB"
EFFECT_BYTES = 150
"""What an effect takes in a decision, its own texts and values aside."""


def weighed(program: Program, effects: tuple[Effect, ...]) -> tuple[int, str | None]:
    """Return about how many bytes a rule's effects take in a decision, and why they cannot stand even if there is room."""
    if any([type(effect) is FirstOf for effect in effects]):  # noqa: C419  # quicker on a few
        effects = tuple(every(effects))
    size, problem, kinds = EFFECT_BYTES * len(effects), None, program.kinds
    for effect in effects:
        size += len(effect.why) if type(effect.why) is str else _length(effect.why)
        if effect.once:
            size += len(effect.once)
        asset = getattr(effect, "asset", None)
        if asset is None:
            if type(effect) in _DOCUMENTS:
                size += _size(effect.values if isinstance(effect, Remember) else effect.data)  # type: ignore[attr-defined]
            problem = problem or _of_names(program, effect)
        elif asset not in kinds:
            problem = problem or f"the asset kind {asset!r} does not exist"
    return size, problem


def _length(text: Text) -> int:
    kept = as_document(text)
    return len(kept) if isinstance(kept, str) else sum(map(len, kept.values()))


def _of_names(program: Program, effect: Effect) -> str | None:
    if isinstance(effect, _LABELS) and effect.tag not in program.tags:
        return f"the tag {effect.tag!r} does not exist"
    if isinstance(effect, Enter):
        return _of_tier(program, effect)
    if isinstance(effect, REWARDS):
        return unknown(program, effect)
    if isinstance(effect, Remember) and _size(effect.values) > MEMORY_BYTES:
        return "the memory is over 4 KiB or not JSON"
    return _of_event(program, effect) if isinstance(effect, Emit) else None


def _of_tier(program: Program, effect: Enter) -> str | None:
    track = program.tracks.get(effect.track)
    if track is None or track.kind == "EARNED":
        return f"the track {effect.track!r} does not exist, or its tiers are earned and cannot be entered"
    if effect.tier is not None and (type(effect.tier) is not str or effect.tier not in track.by_code):
        return f"the tier {effect.tier!r} is not on {effect.track}"
    return None


def _of_event(program: Program, effect: Emit) -> str | None:
    if effect.type not in program.event_types or effect.type in OWN_TYPES:
        return f"the event type {effect.type!r} does not exist, or is the core's own"
    if _size(effect.data) > MEMORY_BYTES:
        return "the data of an event is over 4 KiB or not JSON"
    if effect.member is None:
        try:
            program.payload(effect.type, dict(effect.data))
        except HeadlessError as fault:
            return f"the data of {effect.type}: {fault.message}"
    return None


def _size(values: Any) -> int:
    try:
        return len(json.dumps(dict(values), default=_plain, ensure_ascii=False, allow_nan=False).encode())
    except Exception:  # a mapping of the plugin's own may raise anything
        return DECISION_BYTES + 1


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
