"""Proven identifiers: what waits under them is the member's."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from headless.engine.member.status import MemberStatus
from headless.engine.values.problems import Problem, invalid
from headless.messages import Message
from headless.models.tables.members.lives.erasing import KnownProfile, profile_and_aliases
from headless.models.tables.members.lives.identities import StoredIdentity, identities_of
from headless.models.tables.members.members import load_members
from headless.services.intake.claims import claim_events
from headless.services.intake.mutations import perform_and
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import IDENTITY, Lookup
from headless.services.kernel.outcomes import Performed
from headless.services.kernel.principals import Principal
from headless.services.settling.decision_loop import Batch

FIELDS: Mapping[str, str] = MappingProxyType({
    "NUMBER": "number", "EXTERNAL_ID": "externalId", "PHONE": "phone", "EMAIL": "email", "IDENTITY": "identities",
})  # fmt: skip
"""The field of a member that holds the identifiers of a kind."""


def not_there(given: Mapping[str, Any]) -> Problem | None:
    """Return a problem if an identifier is said to be proven that a new member does not have, None if none is."""
    missing = [kind for kind in given.get("proven") or () if not given.get(FIELDS[kind])]
    return _missing(missing[0]) if missing else None


def _missing(kind: str) -> Problem:
    message = Message(
        "proven names {kind}, but the member has no {fields}; give it, or leave it out of proven",
        kind=kind,
        fields=FIELDS[kind],
    )
    return invalid("NOTHING_TO_PROVE", message, "proven")


async def update_and_claim(
    kernel: Kernel,
    principal: Principal,
    member_id: int,
    data: Mapping[str, Any],
    key: str | None,
    kinds: Collection[str],
) -> Performed:
    """Record a change of a member and settle what waits under proven identifiers, both or neither."""
    then = partial(_claim_or_tell, kinds=kinds)
    return await perform_and(kernel, principal, "member.updated", data, key, member_id, then)


async def _claim_or_tell(batch: Batch, member_id: int, kinds: Collection[str]) -> list[int] | Problem:
    known = await identifiers_of(batch, member_id)
    missing = [kind for kind in kinds if kind not in known]
    return _missing(missing[0]) if missing else await claim(batch, member_id, kinds)


async def claim(batch: Batch, member_id: int, kinds: Collection[str]) -> list[int]:
    """Settle what waits under proven identifiers of a member, and return the events. A closed member claims nothing."""
    if not kinds or batch.merchant.claim_for is None:
        return []
    (member,) = await load_members(batch.session, batch.merchant.id, [member_id], lock=False)
    if member.status >= MemberStatus.CLOSED:
        return []
    known = await identifiers_of(batch, member_id)
    return await claim_events(batch, member_id, [lookup for kind in kinds for lookup in known.get(kind, ())])


async def identifiers_of(batch: Batch, member_id: int) -> dict[str, list[Lookup]]:
    """Return the identifiers of a member by kind."""
    session, merchant_id = batch.session, batch.merchant.id
    profiles = await profile_and_aliases(session, merchant_id, member_id)
    return identifiers_in(profiles[:1], await identities_of(session, merchant_id, [member_id]))


def identifiers_in(profiles: Iterable[KnownProfile], accounts: Iterable[StoredIdentity]) -> dict[str, list[Lookup]]:
    """Return the identifiers of members by kind."""
    known: dict[str, list[Lookup]] = {}
    for profile in profiles:
        texts = (
            ("NUMBER", profile.number), ("EXTERNAL_ID", profile.external_id), ("EMAIL", profile.email),
            ("PHONE", profile.phone), ("PHONE", profile.phone_key),
        )  # fmt: skip
        for kind, text in texts:
            if text is not None:
                known.setdefault(kind, []).append(Lookup(FIELDS[kind], text))
    for account in accounts:
        known.setdefault("IDENTITY", []).append(Lookup(f"{IDENTITY}:{account.system}", account.value))
    return known
