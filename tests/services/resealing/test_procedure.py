"""The procedure of docs/operators.md that replaces the secret key, step by step in a shell."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from headless.clock import SystemClock
from headless.config import Settings
from headless.models.tables.webhooks.endpoints import all_endpoints
from headless.services.configuration.guest_events import change_claim_for
from headless.services.configuration.merchants import create_merchant
from headless.services.intake.events import EventInput, record_events
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import Principal, system
from headless.services.members.members import create_member
from headless.services.webhooks.endpoints import save_endpoint
from headless.services.webhooks.signatures import secrets_of
from tests.docs.pages import blocks

OLD, PHONE = "the old key that someone knew who has left", "+44 20 7946 0958"
STEPS = [block.text for block in blocks("sh") if block.words == ("rotation",)]


def ran(url: str, *steps: str) -> subprocess.CompletedProcess[str]:
    """Run steps in one shell, whose last word is the new key."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "OLD": OLD, "HEADLESS_DATABASE_URL": url, "HEADLESS_PLUGINS": "builtin", "LANG": "C"}
    script = "\n".join((*steps, "status=$?", "echo $NEW", "exit $status"))
    return subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)


async def _begin(kernel: Kernel) -> str:
    merchant = await create_merchant(kernel, "shop", currency="GBP", time_zone="Europe/London")
    owner = system(merchant.id, "shop")
    given = {"url": "https://crm.example", "topics": ["order.paid"]}
    saved = await save_endpoint(kernel, owner, given, lambda query: None)
    await change_claim_for(kernel, "shop", 30)
    order = EventInput("order.paid", {"orderId": "1", "total": "5"}, Lookup("phone", PHONE), "till", "1")
    assert ["DEFERRED"] == [one.outcome for one in await record_events(kernel, owner, [order])]
    assert saved.secret is not None
    return saved.secret


async def _owner(kernel: Kernel) -> Principal:
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, "shop")
    return system(merchant.id, "shop")


async def test_the_secret_key_is_replaced_in_three_steps(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_kernel(Settings(database_url=database_url, secret_key=OLD)) as kernel:
        secret = await _begin(kernel)
    assert 3 == len(STEPS)
    second = ran(database_url, *STEPS[:2])
    assert 0 == second.returncode, second.stderr
    told, new = second.stdout.splitlines()[:2], second.stdout.split()[-1]
    assert "2 sealed with the present key" == told[0]
    assert told[1].startswith("1 events of guests of shop: need an old key until ")

    both = Settings(database_url=database_url, secret_key=new, secret_key_old=(OLD,))
    async with open_kernel(both) as kernel:
        joined = await create_member(kernel, await _owner(kernel), {"number": "1", "phone": PHONE, "proven": ["PHONE"]})
        assert 1 == len(joined.claimed)
    third = ran(database_url, f"NEW={new}", *STEPS[1:])
    assert 0 == third.returncode, third.stdout + third.stderr
    assert "need an old key" not in third.stdout
    alone = Settings(database_url=database_url, secret_key=new)
    async with open_kernel(alone) as kernel, kernel.db.read() as session:
        owner = await _owner(kernel)
        (endpoint,) = await all_endpoints(session, owner.merchant_id)
        assert [secret] == secrets_of(alone, owner.merchant_id, endpoint, SystemClock().now_us())
