"""Saving endpoints. An endpoint sees what the token that saved it last may see, and ends with it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from headless.engine.program.webhooks import EVERY_TOPIC, FAILED_TOPIC
from headless.engine.values.limits import QUERY_CHARACTERS, WEBHOOK_ENDPOINTS, WEBHOOK_OLD_SECRET_HOURS
from headless.engine.values.zones import HOUR_US
from headless.errors import Denied, NotFound
from headless.ids import Prefix, encode
from headless.logs import get_logger
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.database.ongoing import outlast
from headless.models.tables.webhooks.attempts import bring_forward
from headless.models.tables.webhooks.endpoints import (
    EndpointKey,
    EndpointState,
    StoredEndpoint,
    WebhookEndpoint,
    endpoint_of,
    live_endpoints,
)
from headless.services.auditing.trail import note_change
from headless.services.configuration.naming import checked_line
from headless.services.configuration.saving import Desk, check_version, save, stop
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.outcomes import Saved
from headless.services.kernel.principals import Principal
from headless.services.outgoing.addresses import is_public
from headless.services.outgoing.requests import has_extras, is_allowed, may_be_here
from headless.services.webhooks.failures import adopt_failures
from headless.services.webhooks.signatures import new_secret, sealed_secret

log = get_logger(__name__)
URL_CHARACTERS = 500
TOPICS_MOST = 100
Check = Callable[[str | None], None]
"""Raises Invalid or Denied if the token that saves may not ask a query, or not the default one (None)."""


@dataclass(slots=True)
class SavedEndpoint:
    """An endpoint that was saved, and its new secret, which is never shown again. None: the secret stays as it is."""

    saved: Saved
    secret: str | None = None


async def save_endpoint(kernel: Kernel, principal: Principal, given: Mapping[str, Any], check: Check) -> SavedEndpoint:
    """Make an endpoint, or change what is given of one. Saving it ends its rest, if it rests.

    Raises:
        Denied: the token stands for a partner, who sees only what is the partner's.
    """
    if principal.partner_id is not None:
        message = Message("webhook endpoints see all members: save them by the merchant's own tokens alone")
        raise Denied(message, code="FORBIDDEN")
    answer = SavedEndpoint(Saved())

    async def work(desk: Desk) -> Saved:
        before = await _before(desk, given)
        id_ = kernel.ids.new() if before is None else before.id
        now = kernel.clock.now_us()
        values = await _values(desk, before, given)
        check(values["query"])
        answer.secret, secrets = _secrets(desk, id_, before, given, now)
        common = {
            "token_id": principal.token_id, "failures": 0, "failing_since": None, "rests_until": None, "problem": None,
            "version": 1 if before is None else before.version + 1,
        }  # fmt: skip
        endpoints = WebhookEndpoint.of(desk.session, desk.merchant.id)
        if before is None:
            await endpoints.create(id=id_, created_at=now, **values, **secrets, **common)
        else:
            await endpoints.filter(id=id_).update(**values, **secrets, **common)
            await bring_forward(desk.session, EndpointKey(desk.merchant.id, id_), now)
        code, noted = encode(Prefix.WEBHOOK, id_), _noted(values, answer.secret)
        await note_change(
            kernel, desk.session, principal, "WebhookEndpoint", code, before and _noted(before._asdict()), noted
        )
        if _takes_failures(values):
            await adopt_failures(kernel, desk.session, desk.merchant.id, id_, now)
        kept.update(values, id=id_)
        return Saved(id_, version=common["version"])

    kept: dict[str, Any] = {}
    answer.saved = await save(kernel, principal, work)
    if answer.saved.problem is not None:
        answer.secret = None
    elif kept["state"] != EndpointState.OFF:
        await _catch_up(kernel, principal.merchant_id, kept)
    return answer


async def known_endpoint(session: Session, merchant_id: int, id_: int) -> StoredEndpoint:
    """Return an endpoint.

    Raises:
        NotFound: there is none.
    """
    endpoint = await endpoint_of(session, merchant_id, id_)
    if endpoint is None:
        message = Message("there is no such webhook endpoint")
        raise NotFound(message, code="UNKNOWN_ENDPOINT", data={"path": ["endpoint"]})
    return endpoint


def _takes_failures(values: Mapping[str, Any]) -> bool:
    """Return True if an endpoint, as it is stored, is told of events that failed."""
    return values["state"] != EndpointState.OFF and not {FAILED_TOPIC, EVERY_TOPIC}.isdisjoint(
        json.loads(values["topics"])
    )


async def _catch_up(kernel: Kernel, merchant_id: int, kept: Mapping[str, Any]) -> None:
    """Wait for what began before the endpoint was saved, so that it is told of all that is acknowledged from now on."""
    if not await outlast(kernel.db, "merchant"):
        log.warning("a transaction from before a webhook endpoint was saved goes on; the endpoint is not told of it")
    if _takes_failures(kept) and kernel.db.dialect != "sqlite":
        async with kernel.db.transaction() as session:
            await adopt_failures(kernel, session, merchant_id, kept["id"], kernel.clock.now_us())


def _noted(saved: Mapping[str, Any], secret: str | None = None) -> Mapping[str, Any]:
    """Return what the audit trail keeps of an endpoint: of its secret, that there is a new one."""
    noted = {
        "url": saved["url"], "topics": json.loads(saved["topics"]), "query": saved["query"],
        "state": EndpointState(saved["state"]).name,
    }  # fmt: skip
    return noted if secret is None else {**noted, "secret": "new"}


async def _before(desk: Desk, given: Mapping[str, Any]) -> StoredEndpoint | None:
    """Return the endpoint that is changed, None if one is made."""
    if given.get("id") is None:
        check_version(0, given.get("expectedVersion"))
        return None
    known = await endpoint_of(desk.session, desk.merchant.id, given["id"])
    if known is None:
        raise stop("UNKNOWN_ENDPOINT", Message("there is no such webhook endpoint; leave id out to make one"), "id")
    check_version(known.version, given.get("expectedVersion"))
    return known


async def _values(desk: Desk, before: StoredEndpoint | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the endpoint is from now on, as it is stored."""
    state = EndpointState.ON if before is None else EndpointState(before.state)
    if given.get("state") is not None:
        state = EndpointState[given["state"]]
    if state is not EndpointState.OFF and (before is None or before.state == EndpointState.OFF):
        await _check_count(desk)
    for name in ("url", "topics"):
        if before is None and given.get(name) is None:
            raise stop("MISSING", Message("a new webhook endpoint needs {name}", name=name), name)
    url = _url(desk, given["url"]) if given.get("url") is not None else before.url if before else ""
    topics = await _topics(desk, given["topics"]) if given.get("topics") is not None else None
    query = given.get("query", before.query if before else None)
    if query is not None and len(query) > QUERY_CHARACTERS:
        raise stop(
            "TOO_LONG",
            Message(
                "the {name} has {count} characters; give {most} at most", name="query", count=len(query), most=QUERY_CHARACTERS
            ),
            "query",
        )  # fmt: skip
    stored_topics = json.dumps(topics) if topics is not None else before.topics if before else "[]"
    return {"url": url, "topics": stored_topics, "query": query, "state": state}


async def _check_count(desk: Desk) -> None:
    if await live_endpoints(desk.session, desk.merchant.id) >= WEBHOOK_ENDPOINTS:
        message = Message("there are {most} webhook endpoints already: turn one off first", most=WEBHOOK_ENDPOINTS)
        raise stop("TOO_MANY", message)


def _url(desk: Desk, given: str) -> str:
    url = checked_line(given, URL_CHARACTERS, "url").strip()
    local = desk.kernel.settings.webhook_local
    if not url.isascii() or not is_allowed(url, local=local) or has_extras(url):
        message = Message(
            "url is {url!r}; give an https address such as https://example.com/hooks, without a user or a fragment",
            url=url[:80],
        )
        raise stop("INVALID_URL", message, "url")
    host = urlsplit(url).hostname or ""
    if not may_be_here(url, local=local) and _is_private(host):
        message = Message("the host {host!r} does not lead to a public address", host=host)
        raise stop("INVALID_URL", message, "url")
    return url


def _is_private(host: str) -> bool:
    """Return True if a host is an address that may not be called. What a name leads to is checked at each delivery."""
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


async def _topics(desk: Desk, given: list[str]) -> list[str]:
    topics = list(dict.fromkeys(given))
    if not 1 <= len(topics) <= TOPICS_MOST:
        raise stop("INVALID_TOPICS", Message("give 1 to {most} topics", most=TOPICS_MOST), "topics")
    program = await desk.kernel.programs.of(desk.session, desk.merchant)
    for place, topic in enumerate(topics):
        if topic not in program.event_types and topic not in (FAILED_TOPIC, EVERY_TOPIC):
            message = Message(
                "there is no topic {topic!r}: give types of events, {failed} or {every}",
                topic=topic[:80], failed=FAILED_TOPIC, every=EVERY_TOPIC,
            )  # fmt: skip
            raise stop("UNKNOWN_TOPIC", message, "topics", str(place))
    return topics


def _secrets(
    desk: Desk, id_: int, before: StoredEndpoint | None, given: Mapping[str, Any], now: int
) -> tuple[str | None, dict[str, Any]]:
    """Return a new secret if one is made, and what is stored of it."""
    if before is not None and not given.get("rotateSecret"):
        return None, {}
    secret = new_secret()
    stored: dict[str, Any] = {"secret": sealed_secret(desk.kernel.settings, desk.merchant.id, id_, secret)}
    if before is not None:
        stored |= {"old_secret": before.secret, "old_secret_until": now + WEBHOOK_OLD_SECRET_HOURS * HOUR_US}
    return secret, stored
