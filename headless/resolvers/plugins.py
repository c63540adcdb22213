"""Installed plugins, and those that instances still name though they are gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from headless.resolvers.context import ReadContext
from headless.services.rules import RuleView, listed


@dataclass(frozen=True, slots=True)
class PluginRow:
    """A plugin as one merchant sees it."""

    name: str
    version: str
    state: str
    error: str | None
    rules: tuple[RuleView, ...]

    @property
    def enabled(self) -> bool:
        return any(rule.state in ("ON", "PAUSED") for rule in self.rules)


async def plugins(ctx: ReadContext, parents: Sequence[object]) -> list[list[PluginRow]]:
    """Root: all plugins by name, the built-in one first."""
    by_plugin: dict[str, list[RuleView]] = {}
    for rule in listed(ctx.instances):
        by_plugin.setdefault(rule.plugin, []).append(rule)
    found = [
        PluginRow(each.name, each.version, each.state, each.error, tuple(by_plugin.pop(each.name, ())))
        for each in ctx.kernel.registry.plugins
    ]
    found += [
        PluginRow(
            name, "", "MISSING", "it is not installed: install it, or switch its rules off", tuple(by_plugin[name])
        )
        for name in sorted(by_plugin)
    ]
    return [found for _ in parents]
