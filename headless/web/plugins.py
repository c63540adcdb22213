"""GET /-/plugins: what is installed, enabled and failing, for a manager's token."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from headless.services.kernel.kernel import Kernel
from headless.services.plugin_admin.plugin_reports import plugin_report
from headless.web.authentication import Authentication
from headless.web.problems import answer


@dataclass(frozen=True, slots=True)
class PluginsEndpoint:
    """Reports on plugins, for managers."""

    kernel: Kernel
    authentication: Authentication

    async def answer(self, request: Request) -> Response:
        """Answer with every plugin: its state, what it declares, and how it fares for the token's merchant."""
        principal = await self.authentication.of(request)
        principal.require("plugins:manage")
        return answer({"plugins": await plugin_report(self.kernel, principal.merchant_id)})
