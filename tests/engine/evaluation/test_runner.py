"""The guard around rule code: all that it may raise or return ends in effects, a reason, or a named failure."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from headless.engine.declarations.facts import Skip
from headless.engine.evaluation.runner import Said, describe, run
from headless.engine.values.limits import AMOUNT_UNITS, EFFECTS_PER_RULE
from headless.plugins import Boost, Cap, Earn, Refuse, Remember, Tag
from tests.engine.bench import instance
from tests.kit.rules import answering


def said(answer: Any, *, stage: str = "earn", request: bool = False) -> Said:
    """Return what the guard makes of a rule's answer; a function is called for it."""
    give: Callable[[Any], Any] = answer if callable(answer) else lambda ctx: answer
    return run(instance(answering("trial", give, stage=stage)), None, request)  # type: ignore[arg-type]


def raising(fault: BaseException) -> Callable[[Any], Any]:
    def fail(ctx: Any) -> Any:
        raise fault

    return fail


async def later(ctx: Any) -> Any:
    return []


def test_effects_come_back_as_they_were_said() -> None:
    effects = [Earn("points", 1), Tag("vip")]

    assert (tuple(effects), None, None) == ((answer := said(effects)).effects, answer.skip, answer.failure)


def test_a_skip_keeps_its_reason() -> None:
    assert "not today" == said(Skip("not today")).skip


@pytest.mark.parametrize("fault", [ValueError("no"), SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_whatever_a_rule_raises_is_its_own_failure(fault: BaseException) -> None:
    answer = said(raising(fault))

    assert () == answer.effects
    assert answer.failure is not None
    assert answer.failure.startswith(type(fault).__name__)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "must return effects"),
        (42, "must return effects"),
        (later, "asynchronous"),
        (["points"], "not an effect"),
        ([Earn("points", 1, expires=30)], "Earn.expires is int; it must be a date or a duration"),
        ([Earn("points", 1, expires=datetime(2026, 1, 1, tzinfo=UTC))], "Earn.expires is datetime"),
        ([Earn("points", 1, expires="month")], "'month' is not a duration"),
        ([Earn("points", 1)] * (EFFECTS_PER_RULE + 1), "more than"),
        ([Earn("growth", 1)], "not among those the rule declares"),
        ([Earn("points", 1.5)], "must be Decimal or int"),  # type: ignore[arg-type]
        ([Earn("points", -1)], "must be between"),
        ([Earn("points", AMOUNT_UNITS + 1)], "must be between"),
        ([Earn("points", Decimal("NaN"))], "finite"),
        ([Earn("points", Decimal("1E-999"))], "nearer to zero"),
        ([Earn("points", 1, why="\0")], "NUL"),
        ([Earn("points", 1, once="k" * 999)], "at most"),
        ([Boost("points", 2)], "not allowed in the stage earn"),
        ([Refuse("NO", "no")], "a fact cannot be refused"),
    ],
)  # fmt: skip
def test_what_a_rule_may_not_say_costs_it_all_effects(answer: Any, message: str) -> None:
    refused = said(answer)

    assert () == refused.effects
    assert message in (refused.failure or "")


def test_a_request_may_be_refused() -> None:
    assert said([Refuse("NO", "no")], request=True).failure is None


@pytest.mark.parametrize(
    ("stage", "effect"),
    [("gate", Refuse("NO", "no")), ("boost", Boost("points", 2)), ("cap", Cap("points", 5)), ("cap", Remember({"a": 1}))],
)  # fmt: skip
def test_each_stage_has_its_own_effects(stage: str, effect: Any) -> None:
    assert said([effect], stage=stage, request=True).failure is None
    assert said([Earn("points", 1)], stage=stage, request=True).failure is not None


def test_the_time_a_rule_takes_is_measured() -> None:
    ticks = iter((10.0, 12.5))

    answer = run(instance(answering("slow", lambda ctx: [])), None, False, clock=lambda: next(ticks))  # type: ignore[arg-type]

    assert 2.5 == answer.seconds


def test_a_fault_that_cannot_be_printed_is_still_named() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "Mute, which cannot even be printed" == describe(Mute())
