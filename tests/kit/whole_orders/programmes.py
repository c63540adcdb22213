"""Programmes to try whole orders on: member prices and coupons of all kinds, and what points are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.kit.rewards import benefit, coupon
from tests.kit.setup import BALANCE, Ruling, Setup, kind, points, where

Json = Mapping[str, Any]
BACK = {"comesBack": True, "restoreGrace": "30d"}
TEA = {"categories": ["tea"]}
COUPONS = (
    coupon("five", "5", minimum="20", group="sale", **BACK),
    coupon("fifth", discount={"percent": "20", "most": "30"}, group="sale", **BACK),
    coupon("third", discount={"percent": "33.3"}, minimum="10", **BACK),
    coupon("listed", discount={"percent": "15", "of": "LIST"}, **BACK),
    coupon("tea", discount={"percent": "50", "of": "LIST", "most": "40"}, scope=TEA, **BACK),
    coupon("pots", "7.77", scope={"skus": ["pot"]}, minimum="15"),
    coupon("notea", discount={"percent": "12.5"}, scope={"notCategories": ["tea"]}, mostPerOrder=1, **BACK),
    coupon("small", "0.99"),
    coupon("first", "3", firstOrder=True, **BACK),
    coupon("single", "9", alone=True, **BACK),
    coupon("all", discount={"percent": "100", "most": "25"}, **BACK),
    coupon("free", discount={"delivery": True}, **BACK),
    coupon("cup", discount={"gift": "a cup"}, **BACK),
    coupon("summer", "4", word="SUMMER", wordKey="SUMMER", perMember=2, **BACK),
    coupon("spring", discount={"percent": "10"}, word="SPR1NG", wordKey="SPR1NG", validity="20d", **BACK),
    coupon("scarce", "2.50", perMember=1, validity="5d", comesBack=True, restoreGrace="3d"),
)
WORDS = {"summer": "summer", "spring": "Spr-1ng"}
BENEFITS = (
    benefit("tenth", memberPrice={"percentOff": "10"}),
    benefit("odd", memberPrice={"percentOff": "33.33", "scope": {"categories": ["ware"]}}),
    benefit("some", memberPrice={"percentOff": "25", "scope": {"skus": ["oolong", "cup"]}, "mostPieces": 2}),
    benefit("swap", memberPrice={"each": "10", "scope": {"skus": ["pot"]}, "orderLeast": "30", "mostPieces": 1}),
    benefit("fixed", memberPrice={"each": "12.34", "scope": TEA}),
    benefit("large", memberPrice={"percentOff": "5", "orderLeast": "60"}),
    benefit("freight", memberPrice={"delivery": True, "orderLeast": "50"}),
    benefit("vip", memberPrice={"percentOff": "50", "scope": TEA}, condition=where("tag", "CONTAINS", "vip")),
)


@dataclass(frozen=True)
class Programme:
    """What a merchant offers. worth: of a point, in money. share: of an order that points may pay, None for any."""

    coupons: Sequence[Json]
    benefits: Sequence[Json]
    worth: str
    share: str | None

    @property
    def setup(self) -> Setup:
        """The merchant's configuration."""
        rules = [points(), *([] if self.share is None else [Ruling("spend_cap", {"share": self.share})])]
        kinds = [kind("points", worth=self.worth), {**BALANCE, "burnFirst": ["member"]}]
        tags = [{"code": "vip", "name": "VIP"}]
        return Setup(kinds=kinds, coupons=self.coupons, benefits=self.benefits, rules=rules, tags=tags)

    def coupon(self, code: str) -> Json:
        """The document of a coupon kind, and how old it is among the others."""
        age, document = next((age, one) for age, one in enumerate(self.coupons) if one["code"] == code)
        return {**document, "age": age}


def programmes() -> st.SearchStrategy[Programme]:
    """Draw what a merchant offers."""
    return st.builds(
        Programme,
        st.lists(st.sampled_from(COUPONS), min_size=1, max_size=8, unique_by=lambda one: one["code"]),
        st.lists(st.sampled_from(BENEFITS), max_size=4, unique_by=lambda one: one["code"]),
        st.sampled_from(["0.01", "0.05", "0.1", "1", "0.005"]),
        st.sampled_from([None, "0.5", "0.3", "1"]),
    )
