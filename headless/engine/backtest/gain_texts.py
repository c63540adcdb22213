"""What a back-test found, in English ("en") and Chinese ("zh"), made from codes and parameters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.conditions.clause_texts import text_of_clause as clause_text
from headless.engine.conditions.clauses import from_json
from headless.engine.conditions.redaction import visible
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what a back-test found. results: its sums, which know the names of what was never saved. allows: scopes held."""

    program: Program
    results: Json
    lang: str = "en"
    allows: Callable[[str], bool] = field(default=lambda scope: True)

    def amount(self, asset: str, units: int) -> str:
        """Units of a kind as a decimal text."""
        return text_of(units, self._kind(asset)[1])

    def asset(self, code: str) -> str:
        """A kind's name."""
        return self._kind(code)[0]

    def tier(self, track: str, code: str | None) -> str:
        """A tier's name, as it is live or as the candidate has it."""
        if code is None:
            return self._say("none", "无")
        live = self.program.tracks.get(track)
        if live is not None and code in live.by_code:
            return live.by_code[code].name
        tiers = self.results.get("tracks", {}).get(track, {}).get("tiers", ())
        return next((str(tier["name"]) for tier in tiers if tier["code"] == code), code)

    def track(self, code: str) -> str:
        """A track's name."""
        live = self.program.tracks.get(code)
        return live.name if live is not None else str(self.results.get("tracks", {}).get(code, {}).get("name", code))

    def change(self, change: Json) -> str:
        """One change of a member, or of the sums: what it would be instead of what is live."""
        kind, code, before, after = (change[name] for name in ("kind", "code", "before", "after"))
        if kind == "ASSET":
            return self._instead(self.asset(code), self.amount(code, before), self.amount(code, after))
        if kind == "TIER":
            name, old, new = self.track(code), self.tier(code, before), self.tier(code, after)
            return self._say(f"{name}: {old} → {new}", f"{name}：{old} → {new}")
        if kind == "TAG":
            tag = self.program.tags.get(code)
            name, is_on = tag.name if tag else code, after is not None
            return self._say(
                f"tag {name} {'put on' if is_on else 'not worn'}", f"{'加上' if is_on else '没有'}标签{name}"
            )
        return self._instead(self._offer(kind, code), before, after)

    def why(self, reasons: Iterable[Json]) -> str:
        """All reasons of a member in one line."""
        return self._say("; ", "；").join(self._reason(each) for each in reasons)

    # ── inside

    def _reason(self, reason: Json) -> str:
        if reason["c"] == "tier":
            return self._tier_reason(reason)
        if reason["c"] == "tag":
            tag = self.program.tags.get(reason["tag"])
            return self._clause(self._say("tag ", "标签") + (tag.name if tag else reason["tag"]), reason["clause"])
        if reason["c"] == "refused":
            what = self._say(
                f"{reason['event']} refused ({reason['code']})", f"{reason['event']}被拒({reason['code']})"
            )
            return self._instead(what, reason["before"], reason["after"])
        name, asset = self.asset(reason["asset"]), reason["asset"]
        by = reason.get("rule")
        what = self._say(f"{name} expired", f"{name}过期")
        if by is not None:
            what = self._say(f"{name} by {by}", f"{by}给予的{name}")
        return self._instead(what, self.amount(asset, reason["before"]), self.amount(asset, reason["after"]))

    def _tier_reason(self, reason: Json) -> str:
        if reason["tier"] is None:
            return self._say(f"no tier of {self.track(reason['track'])}", f"{self.track(reason['track'])}没有等级")
        name = self.tier(reason["track"], reason["tier"])
        what = self._say(f"no {name}", f"没有{name}") if reason["lost"] else name
        return self._clause(what, reason["clause"])

    def _clause(self, what: str, document: Json | None) -> str:
        if document is None:
            return what
        text = clause_text(visible(from_json(document), self.program.metrics, self.allows), self.lang)
        return self._say(f"{what}: {text}", f"{what}：{text}")

    def _instead(self, what: str, before: Any, after: Any) -> str:
        return self._say(f"{what}: {after} instead of {before}", f"{what}：{after}，而非{before}")

    def _kind(self, code: str) -> tuple[str, int]:
        kind = self.program.kinds.get(code)
        if kind is not None:
            return kind.name, kind.decimals
        found = self.results.get("totals", {}).get(code, {})
        return str(found.get("name", code)), int(found.get("decimals", 0))

    def _offer(self, kind: str, code: str) -> str:
        offers = self.program.coupon_kinds if kind == "COUPON" else self.program.benefits
        found = offers.get(code)
        return found.name if found is not None else code

    def _say(self, en: str, zh: str) -> str:
        return zh if self.lang == "zh" else en


def sum_changes(results: Json) -> list[dict[str, Any]]:
    """The sums that differ, as changes: assets received less what expired, coupons and benefits given."""
    found: list[dict[str, Any]] = []
    for code, each in results["totals"].items():
        before, after = each["sums"][0] - each["sums"][2], each["sums"][1] - each["sums"][3]
        if before != after:
            found.append({"kind": "ASSET", "code": code, "before": before, "after": after})
    for kind, code, before, after in results["rewards"]:
        found.append({"kind": kind, "code": code, "before": before, "after": after})
    return found
