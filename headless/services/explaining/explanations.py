"""Loading what explanations need, for many members at once, with a constant number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.judge import Judge
from headless.engine.explaining.benefit_texts import of_benefit
from headless.engine.explaining.explanations import Explanation, Moment, of_asset, of_event, of_tag, of_track
from headless.engine.explaining.fact_scopes import ASSETS, Allows, allows_all
from headless.engine.explaining.verdicts import Verdict, verdicts
from headless.engine.member.provenance import MERCHANT
from headless.engine.member.records import Entry, HeldTag, Lot, Origin
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Track
from headless.engine.texts.wording import worded
from headless.errors import Invalid, NotFound
from headless.ids import Prefix, decode, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.events.decisions import decision_documents
from headless.models.tables.events.event_problems import failed_emit_problems, problems_of
from headless.models.tables.events.event_queries import event_of_members
from headless.models.tables.ledger.entries import entries_of_event, newest_entries
from headless.models.tables.ledger.lots import lots_left_of_kind
from headless.models.tables.members.standings import standings_at
from headless.models.tables.members.tags import tags_at
from headless.models.tables.work.retries import settled_retries
from headless.services.members.entitlements import entitlements, needs_lots
from headless.services.settling.loading import load_states

LAST_ENTRIES = 5


@dataclass(frozen=True, slots=True)
class Asking:
    """A question and its reader. now, at: the present and the instant asked about, in microseconds.

    allows: returns True if the reader holds a scope. Without it, the values of its metrics are left out of clauses. own: the
    reader is the member, who is told of neither what the shop keeps for itself nor other members.
    """

    session: Session
    program: Program
    now: int
    at: int | None = None
    lang: str = "en"
    allows: Allows = allows_all
    own: bool = False

    @property
    def time(self) -> int:
        """The instant that is explained."""
        return self.now if self.at is None else self.at

    @property
    def moment(self) -> Moment:
        """Where and when the explanation is read."""
        return Moment(self.program, self.time, self.program.zone.day_of(self.time), self.lang, self.allows)


async def explain(asking: Asking, ids: Collection[int], what: Mapping[str, str]) -> dict[int, Explanation]:
    """Explain one of {track, asset, tag, benefit: code} or {event: id} for each member.

    Raises:
        NotFound: the merchant has no such track, asset, tag or benefit, or the members have no such event.
        InvalidId: the event's id cannot be read.
    """
    kind, name = next((key, value) for key, value in what.items() if value is not None)
    program = asking.program
    if kind == "track":
        return await explain_track(asking, ids, _known(program.tracks, name, "tier track"))
    if kind == "asset":
        return await explain_asset(asking, ids, _known(program.kinds, name, "asset kind"))
    if kind == "benefit":
        return await explain_benefit(asking, ids, _known(program.benefits, name, "benefit"))
    if kind == "tag":
        known = await _had(asking, ids, name) if asking.own else program.tags
        return await explain_tag(asking, ids, _known(known, name, "tag"))
    return await explain_event(asking, ids, decode(Prefix.EVENT, name))


async def explain_track(asking: Asking, ids: Collection[int], track: Track) -> dict[int, Explanation]:
    """Explain why members have their tier on a track, or none."""
    merchant_id = asking.program.merchant_id
    rows = await standings_at(asking.session, merchant_id, sorted(ids), track.id, asking.time)
    standings = {standing.member_id: standing for standing in rows}
    states = await _states(asking, [id_ for id_ in ids if id_ not in standings])
    return {id_: of_track(asking.moment, track, standings.get(id_), states.get(id_)) for id_ in ids}


async def explain_asset(asking: Asking, ids: Collection[int], kind: AssetKind) -> dict[int, Explanation]:
    """Explain members' balances by their last entries and what is left."""
    session, merchant_id, members = asking.session, asking.program.merchant_id, sorted(ids)
    entries: dict[int, list[Entry]] = {}
    for entry in await newest_entries(session, merchant_id, members, kind.id, asking.time, LAST_ENTRIES):
        entries.setdefault(entry.member_id, []).append(entry)
    lots: dict[int, list[Lot]] = {}
    if asking.at is None:
        for lot in await lots_left_of_kind(session, merchant_id, members, kind.id):
            lots.setdefault(lot.member_id, []).append(lot)
    states = await _states(asking, ids)
    return {
        id_: of_asset(
            asking.moment,
            kind,
            states[id_].accounts.get(kind.id) if id_ in states else None,
            entries.get(id_, []),
            lots.get(id_, []),
        )
        for id_ in ids
    }


async def explain_tag(asking: Asking, ids: Collection[int], tag: TagKind) -> dict[int, Explanation]:
    """Explain why members have a tag, or do not."""
    rows = await tags_at(asking.session, asking.program.merchant_id, sorted(ids), tag.id, asking.time)
    tags = {held.member_id: _for_member(held) if asking.own else held for held in rows}
    states = await _states(asking, ids)
    return {id_: of_tag(asking.moment, tag, tags.get(id_), states.get(id_)) for id_ in ids}


def _for_member(held: HeldTag) -> HeldTag:
    """Return a tag without who put it on by hand and why, which members do not read."""
    return replace(held, author=MERCHANT, reason=None) if held.origin is Origin.HAND else held


async def _had(asking: Asking, ids: Collection[int], code: str) -> Mapping[str, TagKind]:
    """Return the tag of a code if the members have or had it: to members no other tag exists."""
    tag = asking.program.tags.get(code)
    if tag is None:
        return {}
    rows = await tags_at(asking.session, asking.program.merchant_id, sorted(ids), tag.id, asking.time)
    return {code: tag} if rows else {}


async def explain_benefit(asking: Asking, ids: Collection[int], benefit: Benefit) -> dict[int, Explanation]:
    """Explain whether members may use a benefit now. Raise Invalid for the past, which is not kept."""
    if asking.at is not None:
        raise Invalid(Message("a benefit is explained as it stands now; leave `at` out"), code="INVALID_TIME")
    program, states = asking.program, await _states(asking, ids, lots=needs_lots([benefit]))
    entitled = await entitlements(asking.session, program, Judge(program), states, [benefit], asking.now)
    return {id_: of_benefit(asking.moment, benefit, entitled[id_, benefit.id], states[id_]) for id_ in states}


async def explain_event(asking: Asking, ids: Collection[int], event_id: int) -> dict[int, Explanation]:
    """Explain what an event of a member did. Raise NotFound if it is none of theirs."""
    session, merchant_id = asking.session, asking.program.merchant_id
    event = await event_of_members(session, merchant_id, event_id, sorted(ids))
    if event is None:
        raise NotFound(
            Message("this member has no event {event_id}", event_id=encode(Prefix.EVENT, event_id)),
            code="UNKNOWN_EVENT",
        )
    entries = await entries_of_event(session, merchant_id, event_id) if asking.allows(ASSETS) else []
    said = (await verdicts_of(session, asking.program, [event_id], asking.allows)).get(event_id, [])
    noted = (await problems_of(session, merchant_id, [event.member_id], [event_id])).get(event_id)
    failed = await failed_emit_problems(session, merchant_id, event_id)
    if asking.own:
        said, failed = [verdict for verdict in said if verdict.fired], []
    told = {
        "problem": None if noted is None else worded(noted.told(asking.allows).message, asking.lang),
        "failed_emits": [worded(emit.told(asking.allows).message, asking.lang) for emit in failed],
    }
    return {event.member_id: of_event(asking.moment, event._asdict() | told, said, entries)}


async def verdicts_of(
    session: Session, program: Program, event_ids: Collection[int], allows: Allows = allows_all
) -> dict[int, list[Verdict]]:
    """Return what every rule said about events, by event, as far as the reader may see it."""
    documents = await decision_documents(session, program.merchant_id, sorted(event_ids))
    late: dict[int, dict[int, Collection[str]]] = {
        event_id: {} for event_id, document in documents.items() if any(map(_owes, document))
    }
    if late:
        for retry in await settled_retries(session, program.merchant_id, sorted(late)):
            late[retry.event_id][retry.rule_id] = retry.withheld
    return {
        event_id: verdicts(program, document, late.get(event_id, {}), allows)
        for event_id, document in documents.items()
    }


def _owes(item: Mapping[str, Any]) -> bool:
    """Return True if a rule said nothing of an event yet: it failed or was paused."""
    return "x" in item or item.get("c") == "paused"


async def _states(asking: Asking, ids: Collection[int], *, lots: bool = False) -> dict[int, Any]:
    """Load the present states, with their lots if they are asked for. Of the past there are none to fill a condition with."""
    if asking.at is not None or not ids:
        return {}
    return dict(await load_states(asking.session, asking.program, ids, now=asking.now, lots=lots))


def _known(known: Mapping[str, Any], code: str, what: str) -> Any:
    if code not in known:
        raise NotFound(
            Message("there is no {what} {code!r}; there are: {known}", what=what, code=code, known=sorted(known)),
            code="NOT_FOUND",
        )
    return known[code]
