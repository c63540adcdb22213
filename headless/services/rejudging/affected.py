"""What a change of configuration may change for members, kept with its sweep and turned into conditions when the sweep runs."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from headless.engine.conditions.conditions import Condition, tests_of
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier, Track
from headless.models.conditions.conditions import untracked_keys
from headless.models.conditions.sweep_sql import Compared

_OF_ALL_TIERS = ("kind", "rule", "settings", "downgrade", "validity", "grace", "onChange")


@dataclass(frozen=True, slots=True)
class Changed:
    """Ids of what is new or other than before.

    tiers: by track. review: tracks that may demote. reminders: tracks, and kinds: asset kinds, whose reminders come at another
    time. ladder: which tiers there are, or their ranks, so that conditions about tiers may mean others. everything: it cannot be
    told.
    """

    tags: tuple[int, ...] = ()
    tiers: Mapping[str, list[int]] = field(default_factory=dict)
    review: tuple[int, ...] = ()
    reminders: tuple[int, ...] = ()
    kinds: tuple[int, ...] = ()
    ladder: bool = False
    everything: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)


def changed_of(document: Mapping[str, Any]) -> Changed:
    """Return what was kept. An earlier release kept nothing of tags and tiers, so everything may have changed."""
    known = {name: value for name, value in document.items() if name in Changed.__dataclass_fields__}
    return Changed(**{**known, "everything": bool(known.get("everything", True))})


def track_changed(id_: int, stored: Mapping[str, Any], before: Mapping[str, Any] | None) -> Changed:
    """Return what the new version of a track changes."""
    tiers, known = stored["tiers"], {tier["id"]: tier for tier in before["tiers"]} if before else {}
    ladder = stored["default"] != bool(before and before.get("default"))
    ladder |= before is not None and _ranks(tiers) != _ranks(known.values())
    review = before is not None and stored["onChange"] == "REVIEW_NOW"
    if before is None or review or ladder or any(stored[name] != before.get(name) for name in _OF_ALL_TIERS):
        other = [tier["id"] for tier in tiers]
    else:
        other = [tier["id"] for tier in tiers if _decides(tier) != _decides(known[tier["id"]])]
    moved = before is not None and stored["remindBefore"] != before.get("remindBefore")
    return Changed(
        tiers={str(id_): other}, review=(id_,) if review else (), reminders=(id_,) if moved else (), ladder=ladder
    )


def _ranks(tiers: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return {tier["code"]: tier["rank"] for tier in tiers}


def _decides(tier: Mapping[str, Any]) -> tuple[Any, Any]:
    return tier.get("condition"), tier.get("keep")


def compared(program: Program, changed: Changed) -> Compared | str:
    """Return what SQL has to compare, or why it cannot, so that all members must be judged."""
    if changed.everything:
        return "what changed cannot be told from the configuration"
    if changed.ladder and (program.voters or program.computed):
        return "tier rules and plugins' metrics may stand on the tiers"
    readers = changed.ladder
    tags = [
        tag for tag in program.conditional_tags if tag.id in changed.tags or (readers and _reads_tiers([tag.condition]))
    ]
    tiers = [(track, _tiers(track, changed, readers)) for track in program.tracks.values() if track.kind == "EARNED"]
    if any(track.rule is not None and str(track.id) in changed.tiers for track, _ in tiers):
        return "a tier rule decides the track"
    tiers = [(track, changed_tiers) for track, changed_tiers in tiers if changed_tiers and track.rule is None]
    conditions = [condition for _, chosen in tiers for tier in chosen for condition in (tier.condition, tier.keeps)]
    for condition in (*conditions, *(tag.condition for tag in tags)):
        if condition is not None and untracked_keys(condition, program.tracked):
            return "no totals are kept for a condition"
    return Compared(
        tags=tuple(tags),
        tiers=tuple(tiers),
        review=frozenset(changed.review),
        reminders=tuple(track for track in program.tracks.values() if track.id in changed.reminders),
        kinds=tuple(id_ for id_ in changed.kinds if id_ in program.kind_by_id),
    )


def _tiers(track: Track, changed: Changed, readers: bool) -> tuple[Tier, ...]:
    if readers and _reads_tiers(condition for tier in track.tiers for condition in (tier.condition, tier.keep)):
        return track.tiers
    known = changed.tiers.get(str(track.id), ())
    return tuple(tier for tier in track.tiers if tier.id in known)


def _reads_tiers(conditions: Iterable[Condition | None]) -> bool:
    trees = (condition for condition in conditions if condition is not None)
    return any(test.query.spec.source == "tier" for condition in trees for test in tests_of(condition))
