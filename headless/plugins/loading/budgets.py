"""Budgets that enabled plugins declare, with the amount and the period that their settings say."""

from decimal import Decimal
from typing import Any

from headless.engine.declarations.rules import Budget
from headless.engine.evaluation.needs import setting
from headless.engine.evaluation.runner import describe
from headless.engine.program.active_declarations import Active
from headless.engine.program.budgets.shared import BUDGET, SharedBudget, SharedPeriod
from headless.engine.texts.languages import labels
from headless.engine.values.limits import AMOUNT_UNITS
from headless.logs import get_logger
from headless.plugins.contract.declarations import Declaration
from headless.plugins.loading.instances import Instances

log = get_logger(__name__)


class _Unusable(Exception):
    """The settings of a budget make none."""


def shared_budgets(instances: Instances) -> dict[str, SharedBudget]:
    """Return the budgets of plugins in use, by name. One whose settings make no budget is left out, and logged."""
    budgets: dict[str, SharedBudget] = {}
    for declaration in instances.registry.budgets.values():
        active = instances.active(declaration)
        if active is None:
            continue
        try:
            budget = _budget(declaration, active)
        except Exception as fault:
            log.warning(
                "a budget cannot be used: save its settings again", budget=declaration.name, error=describe(fault)
            )
            continue
        budgets[budget.name] = budget
    return budgets


def _budget(declaration: Declaration[Budget], active: Active) -> SharedBudget:
    declared = declaration.declared
    period = str(getattr(setting(declared.period, active), "value", setting(declared.period, active)))
    if period not in SharedPeriod.__members__:
        raise _Unusable(f"its period is {period!r}")
    return SharedBudget(
        f"{BUDGET}:{declared.code}", _units(declared.amount(active.settings)), SharedPeriod[period],
        label=declaration.label, labels=labels(declaration), plugin=declaration.plugin,
    )  # fmt: skip


def _units(amount: Any) -> int:
    if type(amount) is int or (type(amount) is Decimal and amount.is_finite()):
        return min(max(0, int(amount)), AMOUNT_UNITS)
    raise _Unusable(f"its amount is {amount!r:.40}; it must be an int or a Decimal")
