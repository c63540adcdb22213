"""Standings, entries and tags in words, made from codes and parameters."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause
from headless.engine.explaining.reasons import reason_text
from headless.engine.explaining.verdicts import label_of
from headless.engine.member.records import Entry, HeldTag, Origin, Standing
from headless.engine.program.program import Program
from headless.engine.program.tracks import Tier
from headless.engine.texts.languages import label_in
from headless.engine.texts.texts import Texts

_STANDINGS, _TAGS, _BALANCES = Texts("standings"), Texts("tags"), Texts("balances")
_ORIGINS: Mapping[Origin, str] = MappingProxyType({
    Origin.HAND: "by_hand",
    Origin.CONDITION: "by_condition",
    Origin.RULE: "by_rule",
})  # fmt: skip


def standing_text(program: Program, standing: Standing, clause: Clause | None, lang: str) -> str:
    """Say why a member has (or lost) the tier of a standing. `clause` is the standing's, as the reader may see it."""
    track = program.track_by_id.get(standing.track_id)
    tiers = track.by_id if track else {}
    codes = track.by_code if track else {}
    before, why = standing.params.get("from"), standing.params.get("why")
    no_tier = _STANDINGS.text(lang, "no_tier")
    key = "voted_because" if standing.code == "voted" and why else standing.code
    return _STANDINGS.find(lang, key, standing.code).format(
        tier=_named(tiers.get(standing.tier_id or 0), no_tier),
        before=_named(codes.get(before) if before else None, before or no_tier),
        clause=text_of_clause(clause, lang) if clause is not None else _STANDINGS.text(lang, "no_condition"),
        grace=day_text(program, standing.grace_until_at),
        rule=standing.params.get("rule", ""),
        why=reason_text(why, lang) if why else "",
    )


def entry_text(program: Program, entry: Entry, lang: str) -> str:
    """Say why an entry was written: the rule and its reason, or the reason that the core or a caller gave."""
    reason = entry.reason
    type_ = program.event_types.get(reason)
    text = label_in(lang, type_) if type_ is not None else reason_text(reason, lang)
    if entry.rule_id is None:
        return text
    instance = next((versions.latest for versions in program.rules if versions.latest.id == entry.rule_id), None)
    if instance is None:
        return text
    label = label_of(instance, lang)
    return label if reason == instance.rule else _BALANCES.text(lang, "reason_of_rule", rule=label, reason=text)


def tag_text(held: HeldTag, lang: str) -> str:
    """Say why a member has a tag."""
    if held.origin is not Origin.CONDITION and held.reason:
        return reason_text(held.reason, lang)
    return _TAGS.text(lang, _ORIGINS[held.origin], author=held.author)


def day_text(program: Program, instant_us: int | None) -> str:
    """Return the merchant's local day of an instant, as ISO text."""
    return "-" if instant_us is None else date.fromordinal(program.zone.day_of(instant_us)).isoformat()


def _named(tier: Tier | None, otherwise: str) -> str:
    return tier.name if tier is not None else otherwise
