"""Payloads of the events that the engine itself derives; attribute names as on replay."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TierChanged:
    """A member moved on a track; `up` when the new tier ranks higher."""

    track: str
    from_: str | None
    to: str | None
    up: bool

    def to_json(self) -> dict[str, Any]:
        return {"track": self.track, "from": self.from_, "to": self.to, "up": self.up}


@dataclass(frozen=True, slots=True)
class TierExpiring:
    """A standing will be reviewed or end at `until` (an instant as ISO text)."""

    track: str
    tier: str
    until: str

    def to_json(self) -> dict[str, Any]:
        return {"track": self.track, "tier": self.tier, "until": self.until}


@dataclass(frozen=True, slots=True)
class TierReviewed:
    """A standing came up for review by the clock."""

    track: str
    tier: str | None

    def to_json(self) -> dict[str, Any]:
        return {"track": self.track, "tier": self.tier}


@dataclass(frozen=True, slots=True)
class AssetExpired:
    """An amount (decimal text) of an asset expired."""

    asset: str
    amount: str

    def to_json(self) -> dict[str, Any]:
        return {"asset": self.asset, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class AssetExpiring:
    """An amount (decimal text) of an asset will expire at the start of a day (ISO text)."""

    asset: str
    amount: str
    on: str

    def to_json(self) -> dict[str, Any]:
        return {"asset": self.asset, "amount": self.amount, "on": self.on}


@dataclass(frozen=True, slots=True)
class HoldTimedOut:
    """A hold (its id) of an asset reached its end with this amount (decimal text) open."""

    hold: str
    asset: str
    amount: str

    def to_json(self) -> dict[str, Any]:
        return {"hold": self.hold, "asset": self.asset, "amount": self.amount}
