"""Posting what rules say of coupons, benefits and stocks, and what stands against it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from headless.engine.declarations.effects import Effect, Grant, Issue, Redeem, Take
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.member.coupons import COUPON_EXPIRING, Coupon, CouponStatus, normal, state_of
from headless.engine.member.entitlements import Given, Granted, Taken, Use
from headless.engine.member.known_rewards import (
    benefit_facts,
    given_by,
    known_holdings,
    note_held,
    used_for,
    value_at,
)
from headless.engine.member.orders.order_changes import AMENDED, CHECKOUT_HELD, CHECKOUT_RELEASED, PAID
from headless.engine.member.records import Change, EventRecord
from headless.engine.member.status import MemberStatus
from headless.engine.program.offers import Benefit, CouponKind
from headless.engine.program.program import Program
from headless.engine.rewards.coupon_limits import ungivable
from headless.engine.rewards.named_coupons import NO_COUPONS, bar, counted, named_coupon
from headless.engine.rewards.stocks import claim, exhausted, key_of, stock_of
from headless.engine.turn import Checked, Turn
from headless.engine.values.problems import Problem, refused
from headless.messages import Message

CHECKOUTS = frozenset({CHECKOUT_HELD, CHECKOUT_RELEASED, PAID})
"""Events that are about the checkout of an order."""

# ── what is known


def _note_given(turn: Turn) -> Given:
    # What was not loaded stays so: who asks for it loads it and decides again, and then it is here from the start.
    state = turn.state
    return (
        given_by(state, turn.event.id)
        if state.facts.complete or turn.event.id in state.facts.rewards.given
        else Given()
    )


# ── what stands against it


_SCARCE = frozenset({Issue, Redeem, Take})


def leave_out(proposal: Proposal, short: Mapping[int, str]) -> None:
    """Take the effects of rule instances out of a proposal, and note why."""
    proposal.items = [item for item in proposal.items if item.instance.id not in short]
    proposal.said = [
        replace(said, effects=(), skip=short[said.instance.id]) if said.instance.id in short else said
        for said in proposal.said
    ]


def fail(proposal: Proposal, rule_id: int, failure: str) -> None:
    """Take the effects of a rule instance out of a proposal, because it failed: it is tried again later."""
    proposal.items = [item for item in proposal.items if item.instance.id != rule_id]
    proposal.said = [
        replace(said, effects=(), failure=failure) if said.instance.id == rule_id else said for said in proposal.said
    ]


def first_lack(turn: Turn, proposal: Proposal, checked: Checked) -> tuple[Proposed, Problem] | None:
    """Return the first effect that would use or take what is not there, with its refusal. checked: what the event itself uses."""
    if not any([type(item.effect) in _SCARCE for item in proposal.items]):  # noqa: C419  # quicker on a few
        return None
    using = _Using(dict(checked.takes), dict(checked.gets), set(checked.codes))
    for item in proposal.items:
        problem = _unusable(turn, item, using) or _short(turn, item.effect, using)
        if problem is not None:
            return item, problem
    return None


class _Using(NamedTuple):
    """What an event and its rules use before an effect: units by stock, coupons by kind that the member gets, codes."""

    takes: dict[str, int]
    gets: dict[str, int]
    codes: set[str]

    def take(self, stock: str, count: int) -> None:
        self.takes[stock] = self.takes.get(stock, 0) + count

    def get(self, kind: CouponKind, count: int) -> None:
        self.gets[kind.code] = self.gets.get(kind.code, 0) + count

    def use(self, turn: Turn, coupon: Coupon | None, code: str) -> None:
        self.codes.add(normal(code))
        if coupon is None:
            return
        if coupon.code:
            self.codes.add(coupon.code)
        gets, takes = counted(turn, [coupon])
        for kind, count in gets.items():
            self.get(turn.program.coupon_kinds[kind], count)
        for stock, count in takes.items():
            self.take(stock, count)


def _unusable(turn: Turn, item: Proposed, using: _Using) -> Problem | None:
    if not isinstance(item.effect, Redeem):
        return None
    code = item.effect.code
    coupon = named_coupon(turn, code, turn.event.occurred_at)
    problem = _barred(turn, coupon, code, using)
    using.use(turn, coupon, code)
    if problem is None or problem.form == "Exhausted":
        return problem
    return refused(problem.code, problem.message, "Refused", rule=item.instance.rule, data={"code": code})


def _barred(turn: Turn, coupon: Coupon | None, code: str, using: _Using) -> Problem | None:
    """Return why a rule cannot use a coupon for the member, None if it can."""
    if coupon is None:
        return bar(turn, coupon, code, turn.event.occurred_at, gets=0, takes=0)
    kind = turn.program.coupon_kind_by_id[coupon.kind_id]
    gets, takes = using.gets.get(kind.code, 0), using.takes.get(kind.stock_name, 0)
    problem = bar(turn, coupon, code, turn.event.occurred_at, gets=gets, takes=takes)
    if problem is not None:
        return problem
    if turn.state.status == MemberStatus.FROZEN:
        return refused("MEMBER_FROZEN", NO_COUPONS)
    if using.codes & {normal(code), coupon.code}:
        return refused("COUPON_USED", Message("the coupon {code!r} is used by this very event", code=code))
    return None


def _short(turn: Turn, effect: Effect, using: _Using) -> Problem | None:
    if isinstance(effect, Issue):
        kind = turn.program.coupon_kinds[effect.coupon]
        problem = ungivable(turn, kind, effect.count, using.gets.get(kind.code, 0), using.takes.get(kind.stock_name, 0))
        using.get(kind, effect.count)
        using.take(kind.stock_name, effect.count)
        return problem
    if isinstance(effect, Take):
        problem = exhausted(turn, effect.stock, effect.count, using.takes.get(effect.stock, 0))
        using.take(effect.stock, effect.count)
        return problem
    return None


# ── posting


def post(turn: Turn, item: Proposed) -> None:
    """Post one effect."""
    effect, instance = item.effect, item.instance
    if isinstance(effect, Issue):
        kind = turn.program.coupon_kinds[effect.coupon]
        for _ in range(effect.count):
            issue(turn, kind, rule_id=instance.id, keep=effect.keep)
    elif isinstance(effect, Redeem):
        coupon = named_coupon(turn, effect.code, turn.event.occurred_at)
        if coupon is not None:
            use(turn, coupon)
    elif isinstance(effect, Grant):
        _grant(turn, turn.program.benefits[effect.benefit], effect, instance.id)
    elif isinstance(effect, Take):
        take(turn, effect.stock, effect.count, instance.id, keep=effect.keep)


def issue(
    turn: Turn, kind: CouponKind, *, rule_id: int | None = None, keep: bool = False, expires_at: int | None = None
) -> Coupon:
    """Give the member a coupon. Its code and serial are made when it is written."""
    if expires_at is None:
        expires_at = kind.life.ends_at(turn.event.day, turn.program.zone)
    coupon = Coupon(
        turn.new_id(), kind.id, "", None, turn.state.id, CouponStatus.OPEN, turn.event.id, rule_id, turn.now, expires_at,
        keep=keep, new=True,
    )  # fmt: skip
    _give(turn, kind, coupon)
    return coupon


def _give(turn: Turn, kind: CouponKind, coupon: Coupon) -> None:
    turn.journal.rewards.coupons.append(coupon)
    _note_given(turn).coupons.append(coupon)
    _hold(turn, coupon, 1)
    claim(turn, kind.stock_name, 1)
    change(turn, "COUPON", kind.code, None, "USABLE")


def use(turn: Turn, coupon: Coupon, order: str | None = None) -> None:
    """Use a coupon up, for an order if that is named. One without an owner becomes the member's."""
    before = _own(turn, coupon)
    note_held(turn.state, coupon.code, None)
    coupon.status, coupon.order_ref = CouponStatus.USED, order
    coupon.used_at, coupon.used_event_id, coupon.held_until = turn.now, turn.event.id, None
    _hold(turn, coupon, 0)
    turn.journal.rewards.held.pop(coupon.id, None)
    if not coupon.new:
        turn.journal.rewards.used[coupon.id] = coupon
    if order is not None and (turn.state.facts.complete or order in turn.state.facts.rewards.paid):
        paid = used_for(turn.state, order)
        if not any(coupon is known for known in paid):
            paid.append(coupon)
    _tell(turn, coupon, before, "USED")


def _own(turn: Turn, coupon: Coupon) -> str:
    """Let a coupon without an owner be the member's, and return its state before. One that a word means is given."""
    if coupon.member_id is not None:
        return state_of(coupon, turn.now)
    coupon.member_id = turn.state.id
    if coupon.new:
        coupon.issued_at = turn.now
        _give(turn, turn.program.coupon_kind_by_id[coupon.kind_id], coupon)
        return "USABLE"
    _hold(turn, coupon, 1)
    return "UNCLAIMED"


def keep_for(turn: Turn, coupon: Coupon, order: str, until: int) -> None:
    """Keep a coupon for an order until an instant. One without an owner becomes the member's."""
    before = _own(turn, coupon)
    coupon.status, coupon.order_ref, coupon.held_until = CouponStatus.HELD, order, until
    if coupon.code:
        note_held(turn.state, coupon.code, order)
    if not coupon.new:
        turn.journal.rewards.held[coupon.id] = coupon
    _tell(turn, coupon, before, "HELD")


def let_go(turn: Turn, coupon: Coupon) -> None:
    """Let a coupon that is kept for an order be usable again."""
    note_held(turn.state, coupon.code, None)
    coupon.status, coupon.order_ref, coupon.held_until = CouponStatus.OPEN, None, None
    if not coupon.new:
        turn.journal.rewards.held.pop(coupon.id, None)
        turn.journal.rewards.returned[coupon.id] = coupon
    _tell(turn, coupon, "HELD", "USABLE")


def give_back(turn: Turn, coupon: Coupon, until: int | None = None) -> None:
    """Let a used coupon be usable again, as long as it has not expired. It still says which order it was used for.

    until: it lives at least so long.
    """
    coupon.status, coupon.used_at, coupon.used_event_id = CouponStatus.OPEN, None, None
    if until is not None and coupon.expires_at is not None:
        coupon.expires_at = max(coupon.expires_at, until)
    _hold(turn, coupon, 0)
    if not coupon.new:
        turn.journal.rewards.used.pop(coupon.id, None)
        turn.journal.rewards.returned[coupon.id] = coupon
    _tell(turn, coupon, "USED", "USABLE")


def give_back_paid(turn: Turn, order: str) -> None:
    """Give back the coupons that an order used, as far as their kinds let them come back from one that is wholly refunded."""
    if turn.state.status == MemberStatus.ERASED:
        return
    for coupon in list(used_for(turn.state, order)):
        grace = turn.program.coupon_kind_by_id[coupon.kind_id].life.restore_grace
        if grace is not None and coupon.status is CouponStatus.USED and coupon.order_ref == order:
            give_back(turn, coupon, turn.program.zone.start_of(grace.after(turn.event.day)))


def revoke(turn: Turn, coupon: Coupon) -> None:
    """Take an open coupon back. Its unit goes back to the stock."""
    coupon.status = CouponStatus.REVOKED
    coupon.revoked_at, coupon.revoked_event_id = turn.now, turn.event.id
    _hold(turn, coupon, -1)
    if not coupon.new:
        turn.journal.rewards.revoked[coupon.id] = coupon
    _tell(turn, coupon, "USABLE", "REVOKED")


def _tell(turn: Turn, coupon: Coupon, before: str, after: str) -> None:
    change(turn, "COUPON", turn.program.coupon_kind_by_id[coupon.kind_id].code, before, after)


def _hold(turn: Turn, coupon: Coupon, more: int) -> None:
    """Note what becomes of a coupon among those of the member, if they are known. more: coupons that it has beyond before."""
    held = known_holdings(turn.state, coupon.kind_id)
    if held is None:
        return
    held.count += more
    held.open = [known for known in held.open if known is not coupon]
    if coupon.is_unused:
        held.open.append(coupon)


def revoke_grant(turn: Turn, granted: Granted) -> None:
    """Take back what is left of a grant."""
    granted.revoked_at, granted.revoked_event_id = turn.now, turn.event.id
    if not granted.new:
        turn.journal.rewards.changed_grants[granted.id] = granted
    benefit = turn.program.benefit_by_id[granted.benefit_id]
    change(turn, "BENEFIT", benefit.code, "GRANTED", "REVOKED", granted.uses - granted.used)


def _grant(turn: Turn, benefit: Benefit, effect: Grant, rule_id: int) -> None:
    until = None if effect.until is None else turn.program.zone.start_of(effect.until.toordinal())
    if until is not None and until <= turn.now:
        return
    granted = Granted(
        turn.new_id(), turn.state.id, benefit.id, effect.uses, 0, until, turn.now, turn.event.id, rule_id,
        keep=effect.keep, new=True,
    )  # fmt: skip
    turn.journal.rewards.grants.append(granted)
    _note_given(turn).grants.append(granted)
    if turn.state.facts.complete or benefit.id in turn.state.facts.rewards.benefits:
        benefit_facts(turn.state, benefit.id).grants.append(granted)
    change(turn, "BENEFIT", benefit.code, None, "GRANTED", effect.uses)


def take(turn: Turn, stock: str, count: int, rule_id: int, *, keep: bool = False) -> None:
    """Take units of a stock or of a shared budget, if anything limits it. That it suffices is asked before (`exhausted`)."""
    key = key_of(turn.program, stock, turn.event.day)
    if stock_of(turn.program, key) is None:
        return
    note_take(turn, Taken(turn.new_id(), turn.state.id, key, count, turn.event.id, rule_id, keep=keep, new=True))
    claim(turn, key, count)


def note_take(turn: Turn, taken: Taken) -> None:
    """Note what a rule took of a stock, or that it fired."""
    turn.journal.rewards.takes.append(taken)
    _note_given(turn).takes.append(taken)


def note_use(turn: Turn, used: Use) -> None:
    """Note the use of a benefit that the event is."""
    turn.journal.rewards.uses.append(used)
    _note_given(turn).uses.append(used)


def change(turn: Turn, kind: str, code: str, before: str | None, after: str, amount: int | None = None) -> None:
    """Tell what happened, in its place among the entries."""
    turn.ledger.changes.append(Change(kind, code, before, after, amount))


def checkout_of(record: EventRecord) -> str | None:
    """Return the order whose checkout an event is about: it holds things, lets go of them, or pays the order."""
    if record.type in CHECKOUTS:
        order: str = record.data.order_id
        return order
    return None


def codes_at(program: Program, record: EventRecord) -> list[str]:
    """Return the codes of coupons that an event surely asks for: its own, and those that rules want to see."""
    codes: list[str] = []
    if record.type in (PAID, AMENDED, CHECKOUT_HELD):
        codes += record.data.coupons or ()
    elif record.type in ("coupon.revoked", COUPON_EXPIRING):
        codes.append(record.data.code)
    for path in program.coupon_paths.get(record.type, ()):
        code = value_at(record.data, path)
        codes += code if isinstance(code, tuple | list) else [code]
    return [code for code in codes if isinstance(code, str)]
