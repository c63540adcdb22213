"""What a token may do at most: what is asked for it, within what the token that makes it may do."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from headless.engine.program.partners import Partner
from headless.engine.program.program import Program
from headless.engine.values.spelling import spelled
from headless.errors import Invalid
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.tables.configuration.tokens import Token
from headless.services.intake.senders import is_reserved
from headless.services.kernel.principals import Principal
from headless.services.kernel.scopes import PARTNER_SCOPES, expand_scopes
from headless.services.rates.rates import read_limits


@dataclass(frozen=True, slots=True)
class Bounds:
    """Scopes, sources and event types (None: any), partner and end of a token. rate_limits: as stored."""

    scopes: frozenset[str]
    sources: tuple[str, ...] | None
    event_types: tuple[str, ...] | None
    partner_id: int | None
    expires_at: int | None
    rate_limits: str | None = None

    @classmethod
    def of(cls, token: Token) -> Self:
        """Return those of a stored token."""
        sources, types = (
            None if text is None else tuple(json.loads(text)) for text in (token.sources, token.event_types)
        )
        scopes = frozenset(json.loads(token.scopes))
        return cls(scopes, sources, types, token.partner_id, token.expires_at, token.rate_limits)

    def columns(self) -> dict[str, Any]:
        """Return them as a token is stored."""
        return {
            "scopes": json.dumps(sorted(self.scopes)), "sources": _text(self.sources), "event_types": _text(self.event_types),
            "partner_id": self.partner_id, "expires_at": self.expires_at, "rate_limits": self.rate_limits,
        }  # fmt: skip

    def shown(self) -> dict[str, Any]:
        """Return them as the audit trail tells them."""
        return {
            "scopes": sorted(self.scopes), "sources": self.sources, "eventTypes": self.event_types,
            "expiresAt": self.expires_at,
            "partner": None if self.partner_id is None else encode(Prefix.PARTNER, self.partner_id),
            "rateLimit": None if (rate := read_limits(self.rate_limits).newest) is None else rate.shown,
        }  # fmt: skip

    def until(self, expires_at: int, principal: Principal, now: int) -> "Bounds":
        """Return them with another end, no later than that of the token that asks."""
        return replace(self, expires_at=_end(expires_at, principal.expires_at, now))


class Asked(NamedTuple):
    """What is asked for a token. None: nothing is said, so that the maker's is meant."""

    scopes: Sequence[str]
    sources: Sequence[str] | None = None
    event_types: Sequence[str] | None = None
    partner: str | None = None
    expires_at: int | None = None


def bounds_of(program: Program, asked: Asked, now: int, maker: Principal | None) -> Bounds:
    """Return what is asked for, with what the maker is bound to where nothing is asked.

    Raises:
        Invalid: it does not exist, is beyond the maker, or is not for partners.
    """
    sources, types = asked.sources, asked.event_types
    bounds = Bounds(
        expand_scopes(tuple(asked.scopes)),
        None if sources is None else tuple(dict.fromkeys(map(_source, sources))),
        None if types is None else tuple(dict.fromkeys(_type(program, name) for name in types)),
        None if asked.partner is None else _partner(program, asked.partner).id,
        _end(asked.expires_at, None if maker is None else maker.expires_at, now),
    )
    if maker is not None:
        bounds = replace(
            bounds,
            sources=maker.sources if sources is None and asked.partner is None else bounds.sources,
            event_types=maker.event_types if types is None else bounds.event_types,
            partner_id=maker.partner_id if asked.partner is None else bounds.partner_id,
        )
        check_within(bounds, maker)
    if bounds.partner_id is not None:
        _check_partner(bounds)
    return bounds


def _partner(program: Program, code: str) -> Partner:
    partner = program.partners.get(spelled(code))
    if partner is None:
        message = Message("there is no partner {code!r}; there are: {known}", code=code, known=sorted(program.partners))
        raise Invalid(message, code="UNKNOWN_PARTNER", data={"path": ["partner"]})
    return partner


def _check_partner(bounds: Bounds) -> None:
    """Check that a partner's token holds what partners' tokens may hold, and names no source: it has one of its own."""
    beyond = sorted(bounds.scopes - PARTNER_SCOPES)
    if beyond:
        message = Message(
            "a partner's token cannot hold {beyond}; it may hold {scopes}", beyond=beyond, scopes=sorted(PARTNER_SCOPES)
        )
        raise Invalid(message, code="SCOPE_NOT_FOR_PARTNERS", data={"path": ["scopes"]})
    if bounds.sources is not None:
        message = Message("a partner's token has a source of its own, partner:<code>: leave sources out")
        raise Invalid(message, code="SOURCE_OF_PARTNER", data={"path": ["sources"]})


def check_within(bounds: Bounds, maker: Principal) -> None:
    """Check that a token would do no more than another one.

    Raises:
        Invalid: with the path of what is beyond it.
    """
    beyond = sorted(bounds.scopes - maker.scopes)
    if beyond:
        message = Message("this token lacks {beyond} itself, so it cannot give it: leave it out", beyond=beyond)
        raise Invalid(message, code="SCOPE_NOT_HELD", data={"path": ["scopes"]})
    foreign = [] if bounds.partner_id is not None else _beyond(bounds.sources, maker.sources, spelled)
    if foreign:
        message = Message(
            "this token may not name the source {foreign}: give some of {own}", foreign=foreign, own=maker.sources or ()
        )
        raise Invalid(message, code="SOURCE_NOT_HELD", data={"path": ["sources"]})
    foreign = _beyond(bounds.event_types, maker.event_types, str)
    if foreign:
        message = Message(
            "this token may not record {foreign}: give some of {own}", foreign=foreign, own=maker.event_types or ()
        )
        raise Invalid(message, code="EVENT_TYPE_NOT_HELD", data={"path": ["eventTypes"]})
    if maker.partner_id is not None and bounds.partner_id != maker.partner_id:
        message = Message("a partner's token makes tokens of the same partner alone: leave partner out")
        raise Invalid(message, code="PARTNER_NOT_HELD", data={"path": ["partner"]})


def _beyond(asked: Iterable[str] | None, held: Collection[str] | None, key: Any) -> list[str]:
    """Return what is asked for beyond what is held. None is all there is."""
    if held is None:
        return []
    own = set(map(key, held))
    return ["*"] if asked is None else sorted(name for name in asked if key(name) not in own)


def _end(asked: int | None, most: int | None, now: int) -> int | None:
    if asked is None:
        return most
    if asked <= now:
        message = Message("expiresAt lies in the past: give a later time, or none")
        raise Invalid(message, code="INVALID_EXPIRY", data={"path": ["expiresAt"]})
    if most is not None and asked > most:
        message = Message("this token ends before expiresAt: give an earlier time, or none")
        raise Invalid(message, code="EXPIRY_NOT_HELD", data={"path": ["expiresAt"]})
    return asked


def _source(given: str) -> str:
    name = spelled(given)
    if not name or is_reserved(name):
        message = Message("the source {name!r} is kept for the system; use a name of your own", name=name)
        raise Invalid(message, code="RESERVED_SOURCE", data={"path": ["sources"]})
    return name


def _type(program: Program, name: str) -> str:
    if name not in program.event_types:
        known = sorted(program.event_types)
        message = Message("there is no event type {name!r}; there are: {known}", name=name, known=known)
        raise Invalid(message, code="UNKNOWN_EVENT_TYPE", data={"path": ["eventTypes"]})
    return name


def _text(listed: Sequence[str] | None) -> str | None:
    return None if listed is None else json.dumps(list(listed))
