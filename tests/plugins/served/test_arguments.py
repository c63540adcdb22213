"""Arguments of fields: typed, with defaults, checked by the plugin's own class."""

from typing import Any

from tests.resolvers.reader import Reader

ECHO = '{ member(by: {number: "m1"}) { ext { draws { echo(%s) } } } }'


async def echo(reader: Reader, arguments: str, **variables: Any) -> Any:
    data = await reader.ask(ECHO % arguments, **variables)
    return data["member"]["ext"]["draws"]["echo"]


async def test_every_type_arrives_as_the_class_says(reader: Reader) -> None:
    said = await echo(
        reader,
        'count: 3, text: "b", since: "2026-01-31T12:00:00+08:00", colours: [red, blue], nested: {deep: true, on: "2026-02-01"}, '
        'free: {a: [1]}, orderId: "o1"',
    )

    assert {
        "count": 3, "text": "b", "since": "2026-01-31T04:00:00Z", "colours": ["red", "blue"],
        "nested": {"deep": True, "on": "2026-02-01"}, "free": {"a": [1]}, "orderId": "o1", "orders": 0,
    } == {name: value for name, value in said.items() if name != "types"}  # fmt: skip
    assert ["int", "str", "datetime", "tuple", "Nested", "FrozenDict", "str"] == said["types"]


async def test_what_is_left_out_is_the_default_and_a_null_counts_as_left_out(reader: Reader) -> None:
    said = await echo(reader, "count: 3, colours: null, free: null, nested: null")

    assert (3, "a", ["int", "str", "NoneType", "tuple", "NoneType", "FrozenDict", "NoneType"]) == (
        said["count"], said["text"], said["types"],
    )  # fmt: skip


async def test_variables_do_what_literals_do(reader: Reader) -> None:
    query = """query ($count: Int!, $colours: [ExtDrawsColour!], $nested: ExtDrawsNestedInput) {
  member(by: {number: "m1"}) { ext { draws { echo(count: $count, colours: $colours, nested: $nested) } } } }"""
    data = await reader.ask(query, count=2, colours=["blue"], nested={"on": "2026-02-01"})
    said = data["member"]["ext"]["draws"]["echo"]

    assert (2, ["blue"], {"deep": False, "on": "2026-02-01"}) == (said["count"], said["colours"], said["nested"])


async def test_what_the_class_refuses_is_an_error_that_names_the_argument(reader: Reader) -> None:
    answer = await reader.answer(ECHO % 'count: 10, text: "abcdef"')
    (error,) = answer["errors"]

    assert ("INVALID_DATA", ["count"]) == (error["extensions"]["code"], error["extensions"]["path"])
    assert "echo: count may be at most 9; text may not be longer than 5 characters" == error["message"]
    assert ["member", "ext", "draws", "echo"] == error["path"]
    assert {"echo": None} == answer["data"]["member"]["ext"]["draws"]


async def test_what_graphql_refuses_is_refused_before_anything_runs(reader: Reader) -> None:
    for arguments in ("", "count: 1, colours: [green]", 'count: "x"', "count: 1, other: 2", "count: 1, text: null"):
        answer = await reader.answer((ECHO % arguments).replace("echo()", "echo"))
        assert "data" not in answer or answer["data"] is None
        assert ["INVALID_QUERY"] == [error["extensions"]["code"] for error in answer["errors"]][:1]


async def test_each_alias_has_its_own_arguments(reader: Reader) -> None:
    fields = "a: echo(count: 1) b: echo(count: 2) c: echo(count: 99)"
    answer = await reader.answer(f'{{ member(by: {{number: "m1"}}) {{ ext {{ draws {{ {fields} }} }} }} }}')
    draws = answer["data"]["member"]["ext"]["draws"]

    assert (1, 2, None) == (draws["a"]["count"], draws["b"]["count"], draws["c"])
