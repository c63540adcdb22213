"""How much of its database's connections a process uses."""

from prometheus_client import CollectorRegistry, Gauge

from headless.models.database.database import Database


class DatabaseMetrics:
    """The series of one process's connections. Those of several processes of a server are added up."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._connections = Gauge(
            "headless_database_connections",
            "Connections to the database: open ones, and those of them that are busy.",
            ["state"],
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._waiting = Gauge(
            "headless_database_waiting",
            "What waits for a connection to the database.",
            registry=registry,
            multiprocess_mode="livesum",
        )

    def refresh(self, database: Database) -> None:
        """Look at the connections as they are now."""
        usage = database.usage()
        self._connections.labels("open").set(usage.open)
        self._connections.labels("busy").set(usage.busy)
        self._waiting.set(usage.waiting)
