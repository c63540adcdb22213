"""Erasing a member: one transaction with a receipt. What plugins keep is erased after it, and tried again until it is done."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from headless.engine.handlers.admission import of_closed_member
from headless.engine.handlers.transfers.arrivals import ASSET_RECEIVED
from headless.engine.handlers.transfers.departures import TRANSFERRED
from headless.engine.member.journal import EventProblem
from headless.engine.member.orders.order_changes import MOVED, RECEIVED
from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.engine.values.problems import Problem, invalid
from headless.errors import StorageBusy
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.configuration.plugin_health import plugin_errors, write_plugin_errors
from headless.models.tables.events.event_problems import PROBLEMS
from headless.models.tables.events.events import event_under_key
from headless.models.tables.events.guest_events import forget_guests
from headless.models.tables.events.histories import personal_fields
from headless.models.tables.events.outbox import ERASE, delete_messages, insert_messages, outbox_page, rewrite_message
from headless.models.tables.members.lives.erasing import (
    KnownProfile,
    fail_waiting,
    forget_members,
    open_offers,
    profile_and_aliases,
)
from headless.models.tables.members.lives.identities import identities_of
from headless.models.tables.members.lives.texts import (
    DATA,
    DOCUMENTS,
    ENTRIES,
    EVENTS,
    PERSONAL,
    REASONS,
    KeptRow,
    KeptTexts,
    emitted_data,
    kept_rows,
    rows_of_events,
    write_kept,
)
from headless.models.tables.members.members import load_members
from headless.models.tables.webhooks.deliveries import drop_deliveries
from headless.services.intake.acceptance import EventInput
from headless.services.intake.guest_keys import guest_keys
from headless.services.intake.mutations import settle_own
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import key_conflict, read_key
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal
from headless.services.lives.blanking import Blanking, texts_in
from headless.services.members.proofs import identifiers_in
from headless.services.plugin_admin.plugin_personal import plugins_with_data
from headless.services.settling.decision_loop import Batch
from headless.services.work.retrying import retrying

ATTEMPTS = 5
RECEIPT = "member.erased"
"""The type of the receipt, and what stands in place of a hash of what was asked: that would tell who it was."""

OTHER_HALF = {TRANSFERRED: 1, MOVED: 1, ASSET_RECEIVED: -1, RECEIVED: -1}
"""What goes to another member is two events, of one member each: how far the id of the other one is."""


@dataclass(frozen=True, slots=True)
class _Erasure:
    """A member who is being erased in a transaction, with those that were merged into it."""

    session: Session
    merchant_id: int
    ids: list[int]
    blanking: Blanking
    receipt_id: int | None


async def erase_member(kernel: Kernel, principal: Principal, lookup: Lookup, key: str | None = None) -> Performed:
    """Erase a member for good. Balances and the ledger stay, without a name."""
    checked_key = None if key is None else read_key(key)
    if isinstance(checked_key, Problem):
        return Performed(problem=checked_key)
    plugins = await plugins_with_data(kernel)

    async def transaction() -> Performed:
        async with kernel.db.transaction() as session:
            return await _erase(kernel, session, principal, lookup, checked_key, plugins)

    return await retrying(transaction, ATTEMPTS)


async def _erase(
    kernel: Kernel, session: Session, principal: Principal, lookup: Lookup, key: str | None, plugins: list[str]
) -> Performed:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    id_ = await find_member(session, merchant.id, lookup, merchant.country)
    repeated = None if key is None else await _repeated(session, merchant.id, key, id_)
    if repeated is not None:
        return repeated
    if id_ is None:
        message = Message("there is no member with {lookup}; check who is meant", lookup=lookup.told)
        return Performed(problem=invalid("UNKNOWN_MEMBER", message, "member"))
    (locked,) = await load_members(session, merchant.id, [id_], lock=True)
    if locked.merged_into is not None:
        raise StorageBusy(Message("the member was merged into another one meanwhile; try again"))
    program = await kernel.programs.of(session, merchant)
    known = await profile_and_aliases(session, merchant.id, id_)
    ids = [profile.id for profile in known]
    digests = await _guest_digests(kernel, session, merchant, known)
    blanking = Blanking(program, await _texts_of(session, merchant.id, known), _identifiers_of(known))
    recorded = await _record(kernel, session, merchant, program, principal, id_, key)
    if recorded.problem is None:
        members, now = [encode(Prefix.MEMBER, known_id) for known_id in ids], kernel.now(merchant)
        gone = of_closed_member(MemberStatus.ERASED)
        waiting = await fail_waiting(session, merchant.id, ids)
        problems = [EventProblem(event.id, event.member_id, None, now, gone) for event in waiting]
        await session.write(PROBLEMS.insert(merchant.id, problems))
        await _scrub(_Erasure(session, merchant.id, ids, blanking, recorded.event_id))
        await forget_guests(session, merchant.id, digests)
        messages = [
            (kernel.ids.new(), ERASE, {"plugin": plugin, "member": member}) for plugin in plugins for member in members
        ]
        await session.write(insert_messages(merchant.id, messages, now))
    return recorded


async def _guest_digests(
    kernel: Kernel, session: Session, merchant: MerchantRow, known: list[KnownProfile]
) -> list[str]:
    """Return under what events may wait that came before the member had its identifiers."""
    keys = guest_keys(kernel, merchant)
    if keys is None:
        return []
    accounts = await identities_of(session, merchant.id, [profile.id for profile in known])
    lookups = [lookup for listed in identifiers_in(known, accounts).values() for lookup in listed]
    return [digest for lookup in lookups for digest in keys.digests(lookup)]


async def _repeated(session: Session, merchant_id: int, key: str, id_: int | None) -> Performed | None:
    """Return the answer to a request whose key was used before, None if it was not."""
    earlier = await event_under_key(session, merchant_id, key)
    if earlier is None:
        return None
    if earlier.content_hash == RECEIPT and id_ in (None, earlier.member_id):
        return Performed(earlier.member_id, None, earlier.id)
    return Performed(problem=key_conflict(key))


async def _texts_of(session: Session, merchant_id: int, known: list[KnownProfile]) -> list[str]:
    """Return the texts by which the member could be known: present and earlier ones, and those of its own events."""
    ids = [profile.id for profile in known]
    texts = [text for profile in known for text in (profile.name, profile.email) if text]
    texts += [text for profile in known for phone in (profile.phone, profile.phone_key) for text in _phones(phone)]
    texts += [text for profile in known for text in texts_in(json.loads(profile.attributes))]
    texts += [identity.value for identity in await identities_of(session, merchant_id, ids)]
    for personal in await personal_fields(session, merchant_id, ids):
        texts += texts_in(json.loads(personal.fields))
    return texts


def _phones(phone: str | None) -> list[str]:
    """Return a phone number as it may stand in a text: as it is written, and its figures alone."""
    return [] if not phone else [phone, "".join(letter for letter in phone if letter.isdigit())]


def _identifiers_of(known: list[KnownProfile]) -> list[str]:
    """Return the numbers and external ids. They are looked for as whole words, because they may be as short as any number."""
    return [text for profile in known for text in (profile.number, profile.external_id) if text]


async def _record(
    kernel: Kernel,
    session: Session,
    merchant: MerchantRow,
    program: Program,
    principal: Principal,
    id_: int,
    key: str | None,
) -> Performed:
    """Record the receipt, and with it give back what is open."""
    offers, now = await open_offers(session, merchant.id, id_), kernel.now(merchant)
    data = {"coupons": offers.coupons, "benefits": offers.benefits}
    given = EventInput(
        RECEIPT, {name: codes for name, codes in data.items() if codes}, None, "mutation", key, member_id=id_,
        actor=principal.actor,
    )  # fmt: skip
    recorded = await settle_own(Batch(kernel, session, merchant, program, now), principal, given, RECEIPT)
    return Performed(id_, recorded.problem, recorded.event_id)


async def _scrub(erasure: _Erasure) -> None:
    """Delete what is personal, and blank it in what stays."""
    session, merchant_id, ids, blanking = erasure.session, erasure.merchant_id, erasure.ids, erasure.blanking
    personal = {fields.event_id for fields in await personal_fields(session, merchant_id, ids)}
    await forget_members(session, merchant_id, ids)
    # First, so that a message that is being delivered is done with, and its event is there to be blanked.
    await _drop_messages(erasure)
    await drop_deliveries(session, merchant_id, ids, erasure.receipt_id)
    for kept in (*DOCUMENTS, *REASONS):
        blank = blanking.json if kept in DOCUMENTS else blanking.reason
        rows = await kept_rows(session, merchant_id, kept, ids)
        if kept.table == "decision":
            await _blank_emitted(erasure, rows)
        blanked = [KeptRow(row.key, {name: blank(text) for name, text in row.texts.items()}) for row in rows]
        await _write(erasure, kept, rows, blanked)
    events = await kept_rows(session, merchant_id, EVENTS, ids)
    blanked = [_event(blanking, event, is_personal=event.key[0] in personal) for event in events]
    await _write(erasure, EVENTS, events, blanked)
    await _blank_handed(erasure, events)
    errors = await plugin_errors(session, merchant_id)
    told = {key: blanking.text(error) for key, error in errors.items()}
    await write_plugin_errors(session, merchant_id, {key: error for key, error in told.items() if error != errors[key]})


async def _write(erasure: _Erasure, kept: KeptTexts, rows: list[KeptRow], blanked: list[KeptRow]) -> None:
    changed = [new for new, old in zip(blanked, rows, strict=True) if new != old]
    await write_kept(erasure.session, erasure.merchant_id, kept, changed)


async def _blank_emitted(erasure: _Erasure, decisions: list[KeptRow]) -> None:
    """Remove what rules have told other members of this one."""
    keys = [key for decision in decisions for key in _emitted_keys(decision)]
    if keys:
        rows = await emitted_data(erasure.session, erasure.merchant_id, keys)
        blanked = [KeptRow(row.key, {"data": erasure.blanking.json(row.texts["data"])}) for row in rows]
        await _write(erasure, DATA, rows, blanked)
        told = await rows_of_events(erasure.session, erasure.merchant_id, PERSONAL, [int(row.key[0]) for row in rows])
        unnamed = [KeptRow(row.key, {"fields": erasure.blanking.json(row.texts["fields"])}) for row in told]
        await _write(erasure, PERSONAL, told, unnamed)


async def _blank_handed(erasure: _Erasure, events: list[KeptRow]) -> None:
    """Remove what was said to and of the member in the other halves of transfers and moved orders, which others have."""
    halves = ((int(event.key[0]), OTHER_HALF.get(event.texts["type"] or "")) for event in events)
    others = [id_ + step for id_, step in halves if step is not None]
    if not others:
        return
    session, merchant_id, blanking = erasure.session, erasure.merchant_id, erasure.blanking
    halves_there = await rows_of_events(session, merchant_id, DATA, others, list(OTHER_HALF))
    blanked = [
        KeptRow(row.key, {"data": compact(blanking.reasons(json.loads(row.texts["data"] or "{}")))})
        for row in halves_there
    ]
    await _write(erasure, DATA, halves_there, blanked)
    entries = await rows_of_events(session, merchant_id, ENTRIES, [int(row.key[0]) for row in halves_there])
    unnamed = [KeptRow(row.key, {"reason": blanking.reason(row.texts["reason"])}) for row in entries]
    await _write(erasure, ENTRIES, entries, unnamed)


def _emitted_keys(decision: KeptRow) -> Iterator[str]:
    """Yield the external ids of the events that an event's rules emitted for other members."""
    for line in json.loads(decision.texts["document"] or "[]"):
        for effect in line.get("e", ()):
            if effect.get("effect") == "Emit" and effect.get("member"):
                yield f"{decision.key[0]}/{line['i']}/{effect['key']}"


def _event(blanking: Blanking, event: KeptRow, *, is_personal: bool) -> KeptRow:
    """Return an event without what is personal. A hash of what was sent goes where that was personal."""
    texts, type_ = dict(event.texts), event.texts["type"] or ""
    data = json.loads(texts["data"] or "{}")
    blanked = blanking.data(type_, texts["source"] or "", data)
    if blanked != data:
        texts["data"] = json.dumps(blanked, separators=(",", ":"), ensure_ascii=False)
    if is_personal or type_ in ("member.joined", "member.updated", "member.merged"):
        texts["content_hash"] = ""
    if type_ == "member.joined" and str(texts["external_id"]).startswith(f"{type_}:"):
        # an import names the joining after what the file called the member
        texts["external_id"] = f"{type_}:{encode(Prefix.EVENT, int(event.key[0]))}"
    return KeptRow(event.key, texts)


async def _drop_messages(erasure: _Erasure) -> None:
    """Drop what is on its way to the member, but for the receipt, and blank what is on its way to others."""
    session, merchant_id, after_id = erasure.session, erasure.merchant_id, 0
    own = {*erasure.ids, *(encode(Prefix.MEMBER, id_) for id_ in erasure.ids)}
    while page := await outbox_page(session, merchant_id, after_id):
        after_id, dropped = page[-1].id, []
        for message in page:
            document = json.loads(message.document)
            if document.get("member") in own and document.get("event") != erasure.receipt_id:
                dropped.append(message.id)
                continue
            blanked = erasure.blanking.document(document)
            if blanked != document:
                await rewrite_message(session, merchant_id, message.id, blanked)
        await delete_messages(session, merchant_id, dropped)
