"""Explanations for the operator: a member or an event found by what is at hand, and all there is to say about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.conditions.clauses import to_json
from headless.engine.explaining.explanations import Explanation
from headless.errors import NotFound
from headless.ids import Prefix, decode, encode
from headless.models.base.session import Session
from headless.services.explaining.explanations import Asking, explain, verdicts_of
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup, find_member
from headless.services.kernel.programs import MerchantRow
from headless.services.verifying.verifying import chosen_merchants


@dataclass(frozen=True, slots=True)
class Why:
    """What one explanation is about, and what it says; `lines` go into detail."""

    about: str
    explanation: Explanation
    lines: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The explanation as a sentence."""
        return self.explanation.text

    def to_json(self) -> dict[str, Any]:
        """The explanation for programs."""
        found = self.explanation
        return {
            "about": self.about,
            "code": found.code,
            "text": found.text,
            "params": dict(found.params),
            "clause": None if found.clause is None else to_json(found.clause),
            "event": None if found.event_id is None else encode(Prefix.EVENT, found.event_id),
            **self.more,
        }


async def why_member(
    kernel: Kernel, member: str, what: Mapping[str, str | None], *, merchant_slug: str | None = None, lang: str = "en"
) -> list[Why]:
    """Why a member's tracks, assets and tags are as they are; of those in `what` (track, asset, tag) only these.

    member: an id, a number or an external id. Errors: NotFound.
    """
    for merchant in await chosen_merchants(kernel, merchant_slug):
        async with kernel.db.read() as session:
            id_ = await _member(session, merchant, member)
            if id_ is None:
                continue
            program = await kernel.programs.of(session, merchant)
            asking = Asking(session, program, kernel.now(merchant), lang=lang)
            named = [(kind, code) for kind, code in what.items() if code is not None]
            everything = [
                *(("track", code) for code in program.tracks),
                *(("asset", code) for code in program.kinds),
                *(("tag", code) for code in program.tags),
            ]
            found = []
            for kind, code in named or everything:
                explained = await explain(asking, [id_], {kind: code})
                found.append(Why(f"{kind} {code}", explained[id_]))
            return found
    where = "" if merchant_slug is None else f" of {merchant_slug}"
    message = f"there is no member {member!r}{where}; give mem_…, a number or an external id"
    raise NotFound(message, code="UNKNOWN_MEMBER")


async def _member(session: Session, merchant: MerchantRow, text: str) -> int | None:
    kinds = ("id",) if text.startswith(f"{Prefix.MEMBER}_") else ("number", "externalId")
    for kind in kinds:
        found = await find_member(session, merchant.id, Lookup(kind, text))
        if found is not None:
            return found
    return None


async def why_event(kernel: Kernel, event: str, *, merchant_slug: str | None = None, lang: str = "en") -> list[Why]:
    """What an event did, and what each rule said about it. Errors: NotFound, InvalidId."""
    id_ = decode(Prefix.EVENT, event)
    for merchant in await chosen_merchants(kernel, merchant_slug):
        async with kernel.db.read() as session:
            sql = "SELECT member_id, type, data FROM event WHERE merchant_id = $1 AND id = $2"
            row = await session.fetch_one(sql, merchant.id, id_)
            if row is None:
                continue
            program = await kernel.programs.of(session, merchant)
            asking = Asking(session, program, kernel.now(merchant), lang=lang)
            explained = (await explain(asking, [row[0]], {"event": event}))[row[0]]
            said = (await verdicts_of(session, program, [id_])).get(id_, [])
            lines = tuple(f"{each.name}: {each.why(lang)}" for each in said)
            more = {"member": encode(Prefix.MEMBER, row[0]), "type": row[1], "data": json.loads(row[2])}
            return [Why(event, explained, lines, more)]
    raise NotFound(f"there is no event {event}", code="UNKNOWN_EVENT")
