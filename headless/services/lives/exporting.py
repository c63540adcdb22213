"""Giving out all that is known of a member as one JSON document: every table that keeps something of members, and plugins."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from headless.engine.member.coupons import CouponStatus
from headless.engine.member.entitlements import Fulfilment
from headless.engine.member.records import EntryType, EventStatus, HoldStatus, Origin
from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.engine.values.amounts import text_of
from headless.errors import NotFound
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.mapping import names
from headless.models.base.session import Session
from headless.models.database.snapshots import snapshot
from headless.models.tables.catalogue import TABLES
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.outbox import waiting_for
from headless.models.tables.members.lives.erasing import profile_and_aliases
from headless.models.tables.members.lives.exporting import exported_rows, is_exported, referrals_of
from headless.models.tables.work.retries import RetryState
from headless.services.auditing.trail import Action, note
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.principals import Principal
from headless.services.plugin_admin.plugin_personal import export_member as export_from_plugins

_HIDDEN = frozenset({"merchant_id", "salt", "content_hash", "pin_digest"})
"""Columns that say nothing of the member."""
_PREFIXES: Mapping[str, Prefix] = MappingProxyType({
    "member": Prefix.MEMBER, "event": Prefix.EVENT, "entry": Prefix.ENTRY, "lot": Prefix.LOT, "hold": Prefix.HOLD,
    "standing": Prefix.STANDING, "member_tag": Prefix.MEMBER_TAG, "coupon": Prefix.COUPON, "benefit_use": Prefix.BENEFIT_USE,
})  # fmt: skip
_REFERENCES: Mapping[str, Prefix] = MappingProxyType({
    "member_id": Prefix.MEMBER, "merged_into": Prefix.MEMBER, "event_id": Prefix.EVENT, "root_id": Prefix.EVENT,
    "cause_id": Prefix.EVENT, "origin_member_id": Prefix.MEMBER,
    "used_event_id": Prefix.EVENT, "reversed_event_id": Prefix.EVENT, "revoked_event_id": Prefix.EVENT, "entry_id": Prefix.ENTRY,
    "origin_entry_id": Prefix.ENTRY, "reverses": Prefix.ENTRY, "lot_id": Prefix.LOT, "hold_id": Prefix.HOLD,
    "standing_id": Prefix.STANDING, "coupon_id": Prefix.COUPON, "backtest_id": Prefix.BACKTEST, "rule_id": Prefix.RULE,
})  # fmt: skip
_STATES: Mapping[tuple[str, str], type] = MappingProxyType({
    ("member", "status"): MemberStatus, ("event", "status"): EventStatus, ("entry", "type"): EntryType,
    ("hold", "status"): HoldStatus, ("member_tag", "origin"): Origin, ("coupon", "status"): CouponStatus,
    ("rule_retry", "state"): RetryState, ("benefit_use", "fulfilment"): Fulfilment,
})  # fmt: skip
_JSON = frozenset({"attributes", "data", "document", "params", "clause", "fields", "problem", "terms", "result"})
_UNITS: Mapping[str, frozenset[str]] = MappingProxyType({
    "account": frozenset({"balance", "debt", "held", "pending", "earned", "spent", "expired"}),
    "entry": frozenset({"amount", "balance_after"}),
    "lot": frozenset({"granted", "remaining", "held", "expired"}),
    "hold": frozenset({"amount", "captured", "released"}),
})  # fmt: skip
_DAYS = frozenset({"birthday_on", "joined_on", "occurred_on", "used_on", "day"})


async def export_member(kernel: Kernel, principal: Principal, lookup: Lookup) -> dict[str, Any]:
    """Return all that is known of a member, by table, and by plugin what it keeps itself. Raise NotFound if there is none.

    The audit trail keeps who took it.
    """
    merchant_id = principal.merchant_id
    async with snapshot(kernel.db) as session:
        merchant = await kernel.programs.merchant(session, merchant_id)
        program = await kernel.programs.of(session, merchant)
        id_ = await find_member(session, merchant_id, lookup, program.country)
        if id_ is None:
            raise NotFound(Message("there is no member with {lookup}", lookup=lookup.told), code="UNKNOWN_MEMBER")
        ids = [profile.id for profile in await profile_and_aliases(session, merchant_id, id_)]
        tables = await _tables(session, program, ids)
        members = [encode(Prefix.MEMBER, member_id) for member_id in ids]
        referrals = [row for member in members for row in await referrals_of(session, merchant_id, member)]
        waiting = [message for member in members for message in await waiting_for(session, merchant_id, member)]
    async with kernel.db.transaction() as session:
        await note(kernel, session, principal, Action.EXPORTED, "Member", encode(Prefix.MEMBER, id_))
    return {
        "member": encode(Prefix.MEMBER, id_),
        "merchant": merchant.slug,
        "exportedAt": program.zone.datetime_of(kernel.now(merchant)).isoformat(),
        "tables": tables,
        "referredBy": [_row(program, "event", row) for row in referrals],
        "onTheirWay": [_emitted(program, json.loads(message.document)) for message in waiting],
        "plugins": await export_from_plugins(kernel, merchant, id_),
        **await _of_aliases(kernel, merchant, ids[1:]),
    }


def _emitted(program: Program, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event that a rule told the member of and that has not arrived, without saying whose rule it was."""
    at = document["occurredAt"]
    occurred_at = None if at is None else program.zone.datetime_of(at).isoformat()
    return {"type": document["type"], "data": document["data"], "occurredAt": occurred_at}


async def _of_aliases(kernel: Kernel, merchant: MerchantRow, ids: Sequence[int]) -> dict[str, Any]:
    """Return what plugins still keep under the ids of members who were merged into this one, nothing if there are none."""
    if not ids:
        return {}
    return {
        "mergedPlugins": {encode(Prefix.MEMBER, id_): await export_from_plugins(kernel, merchant, id_) for id_ in ids}
    }


async def _tables(session: Session, program: Program, ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, model in TABLES.items():
        columns = [name for name in names(model) if name not in _HIDDEN and not name.endswith("_folded")]
        if is_exported(table, columns):
            rows = await exported_rows(session, program.merchant_id, table, columns, ids)
            tables[_camel(table)] = [_row(program, table, row) for row in rows]
    return tables


def _row(program: Program, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as people and programs read it: public ids, codes, times with their zone, amounts as decimals."""
    kind = program.kind_by_id.get(row.get("kind_id") or 0)
    decimals = 0 if kind is None else kind.decimals
    units = _UNITS.get(table, frozenset())
    shown: dict[str, Any] = {}
    for name, value in row.items():
        if value is None:
            shown[_camel(name)] = None
        elif name in units and kind is not None:
            shown[_camel(name)] = text_of(int(value), decimals)
        else:
            shown[_camel(name)] = _value(program, table, name, value)
    return shown


def _value(program: Program, table: str, name: str, value: Any) -> Any:
    state = _STATES.get((table, name))
    prefix = _PREFIXES.get(table) if name == "id" else _REFERENCES.get(name)
    if state is not None:
        return state(value).name
    if prefix is not None:
        return encode(prefix, value) if value > 0 else value
    if name in _CODES:
        return _CODES[name](program, value)
    if name in _JSON:
        return json.loads(value) if isinstance(value, str) else value
    if name.endswith("_at"):
        return program.zone.datetime_of(value).isoformat()
    return date.fromordinal(value).isoformat() if name in _DAYS and value > 0 else value


def _kind(program: Program, id_: int) -> Any:
    kind = program.kind_by_id.get(id_) or program.coupon_kind_by_id.get(id_)
    return id_ if kind is None else kind.code


def _tier(program: Program, id_: int) -> Any:
    tiers = (track.by_id.get(id_) for track in program.tracks.values())
    return next((tier.code for tier in tiers if tier is not None), id_)


def _code_in(known: Callable[[Program], Mapping[int, Any]]) -> Callable[[Program, int], Any]:
    def code(program: Program, id_: int) -> Any:
        """Return the code of what has this id, the id itself if it is gone."""
        one = known(program).get(id_)
        return id_ if one is None else one.code

    return code


_CODES: Mapping[str, Callable[[Program, int], Any]] = MappingProxyType({
    "kind_id": _kind,
    "tier_id": _tier,
    "track_id": _code_in(lambda program: program.track_by_id),
    "tag_id": _code_in(lambda program: program.tag_by_id),
    "benefit_id": _code_in(lambda program: program.benefit_by_id),
})  # fmt: skip


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.title() for part in others)
