"""The command line speaks the language of HEADLESS_LANG, or else the terminal's."""

import pytest

from headless.cli.shared.language import terminal_language


@pytest.mark.parametrize(
    ("given", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "HEADLESS_LANG": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8", "HEADLESS_LANG": "zh"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_the_terminals_language_is_known(given: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEADLESS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, text in given.items():
        monkeypatch.setenv(name, text)

    assert language == terminal_language()


def test_an_error_is_worded_in_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from headless.cli.root import make_app

    monkeypatch.setenv("HEADLESS_LANG", "zh")
    monkeypatch.setenv("HEADLESS_DATABASE_URL", "mysql://x")

    with pytest.raises(SystemExit) as ended:
        make_app()(["migrate"], prog_name="headless")

    assert 2 == ended.value.code
    assert "headless: HEADLESS_DATABASE_URL以「mysql」开头" in capsys.readouterr().err
