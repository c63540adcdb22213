"""What a write did to a member, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.member.records import Change
from headless.engine.values.amounts import text_of
from headless.resolvers.nouns.rewards.reward_texts import reward_text
from headless.resolvers.reading.context import ReadContext


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change, told in the reader's language; amounts as exact texts."""

    kind: str
    code: str
    before: str | None
    after: str | None
    amount: str | None
    text: str


def change_rows(ctx: ReadContext, changes: Iterable[Change]) -> list[ChangeRow]:
    """The engine's changes as the API shows them."""
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
    return f"{kind.name} {signed}，现为 {after}" if lang == "zh" else f"{kind.name} {signed}, now {after}"


def _tier_text(ctx: ReadContext, change: Change) -> str:
    track = ctx.program.tracks.get(change.code)
    names = {code: tier.name for code, tier in track.by_code.items()} if track else {}
    none = "无" if ctx.lang == "zh" else "none"
    before, after = (none if code is None else names.get(code, code) for code in (change.before, change.after))
    name = track.name if track else change.code
    return f"{name}：{before} → {after}" if ctx.lang == "zh" else f"{name}: {before} → {after}"


def _tag_text(ctx: ReadContext, change: Change) -> str:
    tag = ctx.program.tags.get(change.code)
    name = tag.name if tag else change.code
    if ctx.lang == "zh":
        return f"{'加上' if change.after is not None else '移除'}标签 {name}"
    return f"tag {name} {'put on' if change.after is not None else 'taken off'}"
