"""What other systems send to plugins: the raw body and its headers, passed on within a time budget, in no transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from headless.engine.values.limits import INTEGRATION_SECONDS
from headless.errors import NotFound
from headless.messages import Message
from headless.plugins.contract.integrations import Rejected
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.time_budgets import within
from headless.services.plugin_runs.integrations import Doing, told
from headless.services.plugin_runs.plugin_health import note_strike


@dataclass(frozen=True, slots=True)
class Received:
    """The result: TAKEN, REJECTED by the plugin with its reason, or FAILED, so that the sender tries again."""

    status: Literal["TAKEN", "REJECTED", "FAILED"]
    code: str = ""
    message: str = ""


async def receive(
    kernel: Kernel, slug: str, plugin: str, name: str, headers: Mapping[str, str], body: bytes
) -> Received:
    """Pass what was sent to a plugin's webhook on to it. Raise NotFound if this merchant has no such webhook."""
    async with kernel.db.read() as session:
        try:
            merchant = await kernel.programs.by_slug(session, slug)
        except NotFound:
            raise nothing_here(plugin, name) from None
        program = await kernel.programs.of(session, merchant)
    active = program.inbound.get((plugin, name))
    if active is None:
        raise nothing_here(plugin, name)
    do = Doing(kernel, merchant, plugin, active.settings)
    what = Message("the webhook {name} of the plugin {plugin}", name=name, plugin=plugin)
    try:
        await within(INTEGRATION_SECONDS, active.declared.receive(headers, body, do), what)
    except Rejected as refusal:
        return Received("REJECTED", refusal.code, refusal.message)
    except Exception as fault:
        await note_strike(kernel, merchant, plugin, f"inbound:{name}", told(fault))
        return Received("FAILED", "WEBHOOK_FAILED", Message("{what} failed; send it again later", what=what))
    return Received("TAKEN")


def nothing_here(plugin: str, name: str) -> NotFound:
    """Return one error for all that does not exist, so that a caller cannot find out which merchants use which plugins."""
    message = Message(
        "there is no webhook {plugin}/{name} here: give ?merchant=<slug>, and have the plugin enabled",
        plugin=plugin[:64],
        name=name[:64],
    )
    return NotFound(message, code="WEBHOOK_NOT_FOUND")
