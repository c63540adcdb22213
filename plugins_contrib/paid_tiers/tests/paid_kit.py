"""A shop that sells membership, in memory: the engine alone, with this plugin's rules sharing one set of settings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from paid_tiers.events import EVENT_TYPES
from paid_tiers.fields import FIELDS
from paid_tiers.rules import RULES
from paid_tiers.settings import PaidSettings

from headless.engine.evaluation.views import member_view
from headless.engine.program.rule_instances import Versions
from headless.engine.settlement.settle import Settler
from headless.plugins import Context
from headless.plugins.contract.settings import parse_settings
from tests.kit.memory import MemoryShop
from tests.kit.setup import Ruling, Setup, kind, ladder, points, tier
from tests.kit.shop import Outcome

Json = Mapping[str, Any]
PLUGIN = "paid_tiers"

PLUS: Json = {
    "code": "plus", "name": "PLUS", "price": "149", "currency": "CNY", "period": "1y", "trial": "30d", "tier": "plus",
    "times": "10",
}  # fmt: skip
MONTHLY: Json = {"code": "monthly", "price": "15", "currency": "CNY", "period": "1m", "tier": "plus"}
QUARTERLY: Json = {"code": "quarterly", "price": "40", "currency": "CNY", "period": "3m", "tier": "plus"}
BLACK: Json = {
    "code": "black",
    "price": "730",
    "currency": "CNY",
    "period": "1y",
    "tier": "black",
    "level": 1,
    "trial": "7d",
}
PAID = ladder(tier("plus", 1), tier("black", 2), code="paid", kind="PAID")
STORED = ladder(tier("silver", 1), tier("gold", 2), code="stored_value", kind="STORED_VALUE")


class PaidShop(MemoryShop):
    """A memory shop with plans."""

    def __init__(
        self,
        *plans: Json,
        rules: Sequence[Ruling] = (),
        stacking: str = "MAX",
        top_up: Json | None = None,
        **settings: Any,
    ) -> None:
        own = [Ruling(rule, {} if rule.id != "top_up" else top_up or {}) for rule in RULES]
        kinds = [kind("points", stacking=stacking)]
        super().__init__(
            Setup(kinds=kinds, tracks=[PAID, STORED], event_types=EVENT_TYPES, rules=[points(), *own, *rules])
        )
        self.settings: PaidSettings = parse_settings(PaidSettings, {"plans": list(plans), **settings}, "membership")  # type: ignore[assignment]
        self.program = replace(self.program, rules=tuple(self._ours(rule) for rule in self.program.rules))
        self.settler = Settler(self.program, self.states, self._new_id, history=True)
        self._payments = 0

    def _ours(self, versions: Versions) -> Versions:
        latest = versions.latest
        if latest.declared is None or type(latest.declared) not in RULES:
            return versions
        settings = latest.settings if latest.rule == "top_up" else self.settings
        assets = frozenset({"points"})
        return Versions([replace(latest, plugin=PLUGIN, settings=settings, assets=assets)])

    def ask(self, member: str, what: str, on: str, **data: Any) -> Outcome:
        """Send an event about a subscription."""
        return self.send(member, f"subscription.{what}", on, **data)

    def pay(self, member: str, amount: str, on: str, plan: str | None = None, **data: Any) -> Outcome:
        """Pay. The first payment is p1, the next p2."""
        self._payments += 1
        named = {} if plan is None else {"plan": plan}
        return self.ask(member, "paid", on, paymentId=f"p{self._payments}", amount=amount, **named, **data)

    def refund_fee(self, member: str, payment: str, amount: str, on: str) -> Outcome:
        """Refund a payment."""
        return self.ask(member, "refunded", on, refundId=f"r-{payment}-{amount}", paymentId=payment, amount=amount)

    def ext(self, member: str, on: str | None = None) -> dict[str, Any]:
        """Return all fields of the plugin on a day."""
        state = self._read(member)
        today = date.fromordinal(self.zone.day_of(self.now)) if on is None else date.fromisoformat(on)
        shared = state.memory.get(f"plugin:{PLUGIN}", {})
        ctx = Context(self.settings, member_view(state), {}, today, {}, shared, self.program.kinds)
        return {field.id: field().resolve(ctx) for field in FIELDS}

    def status(self, member: str, on: str | None = None) -> Any:
        """Return the billing status on a day."""
        return self.ext(member, on)["status"]

    def until(self, member: str) -> str | None:
        """Return the end of the paid standing."""
        standing = self.standing(member, "paid")
        return standing.until if standing is not None and standing.tier is not None else None
