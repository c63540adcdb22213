"""Mutations as a front end uses them: what they do, and the fresh state they answer with."""

from typing import Any

import pytest

from tests.web.shop import LADDER, Shop

CREATE = """mutation { memberCreate(input: {number: "1", name: "Ada", birthday: "1990-05-01", idempotencyKey: "join-1",
  attributes: {city: "Leeds"}}) { member { id number birthday attributes status tier { code } } userErrors { code message } } }"""
GRANT = """mutation { assetGrant(input: {member: {number: "1"}, kind: "points", amount: "100", reason: "welcome",
  idempotencyKey: "grant-1"}) { asset { available } entry { id amount type reason } member { number } userErrors { code } } }"""
HOLD = """mutation { assetHold(input: {member: {number: "1"}, kind: "points", amount: 30, reason: "order 7",
  idempotencyKey: "hold-1"}) { hold { id amount status } asset { available held } userErrors { code } } }"""
SETTLE = """mutation($hold: ID!, $amount: Decimal, $key: String!) { holdRelease(input: {hold: $hold, amount: $amount,
  idempotencyKey: $key}) { hold { released captured status } asset { available held } userErrors { code } } }"""
REVERSE = """mutation($entry: ID!) { entryReverse(input: {entry: $entry, reason: "by mistake", idempotencyKey: "undo-1"}) {
  entry { type amount reverses { id } } asset { available } userErrors { code } } }"""
RECORD = """mutation($events: [EventInput!]!, $onError: ErrorPolicy) {
  eventsRecord(input: {events: $events, onError: $onError}) { userErrors { code } results { status event { externalId }
    member { number tier { code } } decisions { rule fired } changes { kind code before after amount text }
    userErrors { __typename code path } } } }"""


@pytest.fixture
async def ada(shop: Shop) -> Shop:
    """A shop with a ladder, rules and one member."""
    await shop.ask(LADDER)
    created = (await shop.ask(CREATE))["memberCreate"]
    assert [] == created["userErrors"]
    return shop


def order(number: str, total: str, **changes: Any) -> dict[str, Any]:
    event = {
        "type": "order.paid",
        "member": {"number": "1"},
        "source": "till",
        "externalId": number,
        "data": {"orderId": number, "total": total},
    }
    return {**event, **changes}


async def record(shop: Shop, *events: dict[str, Any], policy: str = "REJECT_FAILED") -> list[dict[str, Any]]:
    answer = (await shop.ask(RECORD, {"events": list(events), "onError": policy}))["eventsRecord"]
    assert [] == answer["userErrors"]
    results: list[dict[str, Any]] = answer["results"]
    return results


async def test_a_member_is_created_once_under_a_key(ada: Shop) -> None:
    again = (await ada.ask(CREATE))["memberCreate"]
    other = (await ada.ask(CREATE.replace("Ada", "Bea")))["memberCreate"]

    assert ("1990-05-01", {"city": "Leeds"}, "ACTIVE", {"code": "bronze"}) == (
        again["member"]["birthday"],
        again["member"]["attributes"],
        again["member"]["status"],
        again["member"]["tier"],
    )
    assert [] == again["userErrors"]
    assert ["KEY_CONFLICT"] == [error["code"] for error in other["userErrors"]]


async def test_a_changed_member_is_answered_as_it_is_now(ada: Shop) -> None:
    update = """mutation { memberUpdate(input: {member: {number: "1"}, name: "Ada L.", status: FROZEN}) {
      member { name status birthday } userErrors { code } } }"""
    member = (await ada.ask(update))["memberUpdate"]["member"]

    assert {"name": "Ada L.", "status": "FROZEN", "birthday": "1990-05-01"} == member


async def test_tags_are_put_on_and_taken_off(ada: Shop) -> None:
    put = """mutation { memberTagAssign(input: {member: {number: "1"}, tag: "regular", reason: "a friend"}) {
      member { tags { tag { code } reason by } } userErrors { code } } }"""
    take = """mutation { memberTagRemove(input: {member: {number: "1"}, tag: "regular"}) {
      member { tags { tag { code } } } userErrors { code } } }"""
    worn = (await ada.ask(put))["memberTagAssign"]["member"]["tags"]
    left = (await ada.ask(take))["memberTagRemove"]["member"]["tags"]

    assert [("regular", "a friend")] == [(tag["tag"]["code"], tag["reason"]) for tag in worn]
    assert worn[0]["by"].startswith("owner")
    assert [] == left


async def test_amounts_are_given_held_released_and_taken_back(ada: Shop) -> None:
    granted = (await ada.ask(GRANT))["assetGrant"]
    held = (await ada.ask(HOLD))["assetHold"]
    hold = held["hold"]["id"]
    part = (await ada.ask(SETTLE, {"hold": hold, "amount": 10, "key": "r1"}))["holdRelease"]
    capture = SETTLE.replace("holdRelease", "holdCapture")
    captured = (await ada.ask(capture, {"hold": hold, "key": "c1"}))["holdCapture"]
    undone = (await ada.ask(REVERSE, {"entry": granted["entry"]["id"]}))["entryReverse"]

    assert ("100", "GRANT", "100") == (
        granted["asset"]["available"],
        granted["entry"]["type"],
        granted["entry"]["amount"],
    )
    assert {"available": "70", "held": "30"} == held["asset"]
    assert {"available": "80", "held": "20"} == part["asset"]
    assert {"released": "10", "captured": "20", "status": "SETTLED"} == captured["hold"]
    assert ("REVERSE", "-100", granted["entry"]["id"]) == (
        undone["entry"]["type"],
        undone["entry"]["amount"],
        undone["entry"]["reverses"]["id"],
    )


async def test_an_order_says_what_it_did_and_says_it_again_when_repeated(ada: Shop) -> None:
    await record(ada, order("1", "60.00"))
    first = (await record(ada, order("2", "60.00")))[0]
    again = (await record(ada, order("2", "60.00")))[0]
    kinds = [(change["kind"], change["code"], change["amount"]) for change in first["changes"]]

    assert ("RECORDED", "DUPLICATE") == (first["status"], again["status"])
    assert {"number": "1", "tier": {"code": "silver"}} == first["member"]
    assert {("ASSET", "points", "60"), ("TIER", "club", None), ("TAG", "regular", None)} == set(kinds)
    assert "Points +60, now 120" in [change["text"] for change in first["changes"]]
    assert "Club: Bronze → Silver" in [change["text"] for change in first["changes"]]
    assert first["changes"] == again["changes"]
    assert first["decisions"] == again["decisions"]
    assert ("points_per_spend", True) in [(decision["rule"], decision["fired"]) for decision in first["decisions"]]


async def test_simulating_keeps_nothing(ada: Shop) -> None:
    simulate = RECORD.replace("eventsRecord", "eventsSimulate")
    result = (await ada.ask(simulate, {"events": [order("1", "60.00")]}))["eventsSimulate"]["results"][0]
    asset = (await ada.ask('{ member(by: {number: "1"}) { asset(kind: "points") { available } } }'))["member"]["asset"]

    assert ("SIMULATED", None) == (result["status"], result["event"])
    assert ["60"] == [change["amount"] for change in result["changes"] if change["kind"] == "ASSET"]
    assert {"available": "0"} == asset


async def test_what_fails_leaves_its_neighbours_or_takes_them_along(ada: Shop) -> None:
    broken = order("2", "-5")
    some = await record(ada, order("1", "10.00"), broken, order("3", "10.00", type="order.payed"))
    none = await record(ada, order("4", "10.00"), broken, policy="REJECT_EVERYTHING")

    assert ["RECORDED", "INVALID", "INVALID"] == [result["status"] for result in some]
    assert ["SKIPPED", "INVALID"] == [result["status"] for result in none]
    assert "INVALID_DATA" == some[1]["userErrors"][0]["code"]


async def test_changes_are_told_in_the_readers_language(ada: Shop) -> None:
    answer = await ada.send(RECORD, {"events": [order("1", "60.00")]}, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    texts = [change["text"] for change in answer["data"]["eventsRecord"]["results"][0]["changes"]]

    assert "Points +60，余额 60" in texts


async def test_what_became_of_events_is_told_even_to_those_who_may_not_read_decisions(ada: Shop) -> None:
    secret = await ada.token("events:write")
    answer = await ada.send(RECORD, {"events": [order("1", "60.00")]}, secret)
    result = answer["data"]["eventsRecord"]["results"][0]

    assert ("RECORDED", [], None, None) == (
        result["status"],
        result["decisions"],
        result["changes"],
        result["member"],
    )
    assert {"events:read", "members:read"} == {error["extensions"]["requiredScope"] for error in answer["errors"]}


async def test_a_batch_that_is_too_large_is_refused_whole(ada: Shop) -> None:
    answer = await ada.ask(RECORD, {"events": [order(str(n), "1") for n in range(1001)]})

    assert {"results": [], "userErrors": [{"code": "BATCH_SIZE"}]} == answer["eventsRecord"]


async def test_rules_are_listed_before_they_are_saved_and_found_by_the_same_id(shop: Shop) -> None:
    read = "{ rules { id rule state version settings settingsSchema failures } plugins { name state enabled } }"
    before = await shop.ask(read)
    rule = next(rule for rule in before["rules"] if rule["rule"] == "points_per_spend")
    save = "mutation($id: ID!) { ruleSave(input: {id: $id}) { rule { id state version } userErrors { code } } }"
    saved = (await shop.ask(save, {"id": rule["id"]}))["ruleSave"]["rule"]
    after = await shop.ask(read)

    assert {"OFF"} == {rule["state"] for rule in before["rules"]}
    assert (0, "object") == (rule["version"], rule["settingsSchema"]["type"])
    assert {"id": rule["id"], "state": "ON", "version": 1} == saved
    assert [True, True] == [answer["plugins"][0]["enabled"] for answer in (before, after)]


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ('rule: "points_per_spend", settings: {per: -1}', "INVALID_SETTINGS", "settings.per"),
        ('rule: "points_per_spend", settings: {asset: "gold"}', "UNKNOWN_ASSET_KIND", "settings"),
        ('rule: "points_per_spend", settings: 3', "INVALID_SETTINGS", "settings"),
        ('rule: "points_per_spend", name: "a\\u0007"', "INVALID_NAME", "name"),
        (f'rule: "points_per_spend", name: "{"x" * 65}"', "TOO_LONG", "name"),
        ('id: "rule_zzz"', "INVALID_ID", "id"),
    ],
)
async def test_what_is_wrong_with_a_rule_is_named_where_it_was_given(
    shop: Shop, said: str, code: str, path: str
) -> None:
    answer = await shop.ask(
        f"mutation {{ ruleSave(input: {{{said}}}) {{ rule {{ id }} userErrors {{ code path }} }} }}"
    )

    assert {"rule": None, "userErrors": [{"code": code, "path": path.split(".")}]} == answer["ruleSave"]


@pytest.mark.parametrize(
    ("mutation", "rest", "code", "path"),
    [
        ("tagSave", 'code: "a\\u000ab", name: "A"', "INVALID_NAME", "code"),
        ("tagSave", f'code: "{"x" * 5000}", name: "A"', "TOO_LONG", "code"),
        ("tagSave", 'code: "a", name: "  "', "EMPTY", "name"),
        ("tagSave", 'code: "a", name: "A", condition: {test: {metric: "luck", op: EXISTS}}', "INVALID_CONDITION",
         "condition.test.metric"),
        ("assetKindSave", f'code: "a", name: "{"x" * 201}"', "TOO_LONG", "name"),
        ("assetKindSave", 'code: "a", name: "A", holdFor: "soon"', "INVALID_DURATION", "holdFor"),
        ("couponKindSave", 'code: "", name: "A", discount: {amount: 1}', "EMPTY", "code"),
        ("benefitSave", f'code: "{"x" * 65}", name: "A", value: SOCIAL', "TOO_LONG", "code"),
        ("tierTrackSave", 'code: "a", name: "A", kind: EARNED, tiers: [{code: " ", name: "T", rank: 1}]', "EMPTY",
         "tiers.0.code"),
        ("tierTrackSave", 'code: "a", name: "A", kind: EARNED, validity: "soon", tiers: [{code: "t", name: "T", rank: 1}]',
         "INVALID_DURATION", "validity"),
    ],
)  # fmt: skip
async def test_codes_names_and_durations_are_bounded_and_named_where_they_were_given(
    shop: Shop, mutation: str, rest: str, code: str, path: str
) -> None:
    answer = await shop.ask(f"mutation {{ {mutation}(input: {{{rest}}}) {{ userErrors {{ code path }} }} }}")

    assert [{"code": code, "path": path.split(".")}] == answer[mutation]["userErrors"]


async def test_null_clears_a_field_and_what_is_left_out_stays(ada: Shop) -> None:
    update = """mutation U($phone: String, $name: String) {
      memberUpdate(input: {member: {number: "1"}, phone: $phone, name: $name, birthday: null}) {
        member { name phone birthday email } userErrors { code } } }"""
    await ada.ask(update, {"phone": "+44 20 7946 0001", "name": "Ada"})
    cleared = (await ada.ask(update, {"phone": None}))["memberUpdate"]

    assert ({"name": "Ada", "phone": None, "birthday": None}, []) == (
        {name: cleared["member"][name] for name in ("name", "phone", "birthday")}, cleared["userErrors"],
    )  # fmt: skip


async def test_a_member_is_found_by_its_accounts_in_other_systems(ada: Shop) -> None:
    update = """mutation { memberUpdate(input: {member: {number: "1"},
      identities: [{system: "wechat", id: "oABC"}, {system: "market", id: "9"}]}) { userErrors { code } } }"""
    assert [] == (await ada.ask(update))["memberUpdate"]["userErrors"]
    asked = """query Q($by: MemberLookup!) { member(by: $by) { number identities { system id } } }"""

    known = await ada.ask(asked, {"by": {"identity": {"system": "market", "id": "9"}}})
    unknown = await ada.ask(asked, {"by": {"identity": {"system": "wechat", "id": "9"}}})

    accounts = [{"system": "market", "id": "9"}, {"system": "wechat", "id": "oABC"}]
    assert ({"number": "1", "identities": accounts}, None) == (known["member"], unknown["member"])


async def test_an_erased_member_is_answered_without_what_was_personal(ada: Shop) -> None:
    id_ = (await ada.ask('{ member(by: {number: "1"}) { id } }'))["member"]["id"]
    erase = """mutation { memberErase(input: {member: {number: "1"}, idempotencyKey: "e1"}) {
      member { id status name number birthday attributes identities { id } } userErrors { code } } }"""

    first, again = [(await ada.ask(erase))["memberErase"] for _ in range(2)]

    assert first == again == {
        "member": {
            "id": id_, "status": "ERASED", "name": None, "number": None, "birthday": None, "attributes": None, "identities": [],
        },
        "userErrors": [],
    }  # fmt: skip


async def test_erasing_takes_a_scope_of_its_own(ada: Shop) -> None:
    erase = 'mutation { memberErase(input: {member: {number: "1"}}) { userErrors { code } } }'
    writing = await ada.token("members:read", "members:pii", "members:write")

    denied = await ada.errors(erase, secret=writing)
    done = await ada.ask(erase, secret=await ada.token("members:erase"))

    assert ([("FORBIDDEN", ["memberErase"])], []) == (denied, done["memberErase"]["userErrors"])


async def test_an_export_needs_every_scope_and_knows_all_of_a_member(ada: Shop) -> None:
    export = '{ memberExport(by: {number: "1"}) }'

    document = (await ada.ask(export))["memberExport"]
    nothing = (await ada.ask('{ memberExport(by: {number: "none"}) }'))["memberExport"]
    denied = await ada.errors(export, secret=await ada.token("members:read", "members:pii"))

    assert ("1", None) == (document["tables"]["member"][0]["number"], nothing)
    assert [("FORBIDDEN", ["memberExport"])] == denied


async def test_an_account_is_answered_even_if_nothing_was_done(ada: Shop) -> None:
    await ada.ask(GRANT)
    asked = '{%s(input: {member: {number: "%s"}, kind: "%s", amount: "%s", reason: "x", idempotencyKey: "%s"}) %s}'
    answered = "{ asset { kind { code } available } userErrors { code } }"

    async def tried(mutation: str, *given: str) -> tuple[Any, str]:
        answer = (await ada.ask("mutation " + asked % (mutation, *given, answered)))[mutation]
        return answer["asset"], answer["userErrors"][0]["code"]

    points, growth = (
        {"kind": {"code": code}, "available": amount} for code, amount in (("points", "100"), ("growth", "0"))
    )
    assert (points, "INSUFFICIENT_BALANCE") == await tried("assetSpend", "1", "points", "101", "s1")
    assert (points, "INSUFFICIENT_BALANCE") == await tried("assetHold", "1", "points", "101", "h1")
    assert (growth, "INSUFFICIENT_BALANCE") == await tried("assetSpend", "1", "growth", "1", "s2")
    assert (points, "AMOUNT_NOT_EXACT") == await tried("assetGrant", "1", "points", "0.5", "g2")
    assert (None, "UNKNOWN_MEMBER") == await tried("assetSpend", "2", "points", "1", "s3")
    assert None is (await tried("assetSpend", "1", "pearls", "1", "s4"))[0]


async def test_an_entry_that_cannot_be_reversed_shows_its_account(ada: Shop) -> None:
    entry = (await ada.ask(GRANT))["assetGrant"]["entry"]["id"]
    await ada.ask(REVERSE, {"entry": entry})
    again = await ada.ask(REVERSE.replace("undo-1", "undo-2"), {"entry": entry})

    assert [] != again["entryReverse"]["userErrors"]
    assert {"available": "0"} == again["entryReverse"]["asset"]


async def test_all_that_is_missing_is_named_at_once(ada: Shop) -> None:
    missing = {**order("7", "1.00"), "data": {"items": [{"sku": "tea"}]}}
    query = RECORD.replace("__typename code path", "message path")
    (result,) = (await ada.ask(query, {"events": [missing]}))["eventsRecord"]["results"]

    (error,) = result["userErrors"]
    for name in ("orderId is missing", "total is missing", "items.0.quantity is missing", "items.0.amount is missing"):
        assert name in error["message"]
    assert "more)" not in error["message"]


async def test_a_merge_is_answered_alike_again_and_needs_its_scope(ada: Shop) -> None:
    await ada.ask('mutation { memberCreate(input: {number: "2", email: "b@x.org"}) { userErrors { code } } }')
    merge = """mutation { memberMerge(input: {from: {%s}, into: {number: "1"}, idempotencyKey: "m1"}) {
      member { number email } userErrors { code path } } }"""
    reader = await ada.token("members:read")

    denied = await ada.errors(merge % 'number: "2"', secret=reader)
    first, again = [(await ada.ask(merge % 'number: "2"'))["memberMerge"] for _ in range(2)]
    other = (await ada.ask(merge.replace("m1", "m2") % 'number: "2"'))["memberMerge"]

    assert [("FORBIDDEN", ["memberMerge"])] == denied
    assert first == again == {"member": {"number": "1", "email": "b@x.org"}, "userErrors": []}
    assert [{"code": "SAME_MEMBER", "path": ["from"]}] == other["userErrors"]
    assert "1" == (await ada.ask('{ member(by: {number: "2"}) { number } }'))["member"]["number"]


async def test_a_token_of_a_partner_may_not_merge(ada: Shop) -> None:
    """It may hold the scope. Its members are merged by the merchant."""
    await ada.ask('mutation { memberCreate(input: {number: "2"}) { userErrors { code } } }')
    secret = await ada.token("members:read", "members:write", "events:write")
    async with ada.kernel.db.transaction() as session:
        await session.execute("UPDATE token SET partner_id = 7 WHERE id = (SELECT max(id) FROM token)")
    merge = """mutation { memberMerge(input: {from: {number: "2"}, into: {number: "1"}, idempotencyKey: "m1"}) {
      member { number } userErrors { code } } }"""

    assert [("FORBIDDEN", ["memberMerge"])] == await ada.errors(merge, secret=secret)
    assert "2" == (await ada.ask('{ member(by: {number: "2"}) { number } }'))["member"]["number"]
