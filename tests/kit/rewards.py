"""A shop in memory that gives coupons and benefits: what the services do with codes and stocks, done here."""

from collections.abc import Iterable
from copy import deepcopy
from copyreg import pickle
from datetime import date
from types import MappingProxyType
from typing import Any

from headless.engine.member.coupons import Coupon, CouponStatus, state_of
from headless.engine.member.known_rewards import benefit_facts, coupon_of, note_held
from headless.engine.member.state import MemberState
from headless.plugins import EventData, EventType
from tests.kit.memory import MemoryShop
from tests.kit.setup import Json, Setup
from tests.kit.shop import Outcome

pickle(MappingProxyType, lambda frozen: (MappingProxyType, (dict(frozen),)))


class Claim(EventData):
    """A member asks for something."""

    code: str = ""


CLAIM = EventType("claim.made", Claim, {"merchant", "member"}, request=True)


def coupon(code: str = "ten", amount: str = "10", **more: Any) -> Json:
    """A coupon kind that takes an amount off."""
    return {"code": code, "name": code.title(), "discount": {"amount": amount}, **more}


def benefit(code: str = "lounge", **more: Any) -> Json:
    """A benefit."""
    return {"code": code, "name": code.title(), "value": "SERVICE", **more}


class RewardShop(MemoryShop):
    """Coupons get the codes C1, C2 … in the order in which they were given."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.codes: dict[str, Coupon] = {}

    def send(self, member: str, event_type: str, on: str, **data: Any) -> Outcome:
        outcome = super().send(member, event_type, on, **data)
        self._give_codes(self.settler.journal.rewards.coupons)
        return outcome

    def unowned(self, kind: str, code: str) -> None:
        """A coupon that nobody owns."""
        kind_id = self.program.coupon_kinds[kind].id
        self.add(Coupon(self._new_id(), kind_id, code, None, None, CouponStatus.OPEN, None, None, self.now, None))

    def add(self, coupon: Coupon) -> None:
        """Let every member know of a coupon."""
        self.codes[coupon.code] = coupon
        for state in self.states.values():
            state.facts.rewards.coupons[coupon.code] = coupon

    def left(self, **stocks: int) -> None:
        """Say what is left of stocks, coupon kinds' by name, benefits' with `benefit_` before it."""
        for name, count in stocks.items():
            sort, code = ("benefit", name[8:]) if name.startswith("benefit_") else ("coupon", name)
            journal = self.settler.journal.rewards
            journal.left[f"{sort}:{code}"] = count + journal.taken.get(f"{sort}:{code}", 0)

    def coupons(self, member: str) -> list[tuple[str, str, str]]:
        """Code, kind and state of a member's coupons."""
        self.member(member, self.now)
        kinds = self.program.coupon_kind_by_id
        return [
            (each.code, kinds[each.kind_id].code, state_of(each, self.now))
            for each in self.codes.values()
            if each.member_id == self.ids[member]
        ]

    def ends(self, code: str) -> str | None:
        """The day on which a coupon ends."""
        at = self.codes[code].expires_at
        return None if at is None else date.fromordinal(self.zone.day_of(at)).isoformat()

    def granted(self, member: str, code: str) -> int:
        """How many uses of a benefit a member was granted and may still use."""
        facts = benefit_facts(self.member(member, self.now), self.program.benefits[code].id)
        return sum(each.left(self.now) for each in facts.grants)

    def use(self, member: str, code: str, on: str) -> Outcome:
        return self.send(member, "benefit.used", on, source="api", benefit=code)

    def claim(self, member: str, on: str, code: str = "") -> Outcome:
        return self.send(member, "claim.made", on, source="member", code=code)

    def copied(self, member: str) -> MemberState:
        """All that the shop knows of a member, to try something on. What never changes is not copied."""
        journal = self.settler.journal
        events = [*journal.events, *journal.settled]
        same = [self.program, *events, *(event.data for event in events)]
        return deepcopy(self.states[self.ids[member]], {id(one): one for one in same})

    def _give_codes(self, issued: Iterable[Coupon]) -> None:
        for each in issued:
            if not each.code:
                each.code = f"C{len(self.codes) + 1}"
                self.add(each)
                state = self.states[each.member_id or 0]
                assert coupon_of(state, each.code) is each
                if each.status is CouponStatus.HELD:
                    note_held(state, each.code, each.order_ref)
