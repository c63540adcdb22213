"""Members by any condition over any metric, and by a search: page by page, within what the token may see."""

from typing import Any

from headless.services.kernel.lookups import Lookup
from headless.services.members.members import update_member
from tests.resolvers.reader import Reader, label
from tests.services.lives.merging.merges import merge
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


async def sorted_by(reader: Reader, order: str, *more: str) -> list[str]:
    """Return the numbers of all members page by page, two a page, and check that walking back gives the same."""
    walks = []
    for count, beyond, cursor, more_follow in (
        ("first", "after", "endCursor", "hasNextPage"), ("last", "before", "startCursor", "hasPreviousPage"),
    ):  # fmt: skip
        numbers: list[str] = []
        place = ""
        while True:
            arguments = ", ".join([f"orderBy: {{{order}}}", f"{count}: 2", place, *more])
            query = (
                f"{{ members({arguments}) {{ pageInfo {{ {cursor} {more_follow} }} edges {{ node {{ number }} }} }} }}"
            )
            page = (await reader.ask(query))["members"]
            listed = [edge["node"]["number"] for edge in page["edges"]]
            numbers = numbers + listed if count == "first" else listed + numbers
            if not page["pageInfo"][more_follow]:
                break
            place = f'{beyond}: "{page["pageInfo"][cursor]}"'
        walks.append(numbers)
    assert walks[0] == walks[1]
    return walks[0]


async def test_members_are_sorted_by_a_metric_both_ways(shop: Shop, reader: Reader) -> None:
    for number, total in (("a", "30"), ("b", "50"), ("c", "10"), ("d", "50")):
        await shop.order(await shop.member(number), total, f"order-{number}")
    await shop.member("e")

    assert ["d", "b", "a", "c", "e"] == await sorted_by(reader, 'by: "net_spend", descending: true')
    assert ["e", "c", "a", "b", "d"] == await sorted_by(reader, 'by: "net_spend"')
    assert ["e", "c", "a", "b", "d"] == await sorted_by(reader, 'by: "net_spend", window: "30d"')
    buyers = 'where: {test: {metric: "orders", op: GTE, value: 1}}'
    assert ["c", "a", "b", "d"] == await sorted_by(reader, 'by: "net_spend"', buyers)


async def test_who_has_no_value_comes_last_in_either_direction(shop: Shop, reader: Reader) -> None:
    for number in ("a", "b", "c", "d", "e"):
        await shop.member(number)
    await shop.order(Lookup("number", "b"), "30", "o1")
    await shop.order(Lookup("number", "d"), "10", "o2")

    assert ["d", "b", "a", "c", "e"] == await sorted_by(reader, 'by: "average_order"')
    assert ["b", "d", "e", "c", "a"] == await sorted_by(reader, 'by: "average_order", descending: true')


async def test_members_are_sorted_by_name_and_by_joining(shop: Shop, reader: Reader) -> None:
    for number, name in (("a", "zoe"), ("b", "Ádám"), ("c", "Bo"), ("d", None), ("e", "bo")):
        await shop.member(number, name=name)

    assert ["c", "e", "a", "b", "d"] == await sorted_by(reader, 'by: "name"')
    assert ["a", "b", "c", "d", "e"] == await sorted_by(reader, 'by: "joinedAt"')
    assert ["e", "d", "c", "b", "a"] == await sorted_by(reader, 'by: "joinedAt", descending: true')


async def test_a_list_can_be_sorted_although_its_condition_is_answered_from_the_events(
    shop: Shop, reader: Reader
) -> None:
    for number in range(5):
        total = str(60 + (number * 3) % 5)
        await shop.order(await shop.member(f"m{number}"), total, f"order-{number}", items=[tea_for(total)])

    tea = 'where: {test: {metric: "gross_spend", op: GTE, value: "61", args: {category: "tea"}}}'
    assert ["m2", "m4", "m1", "m3"] == await sorted_by(reader, 'by: "net_spend"', tea)


async def test_what_members_cannot_be_sorted_by_is_said(shop: Shop, reader: Reader) -> None:
    for order, told in (
        ('by: "shoe_size"', "neither a metric nor one of joinedAt, name"),
        ('by: "tag"', "choose a metric that is a number"),
        ('by: "birthday_in"', "choose a metric that is a number"),
        ('by: "name", window: "30d"', "takes no window"),
        ('by: "net_spend", args: {category: "tea"}', "not counted with this window and args"),
    ):
        result = await reader.answer(f"{{ members(orderBy: {{{order}}}) {{ edges {{ node {{ number }} }} }} }}")
        (error,) = result["errors"]
        assert told in error["message"]
        assert "NOT_SORTABLE" == error["extensions"]["code"]


async def test_a_wrong_window_of_an_order_is_said_where_it_was_given(shop: Shop, reader: Reader) -> None:
    result = await reader.answer('{ members(orderBy: {by: "net_spend", window: "9x"}) { edges { node { number } } } }')

    (error,) = result["errors"]
    assert error["message"].startswith("orderBy.window: ")
    assert ["orderBy", "window"] == list(error["extensions"]["path"])


async def test_what_a_merged_member_was_called_finds_the_survivor(shop: Shop, reader: Reader) -> None:
    await shop.member("ann", name="Ann Example")
    await shop.member("bob", name="Berta Beispiel", email="berta@example.org", phone="+49 30 901820")
    assert [] == await found(reader, 'search: "ber", where: {test: {metric: "orders", op: GTE, value: 1}}')
    await merge(shop)

    for search in ("berta", "bob", "EXAMPLE.ORG", "901820"):
        assert ["ann"] == await found(reader, f'search: "{search}"'), search
    assert ["ann"] == await found(reader, 'search: "berta", orderBy: {by: "name"}')
    assert {"totalCount": 1} == (await reader.ask('{ members(search: "berta") { totalCount } }'))["members"]
    assert [] == await found(reader, 'search: "berta"', scopes={"members:read"})
    assert ["ann"] == await found(reader, 'search: "bob"', scopes={"members:read"})
