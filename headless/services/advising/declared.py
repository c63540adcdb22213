"""What a merchant's rules and other declarations are set to."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from headless.engine.advice.records import Fault
from headless.engine.evaluation.needs import needs_of
from headless.engine.program.program import Program
from headless.engine.program.rule_instances import Instance
from headless.engine.texts.languages import CHINESE, ENGLISH
from headless.errors import HeadlessError
from headless.messages import Called
from headless.plugins.builtin.rules.spending import PerSpend
from headless.plugins.loading.instances import Instances
from headless.services.advising.named_settings import Owned

_ONCE, _NOTHING = Decimal(1), Decimal(0)


def in_use(instances: Instances) -> list[Instance]:
    """Return the newest version of everything that is on and can run."""
    newest = [*(versions.latest for versions in instances.rules), *instances.others]
    return [instance for instance in newest if instance.on and instance.declared is not None]


def owned_settings(program: Program, instances: Instances) -> Iterator[Owned]:
    """Yield the settings of what is in use, and of the rules of ladders, each where they are kept."""
    for instance in in_use(instances):
        declaration = instances.registry.keeper(instance.plugin, instance.rule)
        own = declaration is not None and declaration.keeps_settings_of == declaration.id
        if declaration is not None and own and instance.settings is not None:
            boosts = getattr(instance.declared, "stage", None) == "boost"
            yield Owned(
                _about(instance),
                _called(instance),
                declaration.schema,
                instance.settings.shown(),
                usual=_ONCE if boosts else _NOTHING,
            )
    for code, voter in program.voters.items():
        rule = instances.registry.tier_rules.get((voter.plugin, voter.id))
        if rule is not None and rule.keeps_settings_of == rule.id:
            owner = Called(voter.name, rule.label, {CHINESE: rule.label_zh})
            yield Owned(f"track:{code}", owner, rule.schema, voter.settings.shown(), code)


def faults(program: Program, instances: Instances) -> Iterator[Fault]:
    """Yield what in use cannot read a fact that it needs, such as a metric of a track that is gone."""
    for instance in in_use(instances):
        if instance.settings is None:
            continue
        try:
            needs_of(program, instance)
        except HeadlessError as fault:
            yield Fault(_about(instance), _called(instance), fault.message)


def rates(program: Program, instances: Instances) -> Mapping[str, Decimal]:
    """Return how much one unit of the currency earns, by asset kind: without what tiers and member days add."""
    earned: dict[str, Decimal] = {}
    for versions in instances.rules:
        instance = versions.latest
        settings = instance.settings
        if instance.steady and isinstance(instance.declared, PerSpend) and settings is not None:
            earned[settings.asset] = earned.get(settings.asset, _NOTHING) + settings.per
    return {code: rate for code, rate in earned.items() if code in program.kinds and rate}


def _about(instance: Instance) -> str:
    return f"rule:{instance.plugin}/{instance.rule}/{instance.name}"


def _called(instance: Instance) -> Called:
    return Called(instance.name, instance.label(ENGLISH), {CHINESE: instance.label(CHINESE)})
