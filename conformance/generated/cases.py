"""Requests that schemathesis makes of our schema: none of them finds a fault of ours.

Run by `conformance.run` with HEADLESS_URL, HEADLESS_TOKENS (a name and a token each), HEADLESS_CASES and HEADLESS_SEED.
"""

import http.client
import itertools
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes, scalar

SCHEMA = Path(__file__).parents[2] / "schema.graphql"
HEALTH = tuple(HealthCheck)
KEEP_ALIVE_SECONDS = 4.5
"""A server of ours keeps a connection for five seconds after an answer: how long schemathesis may think of the next request."""
MADE = ("4711", "4712", "points", "main", "silver", "order.paid", "checkin", "web", "vip", "orders", "")
"""Texts that name something in the shop, so that not all requests end at what is not there."""


def main() -> int:
    """Send the requests, print what was answered, and return 1 if a fault of ours was found."""
    teach_scalars()
    tokens = json.loads(os.environ["HEADLESS_TOKENS"])
    count, seed_ = int(os.environ["HEADLESS_CASES"]), int(os.environ["HEADLESS_SEED"])
    sender, listed = Sender(os.environ["HEADLESS_URL"], tokens), operations()
    for at, operation in enumerate(listed):
        share = count * (at + 1) // len(listed) - count * at // len(listed)
        if share:
            sent(operation, share, seed_, sender)
    told = ", ".join(f"{code} {number}" for code, number in sender.codes.most_common(8))
    print(
        f"schemathesis: {sender.sent} requests with seed {seed_}, {sender.reconnected} after a pause ({told})",
        flush=True,
    )
    for fault in sender.faults[:10]:
        print(f"schemathesis: {fault}", file=sys.stderr)
    return 1 if sender.faults or sender.sent < count * 0.9 else 0


def operations() -> list[Any]:
    """Return every field of Query and Mutation as something to ask."""
    schema = schemathesis.graphql.from_path(str(SCHEMA))
    return [operation.ok() for operation in schema.get_all_operations() if isinstance(operation, Ok)]


def teach_scalars() -> None:
    """Say how our scalars are written, mostly as they should be."""
    texts = st.sampled_from(MADE) | st.text(max_size=40)
    whole = st.integers(-(10**20), 10**20).map(str) | st.decimals(allow_nan=False, allow_infinity=False).map(str)
    days = st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(str)
    for name, values in (
        ("DateTime", days.map("{}T12:00:00Z".format)),
        ("Date", days),
        ("Decimal", whole | texts),
    ):
        scalar(name, values.map(nodes.String))
    leaves = texts.map(nodes.String) | st.integers().map(nodes.Int) | st.booleans().map(nodes.Boolean)
    scalar("JSON", st.recursive(leaves, lambda inner: st.lists(inner, max_size=3).map(nodes.List), max_leaves=6))


def sent(operation: Any, count: int, seed_: int, sender: "Sender") -> None:
    """Send so many requests for one field."""

    @seed(seed_)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=HEALTH)
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        sender.send(case.body)

    send()


class Sender:
    """Sends documents on one connection, each with the next kind of token, and notes what is our fault."""

    def __init__(self, url: str, tokens: Sequence[tuple[str, str]]) -> None:
        self._host = urlsplit(url).netloc
        self._tokens: Iterator[tuple[str, str]] = itertools.cycle(tokens)
        self._connection = http.client.HTTPConnection(self._host, timeout=60)
        self._answered_at = time.monotonic()
        self.sent = self.reconnected = 0
        self.codes = Counter[str]()
        self.faults: list[str] = []

    def _answered(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self._connection.request("POST", "/graphql", body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self._answered_at = time.monotonic()
        return answer.status, text

    def _answered_at_last(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Send on another connection if the server has closed this one, which it may do if nothing was said for seconds."""
        silence = time.monotonic() - self._answered_at
        try:
            return self._answered(body, headers)
        except (http.client.HTTPException, OSError) as error:
            if silence < KEEP_ALIVE_SECONDS or isinstance(error, TimeoutError):
                self.faults.append(f"no answer, {silence:.1f} s after the last one: {error!r} for {body[:2_000]!r}")
            self.reconnected += 1
            self._connection.close()
            return self._answered(body, headers)

    def send(self, query: str) -> None:
        """Send one."""
        name, token = next(self._tokens)
        body = json.dumps({"query": query}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        status, text = self._answered_at_last(body, headers)
        self.sent += 1
        errors = json.loads(text).get("errors", ()) if text else ()
        codes = {error["extensions"]["code"] for error in errors}
        self.codes.update(codes or {"answered"})
        if status >= 500 or "INTERNAL" in codes:
            self.faults.append(f"{name} got {status} {text.decode()[:300]} for {query[:2_000]}")


if __name__ == "__main__":
    sys.exit(main())
