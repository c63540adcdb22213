"""What plugins have still to erase: run after the commit that erased the member, again and again until it is done."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from headless.ids import Prefix, encode
from headless.logs import get_logger
from headless.messages import Message
from headless.models.tables.configuration.merchants import MerchantRow
from headless.models.tables.events.outbox import ERASE, WaitingMessage, end_message, put_off_message
from headless.models.tables.events.outbox import Message as Erasure
from headless.models.tables.members.lives.merging import alias_ids
from headless.services.kernel.kernel import Kernel
from headless.services.plugin_admin.plugin_personal import erase_from
from headless.services.plugin_runs.outbox import waiting_of
from headless.services.work.outbox_claims import claim_outbox
from headless.services.work.queues import ERASURES, ERASURES_LONGEST
from headless.services.work.rounds import NOTHING_DUE, Round, work_off

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A plugin that still has to erase a member. now: by the merchant's clock, in microseconds."""

    message: WaitingMessage
    now: int

    @property
    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.message.document)
        return document

    def __str__(self) -> str:
        return str(self.told())

    def told(self) -> Message:
        """Return it for people."""
        document = self._document
        return Message(
            "{member} is still to be erased by the plugin {plugin}: {problem}",
            member=document["member"],
            plugin=document["plugin"],
            problem=document.get("problem") or Message("not tried yet"),
        )

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        document = self._document
        return {
            "member": document["member"],
            "plugin": document["plugin"],
            "error": document.get("problem"),
            "attempts": self.message.attempts,
            "ageSeconds": max(0, self.now - self.message.created_at) // 1_000_000,
        }


async def run_erasures(kernel: Kernel, merchant: MerchantRow, chunks: int | None = None) -> int:
    """Let plugins erase what they keep of erased members, and return how many are done."""
    return await work_off(partial(_round, kernel, merchant), chunks)


async def outstanding_erasures(kernel: Kernel, merchant: MerchantRow) -> AsyncIterator[Outstanding]:
    """Yield what plugins have still to erase, oldest first."""
    now = kernel.now(merchant)
    async for message in waiting_of(kernel, merchant, ERASE):
        yield Outstanding(message, now)


async def outstanding_of(kernel: Kernel, merchant: MerchantRow, member_id: int) -> list[Outstanding]:
    """Return what plugins have still to erase of a member, and of those who were merged into it."""
    async with kernel.db.read() as session:
        ids = [member_id, *await alias_ids(session, merchant.id, member_id)]
    members = {encode(Prefix.MEMBER, id_) for id_ in ids}
    return [left async for left in outstanding_erasures(kernel, merchant) if left.to_json()["member"] in members]


async def _round(kernel: Kernel, merchant: MerchantRow) -> Round:
    messages = await claim_outbox(kernel, ERASURES, merchant.id, ERASE)
    if not messages:
        return NOTHING_DUE
    return Round(sum([await _erase(kernel, merchant, message) for message in messages]))


async def _erase(kernel: Kernel, merchant: MerchantRow, message: Erasure) -> bool:
    """Let one plugin erase one member. Return False if it failed and is to be tried again."""
    document = {name: message.document[name] for name in ("plugin", "member")}
    problem = await erase_from(kernel, merchant, document["plugin"], document["member"])
    now = kernel.clock.now_us()
    async with kernel.db.transaction() as session:
        if problem is None:
            await end_message(session, merchant.id, message.id, document, now)
            return True
        log.warning("a plugin could not erase a member", merchant=merchant.slug, **document, error=problem)
        attempts = min(message.attempts, ERASURES_LONGEST)
        noted = {**document, "problem": problem}
        await put_off_message(session, merchant.id, message.id, noted, ERASURES.again_at(attempts, now))
    return False
