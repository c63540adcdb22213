"""Errors of use are worded in the language of the terminal, typer's own as well."""

import re

import pytest

from headless.cli.help.wrong_use import in_language
from tests.cli.conftest import Command

WRONG = [
    (["nosuch"], "No such command 'nosuch'.", "没有命令'nosuch'。"),
    (["serv"], "No such command 'serv'. Did you mean 'serve'?", "没有命令'serv'，是否为'serve'？"),
    (["--nosuch"], "No such option: --nosuch", "没有选项--nosuch"),
    (
        ["serve", "--prot", "1"],
        "No such option: --prot (Possible options: --host, --port)",
        "没有选项--prot，是否为：--host, --port",
    ),
    (["serve", "--port"], "Option '--port' requires an argument.", "选项'--port'需要一个值。"),
    (["serve", "--strict=1"], "Option '--strict' does not take a value.", "选项'--strict'不带值。"),
    (["serve", "more"], "Got unexpected extra argument(s) (more)", "多余的参数：more"),
    (
        ["serve", "--port", "abc"],
        "Invalid value for '--port': Input should be a valid integer, unable to parse string as an integer",
        "'--port'的值无效：应为整数",
    ),
    (
        ["serve", "--port", "99999"],
        "Invalid value for '--port': Input should be less than or equal to 65535",
        "'--port'的值无效：应不大于65535",
    ),
    (
        ["serve", "--port", "0"],
        "Invalid value for '--port': Input should be greater than or equal to 1",
        "'--port'的值无效：应不小于1",
    ),
    (["explain", "member"], "Missing argument 'ID'.", "缺少参数'ID'。"),
    (["import", "orders"], "Missing argument 'FILE'.", "缺少参数'文件'。"),
    (["clock"], "Missing option '--merchant' / '-m'.", "缺少选项'--merchant' / '-m'。"),
    (
        ["demo", "--lang", "fr"],
        "Invalid value for --lang: 'fr' is not one of en, zh",
        "--lang的值无效：「fr」不可用，可选：en、zh",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "english", "chinese"), WRONG, ids=[" ".join(case[0]) for case in WRONG])
def test_wrong_use_is_told_in_the_language(
    headless: Command, monkeypatch: pytest.MonkeyPatch, arguments: list[str], english: str, chinese: str
) -> None:
    monkeypatch.setenv("HEADLESS_LANG", "en")
    answer = headless(*arguments)
    assert (2, f"Error: {english}") == (answer.code, answer.err.splitlines()[-1])
    has_usage = answer.err.startswith("Usage: headless")

    monkeypatch.setenv("HEADLESS_LANG", "zh")
    answer = headless(*arguments)

    assert (2, f"错误：{chinese}") == (answer.code, answer.err.splitlines()[-1])
    assert has_usage == bool(re.match(r"用法：headless .*\n运行“headless .*--help”查看帮助。\n\n", answer.err))


def test_an_error_without_a_translation_stays_as_it_is() -> None:
    assert "something new" == in_language("something new", "zh")
    assert "'--x'的值无效：something new" == in_language("Invalid value for '--x': something new", "zh")


def test_a_group_without_a_command_shows_its_help(headless: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLESS_LANG", "zh")

    answer = headless("merchant")

    assert (2, True) == (answer.code, answer.err.startswith("用法：headless merchant [选项] 命令 [参数]...\n"))
