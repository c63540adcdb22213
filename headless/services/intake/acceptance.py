"""Taking events in: everything that can be said against one before any member is locked."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.engine.member.orders.order_changes import PAID, waits_for
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.values.currencies import Currency
from headless.engine.values.limits import AHEAD_US
from headless.engine.values.problems import Problem, invalid
from headless.engine.values.spelling import spelled
from headless.errors import HeadlessError, Invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.events.event_keys import moves_of_orders, owners_of
from headless.models.tables.members.members import salts_of
from headless.plugins.contract.payloads import (
    Accepted,
    accept_payload,
    json_name,
    member_lookups,
    model_of,
    order_of,
    refers_of,
    subject_of,
)
from headless.services.intake import senders
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import own_key
from headless.services.kernel.limiting.coupon_codes import NamedCodes
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_members
from headless.services.kernel.principals import Principal

SOURCE_LENGTH = 200
_SORTED = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
_TEXT = json.JSONEncoder(ensure_ascii=False)
Key = tuple[str, str]
"""The type and the business key of an event that others refer to."""


@dataclass(frozen=True, slots=True)
class EventInput:
    """An event as sent. `occurred_at` in microseconds, None for now. `problem`: what could not be read of it."""

    type: str
    data: Any
    member: Lookup | None = None
    source: str | None = None
    external_id: str | None = None
    occurred_at: int | None = None
    member_id: int | None = None
    actor: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What one caller sends at once. internal: events of the system's own types. codes: coupons that it names, if they count."""

    principal: Principal
    inputs: Sequence[EventInput]
    internal: bool = False
    codes: NamedCodes | None = None


@dataclass(slots=True)
class Candidate:
    """An input on its way: the record it became, or what stands against it.

    origin_of_batch: the order or payment that names the member of its refund, if it is not recorded yet but in the same batch.
    """

    position: int
    given: EventInput
    principal: Principal
    internal: bool = False
    type: EventType | None = None
    source: str = ""
    external_id: str = ""
    member_id: int | None = None
    record: EventRecord | None = None
    problem: Problem | None = None
    references: dict[str, int] = field(default_factory=dict)
    origin_of_batch: Key | None = None


async def accept(
    kernel: Kernel,
    session: Session,
    program: Program,
    requests: Sequence[Request],
    now: int,
    *,
    ahead_us: int = AHEAD_US,
    known: Mapping[Lookup, int] | None = None,
) -> list[Candidate]:
    """Check inputs and resolve their members: a constant number of queries for any number of requests.

    known: the members of the inputs, where they were looked up before.
    """
    flat = [(request, given) for request in requests for given in request.inputs]
    candidates = [
        Candidate(position, given, request.principal, request.internal)
        for position, (request, given) in enumerate(flat)
    ]
    for candidate in candidates:
        candidate.problem = _admit(kernel, program, candidate, now, ahead_us)
    await _resolve(session, program, [candidate for candidate in candidates if candidate.problem is None], known)
    salts, currency = await _salts(session, program, candidates), program.money
    for candidate in candidates:
        if candidate.problem is None:
            _read(kernel, program, candidate, now, salts, currency)
    return candidates


def _admit(kernel: Kernel, program: Program, candidate: Candidate, now: int, ahead_us: int) -> Problem | None:
    given, principal, internal = candidate.given, candidate.principal, candidate.internal
    if given.problem is not None:
        return given.problem
    type_ = program.event_types.get(given.type)
    if type_ is None or (not internal and not senders.is_known_to(program, principal, type_)):
        return senders.unknown_type(program, principal, given.type)
    if type_.plugin and type_.plugin not in program.enabled:
        names = {"given": given.type, "type": type_.plugin}
        message = Message("the event type {given!r} belongs to the plugin {type}, which is not enabled", **names)
        return invalid("PLUGIN_NOT_ENABLED", message, "type")
    candidate.type = type_
    problem = senders.type_problem(principal, type_)
    if problem is not None:
        return replace(problem, path=()) if internal else problem
    source = senders.source_of(program, principal, type_, given.source, internal)
    if isinstance(source, Problem):
        return source
    if not internal and principal.member_id is not None:
        # what members send bears the server's time
        candidate.given = given = replace(given, occurred_at=None)
    candidate.source, candidate.external_id = spelled(source), spelled(given.external_id or "")
    if not candidate.external_id:
        if not internal and type_.once is None and principal.member_id is None:
            message = Message("give externalId: the number that this event has at its source")
            return invalid("EXTERNAL_ID_MISSING", message, "externalId")
        candidate.external_id = encode(Prefix.EVENT, kernel.ids.new())
    if len(candidate.source) > SOURCE_LENGTH or len(candidate.external_id) > SOURCE_LENGTH:
        return invalid(
            "TOO_LONG",
            Message("source and externalId take at most {source_length} characters each", source_length=SOURCE_LENGTH),
            "externalId",
        )
    if principal.member_id is not None:
        candidate.external_id = own_key(principal.member_id, candidate.external_id)
    if given.occurred_at is not None and given.occurred_at > now + ahead_us:
        when, present = program.zone.datetime_of(given.occurred_at), program.zone.datetime_of(now)
        message = Message(
            "occurredAt {when} is more than a day ahead of the merchant's clock, {present}; send the event when it has happened",
            when=when.isoformat(), present=present.isoformat(),
        )  # fmt: skip
        return invalid("IN_THE_FUTURE", message, "occurredAt")
    return None


def given_lookups(requests: Sequence[Request]) -> set[Lookup]:
    """Return how the inputs name their members."""
    inputs = (given for request in requests for given in request.inputs if given.problem is None)
    return {given.member for given in inputs if given.member is not None and given.member_id is None}


async def _resolve(
    session: Session, program: Program, candidates: list[Candidate], known: Mapping[Lookup, int] | None
) -> None:
    lookups: set[Lookup] = set()
    named: dict[int, dict[str, Lookup]] = {}
    for candidate in candidates:
        given = candidate.given
        if known is None and given.member is not None and given.member_id is None:
            lookups.add(given.member)
        assert candidate.type is not None
        try:
            others = member_lookups(model_of(candidate.type), given.data, given.type) if given.data is not None else {}
        except HeadlessError as fault:
            candidate.problem = _from_error(fault)
            continue
        named[candidate.position] = {name: Lookup.of(other) for name, other in others.items()}
        candidate.problem = senders.naming_problem(candidate.principal, named[candidate.position])
        if candidate.problem is None:
            lookups |= set(named[candidate.position].values())
    ids = {**(known or {}), **await find_members(session, program.merchant_id, lookups, program.country)}
    nameless: list[tuple[Candidate, Key]] = []
    for candidate in candidates:
        origin = _naming_origin(candidate) if candidate.problem is None else None
        if origin is not None:
            nameless.append((candidate, origin))
            candidate.problem = _references(candidate, ids, named.get(candidate.position, {}))
        elif candidate.problem is None:
            candidate.problem = _member(candidate, ids, named.get(candidate.position, {}))
    if nameless:
        await _resolve_by_origins(session, program, nameless, candidates)
    await _route(session, program, candidates)


def _naming_origin(candidate: Candidate) -> Key | None:
    """Return the order or payment of a refund that names no member: it says whose the refund is."""
    given, type_ = candidate.given, candidate.type
    principal, named = candidate.principal, given.member is not None or given.member_id is not None
    # an order must not tell a partner whose it is
    if (
        named
        or principal.member_id is not None
        or principal.partner_id is not None
        or type_ is None
        or waits_for(type_) is None
        or type_.refers is None
    ):
        return None
    return _key_in(given.data, type_.refers[1], type_.refers[0])


async def _route(session: Session, program: Program, candidates: Sequence[Candidate]) -> None:
    """Give what is sent about an order that was moved to its member of now, if it names an earlier one or none."""
    named = [
        (candidate, key[1])
        for candidate in candidates
        if candidate.problem is None and (type_ := candidate.type) is not None and waits_for(type_) == PAID
        and candidate.principal.partner_id is None
        and type_.refers is not None and (key := _key_in(candidate.given.data, PAID, type_.refers[0])) is not None
    ]  # fmt: skip
    moves = await moves_of_orders(session, program.merchant_id, [order for _, order in named]) if named else {}
    for candidate, order in named:
        owners = moves.get(order)
        if owners is not None and candidate.member_id in owners:
            candidate.member_id = owners[-1]


def _key_in(data: Any, type_: str, name: str) -> Key | None:
    key = data.get(name) if isinstance(data, Mapping) else None
    return (type_, spelled(key)) if isinstance(key, str) and spelled(key) else None


async def _resolve_by_origins(
    session: Session, program: Program, nameless: Sequence[tuple[Candidate, Key]], candidates: Sequence[Candidate]
) -> None:
    """Give refunds the members of their orders and payments, recorded ones or those that come with them."""
    owners: dict[Key, int] = {}
    for type_ in sorted({key[0] for _, key in nameless}):
        subjects = [key[1] for _, key in nameless if key[0] == type_]
        recorded = await owners_of(session, program.merchant_id, type_, subjects)
        owners |= {(type_, subject): member_id for subject, member_id in recorded.items()}
    coming = _coming(program, candidates)
    for candidate, key in nameless:
        if candidate.problem is not None:
            continue
        candidate.member_id = owners.get(key)
        if candidate.member_id is None:
            candidate.member_id, candidate.origin_of_batch = coming.get(key), key
        if candidate.member_id is None and candidate.type is not None:
            candidate.problem = of_unknown_origin(candidate.type, key[1])


def _coming(program: Program, candidates: Sequence[Candidate]) -> dict[Key, int | None]:
    """Return the members of the orders and payments of a batch."""
    coming: dict[Key, int | None] = {}
    for candidate in candidates:
        type_ = candidate.type
        if type_ is None or candidate.problem is not None or type_.name not in program.refunded_by:
            continue
        name = None if type_.subject is None else json_name(model_of(type_), type_.subject)
        key = None if name is None else _key_in(candidate.given.data, type_.name, name)
        if key is not None:
            coming[key] = candidate.member_id
    return coming


def of_unknown_origin(type_: EventType, key: str) -> Problem:
    """Return the problem of a refund that names no member, and whose order or payment is not there to name one."""
    noun = type_.origin_noun
    return invalid("MEMBER_MISSING", Message(
        "give member: {noun} {key} is not known yet, so that it cannot say whose refund this is", noun=noun, key=key,
    ), "member")  # fmt: skip


def _member(candidate: Candidate, ids: Mapping[Lookup, int], named: Mapping[str, Lookup]) -> Problem | None:
    given, principal = candidate.given, candidate.principal
    if given.member_id is not None:
        candidate.member_id = given.member_id
    elif principal.member_id is not None:
        candidate.member_id = principal.member_id
        if given.member is not None and ids.get(given.member) != principal.member_id:
            return invalid(
                "UNKNOWN_MEMBER", Message("there is no member with {lookup}", lookup=given.member.told), "member"
            )
    elif given.member is None:
        return invalid("MEMBER_MISSING", Message("give member: the one to whom this happened"), "member")
    else:
        candidate.member_id = ids.get(given.member)
        if candidate.member_id is None:
            message = Message("there is no member with {lookup}; create it first", lookup=given.member.told)
            return invalid("UNKNOWN_MEMBER", message, "member")
    return _references(candidate, ids, named)


def _references(candidate: Candidate, ids: Mapping[Lookup, int], named: Mapping[str, Lookup]) -> Problem | None:
    for name, lookup in named.items():
        if lookup not in ids:
            message = Message("there is no member with {lookup}; create it first", lookup=lookup.told)
            return invalid("UNKNOWN_MEMBER", message, "data", name)
        candidate.references[name] = ids[lookup]
    return None


async def _salts(session: Session, program: Program, candidates: list[Candidate]) -> dict[int, bytes]:
    """Return the salts of members whose events carry personal fields."""
    ids = {
        candidate.member_id
        for candidate in candidates
        if candidate.member_id is not None and candidate.type is not None and model_of(candidate.type).personal_fields
    }
    return await salts_of(session, program.merchant_id, sorted(ids)) if ids else {}


def _read(
    kernel: Kernel, program: Program, candidate: Candidate, now: int, salts: Mapping[int, bytes], currency: Currency
) -> None:
    given, type_, member_id = candidate.given, candidate.type, candidate.member_id
    assert type_ is not None
    assert member_id is not None
    references = {name: encode(Prefix.MEMBER, id_) for name, id_ in candidate.references.items()}
    try:
        accepted = accept_payload(type_, given.data, salts.get(member_id, b""), references, currency)
        candidate.record = _record(kernel, program, candidate, accepted, now)
        if candidate.principal.partner_id is not None:
            candidate.problem = senders.partner_problem(
                program, candidate.principal, candidate.record, candidate.internal
            )
            candidate.record = candidate.record if candidate.problem is None else None
    except HeadlessError as fault:
        candidate.problem = _from_error(fault)


def _record(kernel: Kernel, program: Program, candidate: Candidate, accepted: Accepted, now: int) -> EventRecord:
    given, type_, member_id = candidate.given, candidate.type, candidate.member_id
    assert type_ is not None
    assert member_id is not None
    occurred_at = now if given.occurred_at is None else given.occurred_at
    subject = subject_of(type_, accepted.data)
    refers = refers_of(type_, accepted.data) or order_of(accepted.data)
    return EventRecord(
        kernel.ids.new(),
        type_.name,
        candidate.source,
        candidate.external_id,
        member_id,
        occurred_at,
        now,
        program.zone.day_of(occurred_at),
        accepted.data,
        accepted.plain,
        _numbered(candidate, subject),
        _numbered(candidate, refers),
        actor=given.actor,
        content_hash=content_hash(given, member_id),
        personal=accepted.personal or None,
    )


def _numbered(candidate: Candidate, key: str | None) -> str | None:
    """Return the business key of what is sent: a partner's numbers are its own, so that they meet no one else's.

    Others name what a partner sent by its source and number: `partner:cafe/17`.
    """
    if key is None or candidate.principal.partner_id is None or candidate.internal:
        return key
    return f"{candidate.source}/{key}"


def content_hash(given: EventInput, member_id: int) -> str:
    """Return what distinguishes two contents under one identity: a hash of the input as sent, its member resolved."""
    return hash_of(given.type, member_id, given.occurred_at, json_text(given.data))


def json_text(data: Any) -> str:
    """Return data as `hash_of` takes it."""
    return _SORTED.encode(data)


def hash_of(type_: str, member_id: int, occurred_at: int | None, data: str) -> str:
    """Return the same hash for data that is JSON already, its names sorted and without blanks."""
    when = "null" if occurred_at is None else occurred_at
    text = f"[{_TEXT.encode(type_)},{member_id},{when},{data}]"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _from_error(fault: HeadlessError) -> Problem:
    path = fault.data.get("path", ()) if isinstance(fault, Invalid) else ()
    return Problem("INVALID", fault.code, fault.message, path=("data", *(str(part) for part in path)))
