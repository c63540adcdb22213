"""Every description that the schema and the built-in plugin give is there in Chinese, and no translation is left over."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import GraphQLSchema, execute_sync, get_introspection_query, introspection_types, parse

from headless.engine.metrics.built_in import BUILT_IN
from headless.engine.texts.descriptions import CORE, described, in_one_line, translations_of
from headless.engine.texts.languages import LANGUAGES
from headless.plugins.conformance.translations import texts_of
from headless.plugins.loading.registry import BUILTIN, Registry
from headless.schema.serving.introspection import Translated
from headless.schema.serving.notes import add_notes
from headless.schema.serving.root import make_schema
from headless.schema.serving.sdl import print_sdl

OTHERS = [lang for lang in LANGUAGES if lang != "en"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUERY = parse(get_introspection_query(specified_by_url=True, directive_is_repeatable=True, schema_description=True))
META = parse('{ kind: __type(name: "__TypeKind") { description enumValues { description } } root: __typename }')


def parts(value: Any) -> Iterator[Any]:
    """Every type, field, argument, enum value and directive."""
    yield value
    for inner in (getattr(value, "fields", None) or getattr(value, "values", None) or {}).values():
        yield from parts(inner)
    yield from (getattr(value, "args", None) or {}).values()


@pytest.fixture(scope="module")
def given(served: GraphQLSchema) -> set[str]:
    """Every description of the schema, those of introspection included."""
    listed = [*served.type_map.values(), *introspection_types.values(), *served.directives]
    return {in_one_line(part.description) for one in listed for part in parts(one) if part.description}


@pytest.fixture(scope="module")
def declared() -> set[str]:
    """All that the built-in plugin says of itself."""
    registry = Registry.load(entry_points=())
    return {in_one_line(text) for text in texts_of(registry.declared[BUILTIN])[CORE]}


@pytest.mark.parametrize("lang", OTHERS)
def test_no_description_is_there_in_one_language_alone(lang: str, given: set[str], declared: set[str]) -> None:
    assert len(given) > 880
    assert len(declared) > 150
    assert [] == sorted((given | declared) - set(translations_of(CORE, lang)))


@pytest.mark.parametrize("lang", OTHERS)
def test_no_translation_is_left_over(lang: str, given: set[str], declared: set[str]) -> None:
    assert [] == sorted(set(translations_of(CORE, lang)) - given - declared)


def test_chinese_is_chinese() -> None:
    """But for a name that is the same in both."""
    assert {"SKU"} == {text for text in translations_of(CORE, "zh").values() if not CHINESE.search(text)}


def test_what_metrics_count_is_told_in_chinese() -> None:
    texts = {
        text for spec in BUILT_IN.values() for text in (spec.description, *(a.description for a in spec.arguments))
    }

    assert [] == [text for text in texts if not CHINESE.search(described(text, "zh"))]


@pytest.fixture(scope="module")
def noted() -> GraphQLSchema:
    """The schema with the fields of all installed plugins, as it is served."""
    schema = make_schema(Registry.load())._schema
    add_notes(schema)
    return schema


def told(value: Any) -> Iterator[str]:
    """Every description in an answer to introspection."""
    if isinstance(value, Mapping):
        if value.get("description") is not None:
            yield value["description"]
        for part in value.values():
            yield from told(part)
    elif isinstance(value, list):
        for part in value:
            yield from told(part)


@pytest.mark.parametrize("query", [QUERY, META])
def test_introspection_is_answered_in_chinese(noted: GraphQLSchema, query: Any) -> None:
    translated = Translated(noted, "zh")

    english, chinese = execute_sync(noted, query), execute_sync(noted, query, middleware=translated)

    assert [] == [*(english.errors or ()), *(chinese.errors or ())]
    assert len(list(told(english.data))) == len(list(told(chinese.data))) > 5
    assert [] == [text for text in told(chinese.data) if not CHINESE.search(text.partition("\n\n")[0])]
    assert [] == [text for text in told(english.data) if CHINESE.search(text) and "金卡" not in text]
    assert names(english.data) == names(chinese.data)


def names(value: Any) -> Any:
    """The rest of an answer."""
    if isinstance(value, Mapping):
        return {key: names(part) for key, part in value.items() if key != "description"}
    return [names(part) for part in value] if isinstance(value, list) else value


def test_notes_of_scopes_and_costs_are_told_in_chinese(noted: GraphQLSchema) -> None:
    query = parse('{ __type(name: "Query") { fields { name description } } }')

    answer = execute_sync(noted, query, middleware=Translated(noted, "zh"))

    assert answer.data is not None
    by_name = {field["name"]: field["description"].partition("\n\n") for field in answer.data["__type"]["fields"]}
    assert (
        "按任意指标的条件或搜索词查询会员。",
        "权限：`members:read` · 成本：1 · 行数：`first`，不填则为20",
    ) == (by_name["members"][0], by_name["members"][2])
    assert "商户的任何令牌 · 会员本人 · 成本：1" == by_name["viewer"][2]
    assert "权限：`tiers:read` · 会员本人 · 成本：1 · 行数：3" == by_name["tierTracks"][2]


def test_the_printed_schema_stays_english() -> None:
    assert CHINESE.search(print_sdl(Registry.load()).replace("金卡", "")) is None
