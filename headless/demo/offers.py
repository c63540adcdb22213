"""What the demo's grocer gives its members: coupon kinds, benefits of the ladder, and a catalogue of rewards."""

from collections.abc import Mapping, Sequence
from typing import Any

from headless.demo.configuration import Document, Named, Words, leaf
from headless.engine.values.zones import DAY_US

WEIGHTS = {"ECONOMIC": 40, "SERVICE": 25, "SOCIAL": 20, "IDENTITY": 15}
"""What each value is to weigh in all that members get, in per cent. Front ends read it as the benefits' attribute."""
BY_GRANT: Document = {"any": []}
"""The condition of a benefit that members have only by grant."""
WORD = "SUMMER"
"""The public word, which stands on posters."""


def coupon_kinds(named: Named, words: Words) -> Sequence[Document]:
    """Return kinds of coupons: money off from some spending on, a percentage of some goods, delivery, gifts, and a word."""
    produce = {"categories": [words["PRODUCE"]]}
    documents: Mapping[str, Document] = {
        "five-off": {"discount": {"amount": "5.00"}, "minimum": "40", "validity": "30d", "group": "spending"},
        "twenty-off": {"discount": {"amount": "20.00"}, "minimum": "100", "validity": "30d", "group": "spending"},
        "new-year": {"discount": {"amount": "30.00"}, "minimum": "150", "validity": "14d", "group": "spending"},
        "fresh-fifth": {"discount": {"percent": "20", "most": "8.00"}, "scope": produce, "validity": "30d"},
        "no-freight": {"discount": {"delivery": True}, "validity": "60d"},
        "ten-to-spend": {"discount": {"amount": "10.00"}, "minimum": "10", "validity": "90d", "mostPerOrder": 2},
        "a-coffee": {"discount": {"gift": words["coffee"]}, "validity": "90d", "stock": 500},
        "dinner": {"discount": {"gift": words["a dinner"]}, "validity": "6m"},
        "summer": {
            "discount": {"percent": "10", "most": "15.00"}, "word": WORD, "perMember": 1, "stock": 1_000,
            "expiresOn": "2018-08-31", "alone": True,
        },
    }  # fmt: skip
    return [{"code": code, **named(code), **document} for code, document in documents.items()]


def card_kinds(named: Named) -> Sequence[Document]:
    """Return the gift card, which holds what is paid for it."""
    life = {"least": "10", "most": "500", "validity": "3y", "topUp": True}
    return [{"code": "gift-card", **named("gift-card"), "type": "STORED_VALUE", "asset": "balance", **life}]


def benefits(named: Named, words: Words, clock_us: int) -> Sequence[Document]:
    """Return benefits: those of the ladder's stages, with windows, quotas and stocks, by grant, and with a stock alone."""
    documents = {
        **_of_the_base(words, clock_us), **_of_the_advanced(), **_of_the_peak(),
        "free-delivery": {"value": "ECONOMIC", "condition": BY_GRANT},
        "bamboo-cup": {"value": "ECONOMIC", "condition": BY_GRANT, "stock": 100},
        "bouquet": {"value": "ECONOMIC", "condition": BY_GRANT, "stock": 10},
    }  # fmt: skip
    return [_benefit(named, code, document) for code, document in documents.items()]


def _benefit(named: Named, code: str, document: Document) -> Document:
    attributes = {"weight": WEIGHTS[document["value"]], **document.get("attributes", {})}
    return {"code": code, **named(code), **document, "attributes": attributes}


def _of_the_base(words: Words, clock_us: int) -> Mapping[str, Document]:
    """Return what members have from bronze on, and the coupon for everyone that diamond may claim three days earlier."""
    base, tomorrow = _from("bronze"), clock_us + 1_000_000
    flowers = {"each": "10", "scope": {"categories": [words["FLORAL"]]}, "orderLeast": "50", "mostPieces": 1}
    return {
        "member-price": {"value": "ECONOMIC", "condition": base, "memberPrice": {"percentOff": "1"}},
        "swap-buy": {"value": "ECONOMIC", "condition": base, "memberPrice": flowers},
        "new-year": {
            "value": "ECONOMIC", "gives": "new-year", "quota": 1, "opensAt": tomorrow + DAY_US,
            "closesAt": tomorrow + 8 * DAY_US, "earlyAccess": [{"condition": _from("diamond"), "days": 3}],
        },
        "tasting": {
            "value": "SOCIAL", "condition": leaf("orders", "GTE", 24, "365d"), "quota": 1, "quotaPeriod": "quarter",
            "stock": 20, "gives": "a-coffee",
        },
    }  # fmt: skip


def _of_the_advanced() -> Mapping[str, Document]:
    """Return what members have from gold on, and from platinum on."""
    gold, platinum = _from("gold"), _from("platinum")
    return {
        "new-goods-first": {"value": "SERVICE", "condition": gold},
        "dedicated-service": {"value": "SERVICE", "condition": gold},
        "priority-checkout": {"value": "SOCIAL", "condition": gold},
        "delivery": {"value": "ECONOMIC", "condition": gold, "memberPrice": {"delivery": True, "orderLeast": "30"}},
        "new-goods-trial": {
            "value": "SERVICE", "condition": gold, "quota": 1, "quotaPeriod": "month", "stock": 50,
            "setAside": [{"condition": platinum, "count": 20}], "needsFulfilment": True,
        },
        "warranty": {"value": "SERVICE", "condition": platinum},
        "badge": {"value": "IDENTITY", "condition": platinum, "quota": 1, "needsFulfilment": True},
    }  # fmt: skip


def _of_the_peak() -> Mapping[str, Document]:
    """Return what diamond alone has."""
    diamond, spring = _from("diamond"), {"firstDay": "03-01", "lastDay": "05-31"}
    return {
        "diamond-price": {"value": "ECONOMIC", "condition": diamond, "memberPrice": {"percentOff": "20"}},
        "global-group-buy": {"value": "ECONOMIC", "condition": diamond},
        "founder-meetup": {"value": "SOCIAL", "condition": diamond, "quota": 1, "quotaPeriod": "year", "stock": 30},
        "fashion-seat": {
            "value": "IDENTITY", "condition": diamond, "season": spring, "quota": 1, "quotaPeriod": "year", "stock": 12,
        },
    }  # fmt: skip


def _from(tier: str) -> Document:
    return leaf("tier", "GTE", tier)


def benefits_by_score(named: Named) -> Sequence[Document]:
    """Return the benefit for members with a high score whose credit and reputation are known, as upgrade_rules has it."""
    condition = {
        "all": [leaf("upgrade_rules.score", "GTE", 500), leaf("upgrade_rules.trusted", "EQ", value=True)]
    }  # fmt: skip
    return [_benefit(named, "vip-day", {"value": "SOCIAL", "condition": condition})]


def rewards(named: Named) -> Sequence[Document]:
    """Return the catalogue: benefits that are paid for with points, or with points and money of the stored balance.

    The class of each is its attribute `class`, by which front ends sort the catalogue.
    """
    parcel, sent = {"needsFulfilment": True}, {"needsFulfilment": True, "attributes": {"class": "phone"}}
    documents: Mapping[str, Document] = {
        "headphones": {**_costs("30000"), **parcel, **_class("electronics"), "stock": 20},
        "record-player": {**_costs("12000"), **parcel, **_class("electronics"), "stock": 1},
        "pan": {**_costs("6000"), **parcel, **_class("home"), "stock": 40},
        "tea-set": {**_costs("1500", "12.00"), **parcel, **_class("home"), "stock": 25},
        "dinner": {**_costs("5000"), **_class("dining"), "gives": "dinner", "quota": 2, "quotaPeriod": "quarter"},
        "weekend": {**_costs("20000"), **parcel, **_class("travel"), "condition": _from("diamond"), "stock": 3},
        "ten-to-spend": {**_costs("1100"), **_class("voucher"), "gives": "ten-to-spend"},
        "five-to-balance": {**_costs("550"), **_class("voucher"), "grants": [{"kind": "balance", "amount": "5.00"}]},
        "mobile-data": {**_costs("400"), **sent},
        "phone-credit": {**_costs("1200"), **sent},
    }
    return [_benefit(named, code, {"value": "ECONOMIC", **document}) for code, document in documents.items()]


def _costs(points: str, money: str | None = None) -> dict[str, Any]:
    price = [{"kind": "points", "amount": points}]
    return {"price": price if money is None else [*price, {"kind": "balance", "amount": money}]}


def _class(code: str) -> dict[str, Any]:
    return {"attributes": {"class": code}}
