"""Messages are written in English where they are raised, and none of them is there in one language alone."""

import ast
import json
import pickle
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from headless.engine.texts.languages import LANGUAGES
from headless.engine.texts.told import Told
from headless.engine.texts.wording import (
    FAMILIES,
    all_worded,
    as_kept,
    from_kept,
    phrases,
    translations,
    with_names,
    worded,
)
from headless.errors import HeadlessError
from headless.messages import Called, Message, Money
from headless.plugins.contract.problems import AT_PLACE, WORDS

ROOT = Path(__file__).parents[3]
OTHERS = [lang for lang in LANGUAGES if lang != "en"]
MADE_BY = {"Message"}
OTHER_MESSAGES = {"messages.py", "wording.py", "outbox.py"}
"""Modules that define what a message is, or that have messages of another kind."""
PASSED_ON = {"{text}", "{first}{more}", AT_PLACE, *WORDS.values()}
"""Templates that stand elsewhere than in a call: those of the message itself, and of pydantic's errors."""


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the source that makes a message, with its place: `Message("…", …)`, `partial(Message, "…")`."""
    for path in sorted((ROOT / "headless").rglob("*.py")):
        if path.name in OTHER_MESSAGES:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            if node.func.id == "partial" and isinstance(node.args[0], ast.Name) and node.args[0].id == "Message":
                yield place, ast.Call(node.func, node.args[1:], node.keywords)
            elif node.func.id in MADE_BY or (node.func.id == "Malformed" and path.name == "event_variables.py"):
                yield place, node


def template_of(call: ast.Call) -> str | None:
    """The template of a call, if it is written there."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


TEMPLATES = {template for _, call in calls() if (template := template_of(call)) is not None} | PASSED_ON


def test_there_are_many_messages() -> None:
    assert len(TEMPLATES) > 450


@pytest.mark.parametrize("lang", OTHERS)
def test_no_message_is_there_in_one_language_alone(lang: str) -> None:
    assert [] == sorted(TEMPLATES - set(translations(lang)))


@pytest.mark.parametrize("lang", OTHERS)
def test_no_translation_is_left_over(lang: str) -> None:
    assert [] == sorted(set(translations(lang)) - TEMPLATES - set(validators()))


@pytest.mark.parametrize("lang", OTHERS)
def test_a_translation_asks_for_no_more_than_its_message_has(lang: str) -> None:
    wrong = {
        template: text for template, text in translations(lang).items() if not names_in(text) <= names_in(template)
    }

    assert {} == wrong


def test_a_template_is_written_where_the_message_is_made() -> None:
    """Or it could not be found here, and nothing would say that its translation is missing."""
    handed_on = {"headless/plugins/contract/problems.py"}
    elsewhere = [
        place for place, call in calls() if template_of(call) is None and place.partition(":")[0] not in handed_on
    ]

    assert [] == elsewhere


def test_a_call_gives_what_its_template_asks_for() -> None:
    wrong = []
    for place, call in calls():
        template, given = template_of(call), {keyword.arg for keyword in call.keywords}
        if template is not None and None not in given and not place.startswith("headless/engine/member/coupons.py"):
            wrong += [place] if names_in(template) != given else []

    assert [] == wrong


@pytest.mark.parametrize("lang", OTHERS)
def test_each_family_has_a_key_once(lang: str) -> None:
    from importlib import import_module

    listed = [
        key for name in FAMILIES for key in import_module(f"headless.engine.texts.translations.{lang}.{name}").TEXTS
    ]

    assert len(set(listed)) == len(listed)


def validators() -> Iterator[str]:
    """What validators of ours say by themselves, as text: `PydanticCustomError("kind", "text")` and `ValueError("text")`."""
    for path in sorted((ROOT / "headless/plugins").rglob("*.py")):
        if "testing" in path.parts or "conformance" in path.parts or "scaffold" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="PydanticCustomError"), args=[_, ast.Constant(value=str(text)), *_]):
                    yield text
                case ast.Call(func=ast.Name(id="amiss"), args=[_, ast.Constant(value=str(text))]):
                    yield text
                case ast.Raise(exc=ast.Call(func=ast.Name(id="ValueError"), args=[ast.Constant(value=str(text))])):
                    yield text


@pytest.mark.parametrize("lang", OTHERS)
def test_what_validators_say_is_there_in_every_language(lang: str) -> None:
    assert [] == [text for text in validators() if text not in translations(lang)]


def test_a_message_is_its_english_text() -> None:
    message = Message(
        "{need} {kind} are needed, {have} can be spent", need=Decimal(9), kind="points", have=Decimal("1.50")
    )

    assert "9 points are needed, 1.50 can be spent" == message
    assert "9 points are needed, 1.50 can be spent" == str(HeadlessError(message))
    assert '["9 points are needed, 1.50 can be spent"]' == json.dumps([message])


POINTS = Called("points", "Points", {"zh": "积分"})


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        (
            Message(
                "{need} {kind} are needed, {have} can be spent", need=Decimal(999999), kind=POINTS, have=Decimal(7419)
            ),
            "积分不足：需999,999，可用7,419",
        ),
        (
            Message(
                "at most {text} {kind} may be used for order {order}; {left} are left of that",
                text=Decimal(3000), kind=POINTS, order="D20", left=Decimal(3000),
            ),
            "本单最多可用3,000积分抵扣，还可用3,000",
        ),
        (Message("there is no member with {lookup}; create it first", lookup="number M9"), "会员不存在（number M9），请先注册"),
        (
            Message(
                "{kind} is for orders of {need} or more; this one came to {have} before its coupons",
                kind=Called("m199", "满199减20", {}), need=Money("199.00", "CNY"), have=Money("80.00", "CNY"),
            ),
            "「满199减20」满¥199.00可用，当前¥80.00",
        ),
        (
            Message("{benefit} was used {used} times, which is all", benefit=Called("freeship", "免邮", {}), used=1)
            + Message(" until {day}", day=date(2026, 4, 1)),
            "「免邮」次数已用完（1次），2026年4月1日起可再用",
        ),
        (
            Message("the asset kind {code!r} does not exist; there are: {known}", code="x", known=()),
            "资产类型「x」不存在，现有：无",
        ),
        (
            Message("the asset kind {code!r} does not exist; there are: {known}", code="x", known=["growth", "points"]),
            "资产类型「x」不存在，现有：growth、points",
        ),
        (
            Message("another member has this {name}; look it up instead, or merge the two", name="phone"),
            "该手机号已绑定其他会员，请直接查询或合并",
        ),
        (Message("what is not translated: {count}", count=3), "what is not translated: 3"),
        (Message.plain("a plugin's own words"), "a plugin's own words"),
        (Message.plain(Told({"en": "two words", "zh": "两个词"})), "两个词"),
    ],
)  # fmt: skip
def test_a_message_is_translated_when_it_is_shown(message: Message, chinese: str) -> None:
    assert chinese == worded(message, "zh")
    assert str(message) == worded(message, "en") == worded(message, "fr")


@pytest.mark.parametrize(
    "value",
    ["text", 7, True, None, Decimal("1.50"), date(2026, 3, 1), POINTS, Money("1.00", "CNY"), ("a", "b"),
     Message("the rule {rule} failed, so the request could not be checked; try again later", rule="cap"),
     Told({"en": "two words", "zh": "两个词"})],
)  # fmt: skip
def test_a_message_is_kept_with_its_parameters_and_read_in_any_language(value: object) -> None:
    message = Message("there is no entry {entry}", entry=value)

    read = from_kept(json.loads(json.dumps(as_kept(message))))

    assert (str(message), worded(message, "zh")) == (str(read), worded(read, "zh"))


def test_a_message_survives_another_process() -> None:
    message = pickle.loads(pickle.dumps(Message("there is no entry {entry}", entry="ent_1")))

    assert ("there is no entry ent_1", "流水ent_1不存在") == (message, worded(message, "zh"))


def test_messages_inside_of_data_are_translated() -> None:
    data = {"path": ["a"], "problems": [{"message": Message("may not be empty")}], "most": 3}

    assert {"path": ["a"], "problems": [{"message": "不能为空"}], "most": 3} == all_worded(data, "zh")


def test_phrases_have_no_parameters() -> None:
    assert [] == [phrase for phrase in phrases("zh") if names_in(phrase)]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "20 off 199 is for orders of ¥199 or more; this one came to ¥80 before its coupons"),
        ("zh", "「满199减20」满¥199.00可用，当前¥80.00"),
    ],
)
def test_members_read_names_and_money_instead_of_codes(lang: str, told: str) -> None:
    kind = Called("m199", "20 off 199", {"zh": "满199减20"})
    message = Message(
        "{kind} is for orders of {need} or more; this one came to {have} before its coupons",
        kind=kind, need=Money("199.00", "CNY"), have=Money("80.00", "CNY"),
    )  # fmt: skip

    assert told == with_names(message, lang)
