"""Wrong numbers and PINs: what locks a card, and what a member is told of it."""

from tests.web.cards.till import Till, code
from tests.web.shop import bearer

SIGN_IN = """mutation($number: String!) { memberTokenCreate(input: {member: {number: $number}}) {
  token userErrors { message } } }"""


def wrong(pin: str) -> str:
    return "000000" if pin != "000000" else "000001"


async def member_secret(till: Till, number: str) -> str:
    token = (await till.shop.ask(SIGN_IN, {"number": number}))["memberTokenCreate"]
    secret: str = token["token"]
    return secret


async def test_five_wrong_pins_lock_a_card_until_it_is_unblocked(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    for _ in range(5):
        assert "WRONG_PIN" == code(await till.bind(number, wrong(pin)))

    assert "WRONG_PIN" == code(await till.bind(number, pin))
    locked = await till.card(number)
    assert ("BLOCKED", "five wrong PINs") == (locked["state"], locked["reason"])

    await till.change("cardUnblock", number, reason="it was its owner")
    assert code(await till.bind(number, pin)) is None
    await till.clean()


async def test_a_right_pin_resets_the_count(till: Till) -> None:
    number, pin = await till.sold("gift", "80")
    for _ in range(4):
        await till.bind(number, wrong(pin))
    await till.bind(number, pin, "nobody")
    for _ in range(4):
        await till.bind(number, wrong(pin))

    assert code(await till.bind(number, pin)) is None


async def test_a_member_is_told_one_thing_whatever_is_wrong(till: Till) -> None:
    secret = await member_secret(till, "bob")
    number, pin = await till.sold("gift", "80")
    ((unsold, its_pin),) = await till.issue("gift")
    taken = await till.sold("gift", "80")
    await till.bind(*taken)

    answers = [
        await till.bind("1234567812345678", pin, None, secret),
        await till.bind(number, wrong(pin), None, secret),
        await till.bind(number, None, None, secret),
        await till.bind(unsold, its_pin, None, secret),
        await till.bind(*taken, None, secret),
    ]

    said = {(error["code"], error["message"]) for answer in answers for error in answer["userErrors"]}
    assert ["INVALID_CARD"] == [code for code, _ in said]
    bound = await till.bind(number, pin, None, secret)
    assert "•" * 12 + number[-4:] == bound["card"]["number"]


async def test_numbers_are_whole_for_those_who_issue_cards_alone(till: Till) -> None:
    number, _ = await till.sold("gift", "80")
    reads = await till.shop.token("cards:read")

    read = (await till.shop.ask("query($n: String!) { card(number: $n) { number } }", {"n": number}, reads))["card"]

    assert "•" * 12 + number[-4:] == read["number"]
    response = await till.shop.client.post(
        "/graphql", json={"query": "{ card(number: \"1\") { id } }"}, headers=bearer(await till.shop.token("coupons:read"))
    )  # fmt: skip
    assert "FORBIDDEN" in response.text
