"""A benefit is used: judged under the lock, paid for, and delivered, in one settlement or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.evaluation.benefits import Entitlement, entitlement, missing, stocks_for
from headless.engine.handlers.handler import Handler
from headless.engine.handlers.paying import insufficient
from headless.engine.member.entitlements import Fulfilment, Use
from headless.engine.member.known_rewards import benefit_facts
from headless.engine.member.records import EntryType, OriginFacts
from headless.engine.member.status import MemberStatus
from headless.engine.metrics.events import uses_key
from headless.engine.program.benefits.parts import in_units
from headless.engine.program.offers import Benefit
from headless.engine.program.partners import SPENT_ON, Partner
from headless.engine.program.program import Program
from headless.engine.rewards.budgets import beyond_budget, budget_day
from headless.engine.rewards.coupon_limits import ungivable
from headless.engine.rewards.rewards import change, issue, note_use
from headless.engine.rewards.stocks import claim, exhausted, is_aside
from headless.engine.texts.formats import moment_told
from headless.engine.texts.names import called
from headless.engine.turn import Checked, Count, Turn
from headless.engine.values.problems import Problem, invalid, refused
from headless.messages import Message

_BRINGS = "benefit"


@dataclass(slots=True)
class UsableBenefit(Checked):
    """A benefit that the member may use now. stock: the one of which a unit is taken, if it has any. price: in units."""

    benefit: Benefit
    entitlement: Entitlement
    stock: str | None
    price: Sequence[tuple[AssetKind, int]]
    partner: Partner | None


class BenefitUsed(Handler[UsableBenefit]):
    """`benefitUse`: windows, condition, quota, grants, price and stock are judged under the lock."""

    def check(self, turn: Turn) -> UsableBenefit | Problem:
        benefit = turn.program.benefits.get(turn.event.data.benefit)
        if benefit is None:
            return _unknown(turn)
        if turn.state.status == MemberStatus.FROZEN:
            return refused("MEMBER_FROZEN", Message("the member is frozen; nothing can be used until that is lifted"))
        stands = entitlement(turn.judge, benefit, turn.state, benefit_facts(turn.state, benefit.id), turn.now, None)
        partner = turn.program.partner_by_account.get(turn.event.data.funding)
        problem = _barrier(turn, benefit, stands) or _beyond_budget(turn, benefit, partner)
        return problem or self._in_stock(turn, benefit, stands, partner)

    def _in_stock(
        self, turn: Turn, benefit: Benefit, stands: Entitlement, partner: Partner | None
    ) -> UsableBenefit | Problem:
        gone: Problem | None = None
        stock = None
        for stock in stocks_for(turn.judge, benefit, turn.state, turn.program.zone.day_of(turn.now)):
            gone = exhausted(turn, stock, 1)
            if gone is None:
                break
        given = [] if benefit.gives is None else [turn.program.coupon_kinds[benefit.gives]]
        coupons, gets = [kind.stock_name for kind in given], {kind.code: 1 for kind in given}
        gone = gone or next(filter(None, (ungivable(turn, kind, 1) for kind in given)), None)
        if gone is not None:
            return gone
        price = in_units(benefit.price, turn.program.kinds)
        takes = dict.fromkeys((*([] if stock is None else [stock]), *coupons), 1)
        spends = {kind.code: units for kind, units in price}
        return UsableBenefit(
            benefit, stands, stock, price, partner, takes=takes, gets=gets, spends=spends,
            notes=_notes(turn.program, benefit),
        )  # fmt: skip

    def counts(self, turn: Turn, checked: UsableBenefit) -> list[Count]:
        return use_counts(turn.program, checked.benefit.code, turn.event.day, 1)

    def apply(self, turn: Turn, checked: UsableBenefit) -> None:
        benefit, granted, event = checked.benefit, checked.entitlement.granted, turn.event
        used = Use(
            turn.new_id(), turn.state.id, benefit.id, event.id, turn.now, turn.program.zone.day_of(turn.now),
            event.actor or "system", grant_id=None if granted is None else granted.id, share=_share(checked.stock),
            fulfilment=Fulfilment.REQUESTED if benefit.needs_fulfilment else None, new=True,
        )  # fmt: skip
        if granted is not None:
            granted.used += 1
            if not granted.new:
                turn.journal.rewards.changed_grants[granted.id] = granted
        benefit_facts(turn.state, benefit.id).uses.append(used)
        note_use(turn, used)
        _remember(turn)
        if checked.stock is not None:
            claim(turn, checked.stock, 1)
        paid = [turn.ledger.spend(kind, units, turn.cause(_BRINGS)) for kind, units in checked.price]
        used.entry_id = paid[0].id if paid else None
        change(turn, "BENEFIT", benefit.code, None, "USED", 1)
        self._deliver(turn, checked, used)

    def _deliver(self, turn: Turn, checked: UsableBenefit, used: Use) -> None:
        benefit, partner = checked.benefit, checked.partner
        if benefit.gives is not None:
            used.coupon_id = issue(turn, turn.program.coupon_kinds[benefit.gives]).id
        for kind, units in in_units(benefit.grants, turn.program.kinds):
            entry = turn.ledger.earn(
                kind, units, turn.cause(_BRINGS), type_=EntryType.GRANT, funding=turn.event.data.funding,
                contra="" if partner is None else partner.account,
                terms=None if partner is None else {SPENT_ON: budget_day(turn)},
            )  # fmt: skip
            if partner is not None:
                turn.journal.budgets.book(entry, partner.id)


def use_counts(program: Program, code: str, day: int, sign: int) -> list[Count]:
    """Return what a use of a benefit adds to the daily totals that are kept, or takes off them."""
    return [Count(key, day, sign) for key in (uses_key(None), uses_key(code)) if key in program.tracked]


def _notes(program: Program, benefit: Benefit) -> Sequence[Mapping[str, Any]]:
    """Return what a use pays and gives, in units by asset kind, as it is kept with the decisions."""
    paid, given = (in_units(parts, program.kinds) for parts in (benefit.price, benefit.grants))
    if not paid and not given:
        return ()
    return ({name: {kind.code: units for kind, units in parts} for name, parts in (("paid", paid), ("given", given))},)


def _remember(turn: Turn) -> None:
    """Let what is said of the use later find it, if it is said in the same run."""
    origins, key = turn.state.facts.origins, ("event", str(turn.event.id))
    if origins.get(key) is None:
        origins[key] = OriginFacts(turn.event)


def _share(stock: str | None) -> str | None:
    return stock.split(":")[1] if stock is not None and is_aside(stock) else None


def _unknown(turn: Turn) -> Problem:
    message = Message(
        "the benefit {benefit!r} does not exist; there are: {known}",
        benefit=turn.event.data.benefit,
        known=tuple(sorted(turn.program.benefits)),
    )
    return invalid("UNKNOWN_BENEFIT", message, "benefit")


def _beyond_budget(turn: Turn, benefit: Benefit, partner: Partner | None) -> Problem | None:
    """Return the refusal of what a partner would give beyond a budget of its own by using a benefit."""
    if partner is None:
        return None
    parts = in_units(benefit.grants, turn.program.kinds)
    return next(filter(None, (beyond_budget(turn, partner, kind, units) for kind, units in parts)), None)


def _barrier(turn: Turn, benefit: Benefit, stands: Entitlement) -> Problem | None:
    if stands.status == "AVAILABLE":
        return None
    if stands.status == "QUOTA_USED":
        return _quota_used(turn, benefit, stands)
    if stands.status == "UNKNOWN":
        message = Message(
            "whether the member may use {benefit} cannot be judged now: {fault}",
            benefit=called(benefit),
            fault=benefit.fault,
        )
        return refused("BENEFIT_UNKNOWN", message, "NotEligible", missing=None, opensAt=None)
    if stands.status == "CLOSED":
        return _closed(turn, benefit, stands)
    if stands.lacks and not _is_unmet(turn, benefit):
        lack = stands.lacks[0]
        return insufficient(lack.kind, lack.available, lack.required)
    return _not_yet(turn, benefit, stands)


def _is_unmet(turn: Turn, benefit: Benefit) -> bool:
    return not turn.judge.met(benefit.condition, turn.state, turn.program.zone.day_of(turn.now))


def _not_yet(turn: Turn, benefit: Benefit, stands: Entitlement) -> Problem:
    """Return the refusal of a benefit that is not open yet, or whose condition is not met."""
    opens = stands.opens_at
    said: Mapping[str, object] = {"benefit": called(benefit)}
    if opens is not None:
        zone = turn.program.zone
        said = {**said, "opens": moment_told(zone.datetime_of(opens), zone.day_of(turn.now))}
    if stands.status == "NOT_OPEN":
        return refused(
            "NOT_OPEN", Message("{benefit} opens {opens}", **said), "NotEligible", missing=None, opensAt=opens
        )
    message = Message("the member does not meet the condition of {benefit}", benefit=called(benefit))
    if opens is not None:
        message += Message("; {benefit} opens {opens}", **said)
    clause = missing(benefit, turn.state, turn.now)
    return refused("NOT_ELIGIBLE", message, "NotEligible", missing=clause, opensAt=opens)


def _closed(turn: Turn, benefit: Benefit, stands: Entitlement) -> Problem:
    last = turn.program.zone.datetime_of((stands.closes_at or turn.now) - 1).date()
    message = Message("{benefit} ended on {day}", benefit=called(benefit), day=last)
    return refused("BENEFIT_CLOSED", message, "NotEligible", missing=None, opensAt=None)


def _quota_used(turn: Turn, benefit: Benefit, entitled: Entitlement) -> Problem:
    if entitled.used == 1:
        message = Message("{benefit} was used once, which is all", benefit=called(benefit))
    else:
        message = Message("{benefit} was used {used} times, which is all", benefit=called(benefit), used=entitled.used)
    if entitled.resets_at is not None:
        day = turn.program.zone.datetime_of(entitled.resets_at).date()
        message += Message(" until {day}", day=day)
    return refused("QUOTA_USED", message, "Exhausted", left="0", resetsAt=entitled.resets_at)
