"""Endpoints of other systems that are told what happened."""

import json
from collections.abc import Collection
from enum import IntEnum
from typing import NamedTuple

from tortoise import fields

from headless.engine.program.webhooks import Webhook
from headless.models.base.mapping import columns, reader
from headless.models.base.row import Row
from headless.models.base.session import Session


class EndpointState(IntEnum):
    """What an endpoint was told to do. An endpoint that is ON and rests after failures is shown as paused, too."""

    ON = 0
    OFF = 1
    PAUSED = 2


class WebhookEndpoint(Row):
    """An address that is told what happened.

    topics: a JSON list. query: the GraphQL selection that is the payload, None for the default one. secret, old_secret: sealed.
    token_id: the token that saved it last, 0 for the operator's command line. failures: failed attempts in a row. failing_since:
    the first of them. rests_until: until when nothing is sent after too many of them. problem: what the last of them was.
    """

    keys = ("merchant_id", "id")
    merchant_id = fields.BigIntField()
    id = fields.BigIntField(primary_key=True, generated=False)
    url = fields.TextField()
    topics = fields.TextField()
    query = fields.TextField(null=True)
    state = fields.SmallIntField()
    secret = fields.TextField()
    old_secret = fields.TextField(null=True)
    old_secret_until = fields.BigIntField(null=True)
    token_id = fields.BigIntField()
    failures = fields.IntField()
    failing_since = fields.BigIntField(null=True)
    rests_until = fields.BigIntField(null=True)
    problem = fields.TextField(null=True)
    version = fields.IntField()
    created_at = fields.BigIntField()

    class Meta:
        table = "webhook_endpoint"


class StoredEndpoint(NamedTuple):
    """An endpoint as it is read. state: see `EndpointState`."""

    id: int
    url: str
    topics: str
    query: str | None
    state: int
    secret: str
    old_secret: str | None
    old_secret_until: int | None
    token_id: int
    failures: int
    failing_since: int | None
    rests_until: int | None
    problem: str | None
    version: int

    @property
    def listed_topics(self) -> list[str]:
        """The topics that it is told of."""
        topics: list[str] = json.loads(self.topics)
        return topics

    @property
    def shown_state(self) -> EndpointState:
        """The state as callers see it: an endpoint that rests is paused."""
        is_resting = self.state == EndpointState.ON and self.rests_until is not None
        return EndpointState.PAUSED if is_resting else EndpointState(self.state)


class EndpointKey(NamedTuple):
    """What names an endpoint among those of all merchants."""

    merchant_id: int
    id: int


class TendedEndpoint(NamedTuple):
    """An endpoint as its deliveries are cleared away. state: see `EndpointState`."""

    merchant_id: int
    id: int
    state: int
    failing_since: int | None


class _Listening(NamedTuple):
    id: int
    topics: str


_COLUMNS = columns(StoredEndpoint)
_LISTENING = f"""SELECT {columns(_Listening)} FROM webhook_endpoint
WHERE merchant_id = $1 AND state <> {EndpointState.OFF:d} ORDER BY id"""
_ALL = f"SELECT {_COLUMNS} FROM webhook_endpoint WHERE merchant_id = $1 ORDER BY id"
_PROBE = f"""UPDATE webhook_endpoint SET rests_until = $4
WHERE merchant_id = $1 AND id = $2 AND state = {EndpointState.ON:d} AND rests_until <= $3"""
_FAILED = """UPDATE webhook_endpoint SET failures = failures + 1, failing_since = COALESCE(failing_since, $3), problem = $4
WHERE merchant_id = $1 AND id = $2"""
_REST = "UPDATE webhook_endpoint SET rests_until = $3 WHERE merchant_id = $1 AND id = $2"
_WELL = """UPDATE webhook_endpoint SET failures = 0, failing_since = NULL, rests_until = NULL, problem = NULL
WHERE merchant_id = $1 AND id = $2 AND (failures > 0 OR rests_until IS NOT NULL OR problem IS NOT NULL)"""
_BUSY = f"""SELECT merchant_id, id FROM webhook_endpoint e
WHERE e.state = {EndpointState.ON:d} AND (e.rests_until IS NULL OR e.rests_until <= $1) AND EXISTS (
  SELECT 1 FROM webhook_delivery d WHERE d.merchant_id = e.merchant_id AND d.endpoint_id = e.id AND d.state = 0
  AND d.due_at <= $1 AND (d.leased_until IS NULL OR d.leased_until <= $1)
) ORDER BY merchant_id, id"""


async def listening_endpoints(session: Session, merchant_id: int) -> tuple[Webhook, ...]:
    """Return the endpoints of a merchant that are told what happens, those that rest included."""
    rows = reader(_Listening)(await session.fetch(_LISTENING, merchant_id))
    return tuple(Webhook(row.id, frozenset(json.loads(row.topics))) for row in rows)


async def all_endpoints(session: Session, merchant_id: int) -> list[StoredEndpoint]:
    """Return the endpoints of a merchant, oldest first."""
    return reader(StoredEndpoint)(await session.fetch(_ALL, merchant_id))


async def endpoints_by_id(session: Session, merchant_id: int, ids: Collection[int]) -> dict[int, StoredEndpoint]:
    """Return endpoints by id."""
    sql = f"SELECT {_COLUMNS} FROM webhook_endpoint WHERE merchant_id = $1 AND {session.any_of('id', 2)}"
    rows = await session.fetch(sql, merchant_id, sorted(set(ids)))
    return {endpoint.id: endpoint for endpoint in reader(StoredEndpoint)(rows)}


async def endpoint_of(session: Session, merchant_id: int, id_: int) -> StoredEndpoint | None:
    """Return one endpoint, None if there is no such endpoint."""
    return (await endpoints_by_id(session, merchant_id, [id_])).get(id_)


async def live_endpoints(session: Session, merchant_id: int) -> int:
    """Return how many endpoints of a merchant are not turned off."""
    sql = f"SELECT count(*) FROM webhook_endpoint WHERE merchant_id = $1 AND state <> {EndpointState.OFF:d}"
    return int(await session.fetch_value(sql, merchant_id))


async def busy_endpoints(session: Session, now: int) -> list[EndpointKey]:
    """Return the endpoints of all merchants for which something is due, but for those that rest."""
    return reader(EndpointKey)(await session.fetch(_BUSY, now))


async def tended_endpoints(session: Session) -> list[TendedEndpoint]:
    """Return the endpoints of all merchants."""
    sql = f"SELECT {columns(TendedEndpoint)} FROM webhook_endpoint ORDER BY merchant_id, id"
    return reader(TendedEndpoint)(await session.fetch(sql))


async def take_probe(session: Session, key: EndpointKey, now: int, until: int) -> bool:
    """Take the one attempt that an endpoint gets whose rest is over. Return False if another process has it."""
    return await session.execute(_PROBE, *key, now, until) > 0


async def count_failure(session: Session, key: EndpointKey, now: int, problem: str) -> StoredEndpoint | None:
    """Count one more failure in a row, and return the endpoint as it is then, None if it is gone."""
    await session.execute(_FAILED, *key, now, problem)
    return await endpoint_of(session, *key)


async def hand_endpoints_over(session: Session, merchant_id: int, token_id: int, successor_id: int) -> None:
    """Bind the endpoints that a token saved to its successor."""
    await WebhookEndpoint.of(session, merchant_id).filter(token_id=token_id).update(token_id=successor_id)


async def replace_secrets(
    session: Session, merchant_id: int, id_: int, secret: str | None, old_secret: str | None
) -> None:
    """Write the same secrets of an endpoint sealed otherwise."""
    await WebhookEndpoint.of(session, merchant_id).filter(id=id_).update(secret=secret, old_secret=old_secret)


async def set_state(session: Session, key: EndpointKey, state: EndpointState) -> None:
    """Turn an endpoint on or off, or pause it."""
    await session.execute("UPDATE webhook_endpoint SET state = $3 WHERE merchant_id = $1 AND id = $2", *key, state)


async def let_rest(session: Session, key: EndpointKey, until: int) -> None:
    """Send nothing to an endpoint until a moment."""
    await session.execute(_REST, *key, until)


async def count_success(session: Session, key: EndpointKey) -> bool:
    """Forget an endpoint's failures. Return False if there were none."""
    return await session.execute(_WELL, *key) > 0
