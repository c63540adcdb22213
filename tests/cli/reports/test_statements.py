"""A partner's statement from the command line: the entries of a period, as a table, as JSON and as CSV."""

import asyncio
import csv
import os
from decimal import Decimal
from pathlib import Path

from headless.config import Settings
from headless.services.configuration.access.partners import save_partner
from headless.services.kernel.kernel import Kernel
from headless.services.kernel.lookups import Lookup
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import Principal, system
from headless.services.kernel.scopes import PARTNER_SCOPES
from headless.services.members.assets import grant
from headless.services.members.members import create_member
from tests.cli.conftest import Command

SHOP = ("--merchant", "shop")


async def _give(kernel: Kernel) -> None:
    async with kernel.db.read() as session:
        merchant = await kernel.programs.by_slug(session, "shop")
    owner = system(merchant.id, "shop")
    budgets = [{"kind": "points", "amount": "100", "period": "TOTAL"}]
    saved = await save_partner(
        kernel, owner, {"code": "cafe", "name": "Café", "assetKinds": ["points"], "budgets": budgets}
    )
    await create_member(kernel, owner, {"number": "1"})
    asking = Principal(merchant.id, "shop", 1, "till", PARTNER_SCOPES, partner_id=saved.id)
    for key, reason in (("=1+1", "cake"), ("b", "@tea")):
        done = await grant(
            kernel, asking, Lookup("number", "1"), kind="points", amount=Decimal(20), reason=reason, key=key
        )
        assert done.problem is None


def test_a_statement_is_the_ledger_as_table_json_and_csv(shop: Command, tmp_path: Path) -> None:
    async def work() -> None:
        async with open_kernel(Settings.from_environment(os.environ)) as kernel:
            await _give(kernel)

    asyncio.run(work())
    listed = shop("report", "partner", "cafe", *SHOP, "--json").json
    none = shop("report", "partner", "cafe", *SHOP, "--to", "2001-01-01", "--json").json
    file = tmp_path / "cafe.csv"
    written = shop("report", "partner", "cafe", *SHOP, "--csv", str(file))
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    unknown = shop("report", "partner", "nobody", *SHOP)

    assert [{"kind": "points", "given": "40", "takenBack": "0", "net": "40"}] == listed["kinds"]
    assert [("GRANT", "20", "cake", "=1+1"), ("GRANT", "20", "@tea", "b")] == [
        (line["type"], line["amount"], line["reason"], line["key"]) for line in listed["entries"]
    ]
    assert ([], []) == (none["kinds"], none["entries"])
    assert 0 == written.code
    assert ["'=1+1", "'@tea"] == [rows[0]["key"], rows[1]["reason"]]
    assert (2, True) == (unknown.code, "there is no partner 'nobody'" in unknown.err)
    assert 0 == shop("verify", *SHOP).code
