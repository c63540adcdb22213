"""A shop in memory that uses one plugin: its rules share a memory, its fields can be read, and members hear of one another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from headless.engine.conditions.conditions import keys_used, parse_condition
from headless.engine.declarations.rules import Field, Meets, Value
from headless.engine.evaluation.needs import needs_of
from headless.engine.evaluation.views import context, member_view
from headless.engine.metrics.spec import Registry
from headless.engine.program.active_declarations import Active
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Versions
from headless.engine.settlement.settle import Settler
from headless.ids import decode, encode
from headless.plugins import Rule
from tests.kit.rewards import RewardShop
from tests.kit.setup import Json, Ruling, Setup
from tests.kit.shop import Outcome


class PluginShop(RewardShop):
    """settings: by rule id; rules that are not named are off. fields: those that `ext` reads."""

    def __init__(
        self,
        plugin: str,
        rules: Sequence[type[Rule]],
        settings: Mapping[str, Json],
        setup: Setup,
        fields: Sequence[type[Field]] = (),
    ) -> None:
        on = [Ruling(rule, settings[rule.id]) for rule in rules if rule.id in settings]
        super().__init__(replace(setup, rules=[*on, *setup.rules]))
        self.plugin, self.fields, self.told = plugin, {field.id: field for field in fields}, 0
        ours = tuple(self._ours(each, rules) for each in self.program.rules)
        keys = frozenset(key for each in ours for key in _keys(each, self.program))
        self.program = replace(self.program, rules=ours, tracked=self.program.tracked | keys)
        self.settler = Settler(self.program, self.states, self._new_id, history=True)

    def id(self, member: str) -> str:
        """A member's id, as rules see it."""
        return encode("mem", self.member(member, self.now).id)

    def send(self, member: str, event_type: str, on: str, **data: Any) -> Outcome:
        outcome = super().send(member, event_type, on, **data)
        emitted = self.settler.journal.emitted
        while self.told < len(emitted):
            told = emitted[self.told]
            self.told += 1
            named = next(name for name, id_ in self.ids.items() if id_ == decode("mem", told.member_ref))
            super().send(named, told.type, on, external_id=told.key, source="engine", **told.data)
        return outcome

    def ext(self, member: str, field: str) -> Any:
        """What a field of the plugin says of a member today."""
        state, declared = self._read(member), self.fields[field]
        instances = {versions.latest.rule: versions.latest for versions in self.program.rules}
        settings = instances[declared.settings_of or field].settings
        active = Active(self.plugin, "1", field, declared(), settings)
        today = self.zone.day_of(self.now)
        return active.declared.resolve(context(needs_of(self.program, active), state, member_view(state), today))

    def _ours(self, versions: Versions, rules: Sequence[type[Rule]]) -> Versions:
        latest = versions.latest
        return Versions([replace(latest, plugin=self.plugin)]) if type(latest.declared) in rules else versions


def _keys(versions: Versions, program: Program) -> list[str]:
    """The totals that an instance's needs stand on."""
    instance, registry = versions.latest, program.metrics
    needs = instance.declared.needs.values() if instance.declared else ()
    found: list[str] = []
    for need in needs:
        if isinstance(need, Meets) and isinstance(need.condition, str):
            for condition in getattr(instance.settings, need.condition[1:]).values():
                found += keys_used(parse_condition(condition, registry))
        elif isinstance(need, Value):
            found += keys_used(parse_condition(_test(need, registry), registry))
    return found


def _test(need: Value, registry: Registry) -> Json:
    args = {name: value for name, value in need.args.items() if not str(value).startswith("$")}
    whole = args if len(args) == len(need.args) else None
    if whole is None:
        return {"all": []}
    return {"test": {"metric": need.metric, "op": "EXISTS", "args": whole or None, "window": need.window}}
