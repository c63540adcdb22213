"""Words for people stand in the texts rooms alone, in every language, with the same parameters."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from headless.engine.texts.languages import LANGUAGES, preferred
from headless.engine.texts.texts import Count, Texts

ROOT = Path(__file__).parents[3]
MIXED = {"headless.engine.texts.clauses", "headless.engine.texts.metrics"}
"""Families whose sentences are built differently in each language: each uses what it needs of the same parameters."""
DESCRIPTIONS = "descriptions"
"""Translates what stands in docstrings and settings: `headless plugins check` compares them."""
ROOMS = [ROOT / "headless/engine/texts", *sorted(ROOT.glob("plugins_contrib/*/*/texts"))]
SOURCES = [ROOT / "headless", *(room.parent for room in ROOMS[1:])]


def families() -> Iterator[tuple[str, Texts]]:
    """Every family of every room."""
    for room in ROOMS:
        package = ".".join(room.relative_to(ROOT).parts if room == ROOMS[0] else room.parts[-2:])
        names = {path.stem for lang in LANGUAGES for path in (room / lang).glob("[a-z]*.py")}
        for name in sorted(names - {DESCRIPTIONS}):
            yield f"{package}.{name}", Texts(name, package)


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module outside the texts rooms."""
    for source in SOURCES:
        for path in sorted(source.rglob("*.py")):
            if not any(path.is_relative_to(room) for room in ROOMS):
                yield path, ast.parse(path.read_text())


def parameters(template: str) -> set[str]:
    """The names that a template is filled with."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def declared(tree: ast.Module) -> dict[str, Texts]:
    """The families that a module names: `_TAGS, _EVENTS = Texts("tags"), Texts("events")`."""
    families = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            targets = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            for name, made in zip(targets, values, strict=False):
                if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "Texts":
                    families[name.id] = eval(ast.unparse(made), {"Texts": Texts})
    return families


def calls_of_text(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls `FAMILY.text(lang, "key", …)`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(), attr="text"), args=[_, ast.Constant(value=str())], keywords=_
            ):
                yield node


FAMILIES = dict(families())
BY_KEY = {name: family for name, family in FAMILIES.items() if family.templates("en")}
BY_ENGLISH = {name: family for name, family in FAMILIES.items() if name not in BY_KEY}
"""Families of plugins whose keys are the English texts: they stand where they are said."""


def said_in(package: str) -> Iterator[tuple[str, set[str]]]:
    """The texts that the code of a plugin says in every language, with the parameters that it gives."""
    for path, tree in modules():
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="TEXTS"), attr="told"),
                    args=[ast.Constant(value=str(key))],
                    keywords=given,
                ) if path.is_relative_to(ROOT / "plugins_contrib" / package):
                    yield key, {keyword.arg for keyword in given if keyword.arg is not None}


@pytest.mark.parametrize("name", BY_ENGLISH)
def test_what_a_plugin_says_is_there_in_every_language(name: str) -> None:
    said = dict(said_in(name.partition(".")[0]))
    for lang in set(LANGUAGES) - {"en"}:
        translated = BY_ENGLISH[name].templates(lang)

        assert (set(), set()) == (set(said) - set(translated), set(translated) - set(said))
        assert [] == [key for key, text in translated.items() if not parameters(text) <= parameters(key)]
    assert [] == [key for key, given in said.items() if given and parameters(key) != given]


def plain_words(tree: ast.Module) -> Iterator[int]:
    """The lines on which a plugin says why in a plain text: `ctx.skip("…")`, `Refuse(code, "…")`, `Earn(…, why="…")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            said = node.args[:1] if name == "skip" else node.args[1:2] if name in ("Refuse", "refused") else []
            said += [keyword.value for keyword in node.keywords if keyword.arg == "why" and name in EFFECTS]
            if any(isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and part.value) for part in said):
                yield node.lineno


EFFECTS = {"Boost", "Earn", "Enter", "Grant", "Issue", "Spend", "Tag", "Take", "Undo", "Untag"}


def test_what_a_plugin_says_stands_in_its_texts() -> None:
    """Or it would be there in one language alone. The rules of the core say why by templates that the engine knows."""
    contrib = [(path, tree) for path, tree in modules() if "plugins_contrib" in path.parts]

    assert [] == [f"{path.relative_to(ROOT)}:{line}" for path, tree in contrib for line in plain_words(tree)]
    for seen in ('ctx.skip("no")', 'Refuse("NO", f"no {code}")', 'Earn("points", 1, why="yes")'):
        assert [1] == list(plain_words(ast.parse(seen)))


@pytest.mark.parametrize("name", BY_KEY)
def test_every_language_has_the_same_keys(name: str) -> None:
    english, *others = (set(FAMILIES[name].templates(lang)) for lang in LANGUAGES)

    assert all(english == other for other in others)


@pytest.mark.parametrize("name", BY_KEY)
def test_a_text_takes_the_same_parameters_in_every_language(name: str) -> None:
    family = FAMILIES[name]
    if name in MIXED:
        known = {parameter for template in family.templates("en").values() for parameter in parameters(template)}
        known |= {"of", "asset", "doing", "value", "threshold"}
        used = {parameter for template in family.templates("zh").values() for parameter in parameters(template)}
        assert used <= known
        return
    differing = [
        key
        for key, template in family.templates("en").items()
        if not any(parameters(template) >= parameters(family.templates(lang)[key]) for lang in LANGUAGES)
    ]

    assert [] == differing


def named(tree: ast.Module) -> list[ast.expr]:
    """What gives names by language, such as the defaults of a setting: `names={"zh": …}`."""
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "names"]


def test_no_language_code_is_compared_outside_the_texts() -> None:
    codes, compared = set(LANGUAGES), []
    for path, tree in modules():
        if "demo" in path.parts:
            continue  # it has an edition for each language
        names = {id(node) for node in named(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare | ast.Subscript | ast.MatchValue | ast.Dict) and id(node) not in names:
                parts = node.keys if isinstance(node, ast.Dict) else ast.iter_child_nodes(node)
                if any(isinstance(part, ast.Constant) and part.value in codes for part in parts):
                    compared.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert [] == compared


def test_a_text_that_is_asked_for_exists_and_is_given_its_parameters() -> None:
    wrong = []
    for path, tree in modules():
        names = declared(tree)
        for call in calls_of_text(tree):
            name, key = call.func.value.id, call.args[1].value
            template = names[name].templates("en").get(key) if name in names else None
            given = {keyword.arg for keyword in call.keywords}
            if template is None or not parameters(template) <= given:
                wrong.append(f"{path.relative_to(ROOT)}:{call.lineno} {key}")

    assert [] == wrong


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr", "en"),
        ("fr, ZH", "zh"),
        ("en;q=0.2, zh;q=0.9", "zh"),
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=0", "en"),
        ("zh-TW", "zh"),
        ("zh-Hant-HK", "zh"),
        ("zh;q=high", "en"),
        ("*", "en"),
        ("*;q=0.5, zh;q=0.4", "en"),
        ("zh, *;q=0.1", "zh"),
        ("en;q=0, *", "zh"),
        ("en, zh, *", "en"),
        ("zhu, enm", "en"),
        ("zh ; q=0.5 , en;q=0.4", "zh"),
        (",;,", "en"),
    ],
)
def test_the_reader_is_answered_in_the_language_that_they_weigh_most(header: str, language: str) -> None:
    assert language == preferred(header)


def test_another_language_is_answered_in_english() -> None:
    assert "always" == Texts("clauses").text("fr", "always")


def test_a_number_chooses_between_one_and_many() -> None:
    template = "{count} {count:order|orders}"

    assert "1 order" == template.format(count=Count("1"))
    assert "2 orders" == template.format(count=Count("2"))
