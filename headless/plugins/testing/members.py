"""A member of a shop in memory."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headless.engine.conditions.query_parsing import parse_query
from headless.engine.evaluation.views import context, member_view
from headless.engine.member.coupons import state_of
from headless.engine.member.state import MemberState
from headless.engine.metrics.value_formats import metric_value
from headless.engine.values.frozen import freeze
from headless.ids import encode
from headless.plugins.testing.said import Said

if TYPE_CHECKING:
    from headless.plugins.testing.shop import Shop


class Member:
    """Somebody to whom things happen. What is read is read at the shop's present, the latest time that anything was sent."""

    def __init__(self, shop: "Shop", state: MemberState) -> None:
        self._shop, self._state = shop, state

    @property
    def id(self) -> str:
        """As rules see it: "mem_…"."""
        return encode("mem", self._state.id)

    # ── what happens

    def send(self, type: str, on: str | None = None, *, key: str | None = None, **data: Any) -> Said:  # noqa: A002
        """Something happens on a day ("2026-05-02", at noon) or at a time, in the shop's zone; `data` in JSON's words.

        Left out: the present. A member in `data` stands for its id. Errors: Invalid for a payload that does not fit.
        """
        return self._shop.settle(self._state, type, on, key, data)

    def order(self, total: str | int, on: str | None = None, *, number: str | None = None, **data: Any) -> Said:
        """An order is paid."""
        return self.send("order.paid", on, orderId=number or self._shop.number("o"), total=str(total), **data)

    def refund(
        self,
        amount: str | int,
        on: str | None = None,
        *,
        order: str | None = None,
        number: str | None = None,
        **data: Any,
    ) -> Said:
        """Money is given back; `order`: the order's number."""
        linked = {} if order is None else {"orderId": order}
        refund_id = number or self._shop.number("r")
        return self.send("order.refunded", on, refundId=refund_id, amount=str(amount), **linked, **data)

    def grant(self, asset: str, amount: str | int, on: str | None = None) -> Said:
        """Assets are given by hand."""
        return self.send("asset.granted", on, kind=asset, amount=str(amount), reason="test")

    def tag(self, tag: str, on: str | None = None) -> Said:
        """A tag is put on by hand."""
        return self.send("tag.assigned", on, tag=tag)

    def own(self, loader: Any, value: Any) -> None:
        """Say what an `Own` fact gives for this member: nothing is loaded in memory."""
        self._state.own[loader] = freeze(value)

    # ── what can be read

    def balance(self, asset: str) -> Decimal:
        """How much the member holds of an asset, what is pending and held included, less debt."""
        kind = self._state.program.kinds[asset]
        return Decimal(self._now.account(kind.id).balance).scaleb(-kind.decimals)

    def tier(self, track: str | None = None) -> str | None:
        """The tier's code on a track, or on the first one."""
        return self._now.tier_code(track)

    @property
    def tags(self) -> frozenset[str]:
        """The codes of the tags that the member wears."""
        return self._now.tag_codes

    @property
    def coupons(self) -> Sequence[tuple[str, str, str]]:
        """Kind, code and state of each coupon."""
        kinds = self._state.program.coupon_kind_by_id
        found = (each for each in self._now.rewards.coupons.values() if each is not None)
        return [(kinds[each.kind_id].code, each.code, state_of(each, self._shop.now)) for each in found]

    def metric(self, name: str, window: str | None = None, **args: str) -> Any:
        """A metric, built in or "<plugin>.<id>". Errors: Invalid."""
        state = self._now
        query = parse_query(name, window, args or None, state.program.metrics, state.program)
        if query.spec.stored:
            return state.stored.get(name)
        return metric_value(query, state, self._shop.today, state.program)

    def field(self, id: str) -> Any:  # noqa: A002 - as plugins call it
        """What a plugin's field answers; whatever it raises is raised."""
        active = next(each for each in self._state.program.fields.values() if each.id == id)
        state = self._now
        found = context(self._shop.judge.needs(active), state, member_view(state), self._shop.today)
        return active.declared.resolve(found)

    def remembered(self, rule: str) -> Mapping[str, Any]:
        """What a rule remembers of the member."""
        ids = (each.latest.id for each in self._state.program.rules if each.latest.name == rule)
        return self._state.memory.get(f"rule:{next(ids)}", {})

    def shared(self, plugin: str) -> Mapping[str, Any]:
        """What a plugin's rules share of the member."""
        return self._state.memory.get(f"plugin:{plugin}", {})

    def happened(self, type: str) -> list[tuple[str, Mapping[str, Any]]]:  # noqa: A002 - an event's type
        """Day and data of the member's events of a type, those that followed from others included."""
        events = (each for each in self._shop.journal.events if each.member_id == self._state.id)
        return [(date.fromordinal(each.day).isoformat(), each.json) for each in events if each.type == type]

    @property
    def _now(self) -> MemberState:
        self._shop.settler.run_clock(self._state.id, self._shop.now)
        return self._state
