"""What a plugin brings: tags, coupon kinds, benefits and tier tracks that a merchant gets when the plugin is enabled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from headless.engine.texts.languages import CHINESE

Json = Mapping[str, Any]
Amount = Decimal | int | str
Sort = Literal["couponKind", "tag", "tierTrack", "benefit"]
SORTS: Mapping[Sort, str] = {
    "couponKind": "coupon kind",
    "tag": "tag",
    "tierTrack": "tier track",
    "benefit": "benefit",
}


@dataclass(frozen=True, slots=True)
class Brought:
    """Something that a plugin brings. document: as the mutation that saves it takes it."""

    sort: Sort
    code: str
    document: Json


@dataclass(frozen=True, slots=True)
class TagKind:
    """A tag that a merchant gets with the plugin. From then on it is the merchant's to change.

    condition: who wears it; None: it is put on by hand or by rules.
    """

    code: str
    label: str
    label_zh: str | None = None
    condition: Json | None = None

    def brought(self) -> Brought:
        """Return it as it is saved."""
        return Brought("tag", self.code, _document(self, {"condition": self.condition}))


@dataclass(frozen=True, slots=True)
class CouponKind:
    """A coupon kind that a merchant gets with the plugin. From then on it is the merchant's to change.

    amount, percent, gift, delivery: what it takes off, one of them. most: bounds a percentage. minimum: of the order. validity:
    how long a coupon lives ("30d"); None: without end. stock: how many there are. more: what else couponKindSave takes, by its
    names.
    """

    code: str
    label: str
    label_zh: str | None = None
    amount: Amount | None = None
    percent: Amount | None = None
    most: Amount | None = None
    gift: str | None = None
    delivery: bool = False
    minimum: Amount | None = None
    validity: str | None = None
    stock: int | None = None
    more: Json = field(default_factory=dict)

    def brought(self) -> Brought:
        """Return it as it is saved."""
        forms = {"amount": self.amount, "percent": self.percent, "most": self.most, "gift": self.gift}
        discount = _given(forms | {"delivery": self.delivery or None})
        terms = {"discount": discount, "minimum": self.minimum, "validity": self.validity, "stock": self.stock}
        return Brought("couponKind", self.code, _document(self, terms, self.more))


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit that a merchant gets with the plugin. From then on it is the merchant's to change.

    condition: who may use it; None: everyone. price: what a use costs, grants: what it brings, by asset kind. gives: the coupon
    kind that a use issues. value: what it is worth to a member, as benefitSave has it. quota: how often a member may use it in
    each quota_period. more: what else benefitSave takes, by its names.
    """

    code: str
    label: str
    label_zh: str | None = None
    condition: Json | None = None
    price: Mapping[str, Amount] = field(default_factory=dict)
    grants: Mapping[str, Amount] = field(default_factory=dict)
    gives: str | None = None
    value: str = "ECONOMIC"
    quota: int | None = None
    quota_period: str | None = None
    stock: int | None = None
    more: Json = field(default_factory=dict)

    def brought(self) -> Brought:
        """Return it as it is saved."""
        terms = {
            "condition": self.condition,
            "price": _parts(self.price),
            "grants": _parts(self.grants),
            "gives": self.gives,
            "value": self.value,
            "quota": self.quota,
            "quotaPeriod": self.quota_period,
            "stock": self.stock,
        }
        return Brought("benefit", self.code, _document(self, terms, self.more))


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of a track that a plugin brings. condition: who climbs onto it. keep: what keeps it at a review."""

    code: str
    label: str
    label_zh: str | None = None
    condition: Json | None = None
    keep: Json | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A tier track that a merchant gets with the plugin. From then on it is the merchant's to change.

    tiers: the lowest first. rule: the tier rule that decides, as "<plugin>.<id>". settings: of that rule. more: what else
    tierTrackSave takes, by its names.
    """

    code: str
    label: str
    tiers: Sequence[Tier]
    label_zh: str | None = None
    kind: Literal["EARNED", "PAID", "STORED_VALUE"] = "EARNED"
    rule: str | None = None
    settings: Json | None = None
    validity: str | None = None
    more: Json = field(default_factory=dict)

    def brought(self) -> Brought:
        """Return it as it is saved."""
        tiers = [
            _document(tier, {"rank": rank, "condition": tier.condition, "keep": tier.keep})
            for rank, tier in enumerate(self.tiers, 1)
        ]
        terms = {"kind": self.kind, "rule": self.rule, "settings": self.settings, "validity": self.validity}
        return Brought("tierTrack", self.code, _document(self, {**terms, "tiers": tiers}, self.more))


def _document(declared: TagKind | CouponKind | Benefit | Tier | Track, terms: Json, more: Json | None = None) -> Json:
    names = {"names": {CHINESE: declared.label_zh}} if declared.label_zh else {}
    return {"code": declared.code, "name": declared.label, **names, **_given(terms), **(more or {})}


def _given(terms: Json) -> dict[str, Any]:
    return {name: term for name, term in terms.items() if term is not None}


def _parts(amounts: Mapping[str, Amount]) -> list[Json] | None:
    return [{"kind": kind, "amount": amount} for kind, amount in amounts.items()] or None
