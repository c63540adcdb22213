"""Who may use, redeem, take back and mark what: members by their own tokens, partners, tokens with few scopes."""

from typing import Any

from tests.web.access.partners import budget, partnership
from tests.web.benefits.centre import BENEFITS, USE, Centre
from tests.web.benefits.test_catalogue import points

MINT = """mutation($number: String!) { memberTokenCreate(input: {member: {number: $number}}) { token } }"""
OWN = """mutation($code: String!, $key: String!) { benefitUse(input: {benefit: $code, idempotencyKey: $key}) {
  use { id entry { amount } } userErrors { code } } }"""
SEEN = """mutation($input: BenefitsSeenInput!) { benefitsSeen(input: $input) {
  benefits { benefit { code } unseen } userErrors { code path } } }"""
NEWS = "{ me { benefits(unseen: true) { benefit { code } } } }"
PARTNER = ("members:read", "assets:read", "assets:write", "benefits:read", "benefits:write", "events:write")


async def own_token(centre: Centre, number: str) -> str:
    token: str = (await centre.shop.ask(MINT, {"number": number}))["memberTokenCreate"]["token"]
    return token


async def let_members(centre: Centre, *acts: str) -> None:
    listed = ", ".join(acts)
    await centre.shop.ask(f"mutation {{ merchantSave(input: {{memberMay: [{listed}]}}) {{ userErrors {{ code }} }} }}")


async def test_a_price_takes_redeem_and_none_takes_claim(centre: Centre) -> None:
    await centre.save("lounge")
    await centre.save("cup", price=points("10"))
    await centre.member("1", points="30")
    token = await own_token(centre, "1")
    seen: dict[tuple[str, ...], list[Any]] = {}
    for acts in (("CLAIM",), ("REDEEM",), ("CLAIM", "REDEEM"), ()):
        await let_members(centre, *acts)
        seen[acts] = [
            await centre.shop.errors(OWN, {"code": code, "key": centre.key()}, token) for code in ("lounge", "cup")
        ]

    no = [("FORBIDDEN", ["benefitUse"])]
    assert seen == {("CLAIM",): [[], no], ("REDEEM",): [no, []], ("CLAIM", "REDEEM"): [[], []], (): [no, no]}
    assert await centre.held("1") == "10"
    await centre.sound()


async def test_members_take_nothing_back_and_fulfil_nothing(centre: Centre) -> None:
    await centre.save("cup", price=points("10"), needsFulfilment=True)
    await centre.member("1", points="10")
    used = await centre.use("1", "cup")
    token = await own_token(centre, "1")
    use = used["use"]["id"]
    back = f'mutation {{ benefitUseReverse(input: {{use: "{use}", reason: "x", idempotencyKey: "r"}}) {{ use {{ id }} }} }}'
    fulfil = f"""mutation {{ benefitUseFulfil(input: {{use: "{use}", outcome: FULFILLED, idempotencyKey: "f"}}) {{
  use {{ id }} }} }}"""

    assert [code for code, _ in await centre.shop.errors(back, secret=token)] == ["FORBIDDEN"]
    assert [code for code, _ in await centre.shop.errors(fulfil, secret=token)] == ["FORBIDDEN"]
    weak = await centre.shop.token("benefits:read", "members:read")
    assert [code for code, _ in await centre.shop.errors(back, secret=weak)] == ["FORBIDDEN"]
    assert [code for code, _ in await centre.shop.errors(fulfil, secret=weak)] == ["FORBIDDEN"]


async def test_without_assets_read_no_amount_is_told(centre: Centre) -> None:
    await centre.save("cup", price=points("10"))
    await centre.member("1", points="4")
    token = await centre.shop.token("members:read", "benefits:read", "benefits:write")
    given = {"input": {"member": {"number": "1"}, "benefit": "cup", "idempotencyKey": "k"}}
    answer = await centre.shop.send(USE, given, token)
    shown = await centre.shop.send(BENEFITS, {"number": "1"}, token)

    (error,) = answer["data"]["benefitUse"]["userErrors"]
    assert (error["__typename"], error["code"]) == ("Problem", "INSUFFICIENT_BALANCE")
    (row,) = shown["data"]["member"]["benefits"]
    assert (row["lacks"], row["missing"]["remaining"]) == (None, None)
    assert "6" not in row["why"] + row["missing"]["text"] + error["message"]


async def test_news_are_news_until_they_are_seen(centre: Centre) -> None:
    await centre.tags("gold")
    gold = {"test": {"metric": "tag", "op": "CONTAINS", "value": "gold"}}
    for code, more in (("lounge", {}), ("cup", {}), ("seat", {"condition": gold})):
        await centre.save(code, **more)
    await centre.member("1")
    token = await own_token(centre, "1")
    first = await centre.shop.ask(NEWS, secret=token)
    marked = (await centre.shop.ask(SEEN, {"input": {"benefits": ["cup", "seat"]}}, token))["benefitsSeen"]
    second = await centre.shop.ask(NEWS, secret=token)
    await centre.use("1", "lounge")
    third = await centre.shop.ask(NEWS, secret=token)
    given = '{member: {number: "1"}, tag: "gold"}'
    await centre.shop.ask(f"mutation {{ memberTagAssign(input: {given}) {{ userErrors {{ code }} }} }}")
    fourth = await centre.shop.ask(NEWS, secret=token)
    rest = await centre.shown("1", unseen=False)
    by_shop = await centre.shop.ask(SEEN, {"input": {"member": {"number": "1"}}})
    fifth = await centre.shop.ask(NEWS, secret=token)

    def codes(answer: Any) -> list[str]:
        return [row["benefit"]["code"] for row in answer["me"]["benefits"]]

    assert [codes(answer) for answer in (first, second, third, fourth, fifth)] == [
        ["lounge", "cup"],
        ["lounge"],
        [],  # who uses a benefit knows of it
        ["seat"],  # what could not be used then was not seen
        [],
    ]
    assert marked == {"benefits": [{"benefit": {"code": "cup"}, "unseen": False}], "userErrors": []}
    assert [row["benefit"]["code"] for row in by_shop["benefitsSeen"]["benefits"]] == ["lounge", "cup", "seat"]
    assert list(rest) == ["lounge", "cup"]
    await centre.sound()


async def test_what_opens_again_is_news_again(centre: Centre) -> None:
    await centre.save("show", season={"firstDay": "03-01", "lastDay": "05-31"})
    await centre.member("1")
    seen = []
    for now in ("2026-03-02T12:00:00Z", "2026-05-02T12:00:00Z", "2027-03-02T12:00:00Z"):
        await centre.clock(now)
        seen.append((await centre.shown("1"))["show"]["unseen"])
        await centre.shop.ask(SEEN, {"input": {"member": {"number": "1"}}})

    assert seen == [True, False, True]


async def test_a_member_marks_its_own_alone_and_partners_none(centre: Centre) -> None:
    await centre.save("lounge")
    await centre.member("1")
    await centre.member("2")
    token = await own_token(centre, "1")
    other = (await centre.shop.ask(SEEN, {"input": {"member": {"number": "2"}}}, token))["benefitsSeen"]
    nobody = (await centre.shop.ask(SEEN, {"input": {"member": {"number": "9"}}}))["benefitsSeen"]
    iqiyi = await partnership(centre.shop, scopes=PARTNER)
    marking = await centre.shop.errors(SEEN, {"input": {"member": {"number": "2"}}}, iqiyi.secret)
    asking = '{ member(by: {number: "2"}) { benefits(unseen: true) { status } } }'

    assert [(error["code"], error["path"]) for error in other["userErrors"]] == [("UNKNOWN_MEMBER", ["member"])]
    assert [(error["code"], error["path"]) for error in nobody["userErrors"]] == [("UNKNOWN_MEMBER", ["member"])]
    assert [code for code, _ in marking] == ["FORBIDDEN"]
    assert [code for code, _ in await centre.shop.errors(asking, secret=iqiyi.secret)] == ["FORBIDDEN"]
    assert (await centre.shown("2"))["lounge"]["unseen"] is True


async def test_what_a_partner_brings_by_a_benefit_is_its_budget(centre: Centre) -> None:
    """A partner uses a benefit for a member, and what that brings is its own gift, within its budget."""
    await centre.save("bonus", grants=points("60"))
    await centre.save("dear", price=[{"kind": "balance", "amount": "1.00"}])
    await centre.member("1", balance="5.00")
    iqiyi = await partnership(centre.shop, scopes=PARTNER, budgets=[budget("100")])
    asked = """mutation($code: String!, $key: String!) { benefitUse(input: {member: {number: "1"}, benefit: $code,
  idempotencyKey: $key}) { use { id } userErrors { __typename code } } }"""
    first, second, dear = [
        (await iqiyi.ask(asked, {"code": code, "key": key}))["benefitUse"]
        for code, key in (("bonus", "1"), ("bonus", "2"), ("dear", "3"))
    ]
    left = await iqiyi.left()
    back = await centre.reverse(first["use"]["id"])

    assert first["userErrors"] == []
    assert second["userErrors"] == [{"__typename": "Exhausted", "code": "BUDGET_EXHAUSTED"}]
    assert [error["code"] for error in dear["userErrors"]] == ["PARTNER_MAY_NOT"]
    assert left == {("points", "DAY", False): "40"}
    assert back["userErrors"] == []
    assert (await centre.held("1"), await centre.held("1", "balance")) == ("0", "5.00")
    await centre.sound()


async def test_a_frozen_member_uses_nothing_but_is_given_back(centre: Centre) -> None:
    await centre.save("cup", price=points("10"))
    await centre.member("1", points="20")
    used = await centre.use("1", "cup")
    freeze = 'mutation { memberUpdate(input: {member: {number: "1"}, status: FROZEN}) { userErrors { code } } }'
    await centre.shop.ask(freeze)
    refused = await centre.use("1", "cup")
    back = await centre.reverse(used["use"]["id"])

    assert [error["code"] for error in refused["userErrors"]] == ["MEMBER_FROZEN"]
    assert back["userErrors"] == []
    assert await centre.held("1") == "20"


async def test_erasing_forgets_what_was_seen_and_the_number_of_a_parcel(centre: Centre) -> None:
    await centre.save("cup", needsFulfilment=True)
    await centre.member("1")
    used = await centre.use("1", "cup")
    await centre.fulfil(used["use"]["id"], "FULFILLED", reference="SF-4711")
    await centre.shop.ask('mutation { memberErase(input: {member: {number: "1"}}) { userErrors { code } } }')
    async with centre.shop.kernel.db.read() as session:
        seen = await session.fetch_value("SELECT count(*) FROM benefit_seen")
        reference = await session.fetch_value("SELECT reference FROM benefit_use")

    assert (seen, reference) == (0, None)


async def test_a_partner_is_told_no_price_of_which_it_may_see_but_a_part(centre: Centre) -> None:
    await centre.save("cup", price=points("10"))
    await centre.save("dear", price=[*points("10"), {"kind": "balance", "amount": "1.00"}], grants=points("5"))
    await centre.save("lounge", grants=[{"kind": "balance", "amount": "1.00"}])
    await centre.member("1")
    iqiyi = await partnership(centre.shop, scopes=PARTNER)
    shown = await iqiyi.send("""{ benefits { code price { amount } grants { amount } }
      member(by: {number: "1"}) { benefits { benefit { code } lacks { amount } } } }""")

    told = {one["code"]: (one["price"], one["grants"]) for one in shown["data"]["benefits"]}
    assert told["cup"] == ([{"amount": "10"}], None)
    assert told["dear"] == (None, [{"amount": "5"}])
    assert told["lounge"] == (None, None)
    assert {error["extensions"]["code"] for error in shown["errors"]} == {"FORBIDDEN"}
    assert [error["path"][0] for error in shown["errors"]] == ["benefits", "benefits", "member"]
