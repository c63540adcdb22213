"""What webhooks, partners, guests and the audit trail keep of a member is without a name once the member is erased."""

import json

from headless.models.tables.catalogue import TABLES
from headless.services.configuration.guest_events import change_claim_for
from headless.services.webhooks.running import deliver_due, tend
from headless.services.worker.worker import work_once
from tests.web.access.partners import budget, furnish, partnership
from tests.web.shop import Shop
from tests.web.test_webhooks import Wire, courier_of

CANARY, PHONE = "canarybird", "79460958"
DAY_US = 24 * 3_600_000_000
LIFE = """mutation {
  create: memberCreate(input: {number: "77", name: "Ann Canarybird", phone: "+44 20 7946 0958", email: "ann@canarybird.example",
    attributes: {nick: "Canarybird"}, identities: [{system: "wechat", id: "o-canarybird"}]}) { userErrors { message } }
  rename: memberUpdate(input: {member: {number: "77"}, name: "Canarybird the Second"}) { userErrors { message } }
  grant: assetGrant(input: {member: {number: "77"}, kind: "points", amount: "5", reason: "Canarybird's day",
    idempotencyKey: "day"}) { userErrors { message } }
  tag: memberTagAssign(input: {member: {number: "77"}, tag: "vip", reason: "Canarybird asked"}) { userErrors { message } }
  taken: memberCreate(input: {number: "78", phone: "+44 20 7946 0958"}) { userErrors { code } }
  other: memberCreate(input: {number: "79", name: "Another Canarybird"}) { userErrors { message } }
  merge: memberMerge(input: {from: {number: "79"}, into: {number: "77"}, idempotencyKey: "merge"}) { userErrors { message } }
}"""
REVIEW = """mutation { eventsRecord(input: {events: [{type: "review.posted", member: {MEMBER}, source: "app", externalId: "KEY",
  data: {text: "Canarybird was here"}}]}) { results { status userErrors { message } } } }"""
GUEST = """mutation { eventsRecord(input: {events: [{type: "order.paid", member: {phone: "+44 20 7946 0958"}, source: "app",
  externalId: "guest", data: {orderId: "guest", total: "10"}}]}) { results { status userErrors { message } } } }"""
SAVE = 'mutation { webhookEndpointSave(input: {url: "https://NAME.example/", topics: ["*"]}) { userErrors { code } } }'
EXPORT = '{ memberExport(by: {number: "77"}) }'
ERASE = 'mutation { memberErase(input: {member: {number: "77"}, idempotencyKey: "e"}) { userErrors { message } } }'


async def places(shop: Shop) -> set[str]:
    """The columns in which the name or the phone number stands."""
    known = set()
    async with shop.kernel.db.read() as session:
        for table in TABLES:
            for row in await session.fetch(f"SELECT * FROM {table}"):
                for column in row.keys():  # noqa: SIM118 - a row is no mapping
                    text = str(row[column]).casefold()
                    if CANARY in text or PHONE in text:
                        known.add(f"{table}.{column}")
    return known


async def test_no_trace_of_an_erased_member_is_left_in_webhooks_budgets_guests_and_the_trail(shop: Shop) -> None:
    await furnish(shop)
    await change_claim_for(shop.kernel, "corner-shop", 90)
    partner = await partnership(shop, budgets=[budget("100"), budget("50", each=True)])
    wire = Wire()
    for name in ("good", "bad"):
        await shop.ask(SAVE.replace("NAME", name))
    guest = await shop.ask(GUEST)
    assert "DEFERRED" == guest["eventsRecord"]["results"][0]["status"]
    life = await shop.ask(LIFE)
    assert {"taken"} == {name for name, answer in life.items() if answer["userErrors"]}
    given = await partner.grant("7", member="77", reason="for Canarybird")
    assert [] == given["userErrors"]
    await shop.ask(REVIEW.replace("MEMBER", 'number: "77"').replace("KEY", "said"))
    wire.status = 500
    await deliver_due(courier_of(shop, wire))
    assert CANARY in json.dumps(await shop.ask(EXPORT)).casefold()
    before = await places(shop)
    assert [] == (await shop.ask(ERASE))["memberErase"]["userErrors"]
    await work_once(shop.kernel)
    after = await places(shop)
    wire.status, wire.sent = 204, []
    shop.clock.set(shop.clock.now_us() + DAY_US)
    await deliver_due(courier_of(shop, wire))
    shop.clock.set(shop.clock.now_us() + 4 * DAY_US)
    await tend(courier_of(shop, wire))
    told = "".join((one.content or b"").decode() for one in wire.sent).casefold()
    trail = json.dumps(
        await shop.ask("{ audit(first: 100) { edges { node { actor action noun code before after } } } }")
    )

    assert {"member.name", "event_personal.fields", "entry.reason", "member_tag.reason"} <= before
    assert set() == after
    assert wire.sent
    assert CANARY not in told
    assert PHONE not in told
    assert CANARY not in trail.casefold()
    assert "exported" in trail
    assert "erased" in trail
