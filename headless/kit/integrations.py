"""Actions and webhooks of plugins as a test calls them, and what is given out of a member."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from headless.ids import Prefix, encode
from headless.kit.world import World
from headless.plugins.testing.answers import Answer
from headless.services.kernel.lookups import Lookup
from headless.services.lives.exporting import export_member
from headless.services.plugin_runs import inbound
from headless.services.plugin_runs.actions import run_action

Json = Mapping[str, Any]


async def act(world: World, named: str, given: Json, member_id: int | None, key: str) -> Answer:
    """Run an action, and what follows from it."""
    plugin, name = _found((await world.program()).actions, named)
    lookup = None if member_id is None else Lookup("id", encode(Prefix.MEMBER, member_id))
    acted = await run_action(world.kernel, world.principal, plugin, name, lookup, given, key)
    await world.tell_others()
    problem = acted.problem
    if problem is not None:
        return Answer(problem.outcome, None, problem.code, str(problem.message))
    return Answer("DONE", acted.result)


async def receive(world: World, named: str, body: bytes | str | Json, headers: Mapping[str, str]) -> Answer:
    """Hand a body to a webhook, and do what follows from it."""
    plugin, name = _found((await world.program()).inbound, named)
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    sent = text.encode() if isinstance(text, str) else text
    lowered = {header.lower(): value for header, value in headers.items()}
    received = await inbound.receive(world.kernel, world.merchant.slug, plugin, name, lowered, sent)
    await world.tell_others()
    return Answer(received.status, None, received.code or None, str(received.message) or None)


async def export(world: World, member_id: int) -> dict[str, Any]:
    """Return all that is known of a member."""
    await world.catch_up()
    return await export_member(world.kernel, world.principal, Lookup("id", encode(Prefix.MEMBER, member_id)))


def _found(known: Iterable[tuple[str, str]], asked: str) -> tuple[str, str]:
    """Return plugin and name of what is asked for by its name, alone or after its plugin's. Raise KeyError, naming all."""
    listed = sorted(known)
    plugin, _, name = asked.rpartition("/")
    fitting = [pair for pair in listed if pair[1] == name and plugin in ("", pair[0])]
    if len(fitting) != 1:
        there = ", ".join("/".join(pair) for pair in listed)
        raise KeyError(f"name one of this shop's plugins' own, not {asked!r}; there are: {there or 'none'}")
    return fitting[0]
