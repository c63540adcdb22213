"""A partner's token sees and does what was agreed: its kinds, its types and its tags. For it nothing else exists."""

from typing import Any

import pytest

from headless.services.configuration.tokens import create_token
from tests.web.access.partners import SCOPES, SEND, Partnership, budget, partnership, save
from tests.web.shop import bearer

SECOND = 1_000_000
DAY = 24 * 3600 * SECOND


async def test_a_partner_sees_of_a_member_what_it_may_touch(partner: Partnership) -> None:
    shop = partner.shop
    merchants = Partnership(shop, "", shop.secret)
    await merchants.grant("5", "stars")
    await partner.grant("10")
    for tag in ("vip", "late-payer"):
        await shop.ask(
            f"""mutation {{ memberTagAssign(input: {{member: {{number: "1"}}, tag: "{tag}"}}) {{ userErrors {{ code }} }} }}"""
        )
    order = {"type": "order.paid", "member": {"number": "1"}, "source": "pos", "externalId": "o1",
             "data": {"orderId": "o1", "total": "10.00"}}  # fmt: skip
    await shop.ask(SEND, {"events": [order]})
    query = """{ member(by: {number: "1"}) { number assets { kind { code } available } tags { tag { code } }
      events(first: 20) { totalCount edges { node { type source } } } }
      assetKinds { code } tags { code } eventTypes { name } events(first: 20) { edges { node { source } } } }"""
    seen = await partner.ask(query)

    assert [{"kind": {"code": "points"}, "available": "20"}] == seen["member"]["assets"]
    assert [{"tag": {"code": "vip"}}] == seen["member"]["tags"]
    assert [{"node": {"type": "asset.granted", "source": "partner:iqiyi"}}] == seen["member"]["events"]["edges"]
    assert 1 == seen["member"]["events"]["totalCount"]
    assert ([{"code": "points"}], [{"code": "vip"}]) == (seen["assetKinds"], seen["tags"])
    assert [{"name": "order.paid"}, {"name": "order.refunded"}] == sorted(
        seen["eventTypes"], key=lambda one: one["name"]
    )
    assert [{"node": {"source": "partner:iqiyi"}}] == seen["events"]["edges"]


@pytest.mark.parametrize(
    "field",
    ["phone", "name", "attributes", "source", "referralCode", "identities { id }", "coupons { totalCount }",
     'metric(name: "orders")', 'metric(name: "balance", args: {asset: "stars"})', 'explain(what: {asset: "points"}) { text }',
     "ext { __typename }", 'at(time: "2026-01-01T00:00:00Z") { tags { code } }', "tierProgress { text }", "tier { code }"],
)  # fmt: skip
async def test_what_a_partner_may_not_see_of_a_member_is_null_with_an_error(partner: Partnership, field: str) -> None:
    answer = await partner.send('{ member(by: {number: "1"}) { number FIELD } }'.replace("FIELD", field))

    assert "1" == answer["data"]["member"]["number"]
    assert [None] == [value for name, value in answer["data"]["member"].items() if name != "number"]
    assert ["FORBIDDEN"] == [error["extensions"]["code"] for error in answer["errors"]]


async def test_a_kind_that_a_partner_may_not_touch_does_not_exist_for_it(partner: Partnership) -> None:
    ask = 'query { member(by: {number: "1"}) { asset(kind: "KIND") { available } } }'
    unseen, absent = [await partner.send(ask.replace("KIND", kind)) for kind in ("stars", "nothing")]
    given, missing = [await partner.grant("1", kind) for kind in ("stars", "nothing")]

    said = [
        answer["errors"][0]["message"].replace(kind, "X") for answer, kind in ((unseen, "stars"), (absent, "nothing"))
    ]
    assert said[0] == said[1]
    told = [
        answer["userErrors"][0]["message"].replace(kind, "X")
        for answer, kind in ((given, "stars"), (missing, "nothing"))
    ]
    assert told[0] == told[1]
    assert given["userErrors"][0]["path"] == missing["userErrors"][0]["path"]


async def test_rows_that_a_partner_may_not_see_are_not_found_by_id(partner: Partnership) -> None:
    shop = partner.shop
    merchants = Partnership(shop, "", shop.secret)
    await merchants.grant("5", "stars")
    own = (await partner.grant("1"))["entry"]["id"]
    ids = await shop.ask("""{ assetKinds { id code } tags { id code } rules { id } partners { id } tierTracks { id }
      members { edges { node { id assets { id kind { code } entries { edges { node { id event { id } } } } } } } } }""")
    member = ids["members"]["edges"][0]["node"]
    stars = next(one for one in member["assets"] if one["kind"]["code"] == "stars")
    entry = stars["entries"]["edges"][0]["node"]
    unseen = [stars["id"], entry["id"], entry["event"]["id"], ids["rules"][0]["id"],
              next(one["id"] for one in ids["assetKinds"] if one["code"] == "stars"),
              next(one["id"] for one in ids["tags"] if one["code"] == "late-payer")]  # fmt: skip
    answer = await partner.send(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", {"ids": [*unseen[:3], own]}
    )

    assert [None, None, None, own] == [one and one["id"] for one in answer["data"]["nodes"]]
    for id_ in unseen[3:]:
        found = await partner.send("query($id: ID!) { node(id: $id) { id } }", {"id": id_})
        assert None is found["data"]["node"]


async def test_lists_conditions_and_configuration_are_the_merchants_alone(partner: Partnership) -> None:
    for query in (
        "{ members { totalCount } }", '{ members(search: "1") { totalCount } }', "{ rules { id } }", "{ metrics { name } }",
        "{ partners { code } }", '{ memberExport(by: {number: "1"}) }', "{ plugins { name } }", "{ couponKinds { code } }",
        'mutation { memberCreate(input: {number: "9"}) { userErrors { code } } }',
        'mutation { assetTransfer(input: {from: {number: "1"}, to: {number: "2"}, kind: "points", amount: 1, reason: "x",'
        ' idempotencyKey: "t"}) { userErrors { code } } }',
        'mutation { partnerSave(input: {code: "iqiyi", name: "x"}) { userErrors { code } } }',
        'mutation { memberTokenCreate(input: {member: {number: "1"}}) { token } }',
        'mutation { memberErase(input: {member: {number: "1"}}) { userErrors { code } } }',
    ):  # fmt: skip
        answer = await partner.send(query)
        assert ["FORBIDDEN"] == [error["extensions"]["code"] for error in answer["errors"]], query


async def test_a_partner_sends_its_types_from_its_source_and_no_others(partner: Partnership) -> None:
    def event(type_: str = "order.paid", number: str = "o1", **more: Any) -> dict[str, Any]:
        data = {"orderId": number, "total": "10.00"}
        return {"type": type_, "member": {"number": "1"}, "externalId": number, "data": data, **more}

    results = (await partner.ask(SEND, {"events": [
        event(), event("topup.paid"), event("no.such"), event(number="o2", source="pos"),
        event(number="o3", source="partner:iqiyi"),
        event(number="o4", data={"orderId": "o4", "total": "10.00", "payWith": [{"asset": "stars", "amount": "1"}]}),
    ]}))["eventsRecord"]["results"]  # fmt: skip
    codes = [[error["code"] for error in result["userErrors"]] for result in results]
    unknown = ["UNKNOWN_EVENT_TYPE"]

    assert [[], unknown, unknown, ["FORBIDDEN_SOURCE"], [], ["UNKNOWN_ASSET_KIND"]] == codes
    assert "partner:iqiyi" == results[0]["event"]["source"]
    assert [] == results[0]["decisions"]
    said = [result["userErrors"][0]["message"] for result in results[1:3]]
    assert said[0].replace("topup.paid", "X") == said[1].replace("no.such", "X")
    assert ["points"] == [change["code"] for change in results[0]["changes"]]


async def test_a_partner_pays_with_assets_by_the_scope_of_spending_alone(partner: Partnership) -> None:
    await partner.grant("10")
    scopes = [scope for scope in SCOPES if scope != "assets:write"]
    shop = partner.shop
    _, narrow = await create_token(shop.kernel, shop.merchant_id, "narrow", scopes, partner="iqiyi")
    order = {"orderId": "o1", "total": "10.00", "payWith": [{"asset": "points", "amount": "1"}]}
    event = {"type": "order.paid", "member": {"number": "1"}, "externalId": "o1", "data": order}

    (refused,) = (await shop.ask(SEND, {"events": [event]}, narrow))["eventsRecord"]["results"]

    assert ["FORBIDDEN"] == [error["code"] for error in refused["userErrors"]]


async def test_numbers_of_a_partner_meet_no_one_elses(partner: Partnership) -> None:
    shop = partner.shop
    order = {
        "type": "order.paid",
        "member": {"number": "1"},
        "externalId": "o1",
        "data": {"orderId": "o1", "total": "0.01"},
    }
    await partner.ask(SEND, {"events": [order]})

    own = {**order, "source": "pos", "data": {"orderId": "o1", "total": "500.00"}}
    (paid,) = (await shop.ask(SEND, {"events": [own]}))["eventsRecord"]["results"]
    refund = {"type": "order.refunded", "externalId": "r1", "source": "pos",
              "data": {"refundId": "r1", "orderId": "partner:iqiyi/o1", "amount": "0.01"}}  # fmt: skip
    (back,) = (await shop.ask(SEND, {"events": [refund]}))["eventsRecord"]["results"]
    told = [await partner.ask(SEND, {"events": [{**order, "externalId": f"x{number}", "data": {**order["data"],
            "orderId": number}}]}) for number in ("o2", "o9")]  # fmt: skip

    assert (("RECORDED", []), ("RECORDED", [])) == tuple((one["status"], one["userErrors"]) for one in (paid, back))
    assert ["RECORDED"] * 2 == [answer["eventsRecord"]["results"][0]["status"] for answer in told]


async def test_a_partner_reads_no_words_of_what_others_gave(partner: Partnership) -> None:
    merchants = Partnership(partner.shop, "", partner.shop.secret)
    await merchants.grant("5", reason="our own campaign")
    await partner.grant("7", reason="ours")

    seen = await partner.ask("""{ member(by: {number: "1"}) { asset(kind: "points") { entries { edges { node {
      amount reason } } } } } }""")

    told = {edge["node"]["amount"]: edge["node"]["reason"] for edge in seen["member"]["asset"]["entries"]["edges"]}
    assert {"5": "-", "7": "ours"} == told


async def test_a_partner_cannot_refund_an_order_that_it_did_not_send(partner: Partnership) -> None:
    shop = partner.shop
    order = {"type": "order.paid", "member": {"number": "1"}, "source": "pos", "externalId": "o1",
             "data": {"orderId": "o1", "total": "10.00"}}  # fmt: skip
    await shop.ask(SEND, {"events": [order]})

    def refund(number: str, **more: Any) -> dict[str, Any]:
        data = {"refundId": f"r-{number}", "orderId": number, "amount": "10.00"}
        return {"type": "order.refunded", "externalId": f"r-{number}", "data": data, "member": {"number": "1"}, **more}

    nameless = refund("o1")
    del nameless["member"]
    results = await partner.ask(SEND, {"events": [refund("o1"), refund("o9"), {**nameless, "externalId": "r-x"}]})
    foreign, absent, without = results["eventsRecord"]["results"]
    balance = await shop.ask('{ member(by: {number: "1"}) { asset(kind: "points") { available } } }')

    assert (foreign["status"], foreign["userErrors"]) == (absent["status"], absent["userErrors"]) == ("DEFERRED", [])
    assert (["MEMBER_MISSING"], None) == ([error["code"] for error in without["userErrors"]], without["member"])
    assert "10" == balance["member"]["asset"]["available"]


async def test_a_partner_sets_its_tags_and_no_others(partner: Partnership) -> None:
    assign = """mutation($tag: String!) { memberTagAssign(input: {member: {number: "1"}, tag: $tag}) {
      member { tags { tag { code } } } userErrors { code message path } } }"""
    done = (await partner.ask(assign, {"tag": "vip"}))["memberTagAssign"]
    unseen, absent = [(await partner.ask(assign, {"tag": tag}))["memberTagAssign"] for tag in ("late-payer", "nothing")]

    assert [{"tag": {"code": "vip"}}] == done["member"]["tags"]
    assert "UNKNOWN_TAG" == unseen["userErrors"][0]["code"]
    assert unseen["userErrors"][0]["message"].replace("late-payer", "X") == absent["userErrors"][0]["message"].replace(
        "nothing", "X"
    )


async def test_cloud_events_of_a_partner_go_the_same_way(partner: Partnership) -> None:
    cloud = {"specversion": "1.0", "type": "order.paid", "source": "partner:iqiyi", "id": "c1", "subject": "number:1",
             "data": {"orderId": "c1", "total": "10.00"}}  # fmt: skip
    headers = {**bearer(partner.secret), "Content-Type": "application/cloudevents+json"}
    fine = (await partner.shop.client.post("/events", json=cloud, headers=headers)).json()
    foreign = (await partner.shop.client.post("/events", json={**cloud, "type": "topup.paid"}, headers=headers)).json()
    other = (
        await partner.shop.client.post("/events", json={**cloud, "id": "c2", "source": "pos"}, headers=headers)
    ).json()

    assert "RECORDED" in str(fine)
    assert "UNKNOWN_EVENT_TYPE" in str(foreign)
    assert "FORBIDDEN_SOURCE" in str(other)


async def test_a_partners_token_holds_what_partners_may_and_belongs_to_its_partner(partner: Partnership) -> None:
    make = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
      secret token { partner { code } scopes sources } userErrors { code path } } }"""

    async def made(secret: str, **given: Any) -> Any:
        variables = {"input": {"name": "x", "scopes": ["events:write"], **given}}
        return (await partner.shop.ask(make, variables, secret))["tokenCreate"]

    owner = partner.shop.secret
    await partnership(partner.shop, "cafe")
    _, manager = await create_token(
        partner.shop.kernel, partner.shop.merchant_id, "m", [*SCOPES, "tokens:manage"], partner="iqiyi"
    )
    by_owner, by_partner = await made(owner, partner="cafe"), await made(manager)

    assert {"code": "cafe"} == by_owner["token"]["partner"]
    assert {"code": "iqiyi"} == by_partner["token"]["partner"]
    assert [{"code": "UNKNOWN_PARTNER", "path": ["partner"]}] == (await made(owner, partner="nobody"))["userErrors"]
    assert [{"code": "PARTNER_NOT_HELD", "path": ["partner"]}] == (await made(manager, partner="cafe"))["userErrors"]
    wide = await made(owner, partner="cafe", scopes=["members:write"])
    assert [{"code": "SCOPE_NOT_FOR_PARTNERS", "path": ["scopes"]}] == wide["userErrors"]
    named = await made(owner, partner="cafe", sources=["pos"])
    assert [{"code": "SOURCE_OF_PARTNER", "path": ["sources"]}] == named["userErrors"]


async def test_a_change_of_the_partner_counts_for_its_tokens_at_once(partner: Partnership) -> None:
    before = await partner.grant("1")
    await save(partner.shop, assetKinds=["stars"], budgets=[budget("5", kind="stars")])

    assert [] == before["userErrors"]
    assert "UNKNOWN_ASSET_KIND" == (await partner.grant("1"))["userErrors"][0]["code"]
    assert [] == (await partner.grant("5", "stars"))["userErrors"]


async def test_amounts_that_a_partner_may_not_see_stay_out_of_refusals(partner: Partnership) -> None:
    spend = """mutation { assetSpend(input: {member: {number: "1"}, kind: "points", amount: "5", reason: "x",
      idempotencyKey: "s"}) { userErrors { code message ... on InsufficientBalance { available } } } }"""
    own = (await partner.ask(spend))["assetSpend"]["userErrors"][0]

    assert ("INSUFFICIENT_BALANCE", "0") == (own["code"], own["available"])


async def test_partners_do_not_read_who_else_gives(partner: Partnership) -> None:
    other = await partnership(partner.shop, "cafe")
    await other.grant("5")
    await partner.grant("3")
    query = """{ member(by: {number: "1"}) { asset(kind: "points") { available
      entries(first: 9) { edges { node { amount funding } } } } } }"""
    asset = (await partner.ask(query))["member"]["asset"]

    assert "8" == asset["available"]
    assert [("3", "partner:iqiyi"), ("5", None)] == [
        (edge["node"]["amount"], edge["node"]["funding"]) for edge in asset["entries"]["edges"]
    ]
