"""POST /in/<plugin>/<name>?merchant=<slug>: what other systems send to plugins, which check its signature themselves."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from headless.engine.values.limits import INTEGRATION_BODY_BYTES
from headless.errors import NotFound
from headless.logs import bind_contextvars
from headless.messages import Message
from headless.schema.serving.error_format import plain
from headless.services.kernel.kernel import Kernel
from headless.services.plugin_runs.inbound import Received, receive
from headless.web.bodies import read_body
from headless.web.callers.addresses import Addresses
from headless.web.problems import Malformed, language_of, problem

MERCHANT_HEADER = "headless-merchant"
SLUG_CHARACTERS = 64
STATUSES = {"REJECTED": 400, "FAILED": 500}


@dataclass(frozen=True, slots=True)
class InboundEndpoint:
    """Webhooks: raw bodies, handed to plugins."""

    kernel: Kernel
    addresses: Addresses

    async def answer(self, request: Request) -> Response:
        """Hand a body on.

        204: taken. 400: the plugin refuses it. 404: no such webhook. 429: refused too often. 500: send it again.
        """
        address = await self.addresses.check(request)
        try:
            received = await self._received(request)
        except (Malformed, NotFound):
            await self.addresses.refused(address)
            raise
        if received.status == "REJECTED":
            await self.addresses.refused(address)
        if received.status == "TAKEN":
            return Response(status_code=204)
        error = plain(received.message, language_of(request), received.code)
        return problem([error], STATUSES[received.status])

    async def _received(self, request: Request) -> Received:
        slug = request.query_params.get("merchant") or request.headers.get(MERCHANT_HEADER)
        if not slug:
            raise Malformed(
                Message("name the merchant: ?merchant=<slug>, or the header Headless-Merchant"), code="MERCHANT_MISSING"
            )
        bind_contextvars(merchant=slug[:SLUG_CHARACTERS])
        body = await read_body(request, INTEGRATION_BODY_BYTES)
        headers = {name.lower(): value for name, value in request.headers.items()}
        plugin, name = request.path_params["plugin"], request.path_params["name"]
        return await receive(self.kernel, slug, plugin, name, headers, body)
