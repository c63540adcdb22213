"""Personal data that several processes read for one token is counted together, and noted once."""

import asyncio
import sys
from collections.abc import Sequence

from headless.services.auditing.personal_reads import BULK, PersonalReads
from headless.services.configuration.merchants import create_merchant
from headless.services.kernel.principals import system
from headless.services.worker.worker import work_once
from tests.web.shop import Shop, open_shop

HOUR_US = 3_600_000_000
NAMES = "{ members(first: 100) { edges { node { name } } } }"
CREATE = """mutation($number: String!) {
  memberCreate(input: {number: $number, name: "Ann"}) { userErrors { code } } }"""
PROCESS = """
import asyncio, sys
from headless.config import Settings
from headless.services.auditing.personal_reads import PersonalReads
from headless.services.kernel.opening import open_kernel
from headless.services.kernel.principals import system

async def main(url, merchants):
    async with open_kernel(Settings(database_url=url, secret_key="k" * 32, plugins=())) as kernel:
        reads = PersonalReads()
        print(flush=True)
        sys.stdin.readline()
        for _ in range(40):
            for merchant in merchants:
                reads.add(system(int(merchant), "corner-shop"), 7)
            await reads.flush(kernel)

asyncio.run(main(sys.argv[1], sys.argv[2:]))
"""


async def noted(shop: Shop) -> list[int]:
    """The numbers of members in the trail, oldest first."""
    asked = await shop.ask('{ audit(noun: "Member", first: 100) { edges { node { action after } } } }')
    told = [edge["node"] for edge in reversed(asked["audit"]["edges"])]
    return [record["after"]["members"] for record in told if record["action"] == "read"]


async def counted(shop: Shop) -> list[int]:
    """What is counted and not noted."""
    async with shop.kernel.db.read() as session:
        return [row["members"] for row in await session.fetch("SELECT members FROM personal_read ORDER BY actor")]


async def flush(*shops: Shop) -> None:
    for shop in shops:
        await reads_of(shop).flush(shop.kernel)


def reads_of(shop: Shop) -> PersonalReads:
    reads: PersonalReads = shop.app.state.endpoints.graphql.__self__.api.personal_reads
    return reads


async def read(shop: Shop, times: int, secret: str) -> None:
    for _ in range(times):
        await shop.ask(NAMES, secret=secret)


async def test_two_processes_note_together_what_one_token_reads(database_url: str) -> None:
    async with open_shop(database_url) as first, open_shop(database_url) as second:
        for number in range(BULK // 10):
            assert [] == (await first.ask(CREATE, {"number": str(number)}))["memberCreate"]["userErrors"]
        secret = await first.token("members:read", "members:pii")
        other = await first.token("members:read", "members:pii")
        await read(first, 6, secret)
        await read(second, 3, secret)
        await read(second, 1, other)
        await flush(first, second)
        assert ([], [10, 90]) == (await noted(first), sorted(await counted(first)))

        await read(second, 2, secret)
        await flush(first, second, first, second)

        assert ([110], [10]) == (await noted(first), await counted(first))
        await read(first, 9, secret)
        await flush(first, second)
        assert [110] == await noted(second)


async def test_what_was_read_in_another_hour_is_not_added(database_url: str) -> None:
    async with open_shop(database_url) as first, open_shop(database_url) as second:
        reader = system(first.merchant_id, "corner-shop")
        reads_of(first).add(reader, BULK - 1)
        await flush(first)
        second.clock.advance(HOUR_US + 1)
        reads_of(second).add(reader, BULK - 1)
        await flush(second)
        assert ([], [BULK - 1]) == (await noted(first), await counted(first))

        second.clock.advance(HOUR_US)
        reads_of(second).add(reader, 1)
        await flush(second)

        assert ([BULK], []) == (await noted(first), await counted(first))


async def test_counts_of_an_hour_that_is_over_are_forgotten_by_the_worker(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        reads_of(shop).add(system(shop.merchant_id, "corner-shop"), 1)
        await flush(shop)
        shop.clock.advance(HOUR_US)
        assert (0, [1]) == ((await work_once(shop.kernel)).forgotten, await counted(shop))

        shop.clock.advance(1)

        assert (1, []) == ((await work_once(shop.kernel)).forgotten, await counted(shop))


async def test_what_was_read_of_a_merchant_that_is_gone_holds_nothing_up(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        reads_of(shop).add(system(shop.merchant_id + 1, "gone"), BULK)
        reads_of(shop).add(system(shop.merchant_id, "corner-shop"), BULK)
        await flush(shop)

        assert [BULK] == await noted(shop)


async def test_what_was_read_is_written_at_the_end(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        reads_of(shop).add(system(shop.merchant_id, "corner-shop"), 7)
    async with open_shop(database_url) as shop:
        assert [7] == await counted(shop)


async def test_processes_that_write_at_once_lose_nothing_and_note_nothing_twice(database_url: str) -> None:
    async with open_shop(database_url) as shop:
        merchants = [
            (await create_merchant(shop.kernel, f"shop-{name}", currency="GBP", time_zone="Europe/London")).id
            for name in ("north", "south")
        ]
        # not all in the same order, which is that of the requests
        orders = [merchants, merchants[::-1], merchants]
        processes = [await started(database_url, order) for order in orders]
        for process in processes:
            assert process.stdout is not None
            await process.stdout.readline()
        ends = await asyncio.gather(*(process.communicate(b"\n") for process in processes))

        async with shop.kernel.db.read() as session:
            sql = 'SELECT merchant_id, "after" FROM audit_record WHERE action = $1 ORDER BY merchant_id'
            records = [(row["merchant_id"], row["after"]) for row in await session.fetch(sql, "read")]
        # 3 processes add 7 for 40 times: with every 15th it is 105
        expected = [(merchant, '{"members":105}') for merchant in merchants for _ in range(8)]
        assert ([(b"", b"")] * 3, expected, []) == (ends, records, await counted(shop))


async def started(url: str, merchants: Sequence[int]) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROCESS, url, *map(str, merchants), stdin=pipe, stdout=pipe, stderr=pipe
    )
