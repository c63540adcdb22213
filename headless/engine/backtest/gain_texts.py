"""The findings of a back-test in words, made from codes and parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import from_json
from headless.engine.conditions.redaction import visible
from headless.engine.explaining.fact_scopes import ASSETS, TAGS, TIERS, Allows, allows_all
from headless.engine.program.glossary import Glossary
from headless.engine.program.program import Program
from headless.engine.texts.names import Names, name_in
from headless.engine.texts.texts import Texts
from headless.engine.values.amounts import text_of

_TEXTS, _CODES = Texts("backtest"), Texts("codes")
Json = Mapping[str, Any]
_OF_REASONS = {"tier": TIERS, "tag": TAGS}


@dataclass(frozen=True, slots=True)
class Teller:
    """Words for the findings of a back-test.

    `results` holds its sums, which know the names and scopes of what was never saved. `allows` checks the scopes of the reader.
    """

    program: Program
    results: Json
    lang: str = "en"
    allows: Allows = allows_all

    @property
    def names(self) -> Names:
        """What live codes are called in the reader's language."""
        return Glossary.of(self.program, self.lang)

    def amount(self, asset: str, units: int) -> str:
        """Return units of a kind as a decimal text."""
        return text_of(units, self._kind(asset)[1])

    def asset(self, code: str) -> str:
        """Return a kind's name."""
        return self._kind(code)[0]

    def tier(self, track: str, code: str | None) -> str:
        """Return a tier's name, as it is live or as the candidate has it."""
        if code is None:
            return self._text("no_tier")
        live = self.program.tracks.get(track)
        if live is not None and code in live.by_code:
            return name_in(self.lang, live.by_code[code])
        tiers = self.results.get("tracks", {}).get(track, {}).get("tiers", ())
        return next((str(tier["name"]) for tier in tiers if tier["code"] == code), code)

    def track(self, code: str) -> str:
        """Return a track's name."""
        live = self.program.tracks.get(code)
        return (
            name_in(self.lang, live)
            if live is not None
            else str(self.results.get("tracks", {}).get(code, {}).get("name", code))
        )

    def change(self, change: Json) -> str:
        """Say one change of a member, or of the sums: what it would be instead of what is live."""
        kind, code, before, after = (change[name] for name in ("kind", "code", "before", "after"))
        if "lasts" in change and before == after:
            return self._text("lasts.longer" if change["lasts"] > 0 else "lasts.shorter", asset=self.asset(code))
        if kind == "ASSET":
            old, new = self._shown(code, before), self._shown(code, after)
            return self._text("changed", what=self.asset(code), before=old, after=new)
        if kind == "TIER":
            old, new = self.tier(code, before), self.tier(code, after)
            return self._text("tier", track=self.track(code), before=old, after=new)
        if kind == "TAG":
            return self._text("tag.missing" if after is None else "tag.added", tag=self.names.tag(code))
        what = self.names.coupon(code) if kind == "COUPON" else self.names.benefit(code)
        return self._text("changed", what=what, before=before, after=after)

    def why(self, reasons: Iterable[Json]) -> str:
        """Say all reasons of a member in one line, as far as the reader may see what they tell."""
        seen = [reason for reason in reasons if self._is_seen(reason)]
        return self._text("between_reasons").join(self._reason(reason) for reason in seen)

    # ── inside

    def _is_seen(self, reason: Json) -> bool:
        return reason["c"] == "refused" or self.allows(_OF_REASONS.get(reason["c"], ASSETS))

    def _reason(self, reason: Json) -> str:
        if reason["c"] == "tier":
            return self._tier_reason(reason)
        if reason["c"] == "tag":
            return self._because(self._text("why.tag", tag=self.names.tag(reason["tag"])), reason["clause"])
        if reason["c"] == "refused":
            code = _CODES.find(self.lang, reason["code"], reason["code"])
            what = self._text("why.refused", event=self.names.event(reason["event"]), code=code)
            return self._text("times", what=what, before=reason["before"], after=reason["after"])
        return self._given(reason)

    def _given(self, reason: Json) -> str:
        """Say how much of an asset a rule gave, or expired."""
        code, asset = reason["asset"], self.asset(reason["asset"])
        before, after = self._shown(code, reason["before"]), self._shown(code, reason["after"])
        if reason.get("rule") is None:
            return self._instead(self._text("why.expired", asset=asset), before, after)
        rule = self.names.rule(reason["rule"])
        key = "why.rule_alone" if asset in rule else "why.rule"
        return self._instead(self._text(key, asset=asset, rule=rule), before, after)

    def _shown(self, asset: str, units: int) -> str:
        return self.names.amount(asset, self.amount(asset, units))

    def _tier_reason(self, reason: Json) -> str:
        if reason["tier"] is None:
            return self._text("why.no_tier", track=self.track(reason["track"]))
        name = self.tier(reason["track"], reason["tier"])
        return self._because(self._text("why.tier_lost", tier=name) if reason["lost"] else name, reason["clause"])

    def _because(self, what: str, document: Json | None) -> str:
        if document is None:
            return what
        clause = visible(from_json(document), self.program.metrics, self.allows, self.results.get("scopes", {}))
        return self._text("because", what=what, clause=text_of_clause(clause, self.names, "missing"))

    def _instead(self, what: str, before: Any, after: Any) -> str:
        return self._text("instead", what=what, before=before, after=after)

    def _kind(self, code: str) -> tuple[str, int]:
        kind = self.program.kinds.get(code)
        if kind is not None:
            return name_in(self.lang, kind), kind.decimals
        candidate = self.results.get("totals", {}).get(code, {})
        return str(candidate.get("name", code)), int(candidate.get("decimals", 0))

    def _text(self, key: str, **parameters: object) -> str:
        return _TEXTS.text(self.lang, key, **parameters)


def sum_changes(results: Json) -> list[dict[str, Any]]:
    """Return the sums that differ, as changes: assets received, coupons and benefits given.

    If as much of an asset is received, what is foreseen to expire is deducted.
    """
    changes: list[dict[str, Any]] = []
    for code, asset in results["totals"].items():
        before, after, *expired = asset["sums"]
        if before == after:
            before, after = before - expired[0], after - expired[1]
        if before != after:
            changes.append({"kind": "ASSET", "code": code, "before": before, "after": after})
    for kind, code, before, after in results["rewards"]:
        changes.append({"kind": kind, "code": code, "before": before, "after": after})
    return changes
