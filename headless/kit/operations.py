"""GraphQL of a shop for tests: the schema with the plugins' fields, made when it is first asked."""

from collections.abc import Mapping
from typing import Any

from headless.app import make_api
from headless.kit.world import World
from headless.schema.serving.execution import Api, Request
from headless.services.kernel.principals import of_member

Json = Mapping[str, Any]


class Operations:
    """What answers a shop's operations."""

    def __init__(self) -> None:
        self._api: Api | None = None

    async def answer(self, world: World, query: str, variables: Json, member_id: int | None) -> dict[str, Any]:
        """Return the response to an operation of the merchant, or of a member, and do what follows from it."""
        if self._api is None:
            self._api = make_api(world.kernel.settings, world.kernel.registry)
        principal = world.principal
        if member_id is not None:
            principal = of_member(world.merchant.id, world.merchant.slug, member_id)
        await world.catch_up()
        response = await self._api.answer(world.kernel, principal, Request(query, variables))
        await world.tell_others()
        return response
