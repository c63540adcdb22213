"""No English stands inside of a Chinese message: neither in its text, nor in what our code passes to it as a parameter."""

import re
from pathlib import Path
from string import Formatter

import pytest
from graphql import GraphQLEnumType, build_schema

from headless.engine.texts.wording import worded
from headless.messages import Message
from headless.plugins.builtin.events import EVENT_TYPES
from tests.engine.texts.message_parameters import CHANGES, Made, made

SDL = Path(__file__).parents[3] / "schema.graphql"
SAMPLES = (
    r'"[^"]*"',  # quoted
    r"(?:headless|cd|openssl) [a-z][a-z -]*",  # commands
    r"[a-z]+://[^\s，。；（）]+",  # addresses
    r"\w+(?:[-./:@+][\w+]+)+",  # what has points, hyphens or slashes in it
    r"--?[a-z][a-z-]*(?:[ =][\w=.-]+)?",  # options
    r"[A-Za-z-]+: [A-Za-z0-9_/ …-]+",  # headers
    r"/[\w<>/-]+|\?[^\s（）]+|\w+=\w+",  # paths and settings
    r"\b[a-z]+[A-Z]\w*|\b\w*[_0-9]\w*\b|\b[A-Z]+\b|\b[A-Z]+[a-z]+[A-Z]\w*|\bSQLite\b",  # codes and names in code
)  # fmt: skip
"""What is written in the same way in every language."""
TERMS = {
    "true", "false", "null", "n", "y", "a", "z", "d", "m", "en", "off",
    "Apollo", "Asia", "Ctrl", "Ext", "Python", "Remember", "Webhook", "chmod", "headless", "https", "pytest", "worker",
    "admin", "cd", "check", "descriptions", "exp", "expires", "extensions", "identity", "line", "month", "mutation", "partner",
    "quarter", "query", "schema", "slug", "specversion", "subject", "tab", "texts", "variables", "week", "windows", "year",
}  # fmt: skip
"""Names of things, fields that the schema does not have, and the values that settings take."""
PRIVATE = ("headless/models/base/", "headless/models/database/")
"""What a programmer of ours reads."""
COLLISIONS = {
    ("headless/engine/values/zones.py", "name"), ("headless/services/intake/merged_members.py", "count"),
    ("headless/services/kernel/time_budgets.py", "seconds"), ("headless/resolvers/reading/nodes.py", "count"),
    ("headless/resolvers/nouns/members/ext.py", "active"), ("headless/resolvers/nouns/members/ext.py", "active2"),
    ("headless/services/sign_in/issuers/tokens.py", "claim"), ("headless/schema/types/plugins/made_types.py", "name"),
    ("headless/schema/types/plugins/made_types.py", "plugin"),
}  # fmt: skip
"""Parameters to which texts seem to be passed, because another function has the same name."""


def names() -> set[str]:
    """The names of the schema, and of events' data."""
    listed = {name for event in EVENT_TYPES for name in event.data.model_json_schema(by_alias=True)["properties"]}
    for type_ in build_schema(SDL.read_text("utf-8")).type_map.values():
        fields = getattr(type_, "fields", {})
        listed |= {type_.name, *fields, *(name for field in fields.values() for name in getattr(field, "args", {}))}
        listed |= set(type_.values) if isinstance(type_, GraphQLEnumType) else set()
    return listed


def english_in(text: str, known: set[str]) -> list[str]:
    """The words of a text that are neither names nor written alike in every language."""
    for sample in SAMPLES:
        text = re.sub(sample, " ", text, flags=re.ASCII)
    return [word for word in re.findall(r"[A-Za-z]+(?:'[a-z]+)?", text) if word not in known]


def chinese(template: str, **parameters: object) -> str:
    """A message in Chinese, with something in each of its places. What is formatted as a number is one."""
    places = {name: 7 if form else CHANGES for _, name, form, _ in Formatter().parse(template) if name}
    return worded(Message(template, **places | parameters), "zh")


KNOWN = names() | TERMS


@pytest.mark.parametrize("lead", ["headless/engine", "headless/services", "headless/resolvers", "headless/schema",
                                  "headless/web", "headless/plugins", "headless/models", "headless/"])  # fmt: skip
def test_no_message_has_english_in_it(lead: str) -> None:
    wrong = []
    for call in made():
        if call.place.startswith(lead) and not call.place.startswith(PRIVATE):
            wrong += [
                (call.place, name, words, text) for name, text in tellings(call) if (words := english_in(text, KNOWN))
            ]

    assert [] == wrong


def tellings(call: Made) -> list[tuple[str, str]]:
    """The message in Chinese, plain and with each text that our code passes, with the parameter that is passed."""
    told = [("", chinese(call.template))]
    for name, texts in call.texts.items():
        if (call.place.partition(":")[0], name) not in COLLISIONS:
            told += [(name, chinese(call.template, **{name: text})) for text in texts]
    return told


def test_every_message_of_the_source_is_looked_at() -> None:
    assert len({call.template for call in made()}) > 600
    assert sum(1 for call in made() for texts in call.texts.values() for _ in texts) > 60


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("会员不存在（this email），请先注册", ["this", "email"]),
        ("令牌被拒绝：it cannot be read", ["it", "cannot", "be", "read"]),
        ("请使用--map amount=或headless merchant create，如\"30d\"或https://a.example/b", []),
        ("INVALID_DATA：transferDaily须大于0", []),
    ],
)  # fmt: skip
def test_english_is_noticed(text: str, words: list[str]) -> None:
    assert words == english_in(text, TERMS)
