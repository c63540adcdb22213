"""POST /in/<plugin>/<name>?merchant=<slug>: what other systems send to plugins, which check its signature themselves."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from headless.engine.limits import INTEGRATION_BODY_BYTES
from headless.services.inbound import receive
from headless.services.kernel import Kernel
from headless.web.bodies import read_body
from headless.web.problems import Malformed, answer

MERCHANT_HEADER = "headless-merchant"
STATUSES = {"REJECTED": 400, "FAILED": 500}


@dataclass(frozen=True, slots=True)
class InboundEndpoint:
    """Hands raw bodies on."""

    kernel: Kernel

    async def answer(self, request: Request) -> Response:
        """204: taken. 400: the plugin refuses it. 404: there is no such webhook. 500: it failed, so send it again."""
        slug = request.query_params.get("merchant") or request.headers.get(MERCHANT_HEADER)
        if not slug:
            raise Malformed(
                "name the merchant: ?merchant=<slug>, or the header Headless-Merchant", code="MERCHANT_MISSING"
            )
        body = await read_body(request, INTEGRATION_BODY_BYTES)
        headers = {name.lower(): value for name, value in request.headers.items()}
        plugin, name = request.path_params["plugin"], request.path_params["name"]
        found = await receive(self.kernel, slug, plugin, name, headers, body)
        if found.status == "TAKEN":
            return Response(status_code=204)
        error = {"message": found.message, "extensions": {"code": found.code}}
        return answer({"errors": [error]}, STATUSES[found.status])
