"""What a write did to a member, in order; for a repeated event, what it did the first time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.amounts import text_of
from headless.engine.program import AssetKind, Track
from headless.engine.records import Change
from headless.models.session import Session
from headless.resolvers.context import ReadContext

_ENTRIES = """SELECT event_id, kind_id, amount, balance_after FROM entry
WHERE merchant_id = $1 AND {events} ORDER BY event_id, id"""
_STANDINGS = """SELECT s.event_id, s.track_id, before.tier_id, s.tier_id FROM standing s
LEFT JOIN standing before ON before.merchant_id = s.merchant_id AND before.member_id = s.member_id
  AND before.track_id = s.track_id AND before.seq = s.seq - 1
WHERE s.merchant_id = $1 AND {events} ORDER BY s.event_id, s.id"""
_TAGS = "SELECT event_id, tag_id FROM member_tag WHERE merchant_id = $1 AND {events} ORDER BY event_id, id"


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


async def first_changes(ctx: ReadContext, event_ids: Sequence[int]) -> dict[int, list[ChangeRow]]:
    """What these events did when they were recorded: three queries, however many they are."""
    found: dict[int, list[Change]] = {id_: [] for id_ in event_ids}
    if event_ids:
        async with ctx.read() as session:
            for event_id, change in await _recalled(ctx, session, sorted(found)):
                found[event_id].append(change)
    return {id_: change_rows(ctx, changes) for id_, changes in found.items()}


async def _recalled(ctx: ReadContext, session: Session, ids: list[int]) -> list[tuple[int, Change]]:
    program = ctx.program
    found: list[tuple[int, Change]] = []
    for row in await session.fetch(_ENTRIES.format(events=session.any_of("event_id", 2)), ctx.merchant_id, ids):
        if (kind := program.kind_by_id.get(row[1])) is not None:
            found.append((row[0], Change("ASSET", kind.code, row[3] - row[2], row[3], row[2])))
    for row in await session.fetch(_STANDINGS.format(events=session.any_of("s.event_id", 2)), ctx.merchant_id, ids):
        if (track := program.track_by_id.get(row[1])) is not None and row[2] != row[3]:
            found.append((row[0], Change("TIER", track.code, _code(track, row[2]), _code(track, row[3]))))
    for row in await session.fetch(_TAGS.format(events=session.any_of("event_id", 2)), ctx.merchant_id, ids):
        if (tag := program.tag_by_id.get(row[1])) is not None:
            found.append((row[0], Change("TAG", tag.code, None, tag.code)))
    return found


def _code(track: Track, tier_id: int | None) -> str | None:
    tier = None if tier_id is None else track.by_id.get(tier_id)
    return None if tier is None else tier.code


def _row(ctx: ReadContext, change: Change) -> ChangeRow:
    if change.kind == "ASSET" and (kind := ctx.program.kinds.get(change.code)) is not None:
        before, after, amount = (_amount(kind, units) for units in (change.before, change.after, change.amount))
        return ChangeRow(change.kind, change.code, before, after, amount, _asset_text(ctx.lang, kind, amount, after))
    before, after = _text(change.before), _text(change.after)
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
