"""POST /in/<plugin>/<name>?merchant=<slug>: what other systems send to plugins, which check its signature themselves."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from headless.engine.values.limits import INTEGRATION_BODY_BYTES
from headless.errors import NotFound
from headless.services.kernel.kernel import Kernel
from headless.services.plugin_runs.inbound import Received, receive
from headless.web.bodies import read_body
from headless.web.problems import Malformed, answer
from headless.web.rate_limit import Refusals

MERCHANT_HEADER = "headless-merchant"
STATUSES = {"REJECTED": 400, "FAILED": 500}


@dataclass(frozen=True, slots=True)
class InboundEndpoint:
    """Hands raw bodies on."""

    kernel: Kernel
    refusals: Refusals

    async def answer(self, request: Request) -> Response:
        """204: taken. 400: the plugin refuses it. 404: there is no such webhook. 429: refused too often. 500: send it again."""
        source = request.client.host if request.client is not None else ""
        wait = self.refusals.wait_seconds(source)
        if wait:
            return _told_to_wait(wait)
        try:
            found = await self._received(request)
        except NotFound:
            self.refusals.count(source)
            raise
        if found.status == "TAKEN":
            return Response(status_code=204)
        if found.status == "REJECTED":
            self.refusals.count(source)
        error = {"message": found.message, "extensions": {"code": found.code}}
        return answer({"errors": [error]}, STATUSES[found.status])

    async def _received(self, request: Request) -> Received:
        slug = request.query_params.get("merchant") or request.headers.get(MERCHANT_HEADER)
        if not slug:
            raise Malformed(
                "name the merchant: ?merchant=<slug>, or the header Headless-Merchant", code="MERCHANT_MISSING"
            )
        body = await read_body(request, INTEGRATION_BODY_BYTES)
        headers = {name.lower(): value for name, value in request.headers.items()}
        plugin, name = request.path_params["plugin"], request.path_params["name"]
        return await receive(self.kernel, slug, plugin, name, headers, body)


def _told_to_wait(seconds: int) -> Response:
    message = f"too many calls from this address were refused: try again in {seconds} s"
    error = {"message": message, "extensions": {"code": "TOO_MANY_REFUSALS", "retryAfter": seconds}}
    return answer({"errors": [error]}, 429, **{"Retry-After": str(seconds)})
