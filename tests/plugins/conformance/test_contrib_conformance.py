"""The plugins that come with the project keep what they promise: what `headless plugins check` would say of them."""

from importlib import import_module
from pathlib import Path

import pytest

from headless.plugins.conformance.plugin_check import check_plugin
from headless.plugins.loading.registry import Registry
from headless.services.plugin_admin.table_checks import check_tables

CONTRIB = Path(__file__).parents[3] / "plugins_contrib"
NAMES = sorted(path.parent.name for path in CONTRIB.glob("*/pyproject.toml"))


@pytest.mark.parametrize("name", NAMES)
async def test_a_contrib_plugin_does_no_harm(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CONTRIB / name))
    registry = Registry.load(entry_points=(), more={name: import_module(name)}, strict=True)

    report = check_plugin(registry, registry.plugins[1], name, {})

    assert [] == [finding for finding in report.findings if finding.grave or finding.area != "seen firing"]
    assert [] == await check_tables(registry, name)
