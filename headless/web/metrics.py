"""What Prometheus asks of one process: requests, errors, latency, events by outcome."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

BOUNDS_NS = tuple(round(bound * 1e9) for bound in BOUNDS_SECONDS)


@dataclass(slots=True)
class Tallies:
    """Counters of one process. buckets: requests by the first bound that they kept, counted from 0."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    buckets: Counter[tuple[str, int]] = field(default_factory=Counter)
    nanoseconds: Counter[str] = field(default_factory=Counter)
    executors: Counter[str] = field(default_factory=Counter)

    def request(self, route: str, method: str, status: int, took_ns: int) -> None:
        """Count a request; `route` is a path we know, so that nobody can make labels up."""
        self.requests[route, method, status] += 1
        self.nanoseconds[route] += took_ns
        self.buckets[route, bisect_left(BOUNDS_NS, took_ns)] += 1

    def error_codes(self, codes: Iterable[str]) -> None:
        """Count errors in answers by their code."""
        self.errors.update(codes)

    def text(self) -> str:
        """All of it in Prometheus' text format."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from _head("headless_requests_total", "counter", "Requests by route, method and status.")
        for (route, method, status), count in sorted(self.requests.items()):
            yield f'headless_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}'
        yield from _head("headless_errors_total", "counter", "Errors in answers by code.")
        for code, count in sorted(self.errors.items()):
            yield f'headless_errors_total{{code="{code}"}} {count}'
        yield from _head("headless_events_total", "counter", "Events sent by what became of them.")
        for outcome, count in sorted(self.events.items()):
            yield f'headless_events_total{{outcome="{outcome}"}} {count}'
        description = "Operations by what answered them: level by level, or the library for what asks for the schema."
        yield from _head("headless_operations_total", "counter", description)
        for executor, count in sorted(self.executors.items()):
            yield f'headless_operations_total{{executor="{executor}"}} {count}'
        yield from self._latency()

    def _latency(self) -> Iterator[str]:
        name = "headless_request_seconds"
        yield from _head(name, "histogram", "How long requests took.")
        totals: Counter[str] = Counter()
        for (route, _, _), count in self.requests.items():
            totals[route] += count
        for route, total in sorted(totals.items()):
            within = 0
            for place, bound in enumerate(BOUNDS_SECONDS):
                within += self.buckets[route, place]
                yield f'{name}_bucket{{route="{route}",le="{bound}"}} {within}'
            yield f'{name}_bucket{{route="{route}",le="+Inf"}} {total}'
            yield f'{name}_sum{{route="{route}"}} {self.nanoseconds[route] / 1e9:.6f}'
            yield f'{name}_count{{route="{route}"}} {total}'


def _head(name: str, kind: str, description: str) -> Iterator[str]:
    yield f"# HELP {name} {description}"
    yield f"# TYPE {name} {kind}"
