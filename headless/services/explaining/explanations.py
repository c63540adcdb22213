"""Loading what an explanation stands on: for many members at once, with a constant number of queries."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.judge import Judge
from headless.engine.explaining.benefit_texts import of_benefit
from headless.engine.explaining.explanations import Explanation, Moment, of_asset, of_event, of_tag, of_track
from headless.engine.explaining.verdicts import Verdict, verdicts
from headless.engine.member.records import Entry, Lot
from headless.engine.program.offers import Benefit
from headless.engine.program.program import Program
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Track
from headless.errors import Invalid, NotFound
from headless.ids import Prefix, decode, encode
from headless.models.base.mapping import columns
from headless.models.base.session import Session
from headless.models.tables.ledger.entries import ENTRIES
from headless.models.tables.ledger.lots import LOTS
from headless.models.tables.members.standings import STANDINGS
from headless.models.tables.members.tags import MEMBER_TAGS
from headless.services.members.entitlements import entitlements
from headless.services.settling.loading import load_states

LAST_ENTRIES = 5
_EVENT = "id, type, source, external_id, member_id, occurred_at, recorded_at, status, refers"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants to know: the program, now and the instant asked about in microseconds, and the reader's language.

    allows: whether the reader holds a scope; a metric's value is left out of clauses where not.
    """

    session: Session
    program: Program
    now: int
    at: int | None = None
    lang: str = "en"
    allows: Callable[[str], bool] = lambda scope: True

    @property
    def time(self) -> int:
        """The instant that is explained."""
        return self.now if self.at is None else self.at

    @property
    def moment(self) -> Moment:
        """Where and when the explanation is read."""
        return Moment(self.program, self.time, self.program.zone.day_of(self.time), self.lang, self.allows)


async def explain(asking: Asking, ids: Collection[int], what: Mapping[str, str]) -> dict[int, Explanation]:
    """Explain one of {track, asset, tag, benefit: code} or {event: id} for each member. Errors: NotFound, InvalidId."""
    kind, name = next((key, value) for key, value in what.items() if value is not None)
    program = asking.program
    if kind == "track":
        return await explain_track(asking, ids, _known(program.tracks, name, "tier track"))
    if kind == "asset":
        return await explain_asset(asking, ids, _known(program.kinds, name, "asset kind"))
    if kind == "benefit":
        return await explain_benefit(asking, ids, _known(program.benefits, name, "benefit"))
    if kind == "tag":
        return await explain_tag(asking, ids, _known(program.tags, name, "tag"))
    return await explain_event(asking, ids, decode(Prefix.EVENT, name))


async def explain_track(asking: Asking, ids: Collection[int], track: Track) -> dict[int, Explanation]:
    """Why members have their tier on a track, or none."""
    members = asking.session.any_of("s.member_id", 2)
    sql = f"""SELECT {columns(STANDINGS, "s")} FROM standing s WHERE s.merchant_id = $1 AND {members}
AND s.track_id = $3 AND s.seq = (SELECT max(x.seq) FROM standing x WHERE x.merchant_id = s.merchant_id
  AND x.member_id = s.member_id AND x.track_id = s.track_id AND x.recorded_at <= $4)"""
    rows = await asking.session.fetch(sql, asking.program.merchant_id, sorted(ids), track.id, asking.time)
    found = {standing.member_id: standing for standing in STANDINGS.records(rows)}
    states = await _states(asking, [id_ for id_ in ids if id_ not in found])
    return {id_: of_track(asking.moment, track, found.get(id_), states.get(id_)) for id_ in ids}


async def explain_asset(asking: Asking, ids: Collection[int], kind: AssetKind) -> dict[int, Explanation]:
    """Why members' balances are what they are, by their last entries and what is left."""
    session, merchant = asking.session, asking.program.merchant_id
    sql = f"""SELECT {columns(ENTRIES)} FROM (SELECT n.*, row_number() OVER (PARTITION BY member_id ORDER BY version DESC)
  AS place FROM entry n WHERE merchant_id = $1 AND {session.any_of("member_id", 2)} AND kind_id = $3
  AND recorded_at <= $4) newest WHERE place <= {LAST_ENTRIES} ORDER BY place"""
    entries: dict[int, list[Entry]] = {}
    for entry in ENTRIES.records(await session.fetch(sql, merchant, sorted(ids), kind.id, asking.time)):
        entries.setdefault(entry.member_id, []).append(entry)
    lots: dict[int, list[Lot]] = {}
    if asking.at is None:
        sql = f"""SELECT {columns(LOTS)} FROM lot WHERE merchant_id = $1 AND {session.any_of("member_id", 2)}
AND kind_id = $3 AND remaining > 0 ORDER BY id"""
        for lot in LOTS.records(await session.fetch(sql, merchant, sorted(ids), kind.id)):
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
    """Why members wear a tag, or do not."""
    sql = f"""SELECT {columns(MEMBER_TAGS)} FROM member_tag WHERE merchant_id = $1 AND {asking.session.any_of("member_id", 2)}
AND tag_id = $3 AND since_at <= $4 ORDER BY id"""
    rows = await asking.session.fetch(sql, asking.program.merchant_id, sorted(ids), tag.id, asking.time)
    held = {worn.member_id: worn for worn in MEMBER_TAGS.records(rows)}
    states = await _states(asking, ids)
    return {id_: of_tag(asking.moment, tag, held.get(id_), states.get(id_)) for id_ in ids}


async def explain_benefit(asking: Asking, ids: Collection[int], benefit: Benefit) -> dict[int, Explanation]:
    """Whether members may use a benefit now, and why. Errors: Invalid for the past, which is not kept."""
    if asking.at is not None:
        raise Invalid("a benefit is explained as it stands now; leave `at` out", code="INVALID_TIME")
    program, states = asking.program, await _states(asking, ids)
    found = await entitlements(asking.session, program, Judge(program), states, [benefit], asking.now)
    return {id_: of_benefit(asking.moment, benefit, found[id_, benefit.id], states[id_]) for id_ in states}


async def explain_event(asking: Asking, ids: Collection[int], event_id: int) -> dict[int, Explanation]:
    """What an event of a member did, and why. Errors: NotFound where it is none of theirs."""
    session, merchant = asking.session, asking.program.merchant_id
    sql = f"SELECT {_EVENT} FROM event WHERE merchant_id = $1 AND id = $2 AND {session.any_of('member_id', 3)}"
    row = await session.fetch_one(sql, merchant, event_id, sorted(ids))
    if row is None:
        raise NotFound(f"this member has no event {encode(Prefix.EVENT, event_id)}", code="UNKNOWN_EVENT")
    event = {name: row[place] for place, name in enumerate(_EVENT.split(", "))}
    sql = f"SELECT {columns(ENTRIES)} FROM entry WHERE merchant_id = $1 AND event_id = $2 ORDER BY id"
    entries = ENTRIES.records(await session.fetch(sql, merchant, event_id))
    said = (await verdicts_of(session, asking.program, [event_id])).get(event_id, [])
    return {event["member_id"]: of_event(asking.moment, event, said, entries)}


async def verdicts_of(session: Session, program: Program, event_ids: Collection[int]) -> dict[int, list[Verdict]]:
    """What every rule said about events, by event."""
    sql = f"SELECT event_id, document FROM decision WHERE merchant_id = $1 AND {session.any_of('event_id', 2)}"
    rows = await session.fetch(sql, program.merchant_id, sorted(event_ids))
    return {row[0]: verdicts(program, json.loads(row[1])) for row in rows}


async def _states(asking: Asking, ids: Collection[int]) -> dict[int, Any]:
    """States of now; of the past there are none to fill a condition with."""
    if asking.at is not None or not ids:
        return {}
    return dict(await load_states(asking.session, asking.program, ids, now=asking.now))


def _known(known: Mapping[str, Any], code: str, what: str) -> Any:
    if code not in known:
        raise NotFound(
            f"there is no {what} {code!r}; there are: {', '.join(sorted(known)) or 'none'}", code="NOT_FOUND"
        )
    return known[code]
