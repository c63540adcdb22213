"""Decisions as people and programs read them: the compact document of an event, opened up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from headless.engine.explaining.reasons import reason_text
from headless.engine.program.program import Instance, Program
from headless.engine.values.limits import DERIVED_DEPTH

Document = Mapping[str, Any]

_STATES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "given_before": ("was given before, and only once", "此前已给过，仅限一次"),
    "nothing": ("had nothing to say", "没有动作"),
    "paused": ("the rule is paused", "规则已暂停"),
    "withheld": ("withheld until the failed rule is settled", "因规则失败暂缓发放"),
    "too_deep": (f"events derive at most {DERIVED_DEPTH} deep", f"派生事件最多{DERIVED_DEPTH}层"),
})  # fmt: skip
_EFFECTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "Earn": ("earned {amount} {asset}", "获得{amount}{asset}"),
    "Reclaim": ("took back {amount} {asset}", "扣回{amount}{asset}"),
    "Spend": ("spent {amount} {asset}", "使用{amount}{asset}"),
    "Boost": ("{asset} ×{times}", "{asset}×{times}"),
    "Cap": ("at most {most} {asset}", "{asset}上限{most}"),
    "Issue": ("issued {count} × {coupon}", "发放{count}张{coupon}"),
    "Redeem": ("used the coupon {code}", "核销优惠券{code}"),
    "Grant": ("granted {uses} × {benefit}", "赠送权益{benefit}{uses}次"),
    "Take": ("took {count} of {stock}", "占用库存{stock}{count}份"),
    "Undo": ("took back what it had given", "收回此前所给"),
    "Tag": ("put on the tag {tag}", "打上标签{tag}"),
    "Untag": ("took off the tag {tag}", "移除标签{tag}"),
    "Enter": ("entered {tier} on {track}", "进入{track}的{tier}"),
    "Leave": ("left {track}", "退出{track}"),
    "Remember": ("remembered it", "已记录"),
    "Emit": ("caused {type}", "触发{type}"),
    "Refuse": ("refused: {message}", "拒绝：{message}"),
})  # fmt: skip


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "-"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule instance said about one event, fired or not."""

    plugin: str
    plugin_version: str
    rule: str
    name: str
    version: int
    fired: bool
    code: str
    params: Mapping[str, Any]
    effects: tuple[Mapping[str, Any], ...]
    label: str
    label_zh: str

    def why(self, lang: str) -> str:
        """The reason in a language."""
        if self.fired:
            return "; ".join(effect_text(effect, lang) for effect in self.effects)
        if self.code == "skipped":
            return reason_text(str(self.params.get("why", "")), lang)
        if self.code == "failed":
            return f"{'执行失败：' if lang == 'zh' else 'failed: '}{self.params.get('error', '')}"
        return _STATES.get(self.code, (self.code, self.code))[lang == "zh"]

    def title(self, lang: str) -> str:
        """The rule's label in a language."""
        return self.label_zh if lang == "zh" else self.label


def verdicts(program: Program, document: Iterable[Document]) -> list[Verdict]:
    """Every item of an event's decision document, in order."""
    instances = {versions.latest.id: versions.latest for versions in program.rules}
    return [_verdict(instances.get(item.get("i", 0)), item) for item in document]


def label_of(instance: Instance | None, lang: str = "en") -> str:
    """What a rule is called in a language."""
    if instance is None:
        return "engine"
    plain = instance.rule.replace("_", " ")
    label = getattr(instance.declared, "label", None) or plain
    return (getattr(instance.declared, "label_zh", None) or label) if lang == "zh" else label


def effect_text(effect: Document, lang: str) -> str:
    """One effect in a few words."""
    name = str(effect.get("effect", ""))
    if name == "Enter" and effect.get("tier") is None:
        name = "Leave"
    pattern = _EFFECTS.get(name, (name, name))[lang == "zh"]
    text = pattern.format_map(_Known(effect))
    if effect.get("capped"):
        text += "（受上限限制）" if lang == "zh" else ", capped"
    if effect.get("withheld"):
        text += "（暂缓）" if lang == "zh" else ", withheld"
    why = effect.get("why")
    if not why:
        return text
    reason = reason_text(str(why), lang)
    return f"{text}（{reason}）" if lang == "zh" else f"{text} ({reason})"


def _verdict(instance: Instance | None, item: Document) -> Verdict:
    effects = tuple(item.get("e", ()))
    params: dict[str, Any] = {}
    code = "fired"
    if "x" in item:
        code, params = "failed", {"error": item["x"]}
    elif "s" in item:
        code, params = "skipped", {"why": item["s"]}
    elif "c" in item:
        code = item["c"]
    plugin, _, declared = item.get("d", "headless.engine").partition(".")
    return Verdict(
        instance.plugin if instance else plugin,
        item.get("p") or (instance.plugin_version if instance else ""),
        instance.rule if instance else declared,
        instance.name if instance else declared,
        item.get("v", 0),
        bool(effects),
        code,
        params,
        effects,
        label_of(instance) if instance else declared.replace("_", " "),
        label_of(instance, "zh") if instance else declared.replace("_", " "),
    )
