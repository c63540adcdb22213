"""A newcomer joins on the referral code of another member."""

from typing import Any

from tests.web.shop import Shop

JOIN = """mutation ($number: String!, $code: String, $key: String) {
  memberCreate(input: {number: $number, referralCode: $code, idempotencyKey: $key}) {
    member { number referralCode referredBy { number } } userErrors { code path } } }"""


async def join(shop: Shop, number: str, code: str | None = None, key: str | None = None) -> Any:
    return (await shop.ask(JOIN, {"number": number, "code": code, "key": key}))["memberCreate"]


async def referrals(shop: Shop, number: str) -> int:
    data = await shop.ask(f'{{ member(by: {{number: "{number}"}}) {{ metric(name: "referrals") }} }}')
    count: int = data["member"]["metric"]
    return count


async def test_a_newcomer_counts_for_the_member_whose_code_it_gives(shop: Shop) -> None:
    ada = (await join(shop, "ada"))["member"]
    assert ada["referredBy"] is None

    ben = await join(shop, "ben", ada["referralCode"].lower().replace("-", " "))

    assert {"number": "ada"} == ben["member"]["referredBy"]
    assert (1, 0) == (await referrals(shop, "ada"), await referrals(shop, "ben"))


async def test_the_same_request_again_counts_once(shop: Shop) -> None:
    code = (await join(shop, "ada"))["member"]["referralCode"]
    for _ in range(2):
        assert {"number": "ada"} == (await join(shop, "ben", code, "k1"))["member"]["referredBy"]

    assert 1 == await referrals(shop, "ada")
    assert ["KEY_CONFLICT"] == [error["code"] for error in (await join(shop, "ben", None, "k1"))["userErrors"]]


async def test_an_unknown_code_creates_nobody(shop: Shop) -> None:
    closed = (await join(shop, "zoe"))["member"]["referralCode"]
    closing = 'mutation { memberUpdate(input: {member: {number: "zoe"}, status: CLOSED}) { userErrors { code } } }'
    assert {"memberUpdate": {"userErrors": []}} == await shop.ask(closing)

    for code in ("ABCD-EFGH-JKMNP", "nonsense", "", closed):
        expected = [] if code == "" else [{"code": "UNKNOWN_REFERRAL_CODE", "path": ["referralCode"]}]
        answer = await join(shop, f"ben-{code}", code)
        assert expected == answer["userErrors"], code
        known = await shop.ask(f'{{ member(by: {{number: "ben-{code}"}}) {{ number }} }}')
        assert (known["member"] is None) == bool(expected)
