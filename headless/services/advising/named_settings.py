"""What settings name, by the schemas that say from what a form lets people choose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from headless.engine.advice.records import SettingName, TierTable
from headless.engine.texts.languages import CHINESE
from headless.messages import Called

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Owned:
    """Settings as people read them, with their schema and what they belong to. track: the ladder that they are about anyway.

    usual: what a tier gets that a setting does not name.
    """

    about: str
    owner: Called
    schema: Json
    settings: Json
    track: str | None = None
    usual: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Place:
    """A setting that lets people choose: its schema, its value, and the ladder that the settings around it name."""

    name: str
    schema: Json
    value: Any
    track: str | None

    @property
    def called(self) -> Called:
        chinese = self.schema.get("titleZh")
        return Called(self.name, self.schema.get("title", self.name), {CHINESE: chinese} if chinese else {})


def names_in(owned: Owned) -> Iterator[SettingName]:
    """Yield each code in settings, with what it is the code of."""
    for place in _places(owned):
        for code in _codes(place.value):
            yield SettingName(owned.about, owned.owner, place.called, place.schema["choose"], code, place.track)


def tables_in(owned: Owned) -> Iterator[TierTable]:
    """Yield each setting that gives every tier a number, or an amount of an asset kind."""
    for place in _places(owned):
        if place.schema["choose"] == "tier" and isinstance(place.value, Mapping):
            amounts = {str(tier): _amounts(given) for tier, given in place.value.items()}
            yield TierTable(owned.about, owned.owner, place.called, place.track, amounts, owned.usual)


def _places(owned: Owned) -> Iterator[_Place]:
    return _within(owned.schema, owned.settings, owned.schema.get("$defs", {}), owned.track)


def _within(schema: Json, value: Any, shared: Json, track: str | None) -> Iterator[_Place]:
    schema = _resolved(schema, shared)
    for way in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _within(way, value, shared, track)
    if isinstance(value, list | tuple):
        for part in value if isinstance(schema.get("items"), Mapping) else ():
            yield from _within(schema["items"], part, shared, track)
        return
    if not isinstance(value, Mapping):
        return
    known = {name: _resolved(part, shared) for name, part in schema.get("properties", {}).items()}
    named = next((value.get(name) for name, part in known.items() if part.get("choose") == "tierTrack"), None)
    ladder = named if isinstance(named, str) else track
    for name, part in known.items():
        if isinstance(part.get("choose"), str):
            yield _Place(name, part, value.get(name), ladder)
        yield from _within(part, value.get(name), shared, ladder)
    more = schema.get("additionalProperties")
    if isinstance(more, Mapping):
        for name, part in value.items():
            if name not in known:
                yield from _within(more, part, shared, ladder)


def _resolved(schema: Json, shared: Json) -> Json:
    """Return a schema with what it refers to. What it says itself counts."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    return {**shared.get(reference.rpartition("/")[2], {}), **{name: schema[name] for name in schema if name != "$ref"}}


def _codes(value: Any) -> list[str]:
    """Return the codes of a value: the text, the texts of a list, the names of an object."""
    values = [value] if isinstance(value, str) else list(value) if isinstance(value, Mapping | list | tuple) else []
    return [code for code in values if isinstance(code, str) and code]


def _amounts(given: Any) -> Mapping[str, Decimal]:
    """Return how much a tier is given, by asset kind. A bare number has none."""
    if isinstance(given, Mapping):
        unit, given = given.get("asset"), given.get("amount")
        return _number(given, unit) if isinstance(unit, str) else {}
    return _number(given, "")


def _number(given: Any, unit: str) -> Mapping[str, Decimal]:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return {}
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return {}
    return {unit: number} if number.is_finite() else {}
