"""The changes of a member that a write brought about, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.explaining.fact_scopes import OF_CHANGES
from headless.engine.member.records import Change
from headless.engine.program.sights import Sight
from headless.engine.texts.formats import signed
from headless.engine.texts.texts import Texts
from headless.engine.values.amounts import text_of
from headless.resolvers.nouns.rewards.reward_texts import reward_text
from headless.resolvers.reading.context import ReadContext

_TEXTS = Texts("changes")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change, told in the reader's language, with amounts as exact texts."""

    kind: str
    code: str
    before: str | None
    after: str | None
    amount: str | None
    text: str

    def is_seen(self, sight: Sight) -> bool:
        """Return True if a partner may see it."""
        if self.kind == "ASSET":
            return self.code in sight.kinds
        return self.kind == "TAG" and self.code in sight.tags


def change_rows(ctx: ReadContext, changes: Iterable[Change]) -> list[ChangeRow]:
    """Return the engine's changes as the API shows them, without those whose scope the token lacks."""
    return [_row(ctx, change) for change in changes if ctx.allows(OF_CHANGES[change.kind])]


def _row(ctx: ReadContext, change: Change) -> ChangeRow:
    if change.kind == "ASSET" and (kind := ctx.program.kinds.get(change.code)) is not None:
        before, after, amount = (_amount(kind, units) for units in (change.before, change.after, change.amount))
        return ChangeRow(change.kind, change.code, before, after, amount, _asset_text(ctx, kind, amount, after))
    before, after = _text(change.before), _text(change.after)
    if change.kind in ("COUPON", "BENEFIT"):
        amount = None if change.amount is None else str(change.amount)
        return ChangeRow(change.kind, change.code, before, after, amount, reward_text(ctx, change))
    told = _tier_text(ctx, change) if change.kind == "TIER" else _tag_text(ctx, change)
    return ChangeRow(change.kind, change.code, before, after, None, told)


def _amount(kind: AssetKind, units: Any) -> str | None:
    return None if units is None else text_of(int(units), kind.decimals)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _asset_text(ctx: ReadContext, kind: AssetKind, amount: str | None, after: str | None) -> str:
    names = ctx.names
    moved, left = signed(names.amount(kind.code, amount or "0")), names.amount(kind.code, after or "0")
    return _TEXTS.text(ctx.lang, "asset", asset=names.asset(kind.code), amount=moved, after=left)


def _tier_text(ctx: ReadContext, change: Change) -> str:
    none, names, track = _TEXTS.text(ctx.lang, "no_tier"), ctx.names, change.code
    before, after = (none if code is None else names.tier(code, track) for code in (change.before, change.after))
    return _TEXTS.text(ctx.lang, "tier", track=names.track(track), before=before, after=after)


def _tag_text(ctx: ReadContext, change: Change) -> str:
    key = "tag.removed" if change.after is None else "tag.added"
    return _TEXTS.text(ctx.lang, key, tag=ctx.names.tag(change.code))
