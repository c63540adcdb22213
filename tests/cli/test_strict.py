"""A plugin that cannot be loaded is left out and shown, or fatal where the operator says so."""

import pytest

from tests.cli.conftest import Command


def test_a_failed_plugin_is_fatal_under_strict_alone(
    shop: Command, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HEADLESS_PLUGINS", "nonesuch")

    lenient, strict = shop("worker", "--once"), shop("worker", "--once", "--strict")

    left_out = [vars(record) for record in caplog.records if record.message == "a plugin is left out"]
    assert (0, "nonesuch") == (lenient.code, left_out[0]["plugin"])
    assert "HEADLESS_PLUGINS names it, but it is not installed" == left_out[0]["error"]
    assert (2, True) == (strict.code, "plugin nonesuch 0 failed" in strict.err)


def test_purging_asks_for_a_yes(shop: Command) -> None:
    asked, done = shop("plugins", "purge", "quiz"), shop("plugins", "purge", "quiz", "--yes")

    assert (2, True) == (asked.code, "confirm with --yes" in asked.err)
    assert (0, "quiz has no tables here\n") == (done.code, done.err)
