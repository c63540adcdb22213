"""No unit of an asset is given for nothing: money may have no unit as small as what one is worth."""

from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headless.engine.quoting.pay_options import PayOption
from headless.engine.quoting.quotes import Quote
from headless.plugins.contract.payloads import parse_payload
from tests.engine.quoting.test_promises import quoted
from tests.engine.quoting.test_redemption_limits import option_of, tenders
from tests.kit.rewards import RewardShop
from tests.kit.setup import Ruling, Setup, kind, points

DAY = "2026-03-01"
WORTHS = st.sampled_from(["0.01", "0.007", "0.3", "0.5", "1", "3", "0.0101"])
LIMITS = st.none() | st.fixed_dictionaries(
    {"share": st.sampled_from(["0.3", "1"])},
    optional={"least": st.sampled_from(["1", "99", "150"]), "step": st.sampled_from(["1", "7", "50", "130"])},
)


def opened(balance: int, worth: str = "0.01", limit: Any = None) -> RewardShop:
    """A shop in Tokyo, and a member with points that are worth a part of a yen."""
    rules = [points(), *([] if limit is None else [Ruling("spend_cap", limit)])]
    kinds = [kind("points", worth=worth)]
    shop = RewardShop(Setup(kinds=kinds, rules=rules, currency="JPY", decimals=0, time_zone="Asia/Tokyo"))
    shop.grant("li", "points", str(balance), "2026-01-01")
    return shop


def asked(shop: RewardShop, total: int, paid: int = 0) -> Quote:
    """Quote an order, with points as its tender."""
    order = {"orderId": "A", "total": str(total)}
    data = parse_payload(shop.program.event_types["order.paid"], {**order, "payWith": tenders(paid)})
    return quoted(shop, order, pay_with=data.pay_with)


def worth_of(units: int, worth: str) -> int:
    return int(units * Fraction(worth))


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 5_000), st.integers(1, 400), WORTHS, LIMITS)
def test_a_quote_offers_the_fewest_units_of_what_they_are_worth(
    balance: int, total: int, worth: str, limit: Any
) -> None:
    shop = opened(balance, worth, limit)
    quote = asked(shop, total)
    option = option_of(quote)

    assert option.worth == worth_of(option.most, worth)
    assert option.most <= balance
    step, least = (int((limit or {}).get(name) or 1) for name in ("step", "least"))
    fewer = [units for units in range(option.most) if units % step == 0 and (units >= least or units == 0)]
    assert all(worth_of(units, worth) < option.worth for units in fewer)
    more = most_of(balance, total, worth, limit)
    assert option.worth == worth_of(more, worth)
    if option.most:
        kept = asked(shop, total, option.most)
        assert (kept.problem, kept.left) == (None, total - option.worth)
        assert shop.send("li", "order.paid", DAY, **kept.order.to_json()).outcome == "RECORDED"


def most_of(balance: int, total: int, worth: str, limit: Any) -> int:
    """The most units that the limits let through."""
    share = Fraction((limit or {}).get("share", "1"))
    room = min(balance, int(total / Fraction(worth)), *([int(share * total / Fraction(worth))] if limit else []))
    step, least = (int((limit or {}).get(name) or 1) for name in ("step", "least"))
    units = room - room % step
    return units if units >= least else 0


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 500), WORTHS)
def test_a_tender_that_is_worth_nothing_is_refused(units: int, worth: str) -> None:
    total = max(1, ceil(units * Fraction(worth)))
    quote = asked(opened(units, worth), total, units)

    code = None if quote.problem is None else quote.problem.code
    assert code == (None if worth_of(units, worth) else "WORTH_NOTHING")
    assert quote.left == total - worth_of(units, worth)


@pytest.mark.parametrize(
    ("balance", "total", "most", "worth", "limit"),
    [(350, 900, 300, 3, "WORTH"), (300, 900, 300, 3, "BALANCE"), (7, 900, 0, 0, "WORTH"), (350, 2, 200, 2, "ORDER")],
)
def test_points_of_a_hundredth_of_a_yen(balance: int, total: int, most: int, worth: int, limit: str) -> None:
    option: PayOption = option_of(asked(opened(balance), total))

    assert (option.most, option.worth, option.limit) == (most, worth, limit)


def test_an_order_that_was_paid_with_less_than_a_yen_counts() -> None:
    shop = opened(7)

    paid = shop.send("li", "order.paid", DAY, orderId="A", total="900", payWith=tenders(7))

    assert paid.outcome == "RECORDED"
    assert shop.asset("li", "points").available == "899"
