"""Entries against the events and decisions that called for them: none missing, none twice."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from headless.engine.member.records import EntryType
from headless.engine.rewards.undoing import UNDONE
from headless.engine.values.spelling import spelled
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.tables.events.histories import StoredEvent
from headless.models.tables.ledger.histories import StoredEntry
from headless.services.verifying.checks.accounts import forgiven_units
from headless.services.verifying.histories.amounts import units
from headless.services.verifying.histories.drift import Drift
from headless.services.verifying.histories.histories import History

Movement = tuple[str, str, int]
"""Type, asset kind and units of an entry; units taken back count what was forgiven, too."""

_SIGNS: Mapping[str, tuple[str, int]] = {
    "Earn": ("EARN", 1),
    "Reclaim": ("REVERSE", -1),
    "Spend": ("SPEND", -1),
    "Transfer": ("TRANSFER", -1),
}


def check_movements(history: History) -> Iterator[Drift]:
    """Check that each event has the entries that it and its rules' decisions call for, once each."""
    by_event: dict[int, list[StoredEntry]] = {}
    for entry in history.entries:
        by_event.setdefault(entry.event_id, []).append(entry)
    counting = {event.id for event in history.settled}
    for event_id, entries in by_event.items():
        if event_id not in counting:
            yield history.drift("event", f"{encode(Prefix.EVENT, event_id)} entries", Message("none"), len(entries))
    for event in history.settled:
        entries = by_event.get(event.id, [])
        if event.type == "order.amended":
            more = [entry for entry in entries if is_more(entry)]
            yield from _by_amendment(history, event, more)
            entries = [entry for entry in entries if not is_more(entry)]
        if event.type == "benefit.used":
            yield from _by_use(history, event, [entry for entry in entries if entry.rule_id is None])
        yield from _by_itself(history, event, [entry for entry in entries if entry.rule_id is None])
        yield from _by_rules(history, event, [entry for entry in entries if entry.rule_id is not None])


def _by_itself(history: History, event: StoredEvent, entries: list[StoredEntry]) -> Iterator[Drift]:
    """Check what the core posted for an event, which follows from its payload alone."""
    called_for = _CALLS.get(event.type)
    if called_for is not None:
        type_, expected = called_for(history, json.loads(event.data))
        stored = Counter(_movement(history, entry) for entry in entries if EntryType(entry.type).name == type_)
        yield from _differences(history, event, "", Counter(expected), stored)
    # A rule may undo what the event itself has taken back in part.
    reversals = ((entry.reverses, entry.reason == UNDONE) for entry in entries if entry.reverses is not None)
    for (entry_id, _), count in Counter(reversals).items():
        if count > 1:
            what = f"{encode(Prefix.EVENT, event.id)} reversals of {encode(Prefix.ENTRY, entry_id)}"
            yield history.drift("event", what, 1, count)


def _by_use(history: History, event: StoredEvent, entries: list[StoredEntry]) -> Iterator[Drift]:
    """Check that a use of a benefit paid and gave what its decision says, and nothing else."""
    said = next((line for line in history.decided.get(event.id, ()) if "paid" in line), {})
    for type_, name, sign in (("SPEND", "paid", -1), ("GRANT", "given", 1)):
        expected = Counter((type_, code, sign * amount) for code, amount in said.get(name, {}).items())
        stored = Counter(_movement(history, entry) for entry in entries if EntryType(entry.type).name == type_)
        yield from _differences(history, event, "", expected, stored)


def is_more(entry: StoredEntry) -> bool:
    """Return True if an amended order earned an entry."""
    return bool(entry.terms) and "amended" in json.loads(entry.terms or "{}")


def _by_amendment(history: History, event: StoredEvent, entries: list[StoredEntry]) -> Iterator[Drift]:
    """Check that what an amended order earned more is what its decision says."""
    rows = next((line["due"] for line in history.decided.get(event.id, ()) if "due" in line), ())
    expected = Counter((rule_id, asset, tuple(lines), more) for rule_id, asset, lines, _, more in rows if more)
    stored = Counter(_more(history, entry) for entry in entries)
    for earned in {*expected, *stored}:
        if expected[earned] != stored[earned]:
            rule_id, asset, _, more = earned
            what = f"{encode(Prefix.EVENT, event.id)} {event.type} of {_rule(history, rule_id)} EARN {more} {asset} entries"
            yield history.drift("event", what, expected[earned], stored[earned])


def _more(history: History, entry: StoredEntry) -> tuple[int, str, tuple[str, ...], int]:
    lines = json.loads(entry.terms or "{}").get("lines", ())
    return entry.rule_id or 0, history.code(entry.kind_id), tuple(lines), entry.amount


def _by_rules(history: History, event: StoredEvent, entries: list[StoredEntry]) -> Iterator[Drift]:
    """Check what was posted for rules against their decisions. Rules that were tried again later are only counted."""
    again = {retry.rule_id for retry in history.retries if retry.event_id == event.id}
    document = history.decided.get(event.id, [])
    lines = {line["i"]: line for line in document if "i" in line}
    failed = bool(again) or any("x" in line or _withheld(line) for line in lines.values())
    for rule_id in sorted({*lines, *(entry.rule_id for entry in entries)}):
        ours = [entry for entry in entries if entry.rule_id == rule_id]
        stored = Counter(_movement(history, entry) for entry in ours)
        what = f" of {_rule(history, rule_id)}"
        if failed:
            most = Counter(movement for movement, count in stored.items() if count > 1)
            reasons = Counter((_movement(history, entry), entry.reason) for entry in ours)
            if most and max(reasons.values()) > 1:
                yield from _differences(history, event, what, Counter(set(stored)), stored)
            continue
        expected = Counter(_said(history, lines.get(rule_id, {}).get("e", ())))
        yield from _differences(history, event, what, expected, stored)


def _withheld(line: Mapping[str, Any]) -> bool:
    return any(effect.get("withheld") for effect in line.get("e", ()))


def _said(history: History, effects: Iterable[Mapping[str, Any]]) -> Iterator[Movement]:
    for effect in effects:
        signed, kind = _SIGNS.get(effect["effect"]), history.program.kinds.get(effect.get("asset", ""))
        if signed is None or kind is None:
            continue
        amount = units(effect["amount"], kind.decimals)
        if amount:
            yield signed[0], kind.code, signed[1] * amount


def _movement(history: History, entry: StoredEntry) -> Movement:
    return EntryType(entry.type).name, history.code(entry.kind_id), entry.amount - forgiven_units(entry)


def _differences(
    history: History, event: StoredEvent, what: str, expected: Counter[Movement], stored: Counter[Movement]
) -> Iterator[Drift]:
    for movement in sorted({*expected, *stored}):
        type_, code, amount = movement
        if expected[movement] != stored[movement] and not _all_forgiven(history, movement, stored[movement]):
            named = f"{encode(Prefix.EVENT, event.id)} {event.type}{what} {type_} {amount} {code} entries"
            yield history.drift("event", named, expected[movement], stored[movement])


def _all_forgiven(history: History, movement: Movement, entries: int) -> bool:
    """Return True if nothing was left to take back and the kind forgives, so that there is no entry."""
    kind = history.program.kinds.get(movement[1])
    return movement[0] == "REVERSE" and not entries and kind is not None and kind.clawback == "FORGIVE"


def _rule(history: History, rule_id: int) -> str:
    return next((rule.latest.name for rule in history.program.rules if rule.latest.id == rule_id), f"rule {rule_id}")


# ── what the core's own event types call for: the type of entry, and the movements


def _granted(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return "GRANT", [_of(history, "GRANT", data["kind"], data["amount"], 1)]


def _spent(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return "SPEND", [_of(history, "SPEND", data["kind"], data["amount"], -1)]


def _transferred(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return "TRANSFER", [_of(history, "TRANSFER", data["kind"], data["amount"], -1)]


def _received(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return "TRANSFER", [_of(history, "TRANSFER", data["kind"], data["amount"], 1)]


def _returned(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return "TRANSFER", [_of(history, "TRANSFER", data["kind"], data["amount"], -1)]


def _expired(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return "EXPIRE", [_of(history, "EXPIRE", data["asset"], data["amount"], -1)]


def _topped_up(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    code = data.get("asset") or "balance"
    amounts = [data["amount"], *([data["bonus"]] if data.get("bonus") is not None else [])]
    movements = [_of(history, "EARN", code, amount, 1) for amount in amounts]
    return "EARN", [movement for movement in movements if movement[2]]


def _tendered(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    tenders = [_of(history, "SPEND", part["asset"], part["amount"], -1) for part in data.get("payWith") or ()]
    return "SPEND", [movement for movement in tenders if movement[2]]


def _card_in(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return _card(history, data, 1)


def _card_out(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    return _card(history, data, -1)


def _card(history: History, data: Mapping[str, Any], sign: int) -> tuple[str, list[Movement]]:
    movements = [_of(history, "TRANSFER", data["asset"], data["amount"], sign)] if data.get("asset") else []
    return "TRANSFER", [movement for movement in movements if movement[2]]


def _refunded_cards(history: History, data: Mapping[str, Any]) -> tuple[str, list[Movement]]:
    taken = [part for part in data.get("cards") or () if part.get("bound") and part.get("asset")]
    movements = [_of(history, "TRANSFER", part["asset"], part["amount"], -1) for part in taken]
    return "TRANSFER", [movement for movement in movements if movement[2]]


def _of(history: History, type_: str, code: str, amount: Any, sign: int) -> Movement:
    code = spelled(code)
    kind = history.program.kinds.get(code)
    return type_, code, sign * units(amount, kind.decimals if kind else 0)


_CALLS = {
    "asset.granted": _granted,
    "balance.imported": _granted,
    "asset.spent": _spent,
    "asset.transferred": _transferred,
    "asset.received": _received,
    "asset.returned": _returned,
    "asset.expired": _expired,
    "topup.paid": _topped_up,
    "card.bound": _card_in,
    "card.unblocked": _card_in,
    "card.topped_up": _card_in,
    "card.unbound": _card_out,
    "card.blocked": _card_out,
    "order.refunded": _refunded_cards,
    "order.paid": _tendered,
}
