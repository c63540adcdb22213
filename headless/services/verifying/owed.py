"""What recorded events still owe: rules that failed or are paused, and events on their way to other members."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from headless.engine.member.provenance import ENGINE, cause_of
from headless.ids import Prefix, encode
from headless.messages import Message
from headless.models.base.session import Session
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.outbox import EMIT, WaitingMessage
from headless.models.tables.work.open_retries import OpenRetry, given_up_retries, waiting_retries
from headless.models.tables.work.retries import RetryState
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.pages import all_rows
from headless.services.plugin_runs.outbox import waiting_of

STATES = {RetryState.WAITING: "WAITING", RetryState.GIVEN_UP: "GIVEN_UP", RetryState.PARKED: "RULE_PAUSED"}
Retries = Callable[[Session, int, tuple[int, int], int], Awaitable[list[OpenRetry]]]


@dataclass(frozen=True, slots=True)
class OwedRule:
    """What a rule left out of an event, as of the merchant's clock, in microseconds. The event itself is recorded."""

    retry: OpenRetry
    now: int

    @property
    def since(self) -> int:
        """When the event was recorded without it."""
        return self.retry.recorded_at

    @property
    def error(self) -> str | None:
        """Why the rule left it out, None if it is not known."""
        error: str | None = json.loads(self.retry.document).get("error")
        return error

    def told(self) -> Message:
        """Return it for people."""
        retry = self.retry
        return Message(
            "{member} {type} {number} of {source}: rule {rule}: {error}",
            member=encode(Prefix.MEMBER, retry.member_id), type=retry.type, number=retry.external_id, source=retry.source,
            rule=retry.rule, error=self.error,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        retry = self.retry
        return {
            "kind": "rule",
            "event": encode(Prefix.EVENT, retry.event_id),
            "type": retry.type,
            "source": retry.source,
            "externalId": retry.external_id,
            "member": encode(Prefix.MEMBER, retry.member_id),
            "memberNumber": retry.number,
            "rule": retry.rule,
            "state": STATES[RetryState(retry.state)],
            "attempts": retry.attempts,
            "error": self.error,
            "ageSeconds": max(0, self.now - self.since) // 1_000_000,
        }


@dataclass(frozen=True, slots=True)
class OwedEmit:
    """An event that a rule emitted for another member and that is not settled there yet."""

    message: WaitingMessage
    now: int

    @property
    def since(self) -> int:
        """When it was emitted."""
        return self.message.created_at

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        given = json.loads(self.message.document)
        cause_id = cause_of(ENGINE, given["key"])
        return {
            "kind": "emit",
            "type": given["type"],
            "source": ENGINE,
            "externalId": given["key"],
            "member": given["member"],
            "cause": None if cause_id is None else encode(Prefix.EVENT, cause_id),
            "attempts": self.message.attempts,
            "ageSeconds": max(0, self.now - self.since) // 1_000_000,
        }


async def waiting_rules(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[OwedRule]:
    """Yield what rules left out and will be tried again, at its time or when its rule is resumed, oldest event first."""
    async for owed in _rules(kernel, merchant, waiting_retries):
        yield owed


async def given_up_rules(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[OwedRule]:
    """Yield what rules left out and that failed too often, oldest event first."""
    async for owed in _rules(kernel, merchant, given_up_retries):
        yield owed


async def waiting_emits(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[OwedEmit]:
    """Yield the events that rules emitted for other members and that are still on their way, oldest first."""
    now = kernel.now(merchant)
    async for message in waiting_of(kernel, merchant, EMIT):
        yield OwedEmit(message, now)


async def _rules(kernel: Kernel, merchant: MerchantRow, retries: Retries) -> AsyncIterator[OwedRule]:
    now = kernel.now(merchant)

    def read(session: Session, after: tuple[int, int], most: int) -> Awaitable[list[OpenRetry]]:
        return retries(session, merchant.id, after, most)

    async for retry in all_rows(kernel, read, (0, 0), attrgetter("event_id", "rule_id")):
        yield OwedRule(retry, now)
