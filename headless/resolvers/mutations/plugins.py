"""Plugins enabled and disabled, and their actions."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from headless.errors import HeadlessError
from headless.plugins.contract.field_types import Shape
from headless.plugins.contract.served.inputs import InputShape, as_json
from headless.plugins.contract.served.outputs import row_of
from headless.resolvers.mutations.results import saved
from headless.resolvers.reading.context import ReadContext
from headless.resolvers.reading.lookups import lookup_of
from headless.resolvers.reading.problems import ProblemRow, problem_of, user_errors
from headless.services.kernel.outcomes import Saved
from headless.services.plugin_admin.bringing import Enabled, Present
from headless.services.plugin_admin.plugins import disable_plugin, enable_plugin
from headless.services.plugin_runs.actions import Acted, run_action

Write = Callable[[ReadContext, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class PluginSavedRow:
    """The plugin that was changed. `name` is None if nothing was."""

    name: str | None
    user_errors: list[ProblemRow]
    made: Sequence[Present] = ()
    existing: Sequence[Present] = ()


@dataclass(frozen=True, slots=True)
class ActedRow:
    """What an action answered."""

    result: Any
    member_id: int | None
    user_errors: list[ProblemRow]


async def plugin_enable(ctx: ReadContext, given: dict[str, Any]) -> PluginSavedRow:
    """Enable a plugin."""
    brought: list[Enabled] = []

    async def enable() -> Saved:
        done = await enable_plugin(ctx.kernel, ctx.principal, given["name"], given.get("settings"))
        brought.extend([done] if isinstance(done, Enabled) else [])
        return done

    done = await saved(ctx, enable())
    name = None if done.id is None else given["name"]
    made, existing = (brought[0].made, brought[0].existing) if brought else ((), ())
    return PluginSavedRow(name, done.user_errors, made, existing)


async def plugin_disable(ctx: ReadContext, given: dict[str, Any]) -> PluginSavedRow:
    """Disable a plugin."""
    done = await saved(ctx, disable_plugin(ctx.kernel, ctx.principal, given["name"]))
    return PluginSavedRow(None if done.id is None else given["name"], done.user_errors)


async def plugin_action(ctx: ReadContext, given: dict[str, Any]) -> ActedRow:
    """Run a plugin's action, once under its key."""
    lookup = lookup_of(ctx, given["member"]) if given.get("member") is not None else None
    try:
        done = await run_action(
            ctx.kernel, ctx.principal, given["plugin"], given["action"], lookup, given["input"], given["idempotencyKey"]
        )
    except HeadlessError as error:
        done = Acted(problem=problem_of(error))
    await ctx.refresh()
    return ActedRow(done.result, done.member_id, user_errors(ctx, done.problem))


def action_of(plugin: str, action: str, takes: InputShape, output: Shape | None) -> Write:
    """Return what runs a plugin's action from its own mutation: as pluginAction does, with a typed input and answer."""

    async def act(ctx: ReadContext, given: dict[str, Any]) -> ActedRow:
        said = as_json(takes, given) if takes.parts else given.get("data") or {}
        done = await plugin_action(
            ctx,
            {
                "plugin": plugin, "action": action, "member": given.get("member"), "input": said,
                "idempotencyKey": given["idempotencyKey"],
            },
        )  # fmt: skip
        errors = [_at_top(problem) for problem in done.user_errors]
        return replace(done, result=done.result if output is None else row_of(output, done.result), user_errors=errors)

    return act


def _at_top(problem: ProblemRow) -> ProblemRow:
    """Return a problem of an action's own input, whose fields stand next to the member and the key."""
    path = problem.path or ()
    return replace(problem, path=path[1:] or None) if path[:1] == ("input",) else problem
