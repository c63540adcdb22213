"""Decisions as people and programs read them: the compact document of an event, opened up."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from headless.engine.explaining.boost_texts import Capped, Stacked, capped, stacked
from headless.engine.explaining.fact_scopes import (
    OTHERS,
    Allows,
    allows_all,
    is_effect_seen,
    reads_words,
    without_words,
)
from headless.engine.explaining.limit_texts import LIMIT_CODES, limit_text
from headless.engine.program.glossary import Glossary
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.texts.languages import CHINESE, ENGLISH, label_in
from headless.engine.texts.names import Names
from headless.engine.texts.reasons import reason_text
from headless.engine.texts.texts import Texts
from headless.engine.texts.told import in_language
from headless.engine.values.limits import DERIVED_DEPTH

Document = Mapping[str, Any]

_TEXTS = Texts("decisions")
_MONEY = ("lines", "total", "before", "saved", "expected")


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "-"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule instance said about one event, fired or not. is_cut: a reader's, without what the reader may not see."""

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
    program: Program = field(compare=False, repr=False)
    choices: tuple[Any, ...] = ()
    is_cut: bool = False

    def why(self, lang: str) -> str:
        """Return the reason in a language."""
        names = Glossary.of(self.program, lang)
        if self.fired:
            return self._joined([self._done(self.effects, names), *self._chosen(names)], lang)
        if self.code == "skipped":
            why = self.params.get("why")
            return _TEXTS.text(lang, "nothing") if why is None else reason_text(why, names)
        if self.code == "failed":
            return _TEXTS.text(lang, "failed", error=self.params.get("error", "-"))
        if self.code == "refused":
            return self._refused(names)
        if self.code in LIMIT_CODES:
            return limit_text(self.code, self.params, names)
        params = {name: names.money(value) if name in _MONEY else value for name, value in self.params.items()}
        return _TEXTS.find(lang, self.code, self.code).format(depth=DERIVED_DEPTH, **params)

    def _chosen(self, names: Names) -> list[str]:
        """Say which of several lists of effects it was, and what the one before it lacked."""
        return [
            _TEXTS.text(names.lang, "chosen", number=place + 1, count=count, lacked=reason_text(lacked, names))
            for place, count, lacked in self.choices
            if place
        ]

    def told_effects(self, lang: str) -> list[Document]:
        """Return the effects for programs. What a plugin says in several languages is there in one."""
        return [
            {key: in_language(part, lang) if key in ("why", "message") else part for key, part in effect.items()}
            for effect in self.effects
        ]

    def told_params(self, lang: str) -> Document | None:
        """Return the values behind the code. What a plugin says in several languages is there in one."""
        return {key: in_language(part, lang) if key == "why" else part for key, part in self.params.items()} or None

    def _joined(self, texts: Iterable[str], lang: str) -> str:
        return _TEXTS.text(lang, "between").join(texts)

    def _refused(self, names: Names) -> str:
        """Say what was not done, then the rule's own refusal if it is one."""
        lang = names.lang
        refusals = [effect_text(effect, names) for effect in self.effects if _is_refusal(effect)]
        given = self._done([effect for effect in self.effects if not _is_refusal(effect)], names)
        return self._joined([*refusals, _TEXTS.text(lang, "refused", effects=given)], lang)

    def _done(self, effects: Iterable[Document], names: Names) -> str:
        """Say what was done, or that the reader may not see it."""
        text = self._joined((self._effect_text(effect, names) for effect in effects), names.lang)
        return text or (_TEXTS.text(names.lang, "unseen") if self.is_cut else "")

    def _effect_text(self, effect: Document, names: Names) -> str:
        text, kind, lang = effect_text(effect, names), effect.get("effect"), names.lang
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
    program: Program,
    document: Sequence[Document],
    caught_up: Mapping[int, Collection[str]] = MappingProxyType({}),
    allows: Allows = allows_all,
) -> list[Verdict]:
    """Open up every item of an event's decision document, in order.

    caught_up: the rules that failed or were paused then and have been settled since, each with the assets that it withheld.
    allows: checks the scopes of the reader, who gets neither effects of facts that need others nor words that may tell them.
    """
    if caught_up:
        document = [_told_late(item, caught_up) for item in document]
    instances = {versions.latest.id: versions.latest for versions in program.rules}
    effects = [effect for item in document for effect in item.get("e", ())]
    boosts, caps = stacked(effects), capped(effects)
    opened = [_verdict(program, instances.get(item.get("i", 0)), item, boosts, caps) for item in document]
    if not reads_words(allows):
        return [_cut(verdict, allows) for verdict in opened]
    if allows(OTHERS):
        return opened
    return [_cut(verdict, allows) if _tells_of_others(program, verdict) else verdict for verdict in opened]


def _tells_of_others(program: Program, verdict: Verdict) -> bool:
    gives = any(effect.get("effect") == "Transfer" for effect in verdict.effects)
    return gives or verdict.rule in program.asking_of_others


def _cut(verdict: Verdict, allows: Allows) -> Verdict:
    """Return a decision for a reader who may not see every fact that it may tell."""
    effects = tuple(without_words(effect) for effect in verdict.effects if is_effect_seen(effect, allows))
    return replace(verdict, params=without_words(verdict.params), effects=effects, choices=(), is_cut=True)


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


def effect_text(effect: Document, names: Names) -> str:
    """Say one effect in a few words."""
    name, lang = str(effect.get("effect", "")), names.lang
    if name == "Enter" and effect.get("tier") is None:
        name = "Leave"
    if name == "Transfer" and "to" not in effect:
        name = "Transfer.unnamed"
    key = "effect.Cap.pay" if name == "Cap" and effect.get("of") == "pay" else f"effect.{name}"
    text = _TEXTS.find(lang, key, name).format_map(_Known(_named(effect, names)))
    if key == "effect.Cap.pay":
        text = _with_limits(text, effect, names)
    if effect.get("capped"):
        text = _TEXTS.text(lang, "capped", effect=text)
    if effect.get("withheld"):
        text = _TEXTS.text(lang, "effect_withheld", effect=text)
    if effect.get("late"):
        text = _TEXTS.text(lang, "effect_late", effect=text)
    why = effect.get("why")
    return _TEXTS.text(lang, "because", effect=text, why=_because(effect, why, names)) if why else text


def _with_limits(text: str, effect: Document, names: Names) -> str:
    """Say how much at least, in which steps and with which coupons an asset pays for an order, if that is limited."""
    asset, lang = effect["asset"], names.lang
    for name in ("least", "step"):
        if name in effect:
            amount = names.amount(asset, effect[name])
            text = _TEXTS.text(lang, f"effect.Cap.{name}", effect=text, **{name: amount})
    barred = effect.get("notWith")
    if barred is True:
        return _TEXTS.text(lang, "effect.Cap.alone", effect=text)
    if barred:
        coupons = Texts("clauses").text(lang, "between").join(map(names.coupon, barred))
        return _TEXTS.text(lang, "effect.Cap.coupons", effect=text, coupons=coupons)
    return text


def _because(effect: Document, why: str | Mapping[str, str], names: Names) -> str:
    """Say the reason. Of a cap on paying, what it is worth comes first."""
    text = reason_text(why, names)
    if text == why:
        # an activity names its type
        text = names.event(text)
    worth = names.worth(effect["asset"], effect["most"]) if effect.get("of") == "pay" else None
    return text if worth is None else _TEXTS.text(names.lang, "effect.Cap.worth", worth=worth, why=text)


def _named(effect: Document, names: Names) -> dict[str, Any]:
    """Return an effect with names in the place of codes, and amounts as people write them."""
    told = dict(effect)
    asset, track, lang = effect.get("asset"), effect.get("track"), names.lang
    for key in ("amount", "most"):
        if asset is not None and key in effect:
            told[key] = names.amount(asset, effect[key])
    named: dict[str, Callable[[Any], str]] = {
        "asset": names.asset, "track": names.track, "tag": names.tag, "coupon": names.coupon, "benefit": names.benefit,
        "type": names.event, "stock": names.stock, "tier": partial(names.tier, track=track),
        "message": partial(in_language, lang=lang),
    }  # fmt: skip
    return told | {key: name(effect[key]) for key, name in named.items() if effect.get(key) is not None}


def _verdict(
    program: Program,
    instance: Instance | None,
    item: Document,
    boosts: Mapping[str, Stacked],
    caps: Mapping[tuple[str, str], Capped],
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
        instance.label(ENGLISH) if instance else declared.replace("_", " "),
        instance.label(CHINESE) if instance else declared.replace("_", " "),
        boosts,
        caps,
        program,
        tuple(item.get("f", ())),
    )
