"""What a member takes over of the profile of one who is merged into it: what it leaves empty."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from headless.engine.values.limits import METADATA_BYTES
from headless.models.base.mapping import compact
from headless.models.base.session import Session
from headless.models.tables.members.lives.merging import MergedProfile, set_joined
from headless.models.tables.members.members import update_profile

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "externalId": ("external_id",),
    "phone": ("phone", "phone_key"),
    "email": ("email",),
    "name": ("name",),
    "birthday": ("birthday_on",),
    "gender": ("gender",),
    "source": ("source",),
}
"""The fields of a profile, each with its columns."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIQUE = ("number", "externalId", "phone", "email")


@dataclass(frozen=True, slots=True)
class Takeover:
    """What the survivor takes over: names of fields, attributes among them, and when the other member joined, if sooner."""

    survivor: MergedProfile
    loser: MergedProfile
    fields: tuple[str, ...]
    attributes: Mapping[str, Any]

    @property
    def is_earlier(self) -> bool:
        return self.loser.joined_at < self.survivor.joined_at

    @property
    def names(self) -> list[str]:
        """What is taken over, by name."""
        listed = [*self.fields, *(f"attributes.{name}" for name in self.attributes)]
        return [*listed, "joinedAt"] if self.is_earlier else listed

    def to_json(self) -> dict[str, Any]:
        """Return it in the words of the event's payload."""
        before = {"joinedAt": _text(self.survivor.joined_at)} if self.is_earlier else {}
        return {"taken": self.names, **before}


def _text(instant: int) -> str:
    return (_EPOCH + timedelta(microseconds=instant)).isoformat()


def takeover(survivor: MergedProfile, loser: MergedProfile) -> Takeover:
    """Return what a member takes over of another one."""
    taken = (
        name
        for name, columns in _FIELDS.items()
        if getattr(survivor, columns[0]) is None and getattr(loser, columns[0]) is not None
    )
    return Takeover(survivor, loser, tuple(taken), dict(_attributes(survivor, loser)))


def _attributes(survivor: MergedProfile, loser: MergedProfile) -> Iterator[tuple[str, Any]]:
    """Yield the attributes that only the other member has, as long as there is room for them."""
    known: dict[str, Any] = json.loads(survivor.attributes)
    for name, value in json.loads(loser.attributes).items():
        if name not in known and len(compact({**known, name: value}).encode()) <= METADATA_BYTES:
            known[name] = value
            yield name, value


async def write_takeover(session: Session, merchant_id: int, taken: Takeover) -> None:
    """Write the profile of the survivor. Identifiers that it takes over leave the other member, so that each names one."""
    survivor, loser = taken.survivor, taken.loser
    left = {column: None for name in taken.fields if name in _UNIQUE for column in _FIELDS[name]}
    columns: dict[str, Any] = {column: getattr(loser, column) for name in taken.fields for column in _FIELDS[name]}
    if taken.attributes:
        columns["attributes"] = {**json.loads(survivor.attributes), **taken.attributes}
    await session.write_all([
        update_profile(merchant_id, loser.id, left), update_profile(merchant_id, survivor.id, columns)
    ])  # fmt: skip
    if taken.is_earlier:
        await set_joined(session, merchant_id, survivor.id, loser.joined_at, loser.joined_on)
