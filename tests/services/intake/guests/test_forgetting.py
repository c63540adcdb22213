"""What waits for guests tells no one who they are, and is forgotten: in time, when it is turned off, and by erasing."""

from pathlib import Path

from headless.config import dialect_of, sqlite_path
from headless.models.tables.catalogue import TABLES
from headless.services.configuration.guest_events import change_claim_for
from headless.services.kernel.lookups import Lookup
from headless.services.lives.erasing import erase_member
from headless.services.members.members import update_member
from headless.services.worker.worker import work_once
from tests.services.intake.guests.waiting import ANN, NUMBER, PHONE, code_of, join, prove, run, waiting
from tests.services.shop import Shop, instant


async def test_nothing_in_the_database_tells_the_identifier(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1")
    await shop.order(Lookup("email", "ann@example.org"), "80.00", "o2")
    referral = await shop.send("referral.joined", ANN, {"referred": {"phone": PHONE}})
    assert "UNKNOWN_MEMBER" == code_of(referral)
    await shop.member("m2", email="ben@example.org")
    await shop.send("order.moved", ANN, {"orderId": "o1", "to": {"email": "ben@example.org"}})
    assert 3 == await waiting(shop)
    await update_member(shop.kernel, shop.owner, Lookup("number", "m2"), {"email": None})

    texts = []
    async with shop.kernel.db.read() as session:
        for table in TABLES:
            texts += [str(value) for row in await session.fetch(f"SELECT * FROM {table}") for value in row]
    if dialect_of(shop.kernel.settings.database_url) == "sqlite":
        file = Path(sqlite_path(shop.kernel.settings.database_url))
        texts += [path.read_bytes().decode("latin-1") for path in file.parent.glob(f"{file.name}-wal")]
    told = "\n".join(text for text in texts if '"cleared"' not in text)

    assert [] == [part for part in ("79460958", "7946 0958", "ann@example") if part in told]
    assert "ben@example" not in str(await run(shop, "SELECT data FROM guest_event WHERE type = 'order.moved'"))


async def test_what_no_one_claims_in_time_is_deleted(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1", "2026-05-10T12:00")
    shop.clock.set(instant("2026-08-30T11:59"))
    await work_once(shop.kernel)
    assert 1 == await waiting(shop)

    shop.clock.set(instant("2026-08-30T12:00"))
    assert [] == (await join(shop, "PHONE")).claimed
    worked = await work_once(shop.kernel)

    assert (1, 0, 0) == (worked.forgotten, await waiting(shop), await run(shop, "SELECT count(*) FROM guest"))


async def test_turning_it_off_deletes_what_is_kept(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1")

    assert (1, 0) == (await change_claim_for(shop.kernel, "tea", None), await waiting(shop))
    assert "UNKNOWN_MEMBER" == code_of(await shop.order(ANN, "80.00", "o1"))


async def test_erasing_a_member_deletes_what_waits_under_its_identifiers(shop: Shop) -> None:
    email = Lookup("email", "ann@example.org")
    await shop.order(ANN, "80.00", "o1")
    await shop.order(email, "80.00", "o2")
    await shop.order(Lookup("phone", "+44 20 7946 0000"), "80.00", "o3")
    await join(shop, email="ann@example.org")

    await erase_member(shop.kernel, shop.owner, NUMBER)

    assert 1 == await waiting(shop)
    await shop.order(ANN, "5.00", "o4")
    assert 1 == len((await join(shop, "PHONE")).claimed)


async def test_a_closed_member_claims_nothing(shop: Shop) -> None:
    await shop.order(ANN, "80.00", "o1")
    await join(shop)

    closed = await prove(shop, "PHONE", status="CLOSED")
    refused = await prove(shop, "PHONE")
    opened = await prove(shop, "PHONE", status="ACTIVE")

    assert ([], "MEMBER_CLOSED", 1) == (closed.claimed, code_of(refused), len(opened.claimed))
