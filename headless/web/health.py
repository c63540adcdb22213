"""Signs of life, readiness and metrics."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from headless.models.database.database import Database
from headless.models.database.readiness import Readiness
from headless.schema.serving.execution import Api
from headless.web.metrics import CONTENT_TYPE, Metrics
from headless.web.problems import answer


@dataclass(frozen=True, slots=True)
class HealthEndpoints:
    """Health, readiness and metrics of a server. They need no token. Metrics are for the operator's network alone."""

    database: Database
    readiness: Readiness
    series: Metrics
    api: Api

    async def lives(self, request: Request) -> Response:
        """Answer 200: the process lives."""
        return answer({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """Answer 200 if the database answers and has its tables, else 503 and why."""
        if await self.readiness.is_ready():
            return answer({"status": "ready"})
        message = "the database does not answer, or headless migrate has not been run"
        return answer({"status": "unavailable", "message": message}, 503)

    async def metrics(self, request: Request) -> Response:
        """Answer with all series in Prometheus' text format."""
        self.series.take_over(self.api)
        self.series.database.refresh(self.database)
        return Response(self.series.text(), headers={"Content-Type": CONTENT_TYPE})
