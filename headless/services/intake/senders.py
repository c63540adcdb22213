"""Who may send an event of a type, and from which source."""

from collections.abc import Mapping
from types import MappingProxyType

from headless.engine.declarations.rules import EventType
from headless.engine.program.program import Program
from headless.engine.values.problems import Problem, invalid
from headless.engine.values.spelling import folded, spelled
from headless.messages import Message
from headless.services.kernel.principals import Principal

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


def is_known_to(principal: Principal, type_: EventType) -> bool:
    """Return True if a type exists for a sender: the engine's own do for none, and for members only those that they send."""
    return "member" in type_.sent_by if principal.member_id is not None else type_.sent_by != {"engine"}


def unknown_type(program: Program, principal: Principal, name: str) -> Problem:
    """Return the problem of a type that does not exist for a sender."""
    known = sorted(
        type_.name
        for type_ in program.event_types.values()
        if is_known_to(principal, type_) and (not type_.plugin or type_.plugin in program.enabled)
    )
    return invalid(
        "UNKNOWN_EVENT_TYPE",
        Message("there is no event type {name!r} to send; there are: {known}", name=name, known=known),
        "type",
    )


def source_of(principal: Principal, type_: EventType, given: str | None) -> str | Problem:
    """Return the source of an event, or why the sender may not send it."""
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
