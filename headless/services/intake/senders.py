"""Who may send an event of a type, from which source, and of what a partner may record."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from headless.engine.declarations.rules import EventType
from headless.engine.member.records import EventRecord
from headless.engine.program.program import Program
from headless.engine.program.sights import Sight
from headless.engine.values.problems import Problem, invalid, refused
from headless.engine.values.spelling import folded, spelled
from headless.messages import Message
from headless.services.kernel.lookups import NAMED_BY_MEMBERS, PERSONAL, Lookup
from headless.services.kernel.principals import Principal
from headless.services.kernel.scopes import PII

GRANTED, USED = "asset.granted", "benefit.used"
MUTATIONS = frozenset({
    GRANTED, "asset.spent", "asset.held", "hold.settled", "entry.reversed", "tag.assigned", "tag.removed", USED,
})  # fmt: skip
"""The events of those mutations that partners may use."""
RESERVED = frozenset({"engine", "mutation", "member", "import", "clock", "worker", "system", "partner", "plugin"})
RESERVED_LEADS = ("partner:", "plugin:")
IMPORT = "import"
"""The source of what an operator imports, which no token may name."""
_CALLED: Mapping[str, Message] = MappingProxyType({
    "member": Message("member"), "merchant": Message("merchant"), "partner": Message("partner"), "engine": Message("engine"),
})  # fmt: skip


def is_reserved(source: str) -> bool:
    """Return True if a source is the system's own, in any case, width and with any white space."""
    plain = "".join(folded(source).split())
    return plain in RESERVED or plain.startswith(RESERVED_LEADS)


def type_problem(principal: Principal, type_: EventType) -> Problem | None:
    """Return why a token may not record events of a type, mutations included, None if it may."""
    allowed = principal.event_types
    if allowed is None or type_.name in allowed:
        return None
    message = Message("this token may record {allowed}, not {type}", allowed=list(allowed), type=type_.name)
    return invalid("FORBIDDEN_EVENT_TYPE", message, "type")


def is_known_to(program: Program, principal: Principal, type_: EventType) -> bool:
    """Return True if a type exists for a sender.

    The engine's own exist for none, for members only those that they send, and for partners only those of their list.
    """
    if principal.member_id is not None:
        return "member" in type_.sent_by
    sight = program.sight_of(principal.partner_id)
    return type_.sent_by != {"engine"} and (sight is None or type_.name in sight.event_types)


def unknown_type(program: Program, principal: Principal, name: str) -> Problem:
    """Return the problem of a type that does not exist for a sender."""
    known = sorted(
        type_.name
        for type_ in program.event_types.values()
        if is_known_to(program, principal, type_) and (not type_.plugin or type_.plugin in program.enabled)
    )
    return invalid(
        "UNKNOWN_EVENT_TYPE",
        Message("there is no event type {name!r} to send; there are: {known}", name=name, known=known),
        "type",
    )


def source_of(
    program: Program, principal: Principal, type_: EventType, given: str | None, internal: bool = False
) -> str | Problem:
    """Return the source of an event, or why the sender may not send it. internal: the system itself records it."""
    if internal:
        return own_source(program, principal, given)
    role = (
        "member" if principal.member_id is not None else "partner" if principal.partner_id is not None else "merchant"
    )
    if role not in type_.sent_by:
        who = tuple(_CALLED[sender] for sender in sorted(type_.sent_by))
        return invalid(
            "WRONG_SENDER",
            Message("{type} is sent by {who}; this token is a {role}'s", type=type_.name, who=who, role=_CALLED[role]),
            "type",
        )
    if role == "member":
        return "member"
    if role == "partner":
        return _of_partner(program, principal, given)
    if given is None and principal.sources is not None and len(principal.sources) == 1:
        given = principal.sources[0]
    if given is None:
        return invalid("SOURCE_MISSING", Message("give source: the system that this event comes from"), "source")
    name = spelled(given)
    if not name or (is_reserved(name) and not (principal.token_id == 0 and name == IMPORT)):
        return invalid(
            "RESERVED_SOURCE",
            Message("the source {name!r} is kept for the system; use a name of your own", name=name),
            "source",
        )
    if principal.sources is not None and name not in map(spelled, principal.sources):
        allowed = tuple(principal.sources)
        return invalid(
            "FORBIDDEN_SOURCE",
            Message("this token may send from {allowed}, not from {name!r}", allowed=allowed, name=name),
            "source",
        )
    return given


def own_source(program: Program, principal: Principal, given: str | None) -> str:
    """Return the source of an event of the system's own type: a partner's mutations are its own events."""
    sight = program.sight_of(principal.partner_id)
    return (given or "mutation") if sight is None else sight.source


def _of_partner(program: Program, principal: Principal, given: str | None) -> str | Problem:
    """Return the source of a partner's events, which it need not name and cannot choose."""
    own = own_source(program, principal, None)
    if given is None or spelled(given) == own:
        return own
    return invalid(
        "FORBIDDEN_SOURCE",
        Message("this token may send from {allowed}, not from {name!r}", allowed=own, name=spelled(given)),
        "source",
    )


def partner_problem(program: Program, principal: Principal, record: EventRecord, internal: bool) -> Problem | None:
    """Return why a partner may not record an event, None if it may. What it may not touch is as if it did not exist."""
    sight = program.sight_of(principal.partner_id)
    if sight is None:
        return None
    if internal and record.type not in MUTATIONS:
        return refused("PARTNER_MAY_NOT", Message("a partner's token may not do this"))
    data = record.data
    if getattr(data, "pay_with", None) and not principal.has("assets:write"):
        return invalid("FORBIDDEN", Message("paying with assets needs the scope assets:write"), "data", "payWith")
    if any(getattr(item, "card", None) is not None for item in getattr(data, "items", None) or ()):
        return refused("PARTNER_MAY_NOT", Message("a partner's token may not do this"))
    for code, *path in _kinds(data, internal):
        if code not in sight.kinds:
            message = Message(
                "the asset kind {code!r} does not exist; there are: {known}", code=code, known=sorted(sight.kinds)
            )
            return invalid("UNKNOWN_ASSET_KIND", message, *path)
    tag = getattr(data, "tag", None) if internal else None
    if tag is not None and tag not in sight.tags:
        return invalid("UNKNOWN_TAG", Message("the tag {tag!r} does not exist", tag=tag), "data", "tag")
    if record.type == GRANTED:
        return _unbudgeted(program, sight, data.kind)
    return _of_benefit(program, sight, data) if record.type == USED else _bonus(data)


def _kinds(data: Any, internal: bool) -> Iterator[tuple[str, ...]]:
    """Yield the asset kinds that an event moves, each with its place."""
    if internal and isinstance(getattr(data, "kind", None), str):
        yield data.kind, "data", "kind"
    if isinstance(getattr(data, "asset", None), str):
        yield data.asset, "data", "asset"
    for name, shown in (("pay_with", "payWith"), ("restore", "restore")):
        for place, tender in enumerate(getattr(data, name, None) or ()):
            yield tender.asset, "data", shown, str(place), "asset"


def _of_benefit(program: Program, sight: Sight, data: Any) -> Problem | None:
    """Return why a partner may not use a benefit: it costs what the partner may not touch, or gives what it has no budget for."""
    benefit = program.benefits.get(data.benefit)
    if benefit is None:
        return None
    for part in (*benefit.price, *benefit.grants):
        if part.kind not in sight.kinds:
            return refused("PARTNER_MAY_NOT", Message("a partner's token may not do this"))
    problems = (_unbudgeted(program, sight, part.kind) for part in benefit.grants)
    return next(filter(None, problems), None)


def _unbudgeted(program: Program, sight: Sight, code: str) -> Problem | None:
    kind = program.kinds.get(code)
    if kind is None or sight.partner.budgets_of(kind.id):
        return None
    message = Message("there is no budget for {kind}, so that nothing of it can be given", kind=code)
    return refused("NO_BUDGET", message)


def _bonus(data: Any) -> Problem | None:
    """Return the refusal of a bonus that the sender of a payment names: it would be given beyond every budget."""
    if getattr(data, "bonus", None):
        message = Message("a partner gives no bonus with a payment; grant it instead, out of a budget")
        return invalid("BONUS_OF_PARTNER", message, "data", "bonus")
    return None


def naming_problem(principal: Principal, named: Mapping[str, Lookup]) -> Problem | None:
    """Return the problem of a token that names other members in the data of an event in a way that would tell who is a member."""
    for name, lookup in named.items():
        if principal.member_id is not None and lookup.kind not in NAMED_BY_MEMBERS:
            first, second = NAMED_BY_MEMBERS
            message = Message("name the other member by {first} or {second}", first=first, second=second)
            return invalid("INVALID_LOOKUP", message, "data", name)
        if lookup.kind in PERSONAL and not principal.has(PII):
            message = Message("to name a member by {kind} the token needs {scope}", kind=lookup.kind, scope=PII)
            return invalid("FORBIDDEN", message, "data", name)
    return None
