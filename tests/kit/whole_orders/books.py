"""An account of orders, what paid them, and what came back, kept from the events alone. Nothing of the engine is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from tests.kit.whole_orders.prices import cents
from tests.kit.whole_orders.programmes import Programme
from tests.kit.whole_orders.purses import Parts, Purse, Reserve, split

Json = Mapping[str, Any]
ASSETS = ("points", "balance")


@dataclass
class Paid:
    """What one tender paid, by funding, and how much of it came back."""

    asset: str
    parts: Parts
    restored: int = 0

    @property
    def units(self) -> int:
        return sum(units for _, units in self.parts)

    def come_back(self, units: int) -> Parts:
        """Give back so much more: what was spent last comes first."""
        backward = [*reversed(self.parts)]
        _, rest = split(backward, self.restored)
        self.restored += units
        return split(rest, units)[0]


@dataclass
class Order:
    """An order as it is. total: before its refunds, in cents. base: what it earns on, in cents, exact."""

    number: str
    member: str
    total: int
    items: Sequence[Json]
    tenders: list[Paid]
    base: Fraction = Fraction(0)
    refunds: list[int] = field(default_factory=list)
    stands: int = 0

    @property
    def refunded(self) -> int:
        return sum(self.refunds)

    @property
    def is_wholly_refunded(self) -> bool:
        return bool(self.refunds) and self.refunded >= self.total

    @property
    def due(self) -> int:
        """What stands of its points: E - floor(E × R / B)."""
        earned = int(max(self.base, Fraction(0)) / 100)
        if self.is_wholly_refunded:
            return 0
        return earned - (earned * self.refunded // self.total if self.refunds else 0)


@dataclass
class Slip:
    """A coupon: of which kind and whose, the order that it is kept for or was used for, and until when it is kept."""

    kind: str
    member: str
    state: str = "USABLE"
    order: str | None = None
    until: datetime | None = None


class Book:
    """All that members have and owe, from what was told and taken."""

    def __init__(self, programme: Programme, members: Sequence[str]) -> None:
        self.programme = programme
        self.purses = {(member, asset): Purse() for member in members for asset in ASSETS}
        self.orders: dict[str, Order] = {}
        self.slips: dict[str, Slip] = {}
        self.now = datetime.combine(date(2026, 1, 1), time())

    def at(self, now: datetime) -> None:
        """Let time pass: what is kept too long goes back."""
        self.now = now
        for purse in self.purses.values():
            purse.time_out(now)
        for slip in self.slips.values():
            if slip.state == "HELD" and slip.until is not None and slip.until <= now:
                slip.state = "USABLE"

    def a_cent_of(self, asset: str) -> int:
        """How many units of an asset are worth a cent or more."""
        return max(1, ceil(1 / self.worth(asset, 1)))

    def worth(self, asset: str, units: int) -> Fraction:
        """What units of an asset are worth, in cents."""
        return Fraction(units) if asset == "balance" else units * Fraction(self.programme.worth) * 100

    # ── before an order

    def hold(self, member: str, asset: str, units: int, name: str, order: str | None, *, checkout: bool) -> None:
        """Hold what is free, for seven days."""
        until = datetime.combine(self.now.date() + timedelta(days=7), time())
        purse = self.purses[member, asset]
        purse.reserves[name] = Reserve(purse.spend(units), until, order, checkout)

    def kept(self, member: str, number: str) -> dict[str, str]:
        """Return the assets that a checkout keeps for an order, by the name of the hold."""
        return {
            name: asset
            for asset in ASSETS
            for name, reserve in self.purses[member, asset].reserves.items()
            if reserve.checkout and reserve.order == number
        }

    def kept_coupons(self, member: str, number: str) -> list[str]:
        """Return the codes that a checkout keeps for an order."""
        return [
            code
            for code, slip in self.slips.items()
            if (slip.member, slip.state, slip.order) == (member, "HELD", number)
        ]

    def let_go(self, member: str, number: str) -> None:
        """Give back all that a checkout keeps."""
        for name, asset in self.kept(member, number).items():
            self.purses[member, asset].release(name)
        for code in self.kept_coupons(member, number):
            self.slips[code] = Slip(self.slips[code].kind, member)

    def keep(self, member: str, number: str, tenders: Sequence[Json], coupons: Sequence[str]) -> None:
        """Keep assets and coupons for an order instead of what was kept for it before."""
        self.let_go(member, number)
        sums: dict[str, int] = {}
        for tender in tenders:
            sums[tender["asset"]] = sums.get(tender["asset"], 0) + units_of(tender)
        for asset, units in sums.items():
            self.hold(member, asset, units, f"{number}:{asset}:{self.now}", number, checkout=True)
        until = datetime.combine(self.now.date() + timedelta(days=7), time())
        for code in coupons:
            self.slips[code] = Slip(self.slips[code].kind, member, "HELD", number, until)

    # ── an order and what comes after

    def pay(self, member: str, number: str, data: Json, coupons: Sequence[str]) -> None:
        """Record an order: its tenders, which are those of its checkout if it names none, and the coupons that it used."""
        kept = self.kept(member, number)
        said = data.get("payWith")
        if said is None:
            said = [
                {"asset": asset, "units": self.purses[member, asset].reserves[name].units, "name": name}
                for name, asset in kept.items()
            ]
        tenders = [self._source(member, tender, dict(kept)) for tender in said]
        for name in kept.keys() - {name for _, _, name in tenders}:
            self.purses[member, kept[name]].release(name)
        order = Order(number, member, cents(data["total"]), data.get("items") or (), [])
        for asset, units, name in tenders:
            purse = self.purses[member, asset]
            order.tenders.append(Paid(asset, purse.capture(name, units) if name else purse.spend(units)))
        self.let_go(member, number)
        self.orders[number] = order
        self.use(order, coupons)
        self._earn(order)

    def _source(self, member: str, tender: Json, kept: dict[str, str]) -> tuple[str, int, str | None]:
        """Return a tender's asset, its units, and the hold that it comes from."""
        asset = tender["asset"]
        if "name" in tender:
            return asset, tender["units"], tender["name"]
        units = units_of(tender)
        for name, of in kept.items():
            if of == asset and self.purses[member, asset].reserves[name].units >= units and not tender.get("hold"):
                return asset, units, name
        return asset, units, tender.get("hold")

    def use(self, order: Order, coupons: Sequence[str]) -> None:
        """Use coupons for an order."""
        for code in coupons:
            assert self.slips[code].state != "USED", "a coupon is used once"
            self.slips[code] = Slip(self.slips[code].kind, order.member, "USED", order.number)

    def free(self, code: str) -> None:
        """Let a coupon be usable again."""
        self.slips[code] = Slip(self.slips[code].kind, self.slips[code].member)

    def take_new(self, member: str, coupons: Sequence[tuple[str, str, str]]) -> None:
        """Take in coupons that a member was given: code, kind and state."""
        for code, kind, _ in coupons:
            self.slips.setdefault(code, Slip(kind, member))

    def used(self, number: str) -> list[str]:
        """Return the codes that an order uses."""
        return [code for code, slip in self.slips.items() if (slip.state, slip.order) == ("USED", number)]

    def refund(self, order: Order, amount: int, restore: Sequence[Json] | None) -> None:
        """Give back money of an order. restore: what is given back in kind, None for each tender's share."""
        order.refunds.append(amount)
        self._settle(order)
        wanted = None if restore is None else {part["asset"]: units_of(part) for part in restore}
        for paid in reversed(order.tenders):
            left = paid.units - paid.restored
            if wanted is not None:
                part = min(wanted.get(paid.asset, 0), left)
                wanted[paid.asset] = wanted.get(paid.asset, 0) - part
            else:
                share = left if order.is_wholly_refunded else paid.units * order.refunded // order.total - paid.restored
                part = max(0, share)
            for funding, units in paid.come_back(part):
                self.purses[order.member, paid.asset].gain(units, funding)
        if order.is_wholly_refunded:
            for code in self.used(order.number):
                if self.programme.coupon(self.slips[code].kind).get("comesBack"):
                    self.slips[code] = Slip(self.slips[code].kind, order.member)

    def amend(self, order: Order, total: int, items: Sequence[Json]) -> None:
        """Let an order be something else. Its refunds are closed if all of it was given back."""
        if order.is_wholly_refunded and total > 0:
            order.refunds = []
        order.total, order.items = total, items
        self._earn(order)

    def move(self, order: Order, to: str) -> None:
        """Let an order be another member's."""
        self.purses[order.member, "points"].lose(order.stands)
        order.member, order.stands = to, 0
        self._earn(order)

    def _earn(self, order: Order) -> None:
        points = sum(paid.units - paid.restored for paid in order.tenders if paid.asset == "points")
        order.base = order.total - self.worth("points", points)
        self._settle(order)

    def _settle(self, order: Order) -> None:
        more = order.due - order.stands
        purse = self.purses[order.member, "points"]
        purse.gain(more) if more > 0 else purse.lose(-more)
        order.stands = order.due


def units_of(tender: Json) -> int:
    """Return what a tender takes, in whole points or cents."""
    return int(tender["amount"]) if tender["asset"] == "points" else cents(tender["amount"])
