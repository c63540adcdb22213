"""Posting what rules say of coupons, benefits and stocks, and what stands against it.

A stock is taken to suffice until the claim at the end of the transaction finds it short; then the event is decided again
with what is left of it known (`RewardJournal.left`).
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from headless.engine.declarations.effects import Effect, Grant, Issue, Redeem, Take
from headless.engine.evaluation.stages import Proposal, Proposed
from headless.engine.member.coupons import Coupon, CouponStatus, barrier, normal, state_of
from headless.engine.member.entitlements import Given, Granted, Taken, Use
from headless.engine.member.known_rewards import benefit_facts, coupon_of, given_by, note_held, value_at
from headless.engine.member.orders.order_changes import AMENDED, CHECKOUT_HELD, CHECKOUT_RELEASED, PAID
from headless.engine.member.records import Change, EventRecord
from headless.engine.member.status import MemberStatus
from headless.engine.program.offers import ASIDE, Benefit, CouponKind
from headless.engine.program.program import Program
from headless.engine.texts.names import Named
from headless.engine.turn import Checked, Turn
from headless.engine.values.problems import Problem, refused
from headless.messages import Called, Message

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


def stock_of(program: Program, name: str) -> int | None:
    """Return how many units a stock has in all, or None if nothing limits it."""
    sort, _, code = name.partition(":")
    if sort == ASIDE:
        share, _, code = code.partition(":")
        return next((part.count for part in program.benefits[code].set_aside if part.share == share), 0)
    offer = program.coupon_kinds.get(code) if sort == "coupon" else program.benefits.get(code)
    return offer.stock if offer is not None else None


def is_aside(name: str) -> bool:
    """Return True if a stock is what is set aside of another one."""
    return name.startswith(f"{ASIDE}:")


def whole_of(name: str) -> str:
    """Return the name of the stock of which something is set aside under this name. Any other stock is its own."""
    return f"benefit:{name.split(':', 2)[2]}" if is_aside(name) else name


def exhausted(turn: Turn, name: str, count: int, before: int = 0) -> Problem | None:
    """Return the typed refusal if a stock has less left than `count` beyond what was asked for `before`."""
    journal = turn.journal.rewards
    if name not in journal.left or stock_of(turn.program, name) is None:
        return None
    left = max(0, journal.left[name] - journal.taken.get(name, 0) - before)
    if count <= left:
        return None
    message = Message("{name} has {left} left, {count} asked for", name=_called(turn, name), left=left, count=count)
    return refused("EXHAUSTED", message, "Exhausted", left=str(left), resetsAt=None, stock=name)


def _called(turn: Turn, stock: str) -> Called:
    stock = whole_of(stock)
    kind, _, code = stock.partition(":")
    offers: Mapping[str, Named] = turn.program.coupon_kinds if kind == "coupon" else turn.program.benefits
    return Called(stock, offers[code].name, offers[code].names)


_SHORTAGE = re.compile(r"(coupon|benefit):\S+ has \d+ left, \d+ asked for")


def is_shortage(reason: object) -> bool:
    """Return True if a rule's reason says that a stock was exhausted, in the words of `exhausted`."""
    return isinstance(reason, str) and _SHORTAGE.fullmatch(reason) is not None


_SCARCE = frozenset({Issue, Redeem, Take})


def lacking(turn: Turn, proposal: Proposal, checked: Checked) -> Problem | None:
    """Return the typed refusal of a request whose rules would use or take what is not there.

    A fact is never refused for that: there the rule loses its effects, and says so. checked: what the event itself uses.
    """
    while any([type(item.effect) in _SCARCE for item in proposal.items]):  # noqa: C419  # quicker on a few
        lack = _first_lack(turn, proposal, checked)
        if lack is None:
            return None
        instance_id, problem = lack
        if turn.request:
            return problem
        leave_out(proposal, {instance_id: problem.message})
    return None


def leave_out(proposal: Proposal, short: Mapping[int, str]) -> None:
    """Take the effects of rule instances out of a proposal, and note why."""
    proposal.items = [item for item in proposal.items if item.instance.id not in short]
    proposal.said = [
        replace(said, effects=(), skip=short[said.instance.id]) if said.instance.id in short else said
        for said in proposal.said
    ]


def _first_lack(turn: Turn, proposal: Proposal, checked: Checked) -> tuple[int, Problem] | None:
    taking, codes = dict(checked.takes), set(checked.codes)
    for item in proposal.items:
        problem = _unusable(turn, item, codes) or _short(turn, item.effect, taking)
        if problem is not None:
            return item.instance.id, problem
    return None


def _unusable(turn: Turn, item: Proposed, codes: set[str]) -> Problem | None:
    if not isinstance(item.effect, Redeem):
        return None
    code = item.effect.code
    against = barrier(coupon_of(turn.state, code), code, turn.state.id, turn.event.occurred_at)
    if against is None and turn.state.status == MemberStatus.FROZEN:
        against = "MEMBER_FROZEN", Message("the member is frozen; coupons cannot be used until that is lifted")
    if against is None and normal(code) in codes:
        against = "COUPON_USED", Message("the coupon {code!r} is used by this very event", code=code)
    codes.add(normal(code))
    if against is None:
        return None
    return refused(against[0], against[1], "Refused", rule=item.instance.rule, data={"code": code})


def _short(turn: Turn, effect: Effect, taking: dict[str, int]) -> Problem | None:
    if isinstance(effect, Issue):
        name, count = turn.program.coupon_kinds[effect.coupon].stock_name, effect.count
    elif isinstance(effect, Take):
        name, count = effect.stock, effect.count
    else:
        return None
    problem = exhausted(turn, name, count, taking.get(name, 0))
    taking[name] = taking.get(name, 0) + count
    return problem


# ── posting


def post(turn: Turn, item: Proposed) -> None:
    """Post one effect."""
    effect, instance = item.effect, item.instance
    if isinstance(effect, Issue):
        kind = turn.program.coupon_kinds[effect.coupon]
        for _ in range(effect.count):
            issue(turn, kind, rule_id=instance.id, keep=effect.keep)
    elif isinstance(effect, Redeem):
        coupon = coupon_of(turn.state, effect.code)
        if coupon is not None:
            use(turn, coupon)
    elif isinstance(effect, Grant):
        _grant(turn, turn.program.benefits[effect.benefit], effect, instance.id)
    elif isinstance(effect, Take):
        _take(turn, effect, instance.id)


def issue(
    turn: Turn, kind: CouponKind, *, rule_id: int | None = None, keep: bool = False, expires_at: int | None = None
) -> Coupon:
    """Give the member a coupon. Its code and serial are made when it is written."""
    ends_on = kind.ends_on(turn.event.day)
    if expires_at is None and ends_on is not None:
        expires_at = turn.program.zone.start_of(ends_on)
    coupon = Coupon(
        turn.new_id(), kind.id, "", None, turn.state.id, CouponStatus.OPEN, turn.event.id, rule_id, turn.now, expires_at,
        keep=keep, new=True,
    )  # fmt: skip
    turn.journal.rewards.coupons.append(coupon)
    _note_given(turn).coupons.append(coupon)
    claim(turn, kind.stock_name, 1)
    change(turn, "COUPON", kind.code, None, "USABLE")
    return coupon


def use(turn: Turn, coupon: Coupon, order: str | None = None) -> None:
    """Use a coupon up, for an order if that is named. One without an owner becomes the member's."""
    before = state_of(coupon, turn.now)
    note_held(turn.state, coupon.code, None)
    coupon.status, coupon.member_id, coupon.order_ref = CouponStatus.USED, turn.state.id, order
    coupon.used_at, coupon.used_event_id, coupon.held_until = turn.now, turn.event.id, None
    turn.journal.rewards.held.pop(coupon.id, None)
    turn.journal.rewards.used[coupon.id] = coupon
    change(turn, "COUPON", turn.program.coupon_kind_by_id[coupon.kind_id].code, before, "USED")


def keep_for(turn: Turn, coupon: Coupon, order: str, until: int) -> None:
    """Keep a coupon for an order until an instant. One without an owner becomes the member's."""
    before = state_of(coupon, turn.now)
    coupon.status, coupon.member_id = CouponStatus.HELD, turn.state.id
    coupon.order_ref, coupon.held_until = order, until
    turn.journal.rewards.held[coupon.id] = coupon
    note_held(turn.state, coupon.code, order)
    change(turn, "COUPON", turn.program.coupon_kind_by_id[coupon.kind_id].code, before, "HELD")


def let_go(turn: Turn, coupon: Coupon) -> None:
    """Let a coupon that is kept for an order be usable again."""
    note_held(turn.state, coupon.code, None)
    coupon.status, coupon.order_ref, coupon.held_until = CouponStatus.OPEN, None, None
    turn.journal.rewards.held.pop(coupon.id, None)
    turn.journal.rewards.returned[coupon.id] = coupon
    change(turn, "COUPON", turn.program.coupon_kind_by_id[coupon.kind_id].code, "HELD", "USABLE")


def give_back(turn: Turn, coupon: Coupon) -> None:
    """Let a used coupon be usable again, as long as it has not expired. It still says which order it was used for."""
    coupon.status, coupon.used_at, coupon.used_event_id = CouponStatus.OPEN, None, None
    turn.journal.rewards.used.pop(coupon.id, None)
    turn.journal.rewards.returned[coupon.id] = coupon
    change(turn, "COUPON", turn.program.coupon_kind_by_id[coupon.kind_id].code, "USED", "USABLE")


def revoke(turn: Turn, coupon: Coupon) -> None:
    """Take an open coupon back. Its unit goes back to the stock."""
    coupon.status = CouponStatus.REVOKED
    coupon.revoked_at, coupon.revoked_event_id = turn.now, turn.event.id
    if not coupon.new:
        turn.journal.rewards.revoked[coupon.id] = coupon
    change(turn, "COUPON", turn.program.coupon_kind_by_id[coupon.kind_id].code, "USABLE", "REVOKED")


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


def _take(turn: Turn, effect: Take, rule_id: int) -> None:
    if stock_of(turn.program, effect.stock) is None:
        return
    taken = Taken(
        turn.new_id(), turn.state.id, effect.stock, effect.count, turn.event.id, rule_id, keep=effect.keep, new=True
    )
    turn.journal.rewards.takes.append(taken)
    _note_given(turn).takes.append(taken)
    claim(turn, effect.stock, effect.count)


def note_use(turn: Turn, used: Use) -> None:
    """Note the use of a benefit that the event is."""
    turn.journal.rewards.uses.append(used)
    _note_given(turn).uses.append(used)


def claim(turn: Turn, name: str, count: int) -> None:
    """Note that this run takes units of a stock."""
    taken = turn.journal.rewards.taken
    if stock_of(turn.program, name) is not None:
        taken[name] = taken.get(name, 0) + count


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
    elif record.type == "coupon.revoked":
        codes.append(record.data.code)
    for path in program.coupon_paths.get(record.type, ()):
        code = value_at(record.data, path)
        codes += code if isinstance(code, tuple | list) else [code]
    return [code for code in codes if isinstance(code, str)]
