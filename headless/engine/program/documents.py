"""Configuration documents: from what a caller gives to what is stored, and from there to the engine's frozen objects.

A document is the GraphQL input's JSON: camelCase, amounts as decimal text, instants in microseconds.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from headless.engine.conditions.parsing import parse_condition
from headless.engine.declarations.asset_kinds import AssetKind, Expiry
from headless.engine.metrics.spec import Registry as Metrics
from headless.engine.program.tag_kinds import TagKind
from headless.engine.program.tracks import Tier, Track
from headless.engine.values.amounts import text_of, to_units
from headless.engine.values.calendar import Duration, parse_duration, parse_validity
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.messages import Message

Document = Mapping[str, Any]


def asset_kind(id_: int, version: int, document: Document) -> AssetKind:
    """Return the engine's asset kind of a stored document."""
    decimals = int(document.get("decimals") or 0)
    worth, daily = document.get("worth"), document.get("transferDaily")
    money = bool(document.get("money"))
    burn_first = tuple(document.get("burnFirst") or (("member",) if money else ()))
    return AssetKind(
        id_,
        spelled(document["code"]),
        document["name"],
        version,
        decimals,
        money,
        expiry(document.get("expiry")),
        _duration(document.get("pendingFor")),
        to_units(str(document.get("creditLimit") or "0"), decimals),
        Decimal(str(worth)) if worth is not None else None,
        document.get("stacking") or "MAX",
        document.get("clawback") or "DEBT",
        parse_duration(document.get("holdFor") or "7d"),
        parse_duration(document.get("restoreGrace") or "30d"),
        parse_duration(document.get("remindBefore") or "30d"),
        burn_first,
        bool(document.get("transferable")),
        None if daily is None else to_units(str(daily), decimals),
        names=names(document),
    )


def names(document: Document) -> Mapping[str, str]:
    """Return what something is called by language, as far as it is called differently."""
    return document.get("names") or {}


def asset_kind_json(kind: AssetKind) -> dict[str, Any]:
    """Return what a caller reads of an asset kind, in the words of the input."""
    return {
        "code": kind.code,
        "name": kind.name,
        "names": dict(kind.names),
        "decimals": kind.decimals,
        "money": kind.money,
        "expiry": expiry_json(kind.expiry),
        "pendingFor": str(kind.pending_for) if kind.pending_for else None,
        "creditLimit": text_of(kind.credit_limit, kind.decimals),
        "worth": None if kind.worth is None else format(kind.worth, "f"),
        "stacking": kind.stacking,
        "clawback": kind.clawback,
        "holdFor": str(kind.hold_for),
        "restoreGrace": str(kind.restore_grace),
        "remindBefore": str(kind.remind_before),
        "burnFirst": list(kind.burn_first),
        "transferable": kind.transferable,
        "transferDaily": None if kind.transfer_daily is None else text_of(kind.transfer_daily, kind.decimals),
    }


def expiry(document: Document | None) -> Expiry:
    """Return the policy that one of never, on, after and sweep describes.

    Raises:
        Invalid: With code INVALID_EXPIRY, if there is more than one.
    """
    given = {key: value for key, value in (document or {}).items() if value is not None}
    if not given or given.get("never"):
        return Expiry()
    if len(given) != 1:
        raise Invalid(Message("expiry takes exactly one of never, on, after, sweep"), code="INVALID_EXPIRY")
    if "on" in given:
        on = given["on"]
        return Expiry(on=(on if isinstance(on, date) else date.fromisoformat(str(on))).toordinal())
    if "after" in given:
        return Expiry(after=parse_duration(given["after"]))
    sweep = given["sweep"]
    return Expiry(every=sweep["every"], min_age=parse_duration(sweep["minAge"]))


def expiry_json(policy: Expiry) -> dict[str, Any]:
    """Return an expiry policy in the words of the input."""
    if policy.on is not None:
        return {"on": date.fromordinal(policy.on).isoformat()}
    if policy.after is not None:
        return {"after": str(policy.after)}
    if policy.every is not None:
        return {"sweep": {"every": policy.every, "minAge": str(policy.min_age)}}
    return {"never": True}


def track(id_: int, version: int, document: Document, metrics: Metrics) -> Track:
    """Return the engine's tier track of a stored document, in which tiers carry their ids."""
    tiers = [
        Tier(
            tier["id"],
            spelled(tier["code"]),
            tier["name"],
            tier["rank"],
            _condition(tier.get("condition"), metrics),
            _condition(tier.get("keep"), metrics),
            names(tier),
        )
        for tier in document["tiers"]
    ]
    return Track(
        id_,
        spelled(document["code"]),
        document["name"],
        tuple(sorted(tiers, key=lambda tier: tier.rank)),
        version,
        document["kind"],
        bool(document.get("default")),
        document.get("downgrade") or "NONE",
        None if document.get("validity") is None else parse_validity(document["validity"]),
        _duration(document.get("grace")),
        document.get("onChange") or "KEEP_UNTIL_REVIEW",
        parse_duration(document.get("remindBefore") or "30d"),
        document.get("rule"),
        names(document),
    )


def tag_kind(id_: int, version: int, document: Document, metrics: Metrics) -> TagKind:
    """Return the engine's tag of a stored document."""
    condition = _condition(document.get("condition"), metrics)
    return TagKind(id_, spelled(document["code"]), document["name"], condition, version, names(document))


def conditions(
    tracks: Mapping[int, tuple[int, Document]],
    tags: Mapping[int, tuple[int, Document]],
    benefits: Mapping[int, tuple[int, Document]],
) -> list[Document]:
    """Return every condition that stored tracks, tags and benefits hold, as JSON."""
    documents = [document.get("condition") for _, document in (*tags.values(), *benefits.values())]
    for _, document in tracks.values():
        documents += [tier.get(name) for tier in document["tiers"] for name in ("condition", "keep")]
    return [condition for condition in documents if condition is not None]


def _condition(document: Any, metrics: Metrics) -> Any:
    return None if document is None else parse_condition(document, metrics)


def _duration(text: str | None) -> Duration | None:
    return None if text is None else parse_duration(text)
