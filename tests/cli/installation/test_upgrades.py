"""A process of an old version goes on while the tables become those of a newer one, as the page on upgrades says."""

import asyncio
import json
import signal
import urllib.request
from collections.abc import Sequence

import pytest

from headless.models.database.database import Database
from tests.cli.conftest import Command
from tests.kit.processes import PATIENCE_SECONDS, answer, free_port, process

SHOP = ("--merchant", "shop")
LATER = (
    "ALTER TABLE event ADD COLUMN later TEXT",
    "ALTER TABLE member ADD COLUMN later INTEGER NOT NULL DEFAULT 1",
    "CREATE TABLE later_thing (id BIGINT NOT NULL PRIMARY KEY)",
    "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_later', CURRENT_TIMESTAMP)",
)
"""What the next version's `headless migrate` might do."""
CREATE = 'mutation { memberCreate(input: {number: "1"}) { userErrors { code } } }'
ORDER = """mutation { eventsRecord(input: {events: [{type: "order.paid", member: {number: "1"}, source: "till",
  externalId: "%s", data: {orderId: "%s", total: "12"}}]}) { results { status } } }"""


async def execute(url: str, statements: Sequence[str]) -> None:
    async with Database.open(url) as database, database.transaction() as session:
        for statement in statements:
            await session.execute(statement)


def test_an_old_process_goes_on_with_the_tables_of_a_newer_version(
    headless: Command, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADLESS_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("HEADLESS_SECRET_KEY", "0123456789abcdef0123456789abcdef")
    headless("merchant", "create", "shop", "--currency", "GBP", "--time-zone", "Europe/London")
    secret = headless("token", "create", *SHOP, "--scope", "admin").out.strip()
    monkeypatch.setenv("HEADLESS_AUTO_MIGRATE", "off")
    port = free_port()

    def ask(query: str) -> str:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        body = json.dumps({"query": query}).encode()
        return answer(urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, headers), running)

    with process("serve", "--port", str(port), "--no-worker") as running:
        ask(CREATE)
        before = ask(ORDER % ("o1", "o1"))
        asyncio.run(execute(empty_database_url, LATER))
        after = ask(ORDER % ("o2", "o2"))
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE_SECONDS)
    with process("serve", "--port", str(port), "--no-worker") as running:
        again = ask(ORDER % ("o3", "o3"))
    doctor, verified = headless("doctor", "--json"), headless("verify", *SHOP)

    assert ['"RECORDED"'] * 3 == [json.dumps(_status(told)) for told in (before, after, again)]
    assert (0, "no drift\n") == (verified.code, verified.err)
    (failed,) = [found["finding"] for found in doctor.json if found["state"] == "fail"]
    assert "the database was migrated by a newer version (9999_later)" in failed


def _status(told: str) -> str:
    return str(json.loads(told)["data"]["eventsRecord"]["results"][0]["status"])
