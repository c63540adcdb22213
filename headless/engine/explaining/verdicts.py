"""Decisions as people and programs read them: the compact document of an event, opened up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from headless.engine.explaining.boost_texts import Capped, Stacked, capped, stacked
from headless.engine.explaining.reasons import reason_text
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.texts.languages import CHINESE, label_in
from headless.engine.texts.texts import Texts
from headless.engine.values.limits import DERIVED_DEPTH

Document = Mapping[str, Any]

_TEXTS = Texts("decisions")


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
    stacked: Mapping[str, Stacked]
    capped: Mapping[tuple[str, str], Capped]

    def why(self, lang: str) -> str:
        """Return the reason in a language."""
        if self.fired:
            return "; ".join(self._effect_text(effect, lang) for effect in self.effects)
        if self.code == "skipped":
            return reason_text(str(self.params.get("why", "")), lang)
        if self.code == "failed":
            return _TEXTS.text(lang, "failed", error=self.params.get("error", ""))
        if self.code == "refused":
            return self._refused(lang)
        return _TEXTS.find(lang, self.code, self.code).format(depth=DERIVED_DEPTH, **self.params)

    def _refused(self, lang: str) -> str:
        """Say what was not done, then the rule's own refusal if it is one."""
        refusals = [effect_text(effect, lang) for effect in self.effects if _is_refusal(effect)]
        given = "; ".join(self._effect_text(effect, lang) for effect in self.effects if not _is_refusal(effect))
        return "; ".join([*refusals, _TEXTS.text(lang, "refused", effects=given)])

    def _effect_text(self, effect: Document, lang: str) -> str:
        text, kind = effect_text(effect, lang), effect.get("effect")
        if kind == "Boost" and (boosts := self.stacked.get(effect["asset"])) is not None:
            return _together(text, boosts.text(lang), effect.get("applied", True), lang)
        if kind == "Cap" and (caps := self.capped.get((effect["asset"], effect.get("of", "earn")))) is not None:
            return _together(text, caps.text(lang), caps.binds(effect), lang)
        return text

    def title(self, lang: str) -> str:
        """Return the rule's label in a language."""
        return label_in(lang, self)


def _together(text: str, together: str, applied: bool, lang: str) -> str:
    key = "stacked" if applied else "stacked_not_applied"
    return _TEXTS.text(lang, key, effect=text, together=together)


def verdicts(
    program: Program, document: Sequence[Document], caught_up: Mapping[int, Collection[str]] = MappingProxyType({})
) -> list[Verdict]:
    """Open up every item of an event's decision document, in order.

    caught_up: the rules that failed or were paused then and have been settled since, each with the assets that it withheld.
    """
    if caught_up:
        document = [_told_late(item, caught_up) for item in document]
    instances = {versions.latest.id: versions.latest for versions in program.rules}
    effects = [effect for item in document for effect in item.get("e", ())]
    boosts, caps = stacked(effects), capped(effects)
    return [_verdict(instances.get(item.get("i", 0)), item, boosts, caps) for item in document]


def _is_refusal(effect: Document) -> bool:
    return effect.get("effect") == "Refuse"


def _told_late(item: Document, caught_up: Mapping[int, Collection[str]]) -> Document:
    """Return an item with what was settled later told as such."""
    if item.get("i") in caught_up and ("x" in item or item.get("c") == "paused"):
        then = {"was": "paused"} if item.get("c") == "paused" else {"was": "failed", "error": item["x"]}
        return {**{key: item[key] for key in ("i", "v", "p") if key in item}, "c": "caught_up", "k": then}
    released = {asset for assets in caught_up.values() for asset in assets}
    if not any(effect.get("withheld") and effect.get("asset") in released for effect in item.get("e", ())):
        return item
    return {**item, "e": [_released(effect, released) for effect in item["e"]]}


def _released(effect: Document, assets: Collection[str]) -> Document:
    if not effect.get("withheld") or effect.get("asset") not in assets:
        return effect
    return {**{key: value for key, value in effect.items() if key != "withheld"}, "late": True}


def label_of(instance: Instance | None, lang: str = "en") -> str:
    """Return what a rule is called in a language."""
    if instance is None:
        return "engine"
    return label_in(lang, instance.declared, instance.rule.replace("_", " "))


def effect_text(effect: Document, lang: str) -> str:
    """Say one effect in a few words."""
    name = str(effect.get("effect", ""))
    if name == "Enter" and effect.get("tier") is None:
        name = "Leave"
    text = _TEXTS.find(lang, f"effect.{name}", name).format_map(_Known(effect))
    if effect.get("capped"):
        text = _TEXTS.text(lang, "capped", effect=text)
    if effect.get("withheld"):
        text = _TEXTS.text(lang, "effect_withheld", effect=text)
    if effect.get("late"):
        text = _TEXTS.text(lang, "effect_late", effect=text)
    why = effect.get("why")
    return _TEXTS.text(lang, "because", effect=text, why=reason_text(str(why), lang)) if why else text


def _verdict(
    instance: Instance | None, item: Document, boosts: Mapping[str, Stacked], caps: Mapping[tuple[str, str], Capped]
) -> Verdict:
    effects = tuple(item.get("e", ()))
    params: dict[str, Any] = {}
    code = "fired"
    if "x" in item:
        code, params = "failed", {"error": item["x"]}
    elif "s" in item:
        code, params = "skipped", {"why": item["s"]}
    elif "c" in item:
        code, params = item["c"], dict(item.get("k", {}))
    plugin, _, declared = item.get("d", "headless.engine").partition(".")
    return Verdict(
        instance.plugin if instance else plugin,
        item.get("p") or (instance.plugin_version if instance else ""),
        instance.rule if instance else declared,
        instance.name if instance else declared,
        item.get("v", 0),
        bool(effects) and code == "fired",
        code,
        params,
        effects,
        label_of(instance) if instance else declared.replace("_", " "),
        label_of(instance, CHINESE) if instance else declared.replace("_", " "),
        boosts,
        caps,
    )
