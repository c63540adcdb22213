"""A till in memory, and the book that is kept next to it: what it does with orders is checked against the book."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

from headless.engine.member.coupons import normal
from headless.engine.member.records import Change
from headless.engine.quoting.asked_orders import Asked
from headless.engine.quoting.quotes import Quote, Quoter
from headless.engine.rewards.order_prices import price_benefits
from headless.plugins.contract.payloads import parse_payload
from tests.kit.program import instant
from tests.kit.rewards import RewardShop
from tests.kit.shop import Outcome
from tests.kit.whole_orders.books import ASSETS, Book, Order, units_of
from tests.kit.whole_orders.prices import cents, money, price_of
from tests.kit.whole_orders.programmes import WORDS, Programme

Json = Mapping[str, Any]
MEMBERS = ("li", "wu")


class Till:
    """Two members, their carts, orders, holds and coupons. What is refused changes nothing."""

    programme: Programme
    shop: RewardShop
    book: Book

    def start(self, programme: Programme) -> None:
        """Open a shop, and a book."""
        self.programme = programme
        self.shop = RewardShop(programme.setup)
        self.book = Book(programme, MEMBERS)
        self.now = datetime.combine(date(2026, 1, 1), time(9))
        self.number = count(1)
        self.carts: dict[str, tuple[str, Json]] = {}
        self.holds: list[tuple[str, str, str, str | None]] = []

    # ── asking

    def quote(self, member: str, order: Json, freight: int | None, codes: Any, tenders: Sequence[Json]) -> Quote:
        """Quote an order on a copy of all that the shop knows."""
        shop, id_ = self.shop, self.shop.member(member, self.shop.now).id
        at = instant(shop.zone, self.now.isoformat())
        shop.settler.run_clock(id_, at)
        states = {id_: shop.copied(member)}
        quoter = Quoter(shop.program, states, count(10**9).__next__, history=True)
        benefits = price_benefits(quoter.judge, states[id_], at)
        coupons = [held for held in shop.codes.values() if held.member_id == id_ and held.is_unused]
        data = parse_payload(shop.program.event_types["order.paid"], {**order, "payWith": list(tenders)})
        return quoter.quote(Asked(id_, data, at, 10**8, benefits, coupons, freight, codes, data.pay_with))

    def check_quote(self, member: str, order: Json, freight: int | None, quote: Quote, tenders: Sequence[Json]) -> None:
        """Check that a quote is the price that the documents say, and that all parts of it add up to the cent."""
        vip = "vip" in self.shop.tags(member)
        benefits = [one for one in self.programme.benefits if vip or one["code"] != "vip"]
        kinds = self.shop.program.coupon_kind_by_id
        plain = price_of(order["items"], freight or 0, benefits, ())
        for option in quote.coupons:
            if option.saves is not None:
                document = self.programme.coupon(kinds[option.coupon.kind_id].code)
                alone = price_of(order["items"], freight or 0, benefits, [document])
                assert (option.saves.amount, option.saves.delivery or 0) == alone.saved[0]
        best = [self.programme.coupon(self.kind_of(member, code)) for code in quote.best]
        price = price_of(order["items"], freight or 0, benefits, best)
        assert [line.member.price for line in quote.lines] == plain.prices
        assert [line.due for line in quote.lines] == price.due
        assert cents(str(quote.order.total)) == price.total
        assert (quote.delivery or 0) == price.delivery
        goods = sum(saved for saved, _ in price.saved)
        listed = sum(cents(item["list"]) for item in order["items"])
        assert listed - (listed - sum(plain.prices)) - goods == price.total
        assert (price.total < 0) == (quote.problem is not None and quote.problem.code == "TOTAL_BELOW_ZERO")
        worth = sum(self.book.worth(said["asset"], units_of(said)) for said in tenders)
        assert 0 <= quote.left - (price.total - worth) < 1

    def pay_as_quoted(self, member: str, quote: Quote, tenders: Sequence[Json]) -> None:
        """Pay an order as it was quoted: it does what the quote said, or is not taken for the reason that the quote gave."""
        options = {option.coupon.code: option for option in quote.coupons}
        beyond = [code for code in quote.order.coupons[len(quote.best) :] if code in options]
        if beyond:
            assert quote.problem is not None, "a coupon that cannot be used is not left to the order"
            return
        outcome, used = self.pay(member, {**quote.order.to_json(), "payWith": list(tenders)})
        if quote.problem is not None and quote.problem.code == "WORTH_NOTHING":
            return  # what was paid already counts, as little as it is worth
        if quote.problem is not None:
            assert (outcome.outcome, outcome.code) == (quote.problem.outcome, quote.problem.code)
            return
        assert outcome.outcome == "RECORDED", outcome
        assert told(quote.changes) == told(self.shop.settler._changes)
        assert len(used) == len(quote.best)
        notes = {line["c"]: line.get("k") for line in self.said() if "c" in line}
        if not any(line.line.amount < line.line.listed for line in quote.lines):
            assert "order_differs" not in notes
        assert "coupon_unused" not in notes

    def hold_as_quoted(self, member: str, quote: Quote, tenders: Sequence[Json]) -> None:
        """Keep for an order what it was quoted with. What the quote takes is kept, and nothing of what it does not."""
        number, data = quote.order.order_id, {**quote.order.to_json(), "payWith": list(tenders)}
        outcome = self.tell(member, "checkout.held", **data)
        if quote.problem is not None:
            return
        assert outcome.outcome == "RECORDED", outcome
        self.note_new_coupons(member)
        self.book.keep(member, number, tenders, self.in_state(member, "HELD", number))
        self.carts[number] = member, data

    def pay(self, member: str, data: Json) -> tuple[Outcome, list[str]]:
        """Record an order, and return the coupons that it used."""
        outcome = self.tell(member, "order.paid", **data)
        if outcome.outcome != "RECORDED":
            return outcome, []
        number = data["orderId"]
        self.carts.pop(number, None)
        self.note_new_coupons(member)
        kept = self.book.kept_coupons(member, number)
        used = self.in_state(member, "USED", number)
        if "coupons" not in data:
            assert set(used) <= set(kept)
        self.book.pay(member, number, data, used)
        self.check_cap(self.book.orders[number])
        return outcome, used

    def check_cap(self, order: Order) -> None:
        """Check that an order was not paid with more points than may pay it, and with nothing beyond its total."""
        points = sum(paid.units for paid in order.tenders if paid.asset == "points")
        if self.programme.share is not None:
            most = Fraction(self.programme.share) * order.total / 100 / Fraction(self.programme.worth)
            assert points <= int(most)
        assert sum(self.book.worth(paid.asset, paid.units) for paid in order.tenders) <= order.total

    # ── inside

    def tell(self, member: str, event_type: str, **data: Any) -> Outcome:
        """Send an event a minute later than the last one."""
        if event_type not in ("order.paid", "checkout.held"):
            self.at_next_minute()
        source = "shop" if event_type.startswith(("order", "topup", "login")) else "api"
        return self.shop.send(member, event_type, self.now.isoformat(), source=source, **data)

    def at_next_minute(self) -> None:
        self.now += timedelta(minutes=1)
        self.book.at(self.now)

    def drawn(self, lines: Any, exchange: int, member: str, pick: int | None) -> dict[str, Any]:
        """Return an order of lines, with a new number or that of a cart, and perhaps with something that is handed back."""
        items = [
            {"sku": sku, "category": category, "quantity": str(pieces), "list": money(listed),
             "amount": money(listed - listed * off // 10)}
            for sku, category, pieces, listed, off in lines
        ]  # fmt: skip
        if exchange == 1 and len(items) > 1:
            back = -min(cents(items[0]["list"]), 300)
            items.append({**items[1], "quantity": "-1", "list": money(back), "amount": money(back)})
        total = max(0, sum(cents(item["amount"]) for item in items))
        if total != sum(cents(item["amount"]) for item in items):
            items = items[:-1]
            total = sum(cents(item["amount"]) for item in items)
        theirs = [number for number, (owner, _) in sorted(self.carts.items()) if owner == member]
        number = theirs[pick % len(theirs)] if pick is not None and theirs else f"o{next(self.number)}"
        return {"orderId": number, "total": money(total), "items": items}

    def codes(self, member: str, picks: Sequence[int], *, words: bool = True) -> list[str]:
        """Return codes of a member's coupons, and words."""
        codes = [code for code, slip in self.book.slips.items() if slip.member == member]
        if words:
            codes += [WORDS[one["code"]] for one in self.programme.coupons if one["code"] in WORDS]
        return list(dict.fromkeys(codes[pick % len(codes)] for pick in picks)) if codes else []

    def tenders(self, most: Mapping[str, int], percent: int, pick: int) -> list[Json]:
        """Return tenders of one asset."""
        (asset,) = {ASSETS[pick % 2]}
        units = most.get(asset, 0) * percent // 100
        return [{"asset": asset, "amount": self.text(asset, units)}] if units > 0 else []

    def note_new_coupons(self, member: str) -> None:
        """Take coupons into the book that were given."""
        self.book.take_new(member, self.shop.coupons(member))

    def in_state(self, member: str, state: str, number: str) -> list[str]:
        """Return the codes of the coupons that are kept or used for an order."""
        return [
            code
            for code, _, now in self.shop.coupons(member)
            if now == state and self.shop.codes[code].order_ref == number
        ]

    def kind_of(self, member: str, code: str) -> str:
        kinds = {normal(word): kind for kind, word in WORDS.items()}
        return kinds[normal(code)] if normal(code) in kinds else self.book.slips[code].kind

    def note_amended(self, order: Order, used: Sequence[str], named: Sequence[str] | None) -> None:
        if named is None:
            return
        for code in used:
            if code not in named:
                self.book.free(code)
        self.book.use(order, [code for code in named if code not in used])

    def picked(self, pick: int) -> Order | None:
        orders = sorted(self.book.orders)
        return self.book.orders[orders[pick % len(orders)]] if orders else None

    def unrestored(self, order: Order, asset: str) -> int:
        return sum(paid.units - paid.restored for paid in order.tenders if paid.asset == asset)

    def said(self) -> list[Json]:
        return list(self.shop.settler.journal.decisions[-1].document) if self.shop.settler.journal.decisions else []

    @staticmethod
    def text(asset: str, units: int) -> str:
        return str(units) if asset == "points" else money(units)


def told(changes: Sequence[Change]) -> list[tuple[Any, ...]]:
    return [(change.kind, change.code, change.before, change.after, change.amount) for change in changes]
