"""Orders that are bought, held, cancelled, changed and given back: money adds up to the cent, and they do what their quote said.

The right amounts are worked out from documents and events alone: see `tests/kit/whole_orders/`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from headless.engine.member.records import EntryType
from headless.ids import Prefix, encode
from tests.kit.whole_orders.books import ASSETS, units_of
from tests.kit.whole_orders.prices import cents, money
from tests.kit.whole_orders.programmes import Programme, programmes
from tests.kit.whole_orders.tills import MEMBERS, Till

Json = Mapping[str, Any]
NUMBERS = st.integers(0, 99)
MEMBER = st.sampled_from(MEMBERS)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["pot", "oolong", "cup"]), st.sampled_from(["tea", "ware"]), st.integers(1, 3),
        st.integers(1, 9_000), st.sampled_from([0, 0, 0, 7, 3]),
    ), min_size=1, max_size=4,
)  # fmt: skip
PERCENT = st.integers(0, 110)
EXAMPLES = settings.default.max_examples
"""Those of the profile, so that `--hypothesis-profile` can set a larger budget."""


class WholeOrders(Till, RuleBasedStateMachine):
    """Two members, their carts, orders, holds and coupons. What is refused changes nothing."""

    @initialize(programme=programmes())
    def open(self, programme: Programme) -> None:
        self.start(programme)
        for member in MEMBERS:
            self.tell(member, "login")
            self.tell(member, "asset.granted", kind="points", amount="500", reason="gift")
            self.book.purses[member, "points"].gain(500)

    # ── what members get

    @rule(member=MEMBER, points=st.integers(1, 5_000))
    def grant(self, member: str, points: int) -> None:
        self.tell(member, "asset.granted", kind="points", amount=str(points), reason="gift")
        self.book.purses[member, "points"].gain(points)

    @rule(member=MEMBER, paid=st.integers(1, 20_000), bonus=st.sampled_from([0, 1, 777, 5_000]))
    def top_up(self, member: str, paid: int, bonus: int) -> None:
        self.tell(member, "topup.paid", paymentId=f"t{next(self.number)}", amount=money(paid), bonus=money(bonus))
        self.book.purses[member, "balance"].gain(paid, "member")
        self.book.purses[member, "balance"].gain(bonus, "house")

    @rule(member=MEMBER, pick=NUMBERS)
    def issue(self, member: str, pick: int) -> None:
        kind = self.programme.coupons[pick % len(self.programme.coupons)]
        self.tell(member, "coupon.issued", kind=kind["code"], count=1)
        self.note_new_coupons(member)

    @rule(member=MEMBER)
    def tag(self, member: str) -> None:
        self.tell(member, "tag.assigned", tag="vip")

    @rule(days=st.sampled_from([1, 3, 8, 40]))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.shop.clock(self.now.isoformat())
        self.book.at(self.now)

    # ── an order

    @rule(
        member=MEMBER, lines=LINES, exchange=st.integers(0, 5), freight=st.sampled_from([None, 0, 490]), pick=NUMBERS,
        named=st.none() | st.lists(NUMBERS, max_size=3, unique=True), share=st.sampled_from([0, 0, 30, 100]),
        then=st.sampled_from(["pay", "pay", "hold", "hold", "nothing"]), again=st.booleans(),
    )  # fmt: skip
    def order(
        self, member: str, lines: Any, exchange: int, freight: int | None, pick: int, named: Any, share: int, then: str,
        again: bool,
    ) -> None:  # fmt: skip
        """Quote an order, and pay it as quoted, or hold all of it, or go away."""
        asked = self.drawn(lines, exchange, member, pick if again else None)
        codes = None if named is None else self.codes(member, named)
        self.at_next_minute()
        options = self.quote(member, asked, freight, codes, ()).pay_with
        tenders = self.tenders({option.kind.code: option.most for option in options}, share, pick)
        quote = self.quote(member, asked, freight, codes, tenders)
        self.check_quote(member, asked, freight, quote, tenders)
        if share == 100 and quote.problem is None and tenders:
            (said,) = tenders
            more = {**said, "amount": self.text(said["asset"], units_of(said) + self.book.a_cent_of(said["asset"]))}
            assert self.quote(member, asked, freight, codes, [more]).problem is not None, "most is the most"
        elif quote.problem is not None:
            assert quote.problem.code not in ("INSUFFICIENT_BALANCE", "CAP_EXCEEDED", "TENDERS_EXCEED_TOTAL")
        if cents(str(quote.order.total)) < 0:
            return
        if then == "pay":
            self.pay_as_quoted(member, quote, tenders)
        elif then == "hold" and (tenders or quote.order.coupons):
            self.hold_as_quoted(member, quote, tenders)

    @rule(pick=NUMBERS, how=st.sampled_from(["plain", "plain", "less", "none", "uncouponed"]), percent=PERCENT)
    def pay_cart(self, pick: int, how: str, percent: int) -> None:
        """Pay an order that was held: as it is kept, with less, with nothing, or without its coupons."""
        if not self.carts:
            return
        number = sorted(self.carts)[pick % len(self.carts)]
        member, data = self.carts[number]
        data = {key: part for key, part in data.items() if key not in ("payWith", "coupons", "until")}
        if how == "none":
            data["payWith"] = []
        elif how == "uncouponed":
            data["coupons"] = []
        elif how == "less":
            kept = {
                asset: self.book.purses[member, asset].reserves[name].units
                for name, asset in self.book.kept(member, number).items()
            }
            data["payWith"] = self.tenders(kept, percent, pick)
        self.pay(member, data)

    @rule(pick=NUMBERS)
    def cancel_cart(self, pick: int) -> None:
        if self.carts:
            number = sorted(self.carts)[pick % len(self.carts)]
            member, _ = self.carts[number]
            kept = self.book.kept(member, number) or self.book.kept_coupons(member, number)
            outcome = self.tell(member, "checkout.released", orderId=number)
            assert outcome.outcome == ("RECORDED" if kept else "REFUSED")
            self.book.let_go(member, number)

    @rule(member=MEMBER, asset=st.sampled_from(ASSETS), percent=PERCENT, cart=st.booleans(), pick=NUMBERS)
    def hold(self, member: str, asset: str, percent: int, cart: bool, pick: int) -> None:
        units = max(1, self.book.purses[member, asset].spendable * percent // 100)
        theirs = [number for number, (owner, _) in sorted(self.carts.items()) if owner == member]
        number = theirs[pick % len(theirs)] if cart and theirs else None
        named = {} if number is None else {"order": number, "payable": self.carts[number][1]["total"]}
        amount = {"kind": asset, "amount": self.text(asset, units), "reason": "held"}
        outcome = self.tell(member, "asset.held", **amount, **named)
        if outcome.outcome == "RECORDED":
            assert outcome.hold is not None
            self.book.hold(member, asset, units, outcome.hold, number, checkout=False)
            self.holds.append((member, asset, outcome.hold, number))

    @rule(lines=LINES, pick=NUMBERS, percent=PERCENT)
    def pay_by_hold(self, lines: Any, pick: int, percent: int) -> None:
        """Pay an order with a part of what is held."""
        if not self.holds:
            return
        member, asset, name, number = self.holds[pick % len(self.holds)]
        reserve = self.book.purses[member, asset].reserves.get(name)
        data = self.drawn(lines, 0, member, None)
        if number is not None and number not in self.book.orders:
            data["orderId"] = number
        units = 1 if reserve is None else max(1, reserve.units * percent // 100)
        self.pay(member, {**data, "payWith": [{"asset": asset, "amount": self.text(asset, units), "hold": name}]})

    # ── what comes after

    @rule(pick=NUMBERS, percent=PERCENT, restore=st.sampled_from([None, None, None, 0, 50, 100]), whole=st.booleans())
    def refund(self, pick: int, percent: int, restore: int | None, whole: bool) -> None:
        order = self.picked(pick)
        if order is None:
            return
        left = order.total - order.refunded
        amount = left if whole else max(left, 1) * percent // 100
        data: dict[str, Any] = {"refundId": f"r{next(self.number)}", "orderId": order.number, "amount": money(amount)}
        back = None
        if restore is not None:
            unpaid = {asset: self.unrestored(order, asset) * restore // 100 for asset in ASSETS}
            data["restore"] = back = [{"asset": a, "amount": self.text(a, n)} for a, n in unpaid.items() if n]
        outcome = self.tell(order.member, "order.refunded", **data)
        worth = sum(self.book.worth(asset, n) for asset, n in unpaid.items()) if restore is not None else 0
        assert (outcome.outcome == "RECORDED") == (amount <= left and worth <= amount), outcome
        if outcome.outcome == "RECORDED":
            self.book.refund(order, amount, back)

    @rule(pick=NUMBERS, line=NUMBERS, percent=PERCENT)
    def refund_line(self, pick: int, line: int, percent: int) -> None:
        order = self.picked(pick)
        lines = [] if order is None else [item for item in order.items if cents(item["amount"]) > 0]
        if order is None or not lines:
            return
        item = lines[line % len(lines)]
        amount = cents(item["amount"]) * percent // 100
        back = {"sku": item["sku"], "quantity": "0", "amount": money(amount)}
        data = {"refundId": f"r{next(self.number)}", "orderId": order.number, "amount": money(amount), "items": [back]}
        outcome = self.tell(order.member, "order.refunded", **data)
        if amount > order.total - order.refunded:
            assert outcome.code == "REFUND_TOO_LARGE"
        if outcome.outcome == "RECORDED":
            self.book.refund(order, amount, None)

    @rule(
        pick=NUMBERS,
        lines=st.none() | LINES,
        percent=PERCENT,
        named=st.none() | st.lists(NUMBERS, max_size=2, unique=True),
    )
    def amend(self, pick: int, lines: Any, percent: int, named: Any) -> None:
        order = self.picked(pick)
        if order is None:
            return
        items, total = order.items, order.total
        if lines is not None:
            items = self.drawn(lines, 0, order.member, None)["items"]
            total = sum(cents(item["amount"]) for item in items)
        data = {"orderId": order.number, "amendmentId": f"a{next(self.number)}", "total": money(total), "items": items}
        used = self.book.used(order.number)
        if named is not None:
            data["coupons"] = [*used[: percent // 50], *self.codes(order.member, named, words=False)]
        outcome = self.tell(order.member, "order.amended", **data)
        paid = sum(self.book.worth(asset, self.unrestored(order, asset)) for asset in ASSETS)
        if total < paid or (total < order.refunded and not order.is_wholly_refunded):
            assert outcome.outcome == "REFUSED"
        is_same = (total, items) == (order.total, order.items) and set(data.get("coupons", used)) == set(used)
        if outcome.outcome == "RECORDED" and not (is_same and not order.is_wholly_refunded):
            self.note_amended(order, used, data.get("coupons"))
            self.book.amend(order, total, items)

    @rule(pick=NUMBERS)
    def move(self, pick: int) -> None:
        order = self.picked(pick)
        if order is None:
            return
        (to,) = (member for member in MEMBERS if member != order.member)
        outcome = self.tell(
            order.member, "order.moved", orderId=order.number, to=encode(Prefix.MEMBER, self.shop.ids[to])
        )
        if order.tenders:
            assert outcome.code == "ORDER_HAS_TENDERS"
        if outcome.outcome == "RECORDED":
            self.book.move(order, to)

    # ── what must hold

    @invariant()
    def members_have_what_the_book_says(self) -> None:
        for (member, asset), purse in self.book.purses.items():
            holding, unit = self.shop.asset(member, asset), Decimal(1 if asset == "points" else 100)
            have = tuple(int(Decimal(part) * unit) for part in (holding.balance, holding.held, holding.debt))
            assert have == (purse.balance, purse.held, purse.debt), (member, asset)
            lots = Counter[str]()
            for amount, funding, _ in self.shop.lots(member, asset):
                lots[funding] += int(Decimal(amount) * unit)
            assert lots == purse.left(), (member, asset)

    @invariant()
    def coupons_are_where_the_book_says(self) -> None:
        states = {code: state for member in MEMBERS for code, _, state in self.shop.coupons(member)}
        known = {code: "USABLE" if state == "EXPIRED" else state for code, state in states.items()}
        assert known == {code: slip.state for code, slip in self.book.slips.items()}, self.book.slips
        for kind in self.programme.coupons:
            for member in MEMBERS:
                have = sum((s.kind, s.member) == (kind["code"], member) for s in self.book.slips.values())
                assert have <= kind.get("perMember", have)

    @invariant()
    def no_order_gives_back_more_than_it_was_paid_with(self) -> None:
        journal = self.shop.settler.journal
        paid = {event.id: event.subject or "" for event in journal.events if event.type == "order.paid"}
        codes = {kind.id: code for code, kind in self.shop.program.kinds.items()}
        spent, back = defaultdict[tuple[str, str], int](int), defaultdict[tuple[str, str], int](int)
        tenders = {}
        for entry in journal.entries:
            if entry.type is EntryType.SPEND and entry.event_id in paid:
                tenders[entry.id] = key = (paid[entry.event_id], codes[entry.kind_id])
                spent[key] -= entry.amount
            elif entry.reverses in tenders:
                back[tenders[entry.reverses]] += entry.amount
        for order in self.book.orders.values():
            for asset in ASSETS:
                said = [tender for tender in order.tenders if tender.asset == asset]
                key = (order.number, asset)
                assert spent[key] == sum(tender.units for tender in said)
                assert back[key] == sum(tender.restored for tender in said) <= spent[key]
            assert order.refunded <= order.total
        for member in MEMBERS:
            orders = [order for order in self.book.orders.values() if order.member == member]
            net = Decimal(sum(order.total - order.refunded for order in orders)) / 100
            assert Decimal(self.shop.metric(member, "net_spend") or 0) == net


TestWholeOrders = WholeOrders.TestCase
TestWholeOrders.settings = settings(max_examples=EXAMPLES, stateful_step_count=20, deadline=None)
