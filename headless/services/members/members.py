"""Creating and changing members."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.engine.values.limits import METADATA_BYTES
from headless.engine.values.problems import Problem, invalid
from headless.engine.values.spelling import spelled
from headless.engine.values.zones import DAY_US
from headless.errors import UniqueViolation
from headless.identifiers import (
    SYSTEM_CHARACTERS,
    TEXT_CHARACTERS,
    earlier_form,
    identifier,
    is_email,
    is_phone,
    is_plain,
)
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.models.base.session import Session
from headless.models.tables.events.events import event_under_key
from headless.models.tables.events.guest_events import add_guest_claims, guest_claims_of
from headless.models.tables.members.members import NewMember, add_members
from headless.plugins.contract.contents import NOTHING, document_contents
from headless.services.intake.acceptance import EventInput
from headless.services.intake.merged_members import MergedMeanwhile
from headless.services.intake.mutations import perform, settle_own
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.keys import key_conflict, read_key
from headless.services.kernel.lookups import IDENTITY, Lookup
from headless.services.kernel.member_finder import find_member, find_members
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal
from headless.services.members.proofs import claim, not_there, update_and_claim
from headless.services.members.referrals import record_referral, referrer
from headless.services.settling.decision_loop import Batch
from headless.services.work.retrying import retrying

IDENTIFIERS = ("number", "externalId", "phone", "email")
PERSONAL = (*IDENTIFIERS, "identities", "name", "birthday", "gender", "attributes")
"""What an update may change, in the order of an event. All of it is erased with the member."""
COLUMNS = {"externalId": "external_id", "birthday": "birthday_on"}
ATTEMPTS = 3
EPOCH_DAY = 719_163


async def create_member(
    kernel: Kernel, principal: Principal, fields: Mapping[str, Any], key: str | None = None
) -> Performed:
    """Create a member and record `member.joined`. `birthday` is a day's ordinal, `joinedAt` microseconds.

    `proven`: the kinds of the identifiers that are proven to be this person's. What waits under them is settled.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    checked_key = None if key is None else read_key(key)
    if isinstance(checked_key, Problem):
        return Performed(problem=checked_key)

    async def transaction() -> Performed:
        async with kernel.db.transaction() as session:
            return await _create(kernel, session, principal, given, checked_key)

    # If another request was quicker with the same identifier or key, or merged the one who referred, the next attempt finds it.
    return await retrying(transaction, ATTEMPTS, (UniqueViolation, MergedMeanwhile))


async def _create(
    kernel: Kernel, session: Session, principal: Principal, given: dict[str, Any], key: str | None
) -> Performed:
    merchant = await kernel.programs.merchant(session, principal.merchant_id)
    program = await kernel.programs.of(session, merchant)
    now = kernel.now(merchant)
    repeated = await _repeated(session, program, key, given)
    if repeated is not None:
        return repeated
    problem = checked(given, now) or not_there(given) or await _told(kernel, session, principal, program, given)
    if problem is not None:
        return Performed(problem=problem)
    referrer_id = await referrer(session, program.merchant_id, code) if (code := given.get("referralCode")) else None
    if isinstance(referrer_id, Problem):
        return Performed(problem=referrer_id)
    id_ = kernel.ids.new()
    joined_at = given.get("joinedAt", now)
    member = new_member(program, id_, given, joined_at, min(joined_at, now), now)
    await add_members(session, program.merchant_id, [member])
    joined = EventInput(
        "member.joined", {}, None, "mutation", key, joined_at, member_id=id_, actor=principal.actor
    )  # fmt: skip
    batch, content_hash = Batch(kernel, session, merchant, program, now), _hash(_contents(given, _spelling(program)))
    recorded = await settle_own(batch, principal, joined, content_hash)
    if recorded.problem is None and referrer_id is not None:
        await record_referral(batch, principal, referrer_id, id_)
    claimed = await claim(batch, id_, given.get("proven") or ()) if recorded.problem is None else []
    if key is not None and recorded.event_id is not None:
        await add_guest_claims(session, program.merchant_id, recorded.event_id, claimed)
    return Performed(id_, recorded.problem, recorded.event_id, claimed=claimed)


async def _repeated(session: Session, program: Program, key: str | None, given: Mapping[str, Any]) -> Performed | None:
    if key is None:
        return None
    recorded = await event_under_key(session, program.merchant_id, key)
    if recorded is None:
        return None
    # Earlier versions kept the hash of what was sent, as it was sent or in another spelling.
    earlier = _hash(_contents(given, earlier_form))
    if recorded.content_hash in (_hash(_contents(given, _spelling(program))), earlier, _hash(given)):
        claimed = await guest_claims_of(session, program.merchant_id, recorded.id)
        return Performed(recorded.member_id, None, recorded.id, claimed=claimed)
    return Performed(problem=key_conflict(key))


def _spelling(program: Program) -> Callable[[str, str], str]:
    return partial(identifier, country=program.country)


def _contents(given: Mapping[str, Any], spelling: Callable[[str, str], str]) -> dict[str, Any]:
    """Return what was sent by its values: identifiers in one spelling, what is empty left out, equal numbers equal."""
    read = {name: spelling(name, str(given[name])) if name in IDENTIFIERS else given[name] for name in given}
    contents = {name: document_contents(value) for name, value in read.items()}
    return {name: value for name, value in contents.items() if value not in NOTHING}


def _hash(given: Mapping[str, Any]) -> str:
    text = json.dumps(given, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def checked(given: Mapping[str, Any], now: int | None = None) -> Problem | None:
    """Return what is wrong with a member's fields by themselves, None if nothing is."""
    for name in (*IDENTIFIERS, "name", "gender", "source"):
        text = given.get(name)
        if text is None:
            continue
        if not is_plain(str(text)):
            message = Message(
                "{name} must be 1 to {text_characters} characters without control characters",
                name=name,
                text_characters=TEXT_CHARACTERS,
            )
            return invalid("INVALID_TEXT", message, name)
    problem = _wrong_identity(given.get("identities") or ())
    if problem is not None:
        return problem
    email = given.get("email")
    if email is not None and not is_email(email):
        return invalid("INVALID_EMAIL", Message("email must look like name@example.com"), "email")
    phone = given.get("phone")
    if phone is not None and not is_phone(str(phone)):
        return invalid("INVALID_PHONE", Message("phone must have at least 3 digits, such as +44 20 7946 0000"), "phone")
    attributes = given.get("attributes")
    if attributes is not None and not isinstance(attributes, Mapping):
        return invalid("INVALID_ATTRIBUTES", Message("attributes must be an object"), "attributes")
    if attributes is not None and len(compact(attributes).encode()) > METADATA_BYTES:
        return invalid(
            "ATTRIBUTES_TOO_LARGE",
            Message("attributes take at most {metadata_bytes} bytes", metadata_bytes=METADATA_BYTES),
            "attributes",
        )
    birthday = given.get("birthday")
    if now is not None and birthday is not None and (birthday - EPOCH_DAY) * DAY_US > now + DAY_US:
        return invalid("IN_THE_FUTURE", Message("birthday lies after the merchant's clock; check the year"), "birthday")
    joined_at = given.get("joinedAt")
    if now is not None and joined_at is not None and joined_at > now:
        return invalid(
            "IN_THE_FUTURE", Message("joinedAt lies after the merchant's clock; leave it out for now"), "joinedAt"
        )
    return None


def _wrong_identity(identities: Sequence[Mapping[str, str]]) -> Problem | None:
    """Return what is wrong with a member's accounts in other systems."""
    for identity in identities:
        for name, most in (("system", SYSTEM_CHARACTERS), ("id", TEXT_CHARACTERS)):
            text = identity[name]
            if not is_plain(text, most):
                message = Message(
                    "{name} of an identity must be 1 to {most} characters without control characters",
                    name=name,
                    most=most,
                )
                return invalid("INVALID_TEXT", message, "identities", name)
    accounts = [account_of(identity) for identity in identities]
    if len(set(accounts)) < len(accounts):
        return invalid(
            "INVALID_IDENTITIES", Message("an account stands twice in identities; name each once"), "identities"
        )
    return None


def account_of(identity: Mapping[str, str]) -> tuple[str, str]:
    """Return an account in another system as it is stored: the system and the id there."""
    lookup = Lookup.of({IDENTITY: identity})
    return lookup.system or "", identifier(lookup.kind, lookup.value)


def fields_of(kind: str, text: str) -> dict[str, Any]:
    """Return the field of a member that holds an identifier of a kind of look-up."""
    name, _, system = kind.partition(":")
    return {"identities": [{"system": system, "id": text}]} if name == IDENTITY else {kind: text}


async def _told(
    kernel: Kernel,
    session: Session,
    principal: Principal,
    program: Program,
    given: Mapping[str, Any],
    own_id: int | None = None,
) -> Problem | None:
    """Return what `taken` does, and note that the token is told. Raise Refused if it was told too often."""
    if not any(given.get(name) for name in (*IDENTIFIERS, "identities")):
        return None
    kernel.takings.check(principal)
    problem = await taken(session, program, given, own_id)
    if problem is not None:
        kernel.takings.told(principal, problem.path[0])
    return problem


async def taken(session: Session, program: Program, given: Mapping[str, Any], own_id: int | None) -> Problem | None:
    """Return a problem if another member has one of the identifiers, None if none has."""
    for name in IDENTIFIERS:
        if given.get(name) is None:
            continue
        lookup = Lookup(name, str(given[name]).strip())
        owner_id = await find_member(session, program.merchant_id, lookup, program.country)
        if owner_id is not None and owner_id != own_id:
            return invalid(
                "TAKEN",
                Message("another member has this {name}; look it up instead, or merge the two", name=name),
                name,
            )
    lookups = [Lookup.of({IDENTITY: identity}) for identity in given.get("identities") or ()]
    for lookup, owner_id in (await find_members(session, program.merchant_id, lookups, program.country)).items():
        if owner_id != own_id:
            message = Message(
                "another member has this account of {system}; look it up instead, or merge the two",
                system=lookup.system,
            )
            return invalid("TAKEN", message, "identities")
    return None


def new_member(
    program: Program, id_: int, given: Mapping[str, Any], joined_at: int, clock_at: int, now: int
) -> NewMember:
    """Return the member that fields describe. clock_at: the moment up to which nothing is left to do for it."""
    zone, country = program.zone, program.country
    names = {name: _stored(name, given[name]) if given.get(name) is not None else None for name in IDENTIFIERS}
    phone_key = None if names["phone"] is None else identifier("phone", names["phone"], country)
    return NewMember(
        id_, names["number"], names["externalId"], names["phone"], names["email"], given.get("name"),
        given.get("birthday"), given.get("gender"), given.get("source"), joined_at, zone.day_of(joined_at),
        dict(given.get("attributes") or {}), clock_at, secrets.token_hex(16), now, phone_key,
        identities=[account_of(identity) for identity in given.get("identities") or ()],
    )  # fmt: skip


async def update_member(
    kernel: Kernel, principal: Principal, lookup: Lookup, fields: Mapping[str, Any], key: str | None = None
) -> Performed:
    """Change a member's fields. What is None is cleared, what is left out stays, and attributes are replaced whole.

    A status of None counts as left out, and `proven` is read as by `create_member`. Of a closed member, nothing can be changed
    but what opens the membership or only clears.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if given.get("status") == MemberStatus.ERASED.name:
        message = Message("what is erased cannot come back, so it takes a mutation of its own: use memberErase")
        return Performed(problem=invalid("USE_MEMBER_ERASE", message, "status"))
    async with kernel.db.read() as session:
        merchant = await kernel.programs.merchant(session, principal.merchant_id)
        problem = checked(given, kernel.now(merchant))
        if problem is not None:
            return Performed(problem=problem)
        program = await kernel.programs.of(session, merchant)
        id_ = await find_member(session, program.merchant_id, lookup, program.country)
        if id_ is None:
            message = Message("there is no member with {lookup}; create it first", lookup=lookup.told)
            return Performed(problem=invalid("UNKNOWN_MEMBER", message, "member"))
        problem = await _told(kernel, session, principal, program, given, id_)
    if problem is not None:
        return Performed(id_, problem)
    try:
        if given.get("proven"):
            return await update_and_claim(
                kernel, principal, id_, _changes(fields, program.country), key, given["proven"]
            )
        return await perform(kernel, principal, "member.updated", _changes(fields, program.country), key, member_id=id_)
    except UniqueViolation:
        kernel.takings.told(principal, "member")
        return Performed(
            id_, invalid("TAKEN", Message("another member has just taken one of these identifiers"), "member")
        )


def _changes(fields: Mapping[str, Any], country: str | None) -> dict[str, Any]:
    """Return the data of `member.updated`: what is new, what of it is personal, and what is cleared."""
    personal = {_column(name): _stored(name, fields[name]) for name in PERSONAL if fields.get(name) is not None}
    if "phone" in personal:
        personal["phone_key"] = identifier("phone", personal["phone"], country)
    plain: dict[str, Any] = {"source": fields["source"]} if fields.get("source") is not None else {}
    if fields.get("status") is not None:
        plain["status"] = int(MemberStatus[fields["status"]])
    cleared = [_column(name) for name in (*PERSONAL, "source") if name in fields and fields[name] is None]
    return {"fields": plain, "personal": personal or None, "cleared": cleared or None}


def _column(name: str) -> str:
    return COLUMNS.get(name, name)


def _stored(name: str, value: Any) -> Any:
    """Return a field as it is shown: a phone number as it was given, other identifiers as they are compared."""
    if name == "identities":
        return [dict(zip(("system", "id"), account_of(identity), strict=True)) for identity in value]
    if name == "phone":
        return spelled(str(value))
    return identifier(name, str(value)) if name in IDENTIFIERS else value


def reference(member_id: int) -> str:
    """Return a member's id as callers know it."""
    return encode(Prefix.MEMBER, member_id)
