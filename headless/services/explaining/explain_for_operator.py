"""Explanations for the operator, who names a member or an event by what is at hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headless.engine.conditions.clauses import to_json
from headless.engine.explaining.explanations import Explanation
from headless.engine.program.program import Program
from headless.engine.texts.languages import labels
from headless.engine.texts.names import called
from headless.errors import NotFound
from headless.ids import Prefix, decode, encode
from headless.messages import Called, Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.event_queries import sent_event
from headless.services.explaining.explanations import Asking, explain, verdicts_of
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.member_finder import find_member
from headless.services.verifying.verifying import chosen_merchants


@dataclass(frozen=True, slots=True)
class Why:
    """One explanation and what it is about. lines: the details."""

    about: str
    explanation: Explanation
    lines: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The explanation as a sentence."""
        return self.explanation.text

    def to_json(self) -> dict[str, Any]:
        """Return the explanation for programs."""
        explained = self.explanation
        return {
            "about": self.about,
            "code": explained.code,
            "text": explained.text,
            "params": dict(explained.params),
            "clause": None if explained.clause is None else to_json(explained.clause),
            "event": None if explained.event_id is None else encode(Prefix.EVENT, explained.event_id),
            **self.more,
        }


async def why_member(
    kernel: Kernel, member: str, what: Mapping[str, str | None], *, merchant_slug: str | None = None, lang: str = "en"
) -> list[Why]:
    """Explain a member's tracks, assets and tags, or only those in `what` (track, asset, tag).

    member: an id, a number or an external id. Raise NotFound if there is no such member, track, asset or tag.
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
            answers = []
            for kind, code in named or everything:
                explained = await explain(asking, [id_], {kind: code})
                answers.append(Why(_about(program, kind, code), explained[id_]))
            return answers
    where = "" if merchant_slug is None else Message(" of {merchant}", merchant=merchant_slug)
    message = Message(
        "there is no member {member!r}{where}; give mem_…, a number or an external id", member=member, where=where
    )
    raise NotFound(message, code="UNKNOWN_MEMBER")


def _about(program: Program, kind: str, code: str) -> Message:
    if kind == "track":
        return Message("track {track}", track=called(program.tracks[code]))
    if kind == "asset":
        return Message("asset {asset}", asset=called(program.kinds[code]))
    return Message("tag {tag}", tag=called(program.tags[code]))


async def _member(session: Session, merchant: MerchantRow, text: str) -> int | None:
    kinds = ("id",) if text.startswith(f"{Prefix.MEMBER}_") else ("number", "externalId")
    for kind in kinds:
        id_ = await find_member(session, merchant.id, Lookup(kind, text), merchant.country)
        if id_ is not None:
            return id_
    return None


async def why_event(kernel: Kernel, event: str, *, merchant_slug: str | None = None, lang: str = "en") -> list[Why]:
    """Explain what an event did, and what each rule said about it.

    Raises:
        NotFound: there is no such event.
        InvalidId: its id cannot be read.
    """
    id_ = decode(Prefix.EVENT, event)
    for merchant in await chosen_merchants(kernel, merchant_slug):
        async with kernel.db.read() as session:
            sent = await sent_event(session, merchant.id, id_)
            if sent is None:
                continue
            program = await kernel.programs.of(session, merchant)
            asking = Asking(session, program, kernel.now(merchant), lang=lang)
            explained = (await explain(asking, [sent.member_id], {"event": event}))[sent.member_id]
            said = (await verdicts_of(session, program, [id_])).get(id_, [])
            lines = tuple(
                Message(
                    "{rule}: {why}", rule=Called(verdict.name, verdict.label, labels(verdict)), why=verdict.why(lang)
                )
                for verdict in said
            )
            more = {"member": encode(Prefix.MEMBER, sent.member_id), "type": sent.type, "data": json.loads(sent.data)}
            return [Why(event, explained, lines, more)]
    raise NotFound(Message("there is no event {event}", event=event), code="UNKNOWN_EVENT")
