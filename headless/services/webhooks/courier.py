"""The courier: makes one message, sends it once, and says how that ended."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from headless.engine.texts.wording import as_kept
from headless.engine.values.limits import WEBHOOK_ANSWER_BYTES, WEBHOOK_SECONDS
from headless.errors import HeadlessError, Misconfigured, Unavailable
from headless.ids import Prefix, encode
from headless.logs import get_logger
from headless.messages import Message
from headless.models.base.mapping import compact
from headless.models.tables.webhooks.deliveries import TriedDelivery
from headless.models.tables.webhooks.endpoints import StoredEndpoint
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.principals import Principal
from headless.services.outgoing.requests import Answered, Outgoing, send
from headless.services.webhooks.payloads import EventQueries, Vanished, make_body
from headless.services.webhooks.signatures import secrets_of, signed_headers

HEADERS = {"Content-Type": "application/json", "User-Agent": "headless-membership"}
GONE = 410
SUCCESS = range(200, 300)
log = get_logger("headless.webhooks")


class End(Enum):
    """How an attempt ended.

    DELIVERED: the endpoint took it. FAILED: it did not. GONE: it says that it wants nothing any more. OURS: no message could be
    made, which is not the endpoint's fault. VANISHED: there is nothing to tell any more.
    """

    DELIVERED = auto()
    FAILED = auto()
    GONE = auto()
    OURS = auto()
    VANISHED = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an attempt. status: of the answer, if there was one. problem: why it failed."""

    end: End
    status: int | None = None
    problem: Message | None = None

    @property
    def error(self) -> str | None:
        """The problem as it is stored: to be read in any language, and without anything of the payload."""
        return None if self.problem is None else kept_problem(self.problem)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is ready to be sent."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Courier:
    """What deliveries are made with. queries: called when the first payload is made. post: sends a request. chance: 0 to 1."""

    kernel: Kernel
    queries: Callable[[], EventQueries]
    post: Callable[[Outgoing], Awaitable[Answered]] = send
    chance: Callable[[], float] = random.random

    async def write(self, endpoint: StoredEndpoint, maker: Principal, id_: int, topic: str, event_id: int) -> Letter:
        """Make a message, with what its maker may see.

        Raises:
            Vanished: there is no such event.
            HeadlessError: the payload cannot be made, or the secret cannot be opened.
        """
        kernel = self.kernel
        body = await make_body(kernel, self.queries(), maker, endpoint.query, topic, event_id)
        now = kernel.clock.now_us()
        return signed_letter(secrets_of(kernel.settings, maker.merchant_id, endpoint, now), id_, now, body)

    async def carry(self, url: str, letter: Letter) -> Answered:
        """Send a message. Raise Unavailable if it was not answered."""
        outgoing = Outgoing(
            url, WEBHOOK_SECONDS, WEBHOOK_ANSWER_BYTES, "POST", letter.headers, letter.body,
            self.kernel.settings.webhook_local,
        )  # fmt: skip
        return await self.post(outgoing)

    async def deliver(self, endpoint: StoredEndpoint, maker: Principal, tried: TriedDelivery) -> Outcome:
        """Make and send what was claimed, and return how that ended. Raise nothing but a cancellation."""
        try:
            letter = await self.write(endpoint, maker, tried.id, tried.topic, tried.event_id)
        except Vanished as fault:
            return Outcome(End.VANISHED, None, fault.message)
        except Exception as fault:
            log.exception("a webhook's payload could not be made", endpoint=encode(Prefix.WEBHOOK, endpoint.id))
            shown = fault.message if isinstance(fault, HeadlessError | Misconfigured) else Message("an internal error")
            return Outcome(End.OURS, None, Message("the payload could not be made: {reason}", reason=shown))
        began = time.monotonic()
        outcome = await self._carried(endpoint.url, letter)
        log.info(
            "webhook", endpoint=encode(Prefix.WEBHOOK, endpoint.id), id=encode(Prefix.DELIVERY, tried.id), topic=tried.topic,
            end=outcome.end.name, status=outcome.status, attempts=tried.attempts,
            milliseconds=round(1_000 * (time.monotonic() - began)),
        )  # fmt: skip
        return outcome

    async def _carried(self, url: str, letter: Letter) -> Outcome:
        try:
            answered = await self.carry(url, letter)
        except Unavailable as fault:
            return Outcome(End.FAILED, None, fault.message)
        except Exception:
            # such as a host that no library can read
            log.exception("a webhook could not be sent")
            return Outcome(End.FAILED, None, Message("an internal error"))
        return outcome_of(answered)


def signed_letter(signing: Sequence[str], id_: int, now: int, body: bytes) -> Letter:
    """Return a message with a signature by each secret."""
    return Letter({**HEADERS, **signed_headers(signing, encode(Prefix.DELIVERY, id_), now, body)}, body)


def outcome_of(answered: Answered) -> Outcome:
    """Return what an answer means. Only 2xx says that a message was taken."""
    if answered.status in SUCCESS:
        return Outcome(End.DELIVERED, answered.status)
    message = Message("the endpoint answers with the status {status}", status=answered.status)
    return Outcome(End.GONE if answered.status == GONE else End.FAILED, answered.status, message)


def kept_problem(message: Message) -> str:
    """Return a problem as it is stored."""
    return compact(as_kept(message))
