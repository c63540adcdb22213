"""What a benefit costs and gives, and what is set aside of its stock."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from headless.engine.conditions.conditions import Condition
from headless.engine.conditions.parsing import to_json
from headless.engine.declarations.asset_kinds import AssetKind
from headless.engine.values.amounts import to_units


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of an asset kind, in its natural unit: a part of a price, or of what a use gives."""

    kind: str
    amount: Decimal


def in_units(parts: Iterable[Part], kinds: Mapping[str, AssetKind]) -> list[tuple[AssetKind, int]]:
    """Return parts by asset kind, in its units."""
    return [(kinds[part.kind], to_units(part.amount, kinds[part.kind].decimals)) for part in parts]


@dataclass(frozen=True, slots=True)
class SetAside:
    """Units of a stock that are kept for the members of a condition. They take those first, then what is left for everyone.

    share: names the units, the same for the same condition, so that what is taken of them stays known over later versions.
    """

    condition: Condition
    count: int
    share: str

    @classmethod
    def of(cls, condition: Condition, count: int) -> "SetAside":
        """Return the units that are kept for the members of a condition."""
        text = json.dumps(to_json(condition), sort_keys=True, separators=(",", ":"))
        return cls(condition, count, hashlib.blake2b(text.encode(), digest_size=8).hexdigest())
