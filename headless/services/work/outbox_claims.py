"""Claiming messages of the outbox, by topic."""

from headless.models.base.session import Session
from headless.models.tables.events.outbox import Message, claim_messages
from headless.services.kernel.kernel import Kernel
from headless.services.work.leases import Claim, LeasePolicy, claim


async def claim_outbox(kernel: Kernel, policy: LeasePolicy, merchant_id: int, topic: str) -> list[Message]:
    """Claim the next messages of a topic, oldest first, and return them."""

    async def take(session: Session, asked: Claim) -> list[Message]:
        return await claim_messages(session, merchant_id, topic, now=asked.now, until=asked.until, most=asked.chunk)

    return await claim(kernel, policy, take)
