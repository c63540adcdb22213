"""Every text of help and every printed line is there in every language."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from string import Formatter

import pytest

from headless.cli.help.translation import HELP, KEPT, OPTIONS, USAGE, parts_of
from headless.engine.texts.languages import LANGUAGES
from headless.engine.texts.texts import Texts
from tests.cli.conftest import Command
from tests.cli.languages.walk import commands, is_chinese, is_typed, modules

OTHERS = [lang for lang in LANGUAGES if lang != "en"]
HEADINGS = Texts("headings", "headless.cli.texts")
TITLES = {"titles", "_OF_EVENT", "_OF_RULE", "emits"}
"""What lists of titles are called."""
PRINTED = {"put", "say", "fail", "confirm", "BadParameter"}


def paragraphs() -> Iterator[str]:
    """The help of all commands, by paragraph, or by line if a paragraph keeps its form."""
    for _, command in commands():
        for first, *lines in parts_of(command.help or ""):
            yield from (line.strip() for line in lines) if first.strip() == KEPT else [first]


def parameters() -> Iterator[tuple[str, object]]:
    for path, command in commands():
        for parameter in command.params:
            yield f"{path} {parameter.name}", parameter


def test_every_command_and_every_parameter_has_a_help() -> None:
    assert [] == [path for path, command in commands() if not command.help]
    assert [] == [path for path, parameter in parameters() if not getattr(parameter, "help", None)]


@pytest.mark.parametrize("lang", OTHERS)
def test_no_help_is_there_in_one_language_alone(lang: str) -> None:
    texts = HELP.templates(lang)
    english = {text for text in paragraphs() if text and not is_typed(text)}

    assert (set(), set()) == (english - set(texts), set(texts) - english)


@pytest.mark.parametrize("lang", OTHERS)
def test_no_help_of_an_option_is_there_in_one_language_alone(lang: str) -> None:
    texts = OPTIONS.templates(lang)
    english = {getattr(parameter, "help", "") for _, parameter in parameters()} | {"Show this message and exit."}

    assert (set(), set()) == (english - set(texts), set(texts) - english)


@pytest.mark.parametrize("lang", OTHERS)
def test_names_of_values_are_there_in_every_language(lang: str) -> None:
    texts = USAGE.templates(lang)
    named = {
        getattr(parameter, "metavar", None) or getattr(parameter, "name", "")
        for _, parameter in parameters()
        if getattr(parameter, "metavar", None) or getattr(parameter, "param_type_name", "") == "argument"
    }

    assert set() == named - set(texts)


def printed_literals(tree: ast.Module) -> Iterator[int]:
    """The lines of calls that print a text with letters in it that is no message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in PRINTED and has_letters(node.args[0]):
                yield node.lineno


def has_letters(node: ast.expr) -> bool:
    """True for a literal with letters, also as a part of an f-string or of a choice. The name of the command is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return any(letter.isalpha() for letter in text) and text != "headless: "
        case ast.JoinedStr(values=parts):
            return any(has_letters(part) for part in parts)
        case ast.IfExp(body=body, orelse=other):
            return has_letters(body) or has_letters(other)
        case ast.BinOp(left=left, right=right):
            return has_letters(left) or has_letters(right)
    return False


def test_a_printed_text_is_a_message() -> None:
    """Or it would be there in English alone: tests of messages find those that are not translated."""
    assert [] == [f"{path}:{line}" for path, tree in modules() for line in printed_literals(tree)]


@pytest.mark.parametrize(
    "source", ['say("no drift")', 'put(f"{name}: gone")', 'fail("a" if wrong else "b")', 'typer.BadParameter("no")']
)
def test_a_text_that_is_no_message_would_be_seen(source: str) -> None:
    assert [1] == list(printed_literals(ast.parse(source)))


def titles() -> Iterator[str]:
    """The titles of all tables: literal lists of columns, where a table is printed and in what is listed."""
    for _, tree in modules():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="table"), args=[ast.Tuple(elts=titles), *_]):
                    yield from texts_in(titles)
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple(elts=titles)) if name in TITLES:
                    yield from texts_in(titles)
                case ast.Call(func=ast.Name(id="_Listing"), args=[*_, ast.Tuple(elts=titles)]):
                    yield from texts_in(titles)


def texts_in(nodes: list[ast.expr]) -> list[str]:
    return [
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    ]


@pytest.mark.parametrize("lang", OTHERS)
def test_titles_of_tables_are_there_in_every_language(lang: str) -> None:
    texts, shown = HEADINGS.templates(lang), {*titles(), "merchant"}

    assert (set(), set()) == (shown - set(texts), set(texts) - shown)


@pytest.mark.parametrize("lang", OTHERS)
def test_errors_of_use_take_the_same_parameters_in_every_language(lang: str) -> None:
    def names(template: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(template) if name}

    assert [] == [key for key, text in USAGE.templates(lang).items() if names(key) != names(text)]


@pytest.mark.parametrize("path", [path for path, _ in commands()])
def test_help_reads_chinese_and_keeps_what_is_typed(
    headless: Command, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    english = headless(*path.split(), "--help")
    monkeypatch.setenv("HEADLESS_LANG", "zh")

    chinese = headless(*path.split(), "--help")

    assert (0, "") == (chinese.code, chinese.err)
    assert chinese.out.startswith("用法：headless")
    assert "选项：" in chinese.out
    for word in ("Usage", "Options", "Commands", "Arguments", "required", "default", "Show this", "<str>", "COMMAND"):
        assert word not in chinese.out
    typed = [line for line in english.lines if line.startswith("  headless ")]
    assert (
        typed == [line for line in chinese.lines if line.startswith("  headless ") and not is_chinese(line)] or not path
    )
    assert all(width <= 80 for width in widths(chinese.out) if width)


def widths(text: str) -> list[int]:
    """The widths of lines that were laid out, not of those that keep their form."""
    from headless.engine.texts.widths import width_of

    kept = ("HEADLESS_", "headless ", " --")
    return [width_of(line) for line in text.splitlines() if not any(part in line for part in kept)]


def test_english_help_is_that_of_typer(headless: Command) -> None:
    answer = headless("clock", "--help")

    assert "Usage: headless clock [OPTIONS]" in answer.out
    assert "Show this message and exit." in answer.out


def test_english_loads_no_translations() -> None:
    """So that it starts as soon as it did before."""
    script = """
import sys
from headless.cli.root import make_app
try:
    make_app()(["import", "orders", "--help"], prog_name="headless")
except SystemExit:
    pass
print([name for name in sys.modules if "texts.zh" in name or "cli.help.formatter" in name], file=sys.stderr)
"""
    environment = {"PATH": "", "HEADLESS_LANG": "en"}
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)

    assert "[]" == ran.stderr.strip()
