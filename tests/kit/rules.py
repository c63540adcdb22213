"""Small rules for stories: one that always says the same, one that answers by a function, one that fails."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from headless.engine.declarations.rules import Need
from headless.plugins import Effect, Rule, RuleContext, Skip

Answer = Callable[[RuleContext[Any]], Any]


def answering(
    name: str,
    answer: Answer,
    *,
    on: Sequence[str] = ("order.paid",),
    stage: str = "earn",
    assets: Sequence[str] = ("points",),
    needs: Mapping[str, Need] | None = None,
) -> type[Rule]:
    """A rule that answers by a function of its context."""

    def evaluate(self: Rule, ctx: RuleContext[Any]) -> Iterable[Effect] | Skip:
        found: Iterable[Effect] | Skip = answer(ctx)
        return found

    declared = {"id": name, "on": on, "stage": stage, "assets": assets, "needs": needs or {}, "evaluate": evaluate}
    return type(name, (Rule,), declared)


def saying(name: str, *effects: Any, **declared: Any) -> type[Rule]:
    """A rule that always says the same."""
    return answering(name, lambda ctx: list(effects), **declared)


def failing(name: str, **declared: Any) -> type[Rule]:
    """A rule that always raises."""

    def fail(ctx: RuleContext[Any]) -> Any:
        raise ValueError("broken")

    return answering(name, fail, **declared)
