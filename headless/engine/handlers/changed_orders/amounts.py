"""What an amended order is due, by rule instance, kind and lines, and the difference to what stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from headless.engine.evaluation.due_amounts import Rating
from headless.engine.evaluation.earned_terms import end_of, refund_terms
from headless.engine.handlers.refund_shares import TAKEN_BACK, groups_of, key_of, may_stand, take_back
from headless.engine.ledger.movements import Cause
from headless.engine.member.records import Entry, GroupKey, OriginFacts
from headless.engine.program.limits.limits import BUDGETED
from headless.engine.program.program import Program
from headless.engine.rewards.rule_limits import budget_terms, instances_of, spend_budgets
from headless.engine.texts.told import as_column
from headless.engine.turn import Turn
from headless.engine.values.amounts import to_units

AMENDED = "amended"


class Posting(NamedTuple):
    """More that an order earns under a key: how much, and how it is posted."""

    key: GroupKey
    units: int
    reason: str
    rule_version: int | None
    funding: str
    terms: Mapping[str, Any]
    expires_at: int | None


class Amounts(NamedTuple):
    """What an order is due under each key from now on, in units, and what more of it is to be posted."""

    due: Mapping[GroupKey, int]
    more: tuple[Posting, ...]

    def to_json(self) -> list[list[Any]]:
        """Return them as they are kept with the decision: rule instance, kind, lines, due, more."""
        more = {posting.key: posting.units for posting in self.more}
        return [[key.rule_id, key.asset, list(key.lines), due, more.get(key, 0)] for key, due in self.due.items()]


def amounts_of(turn: Turn, before: OriginFacts, after: OriginFacts, rating: Rating | None) -> Amounts:
    """Return what an order is due once it was changed, from what its rules say of it now.

    A rule that cannot be asked again keeps its amounts in proportion: new total / total as first recorded.
    """
    program, entries = turn.program, _by_key(turn.program, before)
    rated = {} if rating is None else rating.due
    due: dict[GroupKey, int] = {}
    for key in (*entries, *(key for key in rated if key not in entries)):
        if key.asset not in program.kinds:
            continue
        if rating is not None and rating.knows(key):
            due[key] = rated[key].units if key in rated else 0
        elif key in entries:
            due[key] = _in_proportion(program, entries[key], before, after)
    after = replace(after, due=due)
    more = (_more(turn, after, key, entries.get(key, []), rating) for key in due)
    return Amounts(due, tuple(posting for posting in more if posting is not None))


def due_of(document: Iterable[Mapping[str, Any]]) -> dict[GroupKey, int] | None:
    """Return what an order is due by the decision of an amendment as it was kept, or None if that changed nothing."""
    rows = next((line["due"] for line in document if "due" in line), None)
    if rows is None:
        return None
    return {GroupKey(rule_id, asset, tuple(lines)): due for rule_id, asset, lines, due, _ in rows}


def post_amounts(turn: Turn, origin: OriginFacts, amounts: Amounts) -> None:
    """Post what an order earns more, with its own start and expiry, then take back what is more than it is due."""
    for posting in amounts.more:
        kind = turn.program.kinds[posting.key.asset]
        cause = Cause(turn.event, posting.reason, posting.key.rule_id, posting.rule_version, origin.event)
        entry = turn.ledger.earn(
            kind, posting.units, cause, funding=posting.funding, expires_at=posting.expires_at,
            terms={**posting.terms, AMENDED: 1},
        )  # fmt: skip
        origin.entries.append(entry)
        if BUDGETED in posting.terms:
            _spend(turn, posting)
    refunded, total = _money(turn.program, origin)
    for group in [group for group in groups_of(turn.program, origin) if group.key in origin.due]:
        if not group.terms.get("once"):
            take_back(turn, origin, group, refunded, total, AMENDED)


def _spend(turn: Turn, posting: Posting) -> None:
    """Count what an order earns more against the budgets of the rule that gives it, in the version that gave it."""
    for instance in instances_of(turn.program, posting.key.rule_id):
        if instance.version == posting.rule_version:
            spend_budgets(turn, instance, posting.key.asset, posting.units, posting.terms[BUDGETED], bounded=False)


def _by_key(program: Program, origin: OriginFacts) -> dict[GroupKey, list[Entry]]:
    entries: dict[GroupKey, list[Entry]] = {}
    for entry in origin.entries:
        if entry.type in TAKEN_BACK and not (entry.terms or {}).get("once"):
            entries.setdefault(key_of(program, entry), []).append(entry)
    return entries


def _in_proportion(program: Program, entries: list[Entry], before: OriginFacts, after: OriginFacts) -> int:
    first = before.event.data if before.first is None else before.first
    units = sum(entry.amount for entry in entries if not (entry.terms or {}).get(AMENDED))
    was, now = (to_units(data.total, program.decimals) for data in (first, after.event.data))
    return units * now // was if was else units


def _more(turn: Turn, after: OriginFacts, key: GroupKey, entries: list[Entry], rating: Rating | None) -> Posting | None:
    """Return what is to be posted so that all that is due stands. What was taken by hand is not given again."""
    rated = None if rating is None else rating.due.get(key)
    terms = (entries[0].terms if entries else refund_terms(rated.effect) if rated else None) or {}
    stands = sum(entry.amount - _taken(after, entry) for entry in entries)
    units = may_stand(turn.program, after, terms, after.due[key], _money(turn.program, after)) - stands
    if units <= 0:
        return None
    expires_at = entries[0].expires_at if entries else None
    if rated is not None:
        instance, effect = rated.instance, rated.effect
        reason = as_column(effect.why) or instance.rule
        if not entries:
            expires_at = end_of(effect, after.event.day, turn.program.zone)
            terms = budget_terms(instance, key.asset, after.event.day, terms) or {}
        return Posting(key, units, reason, instance.version, effect.funding, terms, expires_at)
    model = entries[0]
    return Posting(key, units, model.reason, model.rule_version, model.funding or "house", terms, expires_at)


def _taken(origin: OriginFacts, entry: Entry) -> int:
    return origin.taken.get(entry.id, 0) - origin.by_hand.get(entry.id, 0)


def _money(program: Program, origin: OriginFacts) -> tuple[int, int]:
    """Return what refunds gave back of an order, and its total, in units of money."""
    decimals = program.decimals
    refunded = sum(to_units(refund.amount, decimals) for refund in origin.refunds)
    return refunded, to_units(origin.event.data.total, decimals)
