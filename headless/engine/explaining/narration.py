"""Standings, entries and tags in words, in English ("en") and Chinese ("zh"), made from codes and parameters."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause
from headless.engine.explaining.reasons import reason_text
from headless.engine.explaining.verdicts import label_of
from headless.engine.member.records import Entry, HeldTag, Origin, Standing
from headless.engine.program.program import Program, Tier

_STANDINGS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "qualified": ("reached {tier}: {clause}", "达到{tier}：{clause}"),
    "kept": ("kept {tier} at its review: {clause}", "保级成功，保留{tier}：{clause}"),
    "kept_by_policy": ("kept {tier}: this track never takes a tier away", "保留{tier}：该体系不降级"),
    "grace": ("{tier} until {grace}; to keep it: {clause}", "{tier}保留至{grace}；保级还需：{clause}"),
    "downgraded": ("from {from_} to {tier}; to keep {from_} it took: {clause}", "由{from_}降为{tier}；保级需：{clause}"),
    "entered": ("entered {tier}", "开通{tier}"),
    "left": ("left {from_}", "退出{from_}"),
    "ended": ("{from_} came to its end", "{from_}已到期"),
    "voted": ("{tier} by the rule {rule}{why}", "规则{rule}评定为{tier}{why}"),
    "voted_out": ("the rule {rule} gives no tier any more", "规则{rule}不再给予等级"),
    "ranked": ("{tier} by the ranking of {rule}", "{rule}排名评定为{tier}"),
    "imported": ("{tier} was brought along from another system", "{tier}从其他系统迁入"),
})  # fmt: skip
_TAGS: Mapping[Origin, tuple[str, str]] = MappingProxyType({
    Origin.HAND: ("put on by {author}", "由{author}手动添加"),
    Origin.CONDITION: ("meets the tag's condition", "满足标签条件"),
    Origin.RULE: ("put on by {author}", "由{author}添加"),
})  # fmt: skip


def standing_text(program: Program, standing: Standing, clause: Clause | None, lang: str) -> str:
    """Why a member has (or lost) the tier of a standing; `clause` is the standing's, as the reader may see it."""
    zh = lang == "zh"
    track = program.track_by_id.get(standing.track_id)
    tiers = track.by_id if track else {}
    codes = track.by_code if track else {}
    before = standing.params.get("from")
    pattern = _STANDINGS.get(standing.code, (standing.code, standing.code))[zh]
    return pattern.format(
        tier=_named(tiers.get(standing.tier_id or 0), "无等级" if zh else "no tier"),
        from_=_named(codes.get(before) if before else None, before or ("无等级" if zh else "no tier")),
        clause=text_of_clause(clause, lang) if clause is not None else _unconditional(lang),
        grace=day_text(program, standing.grace_until_at),
        rule=standing.params.get("rule", ""),
        why=_because(standing.params.get("why"), lang),
    )


def entry_text(program: Program, entry: Entry, lang: str) -> str:
    """Why an entry was written: the rule and its reason, or what the core or somebody gave as one."""
    reason = entry.reason
    type_ = program.event_types.get(reason)
    text = (type_.label_zh if lang == "zh" else type_.label) if type_ is not None else reason_text(reason, lang)
    if entry.rule_id is None:
        return text
    instance = next((each.latest for each in program.rules if each.latest.id == entry.rule_id), None)
    if instance is None:
        return text
    label = label_of(instance, lang)
    if reason == instance.rule:
        return label
    return f"{label}：{text}" if lang == "zh" else f"{label}: {text}"


def tag_text(held: HeldTag, lang: str) -> str:
    """Why a member has a tag."""
    if held.origin is not Origin.CONDITION and held.reason:
        return reason_text(held.reason, lang)
    return _TAGS[held.origin][lang == "zh"].format(author=held.author)


def day_text(program: Program, instant_us: int | None) -> str:
    """The merchant's local day of an instant, as ISO text."""
    return "-" if instant_us is None else date.fromordinal(program.zone.day_of(instant_us)).isoformat()


def _named(tier: Tier | None, otherwise: str) -> str:
    return tier.name if tier is not None else otherwise


def _because(why: str | None, lang: str) -> str:
    if not why:
        return ""
    reason = reason_text(why, lang)
    return f"：{reason}" if lang == "zh" else f": {reason}"


def _unconditional(lang: str) -> str:
    return "无条件" if lang == "zh" else "it asks for nothing"
