"""Retries that are not done, with the events that they belong to, as an operator looks into them."""

from typing import NamedTuple

from headless.models.base.mapping import columns, reader
from headless.models.base.session import Session
from headless.models.tables.work.retries import RetryState


class OpenRetry(NamedTuple):
    """What a rule still owes to an event. rule: `<plugin>/<rule>/<name>`. document: JSON. number: the member's."""

    event_id: int
    rule_id: int
    state: int
    attempts: int
    document: str
    rule: str | None
    member_id: int
    number: str | None
    type: str
    source: str
    external_id: str
    recorded_at: int


_OF_EVENT = {name: f"e.{name}" for name in ("type", "source", "external_id", "recorded_at")}
_RULE = """(SELECT i.code FROM rule_instance i WHERE i.merchant_id = $1 AND i.id = r.rule_id
ORDER BY i.version DESC LIMIT 1)"""
_OPEN = f"""SELECT {columns(OpenRetry, "r", rule=_RULE, number="m.number", **_OF_EVENT)} FROM rule_retry r
JOIN event e ON e.merchant_id = $1 AND e.id = r.event_id
JOIN member m ON m.merchant_id = $1 AND m.id = r.member_id
WHERE r.merchant_id = $1 AND {{state}} AND (r.event_id, r.rule_id) > ($2, $3)
ORDER BY r.event_id, r.rule_id LIMIT $4"""
_WAITING = _OPEN.format(state=f"r.state IN ({RetryState.WAITING:d}, {RetryState.PARKED:d})")
_GIVEN_UP = _OPEN.format(state=f"r.state = {RetryState.GIVEN_UP:d}")


async def waiting_retries(session: Session, merchant_id: int, after: tuple[int, int], most: int) -> list[OpenRetry]:
    """Return the next retries after an event and a rule that wait for their time, or for their rule to be resumed."""
    return reader(OpenRetry)(await session.fetch(_WAITING, merchant_id, *after, most))


async def given_up_retries(session: Session, merchant_id: int, after: tuple[int, int], most: int) -> list[OpenRetry]:
    """Return the next retries after an event and a rule that failed too often."""
    return reader(OpenRetry)(await session.fetch(_GIVEN_UP, merchant_id, *after, most))
