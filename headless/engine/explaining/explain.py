"""Why: from records to a code, parameters, a clause and a sentence. Pure; the services load what it needs.

Codes. Tier: the standing's own (qualified, kept, grace, downgraded …), ended, or no_standing. Asset: balance or never_moved.
Tag: by_hand, by_condition, by_rule, expired, taken_off, taken_off_by_hand or not_worn. Event: recorded, deferred or refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause, fill, from_json
from headless.engine.conditions.conditions import Condition
from headless.engine.conditions.redaction import visible
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.explaining.narration import day_text, entry_text, standing_text, tag_text
from headless.engine.explaining.verdicts import Verdict
from headless.engine.member.records import Entry, EventStatus, HeldTag, Lot, Origin, Standing
from headless.engine.member.state import Account, MemberState
from headless.engine.program.program import Program, TagKind, Track
from headless.engine.values.amounts import text_of as amount_text

_WORN: Mapping[Origin, str] = {
    Origin.HAND: "by_hand",
    Origin.CONDITION: "by_condition",
    Origin.RULE: "by_rule",
}
_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is as it is; `event_id` names the event that made it so, whose decisions say the rest."""

    text: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    clause: Clause | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Where, when and by whom it is read: the program, the instant, its local day, the language, the scopes held."""

    program: Program
    now: int
    today: int
    lang: str = "en"
    allows: Callable[[str], bool] = lambda scope: True

    def seen(self, clause: Clause | None) -> Clause | None:
        """The clause as the reader may see it."""
        return None if clause is None else visible(clause, self.program.metrics, self.allows)

    def filled(self, condition: Condition | None, state: MemberState | None) -> Clause | None:
        """A condition with the member's values of the day, as the reader may see it."""
        if condition is None or state is None:
            return None
        return self.seen(fill(condition, state, self.today, self.program))

    def say(self, en: str, zh: str) -> str:
        """The text in the reader's language."""
        return zh if self.lang == "zh" else en


def of_track(moment: Moment, track: Track, standing: Standing | None, state: MemberState | None) -> Explanation:
    """Why a member has this tier on a track. `state` is there when it is about now."""
    if standing is None:
        return _no_standing(moment, track, state)
    program = moment.program
    tier = track.by_id.get(standing.tier_id) if standing.tier_id is not None else None
    params = {
        "track": track.code,
        "tier": tier.code if tier else None,
        "since": day_text(program, standing.since_at),
        "until": day_text(program, standing.until_at) if standing.until_at is not None else None,
        **standing.params,
    }
    if track.kind == "PAID" and standing.until_at is not None and standing.until_at <= moment.now and tier:
        until = day_text(program, standing.until_at)
        text = moment.say(f"{tier.name} came to its end on {until}", f"{tier.name}已于{until}到期")
        return Explanation(text, "ended", params, None, standing.event_id)
    clause = moment.seen(from_json(standing.clause)) if standing.clause else None
    text = standing_text(program, standing, clause, moment.lang)
    return Explanation(text, standing.code, params, clause, standing.event_id)


def _no_standing(moment: Moment, track: Track, state: MemberState | None) -> Explanation:
    first = next((tier for tier in track.tiers if tier.condition is not None), None)
    clause = moment.filled(first.condition, state) if first and track.kind == "EARNED" else None
    if first is None or clause is None:
        text = moment.say(f"no tier on {track.name} yet", f"尚无{track.name}等级")
        return Explanation(text, "no_standing", {"track": track.code})
    missing = text_of_clause(clause, moment.lang)
    text = moment.say(f"no tier yet; to reach {first.name}: {missing}", f"尚无等级；成为{first.name}还需：{missing}")
    return Explanation(text, "no_standing", {"track": track.code}, clause)


def of_asset(
    moment: Moment, kind: AssetKind, account: Account | None, entries: Sequence[Entry], lots: Sequence[Lot]
) -> Explanation:
    """Why a balance is what it is. `entries`: the last ones, newest first; `lots`: what is left, if it is about now."""
    if not entries:
        text = moment.say(f"no {kind.name} were ever posted", f"从未有过{kind.name}")
        return Explanation(text, "never_moved", {"asset": kind.code})

    def amount(units: int) -> str:
        return amount_text(units, kind.decimals)

    ending = sorted((lot.expires_at, lot.remaining) for lot in lots if lot.expires_at and lot.expires_at > moment.now)
    params: dict[str, Any] = {
        "asset": kind.code,
        "balance": amount(entries[0].balance_after),
        "entries": [_line(moment, kind, entry) for entry in entries],
        "expiring": [{"on": day_text(moment.program, at), "amount": amount(units)} for at, units in ending],
    }
    if account is not None:
        free = sum(lot.free for lot in lots if lot.live(moment.now))
        waiting = sum(lot.remaining for lot in lots if lot.starts_at > moment.now)
        params |= {"available": amount(free), "pending": amount(waiting)}
        params |= {"held": amount(account.held), "debt": amount(account.debt)}
    return Explanation(_balance_text(moment, kind, params), "balance", params, None, entries[0].event_id)


def _line(moment: Moment, kind: AssetKind, entry: Entry) -> dict[str, Any]:
    return {
        "type": entry.type.name,
        "amount": amount_text(entry.amount, kind.decimals),
        "reason": entry_text(moment.program, entry, moment.lang),
        "on": day_text(moment.program, entry.recorded_at),
    }


def _balance_text(moment: Moment, kind: AssetKind, params: Mapping[str, Any]) -> str:
    lines = []
    for line in params["entries"][:_LAST_LINES]:
        sign = "" if line["amount"].startswith("-") else "+"
        lines.append(f"{line['on']} {sign}{line['amount']} ({line['reason']})")
    joint = moment.say("; ", "；")
    text = moment.say(
        f"{params['balance']} {kind.name}; last ", f"{kind.name}{params['balance']}；最近："
    ) + joint.join(lines)
    if params["expiring"]:
        first = params["expiring"][0]
        text += moment.say(f"; {first['amount']} expire on {first['on']}", f"；{first['amount']}将于{first['on']}过期")
    return text


def of_tag(moment: Moment, tag: TagKind, held: HeldTag | None, state: MemberState | None) -> Explanation:
    """Why a member wears a tag, or does not. `state` is there when it is about now."""
    clause = moment.filled(tag.condition, state)
    params: dict[str, Any] = {"tag": tag.code}
    if held is None:
        missing = f"; {text_of_clause(clause, moment.lang)}" if clause is not None else ""
        text = moment.say(f"does not wear {tag.name}{missing}", f"没有标签{tag.name}{missing.replace('; ', '；')}")
        return Explanation(text, "not_worn", params, clause)
    program = moment.program
    params |= {"by": held.author, "reason": held.reason, "since": day_text(program, held.since_at)}
    ended = held.expires_at is not None and held.expires_at <= moment.now
    if held.removed_at is not None and held.removed_at <= moment.now:
        code = "taken_off_by_hand" if held.removed_by_hand else "expired" if ended else "taken_off"
        on = params["until"] = day_text(program, held.removed_at)
        text = moment.say(f"{tag.name} was taken off on {on}", f"标签{tag.name}已于{on}移除")
        return Explanation(text, code, params, clause, held.event_id)
    if ended:
        on = params["until"] = day_text(program, held.expires_at)
        text = moment.say(f"{tag.name} ended on {on}", f"标签{tag.name}已于{on}到期")
        return Explanation(text, "expired", params, clause, held.event_id)
    why = tag_text(held, moment.lang)
    if held.origin is Origin.CONDITION and clause is not None:
        why = text_of_clause(clause, moment.lang)
    text = moment.say(f"{tag.name} since {params['since']}: {why}", f"自{params['since']}起有标签{tag.name}：{why}")
    return Explanation(text, _WORN[held.origin], params, clause, held.event_id)


def of_event(
    moment: Moment, event: Mapping[str, Any], verdicts: Sequence[Verdict], entries: Sequence[Entry]
) -> Explanation:
    """What an event did and why. `event`: id, type, source, external_id, status, occurred_at, recorded_at, refers."""
    program = moment.program
    status = EventStatus(event["status"])
    type_ = program.event_types.get(event["type"])
    label = event["type"] if type_ is None else type_.label_zh if moment.lang == "zh" else type_.label
    on = day_text(program, event["occurred_at"])
    params = {
        "type": event["type"],
        "source": event["source"],
        "externalId": event["external_id"],
        "on": on,
        "entries": [_line(moment, program.kind_by_id[entry.kind_id], entry) for entry in entries],
    }
    head = moment.say(f"{label} on {on}", f"{on} {label}")
    if status is EventStatus.DEFERRED:
        text = moment.say(f"{head} waits for {event['refers']}", f"{head}，等待{event['refers']}")
        return Explanation(text, "deferred", params, None, event["id"])
    said = [f"{verdict.title(moment.lang)}: {verdict.why(moment.lang)}" for verdict in verdicts]
    if not said:
        said = [moment.say("no rule listens to it", "没有规则响应")]
    code = "refused" if status is EventStatus.REFUSED else "recorded"
    return Explanation(f"{head}. {'; '.join(said)}", code, params, None, event["id"])
