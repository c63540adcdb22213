"""From a story's setup to the program that the engine runs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from headless.engine.conditions.conditions import Condition, keys_used, parse_condition
from headless.engine.declarations.asset_kinds import AssetKind, Expiry
from headless.engine.declarations.rules import EventType, Rule
from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.program.offer_documents import benefit, coupon_kind
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance, Versions
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from headless.engine.values.amounts import to_units
from headless.engine.values.calendar import Duration, parse_duration, parse_validity
from headless.engine.values.zones import Zone
from headless.plugins.builtin.events import EVENT_TYPES
from headless.plugins.builtin.rules import RULES
from headless.plugins.contract.payloads import parse_payload
from headless.plugins.contract.settings import parse_settings
from tests.kit.setup import BALANCE, GROWTH, POINTS, Json, Ruling, Setup

BUILT_IN_RULES = {rule.id: rule for rule in RULES}


def program_of(setup: Setup, more_keys: Iterable[str] = ()) -> Program:
    """The program of a setup; what it does not say is as a new merchant has it."""
    zone = Zone(setup.time_zone)
    types: dict[str, EventType] = {each.name: each for each in (*EVENT_TYPES, *setup.event_types)}
    kinds = {each["code"]: each for each in (POINTS, GROWTH, BALANCE, *setup.kinds)}
    program = Program(
        1, "shop", setup.currency, setup.decimals, zone,
        kinds={code: _kind(100 + at, each) for at, (code, each) in enumerate(kinds.items())},
        event_types=types,
        payload=lambda type_, json: parse_payload(types[type_], json),
    )  # fmt: skip
    return Program(
        1, "shop", setup.currency, setup.decimals, zone, kinds=program.kinds, event_types=types, payload=program.payload,
        tracks={each["code"]: _track(200 + 20 * at, each) for at, each in enumerate(setup.tracks)},
        tags={each["code"]: TagKind(300 + at, each["code"], each["name"], _condition(each.get("condition"))) for at, each
              in enumerate(setup.tags)},
        rules=_rules(setup.rules, zone),
        coupon_kinds={each["code"]: coupon_kind(500 + at, 1, each, setup.decimals) for at, each in enumerate(setup.coupons)},
        benefits={each["code"]: benefit(600 + at, 1, each, BUILT_IN) for at, each in enumerate(setup.benefits)},
        tracked=frozenset({"order", *more_keys, *_keys(setup)}),
    )  # fmt: skip


def _rules(rulings: Sequence[Ruling], zone: Zone) -> tuple[Versions, ...]:
    """Rulings of the same title are versions of one instance, oldest first."""
    titles = list(dict.fromkeys(each.title for each in rulings))
    versions: dict[str, list[Instance]] = {title: [] for title in titles}
    for each in rulings:
        known = versions[each.title]
        known.append(_instance(400 + titles.index(each.title), each, zone, len(known) + 1))
    return tuple(Versions(known) for known in versions.values())


def instant(zone: Zone, text: str) -> int:
    """A day or a minute of the shop's own time, as an instant; a day alone is noon."""
    when = datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(12))
    if when.tzinfo is not None:
        return int(when.timestamp() * 1_000_000)
    start = zone.start_of(when.toordinal())
    return start + (when.hour * 3600 + when.minute * 60 + when.second) * 1_000_000


def _condition(document: Json | None) -> Condition | None:
    return None if document is None else parse_condition(document, BUILT_IN)


def _duration(text: str | None) -> Duration | None:
    return None if text is None else parse_duration(text)


def _kind(id_: int, document: Json) -> AssetKind:
    decimals = document.get("decimals", 0)
    named = {name: document[name] for name in ("money", "stacking", "clawback") if name in document}
    for name, key in (("pending_for", "pendingFor"), ("hold_for", "holdFor"), ("restore_grace", "restoreGrace"),
                      ("remind_before", "remindBefore")):  # fmt: skip
        if key in document:
            named[name] = _duration(document[key])
    if "worth" in document:
        named["worth"] = Decimal(document["worth"])
    if "burnFirst" in document:
        named["burn_first"] = tuple(document["burnFirst"])
    if document.get("transferable"):
        named["transferable"] = True
    credit = to_units(document.get("creditLimit", 0), decimals)
    expiry = _expiry(document.get("expiry") or {})
    return AssetKind(
        id_, document["code"], document["name"], decimals=decimals, credit_limit=credit, expiry=expiry, **named
    )


def _expiry(document: Json) -> Expiry:
    if "on" in document:
        return Expiry(on=date.fromisoformat(document["on"]).toordinal())
    if "after" in document:
        return Expiry(after=parse_duration(document["after"]))
    if "sweep" in document:
        return Expiry(every=document["sweep"]["every"], min_age=parse_duration(document["sweep"]["minAge"]))
    return Expiry()


def _track(id_: int, document: Json) -> Track:
    tiers = sorted(
        (
            Tier(id_ + at + 1, each["code"], each["name"], each["rank"], _condition(each.get("condition")),
                 _condition(each.get("keep")))
            for at, each in enumerate(document["tiers"])
        ),
        key=lambda each: each.rank,
    )  # fmt: skip
    return Track(
        id_, document["code"], document["name"], tuple(tiers), document.get("version", 1), document.get("kind", "EARNED"),
        document.get("default", False), document.get("downgrade", "NONE"),
        parse_validity(document["validity"]) if document.get("validity") else None,
        _duration(document.get("grace")), document.get("onChange", "KEEP_UNTIL_REVIEW"),
        parse_duration(document.get("remindBefore", "30d")),
    )  # fmt: skip


def _instance(id_: int, ruling: Ruling, zone: Zone, version: int) -> Instance:
    rule: type[Rule] = BUILT_IN_RULES[ruling.rule] if isinstance(ruling.rule, str) else ruling.rule
    settings_class = getattr(rule, "Settings", None)
    settings: Any = parse_settings(settings_class, ruling.settings, rule.id) if settings_class else None
    times = {name: None if value is None else instant(zone, value) for name, value in (
        ("active_from", ruling.active_from), ("active_until", ruling.active_until))}  # fmt: skip
    return Instance(
        id_, f"plugin_{rule.id}", "1", rule.id, ruling.title, version, ruling.position, True, settings, rule(),
        saved_at=0 if ruling.saved is None else instant(zone, ruling.saved), paused=ruling.paused,
        assets=frozenset(_assets(rule, settings)), **times,
    )  # fmt: skip


def _assets(rule: type[Rule], settings: Any) -> Iterable[str]:
    for name in rule.assets:
        yield from (_named(settings, name[1:].split(".")) if name.startswith("$") else [name])


def _named(value: Any, path: list[str]) -> Iterable[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _named(part, path)
    elif path:
        if (part := getattr(value, path[0], None)) is not None:
            yield from _named(part, path[1:])
    elif value is not None:
        yield value


def _keys(setup: Setup) -> Iterable[str]:
    documents = [each.get("condition") for each in setup.tags]
    documents += [tier.get(name) for track in setup.tracks for tier in track["tiers"] for name in ("condition", "keep")]
    for document in documents:
        if document is not None:
            yield from keys_used(parse_condition(document, BUILT_IN))
    for each in setup.benefits:
        condition = benefit(0, 1, each, BUILT_IN).condition
        if condition is not None:
            yield from keys_used(condition)
