"""Fields of plugins: typed, nullable, loaded for all members at once; one that fails is null, and its error names the plugin."""

from typing import Any

import pytest

from headless.errors import Misconfigured
from headless.plugins import Context, Field, hookimpl
from headless.plugins.loading.registry import Registry
from headless.resolvers.reading.cursors import Cursors
from headless.schema.serving.build import loaders_of
from headless.schema.serving.execution import Api
from headless.schema.serving.root import make_schema
from headless.schema.serving.sdl import print_sdl
from headless.services.kernel.lookups import Lookup
from headless.services.plugin_admin.plugins import disable_plugin
from tests.plugins.declarations.scores import Diary
from tests.resolvers.reader import Reader, Statements
from tests.services.shop import Shop

M1 = Lookup("number", "m1")
CABINET = "ext { scores { lastLoudness cabinet { medals { name ofGold } best { name } worth } } }"


@pytest.fixture(scope="session")
def api(registry: Registry) -> Api:
    schema = make_schema(registry)
    return Api(schema, loaders_of(schema), Cursors("a secret that only tests know"))


@pytest.fixture
def reader(api: Api, stage: Shop) -> Reader:
    return Reader(api, stage)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    counted = Statements()
    counted.listen(monkeypatch)
    return counted


async def errors(reader: Reader, fields: str, **given: Any) -> list[tuple[str, str | None, Any]]:
    """Code, plugin and path of each error, where the rest of the member must be there."""
    answer = await reader.answer(f'{{ member(by: {{number: "m1"}}) {{ number {fields} }} }}', **given)
    assert "m1" == answer["data"]["member"]["number"]
    return [(each["extensions"]["code"], each["extensions"].get("plugin"), each["path"]) for each in answer["errors"]]


async def test_a_field_is_typed_and_sees_its_needs(reader: Reader) -> None:
    items = [
        {"sku": "a", "name": "Tea", "category": "tea", "quantity": 1, "amount": "6.50"},
        {"sku": "b", "name": "Cup", "category": "cups", "quantity": 1, "amount": "33.50"},
    ]
    await reader.shop.order(M1, "40.00", items=items)
    await reader.shop.send("scores.applause", M1, {"loudness": 4})
    scores = (await reader.of_member(CABINET))["ext"]["scores"]

    assert 4 == scores["lastLoudness"]
    assert [{"name": "first", "ofGold": True}, {"name": "3 pages", "ofGold": False}] == scores["cabinet"]["medals"]
    assert ({"name": "first"}, "6.50") == (scores["cabinet"]["best"], scores["cabinet"]["worth"])


async def test_a_hundred_members_take_as_many_queries_as_one(reader: Reader, statements: Statements) -> None:
    query = f"{{ members(first: 100) {{ edges {{ node {{ {CABINET} }} }} }} }}"
    await reader.ask(query)
    statements.take()
    Diary.asked.clear()
    await reader.ask(query)
    for_one = statements.take()
    for number in range(2, 12):
        await reader.shop.order(await reader.shop.member(f"m{number}"), "40.00")
    statements.take()
    Diary.asked.clear()
    await reader.ask(query)

    assert for_one == statements.take()
    assert [("tea", 11)] == Diary.asked


async def test_a_field_that_fails_is_null_and_the_rest_of_the_page_stands(reader: Reader) -> None:
    await reader.shop.order(M1, "40.00")
    for loudness in (13, 14):
        await reader.shop.send("scores.applause", M1, {"loudness": loudness})
        found = await errors(reader, "ext { scores { lastLoudness cabinet { worth } } }")

        assert [("PLUGIN_FAILED", "scores", ["member", "ext", "scores", "lastLoudness"])] == found

    Diary.broken = True
    found = await errors(reader, "ext { scores { cabinet { worth } secret } }")

    assert [("PLUGIN_FAILED", "scores", ["member", "ext", "scores", "cabinet"])] == found


async def test_a_field_needs_its_scope(reader: Reader) -> None:
    scopes = {"members:read"}
    found = await errors(reader, "ext { scores { secret lastLoudness } }", scopes=scopes)

    assert [("FORBIDDEN", None, ["member", "ext", "scores", "secret"])] == found
    assert ["hush", "mem_"] == (await reader.of_member("ext { scores { secret } }"))["ext"]["scores"]["secret"]


async def test_a_metric_is_read_and_tested_with_its_own_scope_alone(reader: Reader) -> None:
    await reader.shop.order(M1, "40.00")
    test = 'members(where: {test: {metric: "scores.score", op: EQ, value: 4}}) { edges { node { number } } }'
    few = {"members:read", "config:read"}

    assert "4" == (await reader.of_member('metric(name: "scores.score")'))["metric"]
    assert [{"node": {"number": "m1"}}] == (await reader.ask(f"{{ {test} }}"))["members"]["edges"]
    assert [("FORBIDDEN", None, ["member", "metric"])] == await errors(
        reader, 'metric(name: "scores.score")', scopes=few
    )
    assert ["FORBIDDEN"] == await reader.errors(f"{{ {test} }}", scopes=few)

    listed = (await reader.ask("{ metrics { name type unit scope plugin } }"))["metrics"]
    shown = {"name": "scores.score", "type": "decimal", "unit": "score", "scope": "assets:read", "plugin": "scores"}
    assert shown in listed


async def test_a_disabled_plugin_is_null_and_says_so(reader: Reader) -> None:
    await disable_plugin(reader.shop.kernel, reader.shop.owner, "scores")

    assert [("PLUGIN_NOT_ENABLED", "scores", ["member", "ext", "scores"])] == await errors(reader, CABINET)


async def test_a_page_renders_though_a_plugin_is_not_installed_any_more(reader: Reader) -> None:
    query = """query Page($with: Boolean = true) { member(by: {number: "m1"}) {
  number ext { trees: growthTree { height ...Leaves } scores { lastLoudness } ... on MemberExt @include(if: $with) { other } } } }
fragment Leaves on ExtGrowthTree { leaves { ...Leaf } } fragment Leaf on ExtGrowthTreeLeaf { green }"""
    for _ in range(2):
        answer = await reader.answer(query)
        found = {
            (each["extensions"]["code"], each["extensions"]["plugin"], each["path"][-1]) for each in answer["errors"]
        }

        ext = {"trees": None, "scores": {"lastLoudness": None}, "other": None}
        assert {"member": {"number": "m1", "ext": ext}} == answer["data"]
        assert {("PLUGIN_MISSING", "growth_tree", "trees"), ("PLUGIN_MISSING", "other", "other")} == found


async def test_a_field_that_an_installed_plugin_lacks_is_refused_as_anywhere(reader: Reader) -> None:
    answer = await reader.answer('{ member(by: {number: "m1"}) { ext { scores { nonsense } } } }')

    assert "Cannot query field 'nonsense' on type 'ExtScores'." in answer["errors"][0]["message"]


def test_every_field_of_a_plugin_has_its_scope_and_description_in_the_schema(registry: Registry) -> None:
    sdl = print_sdl(registry)

    assert '"""What not everybody may read."""\n  secret: [String!] @scope(name: "members:pii")' in sdl
    assert '  cabinet: ExtScoresCabinet @scope(name: "members:read")' in sdl


def plugin(field_id: str, field_type: Any) -> Any:
    """A plugin with one field."""

    class Only(Field):
        """A field."""

        id = field_id
        type = field_type

        def resolve(self, ctx: Context[Any]) -> Any:
            return None

    class Plugin:
        __version__ = "1"

        @hookimpl
        def register_fields(self) -> list[type[Field]]:
            return [Only]

    return Plugin()


@pytest.mark.parametrize("names", [("a1", "a_1"), ("cup2go", "cup_2go")])
def test_two_plugins_of_one_name_in_graphql_refuse_to_boot_and_both_are_named(names: tuple[str, str]) -> None:
    with pytest.raises(Misconfigured) as raised:
        make_schema(Registry.load(entry_points=(), more={name: plugin("cup", int) for name in names}))

    assert all(name in str(raised.value) for name in names)


def test_a_type_that_no_front_end_could_read_is_not_loaded() -> None:
    registry = Registry.load(entry_points=(), more={"odd": plugin("cup", int | str)})

    assert ["FAILED"] == [each.state for each in registry.plugins if each.name == "odd"]
    assert any("several types" in (each.error or "") for each in registry.plugins)
