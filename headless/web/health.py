"""Whether the process lives, and whether it can work."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from headless.errors import HeadlessError
from headless.models.database.database import Database
from headless.web.metrics import Tallies
from headless.web.problems import answer


@dataclass(frozen=True, slots=True)
class HealthEndpoints:
    """Health, readiness and metrics of one process; they need no token and tell nothing of any merchant."""

    database: Database
    tallies: Tallies

    async def lives(self, request: Request) -> Response:
        """200: the process answers."""
        return answer({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """200: the database answers and has its tables; else 503 and why."""
        try:
            async with self.database.read() as session:
                await session.fetch("SELECT id FROM merchant LIMIT 1")
                await session.fetch("SELECT id FROM outbox LIMIT 1")
        except HeadlessError:
            message = "the database does not answer, or headless migrate has not been run"
            return answer({"status": "unavailable", "message": message}, 503)
        return answer({"status": "ready"})

    async def metrics(self, request: Request) -> Response:
        """Prometheus' text format."""
        return PlainTextResponse(self.tallies.text(), media_type="text/plain; version=0.0.4")
