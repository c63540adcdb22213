"""Coupons and benefits as a front end sees them: configured, given, used, explained, and guarded."""

from typing import Any

import pytest

from tests.web.shop import LADDER, Shop

KINDS = """mutation {
  ten: couponKindSave(input: {code: "ten", name: "Ten off", discount: {amount: "10.00"}, minimum: "50", validity: "30d",
    stock: 3, attributes: {colour: "red"}}) { couponKind { code discount { amount percent } minimum validity stock left
    attributes version } userErrors { code message } }
  tenth: couponKindSave(input: {code: "tenth", name: "A tenth", discount: {percent: 10, most: 20}}) {
    couponKind { discount { amount percent most gift } stock left } userErrors { code } }
  lounge: benefitSave(input: {code: "lounge", name: "Lounge", value: SERVICE, quota: 2, quotaPeriod: "month",
    condition: {test: {metric: "orders", op: GTE, value: 1}}}) { benefit { code value quota quotaPeriod condition left }
    userErrors { code message } }
  gift: benefitSave(input: {code: "gift", name: "Gift", value: ECONOMIC, stock: 1, gives: "tenth"}) {
    benefit { stock left gives { code } } userErrors { code message } }
}"""
ISSUE = """mutation($member: MemberLookup, $count: Int, $key: String!, $kind: String!) {
  couponIssue(input: {kind: $kind, member: $member, count: $count, idempotencyKey: $key}) {
    coupons { id code state serial expiresAt member { number } kind { left } } job { id } member { number }
    userErrors { __typename code message ... on Exhausted { left resetsAt } } } }"""
USE = """mutation($benefit: String!, $key: String!, $number: String!) {
  benefitUse(input: {member: {number: $number}, benefit: $benefit, idempotencyKey: $key}) {
    use { id at by serial coupon { kind { code } state } entry { id } reversedAt }
    benefit { status used remaining resetsAt why } member { number }
    userErrors { __typename code message ... on Exhausted { left resetsAt }
      ... on NotEligible { missing { text met remaining } opensAt } } } }"""
BENEFITS = """{ member(by: {number: "1"}) { benefits { id benefit { code } status why missing { text } used remaining resetsAt
  opensAt uses(first: 1) { totalCount edges { node { at } } } } } }"""
COUPONS = """query($states: [CouponState!], $first: Int, $after: String) { member(by: {number: "1"}) {
  coupons(states: $states, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
  edges { node { code state serial usedAt order } } } } }"""


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop with coupon kinds, benefits and two members."""
    await shop.ask(LADDER)
    saved = await shop.ask(KINDS)
    assert [[]] * 4 == [saving["userErrors"] for saving in saved.values()]
    for number in ("1", "2"):
        await shop.ask(f'mutation {{ memberCreate(input: {{number: "{number}"}}) {{ userErrors {{ code }} }} }}')
    return shop


async def order(shop: Shop, number: str, total: str = "60", **data: Any) -> dict[str, Any]:
    record = """mutation($events: [EventInput!]!) { eventsRecord(input: {events: $events}) { results { status
      changes { kind code before after amount text } userErrors { code path } } } }"""
    event = {"type": "order.paid", "member": {"number": "1"}, "source": "till", "externalId": number}
    sent = {**event, "data": {"orderId": number, "total": total, **data}}
    result: dict[str, Any] = (await shop.ask(record, {"events": [sent]}))["eventsRecord"]["results"][0]
    return result


async def issue(shop: Shop, key: str, kind: str = "ten", member: str | None = "1", count: int | None = None) -> Any:
    named = None if member is None else {"number": member}
    given = {"kind": kind, "member": named, "count": count, "key": key}
    return (await shop.ask(ISSUE, given))["couponIssue"]


async def use(shop: Shop, benefit: str, key: str, number: str = "1") -> Any:
    return (await shop.ask(USE, {"benefit": benefit, "key": key, "number": number}))["benefitUse"]


async def test_what_was_saved_is_read_back(shop: Shop) -> None:
    saved = await shop.ask(KINDS)

    assert {
        "code": "ten",
        "discount": {"amount": "10.00", "percent": None},
        "minimum": "50.00",
        "validity": "30d",
        "stock": 3,
        "left": 3,
        "attributes": {"colour": "red"},
        "version": 1,
    } == saved["ten"]["couponKind"]
    assert {"amount": None, "percent": "10", "most": "20.00", "gift": None} == saved["tenth"]["couponKind"]["discount"]
    lounge = saved["lounge"]["benefit"]
    assert ("SERVICE", 2, "month", None) == (lounge["value"], lounge["quota"], lounge["quotaPeriod"], lounge["left"])
    assert {"test": {"metric": "orders", "op": "GTE", "value": 1}} == lounge["condition"]
    assert {"stock": 1, "left": 1, "gives": {"code": "tenth"}} == saved["gift"]["benefit"]
    read = await shop.ask("{ couponKinds { code } benefits { code price { amount } opensAt closesAt earlyAccess } }")
    assert ["ten", "tenth"] == [kind["code"] for kind in read["couponKinds"]]
    assert ["lounge", "gift"] == [benefit["code"] for benefit in read["benefits"]]


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ("discount: {}", "INVALID_DISCOUNT", "discount"),
        ('discount: {amount: 1, gift: "x"}', "INVALID_DISCOUNT", "discount"),
        ("discount: {percent: 101}", "INVALID_DISCOUNT", "discount.percent"),
        ('discount: {gift: "x", most: 1}', "INVALID_DISCOUNT", "discount.most"),
        ("discount: {amount: 0}", "INVALID_AMOUNT", "discount.amount"),
        ('discount: {amount: 1}, minimum: "-5"', "INVALID_AMOUNT", "minimum"),
        ('discount: {amount: "0.001"}', "AMOUNT_NOT_EXACT", ""),
        ("discount: {amount: 1}, stock: -1", "INVALID_NUMBER", "stock"),
        ('discount: {amount: 1}, validity: "soon"', "INVALID_DURATION", "validity"),
        ("discount: {amount: 1}, expectedVersion: 4", "STALE_VERSION", "expectedVersion"),
        ('discount: {amount: 1}, validity: "30d", expiresOn: "2026-12-31"', "INVALID_DURATION", "expiresOn"),
        ('discount: {amount: 1}, comesBack: false, restoreGrace: "7d"', "INVALID_DURATION", "restoreGrace"),
        ('discount: {amount: 1}, restoreGrace: "soon"', "INVALID_DURATION", "restoreGrace"),
        ('discount: {amount: 1}, word: "-x-"', "INVALID_WORD", "word"),
    ],
)
async def test_a_coupon_kind_that_cannot_be_is_named(shop: Shop, said: str, code: str, path: str) -> None:
    save = f'mutation {{ couponKindSave(input: {{code: "a", name: "A", {said}}}) {{ userErrors {{ code path }} }} }}'
    (error,) = (await shop.ask(save))["couponKindSave"]["userErrors"]

    assert (code, path) == (error["code"], ".".join(error["path"] or ()))


async def test_a_kind_says_when_its_coupons_end_and_whether_they_come_back(shop: Shop) -> None:
    asked = "couponKind { validity expiresOn comesBack restoreGrace word } userErrors { code path message }"
    saved = await shop.ask(f"""mutation {{
      plain: couponKindSave(input: {{code: "a", name: "A", discount: {{amount: 1}}}}) {{ {asked} }}
      full: couponKindSave(input: {{code: "b", name: "B", discount: {{amount: 1}}, expiresOn: "2026-12-31", comesBack: false,
        word: "Summer Joy", perMember: 1}}) {{ {asked} }}
      taken: couponKindSave(input: {{code: "c", name: "C", discount: {{amount: 1}}, word: "SUMMER-J0Y"}}) {{ {asked} }}
      kept: couponKindSave(input: {{code: "b", name: "B", discount: {{amount: 1}}, word: "summerjoy"}}) {{ {asked} }} }}""")

    assert {
        "validity": None, "expiresOn": None, "comesBack": True, "restoreGrace": "30d", "word": None,
    } == saved["plain"]["couponKind"]  # fmt: skip
    assert {
        "validity": None, "expiresOn": "2026-12-31", "comesBack": False, "restoreGrace": None,
        "word": "Summer Joy",
    } == saved["full"]["couponKind"]  # fmt: skip
    assert [("WORD_TAKEN", ["word"])] == [(error["code"], error["path"]) for error in saved["taken"]["userErrors"]]
    assert "summerjoy" == saved["kept"]["couponKind"]["word"]


async def test_a_member_names_a_word_at_an_order_and_it_comes_back_when_that_is_cancelled(ada: Shop) -> None:
    await ada.ask("""mutation { couponKindSave(input: {code: "summer", name: "Summer", discount: {amount: 5}, word: "SUMMER",
      perMember: 1}) { userErrors { code } } }""")
    paid = await order(ada, "o1", coupons=["sum-mer"])
    again = await order(ada, "o2", coupons=["SUMMER"])
    listed = (await ada.ask(COUPONS, {"first": 5}))["member"]["coupons"]["edges"]
    refund = """mutation { eventsRecord(input: {events: [{type: "order.refunded", member: {number: "1"}, source: "till",
      externalId: "r1", data: {refundId: "r1", orderId: "o1", amount: "60"}}]}) { results { status
      changes { kind code before after } userErrors { code } } } }"""
    back = (await ada.ask(refund))["eventsRecord"]["results"][0]

    assert ("RECORDED", "REFUSED") == (paid["status"], again["status"])
    assert ["COUPON_LIMIT_REACHED"] == [error["code"] for error in again["userErrors"]]
    assert [("USED", "o1")] == [(edge["node"]["state"], edge["node"]["order"]) for edge in listed]
    assert {"kind": "COUPON", "code": "summer", "before": "USED", "after": "USABLE"} in back["changes"]


async def test_ten_thousand_codes_are_made_by_one_request(ada: Shop) -> None:
    made = await issue(ada, "many", "tenth", None, 10_000)

    assert [] == made["userErrors"]
    assert 10_000 == len({coupon["code"] for coupon in made["coupons"]})


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ('quotaPeriod: "month"', "QUOTA_MISSING", "quota"),
        ('quota: 1, quotaPeriod: "30d"', "INVALID_PERIOD", "quotaPeriod"),
        ("quota: 0", "INVALID_NUMBER", "quota"),
        ('gives: "none"', "UNKNOWN_COUPON_KIND", "gives"),
        ('condition: {test: {metric: "luck", op: EXISTS}}', "INVALID_CONDITION", "condition.test.metric"),
    ],
)
async def test_a_benefit_that_cannot_be_is_named(shop: Shop, said: str, code: str, path: str) -> None:
    save = f'mutation {{ benefitSave(input: {{code: "a", name: "A", value: SOCIAL, {said}}}) {{ userErrors {{ code path }} }} }}'
    (error,) = (await shop.ask(save))["benefitSave"]["userErrors"]

    assert (code, path) == (error["code"], ".".join(error["path"] or ()))


async def test_coupons_are_given_used_and_listed(ada: Shop) -> None:
    given = await issue(ada, "k1", count=2)
    again = await issue(ada, "k1", count=2)
    codes = [coupon["code"] for coupon in given["coupons"]]
    paid = await order(ada, "o1", coupons=[codes[0]])
    coupons = (await ada.ask(COUPONS))["member"]["coupons"]
    usable = (await ada.ask(COUPONS, {"states": ["USABLE"]}))["member"]["coupons"]
    first = (await ada.ask(COUPONS, {"first": 1}))["member"]["coupons"]
    rest = (await ada.ask(COUPONS, {"first": 1, "after": first["pageInfo"]["endCursor"]}))["member"]["coupons"]

    assert [("USABLE", 1, "2026-03-04T00:00:00Z"), ("USABLE", 2, "2026-03-04T00:00:00Z")] == [
        (coupon["state"], coupon["serial"], coupon["expiresAt"]) for coupon in given["coupons"]
    ]
    assert (None, {"number": "1"}, []) == (given["job"], given["member"], given["userErrors"])
    assert given["coupons"] == again["coupons"]
    assert ["RECORDED"] == [paid["status"]]
    assert ["coupon Ten off used"] == [change["text"] for change in paid["changes"] if change["kind"] == "COUPON"]
    nodes = [edge["node"] for edge in coupons["edges"]]
    assert [("USABLE", None), ("USED", "o1")] == [(node["state"], node["order"]) for node in nodes]
    assert (2, 1) == (coupons["totalCount"], usable["totalCount"])
    assert [codes[1]] == [edge["node"]["code"] for edge in usable["edges"]]
    assert [True, False] == [first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]]
    assert codes[::-1] == [page["edges"][0]["node"]["code"] for page in (first, rest)]


async def test_a_coupon_is_found_by_its_code_and_taken_back(ada: Shop) -> None:
    coupon = (await issue(ada, "k1", member=None))["coupons"][0]
    read = "query($code: String!) { coupon(code: $code) { id state member { number } kind { left } } }"
    typed = coupon["code"].lower()
    as_read = (await ada.ask(read, {"code": f"{typed[:4]}-{typed[4:]}"}))["coupon"]
    revoke = """mutation($id: ID!) { couponRevoke(input: {coupon: $id, reason: "lost", idempotencyKey: "r1"}) {
      coupons { state } userErrors { code } } }"""
    revoked = (await ada.ask(revoke, {"id": coupon["id"]}))["couponRevoke"]

    assert ("UNCLAIMED", None, {"left": 2}) == (as_read["state"], as_read["member"], as_read["kind"])
    assert {"coupons": [{"state": "REVOKED"}], "userErrors": []} == revoked
    assert {"left": 3} == (await ada.ask(read, {"code": coupon["code"]}))["coupon"]["kind"]
    assert (await ada.ask(read, {"code": "nothing"}))["coupon"] is None
    assert (
        coupon["id"] == (await ada.ask("query($id: ID!) { node(id: $id) { id } }", {"id": coupon["id"]}))["node"]["id"]
    )


async def test_more_than_there_are_is_refused_with_what_is_left(ada: Shop) -> None:
    await issue(ada, "k1", count=2)
    refused = [await issue(ada, "k2", count=2, member=member) for member in ("1", None)]

    for refusal in refused:
        assert [("Exhausted", "1", None)] == [
            (error["__typename"], error["left"], error["resetsAt"]) for error in refusal["userErrors"]
        ]


async def test_a_benefit_is_used_until_its_quota_is(ada: Shop) -> None:
    before = await use(ada, "lounge", "k0")
    await order(ada, "o1")
    answers = [await use(ada, "lounge", f"k{number}") for number in (1, 2, 3)]
    again = await use(ada, "lounge", "k1")

    (error,) = before["userErrors"]
    assert ("NotEligible", "NOT_ELIGIBLE", None) == (error["__typename"], error["code"], error["opensAt"])
    assert (False, "1") == (error["missing"]["met"], error["missing"]["remaining"])
    assert ("NOT_ELIGIBLE", None) == (before["benefit"]["status"], before["use"])
    assert [(1, 1), (2, 0)] == [(answer["benefit"]["used"], answer["benefit"]["remaining"]) for answer in answers[:2]]
    assert answers[0]["use"] == again["use"]
    (error,) = answers[2]["userErrors"]
    assert ("Exhausted", "0", "2026-03-01T00:00:00Z") == (error["__typename"], error["left"], error["resetsAt"])
    assert "Lounge was used 2 times; available again on 1 March" == answers[2]["benefit"]["why"]


async def test_a_use_gives_a_coupon_and_the_last_one_wins(ada: Shop) -> None:
    first, second = await use(ada, "gift", "k1"), await use(ada, "gift", "k2", "2")

    assert ("tenth", "USABLE") == (first["use"]["coupon"]["kind"]["code"], first["use"]["coupon"]["state"])
    assert (1, None, None) == (first["use"]["serial"], first["use"]["entry"], first["use"]["reversedAt"])
    assert first["use"]["by"].startswith("owner")
    assert ["EXHAUSTED"] == [error["code"] for error in second["userErrors"]]
    assert "OUT_OF_STOCK" == second["benefit"]["status"]


async def test_every_benefit_says_how_the_member_stands_to_it(ada: Shop) -> None:
    before = (await ada.ask(BENEFITS))["member"]["benefits"]
    await order(ada, "o1")
    await use(ada, "lounge", "k1")
    after = (await ada.ask(BENEFITS))["member"]["benefits"]
    node = await ada.ask(
        "query($id: ID!) { node(id: $id) { ... on MemberBenefit { used status } } }", {"id": after[0]["id"]}
    )

    assert [("lounge", "NOT_ELIGIBLE", 0, 0), ("gift", "AVAILABLE", 0, None)] == [
        (benefit["benefit"]["code"], benefit["status"], benefit["used"], benefit["remaining"]) for benefit in before
    ]
    assert before[0]["missing"] is not None
    assert before[0]["why"].startswith("Lounge is not available to you yet: ")
    assert (1, 1, "AVAILABLE", None) == (
        after[0]["used"],
        after[0]["remaining"],
        after[0]["status"],
        after[0]["missing"],
    )
    assert (1, 1) == (after[0]["uses"]["totalCount"], len(after[0]["uses"]["edges"]))
    assert {"used": 1, "status": "AVAILABLE"} == node["node"]


async def test_why_a_benefit_is_theirs_or_not(ada: Shop) -> None:
    ask = '{ member(by: {number: "1"}) { explain(what: {benefit: "lounge"}) { text code params clause { met } } } }'
    before = (await ada.ask(ask))["member"]["explain"]
    await order(ada, "o1")
    after = (await ada.ask(ask))["member"]["explain"]
    past = ask.replace('"lounge"}', '"lounge"}, at: "2026-01-01T00:00:00Z"')

    assert ("not_eligible", {"met": False}) == (before["code"], before["clause"])
    assert ("available", "Lounge can be used 2 more times") == (after["code"], after["text"])
    assert {"benefit": "lounge", "used": 0, "remaining": 2, "resetsOn": "2026-03-01"} == after["params"]
    assert [("INVALID_TIME", ["member", "explain"])] == await ada.errors(past)


async def test_each_needs_its_scope(ada: Shop) -> None:
    reader = await ada.token("members:read")
    asked = {
        "{ benefits { code } }": "benefits:read",
        "{ couponKinds { code } }": "coupons:read",
        '{ coupon(code: "x") { code } }': "coupons:read",
        '{ member(by: {number: "1"}) { benefits { status } } }': "benefits:read",
        '{ member(by: {number: "1"}) { coupons { totalCount } } }': "coupons:read",
        '{ member(by: {number: "1"}) { explain(what: {benefit: "lounge"}) { code } } }': "benefits:read",
        'mutation { benefitUse(input: {benefit: "lounge", idempotencyKey: "k"}) { use { id } } }': "benefits:write",
        'mutation { couponIssue(input: {kind: "ten", idempotencyKey: "k"}) { job { id } } }': "coupons:write",
        'mutation { benefitSave(input: {code: "x", name: "X", value: SOCIAL}) { benefit { id } } }': "benefits:manage",
        'mutation { couponKindSave(input: {code: "x", name: "X", discount: {amount: 1}}) { couponKind { id } } }':
            "coupons:manage",
    }  # fmt: skip
    for query, scope in asked.items():
        answer = await ada.send(query, secret=reader)

        assert [scope] == [error["extensions"]["requiredScope"] for error in answer["errors"]], query


async def test_who_may_not_see_a_metric_does_not_learn_its_value(ada: Shop) -> None:
    await ada.ask("""mutation { benefitSave(input: {code: "rich", name: "Rich", value: IDENTITY,
      condition: {test: {metric: "balance", op: GTE, value: 5, args: {asset: "points"}}}}) { userErrors { code } } }""")
    secret = await ada.token("benefits:read", "benefits:write", "members:read")
    shown = """mutation { benefitUse(input: {member: {number: "1"}, benefit: "rich", idempotencyKey: "k"}) {
      userErrors { ... on NotEligible { missing { value remaining met } } } } }"""
    answer = await ada.ask(shown, secret=secret)

    assert [{"missing": {"value": None, "remaining": None, "met": False}}] == answer["benefitUse"]["userErrors"]


async def test_a_list_of_members_asks_no_more_for_many_than_for_one(ada: Shop) -> None:
    await order(ada, "o1")
    page = """{ members(first: 10) { edges { node { number benefits { status used uses { totalCount } benefit { left } }
      coupons { edges { node { state kind { code } } } } } } } }"""
    edges = (await ada.ask(page))["members"]["edges"]

    assert [("1", "AVAILABLE"), ("2", "NOT_ELIGIBLE")] == [
        (edge["node"]["number"], edge["node"]["benefits"][0]["status"]) for edge in edges
    ]
