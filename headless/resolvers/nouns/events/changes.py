"""The changes of a member that a write brought about, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.member.records import Change
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


def change_rows(ctx: ReadContext, changes: Iterable[Change]) -> list[ChangeRow]:
    """Return the engine's changes as the API shows them."""
    return [_row(ctx, change) for change in changes]


def _row(ctx: ReadContext, change: Change) -> ChangeRow:
    if change.kind == "ASSET" and (kind := ctx.program.kinds.get(change.code)) is not None:
        before, after, amount = (_amount(kind, units) for units in (change.before, change.after, change.amount))
        return ChangeRow(change.kind, change.code, before, after, amount, _asset_text(ctx.lang, kind, amount, after))
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


def _asset_text(lang: str, kind: AssetKind, amount: str | None, after: str | None) -> str:
    signed = amount if amount is None or amount.startswith("-") else f"+{amount}"
    return _TEXTS.text(lang, "asset", asset=kind.name, amount=signed, after=after)


def _tier_text(ctx: ReadContext, change: Change) -> str:
    track = ctx.program.tracks.get(change.code)
    names = {code: tier.name for code, tier in track.by_code.items()} if track else {}
    none = _TEXTS.text(ctx.lang, "no_tier")
    before, after = (none if code is None else names.get(code, code) for code in (change.before, change.after))
    return _TEXTS.text(ctx.lang, "tier", track=track.name if track else change.code, before=before, after=after)


def _tag_text(ctx: ReadContext, change: Change) -> str:
    tag = ctx.program.tags.get(change.code)
    key = "tag.removed" if change.after is None else "tag.added"
    return _TEXTS.text(ctx.lang, key, tag=tag.name if tag else change.code)
