"""The findings of a back-test in words, made from codes and parameters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import from_json
from headless.engine.conditions.redaction import visible
from headless.engine.program.program import Program
from headless.engine.texts.texts import Texts
from headless.engine.values.amounts import text_of

_TEXTS = Texts("backtest")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Teller:
    """Words for the findings of a back-test.

    `results` holds its sums, which know the names and scopes of what was never saved. `allows` checks the scopes of the reader.
    """

    program: Program
    results: Json
    lang: str = "en"
    allows: Callable[[str], bool] = field(default=lambda scope: True)

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
            return live.by_code[code].name
        tiers = self.results.get("tracks", {}).get(track, {}).get("tiers", ())
        return next((str(tier["name"]) for tier in tiers if tier["code"] == code), code)

    def track(self, code: str) -> str:
        """Return a track's name."""
        live = self.program.tracks.get(code)
        return live.name if live is not None else str(self.results.get("tracks", {}).get(code, {}).get("name", code))

    def change(self, change: Json) -> str:
        """Say one change of a member, or of the sums: what it would be instead of what is live."""
        kind, code, before, after = (change[name] for name in ("kind", "code", "before", "after"))
        if "lasts" in change and before == after:
            return self._text("lasts.longer" if change["lasts"] > 0 else "lasts.shorter", asset=self.asset(code))
        if kind == "ASSET":
            return self._instead(self.asset(code), self.amount(code, before), self.amount(code, after))
        if kind == "TIER":
            old, new = self.tier(code, before), self.tier(code, after)
            return self._text("tier", track=self.track(code), before=old, after=new)
        if kind == "TAG":
            return self._text("tag.missing" if after is None else "tag.added", tag=self._tag(code))
        return self._instead(self._offer(kind, code), before, after)

    def why(self, reasons: Iterable[Json]) -> str:
        """Say all reasons of a member in one line."""
        return self._text("between_reasons").join(self._reason(reason) for reason in reasons)

    # ── inside

    def _reason(self, reason: Json) -> str:
        if reason["c"] == "tier":
            return self._tier_reason(reason)
        if reason["c"] == "tag":
            return self._because(self._text("why.tag", tag=self._tag(reason["tag"])), reason["clause"])
        if reason["c"] == "refused":
            what = self._text("why.refused", event=reason["event"], code=reason["code"])
            return self._instead(what, reason["before"], reason["after"])
        asset, rule = reason["asset"], reason.get("rule")
        what = self._text("why.expired" if rule is None else "why.rule", asset=self.asset(asset), rule=rule)
        return self._instead(what, self.amount(asset, reason["before"]), self.amount(asset, reason["after"]))

    def _tier_reason(self, reason: Json) -> str:
        if reason["tier"] is None:
            return self._text("why.no_tier", track=self.track(reason["track"]))
        name = self.tier(reason["track"], reason["tier"])
        return self._because(self._text("why.tier_lost", tier=name) if reason["lost"] else name, reason["clause"])

    def _because(self, what: str, document: Json | None) -> str:
        if document is None:
            return what
        clause = visible(from_json(document), self.program.metrics, self.allows, self.results.get("scopes", {}))
        return self._text("because", what=what, clause=text_of_clause(clause, self.lang))

    def _instead(self, what: str, before: Any, after: Any) -> str:
        return self._text("instead", what=what, before=before, after=after)

    def _kind(self, code: str) -> tuple[str, int]:
        kind = self.program.kinds.get(code)
        if kind is not None:
            return kind.name, kind.decimals
        candidate = self.results.get("totals", {}).get(code, {})
        return str(candidate.get("name", code)), int(candidate.get("decimals", 0))

    def _offer(self, kind: str, code: str) -> str:
        offers = self.program.coupon_kinds if kind == "COUPON" else self.program.benefits
        offer = offers.get(code)
        return offer.name if offer is not None else code

    def _tag(self, code: str) -> str:
        tag = self.program.tags.get(code)
        return tag.name if tag else code

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
