"""An operator sees who did what, from what to what: configuration, changes by hand, and who took personal data."""

import json
from typing import Any

import pytest

from headless.engine.declarations.draws import commitment
from headless.services.auditing.personal_reads import BULK
from headless.services.auditing.retention import expire_records
from headless.services.configuration.merchants import create_merchant
from headless.services.configuration.tokens import create_token
from tests.web.shop import LADDER, Shop

TRAIL = """query($noun: String, $actor: String, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
  audit(noun: $noun, actor: $actor, from: $from, to: $to, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id at actor action noun code before after } } } }"""
SAVES = {
    "AssetKind": ('assetKindSave(input: {code: "a", name: "A", decimals: 0}) { userErrors { message } }', "a"),
    "TierTrack": (
        'tierTrackSave(input: {code: "t", name: "T", kind: EARNED, tiers: [{code: "x", name: "X", rank: 1}]})'
        " { userErrors { message } }",
        "t",
    ),
    "Tag": ('tagSave(input: {code: "g", name: "G"}) { userErrors { message } }', "g"),
    "Rule": (
        'ruleSave(input: {rule: "points_per_spend"}) { userErrors { message } }',
        "builtin/points_per_spend/points_per_spend",
    ),
    "Benefit": ('benefitSave(input: {code: "b", name: "B", value: SERVICE}) { userErrors { message } }', "b"),
    "CouponKind": (
        'couponKindSave(input: {code: "c", name: "C", discount: {amount: "5"}}) { userErrors { message } }',
        "c",
    ),
    "Merchant": ('merchantSave(input: {name: "Corner"}) { userErrors { message } }', "corner-shop"),
}


async def trail(shop: Shop, secret: str | None = None, **variables: Any) -> list[dict[str, Any]]:
    page = (await shop.ask(TRAIL, variables, secret))["audit"]
    return [edge["node"] for edge in page["edges"]]


async def grant(shop: Shop, member: str, amount: int) -> None:
    granted = await shop.ask(
        f"""mutation {{ assetGrant(input: {{member: {{id: "{member}"}}, kind: "points", amount: {amount}, reason: "regret",
        idempotencyKey: "grant-{amount}"}}) {{ userErrors {{ message }} }} }}"""
    )
    assert [] == granted["assetGrant"]["userErrors"]


async def create(shop: Shop, number: str) -> str:
    made = await shop.ask(
        f'mutation {{ memberCreate(input: {{number: "{number}", name: "Ada {number}"}}) {{ member {{ id }} }} }}'
    )
    member: str = made["memberCreate"]["member"]["id"]
    return member


@pytest.mark.parametrize("noun", SAVES)
async def test_each_save_of_configuration_leaves_a_record_of_who_and_what(shop: Shop, noun: str) -> None:
    save, code = SAVES[noun]
    answer = await shop.ask(f"mutation {{ saved: {save} }}")
    assert {"saved": {"userErrors": []}} == answer

    record = (await trail(shop, noun=noun))[0]

    assert (noun, code) == (record["noun"], record["code"])
    assert record["actor"].startswith("owner (tok_")
    assert record["after"]
    assert record["at"].startswith("2026-02-02T")


async def test_a_change_names_what_differs_and_nothing_else(shop: Shop) -> None:
    for name in ("Stars", "Sterne"):
        await shop.ask(
            f'mutation {{ assetKindSave(input: {{code: "s", name: "{name}", decimals: 0}}) {{ userErrors {{ code }} }} }}'
        )

    changed, created = await trail(shop, noun="AssetKind")

    assert ("created", None, "Stars") == (created["action"], created["before"], created["after"]["name"])
    assert ("changed", {"name": "Stars"}, {"name": "Sterne"}) == (
        changed["action"],
        changed["before"],
        changed["after"],
    )


async def test_the_seed_of_a_rules_draws_is_told_when_it_is_no_longer_drawn_with(shop: Shop) -> None:
    ask = "{ rules { rule seedDigest pastSeeds { version seed until } } }"
    seen = []
    for _ in range(3):
        await shop.ask(f"mutation {{ {SAVES['Rule'][0]} }}")
        (rule,) = [row for row in (await shop.ask(ask))["rules"] if row["rule"] == "points_per_spend"]
        seen.append(rule)

    first, second, third = seen
    assert [] == first["pastSeeds"]
    assert [first["seedDigest"]] == [commitment(past["seed"]) for past in second["pastSeeds"]]
    assert [second["seedDigest"], first["seedDigest"]] == [commitment(past["seed"]) for past in third["pastSeeds"]]
    seeds = [past["seed"] for past in third["pastSeeds"]]
    records = json.dumps(await trail(shop, noun="Rule"))
    assert not any(seed in records for seed in seeds)
    assert "seed" not in records


async def test_a_save_that_is_refused_and_one_that_changes_nothing_leave_no_record(shop: Shop) -> None:
    save = 'mutation { tagSave(input: {code: "vip", name: "VIP"}) { userErrors { code } } }'
    await shop.ask(save)
    await shop.ask(save)
    await shop.ask(save.replace('code: "vip"', 'code: ""'))
    await shop.ask(save.replace('"VIP"', '"Very", expectedVersion: 9'))

    assert ["created"] == [record["action"] for record in await trail(shop, noun="Tag")]


async def test_a_balance_changed_by_hand_is_told_from_what_to_what(shop: Shop) -> None:
    member = await create(shop, "1")
    for verb, amount in (("assetGrant", 100), ("assetSpend", 30)):
        done = await shop.ask(
            f"""mutation {{ {verb}(input: {{member: {{id: "{member}"}}, kind: "points", amount: {amount}, reason: "regret",
            idempotencyKey: "k{amount}"}}) {{ userErrors {{ message }} }} }}"""
        )
        assert [] == done[verb]["userErrors"]

    spent, granted = await trail(shop, noun="Asset")

    assert ("asset.granted", member, {"points": "0"}, {"points": "100"}) == (
        granted["action"], granted["code"], granted["before"], granted["after"],
    )  # fmt: skip
    assert ({"points": "100"}, {"points": "70"}) == (spent["before"], spent["after"])
    token = spent["actor"].partition("(")[2].rstrip(")")
    assert [spent, granted] == await trail(shop, noun="Asset", actor=token)
    assert [] == await trail(shop, noun="Asset", actor="owner (tok_0000000000000)")
    (found,) = (
        await shop.ask("query($id: ID!) { nodes(ids: [$id]) { ... on AuditRecord { after } } }", {"id": spent["id"]})
    )["nodes"]
    assert {"points": "70"} == found["after"]


async def test_a_use_that_is_taken_back_by_hand_and_a_checkout_that_is_held_and_let_go_are_told(shop: Shop) -> None:
    saved = await shop.ask(
        """mutation {
        benefitSave(input: {code: "cup", name: "Cup", value: SERVICE, price: [{kind: "points", amount: 40}]}) {
          userErrors { message } }
        assetKindSave(input: {code: "points", name: "Points", decimals: 0, worth: "0.01"}) { userErrors { message } } }"""
    )
    assert {"benefitSave": {"userErrors": []}, "assetKindSave": {"userErrors": []}} == saved
    member = await create(shop, "1")
    await grant(shop, member, 100)
    used = await shop.ask(
        f"""mutation {{ benefitUse(input: {{member: {{id: "{member}"}}, benefit: "cup", idempotencyKey: "u"}}) {{
        use {{ id }} userErrors {{ message }} }} }}"""
    )
    for change in (
        f'benefitUseReverse(input: {{use: "{used["benefitUse"]["use"]["id"]}", reason: "broken", idempotencyKey: "r"}})',
        f"""checkoutHold(input: {{member: {{id: "{member}"}}, order: {{orderId: "7", total: "9.00"}},
        payWith: [{{kind: "points", amount: 10}}], idempotencyKey: "h"}})""",
        f'checkoutRelease(input: {{member: {{id: "{member}"}}, order: "7", idempotencyKey: "l"}})',
    ):
        assert {"done": {"userErrors": []}} == await shop.ask(
            f"mutation {{ done: {change} {{ userErrors {{ message }} }} }}"
        )

    reversed_, _ = await trail(shop, noun="Benefit", first=2)
    released, held = await trail(shop, noun="Asset", first=2)

    assert ("benefit.reversed", member, {"points": "60"}, {"points": "100"}) == (
        reversed_["action"], reversed_["code"], reversed_["before"], reversed_["after"],
    )  # fmt: skip
    assert ["checkout.released", "checkout.held"] == [released["action"], held["action"]]


async def test_the_trail_is_read_page_by_page_in_the_order_of_time(shop: Shop) -> None:
    await shop.ask(LADDER)
    member = await create(shop, "1")
    await grant(shop, member, 1)
    whole = await trail(shop, first=100)

    pages, after = list[dict[str, Any]](), None
    while True:
        page = (await shop.ask(TRAIL, {"first": 2, "after": after}))["audit"]
        assert len(whole) == page["totalCount"]
        pages += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert whole == pages
    assert "asset.granted" == whole[0]["action"]
    assert sorted((record["id"].partition("_")[2] for record in whole), reverse=True) == [
        record["id"].partition("_")[2] for record in whole
    ]


async def test_from_and_to_choose_by_time(shop: Shop) -> None:
    await shop.ask('mutation { tagSave(input: {code: "old", name: "Old"}) { userErrors { code } } }')
    shop.clock.advance(3_600_000_000)
    await shop.ask('mutation { tagSave(input: {code: "new", name: "New"}) { userErrors { code } } }')

    late = await trail(shop, noun="Tag", **{"from": "2026-02-02T03:00:00Z"})
    early = await trail(shop, noun="Tag", to="2026-02-02T03:00:00Z")

    assert (["new"], ["old"]) == ([record["code"] for record in late], [record["code"] for record in early])


async def test_the_trail_needs_its_scope_and_the_change_that_of_the_thing(shop: Shop) -> None:
    member = await create(shop, "1")
    await grant(shop, member, 7)
    await shop.ask('mutation { tagSave(input: {code: "vip", name: "VIP"}) { userErrors { code } } }')

    assert [("FORBIDDEN", ["audit"])] == await shop.errors(
        "{ audit { totalCount } }", secret=await shop.token("assets:read")
    )
    narrow = await trail(shop, await shop.token("audit:read"))
    assert {(None, None)} == {(record["before"], record["after"]) for record in narrow}
    some = await trail(shop, await shop.token("audit:read", "assets:read"))
    assert {"Asset"} == {record["noun"] for record in some if record["after"] is not None}


async def test_a_token_leaves_a_record_when_it_is_made_replaced_and_revoked(shop: Shop) -> None:
    make = """mutation { tokenCreate(input: {name: "till", scopes: ["members:read"], sources: ["till-3"]}) {
      secret token { id } } }"""
    made = (await shop.ask(make))["tokenCreate"]
    rotate = """mutation($id: ID!) { tokenRotate(input: {id: $id, overlapSeconds: 60}) {
      secret token { id } userErrors { message } } }"""
    rotated = (await shop.ask(rotate, {"id": made["token"]["id"]}))["tokenRotate"]
    new = rotated["token"]["id"]
    await shop.ask("mutation($id: ID!) { tokenRevoke(input: {id: $id}) { userErrors { code } } }", {"id": new})

    records = await trail(shop, noun="Token", first=3)

    assert [("revoked", new), ("rotated", made["token"]["id"]), ("created", made["token"]["id"])] == [
        (record["action"], record["code"]) for record in records
    ]
    assert new == records[1]["after"]["successor"]
    assert ("till", ["members:read"], ["till-3"]) == tuple(
        records[2]["after"][name] for name in ("name", "scopes", "sources")
    )
    told = json.dumps(await trail(shop, first=100))
    assert [] == [secret for secret in (made["secret"], rotated["secret"], shop.secret) if secret[-20:] in told]


async def test_an_export_and_an_erasure_are_in_the_trail_without_the_person(shop: Shop) -> None:
    member = await create(shop, "1")
    exported = await shop.ask("query($id: ID!) { memberExport(by: {id: $id}) }", {"id": member})
    assert "Ada 1" in json.dumps(exported)
    erase = (
        'mutation($id: ID!) { memberErase(input: {member: {id: $id}, idempotencyKey: "e"}) { userErrors { code } } }'
    )
    await shop.ask(erase, {"id": member})

    records = await trail(shop, noun="Member")

    assert [("member.erased", member), ("exported", member)] == [(row["action"], row["code"]) for row in records]
    assert "Ada" not in json.dumps(await trail(shop, first=100))


async def test_many_persons_read_within_an_hour_are_noted_with_their_number(shop: Shop) -> None:
    for number in range(BULK // 10):
        await create(shop, str(number))
    read = "{ members(first: 100) { edges { node { name } } } }"
    reads = shop.app.state.endpoints.graphql.__self__.api.personal_reads
    back_office = await shop.token("members:read", "members:pii")
    for _ in range(9):
        await shop.ask(read, secret=back_office)
    await reads.flush(shop.kernel)
    assert [] == await trail(shop, noun="Member")

    await shop.ask(read, secret=back_office)
    await shop.ask("{ members(first: 100) { edges { node { number } } } }", secret=await shop.token("members:read"))
    await reads.flush(shop.kernel)

    (record,) = await trail(shop, noun="Member")
    assert ("read", {"members": BULK}) == (record["action"], record["after"])
    assert record["actor"].startswith("test (tok_")
    for _ in range(9):
        await shop.ask(read, secret=back_office)
    await reads.flush(shop.kernel)
    shop.clock.advance(2 * 3_600_000_000)
    await shop.ask(read, secret=back_office)
    await reads.flush(shop.kernel)
    assert 1 == len(await trail(shop, noun="Member"))


async def test_records_are_deleted_by_age_alone(shop: Shop) -> None:
    await shop.ask('mutation { tagSave(input: {code: "old", name: "Old"}) { userErrors { code } } }')
    async with shop.kernel.db.read() as session:
        merchant = await shop.kernel.programs.merchant(session, shop.merchant_id)
    days = shop.kernel.settings.audit_days

    shop.clock.advance(days * 86_400_000_000)
    assert 0 == await expire_records(shop.kernel, merchant)
    shop.clock.advance(1)
    assert 3 == await expire_records(shop.kernel, merchant)
    assert [] == await trail(shop)


async def test_nothing_of_another_merchant_is_in_it(shop: Shop) -> None:
    await shop.ask('mutation { tagSave(input: {code: "vip", name: "VIP"}) { userErrors { code } } }')
    ours = (await trail(shop))[0]["id"]
    other = await create_merchant(shop.kernel, "other", currency="EUR", time_zone="Europe/Berlin")
    secret = (await create_token(shop.kernel, other.id, "owner", ["admin"]))[1]

    assert ["Token", "Merchant"] == [record["noun"] for record in await trail(shop, secret)]
    assert {"node": None} == await shop.ask("query($id: ID!) { node(id: $id) { id } }", {"id": ours}, secret)


async def test_a_status_set_by_hand_and_a_token_made_for_a_member_are_told(shop: Shop) -> None:
    member = await create(shop, "1")
    save = 'mutation {{ memberUpdate(input: {{member: {{id: "{member}"}}, {what}}}) {{ userErrors {{ code }} }} }}'
    for what in ('name: "\\"status\\": 1"', "status: FROZEN", 'gender: "f"'):
        assert {"memberUpdate": {"userErrors": []}} == await shop.ask(save.format(member=member, what=what))
    made = await shop.ask(
        f'mutation {{ memberTokenCreate(input: {{member: {{id: "{member}"}}}}) {{ token expiresAt }} }}'
    )
    for wrong in ('number: "9"', f'id: "{member}"}}, ttlSeconds: 0, member: {{number: "9"'):
        await shop.send(f"mutation {{ memberTokenCreate(input: {{member: {{{wrong}}}}}) {{ token }} }}")

    (frozen,) = await trail(shop, noun="Member")
    (token,) = await trail(shop, noun="MemberToken")

    assert ("member.updated", member, None, {"status": "FROZEN"}) == (
        frozen["action"], frozen["code"], frozen["before"], frozen["after"],
    )  # fmt: skip
    assert ("created", member) == (token["action"], token["code"])
    assert made["memberTokenCreate"]["token"] not in json.dumps(token)
    assert frozen["actor"] == token["actor"]
    assert frozen["actor"].startswith("owner (tok_")
    assert 1 == (await shop.ask(TRAIL, {"noun": "Member"}))["audit"]["totalCount"]
    (shown,) = (
        await shop.ask("query($id: ID!) { nodes(ids: [$id]) { ... on AuditRecord { after } } }", {"id": frozen["id"]})
    )["nodes"]
    assert {"status": "FROZEN"} == shown["after"]
