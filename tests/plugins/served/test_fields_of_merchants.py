"""Fields of the merchant: resolved once, typed, paged, and no way to another member."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from headless.ids import Prefix, encode
from headless.schema.serving.execution import Request
from headless.services.kernel.principals import of_member
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from tests.plugins.served.conftest import id_of
from tests.plugins.served.draws import Board
from tests.resolvers.reader import Reader, Statements

LEADERS = "leaders { totalCount edges { node { place score member { number } rivals { number } } } }"


async def ext(reader: Reader, fields: str, **given: Any) -> Any:
    """What the plugin says of the merchant."""
    return (await reader.ask(f"{{ merchant {{ ext {{ draws {{ {fields} }} }} }} }}", **given))["merchant"]["ext"][
        "draws"
    ]


async def as_member(reader: Reader, number: str, query: str) -> Any:
    """The answer to a member's own token."""
    shop = reader.shop
    member = of_member(shop.owner.merchant_id, shop.owner.slug, await id_of(shop, number))
    return await reader.api.answer(shop.kernel, member, Request(query, {}))


async def test_a_field_sees_the_merchant_its_settings_its_day_and_the_readers_language(reader: Reader) -> None:
    saved = await enable_plugin(reader.shop.kernel, reader.shop.owner, "draws", {"leaders": {"title": "Top"}})
    assert saved.problem is None, saved.problem
    year = datetime.fromtimestamp(reader.shop.clock.now_us() / 1_000_000, UTC).year

    assert f"Top {year} zh {year + 1}" == (await ext(reader, "motto", lang="zh"))["motto"]


async def test_members_come_as_members_wherever_they_stand_and_in_one_batch(reader: Reader, monkeypatch: Any) -> None:
    counted = Statements()
    counted.listen(monkeypatch)
    few = await ext(reader, LEADERS)
    sent = counted.take()
    for number in range(4, 30):
        await reader.shop.member(f"m{number}")
        Board.rows.append((encode(Prefix.MEMBER, await id_of(reader.shop, f"m{number}")), 1))
    counted.take()
    many = await ext(reader, LEADERS.replace("leaders", "leaders(first: 100)"))

    assert {"place": 1, "score": "30", "member": {"number": "m1"}, "rivals": [{"number": "m1"}, {"number": "m2"}]} == (
        few["leaders"]["edges"][0]["node"]
    )
    assert (3, 29, sent) == (few["leaders"]["totalCount"], len(many["leaders"]["edges"]), counted.take())


async def test_a_loader_runs_once_for_all_that_ask_the_same(reader: Reader) -> None:
    await ext(
        reader, "a: leaders { totalCount } b: leaders(first: 1) { totalCount } best { number } c: best { number }"
    )

    # `leaders` is paged, so each page is a question of its own; `best` is asked twice and loaded once.
    assert 3 == len(Board.asked)


async def test_ten_thousand_rows_are_paged_from_both_ends(reader: Reader) -> None:
    Board.rows = [(Board.rows[0][0], number) for number in range(10_000)]
    seen, after = [], None
    fields = "{ totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { place } } }"
    for _ in range(3):
        place = "" if after is None else f', after: "{after}"'
        page = (await ext(reader, f"leaders(first: 100{place}) {fields}"))["leaders"]
        seen += [edge["node"]["place"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]

    assert list(range(1, 301)) == seen
    assert (10_000, True, True) == (
        page["totalCount"],
        page["pageInfo"]["hasNextPage"],
        page["pageInfo"]["hasPreviousPage"],
    )

    back = (await ext(reader, "leaders(last: 2) { pageInfo { startCursor hasNextPage } edges { node { place } } }"))[
        "leaders"
    ]
    before = back["pageInfo"]["startCursor"]
    more = (await ext(reader, f'leaders(last: 2, before: "{before}") {{ edges {{ node {{ place }} }} }}'))["leaders"]
    assert ([9_999, 10_000], [9_997, 9_998], False) == (
        [edge["node"]["place"] for edge in back["edges"]],
        [edge["node"]["place"] for edge in more["edges"]],
        back["pageInfo"]["hasNextPage"],
    )


async def test_a_loader_may_read_the_page_alone(reader: Reader) -> None:
    walk = "walk(%s) { totalCount pageInfo { endCursor startCursor hasNextPage } edges { node { number } } }"
    one = (await ext(reader, walk % "first: 2"))["walk"]
    two = (await ext(reader, walk % f'first: 2, after: "{one["pageInfo"]["endCursor"]}"'))["walk"]
    last = (await ext(reader, walk % "last: 1"))["walk"]
    rest = (await ext(reader, walk % f'last: 5, before: "{last["pageInfo"]["startCursor"]}"'))["walk"]

    def numbers(page: Any) -> list[str]:
        return [edge["node"]["number"] for edge in page["edges"]]

    assert (["m1", "m2"], True) == (numbers(one), one["pageInfo"]["hasNextPage"])
    assert (["m3"], False) == (numbers(two), two["pageInfo"]["hasNextPage"])
    assert (["m3"], ["m1", "m2"], 3) == (numbers(last), numbers(rest), rest["totalCount"])
    assert [(2, None, False), (2, (1,), False), (1, None, True), (5, (2,), True)] == Board.asked


async def test_a_cursor_belongs_to_its_field_its_arguments_and_its_shop(reader: Reader) -> None:
    page = (await ext(reader, "leaders(first: 1) { pageInfo { endCursor } }"))["leaders"]
    cursor = page["pageInfo"]["endCursor"]
    for field in ("walk", "leaders(least: 1, %s)"):
        place = f'after: "{cursor}"'
        asked = field % place if "%s" in field else f"{field}({place})"
        found = await reader.errors(f"{{ merchant {{ ext {{ draws {{ {asked} {{ totalCount }} }} }} }} }}")
        assert ["INVALID_CURSOR"] == found
    assert ["INVALID_PAGE"] == await reader.errors(
        "{ merchant { ext { draws { leaders(first: 101) { totalCount } } } } }"
    )


async def test_a_members_token_sees_no_other_member_through_a_field(reader: Reader) -> None:
    query = f"{{ merchant {{ ext {{ draws {{ {LEADERS} best {{ number }} walk {{ edges {{ node {{ number }} }} }} }} }} }} }}"
    answer = await as_member(reader, "m2", query)
    draws = answer["data"]["merchant"]["ext"]["draws"]
    rows = [edge["node"] for edge in draws["leaders"]["edges"]]

    assert "errors" not in answer, answer["errors"]
    assert [None, {"number": "m2"}, None] == [row["member"] for row in rows]
    assert [None, {"number": "m2"}] == rows[0]["rivals"]
    assert None is draws["best"]
    assert [None, {"number": "m2"}, None] == [edge["node"] for edge in draws["walk"]["edges"]]

    answer = await as_member(
        reader, "m2", "{ me { ext { draws { friends { number } played { totalCount } echo(count: 1) } } } }"
    )
    assert {"friends": [None, None], "played": {"totalCount": 0}, "echo": None} == answer["data"]["me"]["ext"]["draws"]
    assert ["FORBIDDEN"] == [each["extensions"]["code"] for each in answer["errors"]]


async def test_ids_of_nobody_and_of_another_shop_are_null(reader: Reader) -> None:
    Board.rows = [(encode(Prefix.MEMBER, 1), 1), Board.rows[1]]
    rows = (await ext(reader, LEADERS))["leaders"]["edges"]

    assert [None, {"number": "m2"}] == [row["node"]["member"] for row in rows]


async def test_a_field_needs_its_scope_alone(reader: Reader) -> None:
    query = "{ merchant { ext { draws { leaders { edges { node { place member { number } } } } motto } } } }"
    answer = await reader.answer(query, scopes={"config:read"})

    draws = answer["data"]["merchant"]["ext"]["draws"]
    assert 3 == len(draws["leaders"]["edges"])
    assert None is draws["motto"]
    assert {"FORBIDDEN"} == {each["extensions"]["code"] for each in answer["errors"]}


async def test_a_field_that_fails_is_null_alone_and_names_its_plugin(reader: Reader) -> None:
    Board.broken = True
    answer = await reader.answer("{ merchant { slug ext { draws { motto best { number } leaders { totalCount } } } } }")
    assert reader.shop.owner.slug == answer["data"]["merchant"]["slug"]
    assert answer["data"]["merchant"]["ext"]["draws"]["motto"]
    assert [("PLUGIN_FAILED", "draws")] * 2 == [
        (each["extensions"]["code"], each["extensions"]["plugin"]) for each in answer["errors"]
    ]
    Board.broken, Board.answers = False, "nobody"
    assert ["PLUGIN_FAILED"] == await reader.errors("{ merchant { ext { draws { best { number } } } } }")


async def test_a_plugin_that_is_off_or_gone_is_null_and_the_page_stands(reader: Reader) -> None:
    await disable_plugin(reader.shop.kernel, reader.shop.owner, "draws")
    answer = await reader.answer("{ merchant { slug ext { draws { motto } gone { what { ever } } } } }")

    assert {"draws": None, "gone": None} == answer["data"]["merchant"]["ext"]
    assert {"PLUGIN_NOT_ENABLED", "PLUGIN_MISSING"} == {each["extensions"]["code"] for each in answer["errors"]}


async def test_lists_of_members_cost_as_many_rows_as_they_may_hold(reader: Reader) -> None:
    friends = "ext { draws { friends { %s } } }"
    nested = f"{{ members(first: 100) {{ edges {{ node {{ {friends % (friends % 'tags { reason }')} }} }} }} }}"

    assert ["QUERY_TOO_LARGE"] == await reader.errors(nested)
    Board.rows = [Board.rows[0]] * 101 + [Board.rows[1]]
    failed = await reader.answer('{ member(by: {number: "m2"}) { ext { draws { friends { number } } } } }')
    assert ["PLUGIN_FAILED"] == [each["extensions"]["code"] for each in failed["errors"]]


async def test_many_parents_take_one_load(reader: Reader) -> None:
    await reader.ask("{ members(first: 100) { edges { node { ext { draws { friends { number } } } } } } }")

    assert [3] == Board.asked


async def test_a_partners_token_reads_no_field_of_a_plugin(reader: Reader) -> None:
    partner = replace(reader.shop.owner, partner_id=1, scopes=frozenset({"members:read", "config:read"}))
    answer = await reader.api.answer(
        reader.shop.kernel, partner, Request("{ merchant { ext { draws { leaders { totalCount } } } } }", {})
    )

    assert "FORBIDDEN" in {each["extensions"]["code"] for each in answer["errors"]}
