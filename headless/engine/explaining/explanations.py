"""Explanations, made from records: a code, parameters, a clause and a sentence. The services load what is needed.

Codes. Tier: the standing's own (qualified, kept, grace, downgraded …), ended, or no_standing. Asset: balance or never_moved.
Tag: by_hand, by_condition, by_rule, expired, taken_off, taken_off_by_hand or not_worn. Event: recorded, deferred,
failed or refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from headless.engine.conditions.clause_texts import text_of_clause
from headless.engine.conditions.clauses import Clause, fill, from_json
from headless.engine.conditions.conditions import Condition
from headless.engine.conditions.redaction import visible
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.explaining.fact_scopes import Allows, allows_all, reads_words_of, without_words
from headless.engine.explaining.narration import (
    TAGGED_BY,
    day_iso,
    day_text,
    entry_text,
    last_day_text,
    standing_text,
    tag_text,
)
from headless.engine.explaining.verdicts import Verdict
from headless.engine.member.accounts import Account
from headless.engine.member.records import Entry, EventStatus, HeldTag, Lot, Origin, Standing
from headless.engine.member.state import MemberState
from headless.engine.program.glossary import Glossary
from headless.engine.program.program import Program
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Track
from headless.engine.texts import formats
from headless.engine.texts.languages import label_in
from headless.engine.texts.names import Names, name_in
from headless.engine.texts.texts import Texts
from headless.engine.values.amounts import text_of as amount_text

_STANDINGS, _BALANCES, _TAGS, _EVENTS = Texts("standings"), Texts("balances"), Texts("tags"), Texts("events")
_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is as it is. `event_id` names the event that made it so. Its decisions say the rest."""

    text: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    clause: Clause | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom something is read: the program, the instant, its local day, the language, the scopes held."""

    program: Program
    now: int
    today: int
    lang: str = "en"
    allows: Allows = allows_all

    @property
    def names(self) -> Names:
        """What codes are called in the reader's language."""
        return Glossary.of(self.program, self.lang)

    def seen(self, clause: Clause | None) -> Clause | None:
        """Return the clause as the reader may see it."""
        return None if clause is None else visible(clause, self.program.metrics, self.allows)

    def filled(self, condition: Condition | None, state: MemberState | None) -> Clause | None:
        """Fill a condition with the member's values of the day, as the reader may see it."""
        if condition is None or state is None:
            return None
        return self.seen(fill(condition, state, self.today, self.program))


def of_track(moment: Moment, track: Track, standing: Standing | None, state: MemberState | None) -> Explanation:
    """Explain why a member has this tier on a track. `state` is given if the question is about now."""
    if standing is None:
        return _no_standing(moment, track, state)
    program = moment.program
    tier = track.by_id.get(standing.tier_id) if standing.tier_id is not None else None
    is_told = reads_words_of(program, standing.params.get("rule"), moment.allows)
    params = {
        "track": track.code,
        "tier": tier.code if tier else None,
        "since": day_iso(program, standing.since_at),
        "until": day_iso(program, standing.ends_at) if standing.ends_at is not None else None,
        **(standing.params if is_told else without_words(standing.params)),
    }
    if track.entered and standing.until_at is not None and standing.until_at <= moment.now and tier:
        text = _STANDINGS.text(
            moment.lang,
            "ended_on",
            tier=name_in(moment.lang, tier),
            day=last_day_text(program, standing.ends_at, moment.lang),
        )
        return Explanation(text, "ended", params, None, standing.event_id)
    clause = moment.seen(from_json(standing.clause)) if standing.clause else None
    text = standing_text(program, standing, clause, moment.lang, moment.allows)
    return Explanation(text, standing.code, params, clause, standing.event_id)


def _no_standing(moment: Moment, track: Track, state: MemberState | None) -> Explanation:
    first = next((tier for tier in track.tiers if tier.condition is not None), None)
    clause = moment.filled(first.condition, state) if first and track.kind == "EARNED" else None
    if first is None or clause is None:
        text = _STANDINGS.text(moment.lang, "none_on_track", track=name_in(moment.lang, track))
        return Explanation(text, "no_standing", {"track": track.code})
    missing = text_of_clause(clause, moment.names)
    text = _STANDINGS.text(moment.lang, "none_yet", tier=name_in(moment.lang, first), clause=missing)
    return Explanation(text, "no_standing", {"track": track.code}, clause)


def of_asset(
    moment: Moment, kind: AssetKind, account: Account | None, entries: Sequence[Entry], lots: Sequence[Lot]
) -> Explanation:
    """Explain why a balance is what it is.

    Args:
        moment: When and by whom it is read.
        kind: The asset kind.
        account: The member's account, if the question is about now.
        entries: The last entries, newest first.
        lots: The lots with something left, if the question is about now.
    """
    if not entries:
        text = _BALANCES.text(moment.lang, "never_moved", asset=name_in(moment.lang, kind))
        return Explanation(text, "never_moved", {"asset": kind.code})

    def amount(units: int) -> str:
        return amount_text(units, kind.decimals)

    ending = _ending(moment, lots)
    params: dict[str, Any] = {
        "asset": kind.code,
        "balance": amount(entries[0].balance_after),
        "entries": [_line(moment, kind, entry) for entry in entries],
        "expiring": [{"on": day_iso(moment.program, at), "amount": amount(units)} for at, units in ending],
    }
    if account is not None:
        free = sum(lot.free for lot in lots if lot.live(moment.now))
        waiting = [lot for lot in lots if lot.starts_at > moment.now]
        params |= {"available": amount(free), "pending": amount(sum(lot.remaining for lot in waiting))}
        params |= {"held": amount(account.held), "debt": amount(account.debt)}
        if waiting:
            params["pendingUntil"] = day_iso(moment.program, min(lot.starts_at for lot in waiting))
    return Explanation(
        _balance_text(moment, kind, params, entries, ending), "balance", params, None, entries[0].event_id
    )


def _line(moment: Moment, kind: AssetKind, entry: Entry) -> dict[str, Any]:
    return {
        "type": entry.type.name,
        "amount": amount_text(entry.amount, kind.decimals),
        "reason": entry_text(moment.program, entry, moment.lang, moment.allows),
        "on": day_iso(moment.program, entry.recorded_at),
    }


def _balance_text(
    moment: Moment,
    kind: AssetKind,
    params: Mapping[str, Any],
    entries: Sequence[Entry],
    ending: Sequence[tuple[int, int]],
) -> str:
    """Say what there is, what of it cannot be used, how it came about, and what ends next."""
    lang, names = moment.lang, moment.names
    lines = _BALANCES.text(lang, "between_lines").join(
        _BALANCES.text(
            lang,
            "line",
            day=day_text(moment.program, entry.recorded_at, lang),
            amount=formats.signed(names.amount(kind.code, line["amount"])),
            reason=line["reason"],
        )
        for entry, line in zip(entries[:_LAST_LINES], params["entries"], strict=False)
    )
    asset = name_in(lang, kind)
    if "available" in params:
        available = names.amount(kind.code, params["available"])
        more = _unusable(moment, kind, params)
        text = _BALANCES.text(lang, "now", asset=asset, available=available, more=more, lines=lines)
    else:
        balance = names.amount(kind.code, params["balance"])
        text = _BALANCES.text(lang, "balance", asset=asset, balance=balance, lines=lines)
    if params["expiring"]:
        amount = names.amount(kind.code, params["expiring"][0]["amount"])
        day = last_day_text(moment.program, ending[0][0], lang)
        text += _BALANCES.text(lang, "expiring", amount=amount, asset=asset, day=day)
    return text


def _unusable(moment: Moment, kind: AssetKind, params: Mapping[str, Any]) -> str:
    """Say what is pending, on hold and owed."""
    day = date.fromisoformat(params["pendingUntil"]).toordinal() if "pendingUntil" in params else None
    shown = {
        "pending": moment.names.amount(kind.code, params["pending"]),
        "held": moment.names.amount(kind.code, params["held"]),
        "debt": moment.names.amount(kind.code, params["debt"]),
        "day": "" if day is None else formats.day_text(day, moment.lang, moment.today),
    }
    parts = ("pending", "held", "debt")
    return "".join(_BALANCES.templates(moment.lang)[part].format(**shown) for part in parts if Decimal(params[part]))


def _ending(moment: Moment, lots: Sequence[Lot]) -> list[tuple[int, int]]:
    """Return what is yet to expire, by day: at which instant the first of it does, and how much in all."""
    days: dict[int, tuple[int, int]] = {}
    for at, units in sorted((lot.expires_at, lot.remaining) for lot in lots if lot.expires_at):
        if at > moment.now:
            day = moment.program.zone.day_of(at)
            first, more = days.get(day, (at, 0))
            days[day] = first, more + units
    return list(days.values())


def of_tag(moment: Moment, tag: TagKind, held: HeldTag | None, state: MemberState | None) -> Explanation:
    """Explain why a member has a tag, or does not. `state` is given if the question is about now."""
    clause = moment.filled(tag.condition, state)
    if held is None:
        return Explanation(_not_worn(moment, tag, clause), "not_worn", {"tag": tag.code}, clause)
    program = moment.program
    by_rule = held.author.removeprefix("rule:")
    is_told = held.origin is not Origin.RULE or reads_words_of(program, by_rule, moment.allows)
    params: dict[str, Any] = {"tag": tag.code, "by": held.author, "reason": held.reason if is_told else None}
    params["since"] = day_iso(program, held.since_at)
    lang, name = moment.lang, name_in(moment.lang, tag)
    ended = held.expires_at is not None and held.expires_at <= moment.now
    if held.removed_at is not None and held.removed_at <= moment.now:
        code = "taken_off_by_hand" if held.removed_by_hand else "expired" if ended else "taken_off"
        params["until"] = day_iso(program, held.removed_at)
        text = _TAGS.text(lang, "removed", tag=name, day=day_text(program, held.removed_at, lang))
        return Explanation(text, code, params, clause, held.event_id)
    if ended:
        params["until"] = day_iso(program, held.expires_at)
        text = _TAGS.text(lang, "ended", tag=name, day=last_day_text(program, held.expires_at, lang))
        return Explanation(text, "expired", params, clause, held.event_id)
    why = tag_text(program, held, lang, moment.allows)
    if held.origin is Origin.CONDITION and clause is not None:
        why = text_of_clause(clause, moment.names)
    text = _TAGS.text(lang, "since", tag=name, day=day_text(program, held.since_at, lang), why=why)
    return Explanation(text, TAGGED_BY[held.origin], params, clause, held.event_id)


def _not_worn(moment: Moment, tag: TagKind, clause: Clause | None) -> str:
    if clause is None:
        return _TAGS.text(moment.lang, "not_worn", tag=name_in(moment.lang, tag))
    missing = text_of_clause(clause, moment.names)
    return _TAGS.text(moment.lang, "not_worn_yet", tag=name_in(moment.lang, tag), clause=missing)


def of_event(
    moment: Moment, event: Mapping[str, Any], verdicts: Sequence[Verdict], entries: Sequence[Entry]
) -> Explanation:
    """Explain what an event did and why.

    `event` has id, type, source, external_id, status, occurred_at, recorded_at, refers, `problem`, the message of what stood
    against it or None, and `failed_emits`, those of the events that rules emitted because of it.
    """
    program = moment.program
    status = EventStatus(event["status"])
    type_ = program.event_types.get(event["type"])
    label = label_in(moment.lang, type_, event["type"])
    on, lang = day_text(program, event["occurred_at"], moment.lang), moment.lang
    params = {
        "type": event["type"],
        "source": event["source"],
        "externalId": event["external_id"],
        "on": day_iso(program, event["occurred_at"]),
        "entries": [_line(moment, program.kind_by_id[entry.kind_id], entry) for entry in entries],
        **({"failedEmits": list(event["failed_emits"])} if event["failed_emits"] else {}),
    }
    head = _EVENTS.text(lang, "event", event=label, day=on)
    if status is EventStatus.DEFERRED:
        key = "deferred_order" if type_ is not None and type_.origin_noun == "order" else "deferred"
        text = _EVENTS.templates(lang)[key].format(event=head, refers=event["refers"])
        return Explanation(text, "deferred", params, None, event["id"])
    if status is EventStatus.FAILED:
        params |= {"problem": event["problem"]}
        text = _EVENTS.text(lang, "failed", event=head, problem=event["problem"])
        return Explanation(text, "failed", params, None, event["id"])
    said = [_EVENTS.text(lang, "rule", rule=verdict.title(lang), why=verdict.why(lang)) for verdict in verdicts]
    text = _EVENTS.text(lang, "between").join(said or [_EVENTS.text(lang, "no_rule")])
    text = _EVENTS.text(lang, "told", head=head, said=text)
    for problem in event["failed_emits"]:
        text += _EVENTS.text(lang, "and_then", more=_EVENTS.text(lang, "failed_emit", problem=problem))
    code = "refused" if status is EventStatus.REFUSED else "recorded"
    return Explanation(text, code, params, None, event["id"])
