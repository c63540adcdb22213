"""Members by any condition over any metric, and by a search: page by page, within what the token may see."""

from typing import Any

from headless.services.kernel.lookups import Lookup
from headless.services.members.members import update_member
from tests.resolvers.reader import Reader, label
from tests.services.shop import Shop

TEA = {"test": {"metric": "gross_spend", "op": "GTE", "value": "50", "args": {"category": "tea"}}}


async def found(reader: Reader, arguments: str, **given: Any) -> list[str]:
    data = await reader.ask(f"{{ members({arguments}) {{ edges {{ node {{ number }} }} }} }}", **given)
    return [edge["node"]["number"] for edge in data["members"]["edges"]]


async def where(reader: Reader, condition: Any, fields: str = "edges { node { number } }", **given: Any) -> Any:
    query = f"query Where($where: Condition) {{ members(where: $where) {{ {fields} }} }}"
    return (await reader.ask(query, where=condition, **given))["members"]


async def buyers(shop: Shop) -> None:
    """a bought much tea, b little tea and much coffee, c nothing."""
    for number, tea, coffee in (("a", "80", "10"), ("b", "20", "90")):
        items = [
            {"sku": "t", "category": "tea", "quantity": "1", "amount": tea},
            {"sku": "c", "category": "coffee", "quantity": "1", "amount": coffee},
        ]
        total = str(int(tea) + int(coffee))
        await shop.order(await shop.member(number), total, f"order-{number}", items=items)
    await shop.member("c")


async def test_a_condition_finds_those_who_meet_it(shop: Shop, reader: Reader) -> None:
    await buyers(shop)

    assert ["a", "b"] == await found(reader, 'where: {test: {metric: "orders", op: GTE, value: 1}}')
    assert ["c"] == await found(reader, 'where: {not: {test: {metric: "orders", op: GTE, value: 1}}}')
    assert ["b"] == await found(reader, 'where: {test: {metric: "net_spend", op: GT, value: "100", window: "30d"}}')


async def test_totals_that_nobody_tracks_are_answered_from_the_events(shop: Shop, reader: Reader) -> None:
    await buyers(shop)
    await shop.refund(await shop.member("d"), "1")
    much = {"all": [TEA, {"test": {"metric": "orders", "op": "GTE", "value": 1}}]}
    fields = "totalCount edges { node { number } }"

    assert {"totalCount": 1, "edges": [{"node": {"number": "a"}}]} == await where(reader, TEA, fields)
    assert {"totalCount": 1, "edges": [{"node": {"number": "a"}}]} == await where(reader, much, fields)
    assert {"totalCount": 3} == await where(reader, {"not": TEA}, "totalCount")
    joined = {"test": {"metric": "events", "op": "EQ", "value": 1, "args": {"type": "member.joined"}}}
    assert {"totalCount": 4} == await where(reader, joined, "totalCount")


async def test_tracked_or_not_the_answer_is_the_same(shop: Shop, reader: Reader) -> None:
    await buyers(shop)
    await shop.refund(Lookup("number", "a"), "45", "order-a")
    net = {"test": {"metric": "net_spend", "op": "LT", "value": "50", "args": {"category": "tea"}}}
    metric = 'metric(name: "net_spend", args: {category: "tea"})'

    before = await where(reader, net), await reader.of_member(metric, "a")
    await label(shop, "tea", TEA)
    after = await where(reader, net), await reader.of_member(metric, "a")

    assert before == after
    assert {"metric": "40.00"} == after[1]


async def test_pages_go_both_ways_under_a_condition(shop: Shop, reader: Reader) -> None:
    for number in range(5):
        await shop.order(await shop.member(f"m{number}"), "60", items=[tea_for("60")])
    query = """query Page($where: Condition, $first: Int, $after: String, $last: Int, $before: String) {
      members(where: $where, first: $first, after: $after, last: $last, before: $before) {
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage } edges { node { number } } } }"""

    for condition in (None, TEA):
        first = (await reader.ask(query, where=condition, first=2))["members"]
        second = (await reader.ask(query, where=condition, first=2, after=first["pageInfo"]["endCursor"]))["members"]
        back = (await reader.ask(query, where=condition, last=1, before=second["pageInfo"]["startCursor"]))["members"]

        assert (["m0", "m1"], ["m2", "m3"], ["m1"]) == (numbers(first), numbers(second), numbers(back))
        assert (True, True) == (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"])


async def test_a_search_finds_parts_of_numbers_names_mails_and_phones(shop: Shop, reader: Reader) -> None:
    await shop.member("card-17", name="Ada Lovelace", email="ada@example.com", phone="+44 20 1234")
    await shop.member("card-18", name="王小明", email="ming@example.org")
    await shop.member("100%", name="Zoë")

    for text, expected in (
        ("lovel", ["card-17"]), ("CARD-1", ["card-17", "card-18"]), ("小明", ["card-18"]), ("@example.com", ["card-17"]),
        ("20 12", ["card-17"]), ("ZOë", ["100%"]), ("%", ["100%"]), ("_", []), ("nobody", []),
    ):  # fmt: skip
        assert expected == await found(reader, f'search: "{text}"'), text


async def test_a_search_folds_case_and_composition_in_every_alphabet(shop: Shop, reader: Reader) -> None:
    for number, name in (
        ("m1", "Иван Ёлкин"), ("m2", "Ζωή ΔΗΜΟΣ"), ("m3", "Rene\u0301e Groß"), ("m4", "İpek"), ("Ｍ5", "王\u200b小明"),
    ):  # fmt: skip
        await shop.member(number, name=name)
    renamed = await update_member(shop.kernel, shop.owner, Lookup("number", "m4"), {"name": "Şükrü ÇELİK"})
    assert renamed.problem is None

    for text, expected in (
        ("иВАН", ["m1"]), ("е\u0308лкин", ["m1"]), ("δημος", ["m2"]), ("ΖΩΉ", ["m2"]), ("RENÉE", ["m3"]),
        ("gross", ["m3"]), ("çelik", ["m4"]), ("ipek", []), ("王小明", ["Ｍ5"]), ("m5", ["Ｍ5"]), ("Renee", []),
    ):  # fmt: skip
        assert expected == await found(reader, f'search: "{text}"'), text


async def test_without_the_scope_a_search_sees_numbers_alone(shop: Shop, reader: Reader) -> None:
    await shop.member("card-17", name="Ada", email="ada@example.com")
    scopes = {"members:read"}

    assert [] == await found(reader, 'search: "ada"', scopes=scopes)
    assert ["card-17"] == await found(reader, 'search: "17"', scopes=scopes)


async def test_a_condition_needs_the_scope_of_what_it_tests(shop: Shop, reader: Reader) -> None:
    await shop.member()
    query = "{ members(where: {any: [{test: {metric: %s, op: EXISTS}}]}) { totalCount } }"

    async def codes(metric: str, args: str = "") -> list[str]:
        test = f'"{metric}"{args}'
        return await reader.errors(query % test, scopes={"members:read"})

    assert ["FORBIDDEN"] == await codes("birthday_in")
    assert ["FORBIDDEN"] == await codes("balance", ', args: {asset: "points"}')
    assert [] == await codes("orders")


async def test_a_wrong_condition_is_told_where_it_is_wrong(shop: Shop, reader: Reader) -> None:
    response = await reader.answer('{ members(where: {all: [{test: {metric: "nets", op: EQ}}]}) { totalCount } }')

    assert "INVALID_CONDITION" == response["errors"][0]["extensions"]["code"]
    assert response["errors"][0]["message"].startswith("condition.all[0].test.metric: there is no metric 'nets'")


def tea_for(amount: str) -> dict[str, str]:
    return {"sku": "t", "category": "tea", "quantity": "1", "amount": amount}


def numbers(connection: Any) -> list[str]:
    return [edge["node"]["number"] for edge in connection["edges"]]
