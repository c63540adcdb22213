"""A member of a shop for tests: what happens to it, and what can be read of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from headless.engine.values.frozen import freeze
from headless.ids import encode
from headless.plugins.conformance.outcomes import Said
from headless.plugins.testing.answers import Quoted
from headless.plugins.testing.inside import Inside


class Member:
    """A member of the shop. What is read is read at the shop's present, the latest time that anything was sent."""

    def __init__(self, shop: Inside, number: int) -> None:
        self._shop, self._id = shop, number

    @property
    def id(self) -> str:
        """As rules see it: "mem_…"."""
        return encode("mem", self._id)

    # ── what happens

    def send(self, type: str, on: str | None = None, *, key: str | None = None, **data: Any) -> Said:  # noqa: A002
        """Send an event on a day ("2026-05-02", at noon) or at a time, in the shop's zone. `data` is JSON.

        By default it happens at the present. `key` is its external id. A member in `data` stands for its id. Raise Invalid for a
        payload that does not fit.
        """
        raw = {name: value.id if isinstance(value, Member) else value for name, value in data.items()}
        return self._shop.send(self._id, type, on, key, raw)

    def order(self, total: str | int, on: str | None = None, *, number: str | None = None, **data: Any) -> Said:
        """Pay an order."""
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
        """Refund money. `order` is the order's number."""
        linked = {} if order is None else {"orderId": order}
        refund_id = number or self._shop.number("r")
        return self.send("order.refunded", on, refundId=refund_id, amount=str(amount), **linked, **data)

    def grant(self, asset: str, amount: str | int, on: str | None = None) -> Said:
        """Give assets by hand."""
        return self.send("asset.granted", on, kind=asset, amount=str(amount), reason="test")

    def tag(self, tag: str, on: str | None = None) -> Said:
        """Add a tag by hand."""
        return self.send("tag.assigned", on, tag=tag)

    def use(self, benefit: str, on: str | None = None) -> Said:
        """Use a benefit once, and pay its price."""
        return self.send("benefit.used", on, benefit=benefit)

    def own(self, loader: Any, value: Any) -> None:
        """Set what an `Own` fact gives for this member, whatever the loader would read."""
        self._shop.own(self._id, loader, freeze(value))

    # ── what can be read

    def balance(self, asset: str) -> Decimal:
        """Return how much the member holds of an asset, pending and held included, less debt."""
        kind = self._shop.program().kinds[asset]
        state = self._shop.state(self._id)
        return Decimal(state.account(kind.id).balance).scaleb(-kind.decimals)

    def tier(self, track: str | None = None) -> str | None:
        """Return the tier's code on a track, or on the first one."""
        return self._shop.state(self._id).tier_code(track)

    @property
    def tags(self) -> frozenset[str]:
        """The codes of the tags that the member wears."""
        return self._shop.state(self._id).tag_codes

    @property
    def coupons(self) -> Sequence[tuple[str, str, str]]:
        """Kind, code and state of each coupon, oldest first."""
        return self._shop.coupons(self._id)

    @property
    def benefits(self) -> Sequence[tuple[str, str, int | None]]:
        """Code, status and remaining uses of each benefit, None for any number, those that are granted included."""
        return self._shop.benefits(self._id)

    @property
    def cards(self) -> Sequence[tuple[str, str, str]]:
        """Kind, number and state of each card, newest first."""
        return self._shop.cards(self._id)

    def quote(self, total: str | int, *, coupons: Sequence[str] | None = None, **order: Any) -> Quoted:
        """Return what an order would cost and do, with coupons of these codes, or with the best ones."""
        return self._shop.quote(self._id, {"total": str(total), **order}, coupons)

    def metric(self, name: str, window: str | None = None, **args: str) -> Any:
        """Return a metric, built in or "<plugin>.<id>". Raise Invalid for an unknown one."""
        return self._shop.metric(self._id, name, window, args)

    def field(self, id: str) -> Any:  # noqa: A002 - as plugins call it
        """Return the value of a plugin's field. Raise any error that the field raises."""
        return self._shop.field(self._id, id)

    def remembered(self, rule: str) -> Mapping[str, Any]:
        """Return what a rule remembers of the member."""
        ids = (versions.latest.id for versions in self._shop.program().rules if versions.latest.name == rule)
        return self._memory(f"rule:{next(ids)}")

    def shared(self, plugin: str) -> Mapping[str, Any]:
        """Return what a plugin's rules share of the member."""
        return self._memory(f"plugin:{plugin}")

    def happened(self, type: str) -> list[tuple[str, Mapping[str, Any]]]:  # noqa: A002 - an event's type
        """Return day and data of the member's events of a type, derived ones included."""
        return self._shop.happened(self._id, type)

    def _memory(self, scope: str) -> Mapping[str, Any]:
        remembered: Mapping[str, Any] = self._shop.state(self._id).memory.get(scope, {})
        return remembered
