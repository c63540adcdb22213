"""What a plugin brings, made for a merchant that enables it. What is there already stays as the merchant has it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.advice.missing_names import SORTS
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.models.base.versions import Versioned
from headless.models.tables.configuration.asset_kinds import AssetKind
from headless.models.tables.configuration.merchants import count_version
from headless.models.tables.configuration.tracks import TierTrack
from headless.models.tables.members.tags import Tag
from headless.models.tables.rewards.benefits import Benefit
from headless.models.tables.rewards.coupons import CouponKind
from headless.plugins.contract.assets import AssetKind as DeclaredKind
from headless.plugins.contract.configuring.brought import Brought
from headless.plugins.contract.declarations import Declarations
from headless.services.configuration.asset_kinds import checked, first_document, insert_first_kinds
from headless.services.configuration.offers.coupon_kinds import coupon_kind_document, coupon_kind_work
from headless.services.configuration.saving import Desk, Draft, Stop, Work, stop
from headless.services.configuration.tag_kinds import tag_document, tag_work
from headless.services.configuration.tier_tracks import tier_track_work, track_document
from headless.services.kernel.outcomes import Saved
from headless.services.members.benefits import benefit_document, benefit_work

Json = Mapping[str, Any]
_PLACED = frozenset({"default", "formerWords"})
"""What depends on what else is there, so that it is no difference."""


@dataclass(frozen=True, slots=True)
class Present:
    """Something that a plugin brings, as the merchant has it now. differs: what the plugin would have otherwise."""

    sort: str
    code: str
    name: str
    names: Mapping[str, str]
    differs: tuple[str, ...] = ()


@dataclass(slots=True)
class Enabled(Saved):
    """A plugin that was put to use: what was made for it, and what of that it brings was there already."""

    made: list[Present] = field(default_factory=list)
    existing: list[Present] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Maker:
    """How things of a sort are made: their table, the work that saves one, and its document alone."""

    model: type[Versioned]
    work: Callable[[Json], Work]
    document: Callable[[Desk, Draft, Json], Awaitable[Json]]


_MAKERS: Mapping[str, _Maker] = {
    "couponKind": _Maker(CouponKind, coupon_kind_work, coupon_kind_document),
    "tag": _Maker(Tag, tag_work, tag_document),
    "tierTrack": _Maker(TierTrack, tier_track_work, track_document),
    "benefit": _Maker(Benefit, benefit_work, benefit_document),
}


async def bring_kinds(desk: Desk, declared: Declarations, enabled: Enabled) -> None:
    """Make the asset kinds of a plugin that are not there, and note them in what is answered."""
    program = await desk.kernel.programs.of(desk.session, desk.merchant)
    fresh = [kind for kind in declared.assets if kind.code not in program.kinds]
    if fresh:
        merchant = desk.merchant
        await insert_first_kinds(desk.kernel, desk.session, merchant.id, merchant.decimals, fresh, desk.now)
    for kind in declared.assets:
        if kind in fresh:
            enabled.made.append(Present("assetKind", kind.code, kind.name, {}))
        else:
            enabled.existing.append(await _present_kind(desk, kind))


async def bring(desk: Desk, declared: Declarations, enabled: Enabled) -> None:
    """Make the rest of what a plugin brings, and note it in what is answered. Raise Stop if something cannot be made."""
    for brought in declared.brings:
        maker = _MAKERS[brought.sort]
        with_code = await desk.draft(maker.model, spelled(brought.code))
        if with_code.before is not None:
            enabled.existing.append(await _present(desk, maker, with_code, brought))
            continue
        try:
            await maker.work(brought.document)(desk)
        except (Stop, Invalid) as fault:
            raise _cannot(declared.plugin, brought, fault) from None
        enabled.made.append(_noted(brought.sort, brought.code, brought.document))
        await renew(desk)


async def renew(desk: Desk) -> None:
    """Read the merchant's configuration again, as this transaction has just written it."""
    await count_version(desk.session, desk.merchant.id)
    desk.merchant = await desk.kernel.programs.merchant(desk.session, desk.merchant.id)


def _noted(sort: str, code: str, document: Json, differs: tuple[str, ...] = ()) -> Present:
    return Present(sort, code, document["name"], document.get("names") or {}, differs)


async def _present_kind(desk: Desk, kind: DeclaredKind) -> Present:
    draft = await desk.draft(AssetKind, kind.code)
    before = draft.before or {}
    declared = first_document(kind, desk.merchant.decimals)
    fresh = json.loads(compact(checked(declared, draft.id, draft.version)))
    differs = tuple(name for name in sorted(declared) if fresh[name] != before.get(name))
    return _noted("assetKind", kind.code, before, differs)


async def _present(desk: Desk, maker: _Maker, draft: Draft, brought: Brought) -> Present:
    before = draft.before or {}
    try:
        fresh = json.loads(compact(await maker.document(desk, draft, brought.document)))
        differs = tuple(name for name in sorted(fresh) if _plain(fresh, name) != _plain(before, name))
    except Stop as stopped:
        # such as a track of another kind, which no save could make of this one
        differs = stopped.problem.path[:1]
    except Invalid:
        differs = ()
    return _noted(brought.sort, draft.code, before, differs)


def _plain(document: Json, name: str) -> Any:
    """Return a part of a stored document without what depends on where and when it was stored."""
    if name in _PLACED:
        return None
    if name == "tiers":
        return [{part: told for part, told in tier.items() if part != "id"} for tier in document[name]]
    # what was left out may be stored as nothing
    return document.get(name) or None


def _cannot(plugin: str, brought: Brought, fault: Stop | Invalid) -> Stop:
    problem = fault.problem if isinstance(fault, Stop) else None
    code, said = (problem.code, problem.message) if problem is not None else (fault.code, fault.message)  # type: ignore[union-attr]
    message = Message(
        "{plugin} brings the {sort} {code}, which cannot be made here: {fault}",
        plugin=plugin,
        sort=SORTS[brought.sort],
        code=brought.code,
        fault=said,
    )
    return stop(code, message, "name")
