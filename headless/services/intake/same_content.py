"""Whether an event that comes again says the same: by its hash if it was written alike, otherwise value by value."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

from headless.engine.handlers.order_lines import LINE_FACTS
from headless.engine.member.cards.numbers import SHOWN_DIGITS, normal_number
from headless.engine.member.coupons import normal
from headless.engine.member.orders.line_totals import fitted_lines
from headless.engine.member.orders.order_changes import AMENDED, PAID, REFUNDED
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.rewards.rewards import codes_at
from headless.errors import HeadlessError
from headless.models.tables.events.event_keys import Identity
from headless.phones import phone_key
from headless.plugins.contract.contents import contents_of, document_contents


class Earlier(NamedTuple):
    """An event that was recorded before. said: its typed payload, made when it is asked for. personal: as it is still known.

    members: whom it may name by now. timed: its sender said when it happened, as far as can be told.
    """

    id: int
    member_id: int
    members: tuple[int | None, ...]
    content_hash: str
    type: str
    occurred_at: int
    timed: bool
    said: Callable[[], Any]
    personal: Callable[[], Mapping[str, Any] | None]


def earlier_of(record: EventRecord) -> Earlier:
    """Return an event that was just settled."""
    return Earlier(
        record.id, record.member_id, (record.member_id,), record.content_hash, record.type, record.occurred_at,
        record.occurred_at != record.recorded_at, lambda: record.data, lambda: record.personal,
    )  # fmt: skip


def stored_earlier(program: Program, known: Identity) -> Earlier:
    """Return an event as it is stored."""
    return Earlier(
        known.id, known.member_id, (known.member_id, known.survivor_id), known.content_hash, known.type, known.occurred_at,
        known.occurred_at != known.recorded_at,
        lambda: program.payload(known.type, json.loads(known.data), known.type_version),
        lambda: None if known.fields is None else json.loads(known.fields),
    )  # fmt: skip


def is_same(program: Program, earlier: Earlier, record: EventRecord, timed: bool, *, in_order: bool = True) -> bool:
    """Return True if an event says what an earlier one under its identity said. in_order: the order of its lines counts."""
    if earlier.content_hash == record.content_hash:
        return True
    if earlier.type != record.type or record.member_id not in earlier.members:
        return False
    if earlier.occurred_at != record.occurred_at if timed else earlier.timed:
        return False
    try:
        said = earlier.said()
    except HeadlessError:
        # the type has changed since, and what it took then can no longer be read
        return False
    then, now = _contents(program, replace(record, data=said, personal=earlier.personal())), _contents(program, record)
    if not in_order:
        for contents in (then, now):
            contents["items"] = sorted(map(repr, map(_by_name, contents.get("items", ()))))
    return then == now


def _by_name(line: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(line.items(), key=itemgetter(0))


def is_same_but_for_member(program: Program, earlier: Earlier, record: EventRecord, timed: bool) -> bool:
    """Return True if an event says what an earlier one said, whose member is not known yet."""
    return is_same(program, earlier, replace(record, member_id=earlier.member_id), timed)


def _contents(program: Program, record: EventRecord) -> dict[str, Any]:
    codes = frozenset(codes_at(program, record))
    data = record.data
    if record.type in (PAID, AMENDED) and data.items:
        # Lines are compared as they are kept: scaled to the total.
        data = fitted_lines(data, program.decimals) or data
    contents = contents_of(data, lambda text: normal(text) if text in codes else text)
    contents.pop("lines_total", None)
    if record.type == REFUNDED and record.refers is not None:
        # What lines of a linked refund are is taken from the order, not from what was sent.
        for line in contents.get("items", ()):
            for fact in LINE_FACTS:
                line.pop(fact, None)
    if record.type == PAID:
        for line in contents.get("items", ()):
            _name_card(line)
    if record.type == AMENDED and data.coupons is not None:
        # no coupons is not the same as nothing said of them
        contents["coupons"] = contents.get("coupons", [])
    if contents.get("currency") == program.currency:
        # the default of events that name none
        del contents["currency"]
    return {**contents, "personal": document_contents(_personal(program, record))}


def _name_card(line: dict[str, Any]) -> None:
    """Let a line say by its last digits which card it sells. What is kept of it names the card by its id."""
    ends = line.pop("card_ends", None)
    if "card" in line:
        line.pop("earns", None)
        line["card"] = ends or normal_number(str(line["card"]))[-SHOWN_DIGITS:]


def _personal(program: Program, record: EventRecord) -> Mapping[str, Any]:
    """Return what is personal of an event, with a phone number of the profile as it is compared."""
    personal = record.personal or {}
    profile = personal.get("personal") if record.type == "member.updated" else None
    if not isinstance(profile, Mapping) or "phone" not in profile:
        return personal
    fields = {name: value for name, value in profile.items() if name != "phone_key"}
    return {**personal, "personal": {**fields, "phone": phone_key(str(profile["phone"]), program.country)}}
