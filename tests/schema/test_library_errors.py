"""What the GraphQL library says of a request is worded in the reader's language, every sentence of it."""

import re
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import graphql
import pytest
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, parse, specified_rules, validate
from graphql.execution.values import get_variable_values

from headless.messages import Message
from headless.schema.serving.library_errors import FAMILIES, MOST, told, translated
from tests.schema.library_sentences import MODULES, sentences

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OURS = ("Abstract type ", "Runtime Object type ")
"""A resolver of ours would be at fault: our schema has none of these."""
SAID = [(module, text) for module, text in sentences() if not text.startswith(OURS)]


def test_the_library_is_the_one_whose_sentences_are_known() -> None:
    """Another version may say something else: walk its rules, compare, and change this line."""
    assert "3.3.2" == graphql.__version__
    assert len(SAID) > 130
    assert {rule.__module__ for rule in specified_rules} < set(MODULES)


@pytest.mark.parametrize(("module", "text"), SAID)
def test_every_sentence_of_the_library_is_translated_with_all_that_changes_in_it(module: str, text: str) -> None:
    chinese = translated(text, "zh")

    assert CHINESE.search(chinese), f"{module} says: {text}"
    assert set(re.findall(r"x[0-9]", text)) <= set(re.findall(r"x[0-9]", chinese))


def errors(schema: GraphQLSchema, text: str, variables: Mapping[str, Any] | None = None) -> list[GraphQLError]:
    """What the library says of a document and its variables."""
    try:
        document = parse(text, max_lexical_tokens=200, max_comments=5)
    except GraphQLError as error:
        return [error]
    wrong = validate(schema, document, max_errors=20)
    if wrong:
        return wrong
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    values = get_variable_values(schema, operation.variable_definitions or (), dict(variables or {}))
    return values if isinstance(values, list) else []


DOCUMENTS = [
    ("{", "语法错误：应为名称，实际为文档结尾"),
    ("{ me { id } } }", "语法错误：出现意外的“}”"),
    ("{ a(b: 01) }", "语法错误：数字无效，0之后不能有数字“1”"),
    ("{ a(b: 'x') }", "语法错误：出现单引号（'），是否应使用双引号（\"）？"),
    ('{ a(b: "x) }', "语法错误：字符串没有结束"),
    ("query ($x: Int = $y) { me { id } }", "语法错误：常量值中不能使用变量$y"),
    ("query Q($x: { me { id } }", "语法错误：应为名称，实际为“{”"),
    ("\x00", "语法错误：出现意外的字符：U+0000"),
    ("{ " + "a " * 300 + "}", "语法错误：文档超过200个词法单元，已停止解析"),
    ("#\n" * 9 + "{ me { id } }", "语法错误：文档超过5条注释，已停止解析"),
    ("{ nope }", "类型Query没有字段nope，是否应为node、nodes？"),
    ("{ zzzzzz }", "类型Query没有字段zzzzzz"),
    ('{ node(id: "x") { code } }',
     "类型Node没有字段code，是否应在AssetKind、AuditRecord、Benefit、CardKind、Coupon上使用内联片段？"),
    ("{ me }", "字段me的类型为Member，须选择子字段，如“me { ... }”"),
    ("{ me { id { x } } }", "字段id的类型ID!没有子字段，不能选择子字段"),
    ("{ me { ... on Nope { id } } }", "类型Nope不存在，是否应为Node、Op？"),
    ("{ me { ... on Tag { id } } }", "此处不能使用该片段：类型Member的对象不可能是Tag"),
    ("{ me { ...F } }", "片段F不存在"),
    ("fragment F on Member { id } { me { id } }", "片段F没有使用"),
    ("fragment F on Member { ...G } fragment G on Member { ...F } { me { ...F } }", "片段F不能经由G包含自身"),
    ("query query { me { id } } query query { me { id } }", "名为query的操作只能有一个"),
    ("query query($x: Int) { me { id } }", "变量$x在操作query中没有使用"),
    ("query Name { members(first: $x) { totalCount } }", "操作Name没有定义变量$x"),
    ("query ($x: Boolean) { tierTrack(code: $x) { code } }", "变量$x的类型为Boolean，此处须为String!"),
    ("{ me @nope { id } }", "指令@nope不存在"),
    ("{ members(frist: 1) { totalCount } }", "字段Query.members没有参数frist，是否应为first、last？"),
    ("{ tierTrack { code } }", "缺少必填参数Query.tierTrack(code:)（类型String!）"),
    ('{ members(first: "x") { totalCount } }', '须为整数，实际为"x"'),
    ("{ eventTypes(sentBy: MEMBR) { name } }", "枚举Sender没有值MEMBR，是否应为枚举值MEMBER？"),
    ('{ eventTypes(sentBy: "MEMBER") { name } }', '枚举Sender的值不加引号，实际为"MEMBER"，是否应为枚举值MEMBER？'),
    ('{ member(by: {nope: "a"}) { id } }', '类型MemberLookup没有字段nope，是否应为code？实际为{ nope: "a" }'),
    ("{ member(by: null) { id } }", "类型MemberLookup!的值不能为null"),
    ("{ a: me { id } a: merchant { name } }", "字段a冲突：me和merchant是不同的字段。如需同时获取，请使用不同的别名"),
    ("{ x: me { a: id b: id } x: me { a: name b: name } }",
     "字段x冲突：子字段a冲突：id和name是不同的字段；子字段b冲突：id和name是不同的字段。如需同时获取，请使用不同的别名"),
    ("type X { a: Int } { me { id } }", "X的定义不可执行"),
    ("subscription A { __typename }", "订阅A的顶层不能选择内省字段"),
    ('{ events(from: "x") { totalCount } }', "'x'不是有效时间，请填写如\"2026-01-31T12:00:00+08:00\""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "chinese"), DOCUMENTS)
def test_what_is_wrong_with_a_document_is_told_in_chinese(served: GraphQLSchema, text: str, chinese: str) -> None:
    assert chinese == told(errors(served, text)[0], "zh")


MEMBER = "query ($x: MemberLookup!) { member(by: $x) { id } }"
VALUES = [
    ("query ($x: Int!) { members(first: $x) { totalCount } }", {}, "变量$x的值无效：须提供类型Int!的值"),
    ("query ($x: Int!) { members(first: $x) { totalCount } }", {"x": None}, "变量$x的值无效：类型Int!的值不能为null"),
    ("query ($x: Int) { members(first: $x) { totalCount } }", {"x": "a"}, "变量$x的值无效：须为整数，实际为'a'"),
    (MEMBER, {"x": {"numbr": "7"}},
     "变量$x的值无效：类型MemberLookup没有字段numbr，是否应为number？实际为{'numbr': '7'}"),
    (MEMBER, {"x": {"it's": "7"}}, "变量$x的值无效：类型MemberLookup没有字段it's，实际为{\"it's\": '7'}"),
    (MEMBER, {"x": {"identity": {"system": "x"}}},
     "变量$x的值无效（identity）：类型IdentityInput的值缺少必填字段id，实际为{'system': 'x'}"),
    (MEMBER, {"x": {}}, "单选输入类型MemberLookup须且只能填写一个字段"),
    (MEMBER, {"x": {"id": None}}, "字段id不能为null"),
    ("query ($x: [EventState!]) { events(states: $x) { totalCount } }", {"x": ["DEFERRED", "FAILD"]},
     "变量$x的值无效（[1]）：枚举EventState没有值FAILD，是否应为枚举值FAILED？"),
    ("query ($x: DateTime) { events(from: $x) { totalCount } }", {"x": "at: .no' time {0} %s"},
     "变量$x的值无效：\"at: .no' time {0} %s\"不是有效时间，请填写如\"2026-01-31T12:00:00+08:00\""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "variables", "chinese"), VALUES)
def test_what_is_wrong_with_variables_is_told_in_chinese(
    served: GraphQLSchema, text: str, variables: Mapping[str, Any], chinese: str
) -> None:
    [error] = errors(served, text, variables)

    assert chinese == told(error, "zh")
    assert error.message == told(error, "en") == told(error, "fr")


@pytest.mark.parametrize(
    "text",
    ["", "What no one says.", "{0} {x} %s", "Cannot query field", "Syntax Error: ", "\0", "'", "Unknown type 'a" + "b" * MOST,
     " has invalid value" * 250, "subfields 'a' conflict because " * 150],
)  # fmt: skip
def test_what_is_not_known_is_shown_as_it_is(text: str) -> None:
    assert text.strip() in (translated(text, "zh").strip(), text.strip())
    assert text == translated(text, "fr")


@pytest.mark.parametrize(
    "text",
    ["Expected value of type 'a' not to include unknown field '" + "'. Did you mean 'b'? Found: " * 65 + "x",
     "Expected value of type 'a' not to include unknown field '" + "'. Found: " * 190, " has invalid value at " * 90 + ":",
     "Fields 'a' conflict because " + "subfields 'a' conflict because x and " * 50, "Variable '$" + "' of type '" * 180],
)  # fmt: skip
def test_no_message_takes_long_to_be_recognised(text: str) -> None:
    translated("", "zh")
    begun = perf_counter()

    translated(text, "zh")

    assert len(text) < MOST
    assert perf_counter() - begun < 1


def test_a_message_of_ours_within_one_of_the_library_keeps_its_parameters() -> None:
    inner = GraphQLError(Message('{value} is not a day: write "2026-01-31"', value="'x'"))
    outer = GraphQLError(f"Variable '$day' has invalid value at .on: {inner.message}", original_error=inner)

    assert "变量$day的值无效（on）：'x'不是有效日期，请填写如\"2026-01-31\"" == told(outer, "zh")


def test_families_have_a_sentence_once() -> None:
    from importlib import import_module

    keys = [
        key for name in FAMILIES for key in import_module(f"headless.engine.texts.translations.zh.graphql.{name}").TEXTS
    ]

    assert len(keys) == len(set(keys))
