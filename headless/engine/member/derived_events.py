"""Payloads of the events that the engine itself derives. Their attributes are named as on replay."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _iso(instant_us: int) -> str:
    return (_EPOCH + timedelta(microseconds=instant_us)).isoformat()


@dataclass(frozen=True, slots=True)
class TierChanged:
    """A member moved on a track. `up` is true if the new tier ranks higher."""

    track: str
    from_: str | None
    to: str | None
    up: bool

    def to_json(self) -> dict[str, Any]:
        return {"track": self.track, "from": self.from_, "to": self.to, "up": self.up}


@dataclass(frozen=True, slots=True)
class TierExpiring:
    """A standing will be reviewed or end at `until` (microseconds)."""

    track: str
    tier: str
    until: int

    def to_json(self) -> dict[str, Any]:
        return {"track": self.track, "tier": self.tier, "until": _iso(self.until)}


@dataclass(frozen=True, slots=True)
class TierReviewed:
    """A standing came up for review by the clock."""

    track: str
    tier: str | None

    def to_json(self) -> dict[str, Any]:
        return {"track": self.track, "tier": self.tier}


@dataclass(frozen=True, slots=True)
class TagReviewed:
    """Tags came up for review by the clock."""

    def to_json(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class AssetExpired:
    """An amount of an asset expired."""

    asset: str
    amount: Decimal

    def to_json(self) -> dict[str, Any]:
        return {"asset": self.asset, "amount": format(self.amount, "f")}


@dataclass(frozen=True, slots=True)
class AssetExpiring:
    """An amount of an asset will expire at the start of a day."""

    asset: str
    amount: Decimal
    on: date

    def to_json(self) -> dict[str, Any]:
        return {"asset": self.asset, "amount": format(self.amount, "f"), "on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class HoldTimedOut:
    """A hold (its id) of an asset reached its end with this amount open."""

    hold: str
    asset: str
    amount: Decimal

    def to_json(self) -> dict[str, Any]:
        return {"hold": self.hold, "asset": self.asset, "amount": format(self.amount, "f")}
