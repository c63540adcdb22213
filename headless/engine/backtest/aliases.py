"""Members who were merged into others, as a fold begins with them: what the survivor took over came only with the merge."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from headless.engine.values.zones import Zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ATTRIBUTE = "attributes."


class Profile(Protocol):
    """What rules see of a member's profile. attributes: JSON text."""

    @property
    def joined_at(self) -> int: ...
    @property
    def joined_on(self) -> int: ...
    @property
    def birthday_on(self) -> int | None: ...
    @property
    def attributes(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a member when its history begins."""

    joined_at: int
    joined_on: int
    birthday_on: int | None
    attributes: Mapping[str, Any]


def before_merges(zone: Zone, profile: Profile, merges: Iterable[Mapping[str, Any]]) -> Known:
    """Return a profile without what its member took over of others. merges: the data of the receipts, oldest first."""
    listed = list(merges)
    taken = {name for merge in listed for name in merge.get("taken") or ()}
    attributes = json.loads(profile.attributes or "{}")
    joined = next((text for merge in listed if (text := merge.get("joinedAt")) is not None), None)
    joined_at = profile.joined_at if joined is None else _instant(joined)
    return Known(
        joined_at,
        profile.joined_on if joined is None else zone.day_of(joined_at),
        None if "birthday" in taken else profile.birthday_on,
        {name: value for name, value in attributes.items() if f"{_ATTRIBUTE}{name}" not in taken},
    )


def _instant(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)
