"""The other members whom one event names: loaded ones, or as they are kept with the event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from headless.engine.declarations.facts import OtherMember
from headless.engine.evaluation.others.keeping import Documents, Json, from_kept, kept_fact
from headless.engine.member.state import MemberState
from headless.engine.member.status import MemberStatus
from headless.engine.program.program import Program
from headless.errors import HeadlessError
from headless.ids import Prefix, decode, encode


class NotAtHand(Exception):
    """Another member's facts are not here: they are not kept, or the member could not be locked in order."""


class OtherReader(NamedTuple):
    """What one need asks of another member: whom, and by name how each fact is read and under which key it is kept."""

    member: str
    readers: Mapping[str, Callable[[MemberState, int], Any]]
    keys: Mapping[str, str]


Find = Callable[[int], MemberState | None]
"""Returns the state of a member, its clock run, None of one who does not exist. Raises FactsMissing or NotAtHand."""


@dataclass(slots=True)
class Others:
    """The other members of one event. kept: what is known of them from its history. read: what was read of them, to be kept."""

    program: Program
    day: int
    find: Find
    kept: Documents
    read: Documents = field(default_factory=dict)

    def view(self, reader: OtherReader, data: Any) -> OtherMember | None:
        """Return another member as a rule sees it."""
        member_id = member_in(data, reader.member)
        if member_id is None:
            return None
        document = self._known(member_id, reader.keys.values())
        if document is _UNKNOWN:
            document = self._read(member_id, reader)
        return None if document is None else self._seen(member_id, reader, document)

    def status(self, member_id: int) -> MemberStatus | None:
        """Return the status of a member to whom something is given, None of one who does not exist."""
        document = self._known(member_id, ())
        if document is _UNKNOWN:
            document = self._read(member_id, None)
        return None if document is None else MemberStatus[document["status"]]

    def _known(self, member_id: int, keys: Any) -> Any:
        """Return what is known of a member under these keys, or _UNKNOWN."""
        for known in (self.read, self.kept):
            document = known.get(member_id, _UNKNOWN)
            if document is None:
                self.read[member_id] = None
                return None
            if document is not _UNKNOWN and all(key in document["facts"] for key in keys):
                self.read.setdefault(member_id, document)
                return document
        return _UNKNOWN

    def _read(self, member_id: int, reader: OtherReader | None) -> Json | None:
        state = self.find(member_id)
        if state is None:
            self.read[member_id] = None
            return None
        before = self.read.get(member_id) or self.kept.get(member_id) or {}
        asked = {} if reader is None else reader.readers
        facts = {
            reader.keys[name]: kept_fact(reader.keys[name], read(state, self.day))
            for name, read in asked.items()
            if reader is not None
        }
        tiers = {code: tier for code in self.program.tracks if (tier := state.tier_code(code)) is not None}
        seen = {"status": state.status.name, "tags": sorted(state.tag_codes), "tiers": tiers}
        document = self.read[member_id] = {**seen, **before, "facts": {**before.get("facts", {}), **facts}}
        return document

    def _seen(self, member_id: int, reader: OtherReader, document: Json) -> OtherMember:
        facts = {
            name: from_kept(self.program, document["facts"][key].get("value")) for name, key in reader.keys.items()
        }
        return OtherMember(
            encode(Prefix.MEMBER, member_id),
            document["status"],
            frozenset(document["tags"]),
            MappingProxyType(dict(document["tiers"])),
            MappingProxyType(facts),
        )


_UNKNOWN: Any = object()


def member_in(data: Any, name: str) -> int | None:
    """Return the member whom a payload names in a field, by the field's name in Python or in JSON, or None."""
    value = getattr(data, name, None)
    if value is None:
        value = next((getattr(data, field) for field in member_fields(data) if _in_json(field) == name), None)
    return None if not isinstance(value, str) else _number(value)


def member_fields(data: Any) -> frozenset[str]:
    """Return the fields of a payload that name members."""
    fields: frozenset[str] = getattr(type(data), "member_fields", frozenset())
    return fields


def member_named(data: Any, to: str) -> int | None:
    """Return the member whom a payload names: `to` is the field that names it, or its id. None if it names no such one."""
    named = [value for field in member_fields(data) if isinstance(value := getattr(data, field), str)]
    return _number(to) if to in named else next((member_in(data, to) for _ in named), None)


def _in_json(field: str) -> str:
    first, *others = field.split("_")
    return first + "".join(part.title() for part in others)


def _number(text: str) -> int | None:
    try:
        return decode(Prefix.MEMBER, text)
    except HeadlessError:
        return None
