"""The secret key is replaced: what either key sealed is opened by all, and in the end nothing needs the old one."""

from typing import Any

import pytest

from headless.errors import Invalid
from headless.models.tables.webhooks.endpoints import all_endpoints
from headless.resolvers.reading.cursors import Cursors
from headless.services.configuration.guest_events import change_claim_for
from headless.services.diagnosing.secrets import secret_findings
from headless.services.resealing.resealing import reseal, resting
from headless.services.sealing.sealed_secrets import Rest
from headless.services.sign_in.sealed_tokens import Sealed, seal, unseal
from headless.services.webhooks.endpoints import save_endpoint
from headless.services.webhooks.signatures import secrets_of
from tests.services.intake.guests.waiting import ANN
from tests.services.resealing.conftest import FIRST, SECOND, Process
from tests.services.shop import Shop, instant


async def endpoint(shop: Shop, **more: Any) -> str:
    """Save an endpoint, and return its secret."""
    given = {"url": "https://crm.example", "topics": ["order.paid"], **more}
    answer = await save_endpoint(shop.kernel, shop.owner, given, lambda query: None)
    assert answer.saved.problem is None
    assert answer.secret is not None
    return answer.secret


async def opened(shop: Shop) -> list[list[str]]:
    """What signs, by endpoint, as this process opens it."""
    merchant_id, now = shop.owner.merchant_id, shop.clock.now_us()
    async with shop.kernel.db.read() as session:
        return [
            secrets_of(shop.kernel.settings, merchant_id, one, now) for one in await all_endpoints(session, merchant_id)
        ]


async def rests(shop: Shop) -> list[Rest]:
    return [one.rest for one in await resting(shop.kernel)]


async def test_tokens_of_members_are_opened_by_processes_of_either_key(shop: Shop, process: Process) -> None:
    before, after = process(FIRST, SECOND), process(SECOND, FIRST)
    said = Sealed(shop.owner.merchant_id, 5, 0, 2_000_000_000)
    for maker, readers, strangers in (
        (shop, (shop, before, after), (process(SECOND),)),
        (before, (shop, before, after), (process(SECOND),)),
        (after, (before, after, process(SECOND)), (shop,)),
    ):
        token = seal(maker.kernel, said)
        assert {said} == {unseal(reader.kernel, token) for reader in readers}
        assert {None} == {unseal(stranger.kernel, token) for stranger in strangers}
        forged = token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB")
        assert {None} == {unseal(reader.kernel, forged) for reader in readers}


def test_cursors_are_opened_by_processes_of_either_key() -> None:
    before, after, alone = Cursors(FIRST, SECOND), Cursors(SECOND, FIRST), Cursors(SECOND)
    for maker, readers in ((before, (before, after)), (after, (before, after, alone)), (alone, (before, after, alone))):
        cursor = maker.seal(b"list", (1, "a"))
        assert {(1, "a")} == {reader.open(b"list", cursor) for reader in readers}
        with pytest.raises(Invalid):
            after.open(b"other list", cursor)
    with pytest.raises(Invalid):
        alone.open(b"list", before.seal(b"list", (1, "a")))


async def test_secrets_of_webhooks_are_sealed_with_the_present_key(shop: Shop, process: Process) -> None:
    after, alone = process(SECOND, FIRST), process(SECOND)
    old, new = await endpoint(shop), await endpoint(after, url="https://new.example")
    assert [[old], [new]] == await opened(after)
    assert [Rest.OLD, Rest.PRESENT] == await rests(after)
    assert [Rest.UNKNOWN, Rest.PRESENT] == await rests(alone)
    assert (0, [Rest.UNKNOWN, Rest.PRESENT]) == (await reseal(alone.kernel), await rests(alone))

    assert (1, 0) == (await reseal(after.kernel), await reseal(after.kernel))
    assert [Rest.PRESENT, Rest.PRESENT] == await rests(alone)
    assert [[old], [new]] == await opened(alone)


async def test_both_secrets_of_an_endpoint_whose_secret_was_replaced_are_sealed_again(
    shop: Shop, process: Process
) -> None:
    old = await endpoint(shop)
    async with shop.kernel.db.read() as session:
        (stored,) = await all_endpoints(session, shop.owner.merchant_id)
    after = process(SECOND, FIRST)
    new = await endpoint(after, id=stored.id, rotateSecret=True)
    assert (1, [[new, old]]) == (await reseal(after.kernel), await opened(process(SECOND)))


async def test_what_was_stored_without_a_key_is_sealed_once_there_is_one(shop: Shop, process: Process) -> None:
    keyless = process(None)
    secret = await endpoint(keyless)
    assert (0, [Rest.NONE]) == (await reseal(keyless.kernel), await rests(keyless))

    assert (1, [Rest.PRESENT]) == (await reseal(shop.kernel), await rests(shop))
    assert [[secret]] == await opened(shop)


async def test_the_doctor_says_what_still_needs_an_old_key(shop: Shop, process: Process) -> None:
    after = process(SECOND, FIRST)
    assert [] == [finding.health for finding in await secret_findings(shop.kernel)]
    await endpoint(shop)

    async def findings(asked: Shop) -> list[tuple[str, str]]:
        return [(finding.health, str(finding.told)) for finding in await secret_findings(asked.kernel)]

    assert [("fail", "1 secrets of tea need a key that is not here")] == [
        (health, told.partition(":")[0]) for health, told in await findings(process(SECOND))
    ]
    assert [("warn", "1 secrets of tea need an old key")] == [
        (health, told.partition(";")[0]) for health, told in await findings(after)
    ]
    await reseal(after.kernel)
    assert [("ok", "nothing that is stored needs an old key")] == [
        (health, told.partition(":")[0]) for health, told in await findings(after)
    ]
    assert [] == await findings(process(SECOND))


async def test_guests_say_until_when_they_need_the_old_key(shop: Shop, process: Process) -> None:
    await change_claim_for(shop.kernel, "tea", 90)
    await shop.order(ANN, "10.00", "o1")
    after = process(SECOND, FIRST)
    assert [Rest.OLD, Rest.OLD] == await rests(after)
    await reseal(after.kernel)

    (guests,) = await resting(after.kernel)
    assert ("1 events of guests", Rest.OLD) == (str(guests.told), guests.rest)
    assert instant("2026-08-30T12:00") == guests.until
