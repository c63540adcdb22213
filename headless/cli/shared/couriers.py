"""What delivers webhooks in a process that does not serve."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headless.services.kernel.kernel import Kernel
    from headless.services.webhooks.courier import Courier
    from headless.services.webhooks.payloads import EventQueries


def make_courier(kernel: "Kernel") -> "Courier":
    """Return what delivers webhooks. The schema, which takes a while, is made when the first one is due."""
    from headless.services.webhooks.running import courier_of

    @cache
    def queries() -> "EventQueries":
        from headless.app import make_api

        event_queries = make_api(kernel.settings, kernel.registry, kernel.tracing).event_queries
        assert event_queries is not None
        return event_queries

    return courier_of(kernel, queries)
