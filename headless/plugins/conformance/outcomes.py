"""The outcome of an event that a test sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from headless.engine.declarations.effects import Effect
from headless.engine.evaluation.runner import Said as RuleSaid
from headless.engine.member.records import Entry
from headless.engine.program.program import Program
from headless.engine.settlement.choosing.choices import expanded
from headless.engine.settlement.decisions import picks_of
from headless.engine.settlement.outcomes.results import Result
from headless.engine.texts.told import read_text
from headless.plugins.loading.registry import BUILTIN


@dataclass(frozen=True, slots=True)
class Said:
    """One event's outcome.

    status: RECORDED, DEFERRED, REFUSED or INVALID. code, message: why it was not recorded. effects: all effects of the plugins'
    rules, in order. skipped: by rule, why it did not fire. failed: by rule, how it failed. event: its id.
    """

    event: str
    status: str
    code: str | None = None
    message: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    effects: Sequence[Effect] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    by_rule: Mapping[str, Sequence[Effect]] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    changes: Sequence[tuple[str, str, Any, Any]] = ()

    def of(self, rule: str) -> Sequence[Effect]:
        """Return the effects of one rule, built-in ones included."""
        return self.by_rule.get(rule, ())

    def earned(self, asset: str) -> Decimal:
        """Return the sum of an asset that it added, with what followed from it. Below zero means taken."""
        return self.amounts.get(asset, Decimal(0))


def said_of(program: Program, event: str, result: Result, said: Sequence[RuleSaid], entries: Sequence[Entry]) -> Said:
    """Make the outcome of a settled event from the answers of its rules and its entries."""
    # What the rules said is judged once more: effects that are not legal, or not to be had, are taken out again.
    lines = {line["i"]: line for line in result.document if "i" in line}
    names = {rule.instance.id: rule.instance.name for rule in said}
    stood = [
        expanded(rule, picks_of(lines.get(rule.instance.id, {})))
        for rule in said
        if not {"s", "x"} & set(lines.get(rule.instance.id, ()))
    ]
    by_rule = {rule.instance.name: rule.effects for rule in stood}
    plugins = [rule for rule in stood if rule.instance.plugin != BUILTIN]
    amounts: dict[str, Decimal] = {}
    # What another member received or gave back is that one's own.
    for entry in (entry for entry in entries if entry.member_id == result.record.member_id):
        kind = program.kind_by_id[entry.kind_id]
        amounts[kind.code] = amounts.get(kind.code, Decimal(0)) + Decimal(entry.amount).scaleb(-kind.decimals)
    problem = result.problem
    status = problem.outcome if problem is not None else "DEFERRED" if result.deferred else "RECORDED"
    return Said(
        event,
        status,
        None if problem is None else problem.code,
        None if problem is None else problem.message,
        {} if problem is None else problem.data,
        tuple(effect for rule in plugins for effect in rule.effects),
        {names[id_]: read_text(line["s"]) or "" for id_, line in lines.items() if "s" in line and id_ in names},
        {names[id_]: line["x"] for id_, line in lines.items() if "x" in line and id_ in names},
        by_rule,
        amounts,
        tuple((change.kind, change.code, change.before, change.after) for change in result.changes),
    )
