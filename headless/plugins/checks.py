"""Checks of what a plugin declares; what is found names the declaration and says what to do."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from inspect import isabstract, iscoroutinefunction
from typing import Any

from headless.engine.calendar import parse_duration, parse_window
from headless.engine.effects import STAGES
from headless.engine.rules import EventType, Need, Rule
from headless.plugins.assets import AssetKind
from headless.plugins.declarations import setting_of
from headless.plugins.payloads import EventData, attribute_name
from headless.plugins.settings import RuleSettings

SENDERS = frozenset({"merchant", "partner", "member", "engine"})
EVER = "ever"

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_EVENT_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31}){0,3}", re.ASCII)


class BadDeclaration(Exception):
    """A plugin declares something that cannot work."""


def check_rule(found: object) -> type[Rule]:
    """The rule class itself, if it can be run."""
    if not (isinstance(found, type) and issubclass(found, Rule)):
        raise BadDeclaration(f"register_rules returned {found!r}; it must return subclasses of Rule")
    where = f"rule {found.__name__}"
    if not _is_name(getattr(found, "id", None)):
        raise BadDeclaration(f"{where} needs an id of lower-case letters, digits and underscores")
    if iscoroutinefunction(found.evaluate) or found.evaluate is Rule.evaluate or isabstract(found):
        raise BadDeclaration(f"{where} needs a plain method evaluate(self, ctx)")
    _check_texts(f"{where}.on", getattr(found, "on", ()), "event types", needed=True)
    _check_texts(f"{where}.assets", found.assets, "asset kinds")
    if found.stage not in STAGES:
        raise BadDeclaration(f"{where}.stage is {found.stage!r}; it must be one of {', '.join(STAGES)}")
    return found


def settings_class_of(rule: type[Rule], siblings: Mapping[str, type[Rule]]) -> type[RuleSettings]:
    """The class of a rule's settings, its own or the sibling's whose settings it shares."""
    if rule.settings_of is not None:
        if rule.settings_of not in siblings:
            raise BadDeclaration(f"rule {rule.__name__}.settings_of is {rule.settings_of!r}, which the plugin lacks")
        rule = siblings[rule.settings_of]
    found = getattr(rule, "Settings", RuleSettings)
    if not (isinstance(found, type) and issubclass(found, RuleSettings)):
        raise BadDeclaration(f"rule {rule.__name__}.Settings must be a subclass of RuleSettings")
    return found


def check_settings_used(rule: type[Rule], settings: type[RuleSettings]) -> None:
    """That every "$name" in a rule's assets and needs is a setting."""
    names = [*(rule.assets if rule.assets is not Rule.assets else ()), *_texts_of_needs(rule)]
    for name in names:
        setting = setting_of(name)
        if setting is not None and setting not in settings.model_fields:
            known = ", ".join(settings.model_fields) or "none"
            raise BadDeclaration(f"rule {rule.__name__} uses {name}, but its settings are: {known}")


def check_event_type(found: object) -> EventType:
    """The event type itself, if its parts fit together."""
    if not isinstance(found, EventType):
        raise BadDeclaration(f"register_events returned {found!r}; it must return EventType objects")
    where = f"event type {found.name!r}"
    if not isinstance(found.name, str) or not _EVENT_NAME.fullmatch(found.name):
        raise BadDeclaration(f"{where} needs a name of lower-case words joined by dots, such as order.paid")
    if not (isinstance(found.data, type) and issubclass(found.data, EventData)):
        raise BadDeclaration(f"{where} needs a subclass of EventData as its data")
    _check_nested(where, found.data)
    if not found.sent_by or found.sent_by - SENDERS:
        raise BadDeclaration(f"{where} is sent by {sorted(found.sent_by)}; name some of {', '.join(sorted(SENDERS))}")
    if found.once not in (None, EVER):
        parse_window(found.once)
    for name in (found.subject, found.refers[0] if found.refers else None):
        if name is not None and attribute_name(found.data, name) is None:
            raise BadDeclaration(f"{where} names the field {name!r}, which {found.data.__name__} lacks")
    return found


def check_asset(found: object) -> AssetKind:
    """The asset kind itself, if a merchant could save it."""
    if not isinstance(found, AssetKind):
        raise BadDeclaration(f"register_assets returned {found!r}; it must return AssetKind objects")
    if not _is_name(found.code) or not found.name or not 0 <= found.decimals <= 9:
        raise BadDeclaration(f"asset kind {found.code!r} needs a lower-case code, a name, and 0 to 9 decimals")
    if found.expires is not None:
        parse_duration(found.expires)
    return found


def _is_name(found: object) -> bool:
    return isinstance(found, str) and NAME.fullmatch(found) is not None


def _check_texts(where: str, found: object, what: str, needed: bool = False) -> None:
    fits = isinstance(found, tuple | list) and all(isinstance(each, str) for each in found)
    if not fits or (needed and not found):
        raise BadDeclaration(f'{where} must be a tuple of {what}, such as ("a", "b")')


def _texts_of_needs(rule: type[Rule]) -> Iterable[str]:
    for name, need in rule.needs.items():
        if not isinstance(need, Need):
            raise BadDeclaration(f"rule {rule.__name__}.needs[{name!r}] must be Value, Events or Meets")
        yield from (text for each in fields(need) for text in _texts(getattr(need, each.name)))  # type: ignore[arg-type]


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value.values() if isinstance(each, str)] if isinstance(value, Mapping) else []


def _check_nested(where: str, data: type[EventData]) -> None:
    """Personal fields and members are looked for at the top of a payload alone."""
    for name, field in data.model_fields.items():
        for part in _classes_in(field.annotation):
            if part.personal_fields or part.member_fields:
                raise BadDeclaration(f"{where}: Personal and MemberRef in {name} must stand at the top of the payload")


def _classes_in(annotation: Any) -> Iterable[type[EventData]]:
    if isinstance(annotation, type) and issubclass(annotation, EventData):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _classes_in(part)]
